"""Specification of the staging store: private, all or nothing, and what is put in comes out."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pytest
from warehouse_case import CLAIM, ESTIMATE, fill

from flows.catalogue import load_catalogue
from flows.errors import Quarantined, SetupError
from flows.quality.gate import Check
from flows.storage.loading import (
    FirstDays,
    first_days,
    forget_sources,
    insert,
    load_documents,
    load_estimates,
    load_responses,
    load_sources,
    record_checks,
    record_run,
    replace_catalogue,
    withdraw_documents,
)
from flows.storage.staging import Source, known_sources, quarantined, read_staging, utc_now, write_staging

if TYPE_CHECKING:
    from pathlib import Path

    from flows.settings import Settings

ITEM = Source("data/raw/press_releases/a.txt", "press_release", "hash", "loaded", "sha", 3, 2, 1, ("two dates",))
WAVE = Source("data/raw/surveys/w1", "survey", "hash", "loaded", "w1", 150, 149, 1)
KEPT_OUT = Quarantined(ITEM.raw_path, "line 3", "value is negative", "correct it", {"value": -3, "quote": "« é »"})
WHOLE_FILE = Quarantined(WAVE.raw_path, None, "not a survey")
DOCUMENT = {
    "document_id": "x",
    "raw_path": "a",
    "media_type": "text/plain",
    "characters": 2,
    "text": "10",
    "place": None,
}
STATED = CLAIM | {
    "claim_id": "c",
    "document_id": "x",
    "start": 0,
    "end": 2,
    "quote": "10",
    "sentence": "10",
    "value": 10.0,
    "extractor_version": "1",
    "quote_stands": True,
    "raw_path": "a",
    "place": None,
}
ANSWERS = """(FROM (VALUES
    (2, 'f1', 1.5, NULL, NULL),
    (3, 'f2', NULL, NULL, 'refused'),
    (4, 'f3', 4.5, NULL, NULL)
) AS answers (source_row, firm, exports, firm__missing, exports__missing))"""


def load(connection: duckdb.DuckDBPyConnection, wave: str, *rows: int) -> None:
    """Load the answers on these rows, each with weight 2."""
    weights = pd.DataFrame({"source_row": rows, "weight": 2.0})
    load_responses(connection, wave, ANSWERS, "firm", ["firm", "exports"], weights)


def staged(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with read_staging(settings) as connection:
        assert connection is not None
        return connection.execute(sql).fetchall()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_store_is_for_its_owner_alone_even_where_files_are_for_all(project: Settings) -> None:
    before = os.umask(0)
    try:
        fill(project)
        assert mode(project.staging) == 0o600
        project.staging.chmod(0o644)
        fill(project)
        assert mode(project.staging) == 0o600
    finally:
        os.umask(before)


def test_so_is_all_that_the_database_writes_beside_it(project: Settings) -> None:
    """A run that is killed leaves a write-ahead log, which holds answers too."""
    before = os.umask(0)
    try:
        with write_staging(project) as connection:
            insert(connection, "document", pd.DataFrame())
            connection.commit()
            connection.begin()
            assert {path.name: mode(path) for path in project.warehouse.iterdir() if path.is_file()} == {
                "staging.duckdb": 0o600,
                "staging.duckdb.wal": 0o600,
            }
        assert os.umask(0) == 0
    finally:
        os.umask(before)


def fail_while_loading(settings: Settings, error: type[BaseException]) -> None:
    with write_staging(settings) as connection:
        load_sources(connection, [replace(ITEM, raw_path="b.txt")], [KEPT_OUT])
        load(connection, "w1", 2, 3)
        load_estimates(connection, pd.DataFrame([ESTIMATE | {"estimate_id": "e1"}]), {})
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_nothing_behind(project: Settings, error: type[BaseException]) -> None:
    with write_staging(project) as connection:
        load_sources(connection, [ITEM], [])
    with pytest.raises(error):
        fail_while_loading(project, error)
    assert list(known_sources(project, "press_release")) == [ITEM.raw_path]
    assert quarantined(project, "press_release") == ()
    assert staged(project, "FROM duckdb_tables() WHERE schema_name = 'responses'") == []


def test_where_nothing_was_loaded_there_is_nothing(project: Settings) -> None:
    with read_staging(project) as connection:
        assert connection is None
    assert known_sources(project, "survey") == {}
    assert quarantined(project, "survey") == ()


@pytest.mark.parametrize("damage", [b"not a database", b"", "truncated", "scrambled"])
def test_a_damaged_store_is_told_with_a_remedy(project: Settings, damage: bytes | str) -> None:
    fill(project)
    if isinstance(damage, bytes):
        content = damage
    elif damage == "truncated":
        content = project.staging.read_bytes()[:5000]
    else:
        content = project.staging.read_bytes()[:4096] + b"\xff" * 30_000
    project.staging.write_bytes(content)
    with pytest.raises(SetupError) as refused:
        known_sources(project, "survey")
    assert refused.value.where == str(project.staging)
    assert "move it away and run again" in (refused.value.remedy or "")


def test_so_is_one_that_opens_and_is_damaged_further_on(project: Settings) -> None:
    fill(project, "claim | document | period | value\nc1 | a | 2018 | 1")
    project.staging.write_bytes(project.staging.read_bytes().replace(b"releases/a.txt", b"releases/b.txt"))
    assert len(staged(project, "SELECT claim_id FROM claim")) == 1
    with pytest.raises(SetupError, match="it can't be read or written") as refused:
        staged(project, "SELECT raw_path FROM document")
    assert refused.value.where == str(project.staging)
    assert "move it away and run again" in (refused.value.remedy or "")


def test_a_store_that_another_program_has_open_is_told_too(project: Settings) -> None:
    fill(project)
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(project.staging)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(SetupError, match="can't be opened") as refused:
            known_sources(project, "survey")
        other.communicate()
    assert "end the program that has it open" in (refused.value.remedy or "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cant_be_written_is_told(project: Settings) -> None:
    project.warehouse.mkdir()
    project.warehouse.chmod(0o500)
    with pytest.raises(SetupError, match="Permission denied"), write_staging(project):
        pass


def test_a_project_with_half_an_sql_folder_is_told_so(project: Settings) -> None:
    (project.home / "sql" / "examples").mkdir(parents=True)
    with pytest.raises(SetupError, match="there are no SQL files") as refused, write_staging(project):
        pass
    assert refused.value.where == str(project.home / "sql" / "staging")


def test_sources_and_what_is_kept_out_of_them_are_known_again_by_kind(project: Settings) -> None:
    refused = Source("data/raw/press_releases/b.txt", "press_release", "h", "refused", None, 0, 0, 0, ("x", "é"))
    with write_staging(project) as connection:
        load_sources(connection, [ITEM, refused, WAVE], [KEPT_OUT, WHOLE_FILE])
    assert known_sources(project, "press_release") == {ITEM.raw_path: ITEM, refused.raw_path: refused}
    assert known_sources(project, "survey") == {WAVE.raw_path: WAVE}
    assert quarantined(project, "press_release") == (KEPT_OUT,)
    assert quarantined(project, "survey") == (WHOLE_FILE,)


def test_a_source_is_forgotten_with_all_that_came_from_it_but_documents(project: Settings) -> None:
    kept = replace(WAVE, raw_path="data/raw/surveys/w2", content_id="w2")
    fill(
        project,
        """
        claim | document | period | value
        c1    | a        | 2018   | 1
        c2    | b        | 2018   | 1
        """,
    )
    with write_staging(project) as connection:
        load_sources(connection, [ITEM, WAVE, kept], [KEPT_OUT, WHOLE_FILE])
        for source in (WAVE, kept):
            estimates = pd.DataFrame([ESTIMATE | {"estimate_id": source.raw_path, "raw_path": source.raw_path}])
            load(connection, str(source.content_id), 2, 3)
            load_estimates(connection, estimates, {})
    with write_staging(project) as connection:
        forget_sources(connection, [])
        forget_sources(connection, [ITEM.raw_path, WAVE.raw_path, "data/raw/never seen"])
    assert known_sources(project, "press_release") == {}
    assert known_sources(project, "survey") == {kept.raw_path: kept}
    assert staged(project, "SELECT claim_id FROM claim ORDER BY ALL") == [("c1",), ("c2",)]
    assert staged(project, "SELECT raw_path FROM survey_estimate") == [(kept.raw_path,)]
    assert staged(project, "SELECT source FROM quarantine") == []
    assert staged(project, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'responses'") == [("w2",)]


def test_a_wave_replaces_its_responses_and_dates_what_is_undated(project: Settings) -> None:
    undated = pd.DataFrame([ESTIMATE | {"estimate_id": "e1", "known_from": None}])
    with write_staging(project) as connection:
        load(connection, "2019-w1", 2, 3)
        load_estimates(connection, undated, {})
        load(connection, "2019-w1", 2)
        load_estimates(connection, undated.head(0), {})
    assert staged(project, 'FROM responses."2019-w1"') == [(2, "f1", 2.0, "f1", 1.5, None)]
    assert staged(project, "SELECT known_from FROM survey_estimate") == [(utc_now().date(),)]


def test_a_wave_keeps_the_days_on_which_it_was_first_known_and_loaded(project: Settings) -> None:
    undated = pd.DataFrame([ESTIMATE | {"estimate_id": "e1", "known_from": None}])
    wave, first = ("members", "2019"), FirstDays(date(2019, 5, 1), date(2019, 5, 3))
    with write_staging(project) as connection:
        load_estimates(connection, undated, {wave: first})
        assert first_days(connection) == {wave: first}
        load_estimates(connection, undated.assign(wave="2020"), first_days(connection))
        today = utc_now().date()
        assert first_days(connection) == {wave: first, ("members", "2020"): FirstDays(today, today)}


def test_what_a_store_of_before_knows_of_a_wave_is_when_it_was_known(project: Settings) -> None:
    fill(project, estimates="estimate | value | known_from\ne1 | 1 | 2019-05-01")
    with write_staging(project) as connection:
        connection.execute("ALTER TABLE survey_estimate DROP captured_on")
        connection.execute("ALTER TABLE document DROP withdrawn_at")
    with write_staging(project) as connection:
        assert first_days(connection) == {("members", "2019"): FirstDays(date(2019, 5, 1), date(2019, 5, 1))}


AFTER = [
    # the sources after a run, by path: bytes, status   the documents: bytes, path, version, whether withdrawn
    ({"a": ("x", "loaded")}, {("x", "a", "2", False)}),  # read again
    ({}, {("x", "a", "1", True)}),  # removed
    ({"a": ("y", "loaded")}, {("x", "a", "1", True), ("y", "a", "2", False)}),  # replaced
    ({"b": ("x", "loaded")}, {("x", "b", "2", False)}),  # moved
    ({"a": ("y", "loaded"), "b": ("x", "loaded")}, {("x", "b", "2", False), ("y", "a", "2", False)}),  # both
    ({"a": (None, "refused")}, {("x", "a", "1", True)}),  # not readable any more
    ({"a": ("x", "loaded"), "b": ("x", "duplicate")}, {("x", "a", "2", False)}),
]


def read_in(settings: Settings, version: str, found: dict[str, tuple[str | None, str]]) -> int:
    """Load what a run finds by path: the bytes, which are the document's id, and what becomes of the file."""
    loaded = [(path, content) for path, (content, status) in found.items() if status == "loaded"]
    documents = pd.DataFrame(
        [DOCUMENT | {"raw_path": path, "document_id": content} for path, content in loaded], columns=list(DOCUMENT)
    )
    claims = pd.DataFrame(
        [
            STATED | {"claim_id": f"{content}{version}", "document_id": content, "extractor_version": version}
            for _, content in loaded
        ],
        columns=list(STATED),
    )
    sources = [
        Source(path, "press_release", version, status, content, 1, 1, 0)  # type: ignore[arg-type]  # as the table says
        for path, (content, status) in found.items()
    ]
    with write_staging(settings) as connection:
        forget_sources(connection, ["a", "b"])
        load_documents(connection, documents, claims)
        load_sources(connection, sources, [])
        return withdraw_documents(connection)


STAGED = """
    SELECT document_id, raw_path, extractor_version, withdrawn_at IS NOT NULL
    FROM document JOIN claim USING (document_id)
    """


@pytest.mark.parametrize(("found", "left"), AFTER)
def test_a_document_without_a_file_is_withdrawn_and_stays_with_its_claims(
    project: Settings, found: dict[str, tuple[str | None, str]], left: set[tuple[object, ...]]
) -> None:
    assert read_in(project, "1", {"a": ("x", "loaded")}) == 0
    withdrawn = read_in(project, "2", found)
    assert set(staged(project, STAGED)) == left
    assert withdrawn == sum(bool(gone) for *_, gone in left)


def test_a_document_that_comes_back_was_never_gone(project: Settings) -> None:
    read_in(project, "1", {"a": ("x", "loaded")})
    captured = datetime(2019, 4, 30, 8)  # noqa: DTZ001  # as all times of the store
    with write_staging(project) as connection:
        connection.execute("UPDATE document SET captured_at = ?", [captured])
    assert read_in(project, "2", {}) == 1
    [(gone,)] = staged(project, "SELECT withdrawn_at FROM document")
    assert gone is not None
    assert read_in(project, "3", {}) == 0  # it stays withdrawn since then
    assert staged(project, "SELECT withdrawn_at FROM document") == [(gone,)]
    read_in(project, "4", {"b": ("x", "loaded")})
    assert staged(project, "SELECT captured_at, withdrawn_at FROM document") == [(captured, None)]
    assert set(staged(project, STAGED)) == {("x", "b", "4", False)}


def test_the_code_lists_are_those_of_the_catalogue_however_often_they_are_laid(project: Settings) -> None:
    catalogue = load_catalogue()
    for _ in range(2):
        with write_staging(project) as connection:
            replace_catalogue(connection, catalogue)
    for table, entries in {
        "indicator": catalogue.indicators,
        "sector": catalogue.sectors,
        "ecosystem": catalogue.ecosystems,
        "plan": catalogue.plans,
    }.items():
        assert staged(project, f"SELECT {table} FROM {table} ORDER BY 1") == [(code,) for code in sorted(entries)]
    assert set(staged(project, "SELECT indicator, flow, accumulates, refines FROM indicator")) == {
        (code, indicator.flow, indicator.accumulates, indicator.refines)
        for code, indicator in catalogue.indicators.items()
    }
    assert staged(project, "SELECT source_class FROM source_class ORDER BY rank") == [
        (code,) for code in catalogue.sources
    ]
    assert ("bank al maghrib", "statistics") in staged(project, "FROM publisher")
    assert {("profit", "investment"), ("investment", "profit")} <= set(staged(project, "FROM confused_label"))
    assert ("provisoire",) in staged(project, "FROM provisional_word")


def test_of_each_gate_and_table_the_results_of_the_last_run_stay(project: Settings) -> None:
    check = Check("rows", "claim", "expect_it", "value", "failed", 10, 1, (4,), ("row 4",), "It is so.")
    with write_staging(project) as connection:
        record_checks(connection, "run1", [check, replace(check, gate="release")])
        record_checks(connection, "run2", [check, replace(check, column="unit", examples=())])
        record_checks(connection, "run3", [replace(check, table="document")])
        record_checks(connection, "run4", [])
    assert staged(
        project, "SELECT run_id, gate, table_name, column_name, examples FROM validation_result ORDER BY ALL"
    ) == [
        ("run1", "release", "claim", "value", ["row 4"]),
        ("run2", "rows", "claim", "unit", []),
        ("run2", "rows", "claim", "value", ["row 4"]),
        ("run3", "rows", "document", "value", ["row 4"]),
    ]


def test_runs_add_up_to_a_log(project: Settings) -> None:
    for run_id in ("run1", "run2"):
        with write_staging(project) as connection:
            record_run(
                connection,
                run_id=run_id,
                flow="surveys",
                started_at=utc_now(),
                outcome="completed",
                message="é",
                counts={"read": 2},
            )
    assert staged(project, "SELECT run_id, message, (counts->>'read')::INT FROM pipeline_run") == [
        ("run1", "é", 2),
        ("run2", "é", 2),
    ]


def test_rows_are_matched_by_name_and_a_rare_value_is_not_lost() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (note VARCHAR, number INTEGER, day DATE)")
        insert(
            connection,
            "t",
            [{"number": number, "note": "here" if number == 4_567 else None} for number in range(9_000)],
        )
        insert(connection, "t", [])
        assert connection.execute("SELECT count(*), any_value(note), count(day) FROM t").fetchone() == (
            9_000,
            "here",
            0,
        )
