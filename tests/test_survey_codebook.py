"""The codebook: what it may say, and how a mistake in it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.errors import DataRefused
from flows.survey.codebook.codebook import load_codebook

if TYPE_CHECKING:
    from pathlib import Path

CODEBOOK = """\
survey: members
wave: 2024
title: Survey of members
period: {start: 2024-01-01, end: 2024-12-31}
key: firm
roles:
  ecosystem: eco
  size_class: size
population:
  CRM: {small: 70, large: 55}
missing: [NSP, -99]
variables:
  firm: {column: Firm, type: text, required: true}
  eco: {column: Activity, type: choice, values: {CRM: Relation client, NO: [3, 017]}}
  size: {column: Size, type: choice, values: {small: 1, large: 2}}
  exports:
    column: Export revenue
    type: number
    unit: MAD
    scale: 1000
    statistics: [total]
"""


def load(folder: Path, text: str) -> DataRefused | None:
    path = folder / "codebook.yml"
    path.write_text(text, "utf-8")
    try:
        load_codebook(path, "wave/codebook.yml")
    except DataRefused as error:
        return error
    return None


def test_codes_stay_the_words_they_are(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yml"
    path.write_text(CODEBOOK, "utf-8")
    codebook = load_codebook(path)
    assert codebook.wave == "2024"
    assert codebook.missing == {"skipped": ["NSP", "-99"]}
    assert codebook.variables["eco"].values == {"CRM": "Relation client", "NO": ["3", "017"]}


@pytest.mark.parametrize(
    ("population", "stratum", "strata", "frame"),
    [
        ("{CRM: {small: 70}}", None, ("eco", "size"), {("CRM", "small"): 70}),
        ("{CRM: 125}", "eco", ("eco",), {("CRM",): 125}),
        ("300", None, (), {(): 300}),
    ],
)
def test_population_by_stratum(
    tmp_path: Path, population: str, stratum: str | None, strata: tuple[str, ...], frame: dict[tuple[str, ...], int]
) -> None:
    text = CODEBOOK.replace("population:\n  CRM: {small: 70, large: 55}", f"population: {population}")
    text = text.replace("roles:\n", f"roles:\n  stratum: {stratum}\n") if stratum else text
    path = tmp_path / "codebook.yml"
    path.write_text(text, "utf-8")
    codebook = load_codebook(path)
    assert (codebook.strata, codebook.frame) == (strata, frame)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "what", "remedy"),
    [
        ("scale: 1000", "scal: 1000", 20, "unknown entry scal of variables.exports", "did you mean scale?"),
        ("type: number", "type: numbre", 18, "type of variables.exports can't be 'numbre'", "did you mean number?"),
        ("title: Survey of members\n", "", 1, "the entry title is missing", "add `title:`"),
        ("  ecosystem: eco\n", "  ecosistem: eco\n", 7, "unknown entry ecosistem of roles", "did you mean ecosystem?"),
        ("ecosystem: eco", "ecosystem: ecos", 7, "ecosystem is 'ecos', which is no variable", "did you mean eco?"),
        ("key: firm", "key: firms", 5, "key is 'firms', which is no variable", "did you mean firm?"),
        ("small: 70", "smal: 70", 10, "'smal' is no value of size", "did you mean small?"),
        ("small: 70", "small: many", 10, "small of population.CRM should be a valid integer, not 'many'", ""),
        ("{small: 70, large: 55}", "125", 10, "population must be given by eco and then size", "roles"),
        ("missing:", "invited: {CRM: {tiny: 3}}\nmissing:", 11, "'tiny' is no value of size", "known are small, large"),
        ("missing:", "invited: {CRM: 3}\nmissing:", 11, "invited must be given by eco and then size", "roles"),
        ("scale: 1000", "scale: thousand", 20, "should be a valid number, not 'thousand'", ""),
        ("scale: 1000", "unit: EUR", 20, "unit is given twice, first on line 19", "keep one"),
        ("    unit: MAD\n", "", 16, "exports has statistics and no unit", "add `unit:`"),
        ("[total]", "total", 21, "should be a valid list", ""),
        ("[total]", "[sum]", 21, "0 of variables.exports.statistics can't be 'sum'", "known are total, mean"),
        ("  ecosystem: eco\n", "  ecosystem: eco\n  weight: eco\n", 8, "eco is no number or integer", ""),
        ("type: text", "type: choice", 13, "the choice firm has no values", "add `values:`"),
        ("end: 2024-12-31", "end: 2023-12-31", 4, "should end on the day it starts or later", ""),
        ("start: 2024-01-01", "start: 2024-13-01", 4, "start of period should be a valid date", ""),
        (
            "  firm: {",
            "  problem: {column: P, type: text}\n  firm: {",
            13,
            "problem is a column that the reader adds",
            "",
        ),
        ("key: firm", "key: [firm", 6, "not valid YAML", "check the indentation"),
        ("    unit: MAD", "   unit: MAD", 19, "not valid YAML", "check the indentation"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, what: str, remedy: str
) -> None:
    error = load(tmp_path, CODEBOOK.replace(right, wrong, 1))
    assert error is not None
    assert (error.where or "").startswith(f"wave/codebook.yml, line {line}")
    assert what in error.what
    assert remedy in (error.remedy or "")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    error = load(tmp_path, CODEBOOK.replace("scale: 1000", "scal: 1000").replace("key: firm", "kei: firm"))
    assert error is not None
    assert error.what == (
        "the entry key is missing; also line 5: unknown entry kei;"
        " also line 20: unknown entry scal of variables.exports"
    )


@pytest.mark.parametrize(
    ("text", "what"), [("", "empty"), ("just words", "no `name: value` entries"), ("# nothing\n", "no codebook")]
)
def test_a_file_that_is_no_codebook(tmp_path: Path, text: str, what: str) -> None:
    error = load(tmp_path, text)
    assert error is not None
    assert what in error.what


def test_a_missing_codebook_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="no codebook"):
        load_codebook(tmp_path / "codebook.yml")
