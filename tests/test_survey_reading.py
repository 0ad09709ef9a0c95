"""Reading exports: the quirks of each tool, as small tables of what stands in the file and what is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from flows.errors import DataRefused
from flows.settings import CHECKOUT
from flows.survey.answers.reading import Wave, read_wave

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = CHECKOUT / "data" / "raw" / "surveys"

CODEBOOK = """\
survey: members
wave: 1
title: Members
period: {start: 2024-01-01, end: 2024-12-31}
key: firm
roles: {ecosystem: eco}
population: {CRM: 10, BPO: 8, KPO: 0}
missing: [NSP]
variables:
  firm: {column: Firme, type: text}
  eco: {column: Écosystème, type: choice, values: {CRM: Relation client, BPO: [], KPO: []}}
  exports: {column: CA export, type: number, min: 0, unit: MAD, statistics: [total]}
"""


def read(home: Path, export: str | bytes, codebook: str = CODEBOOK, name: str = "export.csv") -> Wave:
    folder = home / "data" / "raw" / "surveys" / "members"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "codebook.yml").write_text(codebook, "utf-8")
    (folder / name).write_bytes(export if isinstance(export, bytes) else export.encode())
    scratch = home / "scratch"
    scratch.mkdir(exist_ok=True)
    return read_wave(folder, home, scratch)


def problems(wave: Wave) -> list[str]:
    return wave.frame()["problem"].fillna("").tolist()


def refusal(home: Path, export: str | bytes, codebook: str = CODEBOOK) -> DataRefused:
    with pytest.raises(DataRefused) as caught:
        read(home, export, codebook)
    return caught.value


HEADING = "Firme;Écosystème;CA export\n"
BODY = "F1;CRM;1 234,5\nF2;relation client;12\nF3;BPO;NSP\n"
READ_ALIKE = {
    "plain": HEADING + BODY,
    "UTF-8 with a byte order mark": b"\xef\xbb\xbf" + (HEADING + BODY).encode(),
    "Windows-1252": (HEADING + BODY).encode("cp1252"),
    "UTF-16, tabs": (HEADING + BODY).replace(";", "\t").encode("utf-16"),
    "Windows line ends": (HEADING + BODY).replace("\n", "\r\n"),
    "old Mac line ends": (HEADING + BODY).replace("\n", "\r"),
    "no-break space in a number": HEADING + BODY.replace("1 234", "1\N{NO-BREAK SPACE}234"),
    "narrow no-break space": HEADING + BODY.replace("1 234", "1\N{NARROW NO-BREAK SPACE}234"),
    "everything quoted": '"' + (HEADING + BODY).replace(";", '";"').replace("\n", '"\n"').removesuffix('"'),
    "titles above": "Enquête des membres;;\nen kMAD\n\n" + HEADING + BODY,
    "Excel's separator line": "sep=;\n" + HEADING + BODY,
    "a sum line below": HEADING + BODY + "TOTAL;;1 246,5\n",
    "a sum line with a blank key": "N;Firme;Écosystème;CA export\n"
    + "".join(f"1;{line}\n" for line in BODY.splitlines())
    + "Total :;;;1 246,5\n",
    "blank lines": HEADING + "\n" + BODY.replace("F2", ";;\nF2") + ";;;\n\n",
    "blank cells beyond the heading": HEADING + BODY.replace("\n", ";;\n"),
    "spaces around": HEADING.replace(";", " ; ") + BODY.replace(";", " ; "),
    "other columns, another order": "CA export;Ville;Écosystème;Firme\n1 234,5;;CRM;F1\n12;;CRM;F2\nNSP;;BPO;F3\n",
    "a heading over two lines": HEADING.replace("CA export", '"CA\nexport"') + BODY,
    "headings in another case": HEADING.upper() + BODY,
}


@pytest.mark.parametrize("export", READ_ALIKE.values(), ids=READ_ALIKE.keys())
def test_the_same_responses_however_they_are_written(tmp_path: Path, export: str | bytes) -> None:
    wave = read(tmp_path, export)
    found = wave.frame("eco", "exports")
    assert found["response_id"].tolist() == ["F1", "F2", "F3"]
    assert found["eco"].tolist() == ["CRM", "CRM", "BPO"]
    assert found["exports"].fillna(-1).tolist() == [1234.5, 12, -1]
    assert found["problem"].isna().all()
    assert found["weight"].tolist() == [5, 5, 8]
    assert wave.rows_in == 3
    assert wave.tool == "csv_fr"
    assert wave.source == "data/raw/surveys/members/export.csv"


PROBLEMS = [
    ("F1;CRM;douze", "CA export: 'douze' is not a number (decimal mark ,)"),
    ("F1;CRM;12.500", "CA export: '12.500' is not a number (decimal mark ,)"),
    ("F1;CRM;-3", "CA export: '-3' is negative"),
    ("F1;XYZ;3", "Écosystème: 'XYZ' is not one of CRM, BPO, KPO"),
    ("F1;;3", "Écosystème: there is no answer"),
    (";CRM;3", "Firme: there is no answer"),
    ("F1;XYZ;-3", "Écosystème: 'XYZ' is not one of CRM, BPO, KPO; CA export: '-3' is negative"),
    ("F1;KPO;3", "the frame has no firm in this stratum"),
    ("F9;CRM;3", "Firme: another response has the same key"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "problem"), PROBLEMS, ids=[line for line, _ in PROBLEMS])
def test_a_row_with_a_problem_stays_and_says_what_it_is(tmp_path: Path, line: str, problem: str) -> None:
    wave = read(tmp_path, f"{HEADING}{line}\nF8;CRM;1\nF9;CRM;2\n")
    first = wave.frame().iloc[0]
    assert (first["problem"], first["source_row"]) == (problem, 2)
    assert pd.isna(first["weight"])
    assert wave.rows_in == len(wave.frame()) == 3
    assert wave.problems([2, 3]) == {2: problem}
    (kept_out,) = wave.quarantined({2: problem})
    assert (kept_out.place, kept_out.reason) == ("row 2", problem)
    cells = [cell or None for cell in line.split(";")]
    assert kept_out.record == dict(zip(HEADING.strip().split(";"), cells, strict=True))


def test_all_of_several_responses_with_one_key_have_the_problem_and_ids_of_their_own(tmp_path: Path) -> None:
    wave = read(tmp_path, HEADING + "F1;CRM;1\nF1;CRM;2\nF1;CRM;x\n")
    assert wave.frame()["problem"].str.contains("same key|not a number").all()
    assert wave.frame()["response_id"].tolist() == ["F1 (row 2)", "F1 (row 3)", "F1 (row 4)"]


BROKEN = [
    # what stands below the heading, the keys that are read, the rows that are broken
    ("F1;CRM;1\nF2;CRM\nF3;BPO;3\n", ["F1", "F3"], [3]),
    ("F1;CRM;1\nF2;CRM;2;3\nF3;BPO;3\n", ["F1", "F3"], [3]),
    ('F1;CRM;1\n"F2;CRM;2\nF3;BPO;3\n', ["F1", "F3"], [3]),
    ('F1;CRM;"1\nF2;CRM;2\nF3;BPO;3\n', ["F2", "F3"], [2]),
    ('F1;CRM;1\n"F2"x;CRM;2\nF3;BPO;3\n', ["F1", "F3"], [3]),
    ('"F2;CRM;2\nF3;BPO;3\nF4;"BPO";3\n"F5;BPO;3\n', ["F3", "F4"], [2, 5]),
    ('F1;CRM;1\nSociété "F2";CRM;2\n', ["F1", 'Société "F2"'], []),
    ('"F\n1";CRM;1\nF2;CRM\n', ["F\n1"], [3]),
]


@pytest.mark.parametrize(("body", "keys", "rows"), BROKEN, ids=[body for body, _, _ in BROKEN])
def test_a_broken_row_is_set_aside_alone(tmp_path: Path, body: str, keys: list[str], rows: list[int]) -> None:
    wave = read(tmp_path, HEADING + body)
    assert wave.frame()["response_id"].tolist() == keys
    assert [row.place for row in wave.refused] == [f"row {row}" for row in rows]
    assert all(row.record and row.record["text"] for row in wave.refused)
    assert wave.rows_in == len(keys) + len(rows)


REFUSED = {
    "empty": ("", "empty", "", ""),
    "binary": (b"PK\x03\x04\x00\x01", "damaged", "", ""),
    "no encoding": (HEADING.encode("mac-roman") + b"\x81;CRM;1\n", "", "byte", ""),
    "heading only": (HEADING, "no response below the heading", "", "export the responses"),
    "no heading": ("F1;CRM;1\nF2;CRM;2\n", "none of the codebook's columns", "", "Firme, Écosystème, CA export"),
    "a column is missing": ("x\nFirme;Ecosystème\nF1;CRM\n", "'Écosystème' of", "", "is it 'Ecosystème'?"),
    "a column twice": ("Firme;Écosystème;CA export;CA export\nF1;CRM;1;2\n", "there 2 times", "", "'CA export (2)'"),
}  # fmt: skip


@pytest.mark.parametrize(("export", "what", "where", "remedy"), REFUSED.values(), ids=REFUSED.keys())
def test_an_export_that_cant_be_read_is_refused(
    tmp_path: Path, export: str | bytes, what: str, where: str, remedy: str
) -> None:
    error = refusal(tmp_path, export)
    assert what in error.what
    assert "data/raw/surveys/members/export.csv" in (error.where or "")
    assert where in f"{error.where} {error.what}"
    assert remedy in (error.remedy or "")


def test_the_export_must_be_one_file(tmp_path: Path) -> None:
    read(tmp_path, HEADING + BODY)
    with pytest.raises(DataRefused, match=r"2 files may be the export: export\.csv, other\.CSV"):
        read(tmp_path, HEADING + BODY, name="other.CSV")
    named = CODEBOOK + "export: exp*.csv\n"
    assert read(tmp_path, HEADING + BODY, named).rows_in == 3
    with pytest.raises(DataRefused, match=r"there is no export none\.csv"):
        read(tmp_path, HEADING + BODY, CODEBOOK + "export: none.csv\n")


LIMESURVEY = (
    '"id";"submitdate";"lastpage";"startlanguage";"Q1";"Q1[other]";"Q2[SQ001]"\r\n'
    '"1";"2024-02-01 10:00:00";"3";"fr";"A1";"";"12.5"\r\n'
    '"2";"";"1";"fr";"A2";;\r\n'
    '"3";"1980-01-01 00:00:00";"3";"en";"A2";"";"N/A"\r\n'
    "\r\n"
)
LIMESURVEY_CODEBOOK = """\
survey: members
wave: 1
title: Members
period: {start: 2024-01-01, end: 2024-12-31}
key: id
variables:
  id: {column: id, type: integer}
  eco: {column: Q1, type: choice, values: {CRM: A1, BPO: A2}, required: true}
  exports: {column: "Q2[SQ001]", type: number, unit: MAD, statistics: [total]}
"""


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_limesurvey(tmp_path: Path, separator: str, mark: bytes) -> None:
    wave = read(tmp_path, mark + LIMESURVEY.replace(";", separator).encode(), LIMESURVEY_CODEBOOK)
    assert wave.tool == "limesurvey"
    found = wave.frame("exports", "exports__missing", "eco")
    assert found["exports"].fillna(-1).tolist() == [12.5, -1, -1]
    assert found["exports__missing"].fillna("").tolist() == ["", "not_shown", "not_shown"]
    assert found["eco"].tolist() == ["CRM", "BPO", "BPO"]
    assert problems(wave) == ["", "incomplete: submitdate is blank", ""]
    assert found["weight"].fillna(-1).tolist() == [1, -1, 1]
    assert wave.notes == ("1 incomplete responses, kept out",)


def test_the_codebook_may_name_the_tool(tmp_path: Path) -> None:
    wave = read(tmp_path, "id;Q1;Q2[SQ001]\n1;A1;12.5\n", LIMESURVEY_CODEBOOK + "tool: limesurvey\n")
    assert (wave.tool, wave.frame("exports")["exports"].tolist()) == ("limesurvey", [12.5])
    assert "there is no column submitdate" in wave.notes[-1]


@pytest.mark.parametrize("name", ["membres_2023", "membres_2024"])
def test_the_sample_waves_say_that_they_are_synthetic_and_show_quarantine(tmp_path: Path, name: str) -> None:
    wave = read_wave(SAMPLES / name, CHECKOUT, tmp_path)
    found = wave.frame("name")
    sound = found[found["problem"].isna()]
    assert wave.codebook.synthetic
    assert sound["name"].str.startswith("Entreprise fictive").all()
    assert len(wave.responses()) == len(sound) >= 150
    assert 2 <= len(found) - len(sound) <= 10
    assert sound["weight"].sum() == pytest.approx(sum(wave.codebook.frame.values()))
