"""What a form or an export says about a survey, whatever wrote it: the material of a first codebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Words = str | Mapping[str, str]
"""A text, or that text by language (ISO 639 code, or the form's own name for the language)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, or one cell of a grid of questions.

    `code` is the tool's name for it, of which the variable's name is made; `column` the export's heading. `values` are
    the stored values with what they are called, `columns` the columns of single choices by value. `free` text is
    written by the respondent; `remark` is a comment that a person should see.
    """

    code: str
    type: str
    column: str
    label: Words | None = None
    values: Mapping[str, Words] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, list[str]] = field(default_factory=dict)
    required: bool = False
    min: float | None = None
    max: float | None = None
    free: bool = False
    sheet: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """A survey as its form or export describes it.

    `code` names the survey in its tool. `year` is when it was made or answered. `record` is the tool's own number for
    a response, for want of a better key. `unique` are columns that tell responses apart; `weight` is the variable that
    the source itself weights by. `export` names the file where it is the export that was looked at. `remarks` say what
    can't be used, and what else to know.
    """

    code: str
    title: str
    questions: list[Asked]
    record: Asked | None = None
    unique: frozenset[str] = frozenset()
    weight: str | None = None
    year: int | None = None
    language: str | None = None
    export: str | None = None
    sheet: str | None = None
    decimal: str | None = None
    dates: str | None = None
    remarks: list[str] = field(default_factory=list)
