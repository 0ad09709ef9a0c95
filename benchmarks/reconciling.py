"""What it costs to make a release of a million claims, to read it, and to make the next one after one more document.

    python benchmarks/reconciling.py [--claims 1000000] [--series 50000] [--periods 5] [--models]

The claims are made up (see claim_store.py): of each series in each period as many as come out of the three numbers. The
hard case is `--periods 1`: all twenty claims of a series are about one year, each from another day. Each step runs in a
process of its own: seconds of the clock and of the processors from the end of its imports, and the peak memory of the
whole process in MB of 10^6 bytes. Reading is told twice, as the query takes it and with the start of Python. `--models`
tells what each model took. Leaves with 1 when a check failed and nothing was published.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

STEPS = ("make", "models", "gate", "audits", "publish", "refresh")
KPI = "SELECT * FROM kpi WHERE indicator = 'export_revenue'"
QUESTIONS = {
    "kpi of an indicator": KPI,
    "kpi of one series": KPI + " AND geography = 'MA' AND sector = 'offshoring' AND subject IS NULL",
    "count of kpi": "SELECT count(*) FROM kpi",
    "kpi_as_of a day": "SELECT count(*) FROM kpi_as_of(DATE '2022-06-30')",
}
READ = """
import sys, time
started = time.perf_counter()
import duckdb
imported = time.perf_counter()
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    rows = len(connection.execute(sys.argv[2]).fetchall())
print(time.perf_counter() - imported, rows)
"""


def main() -> None:
    """Run the steps in turn, each in a process of its own, and print what each took."""
    options = _options()
    if options.step:
        _told(options)
        return
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        found = {step: _run(step, home, options) for step in (STEPS[1:] if options.home else STEPS)}
        if "make" in found:
            print(found.pop("make")["about"])
        _print_steps(found)
        _print_answers(home / "data" / "warehouse" / "barometre.duckdb")


def _print_steps(found: dict[str, dict[str, Any]]) -> None:
    print(f"\n{'step':44}{'s':>8}{'cpu s':>8}{'MB':>8}")
    for step, spent in found.items():
        for name, one in {step: spent, **spent["parts"]}.items():
            indent = "" if name == step else "  "
            print(f"{indent + name:44}{one['seconds']:8.1f}{one['cpu']:8.1f}{one.get('mb', ''):>8}")
    whole = [found[step] for step in ("models", "gate", "audits", "publish")]
    seconds, cpu = sum(one["seconds"] for one in whole), sum(one["cpu"] for one in whole)
    print(f"{'a release in all':44}{seconds:8.1f}{cpu:8.1f}{max(one['mb'] for one in whole):8}")


def _print_answers(release: Path) -> None:
    print(f"\n{release.stat().st_size / 1e6:.0f} MB{'question':>36}{'rows':>10}{'s':>8}{'with Python':>14}")
    for name, sql in QUESTIONS.items():
        started = time.perf_counter()
        told = subprocess.run(
            [sys.executable, "-c", READ, str(release), sql], check=True, capture_output=True, text=True
        ).stdout
        whole = time.perf_counter() - started
        seconds, rows = told.split()
        print(f"{name:44}{rows:>10}{float(seconds):8.3f}{whole:14.3f}")


def _run(step: str, home: Path, options: argparse.Namespace) -> dict[str, Any]:
    sizes = [f"--{name}={getattr(options, name)}" for name in ("claims", "series", "periods")]
    command = [sys.executable, __file__, f"--home={home}", f"--step={step}", *sizes, *["--models"] * options.models]
    told = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if told.returncode:
        sys.exit(f"{step} failed, nothing was published")
    return dict(json.loads(told.stdout))


def _told(options: argparse.Namespace) -> None:
    """Run one step in this process and tell what it took, as JSON."""
    from claim_store import Size
    from steps_of_a_release import take

    size = Size(options.claims, options.series, options.periods)
    print(json.dumps(take(options.step, options.home, size, by_model=options.models)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--series", type=int, default=50_000)
    parser.add_argument("--periods", type=int, default=5, help="of each series; 1 is the hard case")
    parser.add_argument("--models", action="store_true", help="tell what each model took")
    parser.add_argument("--home", type=Path, help="a project folder that holds the claims already, to be kept")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
