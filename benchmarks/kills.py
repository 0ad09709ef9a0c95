"""Refreshes that are killed (SIGKILL), each followed by one that is left in peace.

A project goes to and fro between two states of data/raw: a document is there or not, the publisher of another is
another one, and a survey wave must be read again. What each state gives undisturbed is known beforehand, so that
after every kill the published release must be that of the state before or after, and the next refresh must give
exactly that of the state after, in the release and in the staging store, with no file left over.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb
from refreshing import Outcome, Refresh, contents, die_at_step, differences, sample_project

from flows.errors import BarometreError
from flows.settings import Settings
from flows.storage.lock import holder
from flows.storage.query import query
from flows.storage.release import current_release

BAROMETRE = str(Path(sys.executable).parent / "barometre")
ARRIVING = "L'offshoring marocain a exporté pour 20 milliards de dirhams en 2022 et emploie 120.000 personnes."
WAREHOUSE = {".lock", "barometre.duckdb", "extracts", "releases", "staging.duckdb", "validation"}
A_RELEASE = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}\.duckdb")


@dataclass(slots=True)
class Undisturbed:
    """What a state gives when nothing is killed: the contents of the release and of the staging store."""

    release: dict[str, str]
    staging: dict[str, str]
    seconds: float


@dataclass(slots=True)
class Killed:
    """What came of all kills: in which phase each hit, how many came after the switch to the new release, what broke.

    `too_late` are those that came when the refresh was done already; they are no kills.
    """

    kills: int = 0
    too_late: int = 0
    phases: Counter[str] = field(default_factory=Counter)
    published: int = 0
    broken: list[str] = field(default_factory=list)


class Project:
    """The project that is refreshed and killed; `state` is 0 or 1. A `small` one has no survey wave."""

    def __init__(self, home: Path, *, small: bool = False) -> None:
        self.settings: Settings = sample_project(home, wave=not small)
        self.state = 0
        self._small = small
        self._described = min(self.settings.press_releases.glob("*.meta.json"))
        self._codebook = self.settings.surveys / "membres_2023" / "codebook.yml"
        self._as_it_was = "" if small else self._codebook.read_text("utf-8")
        self._change()
        self._completed(self.refresh())
        self.undisturbed: dict[int, Undisturbed] = {}
        for _ in range(2):
            self.turn()
            self.undisturbed[self.state] = self._measured()

    @property
    def expected(self) -> Undisturbed:
        """What this state gives."""
        return self.undisturbed[self.state]

    def start(self, before: Callable[[], None] | None = None) -> Refresh:
        """Start a refresh; `before` runs in its process first."""
        return Refresh(self.settings.home, before)

    def refresh(self, before: Callable[[], None] | None = None) -> Outcome:
        """Run one to its end."""
        return self.start(before).end()

    def turn(self) -> None:
        """Go to the other state of data/raw."""
        self.state = 1 - self.state
        self._change()

    def wrong_when_killed(self) -> Iterator[str]:
        """What is wrong right after a kill: the published release must be the one before or the one after."""
        try:
            query(self.settings, "SELECT count(*) FROM kpi")
            found = contents(self._published())
        except (BarometreError, duckdb.Error) as error:
            yield f"the published release does not open: {error}"
            return
        if all(differences(each.release, found) for each in self.undisturbed.values()):
            yield "the published release is neither the one before nor the one after"

    def wrong_after(self, outcome: Outcome) -> Iterator[str]:
        """What is wrong after the next refresh."""
        if outcome.how != "completed":
            yield f"the next refresh {outcome.how}: {outcome.message}"
            return
        for name, expected, path in (
            ("release", self.expected.release, self._published()),
            ("staging", self.expected.staging, self.settings.staging),
        ):
            try:
                yield from (f"{name}: {one}" for one in differences(expected, contents(path)))
            except duckdb.Error as error:
                yield f"{name}: {error}"
        yield from (f"left over: {name}" for name in self._left_over())

    def is_new(self) -> bool:
        """Whether the published release is that of this state."""
        return not differences(self.expected.release, contents(self._published()))

    def _measured(self) -> Undisturbed:
        outcome = self._completed(self.refresh())
        return Undisturbed(contents(self._published()), contents(self.settings.staging), outcome.seconds)

    def _completed(self, outcome: Outcome) -> Outcome:
        if outcome.how != "completed":
            raise RuntimeError(f"an undisturbed refresh {outcome.how}: {outcome.message}")
        return outcome

    def _published(self) -> Path:
        path = current_release(self.settings)
        assert path is not None
        return path

    def _left_over(self) -> Iterator[str]:
        """Names in the warehouse that no refresh in peace leaves; a release too many is one too."""
        yield from sorted({path.name for path in self.settings.warehouse.iterdir()} - WAREHOUSE)
        releases = sorted(path.name for path in self.settings.releases.iterdir())
        yield from (name for name in releases if not A_RELEASE.fullmatch(name))
        yield from (f"release {name}" for name in releases[: -self.settings.releases_kept - 1])
        yield from sorted(path.name for path in self.settings.extracts.glob("*.*"))

    def _change(self) -> None:
        """Lay data/raw as the state has it."""
        arriving = self.settings.press_releases / "arriving.txt"
        if self.state:
            arriving.write_text(ARRIVING, "utf-8")
        else:
            arriving.unlink(missing_ok=True)
        described = json.loads(self._described.read_text("utf-8")) | {"publisher": f"Publisher {self.state}"}
        self._described.write_text(json.dumps(described), "utf-8")
        if not self._small:
            self._codebook.write_text(f"{self._as_it_was}\n# state {self.state}\n", "utf-8")


def kill_at_random(project: Project, kills: int, chance: random.Random) -> Killed:
    """Kill as many refreshes, each at a moment drawn evenly from the time that one takes."""
    found = Killed()
    while found.kills < kills:
        project.turn()
        moment = chance.uniform(0, project.expected.seconds)
        _judge(project, project.start().kill_after(moment), f"after {moment:.3f} s", found)
    return found


def kill_at_steps(project: Project, every: int = 1) -> Killed:
    """Kill a refresh just before each step (or every so many; 0 is none) that it takes on a file of the warehouse."""
    found = Killed()
    for number in itertools.count(every, every) if every else ():
        project.turn()
        outcome = project.refresh(partial(die_at_step, number, project.settings.warehouse))
        _judge(project, outcome, f"before file step {number}", found)
        if found.too_late:
            break
    return found


def kill_whole_runs(project: Project, kills: int, chance: random.Random) -> Killed:
    """The same with `barometre run` itself, killed at moments from the one on at which it holds the writer's lock."""
    found, seconds = Killed(), 0.0
    while found.kills < kills:
        project.turn()
        moment = chance.uniform(0, seconds)
        outcome = whole_run(project.settings, moment if seconds else None)
        if seconds:
            _judge(project, outcome, f"barometre run, {moment:.3f} s after it took the lock", found, whole=True)
            if outcome.left:
                with contextlib.suppress(ProcessLookupError):  # it had not started any, or it ended by itself
                    os.killpg(outcome.left, signal.SIGKILL)
        seconds = seconds or outcome.seconds
    return found


def in_words(title: str, found: Killed) -> str:
    """A line of what was killed, and where."""
    phases = ", ".join(f"{phase} {count}" for phase, count in found.phases.most_common())
    return f"{title}: {found.kills} killed, {found.published} after the switch, {len(found.broken)} broke\n  {phases}"


def _judge(project: Project, outcome: Outcome, moment: str, found: Killed, *, whole: bool = False) -> None:
    """Look at what a kill left, refresh in peace, and look again."""
    wrong = [] if outcome.how in ("killed", "completed") else [f"it {outcome.how}: {outcome.message}"]
    wrong += project.wrong_when_killed()
    if outcome.how == "completed":  # it was faster than expected
        found.too_late += 1
    else:
        found.kills += 1
        found.phases[_phase(outcome.phase)] += 1
        found.published += project.is_new()
    wrong += project.wrong_after(whole_run(project.settings) if whole else project.refresh())
    if (found.kills + found.too_late) % 10 == 0:
        print(f"{found.kills} killed, {len(found.broken)} broke", file=sys.stderr)
    found.broken += [f"killed {moment} ({outcome.phase or 'starting'}): {one}" for one in wrong]


def _phase(told: str) -> str:
    """What a refresh was at, by the last that it said: the words before any figure or name."""
    step, _, doing = told.partition(": ")
    return f"{step}: {re.split(r'[0-9/]', doing)[0].strip() or 'done'}" if doing else "starting"


def whole_run(settings: Settings, moment: float | None = None) -> Outcome:
    """`barometre run`, from the moment on at which it holds the lock; killed after `moment` seconds, or left in peace.

    A killed run leaves Prefect's temporary server behind, which must not be in the way of the next run.
    """
    command = [BAROMETRE, "run", "--home", str(settings.home)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        process = subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT, start_new_session=True)
        while process.poll() is None and holder(settings.warehouse) is None:
            time.sleep(0.005)
        started = time.perf_counter()
        try:
            code = process.wait(moment)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        seconds = time.perf_counter() - started
        told.seek(0)
        lines = told.read().splitlines()
    how = {0: "completed", 1: "refused", 2: "refused", -signal.SIGKILL: "killed"}.get(code, "crashed")
    phase = next((line.strip() for line in reversed(lines) if re.match(r"  [a-z ]+: ", line)), "")
    left = process.pid if how == "killed" else 0
    return Outcome(how, "\n".join(lines), code, seconds, phase, left)
