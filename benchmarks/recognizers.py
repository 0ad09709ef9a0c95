"""Recognizers-Text beside ours: what it reads in the same documents, and how long that takes.

It is no dependency of the project: it is installed in a throw-away environment and runs there, in a process of its
own. It is given what favours it: sentence by sentence (one that it fails on then costs it no other), its models made
before the clock starts, and only the models whose answers are compared: numbers, ordinals, percentages and currencies,
and dates, which a claim needs too. It reads French and English, not Arabic.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("recognizers-text-suite==1.0.2a2", "emoji<1")  # with emoji 1 and later its import fails
LANGUAGES = ("fr", "en")
# What its name of a currency must hold for the unit to be right; it often names no country.
NAMES = {
    "MAD": ("dirham",),
    "EUR": ("euro",),
    "USD": ("dollar",),
    "GBP": ("pound", "livre"),
    "CHF": ("suisse", "swiss"),
    "XOF": ("cfa",),
    "XAF": ("cfa",),
    "TND": ("dinar",),
    "DZD": ("dinar",),
    "INR": ("rupee", "roupie"),
    "JPY": ("yen",),
    "CNY": ("yuan", "renminbi"),
    "CAD": ("dollar",),
    "ZAR": ("rand",),
    "EGP": ("pound", "livre"),
    "NGN": ("naira",),
    "KES": ("shilling",),
    "PHP": ("peso",),
    "BRL": ("real",),
}

READER = """
import json, sys, time
from recognizers_date_time import recognize_datetime
from recognizers_number import recognize_number, recognize_ordinal, recognize_percentage
from recognizers_number_with_unit import recognize_currency
from recognizers_text import Culture

models = (recognize_number, recognize_ordinal, recognize_percentage, recognize_currency, recognize_datetime)
cultures = {"fr": Culture.French, "en": Culture.English}
task = json.load(sys.stdin)
for culture in cultures.values():
    for model in models:
        model("12", culture)
seconds = []
for run in range(task["runs"]):
    found, started = [], time.perf_counter()
    for number, offset, language, sentence in task["sentences"]:
        for model in models:
            for reading in model(sentence, cultures[language]):
                found.append((number, offset, reading))
    seconds.append(time.perf_counter() - started)
readings = [
    (number, offset + reading.start, offset + reading.end + 1, reading.type_name, reading.resolution)
    for number, offset, reading in found
    if reading.resolution and not reading.type_name.startswith("datetime")
]
json.dump({"seconds": seconds, "readings": readings}, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure that was read at `start` to `end` of document `document`; `unit` is as its reader names it."""

    document: int
    start: int
    end: int
    value: float
    unit: str


def install(folder: Path) -> str | None:
    """The Python of an environment in `folder` with Recognizers-Text, or None where it can't be installed."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    commands = (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
        [str(python), "-c", READER.split("\n\n")[0]],
    )
    for command in commands:
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
    return str(python)


def read(python: str, sentences: list[tuple[int, int, str, str]], runs: int) -> tuple[list[float], list[Reading]]:
    """The seconds of each run over `sentences` (document, offset in it, language, text), and the figures read."""
    task = json.dumps({"sentences": sentences, "runs": runs})
    answer = json.loads(
        subprocess.run([python, "-c", READER], input=task, capture_output=True, check=True, text=True).stdout
    )
    readings = []
    for document, start, end, kind, resolution in answer["readings"]:
        value = _number(resolution.get("value"))
        if value is not None:
            unit = "percent" if kind == "percentage" else resolution.get("unit") or ""
            readings.append(Reading(document, start, end, value, unit))
    return answer["seconds"], readings


def _number(printed: str | None) -> float | None:
    """What it answers with, in the language's own spelling: 12,5%."""
    try:
        return float((printed or "").replace("%", "").replace(",", "."))
    except ValueError:
        return None


def is_right(readings: Iterable[Reading], start: int, end: int, value: float, unit: str) -> tuple[bool, bool]:
    """Whether some reading that overlaps the figure has its value, sign aside, and whether one has its unit too.

    A count or a rank asks for no unit.
    """
    there = [reading for reading in readings if reading.start < end and start < reading.end]
    valued = [reading for reading in there if abs(abs(reading.value) - abs(value)) <= 1e-6 * abs(value)]
    return bool(valued), any(_names(reading.unit, unit) for reading in valued)


def _names(told: str, unit: str) -> bool:
    if unit.isupper():
        return told == unit or any(name in told.lower() for name in NAMES.get(unit, ()))
    return unit != "percent" or told == "percent"
