"""Extracts: every file is the table again, the manifest says what each is, and nothing unvalidated leaves."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest

from flows.errors import DataRefused, SetupError
from flows.reporting.extract import FORMATS, write_extract
from flows.reporting.formats import french
from flows.reporting.manifest import MANIFEST, verify_extract

TABLES = """
CREATE TABLE observation (
    observation_id VARCHAR, indicator VARCHAR, subject VARCHAR, period_end DATE, value DOUBLE, sources BIGINT,
    disputed BOOLEAN, seen_at TIMESTAMP, known_to DATE
);
INSERT INTO observation VALUES
    ('o1', 'export_revenue', 'Externalisation « à la française »; dite "offshoring"', '2018-12-31', 1e10, 3, true,
     '2019-04-02 09:30:00', '9999-12-31'),
    ('o2', 'growth', NULL, '2019-12-31', -12.345, 1, false, NULL, '9999-12-31'),
    ('o3', 'jobs', '=HYPERLINK("http://a.example";"x")', NULL, NULL, 1, false, NULL, '2020-01-01'),
    ('o4', 'jobs', '@SUM(A1), التشغيل', '2018-12-31', 69900, 2, true, NULL, '9999-12-31');
CREATE VIEW kpi AS SELECT * EXCLUDE (known_to) FROM observation WHERE known_to = DATE '9999-12-31';
COMMENT ON COLUMN observation.value IS 'The value in base units';
COMMENT ON COLUMN kpi.value IS 'The best current value, in base units';
CREATE TABLE release (release_id VARCHAR, published_at TIMESTAMP);
INSERT INTO release VALUES ('20261122T101500', '2026-11-22 10:15:00');
CREATE TABLE validation_result (
    run_id VARCHAR, gate VARCHAR, table_name VARCHAR, expectation VARCHAR, column_name VARCHAR, outcome VARCHAR,
    severity VARCHAR, rows_checked INTEGER, rows_unexpected INTEGER, examples VARCHAR[], message VARCHAR,
    validated_at TIMESTAMP
);
"""
PASSED = ("release", "passed", "critical")


def make_release(path: Path, *checks: tuple[str, str, str], change: str = "") -> Path:
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        for gate, outcome, severity in checks:
            connection.execute(
                "INSERT INTO validation_result VALUES"
                " ('r', ?, 'kpi', 'expect_it', NULL, ?, ?, 4, 2, [], 'It is as it should be.', now()::TIMESTAMP)",
                [gate, outcome, severity],
            )
        connection.execute(change)
    return path


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return make_release(tmp_path / "release.duckdb", PASSED)


def rows_of(release: Path, dataset: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(release), read_only=True) as connection:
        return connection.table(dataset).fetchall()


@pytest.mark.parametrize("dataset", ["kpi", "observation"])
def test_csv_and_parquet_are_the_table_again(release: Path, tmp_path: Path, dataset: str) -> None:
    out = tmp_path / "extract"
    write_extract(release, out)
    with duckdb.connect(str(release), read_only=True) as connection:
        types = dict(zip(connection.table(dataset).columns, map(str, connection.table(dataset).types), strict=True))
    assert duckdb.read_parquet(str(out / f"{dataset}.parquet")).fetchall() == rows_of(release, dataset)
    assert duckdb.read_csv(str(out / f"{dataset}.csv"), dtype=types).fetchall() == rows_of(release, dataset)
    (out / f"{dataset}.csv").read_bytes().decode("utf-8")


def test_the_french_csv_is_what_a_french_excel_reads(release: Path, tmp_path: Path) -> None:
    write_extract(release, tmp_path / "extract", formats=["csv-fr"])
    path = tmp_path / "extract" / "observation.fr.csv"
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines == [
        "observation_id;indicator;subject;period_end;value;sources;disputed;seen_at;known_to",
        'o1;export_revenue;"Externalisation « à la française »; dite ""offshoring""";31/12/2018;10000000000;3;VRAI;'
        "02/04/2019 09:30:00;31/12/9999",
        "o2;growth;;31/12/2019;-12,345;1;FAUX;;31/12/9999",
        'o3;jobs;"\'=HYPERLINK(""http://a.example"";""x"")";;;1;FAUX;;01/01/2020',
        "o4;jobs;'@SUM(A1), التشغيل;31/12/2018;69900;2;VRAI;;31/12/9999",
        "",
    ]
    frame = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")
    assert frame["value"].tolist()[:2] == [1e10, -12.345]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "VRAI"),
        (3, "3"),
        (-3.0, "-3"),
        (0.1, "0,1"),
        (1e18, "1e+18"),
        (1.5e-7, "1,5e-07"),
        (date(2018, 1, 2), "02/01/2018"),
        (datetime(2018, 1, 2, 3, 4, 5), "02/01/2018 03:04:05"),  # noqa: DTZ001  # the warehouse has no zones
        ("+212 5 00", "'+212 5 00"),
        ("-", "'-"),
        ("1,5", "1,5"),
        ("", ""),
    ],
)
def test_a_value_for_a_french_spreadsheet(value: Any, shown: str) -> None:
    assert french(value) == shown


def test_the_workbook_is_typed_and_has_no_formula(release: Path, tmp_path: Path) -> None:
    write_extract(release, tmp_path / "extract", formats=["xlsx"])
    workbook = openpyxl.load_workbook(tmp_path / "extract" / "barometre.xlsx")
    assert workbook.sheetnames == ["kpi", "observation", "dictionary"]
    for dataset in ("kpi", "observation"):
        sheet = workbook[dataset]
        cells = [[_as_stored(cell.value) for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert cells == [list(row) for row in rows_of(release, dataset)]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b", "d"}
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions


def _as_stored(value: Any) -> Any:
    """A spreadsheet knows no days: they come back as midnight."""
    midnight = isinstance(value, datetime) and value.time() == datetime.min.time()
    return value.date() if midnight else value


def test_the_dictionary_says_what_each_column_means(release: Path, tmp_path: Path) -> None:
    write_extract(release, tmp_path / "extract", formats=["xlsx"])
    sheet = openpyxl.load_workbook(tmp_path / "extract" / "barometre.xlsx")["dictionary"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("table", "column", "meaning", "type")
    assert ("kpi", "value", "The best current value, in base units", "DOUBLE") in rows
    assert ("observation", "value", "The value in base units", "DOUBLE") in rows
    assert len(rows) == 1 + 8 + 9


def test_the_manifest_says_what_each_file_is(release: Path, tmp_path: Path) -> None:
    out = tmp_path / "extract"
    manifest = write_extract(release, out)
    written = json.loads((out / MANIFEST).read_text("utf-8"))
    assert written["release_id"] == manifest.release_id == "20261122T101500"
    assert written["validation"] == {"outcome": "passed", "passed": 1, "failed": 0, "errored": 0}
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [
            MANIFEST,
            "barometre.xlsx",
            *(f"{d}.{e}" for d in ("kpi", "observation") for e in ("csv", "fr.csv", "parquet")),
        ]
    )
    for file in written["files"]:
        data = (out / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        for contents in file["contents"]:
            expected = rows_of(release, contents["dataset"])
            assert (contents["rows"], contents["columns"]) == (len(expected), len(expected[0]))


def test_the_same_release_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    first, second = (write_extract(release, tmp_path / name) for name in ("first", "second"))
    assert first.files == second.files


def test_one_dataset_in_one_format(release: Path, tmp_path: Path) -> None:
    write_extract(release, tmp_path / "extract", formats=["csv"], name="kpi")
    assert sorted(path.name for path in (tmp_path / "extract").iterdir()) == ["kpi.csv", MANIFEST]


def test_an_extract_that_is_there_already_is_reused(release: Path, tmp_path: Path) -> None:
    first = write_extract(release, tmp_path / "extract")
    inode = (tmp_path / "extract" / "kpi.csv").stat().st_ino
    (tmp_path / "extract" / ".~lock.barometre.xlsx#").touch()  # somebody has it open
    assert write_extract(release, tmp_path / "extract") == first
    assert (tmp_path / "extract" / "kpi.csv").stat().st_ino == inode


def test_altered_files_are_named_and_kept_aside(release: Path, tmp_path: Path) -> None:
    out = tmp_path / "extract"
    manifest = write_extract(release, out)
    assert verify_extract(out) == []
    (out / "kpi.csv").write_text("mine")
    (out / "kpi.parquet").unlink()
    assert verify_extract(out) == ["kpi.csv", "kpi.parquet"]
    assert write_extract(release, out).files == manifest.files
    assert verify_extract(out) == []
    assert (tmp_path / "extract.altered-1" / "kpi.csv").read_text() == "mine"


def test_another_release_or_other_formats_replace_the_extract(release: Path, tmp_path: Path) -> None:
    out = tmp_path / "extract"
    write_extract(release, out)
    write_extract(release, out, formats=["parquet"])
    assert sorted(path.name for path in out.iterdir()) == ["kpi.parquet", MANIFEST, "observation.parquet"]
    later = make_release(tmp_path / "later.duckdb", PASSED, change="UPDATE release SET release_id = 'later'")
    assert write_extract(later, out, formats=["parquet"]).release_id == "later"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["extract", "later.duckdb", "release.duckdb"]


@pytest.mark.parametrize("content", ["{}", "not JSON", '{"release_id": 7}'])
def test_an_unreadable_manifest_vouches_for_nothing(release: Path, tmp_path: Path, content: str) -> None:
    write_extract(release, tmp_path / "extract")
    (tmp_path / "extract" / MANIFEST).write_text(content)
    assert verify_extract(tmp_path / "extract") == [MANIFEST]
    assert verify_extract(tmp_path / "nowhere") == [MANIFEST]


def test_nobodys_files_are_overwritten(release: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Madame, Monsieur")
    with pytest.raises(SetupError, match=r"letter\.txt"):
        write_extract(release, tmp_path / "letters")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["letter.txt"]


def test_an_empty_folder_and_a_folder_to_be_made_are_filled(release: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "empty", tmp_path / "some" / "where"):
        write_extract(release, out, formats=["csv"])
        assert verify_extract(out) == []


def test_a_link_to_the_release_is_followed(release: Path, tmp_path: Path) -> None:
    (tmp_path / "barometre.duckdb").symlink_to(release)
    assert write_extract(tmp_path / "barometre.duckdb", tmp_path / "extract").release_id == "20261122T101500"


@pytest.mark.parametrize(
    ("checks", "change", "said"),
    [
        ([], "", "never validated"),
        ([("rows", "passed", "critical")], "", "never validated"),
        ([PASSED, ("release", "failed", "critical")], "", r"kpi: It is as it should be. \(2 rows\)"),
        ([PASSED, ("audit", "failed", "critical")], "", "did not pass its gates"),
        ([PASSED, ("release", "errored", "critical")], "", "did not pass its gates"),
        ([PASSED, ("release", "errored", "warning")], "", "did not pass its gates"),
        ([PASSED, ("rows", "errored", "critical")], "", "did not pass its gates"),
        ([PASSED], "DROP TABLE validation_result", "not a whole release"),
        ([PASSED], "DROP TABLE release", "not a whole release"),
        ([PASSED], "DROP VIEW kpi", "not a whole release"),
        ([PASSED], "ALTER TABLE validation_result DROP severity", "not a whole release"),
        ([PASSED], "DELETE FROM release", "describes 0 releases"),
        ([PASSED], "INSERT INTO release FROM release", "describes 2 releases"),
    ],
)
def test_what_was_not_validated_does_not_leave(
    tmp_path: Path, checks: list[tuple[str, str, str]], change: str, said: str
) -> None:
    release = make_release(tmp_path / "release.duckdb", *checks, change=change)
    with pytest.raises(DataRefused, match=said):
        write_extract(release, tmp_path / "extract")
    assert not (tmp_path / "extract").exists()


def test_warnings_and_quarantined_rows_hold_nothing_back(tmp_path: Path) -> None:
    checks = [PASSED, ("release", "failed", "warning"), ("rows", "failed", "critical")]
    release = make_release(tmp_path / "release.duckdb", *checks)
    manifest = write_extract(release, tmp_path / "extract", formats=["csv"])
    assert (manifest.validation.passed, manifest.validation.failed) == (1, 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"formats": ["csv", "ods"]}, r"no format 'ods'[\s\S]*csv-fr"),
        ({"formats": []}, "no format"),
        ({"name": "claims"}, r"no dataset 'claims'[\s\S]*kpi, observation"),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(
    release: Path, tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(SetupError, match=said):
        write_extract(release, tmp_path / "extract", **options)


def test_what_is_no_release_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "notes.duckdb").write_text("not a database, although it is named like one " * 400)
    with pytest.raises(SetupError, match="not a release"):
        write_extract(tmp_path / "notes.duckdb", tmp_path / "extract")
    with pytest.raises(SetupError, match="no such release"):
        write_extract(tmp_path / "nothing.duckdb", tmp_path / "extract")


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    many = "INSERT INTO observation (observation_id, known_to) SELECT range, '2020-01-01' FROM range(1048575)"
    release = make_release(tmp_path / "release.duckdb", PASSED, change=many)
    with pytest.raises(DataRefused, match="more than a sheet holds"):
        write_extract(release, tmp_path / "extract", formats=["xlsx"])
    assert [path.name for path in tmp_path.iterdir()] == ["release.duckdb"]


def test_an_empty_dataset_is_a_file_with_a_header(tmp_path: Path) -> None:
    release = make_release(tmp_path / "release.duckdb", PASSED, change="DELETE FROM observation")
    manifest = write_extract(release, tmp_path / "extract")
    assert manifest.formats == FORMATS
    assert {contents.rows for file in manifest.files for contents in file.contents} == {0}
    assert pd.read_excel(tmp_path / "extract" / "barometre.xlsx", sheet_name="kpi").columns[0] == "observation_id"
