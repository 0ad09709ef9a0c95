"""The outline of a survey from its XLSForm, the form of KoboToolbox, ODK and SurveyCTO."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.survey.answers.words import yes_no
from flows.survey.drafting.forms import WITHOUT_LANGUAGE, folded, form_sheets, knowledge
from flows.survey.drafting.outline import Asked, Outline
from flows.survey.drafting.texts import language_of, year_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flows.survey.drafting.forms import Line
    from flows.survey.drafting.outline import Words

TYPES = {"text", "integer", "number", "date", "yes_no"}
STANDS_FOR = {"place": "text", "contact": "text", "moment": "text"}
TRUE = {"yes", "true", "true()", "1", "oui", "y", "o"}


@dataclass(slots=True)
class _Walk:
    """What is gathered while the rows of a form are walked through."""

    choices: dict[str, dict[str, Words]]
    questions: list[Asked] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)
    open: list[tuple[str, bool]] = field(default_factory=list)  # groups and repeats, and whether all are asked them
    left_out: dict[str, list[str]] = field(default_factory=dict)


def outline_of_form(path: Path, where: str) -> Outline | None:
    """What the XLSForm at `path` asks; None when it is none. Rows that can't be used are told in the remarks."""
    sheets = form_sheets(path, where)
    if sheets is None:
        return None
    walk = _Walk(_choices(sheets["choices"]))
    for line in sheets["survey"]:
        _walk(line, walk)
    settings = {key: value for line in sheets["settings"] for key, value in line.cells.items()}
    title = settings.get("title") or settings.get("id") or path.stem
    record = knowledge()["record"]
    return Outline(
        code=settings.get("id") or path.stem,
        title=title,
        questions=walk.questions,
        record=Asked("record", "text", record["column"], remark=record["remark"]),
        year=year_in(settings.get("id"), title, path.stem, settings.get("version")),
        language=_language(settings.get("language")),
        remarks=[*walk.remarks, *_told(walk), knowledge()["columns"]],
    )


def _choices(lines: list[Line]) -> dict[str, dict[str, Words]]:
    """The values of each list; one that stands there several times, under several filters, is one value."""
    lists: dict[str, dict[str, Words]] = {}
    for line in lines:
        if line["list"] and line["name"]:
            lists.setdefault(line["list"], {}).setdefault(line["name"], _words(line.labels) or line["name"])
    return lists


def _words(labels: Mapping[str, str]) -> Words | None:
    """One text, or by language; the column without a language counts where no other has a text."""
    told = {language: text for language, text in labels.items() if language != WITHOUT_LANGUAGE}
    if len(told) < 2:
        return next(iter(told.values()), labels.get(WITHOUT_LANGUAGE))
    return told


def _walk(line: Line, walk: _Walk) -> None:
    kind = _kinds().get(folded(line["type"]))
    name = line["name"]
    if kind in ("group", "repeat"):
        walk.open.append((kind, kind == "group" and not line["relevant"]))
        if kind == "repeat":
            walk.repeats.append(name or f"repeat {len(walk.repeats) + 1}")
    elif kind in ("group_end", "repeat_end"):
        _close(kind.removesuffix("_end"), line, walk)
    elif kind in ("nothing", None) and not line["type"]:
        return
    elif kind in ("file", "computed", "metadata"):
        walk.left_out.setdefault(kind, []).append(name or line["type"])
    elif kind != "nothing":
        _ask(line, kind, walk)


def _close(kind: str, line: Line, walk: _Walk) -> None:
    if not walk.open or walk.open[-1][0] != kind:
        walk.remarks.append(f"row {line.number}: {line['type']!r} closes no {kind} that is open")
        return
    walk.open.pop()
    if kind == "repeat":
        walk.repeats.pop()


def _ask(line: Line, kind: str | None, walk: _Walk) -> None:
    if not line["name"]:
        walk.remarks.append(f"row {line.number}: this {line['type']!r} has no name")
        return
    if any(line["name"] == asked.column for asked in walk.questions):
        walk.remarks.append(
            f"row {line.number}: the name {line['name']!r} is given a second time; its column is not told apart"
        )
        return
    if kind:
        walk.questions.append(_asked(line, STANDS_FOR.get(kind, kind), walk))
        return
    found = _select(line["type"])
    if found is None:
        walk.remarks.append(f"row {line.number}: the type {line['type']!r} of {line['name']} is unknown")
        return
    _ask_choice(line, found, walk)


@dataclass(frozen=True, slots=True)
class _Select:
    kind: str  # one, several, ranked, from_file
    choices: str
    other: bool


def _select(text: str) -> _Select | None:
    """How a type such as "select_one cities or_other" is put together."""
    rest, other = " ".join(text.split()), False
    for ending in knowledge()["with_other"]:
        shorter = re.sub(rf"\s+{ending.replace(' ', '[ _]')}$", "", rest, flags=re.IGNORECASE)
        rest, other = shorter, other or shorter != rest
    openings = [(opening, kind) for kind in ("one", "several", "ranked", "from_file") for opening in knowledge()[kind]]
    for opening, kind in sorted(openings, key=lambda each: -len(each[0])):
        found = re.match(rf"{re.escape(opening).replace(chr(92) + ' ', '[ _]')}\s+(\S.*)$", rest, flags=re.IGNORECASE)
        if found:
            return _Select(kind, found[1], other)
    return None


def _ask_choice(line: Line, select: _Select, walk: _Walk) -> None:
    values = walk.choices.get(select.choices, {})
    if not values or select.kind in ("ranked", "from_file"):
        why = {"ranked": "is a ranking", "from_file": "takes its choices from another file"}.get(select.kind)
        why = why or f"has the choices {select.choices!r}, which the form doesn't have"
        walk.remarks.append(f"row {line.number}: {line['name']} {why}; taken as text")
        walk.questions.append(_asked(line, "text", walk))
        return
    if _is_yes_no(values) and select.kind == "one" and not select.other:
        walk.questions.append(_asked(line, "yes_no", walk, _yes_no_values(values)))
        return
    other = knowledge()["other"]
    if select.other:
        values = {**values, other["value"]: values.get(other["value"], other["label"])}
    walk.questions.append(_asked(line, "choice" if select.kind == "one" else "multiple", walk, values))
    if select.other:
        column = line["name"] + other["suffix"]
        walk.questions.append(Asked(column, "text", column, sheet=_sheet(walk), free=True))


def _asked(line: Line, kind: str, walk: _Walk, values: Mapping[str, Words] | None = None) -> Asked:
    low, high = _bounds(line["constraint"]) if kind in ("integer", "number") else (None, None)
    return Asked(
        code=line["name"],
        type=kind if kind in TYPES | {"choice", "multiple"} else "text",
        column=line["name"],
        label=_words(line.labels),
        values=values or {},
        required=folded(line["required"]) in TRUE and not line["relevant"] and all(asked for _, asked in walk.open),
        min=low,
        max=high,
        sheet=_sheet(walk),
    )


def _sheet(walk: _Walk) -> str | None:
    return walk.repeats[-1] if walk.repeats else None


def _bounds(constraint: str) -> tuple[float | None, float | None]:
    """The least and the most that a constraint such as ". >= 0 and . <= 100" allows; strict ones are taken as told."""
    if " or " in constraint.casefold():
        return None, None
    low = re.findall(r"\.\s*(?:>=|&gt;=)\s*(-?\d+(?:\.\d+)?)(?![\w.(])", constraint)
    high = re.findall(r"\.\s*(?:<=|&lt;=)\s*(-?\d+(?:\.\d+)?)(?![\w.(])", constraint)
    return (float(low[0]) if low else None), (float(high[0]) if high else None)


def _is_yes_no(values: Mapping[str, Words]) -> bool:
    return {yes_no().get(value.casefold()) for value in values} == {"yes", "no"} and len(values) == 2


def _yes_no_values(values: Mapping[str, Words]) -> dict[str, Words]:
    """By yes and no, with the stored value as another spelling where it isn't that word itself."""
    told: dict[str, Words] = {}
    for value, label in values.items():
        code = yes_no()[value.casefold()]
        labels = {"label": label} if isinstance(label, str) else dict(label)
        told[code] = label if value == code else {"code": value, **labels}
    return told


def _language(named: str | None) -> str | None:
    return language_of(named) if named else None


def _told(walk: _Walk) -> list[str]:
    said = {
        "computed": "computed by the form; add those that are needed",
        "file": "files",
        "metadata": "written by the device",
    }
    told = [f"left out, {said[kind]}: {', '.join(names)}" for kind, names in walk.left_out.items()]
    if walk.open:
        told.append(f"{len(walk.open)} group or repeat is never closed")
    return told


def _kinds() -> dict[str, str]:
    return {folded(spelling): kind for kind, spellings in knowledge()["types"].items() for spelling in spellings}
