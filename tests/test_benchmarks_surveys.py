"""The benchmark of reading surveys runs, and both sides read the same responses."""

from __future__ import annotations

import re
import subprocess
import sys

from flows.settings import CHECKOUT


def test_both_sides_are_timed_and_compared() -> None:
    command = [sys.executable, "benchmarks/surveys.py", "--responses", "2000", "--runs", "1"]
    shown = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout
    assert "2000 responses, 40 columns" in shown
    seconds = dict(re.findall(r"^(read_csv into a table|into typed staging) +([\d.]+)", shown, re.MULTILINE))
    assert all(float(value) > 0 for value in seconds.values())
    assert len(seconds) == 2
    assert "ratio, run by run" in shown
