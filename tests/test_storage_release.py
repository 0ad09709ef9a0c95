"""Specification of releases: built beside, immutable, switched to at once, and made anew only of something new."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

import duckdb
import pytest
from warehouse_case import fill

from flows.errors import BarometreError, SetupError
from flows.settings import CHECKOUT, Settings, load_settings
from flows.storage.gated import release_frames
from flows.storage.loading import load_sources, record_run
from flows.storage.query import open_warehouse, query
from flows.storage.release import (
    audit,
    build_release,
    current_release,
    discard,
    fingerprint,
    open_building,
    publish,
    tidy,
)
from flows.storage.staging import Source, utc_now, write_staging

if TYPE_CHECKING:
    from pathlib import Path

CLAIMS = """
    claim | document | publisher | published  | nature | period       | value
    ------+----------+-----------+------------+--------+--------------+------
    c1    | a        | Herald    | 2019-04-30 | actual | 2018         | 10e9
    c2    | b        | Courier   | 2019-05-10 | actual | 2018         | 14e9
    c3    | b        | Courier   | 2019-05-10 | actual | 2014         | 8e9
    c4    | b        | Courier   | 2019-05-10 | target | ..2020-12-31 | 18e9
    """
ESTIMATES = "estimate | period | value\ne1 | 2018 | 9e9"
PUBLIC = {
    *("indicator", "sector", "ecosystem", "plan", "plan_target", "document", "claim", "correction", "survey_estimate"),
    *("observation", "evidence", "ingested_observation", "ingested_evidence", "conflict", "series_break", "derived"),
    *("target_claim", "target_progress", "exchange_rate", "deflator", "validation_result", "pipeline_run", "release"),
    *("kpi", "kpi_converted", "revision"),
}


@pytest.fixture
def filled(project: Settings) -> Settings:
    fill(project, CLAIMS, estimates=ESTIMATES)
    return project


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published release that tests only read."""
    settings = load_settings(tmp_path_factory.mktemp("published"))
    fill(settings, CLAIMS, estimates=ESTIMATES)
    release(settings, "r1")
    return settings


@pytest.fixture
def own_sql(filled: Settings) -> Settings:
    """The same, with sql/ and expectations/ of its own that a test may change."""
    shutil.copytree(CHECKOUT / "sql", filled.home / "sql")
    shutil.copytree(CHECKOUT / "expectations", filled.home / "expectations")
    return filled


def release(settings: Settings, release_id: str) -> Path:
    return publish(settings, build_release(settings, release_id), release_id, fingerprint(settings))


def files(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.releases.iterdir())


def seen(settings: Settings) -> list[tuple[object, ...]]:
    return query(settings, "SELECT release_id, documents, claims, estimates, observations FROM release").rows


def test_nothing_is_seen_of_a_release_before_it_is_published(filled: Settings) -> None:
    building = build_release(filled, "r1")
    assert current_release(filled) is None
    with open_building(filled, building) as connection:  # as the gates do, whose results go into it
        connection.execute("INSERT INTO sector VALUES ('x', 'X', 'X', 'added')")
    published = publish(filled, building, "r1", "fingerprint")
    assert not building.exists()
    assert current_release(filled) == published == filled.releases / "r1.duckdb"
    assert query(filled, "SELECT sector FROM sector").rows == [("x",)]
    second = build_release(filled, "r2")
    assert seen(filled) == [("r1", 2, 4, 1, 5)]
    discard(second)
    assert files(filled) == ["r1.duckdb"]


def test_the_project_folder_may_be_moved_with_its_releases(published: Settings, tmp_path: Path) -> None:
    assert published.published.is_symlink()
    assert not published.published.readlink().is_absolute()
    moved = load_settings(shutil.copytree(published.home, tmp_path / "moved", symlinks=True))
    assert current_release(moved) == moved.releases / "r1.duckdb"
    assert seen(moved) == seen(published)


def test_who_reads_the_old_release_goes_on_and_who_comes_next_reads_the_new_one(filled: Settings) -> None:
    release(filled, "r1")
    with open_warehouse(filled) as reader:
        before = reader.execute("FROM kpi ORDER BY ALL").fetchall()
        fill(filled, "claim | document | period | value\nc5 | c | 2019 | 12e9")
        release(filled, "r2")
        assert reader.execute("FROM kpi ORDER BY ALL").fetchall() == before
        assert len(query(filled, "FROM kpi").rows) == len(before) + 1


def test_who_reads_a_release_that_is_pruned_goes_on_too(filled: Settings) -> None:
    (filled.home / "barometre.toml").write_text("releases_kept = 1")
    settings = load_settings(filled.home)
    release(settings, "r1")
    with open_warehouse(settings) as reader:
        for release_id in ("r2", "r3"):
            release(settings, release_id)
        assert "r1.duckdb" not in files(settings)
        assert reader.execute("SELECT release_id FROM release").fetchall() == [("r1",)]
        assert len(reader.execute("FROM document").fetchall()) == 2


def test_a_published_file_is_read_only(published: Settings) -> None:
    assert stat.S_IMODE(published.published.resolve().stat().st_mode) == 0o444


def test_only_so_many_older_releases_stay_and_what_a_killed_build_left_goes(filled: Settings) -> None:
    (filled.home / "barometre.toml").write_text("releases_kept = 2")
    settings = load_settings(filled.home)
    for number in range(1, 4):
        release(settings, f"r{number}")
    for leftover in ("r0.duckdb.building", "r0.duckdb.building.wal"):
        (settings.releases / leftover).write_text("killed")
    settings.published.with_name("barometre.duckdb.new").symlink_to("releases/r1.duckdb")
    release(settings, "r4")
    assert files(settings) == ["r2.duckdb", "r3.duckdb", "r4.duckdb"]
    assert sorted(path.name for path in settings.warehouse.iterdir()) == [
        "barometre.duckdb",
        "releases",
        "staging.duckdb",
    ]


def test_so_it_does_when_nothing_new_is_published(filled: Settings) -> None:
    """A run may be killed between the switch and what comes after it: the next one has nothing to publish."""
    (filled.home / "barometre.toml").write_text("releases_kept = 1")
    settings = load_settings(filled.home)
    for name in ("r0", "r1"):
        release(settings, name)
    (settings.releases / "r.duckdb").write_text("older than those")
    (settings.releases / "r2.duckdb.building").write_text("killed")
    settings.published.with_name("barometre.duckdb.new").symlink_to("releases/r1.duckdb")
    tidy(settings)
    assert files(settings) == ["r0.duckdb", "r1.duckdb"]
    assert not settings.published.with_name("barometre.duckdb.new").is_symlink()
    assert seen(settings) == [("r1", 2, 4, 1, 5)]


def test_a_release_has_its_final_name_when_it_is_whole_and_read_only(
    filled: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def modes(*_: object) -> None:
        raise OSError(f"{stat.S_IMODE((filled.releases / 'r1.duckdb').stat().st_mode):o}")

    monkeypatch.setattr("flows.storage.release._switch", modes)
    with pytest.raises(OSError, match="444"):
        release(filled, "r1")


def test_a_store_that_is_damaged_is_told_as_such_and_not_as_a_wrong_model(filled: Settings) -> None:
    filled.staging.write_bytes(filled.staging.read_bytes()[:-200_000])
    with pytest.raises(SetupError, match="can't be read") as refused:
        build_release(filled, "r1")
    assert refused.value.where == str(filled.staging)


def test_what_is_spilled_lies_beside_the_release_and_goes_with_it(filled: Settings) -> None:
    building = build_release(filled, "r1")
    with open_building(filled, building) as connection:
        found = connection.execute("SELECT current_setting('temp_directory')").fetchone()
    assert found == (f"{building}.tmp",)
    for left in (building, filled.releases / "r0.duckdb.building"):
        left.with_name(f"{left.name}.tmp").mkdir()
    discard(building)
    assert files(filled) == ["r0.duckdb.building.tmp"]
    tidy(filled)
    assert files(filled) == []


def test_a_killed_build_of_the_same_name_is_built_anew(filled: Settings) -> None:
    filled.releases.mkdir()
    (filled.releases / "r1.duckdb.building").write_text("killed")
    (filled.releases / "r1.duckdb.building.wal").write_text("killed")
    release(filled, "r1")
    assert seen(filled) == [("r1", 2, 4, 1, 5)]


def test_a_publication_that_failed_half_way_may_be_tried_again(
    filled: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    building = build_release(filled, "r1")
    for step in ("replace", "chmod", "symlink_to"):
        with monkeypatch.context() as patched:
            patched.setattr(f"pathlib.Path.{step}", full)
            with pytest.raises(OSError, match="no space left"):
                publish(filled, building, "r1", "fingerprint")
        assert current_release(filled) is None
    publish(filled, building, "r1", "fingerprint")
    assert seen(filled) == [("r1", 2, 4, 1, 5)]


def test_a_release_has_the_format_of_the_oldest_duckdb_that_must_open_it(published: Settings) -> None:
    """Storage version 65, in the file's header, is that of DuckDB 1.2.0."""
    header = published.published.resolve().read_bytes()[:20]
    assert (header[8:12], int.from_bytes(header[12:20], "little")) == (b"DUCK", 65)


def test_a_release_needs_no_file_but_itself(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    alone = tmp_path_factory.mktemp("alone") / "copy.duckdb"
    shutil.copy(published.published.resolve(), alone)
    with duckdb.connect(str(alone), read_only=True) as connection:
        for table in sorted(PUBLIC):
            connection.execute(f"FROM {table}").fetchall()
        assert connection.execute("SELECT value FROM kpi_as_of('2019-05-01')").fetchall() == [(10e9,)]


def test_every_table_view_and_column_is_described_and_there_is_no_other(published: Settings) -> None:
    columns = query(
        published,
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main'",
    ).rows
    assert [row for row in columns if not row[2]] == []
    assert {row[0] for row in columns} == PUBLIC
    described = query(
        published,
        "SELECT table_name, comment FROM duckdb_tables() UNION ALL"
        " SELECT view_name, comment FROM duckdb_views() WHERE NOT internal UNION ALL"
        " SELECT DISTINCT function_name, comment FROM duckdb_functions() WHERE NOT internal",
    ).rows
    assert [row for row in described if not row[1]] == []
    assert {row[0] for row in described} == PUBLIC | {"kpi_as_of"}


def test_the_macro_has_the_columns_of_the_view(published: Settings) -> None:
    assert query(published, "FROM kpi").columns == query(published, "FROM kpi_as_of('2019-05-01')").columns


def test_the_same_staging_store_gives_the_same_tables_in_the_same_order(filled: Settings) -> None:
    tables = sorted(PUBLIC)
    first, second = (release_frames(filled, build_release(filled, release_id), tables) for release_id in ("r1", "r2"))
    assert [table for table in tables if not first[table].equals(second[table])] == []
    assert len(first["conflict"]) == 1
    assert len(first["revision"]) == 1
    assert len(first["target_progress"]) == 1


def test_a_model_that_does_not_run_is_named_and_nothing_is_published(own_sql: Settings) -> None:
    broken = own_sql.sql / "models" / "55_broken.sql"
    broken.write_text("CREATE TABLE broken AS SELECT no_such_column FROM claim;")
    with pytest.raises(BarometreError, match="no_such_column") as refused:
        build_release(own_sql, "r1")
    assert refused.value.where == str(broken)
    assert current_release(own_sql) is None


def test_an_audit_that_does_not_run_is_named(own_sql: Settings) -> None:
    broken = own_sql.sql / "audits" / "broken.sql"
    broken.write_text("SELECT no_such_column FROM claim;")
    with pytest.raises(BarometreError, match="no_such_column") as refused:
        audit(own_sql, build_release(own_sql, "r1"))
    assert refused.value.where == str(broken)


def source(settings: Settings, raw_path: str = "a.txt", input_hash: str = "1") -> None:
    with write_staging(settings) as connection:
        connection.execute("DELETE FROM source")
        load_sources(connection, [Source(raw_path, "press_release", input_hash, "loaded", "a", 1, 1, 0)], [])


def test_the_fingerprint_changes_with_all_that_a_release_is_made_of(own_sql: Settings) -> None:
    source(own_sql)
    found = [fingerprint(own_sql)]
    source(own_sql, input_hash="2")
    found.append(fingerprint(own_sql))
    source(own_sql, raw_path="b.txt", input_hash="2")
    found.append(fingerprint(own_sql))
    with write_staging(own_sql) as connection:
        connection.execute("UPDATE document SET withdrawn_at = now() WHERE document_id = 'a'")
    found.append(fingerprint(own_sql))
    with write_staging(own_sql) as connection:
        connection.execute("UPDATE source_class SET rank = rank + 1")
    found.append(fingerprint(own_sql))
    with write_staging(own_sql) as connection:
        connection.execute("UPDATE indicator SET definition = 'another' WHERE indicator = 'jobs'")
    found.append(fingerprint(own_sql))
    for path in ("sql/models/70_views.sql", "sql/audits/no_microdata.sql", "expectations/kpi.json"):
        with (own_sql.home / path).open("a") as file:
            file.write("\n")
        found.append(fingerprint(own_sql))
    (own_sql.home / "sql" / "models" / "99_more.sql").write_text("SELECT 1;")
    found.append(fingerprint(own_sql))
    assert len(set(found)) == len(found)


def test_and_with_nothing_else(own_sql: Settings) -> None:
    source(own_sql)
    before = fingerprint(own_sql)
    source(own_sql)  # read again, with the same outcome
    with write_staging(own_sql) as connection:
        now = utc_now()
        record_run(connection, run_id="r", flow="f", started_at=now, outcome="completed", message="", counts={})
    (own_sql.home / "sql" / "examples" / "mine.sql").write_text("SELECT 1;")
    (own_sql.home / "sql" / "models" / "README.md").write_text("read from top to bottom")
    os.utime(own_sql.home / "sql" / "models" / "70_views.sql")
    assert fingerprint(own_sql) == before


def test_an_empty_project_has_a_fingerprint_too(project: Settings) -> None:
    assert fingerprint(project) == fingerprint(project)
