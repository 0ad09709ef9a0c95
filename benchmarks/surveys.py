"""What reading a large survey export into typed staging costs, beside DuckDB's own reading of the same file.

    python benchmarks/surveys.py [--responses 1000000] [--runs 5]

The export is made up: clean CSV in UTF-8 with 40 columns (a key, three classifications, 18 amounts, 8 whole numbers, 6
choices, 3 yes-no questions, a date). DuckDB's `read_csv` puts it into a table of a database file, with types that it
guesses; ours decodes, recognises, types and checks every answer by a codebook, looks for duplicates, makes weights from
a frame, and puts what is sound into the staging store. Both run in turn, in processes of their own: seconds from the
end of the imports, peak memory of the whole process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

COLUMNS = {
    "firm": ("'M' || lpad(i::VARCHAR, 8, '0')", "{type: text, required: true}"),
    "ecosystem": ("list_extract(['CRM', 'BPO', 'ITO', 'ESO', 'KPO'], 1 + (random() * 5)::INT % 5)", "CHOICE"),
    "size_class": ("list_extract(['small', 'medium', 'large'], 1 + (random() * 3)::INT % 3)", "CHOICE"),
    "city": ("'city ' || (random() * 40)::INT % 40", "CHOICE"),
    **{f"amount_{n}": ("round(exp(8 + 2 * random()), 2)", "{type: number, unit: MAD, min: 0}") for n in range(18)},
    **{f"count_{n}": ("(random() * 5000)::INT", "{type: integer, unit: jobs, min: 0}") for n in range(8)},
    **{f"choice_{n}": ("'A' || (1 + (random() * 4)::INT % 4)", "CHOICE") for n in range(6)},
    **{f"answer_{n}": ("list_extract(['Y', 'N'], 1 + (random() * 2)::INT % 2)", "{type: yes_no}") for n in range(3)},
    "day": ("DATE '2024-01-01' + (random() * 365)::INT", "{type: date}"),
}
VALUES = {
    "ecosystem": ["CRM", "BPO", "ITO", "ESO", "KPO"],
    "size_class": ["small", "medium", "large"],
    "city": [f"city {n}" for n in range(40)],
    **{f"choice_{n}": ["A1", "A2", "A3", "A4"] for n in range(6)},
}

DUCKDB = """
import json, resource, sys, time
import duckdb
started = time.perf_counter()
connection = duckdb.connect(sys.argv[2])
connection.execute("CREATE TABLE answers AS FROM read_csv(?)", [sys.argv[1]])
connection.close()
spent = time.perf_counter() - started
print(json.dumps([spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""

OURS = """
import json, resource, sys, tempfile, time
from pathlib import Path
from flows.settings import load_settings
from flows.storage.loading import load_responses
from flows.storage.staging import write_staging
from flows.survey.answers.reading import read_wave
settings = load_settings(sys.argv[1])
started = time.perf_counter()
with tempfile.TemporaryDirectory(dir=settings.warehouse) as scratch:
    wave = read_wave(settings.surveys / "wave", settings.home, Path(scratch))
    frame = wave.frame()
    sound = frame.loc[frame["problem"].isna(), ["source_row", "weight"]]
    with write_staging(settings) as staging:
        book = wave.codebook
        load_responses(staging, "wave", wave.answers.relation, book.key, list(book.variables), sound)
spent = time.perf_counter() - started
assert len(sound) == int(sys.argv[2]), "every response is sound"
print(json.dumps([spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def make(home: Path, responses: int) -> Path:
    """The export and its codebook, in a project folder."""
    folder = home / "data" / "raw" / "surveys" / "wave"
    folder.mkdir(parents=True)
    (home / "data" / "warehouse").mkdir()
    selected = ", ".join(f"{expression} AS {name}" for name, (expression, _) in COLUMNS.items())
    export = folder / "answers.csv"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {selected} FROM range({responses}) AS r (i)) TO '{export}' (HEADER)")  # noqa: S608
    frame = {eco: dict.fromkeys(VALUES["size_class"], responses) for eco in VALUES["ecosystem"]}
    lines = [
        "survey: benchmark",
        "wave: '1'",
        "title: Made-up answers of made-up firms",
        "synthetic: true",
        "period: {start: 2024-01-01, end: 2024-12-31}",
        "key: firm",
        "roles: {ecosystem: ecosystem, size_class: size_class, city: city}",
        f"population: {json.dumps(frame)}",
        "variables:",
    ]
    for name, (_, options) in COLUMNS.items():
        values = json.dumps({value.replace(" ", "_"): value for value in VALUES.get(name, [])})
        described = options if options != "CHOICE" else f"{{type: choice, values: {values}}}"
        lines.append(f"  {name}: {{column: {name}, {described[1:]}")
    (folder / "codebook.yml").write_text("\n".join(lines) + "\n", "utf-8")
    return export


def child(program: str, *arguments: str) -> tuple[float, float]:
    """Seconds and MiB of a program in a process of its own; a file, because for -c DuckDB would draw its progress."""
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(program)
        file.flush()
        found = subprocess.run([sys.executable, file.name, *arguments], check=True, capture_output=True, text=True)
    seconds, peak = json.loads(found.stdout)
    return seconds, peak


def main() -> None:
    """Measure both in turn and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        export = make(home, options.responses)
        print(f"{options.responses} responses, {len(COLUMNS)} columns, {export.stat().st_size / 1e6:.0f} MB")
        costs: dict[str, list[tuple[float, float]]] = {"read_csv into a table": [], "into typed staging": []}
        for _ in range(options.runs):
            database, staging = Path(folder) / "table.duckdb", home / "data" / "warehouse" / "staging.duckdb"
            database.unlink(missing_ok=True)
            staging.unlink(missing_ok=True)
            costs["read_csv into a table"].append(child(DUCKDB, str(export), str(database)))
            costs["into typed staging"].append(child(OURS, str(home), str(options.responses)))
    print(f"\n{f'median of {options.runs}':24}{'s':>8}{'min':>8}{'max':>8}{'peak MiB':>10}")
    for name, found in costs.items():
        seconds = [one for one, _ in found]
        low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
        print(f"{name:24}{middle:8.2f}{low:8.2f}{high:8.2f}{max(peak for _, peak in found):10.0f}")
    ratios = [ours / theirs for (theirs, _), (ours, _) in zip(*costs.values(), strict=True)]
    print(f"\nratio, run by run: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
