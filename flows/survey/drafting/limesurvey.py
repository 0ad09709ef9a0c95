"""The outline of a survey from the structure of its LimeSurvey questionnaire."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from flows.survey.drafting.outline import Asked, Outline
from flows.survey.drafting.structure import BASE_SCALE, load_structure
from flows.survey.drafting.texts import year_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flows.survey.drafting.outline import Words
    from flows.survey.drafting.structure import Part, Structure

_FILE = Path(__file__).with_name("limesurvey.yml")


def outline_of_questionnaire(path: Path, where: str) -> Outline | None:
    """What the LimeSurvey structure at `path` (.lss, .lsg, .lsq) asks; None when it is none."""
    structure = load_structure(path, where)
    if structure is None:
        return None
    settings = structure.settings
    language = settings.get("language") or next(iter(structure.titles), None)
    title = structure.titles.get(language or "") or next(iter(structure.titles.values()), path.stem)
    record = knowledge()["record"]
    return Outline(
        code=path.stem,
        title=title,
        questions=[asked for question in structure.questions for asked in _asked(question)],
        record=Asked("record", "text", record["column"], remark=record["remark"]),
        year=year_in(title, path.stem, settings.get("expires"), settings.get("startdate"), settings.get("datecreated")),
        language=language,
        remarks=list(_remarks(structure)),
    )


@cache
def knowledge() -> dict[str, Any]:
    """What limesurvey.yml says."""
    known: dict[str, Any] = yaml.load(_FILE.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  only plain text
    return known


def _asked(question: Part) -> Iterator[Asked]:
    """The columns that a question gives, those of "other" and of comments among them."""
    described = knowledge()["types"].get(question.row.get("type"))
    if described is None or not question.code:
        return
    shape = SHAPES[described["shape"]]
    yield from shape(question, described)
    other = knowledge()["other"]
    if question.row.get("other") == "Y" and described["type"] in ("choice", "multiple"):
        yield _text(question, f"{question.code}[{other['column']}]")
    if "comment" in described:
        parts = [f"{part.code}comment" for part in question.parts] or ["comment"]
        yield from (_text(question, f"{question.code}[{part}]") for part in parts)


def _single(question: Part, described: Mapping[str, Any]) -> Iterator[Asked]:
    values = _values(question, described)
    if question.row.get("other") == "Y" and values:
        values[knowledge()["other"]["value"]] = knowledge()["other"]["label"]
    yield _one(question, described, question.code, _words(question), values)


def _parts(question: Part, described: Mapping[str, Any]) -> Iterator[Asked]:
    for part in question.parts:
        label = _joined(question, part)
        yield _one(question, described, f"{question.code}[{part.code}]", label, _values(question, described))


def _choices(question: Part, described: Mapping[str, Any]) -> Iterator[Asked]:
    values: dict[str, Words] = {part.code: _words(part) or part.code for part in question.parts}
    if values:
        yield _one(question, described, question.code, _words(question), values)


def _grid(question: Part, described: Mapping[str, Any]) -> Iterator[Asked]:
    down = [part for part in question.parts if part.scale == BASE_SCALE]
    across = [part for part in question.parts if part.scale != BASE_SCALE]
    for row in down:
        for column in across:
            name = f"{question.code}[{row.code}_{column.code}]"
            yield _one(question, described, name, _joined(question, row, column), {})


def _dual(question: Part, described: Mapping[str, Any]) -> Iterator[Asked]:
    for part in question.parts:
        for number, scale in enumerate(sorted({answer.scale for answer in question.answers}), start=1):
            values: dict[str, Words] = {
                answer.code: _words(answer) or answer.code for answer in question.answers if answer.scale == scale
            }
            yield _one(question, described, f"{question.code}[{part.code}][{number}]", _joined(question, part), values)


def _ranks(question: Part, described: Mapping[str, Any]) -> Iterator[Asked]:
    values = _values(question, described) or {part.code: _words(part) or part.code for part in question.parts}
    for rank in range(1, len(values) + 1):
        yield _one(question, described, f"{question.code}[{rank}]", _words(question), values)


SHAPES = {"single": _single, "parts": _parts, "choices": _choices, "grid": _grid, "dual": _dual, "ranks": _ranks}


def _one(
    question: Part, described: Mapping[str, Any], column: str, label: Words | None, values: Mapping[str, Words]
) -> Asked:
    kind = described["type"]
    if kind == "choice" and not values:
        kind = "text"  # a list without answers: the structure is incomplete
    everybody = question.row.get("relevance", "1") in ("1", "") and described["shape"] == "single"
    return Asked(
        code=column,
        type=kind,
        column=column,
        label=label,
        values=values,
        required=question.row.get("mandatory") == "Y" and everybody,
        min=float(described["min"]) if "min" in described else None,
        max=float(described["max"]) if "max" in described else None,
    )


def _text(question: Part, column: str) -> Asked:
    return Asked(column, "text", column, label=_words(question), free=True)


def _values(question: Part, described: Mapping[str, Any]) -> dict[str, Words]:
    if described["type"] != "choice":
        return {}
    fixed: dict[str, Words] = dict(described.get("values", {}))
    return fixed or {answer.code: _words(answer) or answer.code for answer in question.answers}


def _words(part: Part) -> Words | None:
    texts = list(part.texts.values())
    return part.texts if len(texts) > 1 else next(iter(texts), None)


def _joined(question: Part, *parts: Part) -> Words | None:
    """The texts of a question and of its parts in brackets, by language, as exports head the column."""
    joined = {
        language: " ".join([text, *(f"[{told}]" for part in parts if (told := part.texts.get(language, part.code)))])
        for language, text in (question.texts or {"": ""}).items()
    }
    texts = [text.strip() for text in joined.values()]
    return joined if len(texts) > 1 else next(iter(texts), None)


def _remarks(structure: Structure) -> Iterator[str]:
    known, without = knowledge()["types"], knowledge()["without"]
    left_out: dict[str, list[str]] = {}
    for question in structure.questions:
        kind = question.row.get("type", "")
        if kind not in known:
            left_out.setdefault(without.get(kind, f"the type {kind!r} is unknown"), []).append(question.code)
    for why, codes in left_out.items():
        yield f"left out, {why}: {', '.join(codes)}"
