"""Whether releases hold up: read while others are published, killed while they are made, on disks that fail.

    python benchmarks/releases.py readers [--readers 8] [--releases 200]
    python benchmarks/releases.py kills [--random 170] [--whole 30] [--steps-every 1] [--seed 1]
    python benchmarks/releases.py failures [--whole]
    python benchmarks/releases.py short

`readers`: processes query `barometre.duckdb` without pause while releases are published. None may see an error, wait,
or get anything older than the release before the one that was current when it asked. `kills`: refreshes are ended by
SIGKILL, at random moments and before each step on a file, and `barometre run` itself is. The published release must
open, the next refresh must complete, and nothing may be lost, doubled or left over. `failures`: a full disk, a
read-only folder, a staging store that is damaged or locked. Each must be told in words, and the published release must
stay as it is. `short`: a little of all three, for the tests. Leaves with 1 when anything broke, and tells what.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import failures
import kills
import readers


def main() -> None:
    """Run one of the three, and tell what came of it."""
    options = _options()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        told, broken = WHAT[options.what](Path(folder), options)
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    print(f"{told}\n\n{machine}; {time.perf_counter() - started:.0f} s in all")
    print("\n".join(["", "BROKEN:", *broken]) if broken else "nothing broke")
    sys.exit(1 if broken else 0)


def _readers(folder: Path, options: argparse.Namespace) -> tuple[str, list[str]]:
    watched = readers.watch(folder, options.readers, options.releases)
    return readers.in_words(watched), watched.broken


def _kills(folder: Path, options: argparse.Namespace) -> tuple[str, list[str]]:
    return _killed(kills.Project(folder / "project"), options)


def _killed(project: kills.Project, options: argparse.Namespace) -> tuple[str, list[str]]:
    chance = random.Random(options.seed)  # noqa: S311  # moments, not secrets
    parts: dict[str, Callable[[], kills.Killed]] = {
        "at random moments": lambda: kills.kill_at_random(project, options.random, chance),
        "before steps on files": lambda: kills.kill_at_steps(project, options.steps_every),
        "barometre run, at random moments": lambda: kills.kill_whole_runs(project, options.whole, chance),
    }
    lines: list[str] = []
    broken: list[str] = []
    for title, kill in parts.items():
        found = kill()
        lines.append(kills.in_words(title, found))
        print(lines[-1], file=sys.stderr)  # hundreds take their time
        broken += found.broken
    return "\n".join(lines), broken


def _failures(folder: Path, options: argparse.Namespace) -> tuple[str, list[str]]:
    return _failed(failures.fail(kills.Project(folder / "project"), whole=options.whole, thorough=not options.whole))


def _failed(found: list[failures.Found]) -> tuple[str, list[str]]:
    return failures.in_words(found), [told for one in found for told in one.broken]


def _short(folder: Path, options: argparse.Namespace) -> tuple[str, list[str]]:
    project = kills.Project(folder / "project", small=True)
    (folder / "read").mkdir()
    parts = [
        _killed(project, options),
        _failed(failures.fail(project)),
        _readers(folder / "read", options),
    ]
    return "\n\n".join(told for told, _ in parts), [one for _, broken in parts for one in broken]


WHAT = {"readers": _readers, "kills": _kills, "failures": _failures, "short": _short}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True)
    reading = commands.add_parser("readers", help="read while releases are published")
    reading.add_argument("--readers", type=int, default=8, help="reader processes")
    reading.add_argument("--releases", type=int, default=200, help="releases published meanwhile")
    killing = commands.add_parser("kills", help="kill refreshes")
    killing.add_argument("--random", type=int, default=170, help="refreshes killed at random moments")
    killing.add_argument("--whole", type=int, default=30, help="runs of `barometre run` killed at random moments")
    killing.add_argument("--steps-every", type=int, default=1, help="kill before every n-th step on a file; 0: not")
    killing.add_argument("--seed", type=int, default=1, help="of the random moments")
    failing = commands.add_parser("failures", help="refresh on disks that fail")
    failing.add_argument("--whole", action="store_true", help="fewer of them, with `barometre run` itself")
    short = commands.add_parser("short", help="a little of all three, for the tests")
    short.set_defaults(readers=3, releases=3, random=1, whole=0, steps_every=18, seed=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
