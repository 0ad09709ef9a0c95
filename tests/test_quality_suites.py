"""The suites in expectations/: they load, name columns that exist, speak in sentences, and catch what they say."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.claims.claim import Claim
from flows.documents.document import Document
from flows.quality.gate import GateResult, validate
from flows.quality.silence import silenced
from flows.settings import CHECKOUT, Settings
from flows.storage.gated import release_frames
from flows.storage.release import build_release
from flows.storage.staging import write_staging

EXPECTATIONS = CHECKOUT / "expectations"
SUITES = sorted(EXPECTATIONS.glob("*.json"))

ROWS: dict[str, dict[str, Any]] = {  # one row of each gated table that is as it should be
    "document": {
        "document_id": "0f" * 32,
        "raw_path": "data/raw/press_releases/a.txt",
        "media_type": "text/plain",
        "characters": 12,
        "published_at": "2019-04",
        "language": "fr",
    },
    "claim": {
        "claim_id": "c1",
        "document_id": "0f" * 32,
        "start": 0,
        "end": 12,
        "quote": "900 emplois",
        "quote_stands": True,
        "sentence": "900 emplois ont été créés.",
        "value": 900.0,
        "value_high": None,
        "unit": "jobs",
        "indicator": "jobs",
        "measure": "level",
        "nature": "actual",
        "hedge": None,
        "sector": None,
        "ecosystem": None,
        "geography": "MA",
        "scope": None,
        "subject": None,
        "period_start": date(2018, 1, 1),
        "period_end": date(2018, 12, 31),
        "confidence": 0.9,
        "reason": "emplois",
        "note": None,
    },
    "survey_response": {"response_id": "r1", "problem": None, "weight": 1.5},
    "survey_estimate": {
        "survey": "members",
        "wave": "2024",
        "variable": "jobs",
        "statistic": "total",
        "ecosystem": "CRM",
        "size_class": None,
        "unit": "jobs",
        "respondents": 12,
        "value": 100.0,
        "standard_error": 5.0,
        "ci_low": 90.0,
        "ci_high": 110.0,
        "obs_status": "A",
    },
    "observation": {
        "observation_id": "o1",
        "indicator": "export_revenue",
        "measure": "level",
        "nature": "actual",
        "sector": "offshoring",
        "ecosystem": None,
        "geography": "MA",
        "scope": None,
        "subject": None,
        "unit": "MAD",
        "period_start": date(2018, 1, 1),
        "period_end": date(2018, 12, 31),
        "value": 1e10,
        "value_high": None,
        "status": "A",
        "source_type": "press",
        "sources": 3,
        "independent_sources": 2,
        "standard_error": None,
        "ci_low": None,
        "ci_high": None,
        "disputed": False,
        "known_from": date(2019, 4, 2),
        "known_to": date(9999, 12, 31),
    },
    "evidence": {"observation_id": "o1", "claim_id": "c1", "estimate_id": None, "role": "shown"},
    "conflict": {
        "conflict_id": "x1",
        "observation_id": "o1",
        "rival_observation_id": "o1",
        "kind": "value",
        "shown_claim_id": "c1",
        "rival_claim_id": "c2",
        "shown_quote": "10 milliards",
        "rival_quote": "12 milliards",
        "shown_value": 1e10,
        "rival_value": 1.2e10,
        "unit": "MAD",
        "rival_unit": "MAD",
        "relative_distance": 0.2,
        "rival_sources": 1,
        "explanation": "They differ by a fifth.",
    },
    "target_progress": {
        "target_observation_id": "o2",
        "actual_observation_id": "o1",
        "plan": "plan",
        "plan_by": "sentence",
        "additional": False,
        "indicator": "export_revenue",
        "measure": "level",
        "sector": "offshoring",
        "ecosystem": None,
        "geography": "MA",
        "unit": "MAD",
        "horizon": date(2020, 12, 31),
        "target_value": 1.8e10,
        "base_period": None,
        "base_value": None,
        "achieved_value": 1e10,
        "achieved_period_end": date(2018, 12, 31),
        "remaining": 8e9,
        "ratio": 0.55,
        "reached": False,
        "yearly_pace": 4e9,
        "achieved_pace": None,
        "signed_value": 1.8e10,
        "signed_as": None,
        "comparable": True,
        "reason": "same measure",
    },
}
ROWS["kpi"] = {column: value for column, value in ROWS["observation"].items() if column != "known_to"}

BREACHES: list[tuple[str, dict[str, Any], str]] = [  # table, what is changed, which expectation says so
    ("document", {"document_id": "0F" * 32}, "64 hexadecimal digits"),
    ("document", {"characters": 0}, "at least one character"),
    ("document", {"media_type": "image/png"}, "can be read"),
    ("document", {"published_at": "2019-13"}, "ISO date"),
    ("document", {"published_at": "02/04/2019"}, "ISO date"),
    ("document", {"language": "français"}, "two small letters"),
    ("claim", {"start": 12}, "ends after it starts"),
    ("claim", {"quote": ""}, "not empty"),
    ("claim", {"quote_stands": False}, "exactly what stands"),
    ("claim", {"quote_stands": None}, "was compared"),
    ("claim", {"value": float("nan")}, "has a value"),
    ("claim", {"value": float("inf")}, "finite number"),
    ("claim", {"value_high": 800.0}, "upper end of a range"),
    ("claim", {"value": -1.0}, "not negative"),
    ("claim", {"unit": None}, "has a unit"),
    ("claim", {"unit": "Dirhams"}, "ISO 4217"),
    ("claim", {"measure": "amount"}, "measure is one of"),
    ("claim", {"nature": "hope"}, "nature is one of"),
    ("claim", {"hedge": "maybe"}, "hedge is one of"),
    ("claim", {"confidence": 1.2}, "probability"),
    ("claim", {"period_start": date(2019, 1, 1)}, "does not end before"),
    ("claim", {"period_start": date(1812, 1, 1)}, "between 1950 and 2100"),
    ("claim", {"measure": "rank", "unit": "rank", "value": 0.0}, "rank is 1 or more"),
    ("claim", {"measure": "share", "unit": "percent", "value": 120.0}, "between 0 and 100"),
    ("survey_response", {"response_id": None}, "has an id"),
    ("survey_response", {"problem": "row 7 has 3 fields"}, "as the codebook says"),
    ("survey_response", {"weight": 0.0}, "above 0"),
    ("survey_estimate", {"statistic": "guess"}, "one that we estimate"),
    ("survey_estimate", {"obs_status": "Q"}, "shows no value"),
    ("survey_estimate", {"value": None}, "only where it was suppressed"),
    ("survey_estimate", {"ci_low": 101.0}, "above its value"),
    ("survey_estimate", {"ci_high": 99.0}, "below its value"),
    ("survey_estimate", {"standard_error": -1.0}, "standard error is not negative"),
    ("observation", {"known_to": date(2019, 1, 1)}, "superseded before"),
    ("observation", {"independent_sources": 4}, "not more than all sources"),
    ("observation", {"sources": 0}, "at least one source"),
    ("observation", {"status": "a"}, "OBS_STATUS"),
    ("kpi", {"disputed": None}, "disputed"),
    ("kpi", {"geography": "Maroc"}, "ISO 3166"),
    ("evidence", {"estimate_id": "e1"}, "not both"),
    ("evidence", {"claim_id": None}, "not neither"),
    ("evidence", {"role": "denies"}, "shown, agrees or disagrees"),
    ("conflict", {"rival_claim_id": "c1"}, "contradict itself"),
    ("conflict", {"relative_distance": -0.1}, "not negative"),
    ("conflict", {"kind": "odd"}, "known kind"),
    ("conflict", {"rival_observation_id": None}, "are observations"),
    ("target_progress", {"comparable": False}, "has no ratio"),
    ("target_progress", {"comparable": False, "ratio": None, "reason": None}, "the reason stands beside"),
    ("target_progress", {"reason": None}, "how it is compared"),
    ("target_progress", {"plan_by": "hearsay"}, "tied to its plan"),
    ("target_progress", {"additional": None}, "base year or is a total"),
    ("target_progress", {"reached": None}, "is reached"),
    ("target_progress", {"achieved_value": None}, "has its achieved figure"),
    ("target_progress", {"ratio": float("inf")}, "ratio"),
]


ALLOWED: list[tuple[str, dict[str, Any]]] = [  # what must not be taken for a fault
    ("document", {"published_at": None, "language": None}),
    ("claim", {"indicator": None, "geography": None, "hedge": None}),
    ("claim", {"period_start": None}),
    ("claim", {"period_end": None}),
    ("claim", {"measure": "growth_rate", "unit": "percent", "value": -12.5}),
    ("claim", {"measure": "change", "value": -300.0}),
    ("claim", {"value": 60_000.0, "value_high": 70_000.0, "hedge": "about"}),
    ("survey_response", {"weight": None}),
    (
        "survey_estimate",
        {"obs_status": "Q"} | dict.fromkeys(["value", "respondents", "standard_error", "ci_low", "ci_high"]),
    ),
    ("observation", {"status": "M", "value": None, "sources": 0, "independent_sources": 0}),
    ("observation", {"geography": "world", "measure": "rank", "unit": "rank", "value": 3.0}),
    ("kpi", {"source_type": "survey", "standard_error": 2.0, "ci_low": 9e9, "ci_high": 1.1e10}),
    ("evidence", {"claim_id": None, "estimate_id": "e1", "role": "disagrees"}),
    ("conflict", {"rival_claim_id": None, "relative_distance": None}),
    (
        "target_progress",
        {"comparable": False, "achieved_value": None, "ratio": None, "reason": "No base year is known."},
    ),
]


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_a_suite_is_readable_and_speaks_in_sentences(path: Path) -> None:
    text = path.read_text("utf-8")
    content = json.loads(text)
    assert text == json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert content["name"] == path.stem
    for sentence in (content["notes"], *(one["notes"] for one in content["expectations"])):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_every_gated_table_has_its_suite() -> None:
    assert [path.stem for path in SUITES] == sorted(ROWS)


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_a_suite_names_columns_that_exist(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))
    named = {*columns_in(content["expectations"]), *content["meta"]["barometre"]["key"]}
    assert named <= set(ROWS[path.stem])


def test_the_rows_here_have_the_columns_of_the_records() -> None:
    claim = {field.name for field in dataclasses.fields(Claim)}
    assert set(ROWS["claim"]) == claim | {"claim_id", "document_id", "quote_stands"}
    document = {field.name for field in dataclasses.fields(Document)}
    assert set(ROWS["document"]) <= document | {"characters"}


def test_the_rows_here_have_the_columns_of_a_release(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    with write_staging(settings):
        pass
    tables = ["observation", "evidence", "kpi", "conflict", "target_progress", "survey_estimate"]
    for table, frame in release_frames(settings, build_release(settings, "empty"), tables).items():
        assert set(ROWS[table]) == set(frame.columns) or (table == "survey_estimate" and set(ROWS[table]) < set(frame))


@pytest.mark.parametrize("path", SUITES, ids=lambda path: path.stem)
def test_a_suite_stays_as_great_expectations_writes_it(path: Path) -> None:
    from flows.quality.suites import load_suite

    with silenced():
        written: dict[str, Any] = load_suite(path).expectations.to_json_dict()
    content = json.loads(path.read_text("utf-8"))
    assert [one["type"] for one in written["expectations"]] == [one["type"] for one in content["expectations"]]
    assert [one["notes"] for one in written["expectations"]] == [one["notes"] for one in content["expectations"]]


@pytest.mark.parametrize("dtype", [None, object])
def test_rows_as_they_should_be_pass(dtype: type | None) -> None:
    frames = {table: pd.DataFrame([row], dtype=dtype) for table, row in ROWS.items()}
    results = validate(frames, EXPECTATIONS, gate="release")
    assert {result.table: [check.message for check in result.failed + result.errored] for result in results} == {
        table: [] for table in ROWS
    }


@pytest.mark.parametrize("dtype", [None, object])
@pytest.mark.parametrize(("table", "changed", "said"), BREACHES)
def test_what_a_suite_forbids_is_caught(table: str, changed: dict[str, Any], said: str, dtype: type | None) -> None:
    row = 1 + breaches_of(table).index(changed)
    result = with_breaches(table, dtype)
    assert not result.errored
    caught = [failing for check in result.failed if said in check.message for failing in check.failing_rows]
    assert row in caught
    assert 0 not in caught


@pytest.mark.parametrize("table", sorted(ROWS))
def test_what_a_suite_allows_passes(table: str) -> None:
    changes = [{}, *(changed for of, changed in ALLOWED if of == table)]
    (result,) = validate({table: keyed_rows(table, changes)}, EXPECTATIONS, gate="release")
    assert [(check.message, check.failing_rows) for check in result.failed + result.errored] == []


@pytest.mark.parametrize("table", sorted(set(ROWS) - {"document", "survey_estimate"}))
def test_a_row_that_stands_twice_is_caught(table: str) -> None:
    (result,) = validate({table: pd.DataFrame([ROWS[table]] * 2)}, EXPECTATIONS, gate="release")
    assert (0, 1) in [check.failing_rows for check in result.failed]


def test_a_release_without_a_figure_is_caught_and_other_tables_may_be_empty() -> None:
    results = validate(
        {table: pd.DataFrame([row]).iloc[:0] for table, row in ROWS.items()}, EXPECTATIONS, gate="release"
    )
    assert [result.table for result in results if not result.passed] == ["kpi"]


@functools.cache
def with_breaches(table: str, dtype: type | None) -> GateResult:
    """What the gate says of a sound row, and after it one row for each breach."""
    frame = keyed_rows(table, [{}, *breaches_of(table)], dtype)
    (result,) = validate({table: frame}, EXPECTATIONS, gate="release")
    return result


def keyed_rows(table: str, changes: list[dict[str, Any]], dtype: type | None = None) -> pd.DataFrame:
    """The sound row of a table with each of `changes` in turn, each with a key of its own."""
    key = json.loads((EXPECTATIONS / f"{table}.json").read_text("utf-8"))["meta"]["barometre"]["key"][0]
    rows = [
        {name: f"{number:064x}" if name in (key, "subject") else value for name, value in ROWS[table].items()} | changed
        for number, changed in enumerate(changes)
    ]
    return pd.DataFrame(rows, dtype=dtype)


def breaches_of(table: str) -> list[dict[str, Any]]:
    return [changed for of, changed, _ in BREACHES if of == table]


def columns_in(part: Any) -> Iterator[str]:
    """Every column that a suite names: in arguments, and in row conditions as {"name": ...}."""
    if isinstance(part, list):
        for one in part:
            yield from columns_in(one)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name in ("column", "column_A", "column_B"):
                yield value["name"] if isinstance(value, dict) else value
            elif name == "column_list":
                yield from value
            else:
                yield from columns_in(value)
