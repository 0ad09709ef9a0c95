"""The structure of a LimeSurvey questionnaire (.lss, .lsg, .lsq) as records, in whichever layout its version wrote."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from flows.errors import DataRefused
from flows.survey.drafting.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Row = dict[str, str]
BASE_SCALE = "0"


@dataclass(slots=True)
class Part:
    """A question, a sub-question or an answer: its code, its text by language, and what else its row has."""

    code: str
    texts: dict[str, str]
    row: Row
    parts: list[Part] = field(default_factory=list)
    answers: list[Part] = field(default_factory=list)

    @property
    def scale(self) -> str:
        """The scale that it belongs to, of questions with two."""
        return self.row.get("scale_id") or BASE_SCALE


@dataclass(frozen=True, slots=True)
class Structure:
    """The questions in their order, the titles of the survey by language, and the row of its settings."""

    questions: list[Part]
    titles: dict[str, str]
    settings: Row


def load_structure(path: Path, where: str) -> Structure | None:
    """The structure at `path`; None when it is none of LimeSurvey's. Raises DataRefused for XML that is damaged."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        root = etree.parse(path, parser).getroot()
    except etree.XMLSyntaxError as error:
        raise DataRefused(
            f"this is no valid XML ({error})", where=where, remedy="export the structure of the survey again"
        ) from None
    if root.find("LimeSurveyDocType") is None:
        return None
    sections = {child.tag: _rows(child) for child in root if isinstance(child.tag, str)}
    titles = {
        row["surveyls_language"]: plain(row.get("surveyls_title"))
        for row in sections.get("surveys_languagesettings", [])
        if "surveyls_language" in row
    }
    return Structure(_questions(sections), titles, next(iter(sections.get("surveys", [])), {}))


def _rows(section: Any) -> list[Row]:
    return [
        {field.tag: field.text or "" for field in row if isinstance(field.tag, str)}
        for row in section.iterfind("rows/row")
    ]


def _questions(sections: dict[str, list[Row]]) -> list[Part]:
    """Top questions with their sub-questions and answers, ordered as they are shown."""
    rows = [*sections.get("questions", []), *sections.get("subquestions", [])]
    parts = _merged(rows, "qid", "title", "question", _by_key(sections.get("question_l10ns", []), "qid"))
    answers = _merged(
        sections.get("answers", []), "aid", "code", "answer", _by_key(sections.get("answer_l10ns", []), "aid")
    )
    groups = {
        row.get("gid"): place for place, row in enumerate(sorted(sections.get("groups", []), key=_place("group_order")))
    }
    for part in sorted(parts.values(), key=lambda part: _number(part.row.get("question_order"))):
        parent = parts.get(part.row.get("parent_qid", "0"))
        if parent:
            parent.parts.append(part)
    by_question = {part.row["qid"]: part for part in parts.values()}
    for answer in sorted(answers.values(), key=lambda part: _number(part.row.get("sortorder"))):
        if answer.row.get("qid") in by_question:
            by_question[answer.row["qid"]].answers.append(answer)
    top = [part for part in parts.values() if part.row.get("parent_qid", "0") in ("0", "")]
    return sorted(top, key=lambda part: (groups.get(part.row.get("gid"), 0), _number(part.row.get("question_order"))))


def _merged(rows: list[Row], key: str, code: str, text: str, translations: dict[str, list[Row]]) -> dict[str, Part]:
    """One part for the rows that differ in language only: those of older versions carry the text themselves."""
    merged: dict[str, Part] = {}
    for row in rows:
        identity = row.get(key) or "/".join(row.get(name, "") for name in ("qid", "code", "scale_id"))
        part = merged.setdefault(identity, Part(row.get(code, ""), {}, row))
        for told in [row, *translations.get(identity, [])]:
            if plain(told.get(text)):
                part.texts.setdefault(told.get("language", ""), plain(told[text]))
    return merged


def _by_key(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.get(key, "")].append(row)
    return found


def _place(name: str) -> Any:
    return lambda row: _number(row.get(name))


def _number(text: str | None) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else 0
