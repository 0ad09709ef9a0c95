"""Specification of queries on the published warehouse: they read, and can do nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from warehouse_case import fill, given

from flows.errors import BarometreError, SetupError
from flows.storage.query import Result, open_warehouse, query
from flows.storage.release import build_release, current_release

if TYPE_CHECKING:
    from pathlib import Path

    from flows.settings import Settings


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small published warehouse that the tests of this file share."""
    return given(tmp_path_factory.mktemp("query"), "claim | period | value\nc1 | 2018 | 10e9").settings


def test_an_answer_has_names_and_rows(warehouse: Settings) -> None:
    found = query(warehouse, "SELECT indicator, value FROM kpi")
    assert found == Result(("indicator", "value"), [("export_revenue", 10e9)])
    assert found.records() == [{"indicator": "export_revenue", "value": 10e9}]


def test_columns_of_one_name_are_all_in_the_records(warehouse: Settings) -> None:
    found = query(warehouse, "SELECT 1 AS x, 2 AS x, 3 AS y, 4 AS x")
    assert found.columns == ("x", "x", "y", "x")
    assert found.records() == [{"x": 1, "x_1": 2, "y": 3, "x_2": 4}]


def test_values_are_given_as_parameters(warehouse: Settings) -> None:
    assert query(warehouse, "SELECT value FROM kpi WHERE indicator = ?", ["export_revenue"]).rows == [(10e9,)]
    assert query(warehouse, "SELECT $a || $b", {"a": "it's", "b": "é"}).rows == [("it'sé",)]


FORBIDDEN = {
    "write a table": "CREATE TABLE mine AS SELECT 1",
    "write a row": "DELETE FROM claim",
    "change a view": "CREATE OR REPLACE VIEW kpi AS SELECT 1",
    "read a CSV file": "SELECT * FROM read_csv('{file}')",
    "read any file": "SELECT * FROM read_text('{file}')",
    "read a file by its name": "SELECT * FROM '{file}'",
    "read the staging store": "ATTACH '{staging}' AS staging",
    "list files": "SELECT * FROM glob('{folder}/*')",
    "write a file": "COPY (SELECT 1) TO '{folder}/written.csv'",
    "write a database": "ATTACH '{folder}/written.duckdb'",
    "export everything": "EXPORT DATABASE '{folder}/written'",
    "reach the network": "SELECT * FROM read_csv('https://example.org/data.csv')",
    "reach the network by its name": "FROM 'https://example.org/data.parquet'",
    "install an extension": "INSTALL httpfs",
    "load an extension": "LOAD httpfs",
    "load one from a file": "LOAD '{folder}/x.duckdb_extension'",
    "unlock files": "SET enable_external_access = true",
    "unlock the configuration": "SET lock_configuration = false",
    "allow downloads": "SET autoinstall_known_extensions = true",
    "reset": "RESET enable_external_access",
    "change a setting": "SET threads = 1",
    "read the variables of the program": "FROM warehouse",
    "read the environment": "SELECT getenv('HOME')",
    "do so after a harmless query": "SELECT 1; COPY (SELECT 1) TO '{folder}/written.csv'",
}


@pytest.mark.parametrize("sql", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_query_cannot(warehouse: Settings, tmp_path: Path, sql: str) -> None:
    file = tmp_path / "file.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(BarometreError) as refused:
        query(warehouse, sql.format(file=file, folder=tmp_path, staging=warehouse.staging))
    assert refused.value.exit_code == 2
    assert list(tmp_path.iterdir()) == [file]


def test_one_who_opens_the_warehouse_is_no_freer(warehouse: Settings) -> None:
    with open_warehouse(warehouse) as connection:
        found = connection.execute(
            "SELECT name FROM duckdb_settings() WHERE (name, value) IN"
            " (('enable_external_access', 'false'), ('lock_configuration', 'true'), ('access_mode', 'read_only'),"
            " ('autoinstall_known_extensions', 'false'), ('autoload_known_extensions', 'false'))"
        ).fetchall()
    assert len(found) == 5


def test_many_may_read_at_once_in_one_program(warehouse: Settings) -> None:
    with open_warehouse(warehouse), open_warehouse(warehouse):
        assert query(warehouse, "SELECT count(*) FROM kpi").rows == [(1,)]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT valu FROM kpi", 'Referenced column "valu" not found'),
        ("SELECT value FROM kpis", "Table with name kpis does not exist"),
        ("SELEC 1", "syntax error"),
        ("SELECT ?", "Values were not provided"),
        ("SELECT 'x'::INTEGER", "Could not convert string 'x'"),
        ("", "there is no query"),
        (" -- only a comment", "there is no query"),
        (";", "there is no query"),
    ],
)
def test_a_wrong_query_is_answered_in_words(warehouse: Settings, sql: str, message: str) -> None:
    with pytest.raises(BarometreError) as refused:
        query(warehouse, sql)
    assert message in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_where_nothing_was_published_yet_it_is_said_what_to_do(project: Settings) -> None:
    with pytest.raises(SetupError, match="nothing has been published yet") as refused:
        query(project, "FROM kpi")
    assert refused.value.remedy == "run: barometre run"
    fill(project)
    build_release(project, "r1")
    with pytest.raises(SetupError, match="nothing has been published yet"):
        query(project, "FROM kpi")


def test_a_release_that_is_pruned_before_it_is_opened_gives_way_to_the_current_one(
    warehouse: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = current_release(warehouse)
    found = iter([warehouse.releases / "pruned.duckdb", current])
    monkeypatch.setattr("flows.storage.query.current_release", lambda _: next(found))
    assert query(warehouse, "SELECT value FROM kpi").rows == [(10e9,)]


def test_a_release_that_is_damaged_further_on_is_told_with_the_remedy(project: Settings) -> None:
    release = current_release(given(project.home, "claim | period | value\nc1 | 2018 | 10e9").settings)
    assert release is not None
    content = release.read_bytes()
    release.chmod(0o600)
    release.write_bytes(content[: len(content) // 2])
    with pytest.raises(SetupError, match="can't be") as refused:
        query(project, "SELECT * FROM document, claim, kpi")
    assert (refused.value.where, refused.value.remedy) == (str(release), "remove it, and run: barometre run")


def test_a_damaged_release_is_told(project: Settings) -> None:
    release = project.releases / "r1.duckdb"
    release.parent.mkdir(parents=True)
    release.write_text("not a database")
    project.published.symlink_to(release)
    with pytest.raises(SetupError, match="can't be opened") as refused:
        query(project, "FROM kpi")
    assert refused.value.where == str(release)
    assert refused.value.remedy
