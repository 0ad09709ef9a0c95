"""The benchmark of claims runs and tells all that it should; how fast anything is, no test asks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRESS = ROOT / "data" / "raw" / "press_releases"


def benchmark(*options: str | Path) -> str:
    command = [sys.executable, "benchmarks/claims.py", "--quick", "--no-recognizers", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300).stdout


def test_it_prints_a_line_for_each_thing_measured() -> None:
    printed = benchmark("--documents", PRESS)
    for line in (
        "claims per KB",
        "fr: one text of 0.01 MB",
        "its floor: fold, tokenize, part sentences",
        "20 single documents",
        "length: one text of 0.01 MB",
        "length: one text of 0.02 MB",
        "peak of a process that reads 0.01 MB",
        "import flows.claims, beyond python",
        "import and the first document, beyond python",
        "Recognizers-Text: left out",
    ):
        assert line in printed, line


def test_its_figures_come_as_json() -> None:
    figures = json.loads(benchmark("--documents", PRESS, "--json"))
    assert figures.keys() == {"machine", "processes", "texts", "concatenation", "singles", "lengths"}
    assert all(number > 0 for number in numbers({**figures, "processes": figures["processes"]["peak_mib"]}))


def numbers(figures: Any) -> list[float]:
    if isinstance(figures, dict | list):
        inside = figures.values() if isinstance(figures, dict) else figures
        return [number for each in inside for number in numbers(each)]
    return [figures] if isinstance(figures, int | float) else []


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        benchmark("--documents", tmp_path)
    assert "holds no document" in failed.value.stderr
