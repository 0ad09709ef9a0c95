"""Where sentences end: full stops, blank lines, bullets and headings; never inside an ellipsis or an abbreviation."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A sentence longer than this (a table without full stops) is cut at a space, so that work stays linear.
LONGEST = 1500
SHORT_LINE, LONG_LINE = 60, 110  # lines of wrapped prose lie between; a shorter one is a heading, a longer a paragraph

_CANDIDATE = re.compile(r"[.!?]+[\"')\]]*[ \n]+|[ ]*\n[ \n]*|[ ]{4,}|;[ ]*\n[ \n]*")
_BROKEN = re.compile(r"\d\n000(?!\d)")  # a figure over the end of a line
_OPENING = "\"'([*•-+"


def sentence_spans(folded: str, original: str, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The spans of the sentences in `folded`, in order, without surrounding blanks; `original` tells upper case.

    Both must be of equal length.
    """
    start = 0
    for candidate in _CANDIDATE.finditer(folded):
        if candidate.end() > start and _ends(folded, original, candidate, start, abbreviations):
            yield from _trimmed(folded, start, candidate.end())
            start = candidate.end()
    yield from _trimmed(folded, start, len(folded))


def _ends(folded: str, original: str, gap: re.Match[str], start: int, abbreviations: frozenset[str]) -> bool:
    mark, after = gap.group(), gap.end()
    if after >= len(folded):
        return True
    if mark == "\n" and _BROKEN.match(folded, gap.start() - 1):
        return False
    while after < len(folded) - 1 and folded[after] in _OPENING:
        after += 2 if folded[after + 1] == " " else 1
    opens = (
        after >= len(original)
        or original[after].isupper()
        or original[after].isdigit()
        or not original[after].isascii()
    )
    bullet = folded[gap.end()] in "*•" or folded[gap.end() : gap.end() + 2] == "- "
    if bullet and _lists(folded, gap, start):
        return False
    if mark[0] in ".!?":
        return (opens or bullet) and not _abbreviated(folded, gap.start(), start, abbreviations)
    if "\n" not in mark or mark[0] == ";":
        return True
    if bullet or mark.count("\n") > 1:
        return bullet or not (original[after].islower())
    line = gap.start() - (folded.rfind("\n", start, gap.start()) + 1 or start)
    return opens and (line < SHORT_LINE or line > LONG_LINE or folded[gap.start() - 1] in '.!?:;"')


def _lists(folded: str, gap: re.Match[str], start: int) -> bool:
    """Whether the bullet after `gap` belongs to a list whose first line ends in a colon: one sentence, to its end."""
    if gap.start() - start > LONGEST or "\n" not in gap.group():
        return False
    if folded[gap.start() - 1] == ":":
        return True
    lead = folded.find(":", start, gap.start())
    return lead >= 0 and folded[lead + 1 : lead + 4].strip(" ").startswith("\n")


def _abbreviated(folded: str, dot: int, start: int, abbreviations: frozenset[str]) -> bool:
    if folded[dot] != "." or folded[dot : dot + 2] == "..":
        return False
    begin = dot
    while begin > start and folded[begin - 1].isalpha():
        begin -= 1
    return folded[begin:dot] in abbreviations


def _trimmed(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = folded.rfind(" ", start + 1, start + LONGEST)
        while cut > start and folded[cut - 1].isdigit() and folded[cut + 1].isdigit():  # never within a figure
            cut = folded.rfind(" ", start + 1, cut)
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut + 1
    if start < end:
        yield start, end
