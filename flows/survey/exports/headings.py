"""From heading rows to columns: how each layout tells code, question and choice apart."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.survey.answers.words import spelling
from flows.survey.exports.export import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from flows.survey.exports.tools import Tool

    Row = Sequence[str | None]
    Grid = Sequence[Row]

CODE = r"[^\W\d_]\w*(?:\[[^\[\]]*\])*"
CODE_AND_TEXT = re.compile(rf"({CODE})(?:\.|:)\s+(.*)", re.DOTALL)
BRACKETS = re.compile(r"(.*?)\s*((?:\[[^\[\]]*\])+)", re.DOTALL)
NAME = re.compile(r"[A-Za-z_][\w.:-]*(?:/[\w.:-]+)*", re.ASCII)
BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|h[1-6])\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
TICKS = frozenset({"", "0", "1", "0.0", "1.0", "true", "false"})
LEGACY = re.compile(r"V\d+")
PART = re.compile(r"(?<=\w)(?:#\d+)?(?:(?:_\d+)+(?:_TEXT)?|_TEXT)$")
HYPHEN = re.compile(r"(?<=\W)-|-(?=[^\W_a-zà-ÿ])")  # before a choice, not in a word
WRITTEN = "TEXT"  # what a column is called that holds what was written beside a choice
IMPORT_ID = re.compile(r"""["']ImportId["']\s*:\s*["']([^"']*)["']""")


def columns(tool: Tool, layout: str, rows: Grid, body: Grid) -> tuple[Column, ...]:
    """The columns that the heading `rows` name; `body` are some of the rows below, which may tell what is a choice."""
    width = max(len(row) for row in rows)
    cells = [[(cell or "").strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    read = READERS.get((tool.name, layout), _plain)
    return _named(read(tool, cells, body))


def question_code(column: Column) -> str | None:
    """The code of the question that the column answers a part of: `Q1` of `Q1[SQ001]`, `Q2_1`, `Q3/paris`."""
    if column.code is None or not column.choice_code:
        return column.code
    bracketed = BRACKETS.fullmatch(column.code)
    return bracketed[1] if bracketed else re.sub(rf"[/_#.-]{re.escape(column.choice_code)}$", "", column.code)


def plain_text(heading: str) -> str:
    """A heading without markup, white space squeezed."""
    return " ".join(html.unescape(TAG.sub("", BREAK.sub(" ", heading))).split())


def _named(found: list[Column]) -> tuple[Column, ...]:
    """The columns with unique names; a blank heading becomes `column 5`, a repeated one gets a number."""
    seen: Counter[str] = Counter()
    named = []
    for number, column in enumerate(found, start=1):
        name = column.name or f"column {number}"
        seen[name] += 1
        while seen[name] > 1 and f"{name} ({seen[name]})" in seen:
            seen[name] += 1
        unique = name if seen[name] == 1 else f"{name} ({seen[name]})"
        seen[unique] += unique != name
        named.append(replace(column, name=unique))
    return tuple(named)


def _plain(_tool: Tool, rows: list[list[str]], _body: Grid) -> list[Column]:
    return [Column(heading, text=plain_text(heading) or None) for heading in rows[-1]]


def _limesurvey_code(_tool: Tool, rows: list[list[str]], _body: Grid) -> list[Column]:
    parts = [(heading, _bracketed(heading)) for heading in rows[-1]]
    return [Column(heading, code=heading or None, choice=part, choice_code=part) for heading, part in parts]


def _limesurvey_code_text(tool: Tool, rows: list[list[str]], body: Grid) -> list[Column]:
    found = []
    for heading, column in zip(rows[-1], _limesurvey_text(tool, rows, body), strict=True):
        parted = CODE_AND_TEXT.fullmatch(heading)
        if parted:
            code, text = parted[1], plain_text(parted[2])
            part = _bracketed(code)
            words = BRACKETS.fullmatch(text) if part else None
            choice = words[2][1:-1].replace("][", ", ") if words else part
            column = Column(heading, code, words[1] if words else text, choice, part)
        found.append(column)
    return found


def _limesurvey_text(_tool: Tool, rows: list[list[str]], _body: Grid) -> list[Column]:
    found = []
    for heading in rows[-1]:
        text = plain_text(heading)
        parted = BRACKETS.fullmatch(text)
        choice = parted[2][1:-1].replace("][", ", ") if parted and parted[1] else None
        found.append(Column(heading, text=parted[1] if parted and choice else text or None, choice=choice))
    return found


def _limesurvey_vv(tool: Tool, rows: list[list[str]], body: Grid) -> list[Column]:
    """Codes with an underscore before the sub-question, and texts above them."""
    questions = {code.partition("_")[0] for code in rows[-1] if "_" in code}
    shared = Counter(code.partition("_")[0] for code in rows[-1])
    found = []
    for text, code in zip(rows[0], rows[-1], strict=True):
        question, _, part = code.partition("_")
        words = _limesurvey_text(tool, [[text]], body)[0]
        if spelling(code) in tool.holds or question not in questions or (shared[question] == 1 and part != "other"):
            part = ""
        if not part:
            found.append(Column(code, code=code or None, text=plain_text(text) or None))
        else:
            found.append(Column(code, f"{question}[{part}]", words.text, words.choice or part, part))
    return found


def _bracketed(code: str) -> str | None:
    parted = BRACKETS.fullmatch(code)
    return (parted[2][1:-1].replace("][", "_") or None) if parted else None


def _kobo(tool: Tool, rows: list[list[str]], body: Grid) -> list[Column]:
    """`question/choice` is a part where the question stands there too, or where nothing but ticks stands below."""
    headings = rows[-1]
    own, there = tool.holds, set(headings)
    split = set(_split(headings, there, own, body))
    named = all(NAME.fullmatch(heading) or not heading for heading in headings)
    found = []
    for place, heading in enumerate(headings):
        question, _, part = heading.rpartition("/")
        if place in split:
            code, text = (heading, None) if named else (None, plain_text(question))
            found.append(Column(heading, code, text, plain_text(part), part if named else None))
        elif named or spelling(heading) in own:
            found.append(Column(heading, code=heading or None))
        else:
            found.append(Column(heading, code=heading if NAME.fullmatch(heading) else None, text=plain_text(heading)))
    return found


def _split(headings: Sequence[str], there: set[str], own: Mapping[str, str], body: Grid) -> Iterator[int]:
    parts = Counter(heading.rpartition("/")[0] for heading in headings)
    for place, heading in enumerate(headings):
        question = heading.rpartition("/")[0]
        if not question or spelling(heading) in own:
            continue
        ticks = all(spelling(row[place] or "") in TICKS for row in body if place < len(row))
        if ticks and (question in there or parts[question] > 1):
            yield place


def _odk(_tool: Tool, rows: list[list[str]], body: Grid) -> list[Column]:
    """As those of KoboToolbox, with hyphens between groups; a split choice keeps its slash."""
    headings = rows[-1]
    split = set(_split(headings, set(headings), {}, body))
    parts = [heading.rpartition("/")[2] if place in split else None for place, heading in enumerate(headings)]
    return [
        Column(heading, code=heading or None, choice=part, choice_code=part)
        for heading, part in zip(headings, parts, strict=True)
    ]


def _qualtrics(tool: Tool, rows: list[list[str]], _body: Grid) -> list[Column]:
    """Codes, texts below them, and the ImportId. The choice stands at the end of the text, after a hyphen."""
    codes = rows[0]
    texts = [plain_text(text) for text in rows[1]] if len(rows) > 1 else [""] * len(codes)
    questions = _common_beginnings(codes, texts)
    found = []
    for place, (code, text) in enumerate(zip(codes, texts, strict=True)):
        import_id = IMPORT_ID.search(rows[2][place]) if len(rows) > 2 else None
        stem = _stem(code)
        if spelling(text) in tool.holds and LEGACY.fullmatch(code):
            column = Column(code, code=text)
        elif stem in questions and spelling(code) not in tool.holds:
            question, part = questions[stem], code.removeprefix(stem).lstrip("_#")
            choice = (text.removeprefix(question) if question else "") or part
            if part.endswith(WRITTEN) and not choice.upper().endswith(WRITTEN):
                choice = f"{choice} - Text"
            column = Column(code, code, question.rstrip(" -") or text or None, choice, part)
        else:
            column = Column(code, code=code or None, text=text or None)
        found.append(replace(column, code=column.code or (import_id and import_id[1])))
    return found


def _common_beginnings(codes: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """For each stem that several codes share what their texts begin with, up to the hyphen before the choice."""
    by_stem: dict[str, list[str]] = {}
    for code, text in zip(codes, texts, strict=True):
        by_stem.setdefault(_stem(code), []).append(text)
    return {stem: _common_beginning(texts) for stem, texts in by_stem.items() if stem and len(texts) > 1}


def _common_beginning(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    same = next((at for at, letter in enumerate(first) if last[at : at + 1] != letter), len(first))
    ends = [found.end() for found in re.finditer(" - ", first[:same])]
    ends = ends or [found.end() for found in HYPHEN.finditer(first) if found.end() <= same]
    return first[: ends[-1]] if ends else ""


def _stem(code: str) -> str:
    return PART.sub("", code) if PART.search(code) else ""


def _surveymonkey_two_rows(tool: Tool, rows: list[list[str]], _body: Grid) -> list[Column]:
    """A question stands above the first of its columns only, and each of them names its choice below."""
    above, below = rows
    spans = Counter(_filled(above))
    no_choice = tool.words["no_choice"]
    found = []
    for place, (question, cell) in enumerate(zip(_filled(above), below, strict=True)):
        text, alone = plain_text(above[question] if question >= 0 else ""), spans[question] == 1
        choice = None if spelling(cell) in no_choice or (alone and not cell) else plain_text(cell) or None
        name = f"{text} [{choice}]" if text and choice else text or choice or ""
        code = above[place] if spelling(above[place]) in tool.holds else None
        found.append(Column(name, code=code, text=text or None, choice=choice))
    return found


def _filled(cells: Sequence[str]) -> list[int]:
    """For each cell the place of the last one to its left, itself included, that isn't blank; -1 before the first."""
    places, last = [], -1
    for place, cell in enumerate(cells):
        last = place if cell else last
        places.append(last)
    return places


def _surveymonkey_one_row(tool: Tool, rows: list[list[str]], _body: Grid) -> list[Column]:
    """`question - choice`, where several columns share the question."""
    headings = [plain_text(heading) for heading in rows[-1]]
    whole = {spelling(heading) for heading in headings}
    shared = Counter(heading[:cut] for heading in headings for cut in _cuts(heading))
    found = []
    for heading, text in zip(rows[-1], headings, strict=True):
        cut = next((cut for cut in _cuts(text) if shared[text[:cut]] > 1 or spelling(text[:cut]) in whole), 0)
        code = heading if spelling(heading) in tool.holds else None
        if cut:
            found.append(Column(heading, text=text[:cut].strip(), choice=text[cut + 3 :].strip()))
        else:
            found.append(Column(heading, code=code, text=text or None))
    return found


def _cuts(heading: str) -> list[int]:
    return [found.start() for found in re.finditer(" - ", heading)]


READERS: dict[tuple[str, str], Callable[[Tool, list[list[str]], Grid], list[Column]]] = {
    ("limesurvey", "code"): _limesurvey_code,
    ("limesurvey", "code_text"): _limesurvey_code_text,
    ("limesurvey", "text"): _limesurvey_text,
    ("limesurvey", "vv"): _limesurvey_vv,
    ("kobo", "labels"): _kobo,
    ("kobo", "xml"): _kobo,
    ("odk", "central"): _odk,
    ("qualtrics", "three_rows"): _qualtrics,
    ("qualtrics", "two_rows"): _qualtrics,
    ("qualtrics", "one_row"): _qualtrics,
    ("surveymonkey", "two_rows"): _surveymonkey_two_rows,
    ("surveymonkey", "one_row"): _surveymonkey_one_row,
}
