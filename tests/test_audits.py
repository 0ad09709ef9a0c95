"""Specification of sql/audits: each is broken once, and catches it."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from warehouse_case import ESTIMATE, fill, read

from flows.settings import CHECKOUT, Settings, load_settings
from flows.storage.loading import insert, load_sources
from flows.storage.release import audit, build_release, open_building
from flows.storage.staging import Source, write_staging

if TYPE_CHECKING:
    from flows.storage.release import AuditResult

CLAIMS = """
    claim | publisher | published  | period | value
    ------+-----------+------------+--------+------
    c1    | Herald    | 2019-04-30 | 2018   | 10e9
    c2    | Courier   | 2019-05-10 | 2018   | 14e9
    c3    | Courier   | 2019-05-10 | 2017   | 9e9
    """
ESTIMATES = """
    estimate | ecosystem | period | value | obs_status | conf_status | respondents
    ---------+-----------+--------+-------+------------+-------------+------------
    e1       | CRM       | 2018   | 9e9   | A          | F           | 40
    e2       | KPO       | 2018   |       | Q          | A           |
    """
LINES = """
    estimate | variable | statistic | ecosystem | size_class | domain       | value | respondents | population | obs_status | conf_status | standard_error
    ---------+----------+-----------+-----------+------------+--------------+-------+-------------+------------+------------+-------------+---------------
    l1       | hours    | total     |           |            |              | 100   | 30          | 60         | A          | F           | 5
    l2       | hours    | total     | CRM       |            |              | 80    | 20          | 40         | A          | F           | 4
    l3       | hours    | total     | BPO       |            |              |       |             | 14         | Q          | D           |
    l4       | hours    | total     | KPO       |            |              |       |             | 6          | Q          | A           |
    l5       | hours    | mean      | CRM       |            |              | 2     | 20          | 40         | A          | F           |
    l6       | hours    | mean      | BPO       |            |              |       |             | 14         | Q          | D           |
    l7       | hours    | median    | CRM       |            |              | 2     | 20          | 40         | A          | F           |
    l8       | hours    | total     |           |            | owner=home   | 90    | 25          | 50         | A          | F           |
    l9       | hours    | total     |           |            | owner=abroad | 10    | 5           | 10         | A          | F           |
    l10      | hours    | change    | CRM       |            |              | 4     | 20          | 40         | A          | F           |
    l11      | hours    | growth_rate | CRM     |            |              | 3     | 20          | 40         | A          | F           |
    l12      | hours    | total     |           | small      |              |       |             | 20         | Q          | A           |
    """  # noqa: E501
TEXT = {"estimate": "estimate_id"}
LINE = {name: value for name, value in ESTIMATE.items() if name != "indicator"} | {
    "period_start": dt.date(2019, 1, 1),
    "period_end": dt.date(2019, 12, 31),
}
CORRECTION = {
    "correction_id": "k1",
    "claim_id": "c3",
    "document_id": "document of c3",
    "quote": "9000000000",
    "corrected_on": dt.date(2019, 6, 1),
    "withdrawn": False,
    "fields": ["value"],
    "value": 8e9,
}
LATEST = "known_to = DATE '9999-12-31' AND year(period_end) = 2018 AND source_type = 'press'"
AGAIN = "INSERT INTO observation SELECT * REPLACE ({}) FROM observation WHERE " + LATEST

SHOWN = "UPDATE survey_estimate SET obs_status = 'A', conf_status = 'F', value = 9 WHERE estimate_id = '{}'"
HIDDEN = "UPDATE survey_estimate SET obs_status = 'Q', conf_status = 'D', value = NULL WHERE estimate_id = '{}'"

BROKEN = [
    # audit                                what breaks it
    ("every_correction_has_its_claim", "UPDATE correction SET claim_id = 'c9'"),
    ("every_correction_has_its_claim", "UPDATE correction SET quote = 'another'"),
    ("every_correction_has_its_claim", "UPDATE correction SET document_id = 'another'"),
    ("every_correction_has_its_claim", "UPDATE correction SET withdrawn = true"),
    ("every_correction_has_its_claim", "INSERT INTO correction FROM correction"),
    ("every_observation_has_evidence", "DELETE FROM evidence"),
    ("every_observation_has_evidence", "UPDATE evidence SET role = 'agrees'"),
    ("every_observation_has_evidence", "UPDATE ingested_evidence SET role = 'agrees'"),
    ("every_observation_has_evidence", "UPDATE observation SET value = NULL, status = 'M'"),
    ("conflict_is_symmetric", "UPDATE observation SET disputed = false"),
    ("conflict_is_symmetric", "UPDATE observation SET known_to = known_from WHERE known_to = '9999-12-31'"),
    ("conflict_is_symmetric", "INSERT INTO conflict FROM conflict"),
    (
        "conflict_is_symmetric",
        "INSERT INTO conflict SELECT * REPLACE (rival_claim_id AS shown_claim_id, shown_claim_id AS rival_claim_id)"
        " FROM conflict",
    ),
    ("derived_values_feed_nothing", "UPDATE derived SET inputs = [derived_id]"),
    ("derived_values_feed_nothing", "UPDATE observation SET known_to = known_from WHERE known_to = '9999-12-31'"),
    (
        "derived_values_feed_nothing",
        "INSERT INTO series_break BY NAME SELECT inputs[1] AS observation_id, inputs[2] AS earlier_observation_id,"
        " DATE '9999-12-31' AS known_to FROM derived",
    ),
    ("every_quote_stands_in_its_document", "UPDATE claim SET quote = 'another' WHERE claim_id = 'c1'"),
    ("every_quote_stands_in_its_document", "UPDATE claim SET start = start + 1 WHERE claim_id = 'c1'"),
    ("every_quote_stands_in_its_document", "UPDATE claim SET \"end\" = 10000, quote = quote || '. ' || quote"),
    ("every_quote_stands_in_its_document", "UPDATE claim SET document_id = 'none'"),
    ("everything_is_described", "COMMENT ON TABLE claim IS NULL"),
    ("everything_is_described", "COMMENT ON COLUMN claim.value IS NULL"),
    ("everything_is_described", "COMMENT ON VIEW kpi IS NULL"),
    ("everything_is_described", "COMMENT ON COLUMN kpi.value IS NULL"),
    ("everything_is_described", "COMMENT ON COLUMN revision.revised_by IS NULL"),
    ("everything_is_described", "COMMENT ON MACRO TABLE kpi_as_of IS NULL"),
    ("everything_is_described", "ALTER TABLE conflict ADD COLUMN more INTEGER"),
    ("no_microdata", "CREATE TABLE answers AS SELECT 'f1' AS firm, 3 AS jobs"),
    ("no_microdata", "CREATE VIEW answers AS SELECT 'f1' AS firm, 3 AS jobs"),
    ("no_microdata", "CREATE SCHEMA responses; CREATE TABLE responses.claim AS SELECT 'f1' AS firm"),
    ("no_two_current_observations", AGAIN.format("'another' AS observation_id")),
    ("no_two_current_observations", AGAIN.format("'another' AS observation_id, DATE '2030-01-01' AS known_from")),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET value = 0 WHERE estimate_id = 'e2'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET standard_error = 1 WHERE estimate_id = 'e2'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET ci_low = 1 WHERE estimate_id = 'e2'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET ci_high = 1 WHERE estimate_id = 'e2'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET respondents = 2 WHERE estimate_id = 'e2'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET obs_status = 'Q' WHERE estimate_id = 'e1'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET conf_status = 'D' WHERE estimate_id = 'e1'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET response_rate = 1 WHERE estimate_id = 'e2'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET design_effect = 1 WHERE estimate_id = 'e2'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET degrees_of_freedom = 9 WHERE estimate_id = 'e2'"),
    ("suppressed_cells_stay_empty", "UPDATE survey_estimate SET conf_status = 'F' WHERE estimate_id = 'e2'"),
    ("suppressed_cells_do_not_follow", SHOWN.format("l3")),
    ("suppressed_cells_do_not_follow", SHOWN.format("l4")),
    ("suppressed_cells_do_not_follow", HIDDEN.format("l8")),
    ("suppressed_cells_do_not_follow", "UPDATE survey_estimate SET population = 60 WHERE estimate_id = 'l12'"),
    ("survey_cells_have_enough_firms", "UPDATE survey_estimate SET respondents = 2 WHERE estimate_id = 'e1'"),
    ("survey_cells_have_enough_firms", "UPDATE survey_estimate SET protection = 'at least 41 firms'"),
    (
        "survey_cells_have_enough_firms",
        "UPDATE survey_estimate SET protection = 'at least 3 firms, 25 for a quantile' WHERE estimate_id = 'l7'",
    ),
    ("statistics_of_a_cell_go_together", HIDDEN.format("l5")),
    ("statistics_of_a_cell_go_together", SHOWN.format("l6")),
    ("statistics_of_a_cell_go_together", HIDDEN.format("l10")),
    (
        "statistics_of_a_cell_go_together",
        "UPDATE survey_estimate SET category = 'often', statistic = 'count' WHERE estimate_id IN ('l5', 'l2');"
        + HIDDEN.format("l2"),
    ),
    ("withheld_errors_stay_empty", "UPDATE survey_estimate SET ci_high = 3 WHERE estimate_id = 'l5'"),
    ("no_answers_of_single_firms", "ALTER TABLE survey_estimate ADD COLUMN response_id VARCHAR"),
    ("no_answers_of_single_firms", "ALTER TABLE claim ADD COLUMN source_row INTEGER"),
    ("no_answers_of_single_firms", "UPDATE survey_estimate SET variable = 'comment' WHERE estimate_id = 'e1'"),
    ("observations_show_no_suppressed_estimate", HIDDEN.format("e1")),
    ("observations_show_no_suppressed_estimate", "UPDATE observation SET ci_low = 2 WHERE source_type = 'survey'"),
    ("observations_show_no_suppressed_estimate", "DELETE FROM survey_estimate WHERE estimate_id = 'e1'"),
    ("vintages_do_not_overlap", "UPDATE observation SET known_to = DATE '2019-05-10' WHERE known_to = '2019-05-09'"),
    ("vintages_do_not_overlap", "UPDATE observation SET known_to = known_from - 1 WHERE known_to = '2019-05-09'"),
    ("vintages_do_not_overlap", "INSERT INTO ingested_observation FROM ingested_observation"),
    ("vintages_do_not_overlap", AGAIN.format("DATE '2019-05-05' AS known_from, DATE '2019-05-06' AS known_to")),
]


@pytest.fixture
def filled(project: Settings) -> Settings:
    fill(project, CLAIMS, estimates=ESTIMATES)
    return project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    """A release that nobody changes: each case breaks a copy."""
    settings = load_settings(tmp_path_factory.mktemp("audits"))
    fill(settings, CLAIMS, estimates=ESTIMATES)
    with write_staging(settings) as connection:
        lines = [LINE | row for row in read(LINES)]
        insert(connection, "survey_estimate", [{TEXT.get(name, name): row[name] for name in row} for row in lines])
        connection.execute('CREATE TABLE responses."members.2019" ("comment" VARCHAR, exports DOUBLE)')
        insert(connection, "correction", [CORRECTION])
    return settings, build_release(settings, "r1")


def audited(settings: Settings) -> dict[str, AuditResult]:
    building = build_release(settings, "r1")
    return {found.name: found for found in audit(settings, building)}


def broken(results: dict[str, AuditResult]) -> set[str]:
    return {name for name, found in results.items() if found.rows}


def test_a_release_passes_them_all_and_each_says_what_it_looks_for(built: tuple[Settings, Path]) -> None:
    results = audit(*built)
    assert [found for found in results if found.rows] == []
    assert {found.name for found in results} == {path.stem for path in (CHECKOUT / "sql" / "audits").glob("*.sql")}
    assert [found.meaning for found in results if not re.fullmatch(r"An? .+\.", found.meaning)] == []


def test_each_is_broken_below() -> None:
    assert {path.stem for path in (CHECKOUT / "sql" / "audits").glob("*.sql")} == {
        *(name for name, _ in BROKEN),
        "counts_add_up",
    }


@pytest.mark.parametrize(("name", "change"), BROKEN)
def test_what_breaks_it_is_caught(built: tuple[Settings, Path], tmp_path: Path, name: str, change: str) -> None:
    settings, release = built
    copy = Path(shutil.copy(release, tmp_path / "copy.duckdb"))
    with open_building(settings, copy) as connection:
        connection.execute(change)
    found = {result.name: result for result in audit(settings, copy)}[name]
    assert found.rows > 0
    assert 0 < len(found.examples) <= 5


def test_a_source_that_lost_or_gained_rows_is_caught(filled: Settings) -> None:
    counts = {"lost.txt": (3, 2, 0), "doubled.txt": (3, 2, 2), "made_up.txt": (0, 1, 0), "right.txt": (3, 2, 1)}
    with write_staging(filled) as connection:
        sources = [Source(name, "press_release", "h", "loaded", name, *rows) for name, rows in counts.items()]
        load_sources(connection, sources, [])
    results = audited(filled)
    assert broken(results) == {"counts_add_up"}
    assert results["counts_add_up"].rows == 3
    assert "raw_path lost.txt, rows_in 3, rows_loaded 2, rows_quarantined 0" in results["counts_add_up"].examples


def test_quotes_are_counted_in_code_points(filled: Settings) -> None:
    """An accent of its own, an emoji and an Arabic letter are one code point each."""
    with write_staging(filled) as connection:
        text = "e\u0301té \U0001f680 \u0639: 10 milliards"
        start = text.index("10")
        connection.execute("UPDATE document SET text = ?, characters = ?", [text, len(text)])
        connection.execute('UPDATE claim SET start = ?, "end" = ?, quote = ?', [start, start + 2, "10"])
    assert broken(audited(filled)) == set()
