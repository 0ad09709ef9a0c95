"""Opening exports: bytes in any encoding and dialect give the same cells, on the right rows, and nothing is lost."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Literal

import pytest
from export_cells import rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.errors import DataRefused
from flows.survey.exports.export import Export
from flows.survey.exports.opening import open_export

HEADING = "Firme;Écosystème;CA export\n"
BODY = "F1;CRM;1 234,5\nF2;relation client;12\nF3;BPO;NSP\n"
CELLS = [["F1", "CRM", "1 234,5"], ["F2", "relation client", "12"], ["F3", "BPO", "NSP"]]
NAMES = ["Firme", "Écosystème", "CA export"]


def opened(tmp_path: Path, export: str | bytes, name: str = "export.csv", **declared: object) -> Export:
    path = tmp_path / name
    path.write_bytes(export if isinstance(export, bytes) else export.encode())
    return open_export(path, tmp_path, where=name, **declared)  # type: ignore[arg-type]


READ_ALIKE: dict[str, tuple[str | bytes, list[int]]] = {
    # what stands in the file, and the rows of its responses
    "plain": (HEADING + BODY, [2, 3, 4]),
    "UTF-8 with a byte order mark": (b"\xef\xbb\xbf" + (HEADING + BODY).encode(), [2, 3, 4]),
    "Windows-1252": ((HEADING + BODY).encode("cp1252"), [2, 3, 4]),
    "UTF-16, tabs": ((HEADING + BODY).replace(";", "\t").encode("utf-16"), [2, 3, 4]),
    "UTF-16, the other order": (b"\xfe\xff" + (HEADING + BODY).replace(";", "\t").encode("utf-16-be"), [2, 3, 4]),
    "Windows line ends": ((HEADING + BODY).replace("\n", "\r\n"), [2, 3, 4]),
    "old Mac line ends": ((HEADING + BODY).replace("\n", "\r"), [2, 3, 4]),
    "mixed line ends": (HEADING + BODY.replace("\n", "\r\n", 1), [2, 3, 4]),
    "no line end at the end": ((HEADING + BODY).rstrip(), [2, 3, 4]),
    "everything quoted": (
        '"' + (HEADING + BODY).replace(";", '";"').replace("\n", '"\n"').removesuffix('"'),
        [2, 3, 4],
    ),
    "bars": ((HEADING + BODY).replace(";", "|"), [2, 3, 4]),
    "titles above": ("Enquête des membres;;\nen kMAD\n\n" + HEADING + BODY, [5, 6, 7]),
    "a title over two lines": ('"Enquête\ndes membres";;\n' + HEADING + BODY, [3, 4, 5]),
    "Excel's separator line": ("sep=;\n" + HEADING + BODY, [2, 3, 4]),
    "blank lines": (HEADING + "\n" + BODY.replace("F2", ";;\nF2") + ";;;\n\n", [3, 5, 6]),
    "blank lines at the end": (HEADING + BODY + "\n\r\n\n", [2, 3, 4]),
    "quoted blank cells": (HEADING + BODY.replace("F2", '"";"";""\nF2'), [2, 4, 5]),
    "blank cells beyond the heading": (HEADING + BODY.replace("\n", ";;\n"), [2, 3, 4]),
    "blank cells beyond some rows": (HEADING + BODY.replace("12\n", "12;;;\n"), [2, 3, 4]),
    "a heading over two lines": (HEADING.replace("CA export", '"CA\nexport"') + BODY, [2, 3, 4]),
    "such a heading after a mark": ("\ufeff" + HEADING.replace("Firme", '"Firme\n"') + BODY, [2, 3, 4]),
}


@pytest.mark.parametrize(("export", "numbers"), READ_ALIKE.values(), ids=READ_ALIKE.keys())
def test_the_same_cells_on_their_rows(tmp_path: Path, export: str | bytes, numbers: list[int]) -> None:
    for wanted in ([], NAMES):
        found, read = rows(opened(tmp_path, export, wanted=wanted), tmp_path)
        assert [" ".join(column.name.split()) for column in found.sheets[0].columns][:3] == NAMES
        assert read == list(zip(numbers, CELLS, strict=True))
        assert not found.sheets[0].broken


DIRECT = ["plain", "UTF-8 with a byte order mark", "Windows line ends", "everything quoted", "titles above",
    "a title over two lines", "Excel's separator line", "blank lines at the end", "a heading over two lines",
    "blank cells beyond the heading"]  # fmt: skip


@pytest.mark.parametrize("name", DIRECT)
def test_a_clean_file_is_not_copied(tmp_path: Path, name: str) -> None:
    sheet = opened(tmp_path, READ_ALIKE[name][0]).sheets[0]
    assert (sheet.path.name, sheet.numbered) == ("export.csv", False)


def test_a_blank_line_within_an_answer_is_no_blank_row(tmp_path: Path) -> None:
    sheet = opened(tmp_path, HEADING + 'F1;"on\n\nmore\r\n\r\nlines";3\n').sheets[0]
    assert not sheet.numbered


BROKEN = [
    # what stands below the heading, the rows that are read with their first cell, the rows that are broken
    ("F1;CRM;1\nF2;CRM\nF3;BPO;3\n", {2: "F1", 4: "F3"}, [3]),
    ("F1;CRM;1\nF2;CRM;2;3\nF3;BPO;3\n", {2: "F1", 4: "F3"}, [3]),
    ('F1;CRM;1\n"F2;CRM;2\nF3;BPO;3\n', {2: "F1", 4: "F3"}, [3]),
    ('F1;CRM;"1\nF2;CRM;2\nF3;BPO;3\n', {3: "F2", 4: "F3"}, [2]),
    ('F1;CRM;1\n"F2"x;CRM;2\nF3;BPO;3\n', {2: "F1", 4: "F3"}, [3]),
    ('"F2;CRM;2\nF3;BPO;3\nF4;"BPO";3\n"F5;BPO;3\n', {3: "F3", 4: "F4"}, [2, 5]),
    ('F1;CRM;1\nSociété "F2";CRM;2\n', {2: "F1", 3: 'Société "F2"'}, []),
    ('"F\n1";CRM;1\nF2;CRM\n\nF3;CRM;3\n', {2: "F\n1", 5: "F3"}, [3]),
]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize(("body", "read", "broken"), BROKEN, ids=[body for body, _, _ in BROKEN])
def test_a_broken_row_is_set_aside_alone(
    tmp_path: Path, body: str, read: dict[int, str], broken: list[int], encoding: str
) -> None:
    found, cells = rows(opened(tmp_path, (HEADING + body).encode(encoding)), tmp_path)
    assert {row: record[0] for row, record in cells} == read
    assert [row.row for row in found.sheets[0].broken] == broken
    lines = (HEADING + body).splitlines()
    assert all(row.reason and row.text in lines for row in found.sheets[0].broken)


REFUSED = {
    "empty": (b"", "empty"),
    "nothing but blanks": (b"\xff\xfe\n\x00 \x00", "blanks"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
    "a NUL": (b"a;b\n1;\x00\n", "control character 0x00"),
    "a web page": (b"\n<!DOCTYPE html>\n<p>Sign in", "web page"),
    "JSON": (b'[ {"firm": "A"},\n {"firm": "B"}]', "JSON"),
    "the structure of a survey": (b'\xef\xbb\xbf<?xml version="1.0"?>\n<document/>', "XML"),
    "no encoding": (HEADING.encode("mac-roman") + "où;c;d".encode("mac-roman"), "0x"),
    "damaged UTF-8": ((HEADING + BODY).encode() + b"\xc3;x;y\n", f"offset {len((HEADING + BODY).encode())}"),
    "no heading": (b"1;2;3\n4;5;6\n", "no heading"),
}


@pytest.mark.parametrize(("export", "what"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_table_is_refused(tmp_path: Path, export: bytes, what: str) -> None:
    with pytest.raises(DataRefused) as caught:
        opened(tmp_path, export)
    assert what in caught.value.what
    assert "export.csv" in (caught.value.where or "")
    assert caught.value.remedy


def test_without_a_wanted_column_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="none of the codebook's columns") as caught:
        opened(tmp_path, HEADING + BODY, wanted=["Effectif", "Ville"])
    assert "Effectif, Ville" in (caught.value.remedy or "")


def test_letters_of_an_old_mac_do_not_pass_in_silence(tmp_path: Path) -> None:
    mac = "Société;Activité\nA;B\n".encode("mac-roman")
    assert any("mac-roman" in note for note in opened(tmp_path, mac).notes)
    declared = opened(tmp_path, mac, encoding="mac-roman")
    assert ([column.name for column in declared.sheets[0].columns], declared.notes) == (["Société", "Activité"], ())


@pytest.mark.parametrize("text", ["SociÃ©tÃ©;Ville\nA;B\n", "Soci\ufffdt\ufffd;Ville\nA;B\n"])
def test_letters_that_were_damaged_before_are_told(tmp_path: Path, text: str) -> None:
    assert any("damaged" in note for note in opened(tmp_path, text).notes)


def test_an_archive_with_one_csv(tmp_path: Path) -> None:
    content = archive({"Réponses.csv": HEADING + BODY, "__MACOSX/._Réponses.csv": "\0"})
    found, read = rows(opened(tmp_path, content, name="export.csv.zip"), tmp_path)
    assert (found.source, [cells for _, cells in read]) == ("export.csv.zip", CELLS)


def archive(files: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for name, text in files.items():
            written.writestr(name, text)
    return content.getvalue()


ODK = {
    "firms.csv": "SubmissionDate,name,KEY\n2025-03-01,A,uuid:1\n",
    "firms-sites.csv": "city,PARENT_KEY,KEY\nFez,uuid:1,uuid:1/sites[1]\n",
    "readme.txt": "a,b\n1,2\n",
}


def test_an_archive_with_what_is_repeated_in_the_responses(tmp_path: Path) -> None:
    export = opened(tmp_path, archive(ODK), name="firms.csv.zip", wanted=["name"])
    assert [sheet.name for sheet in export.sheets] == ["firms", "firms-sites"]
    assert (export.tool, export.source) == ("odk", "firms.csv.zip")
    assert export.notes == ("firms.csv.zip, readme.txt is not read",)
    sites = opened(tmp_path, archive(ODK), name="firms.csv.zip", sheet="Firms-sites").sheets
    assert [sheet.name for sheet in sites] == ["firms-sites"]
    with pytest.raises(DataRefused, match=r"firms, firms-sites, readme"):
        opened(tmp_path, archive(ODK), name="firms.csv.zip")


cell = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cc"])
    | st.sampled_from(" ;,\t|\"'\n\r")
)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cell, min_size=width, max_size=width).map(lambda row: ["x" + row[0], *row[1:]]))
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    table=tables,
    separator=st.sampled_from(";,\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    above=st.sampled_from([[], [["A title"], []]]),
    name=st.sampled_from(["name", "a\nname", "a\r\nname"]),
)
def test_whatever_the_dialect_the_cells_come_back(
    table: list[list[str]],
    separator: str,
    quoting: Literal[0, 1],
    end: str,
    encoding: str,
    above: list[list[str]],
    name: str,
) -> None:
    if quoting == csv.QUOTE_MINIMAL and end != "\r\n":  # csv leaves returns bare that are no line end of its own
        name = "name"
        table = [[cell.replace("\r", "").replace("\n", "") for cell in record] for record in table]
    heading = [f"{name}{place}" for place in range(len(table[0]) if table else 2)]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, quoting=quoting, lineterminator=end).writerows([*above, heading, *table])
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        found, read = rows(opened(scratch, written.getvalue().encode(encoding), wanted=heading), scratch)
    assert [column.name for column in found.sheets[0].columns] == heading
    assert [row for row, _ in read] == list(range(len(above) + 2, len(above) + 2 + len(table)))
    assert [[cell or "" for cell in cells] for _, cells in read] == table


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from('ab;";"\n\n\r é'), max_size=60), st.sampled_from(["utf-8", "cp1252"]))
def test_nothing_is_lost_of_a_broken_file(body: str, encoding: str) -> None:
    """Each line stands in a record that is read, among the broken ones, or is blank; and numbers rise."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        found, read = rows(opened(scratch, ("name;place\n" + body).encode(encoding), wanted=["name"]), scratch)
    numbers = [row for row, _ in read] + [row.row for row in found.sheets[0].broken]
    assert len(set(numbers)) == len(numbers)
    letters = "".join(cell or "" for _, cells in read for cell in cells) + "".join(
        row.text for row in found.sheets[0].broken
    )
    assert sorted(filter(str.isalpha, letters)) == sorted(filter(str.isalpha, body))
