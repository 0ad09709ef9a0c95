"""How long the pipeline takes and how much memory it needs, beside an empty Prefect flow in the same run.

    python benchmarks/pipeline.py [--runs 5]

Whole processes, measured by the operating system when they end; medians of several runs, each kind in turn, after one
run that is not counted. The empty flow is what Prefect costs with its temporary server: the rest of an empty
`barometre run` is ours.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
BAROMETRE = str(Path(sys.executable).parent / "barometre")

EMPTY_FLOW = """
from prefect import flow
@flow
def nothing() -> None:
    pass
nothing()
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock and processor seconds of a process and those that it started, and MiB of the largest of them."""

    wall: float
    cpu: float
    peak: float


def measure(arguments: list[str], environment: dict[str, str]) -> Cost:
    """The cost of one whole process, whose output is thrown away; raises RuntimeError when it fails."""
    nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    started = time.perf_counter()
    child = os.posix_spawn(arguments[0], arguments, os.environ | environment, file_actions=nowhere)
    _, status, used = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"{' '.join(arguments[:4])} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def commands(folder: Path) -> dict[str, Callable[[], Cost]]:
    """What is measured, by name: each call is one run."""
    home, fresh = folder / "home", folder / "fresh"
    shutil.copytree(CHECKOUT / "data" / "raw", home / "data" / "raw")
    text = next((home / "data" / "raw" / "press_releases").glob("*.txt"))
    empty_flow = {"PREFECT_HOME": str(folder / "prefect"), "PREFECT_LOGGING_LEVEL": "WARNING"}

    def run_fresh() -> Cost:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(home / "data" / "raw", fresh / "data" / "raw")
        return measure([BAROMETRE, "run", "--home", str(fresh)], {})

    measure([BAROMETRE, "run", "--home", str(home)], {})
    return {
        "barometre run, all sample data": run_fresh,
        "barometre run, nothing new": lambda: measure([BAROMETRE, "run", "--home", str(home)], {}),
        "an empty Prefect flow": lambda: measure([sys.executable, "-c", EMPTY_FLOW], empty_flow),
        "import prefect": lambda: measure([sys.executable, "-c", "import prefect"], empty_flow),
        "barometre --help": lambda: measure([BAROMETRE, "--help"], {}),
        "barometre sql": lambda: measure([BAROMETRE, "sql", "FROM kpi", "--home", str(home)], {}),
        "barometre claims": lambda: measure([BAROMETRE, "claims", str(text)], {}),
    }


def main() -> None:
    """Measure everything in turn and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        measured = commands(Path(folder))
        costs: dict[str, list[Cost]] = {name: [] for name in measured}
        for number in range(runs + 1):
            for name, run in measured.items():
                cost = run()
                if number:
                    costs[name].append(cost)
    print(f"\n{f'median of {runs}':32}{'wall s':>9}{'min':>8}{'max':>8}{'cpu s':>8}{'peak MiB':>10}")
    for name, found in costs.items():
        walls = [cost.wall for cost in found]
        cpu, peak = statistics.median(cost.cpu for cost in found), max(cost.peak for cost in found)
        print(f"{name:32}{statistics.median(walls):9.2f}{min(walls):8.2f}{max(walls):8.2f}{cpu:8.2f}{peak:10.0f}")
    ours = [
        empty.wall - flow.wall
        for empty, flow in zip(costs["barometre run, nothing new"], costs["an empty Prefect flow"], strict=True)
    ]
    print(f"\nnothing new, less an empty flow: {statistics.median(ours):.2f} s (run by run, median)")


if __name__ == "__main__":
    main()
