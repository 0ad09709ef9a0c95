"""Workbooks as exports: cells written out, sheets told apart, and what can't be read refused in words."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it carries no types

from flows.errors import DataRefused
from flows.survey.exports.cells import written
from flows.survey.exports.copies import write_copy
from flows.survey.exports.workbook import open_workbook

if TYPE_CHECKING:
    from flows.survey.exports.export import Export, Sheet

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "surveys" / "samples"
HEADING = ["Firm", "Revenue", "Remark"]


def workbook(path: Path, **sheets: Any) -> Path:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def opened(path: Path, **options: Any) -> Export:
    return open_workbook(path, path.parent, where=path.name, **options)


def records(sheet: Sheet) -> list[list[str]]:
    with sheet.path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.0, "4"),
        (0.1, "0.1"),
        (1e15, "1000000000000000"),
        (3e22, "30000000000000000000000"),
        (1e-7, "0.0000001"),
        (-2.50, "-2.5"),
        (123456789012345678, "123456789012345678"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("  kept ", "  kept "),
        (dt.date(2024, 2, 29), "2024-02-29"),
        (dt.datetime.fromisoformat("2024-02-29"), "2024-02-29"),
        (dt.datetime.fromisoformat("2024-02-29T07:05"), "2024-02-29T07:05:00"),
        (dt.datetime.fromisoformat("2024-02-29T07:05:01.25"), "2024-02-29T07:05:01.250"),
        (dt.datetime.fromisoformat("2024-02-29T07:05:01.123456"), "2024-02-29T07:05:01.123456"),
        (dt.time(7, 5), "07:05:00"),
        (dt.timedelta(hours=30, seconds=1), "30:00:01"),
        (-dt.timedelta(minutes=90), "-01:30:00"),
    ],
)
def test_typed_cells_are_written_out(value: Any, text: str) -> None:
    assert written(value) == text


def test_an_absent_cell_is_an_unquoted_field(tmp_path: Path) -> None:
    write_copy(tmp_path / "copy.csv", [(7, [None, "", " ", 'a"b', "c,\nd"])])
    assert (tmp_path / "copy.csv").read_text("utf-8") == '7,,""," ","a""b","c,\nd"\n'


def test_the_heading_may_stand_below_titles_and_blank_rows_are_left_out(tmp_path: Path) -> None:
    rows = [["Annual survey"], [], HEADING, ["A", 1.0, None], [None, None, None], ["B", 2.5, "text"], [None], []]
    (sheet,) = opened(workbook(tmp_path / "book.xlsx", Data=rows)).sheets
    assert [column.name for column in sheet.columns] == HEADING
    assert sheet.numbered
    assert records(sheet) == [["4", "A", "1", ""], ["6", "B", "2.5", "text"]]


def test_the_sheet_with_the_wanted_columns_holds_the_responses(tmp_path: Path) -> None:
    wide = [[f"c{number}" for number in range(9)], list(range(9))]
    read_me = [["Read me", "Version"], ["This is the survey.", "1"]]
    path = workbook(tmp_path / "book.xlsx", **{"Read me": read_me, "Data": [HEADING, ["A", 1, "x"]], "Wide": wide})
    export = opened(path, wanted=["firm", "revenue"])
    assert [sheet.name for sheet in export.sheets] == ["Data"]
    assert export.notes == ("sheet Read me is not read", "sheet Wide is not read")
    assert opened(path, sheet="wide").sheets[0].name == "Wide"
    assert opened(path).sheets[0].name == "Wide"


def test_hidden_sheets_come_last_and_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", Lists=[[*HEADING, "More"], ["A", 1, 2, 3]], Data=[HEADING, ["A", 1, "x"]])
    book = openpyxl.load_workbook(path)
    book["Lists"].sheet_state = "hidden"
    book.save(path)
    assert opened(path).sheets[0].name == "Data"
    assert opened(path).notes == ("sheet Lists is hidden and not read",)
    assert opened(path, sheet="Lists").notes[0] == "sheet Lists is hidden, and read all the same"


def test_repeated_sheets_follow_the_responses(tmp_path: Path) -> None:
    sites = [["seats", "_index", "_parent_table_name", "_parent_index", "_submission__id"], [5, 1, "main", 1, 77]]
    main = [["firm", "_id", "_uuid", "_submission_time", "_index"], ["A", 77, "u", "2025-03-01T08:00:45", 1]]
    export = opened(workbook(tmp_path / "book.xlsx", sites=sites, main=main))
    assert [sheet.name for sheet in export.sheets] == ["main", "sites"]
    assert export.tool == "kobo"


def test_cells_beyond_the_heading_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", Data=[HEADING, ["A", 1, "x", None, "to check"], ["B", 2, "y"]])
    export = opened(path)
    assert records(export.sheets[0])[0] == ["2", "A", "1", "x"]
    assert export.notes == ("sheet Data: what has no heading above it is left out in 1 cell (first E2)",)


def test_an_answer_that_begins_like_a_formula_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, ["A", "3", "=1+1"])
        sheet.write_row(2, 0, ["B", "4", "fine"])
    export = opened(path)
    assert [record[3] for record in records(export.sheets[0])] == ["=1+1", "fine"]
    assert "begins with '='" in export.notes[0]
    assert "first C2" in export.notes[0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B2"><f>SUM(1,2)</f><v>3</v></c>', "3"),
        ('<c r="B2"><f>SUM(0,0)</f><v>0</v></c>', "0"),
        ('<c r="B2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>', "ab"),
        ('<c r="B2"><f>SUM(1,2)</f></c>', "=SUM(1,2)"),
        ('<c r="B2" t="e"><f>see+annex</f><v>#NAME?</v></c>', "=see+annex"),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="B2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="B2" t="inlineStr"><is><t>two_x000A_lines</t></is></c>', "two\nlines"),
        ('<c r="B2"><v>1.5E+16</v></c>', "15000000000000000"),
    ],
)
def test_cells_as_spreadsheet_programs_save_them(tmp_path: Path, cell: str, expected: str) -> None:
    path = workbook(tmp_path / "book.xlsx", Data=[HEADING, ["A", 1, "x"]])
    saved = tmp_path / "saved.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                assert '<c r="B2" t="n"><v>1</v></c>' in content
                content = content.replace('<c r="B2" t="n"><v>1</v></c>', cell)
            if name == "xl/workbook.xml":
                content = content.replace(' fullCalcOnLoad="1"', "")
            new.writestr(name, content)
    export = opened(saved)
    assert records(export.sheets[0])[0][2] == expected
    if expected.startswith("#"):
        assert f"the error {expected} stands in 1 cell (first B2)" in " ".join(export.notes)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        (b"a;b\r\n1;2\r\n", "text"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(DataRefused, match=what) as refused:
        opened(path)
    assert refused.value.where == "book.xlsx"
    assert refused.value.remedy


def test_a_damaged_sheet_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", Data=[HEADING, *[["A", n, "x"] for n in range(200)]])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "cut.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) * 3 // 4] if name.endswith("sheet1.xml") else content)
    with pytest.raises(DataRefused, match="damaged"):
        opened(tmp_path / "cut.xlsx")


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", Data=[HEADING, ["A", 1, "x"]], Empty=[])
    with pytest.raises(DataRefused, match="no sheet 'Answers'") as refused:
        opened(path, sheet="Answers")
    assert "Data, Empty" in str(refused.value)
    with pytest.raises(DataRefused, match="no responses"):
        opened(path, sheet="Empty")
    with pytest.raises(DataRefused, match="none of the codebook's columns"):
        opened(path, wanted=["turnover"])


def test_a_wrong_dimension_loses_no_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", Data=[HEADING, ["A", 1, "x"], ["B", 2, "y"]])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "short.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:C3"', b'ref="A1"'))
    assert len(records(opened(tmp_path / "short.xlsx").sheets[0])) == 2


def test_open_document_is_read(tmp_path: Path) -> None:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in (HEADING, ["A", "1", "x"], ["B", "2", "y"])
    )
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Data">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "book.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"></manifest:manifest>'
        )
    assert records(opened(path).sheets[0]) == [["2", "A", "1", "x"], ["3", "B", "2", "y"]]


def test_openpyxl_is_imported_when_a_workbook_is_opened() -> None:
    told = (
        "import sys, flows.survey.exports.workbook; sys.exit(bool({'openpyxl', 'python_calamine'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of exports are not beside the project")
def test_the_samples_open(tmp_path: Path) -> None:
    paths = [*SAMPLES.glob("kobo/*.xlsx"), *SAMPLES.glob("google_forms/*.xlsx")]
    assert paths
    for path in paths:
        export = open_workbook(path, tmp_path, where=path.name)
        assert export.tool == path.parent.name, path.name
        for sheet in export.sheets:
            assert {len(record) for record in records(sheet)} == {len(sheet.columns) + 1}, path.name
