"""SPSS files as exports: what is stored, what it is called, and why there is no answer."""

from __future__ import annotations

import csv
import datetime as dt
import struct
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyreadstat
import pytest

from flows.errors import DataRefused
from flows.survey.exports import spss
from flows.survey.exports.reasons import reason
from flows.survey.exports.spss import open_spss, weighted_by

if TYPE_CHECKING:
    from pathlib import Path

    from flows.survey.exports.export import Column, Export


def saved(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    pyreadstat.write_sav(pd.DataFrame(columns), str(path), **options)
    return path


def opened(path: Path) -> Export:
    return open_spss(path, path.parent, where=path.name)


def records(export: Export) -> list[list[str]]:
    with export.sheets[0].path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def column(export: Export, name: str) -> Column:
    return next(column for column in export.sheets[0].columns if column.name == name)


def test_values_are_written_out_as_stored(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "firm": ["A  ", "é", ""],
        "revenue": [1.0, 0.1, None],
        "big": [1e15, 2.0, 3.0],
        "day": [dt.date(2024, 2, 29), None, dt.date(1900, 1, 1)],
        "sent": [pd.Timestamp("2024-02-29 07:05:01.5"), pd.NaT, pd.Timestamp("2024-03-01")],
        "took": [dt.time(1, 2, 3), None, None],
    }
    export = opened(saved(tmp_path / "wave.sav", columns))
    assert (export.tool, export.layout, export.encoding) == ("spss", "sav", "UTF-8")
    assert export.sheets[0].path.read_text("utf-8").splitlines() == [
        '1,"A","1","1000000000000000","2024-02-29","2024-02-29T07:05:01.500","01:02:03"',
        '2,"é","0.1","2",,,',
        '3,"",,"3","1900-01-01","2024-03-01",',
    ]


@pytest.mark.parametrize("suffix", [".sav", ".zsav"])
def test_labels_and_missing_values(tmp_path: Path, suffix: str) -> None:
    path = saved(
        tmp_path / f"wave{suffix}",
        {"size": [1, 2, -7, -8, -9], "jobs": [10, 99, 98, 97, 20], "city": ["R", "ZZ", "F", "R", "R"]},
        column_labels={"size": "Size class", "jobs": "Jobs"},
        variable_value_labels={
            "size": {1: "Small", 2: "Large", -7: "Refus", -8: "Ne sait pas"},
            "jobs": {99: "Not applicable", 98: "No contesta"},
            "city": {"ZZ": "لا أعرف"},
        },
        missing_ranges={"size": [{"lo": -9, "hi": -7}], "jobs": [99, 98], "city": ["ZZ"]},
        row_compress=suffix == ".zsav",
    )
    export = opened(path)
    assert column(export, "size").text == "Size class"
    assert column(export, "size").labels == {"1": "Small", "2": "Large", "-7": "Refus", "-8": "Ne sait pas"}
    assert column(export, "size").missing == {"-7": "refused", "-8": "dont_know", "-9": "skipped"}
    assert column(export, "jobs").missing == {"99": "not_applicable", "98": "skipped"}
    assert column(export, "city").missing == {"ZZ": "dont_know"}
    assert [record[1] for record in records(export)] == ["1", "2", "-7", "-8", "-9"]


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("REFUS DE RÉPONDRE", "refused"),
        ("Préfère ne pas répondre", "refused"),
        ("Ne sait pas / sans opinion", "dont_know"),
        ("Don’t know", "dont_know"),
        ("No sabe", "dont_know"),
        ("Non concerné(e)", "not_applicable"),
        ("لا ينطبق", "not_applicable"),
        ("Question non posée", "not_shown"),
        ("Sans réponse", "skipped"),
        ("Nord", None),
        ("Knows the market", None),
        ("", None),
    ],
)
def test_reasons_in_words(label: str, why: str | None) -> None:
    assert reason(label) == why


def test_cases_are_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spss, "CHUNK", 4)
    for count in (7, 8):
        export = opened(saved(tmp_path / "wave.sav", {"n": list(range(count))}))
        assert records(export) == [[str(n + 1), str(n)] for n in range(count)]


def test_the_weight_of_the_header(tmp_path: Path) -> None:
    columns: dict[str, Any] = {"name": ["x" * 20], "long": ["y" * 700], "w": [2.0], "z": [1.0]}
    path = saved(tmp_path / "wave.sav", columns)
    assert weighted_by(path) is None
    content = bytearray(path.read_bytes())
    content[76:80] = struct.pack("<i", 1 + 3 + 2 * 32 + -(-(700 - 2 * 252) // 8))
    path.write_bytes(content)
    assert weighted_by(path) == "w"
    assert "weighted by w" in " ".join(opened(path).notes)


def test_a_multiple_response_set_is_one_question(tmp_path: Path) -> None:
    path = saved(tmp_path / "wave.sav", {"m1": [1.0], "m2": [0.0]}, column_labels={"m1": "France", "m2": "Spain"})
    content = path.read_bytes()
    described = b"$markets=D1 1 7 Markets m1 m2\n"
    end = content.index(struct.pack("<ii", 999, 0))
    path.write_bytes(content[:end] + struct.pack("<iiii", 7, 7, 1, len(described)) + described + content[end:])
    found = column(opened(path), "m2")
    assert (found.code, found.text, found.choice) == ("markets", "Markets", "Spain")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"$FL2@(#) SPSS DATA FILE" + bytes(200), "damaged"),
        (b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV" + bytes(200), "password"),
        (b"a,b\n1,2\n", "no SPSS data file"),
    ],
)
def test_what_is_no_spss_file_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "wave.sav"
    path.write_bytes(content)
    with pytest.raises(DataRefused, match=what) as refused:
        opened(path)
    assert refused.value.remedy


def test_pyreadstat_is_imported_when_a_file_is_opened() -> None:
    told = "import sys, flows.survey.exports.spss; sys.exit('pyreadstat' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
