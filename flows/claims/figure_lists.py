"""Lists of figures that single spaces part: what columns their head tells, and how a row's digits fall into them."""

from __future__ import annotations

import re
from itertools import combinations
from typing import NamedTuple

_YEARS = r"(?:19|20)\d\d(?: ?\([a-z]{1,4}\))?(?: +(?:19|20)\d\d(?: ?\([a-z]{1,4}\))?)+"
_HEAD = re.compile(rf"(?P<corner>[^\d|]{{0,60}}?) *(?P<years>{_YEARS})(?P<last>(?: +[^\d|]{{1,40}})?)")
_YEAR = re.compile(r"(?:19|20)\d\d(?: ?\([a-z]{1,4}\))?")
_ROW = re.compile(r"(?P<label>[^\d|]{2,120}?)[ :]+(?P<figures>[+-]?\(?\d[\d .,%()+-]*)")
_PIECE = re.compile(r"[+-] \d[\d.,]*%?|\S+")
_GROUPED = re.compile(r"\d{3}(?:[.,]\d{1,2})?%?")
_OPEN = re.compile(r"[+-]? ?\d{1,3}(?: \d{3})*")
_FIGURE = re.compile(r"[+-]? ?(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)*(?: ?%)?")
MOST_UNLIKE = 4  # digits that the whole numbers of a row may differ in length
MOST_JOINTS = 10  # places at which a space may part two figures or two groups of three digits

Spans = tuple[tuple[int, int], ...]


class ListRow(NamedTuple):
    """The label of a row and where its figures stand; the less `unlikeness`, the likelier is this reading."""

    label: str
    figures: Spans
    unlikeness: int


def likeliest_heads(line: str, below: str) -> tuple[str, ...] | None:
    """The heads that a line of years tells for the row `below` it, with the corner first: `En MDH 2014 2015 Var. %`.

    What follows the years is the head of one column, or of two: `Valeur %`. None where the two lines are no list.
    """
    found = _HEAD.fullmatch(line)
    if found is None:
        return None
    heads, after = (found["corner"].strip(" :"), *_YEAR.findall(found["years"])), found["last"].strip()
    possible = (
        [(*heads, after), (*heads, *after.rsplit(" ", 1))] if " " in after else [(*heads, after) if after else heads]
    )
    read = [(row.unlikeness, len(heads), heads) for heads in possible if (row := list_row(below, heads))]
    return min(read)[2] if read else None


def list_row(line: str, heads: tuple[str, ...]) -> ListRow | None:
    """The row of a list with these heads: with figures for all columns, or for those of the years alone."""
    years = sum(_YEAR.fullmatch(head) is not None for head in heads)
    return _read(line, len(heads) - 1) or _read(line, years)


def _read(line: str, count: int) -> ListRow | None:
    """The row read as a label and `count` figures, or None where they can't be told apart.

    Spaces part figures and also the thousands within them: of the ways to read `236 956 249 047 -4,9` as so many
    figures, the one whose figures are alike in length is meant.
    """
    found = _ROW.fullmatch(line)
    if found is None:
        return None
    offset = found.start("figures")
    pieces = [(offset + piece.start(), offset + piece.end()) for piece in _PIECE.finditer(found["figures"])]
    joints = [at for at in range(1, len(pieces)) if _may_join(line, pieces, at)]
    missing = len(pieces) - count
    if missing < 0 or missing > len(joints) or len(joints) > MOST_JOINTS:
        return None
    readings = [_joined(pieces, set(joined)) for joined in combinations(joints, missing)]
    likely = sorted((_unlikeness(line, spans), spans) for spans in readings if _are_figures(line, spans))
    if not likely or likely[0][0] > MOST_UNLIKE or (len(likely) > 1 and likely[0][0] == likely[1][0]):
        return None
    return ListRow(found["label"].strip(" :.-"), likely[0][1], likely[0][0])


def _may_join(line: str, pieces: list[tuple[int, int]], at: int) -> bool:
    before, here = (line[start:end] for start, end in pieces[at - 1 : at + 1])
    return _GROUPED.fullmatch(here) is not None and _OPEN.fullmatch(before) is not None


def _joined(pieces: list[tuple[int, int]], joined: set[int]) -> Spans:
    """The spans of the figures when the pieces at the places `joined` go on the piece before."""
    spans: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(pieces):
        if at in joined:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def _are_figures(line: str, spans: Spans) -> bool:
    return all(_FIGURE.fullmatch(line[start:end]) for start, end in spans)


def _unlikeness(line: str, spans: Spans) -> int:
    """How much the whole numbers among the figures differ in length."""
    printed = [line[start:end].lstrip("+- ") for start, end in spans]
    lengths = [len(figure.replace(" ", "")) for figure in printed if figure.replace(" ", "").isdigit()]
    return max(lengths) - min(lengths) if lengths else 0
