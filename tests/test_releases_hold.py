"""Releases hold up: a short form of `benchmarks/releases.py`, which tells what it tries and what it asks of it."""

from __future__ import annotations

import re
import subprocess
import sys

from flows.settings import CHECKOUT


def test_they_are_read_while_others_are_published_survive_kills_and_disks_that_fail() -> None:
    command = [sys.executable, "benchmarks/releases.py", "short"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=600, check=False)
    shown = done.stdout + done.stderr
    assert done.returncode == 0, shown
    # the kill at a random moment may come too late on a busy machine; those before a step on a file always come
    assert re.search(r"before steps on files: [1-9]\d* killed, .* 0 broke", done.stdout), shown
    assert re.search(r"staging: only the first 10.0% +(refused \(2\): .*can't be|completed)", done.stdout), shown
    assert re.search(r"(left on the disk|larger than 3.0 MiB) +refused \(2\): .*there is no room", done.stdout), shown
    assert "3 releases published" in done.stdout
    assert "when the query began: 0 behind: " in done.stdout
