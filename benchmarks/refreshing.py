"""A whole refresh in a process of its own, as often as wanted: the project's code, all of it, without Prefect's engine.

The flows run as the plain functions that they are, and the gates write no pages, which saves the ten seconds that
Prefect needs to start, and as much again. Lock, transactions, gates, audits, publication and extract are those of
`barometre run`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from multiprocessing.sharedctypes import SynchronizedString
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import duckdb

from flows.errors import BarometreError
from flows.settings import CHECKOUT, Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess

os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")  # a killed process leaves its semaphores
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["warm"])
os.environ["PYTHONPATH"] = os.pathsep.join(  # where the server that is forked finds it
    filter(None, [str(Path(__file__).parent), os.environ.get("PYTHONPATH")])
)
RAW = ("press_releases", "surveys/membres_2023")
FILE_STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.chmod", "os.truncate"}
_PHASE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a refresh ended: `completed`, `refused` (in words, with its exit code), `crashed` or `killed`."""

    how: str
    message: str
    exit_code: int
    seconds: float
    phase: str
    """The last that it said of its progress."""
    left: int = 0
    """The process group of what it started and left behind when it was killed."""


class Refresh:
    """A running refresh."""

    def __init__(self, home: Path, before: Callable[[], None] | None = None) -> None:
        """Start one; `before` runs in its process first."""
        self._receiving, sending = PROCESSES.Pipe(duplex=False)
        self._phase = cast("SynchronizedString", PROCESSES.Array("c", _PHASE_LENGTH, lock=False))
        self._started = time.perf_counter()
        self._process: ForkServerProcess = PROCESSES.Process(
            target=_refresh, args=(str(home), sending, self._phase, before)
        )
        self._process.start()
        sending.close()

    def kill_after(self, seconds: float) -> Outcome:
        """Send SIGKILL after so many seconds, unless it has ended by then."""
        self._process.join(max(0.0, self._started + seconds - time.perf_counter()))
        self._process.kill()
        return self.end()

    def end(self) -> Outcome:
        """Wait for its end."""
        with contextlib.suppress(EOFError):
            self._receiving.poll(None)
        told: tuple[str, str, int] | None = None
        with contextlib.suppress(EOFError):
            told = self._receiving.recv()
        self._process.join()
        seconds = time.perf_counter() - self._started
        how, message, code = told or ("killed", "", -signal.SIGKILL)
        return Outcome(how, message, code, seconds, self._phase.value.decode(errors="replace"))


def sample_project(home: Path, *, wave: bool = True) -> Settings:
    """Press items and a survey wave of the samples; few releases are kept, so that each publication prunes.

    Of each suite one expectation is left, but for that of responses, which keeps bad rows out: gates only read, and
    most of a refresh would be their arithmetic.
    """
    for folder in RAW[: 1 + wave]:
        shutil.copytree(CHECKOUT / "data" / "raw" / folder, home / "data" / "raw" / folder)
    (home / "barometre.toml").write_text("releases_kept = 2\n", "utf-8")
    (home / "expectations").mkdir()
    for path in (CHECKOUT / "expectations").glob("*.json"):
        suite = json.loads(path.read_text("utf-8"))
        if path.stem != "survey_response":
            suite["expectations"] = suite["expectations"][:1]
        (home / "expectations" / path.name).write_text(json.dumps(suite), "utf-8")
    return load_settings(home)


def contents(path: Path) -> dict[str, str]:
    """By table the rows of a database, as their number and the SHA-256 of their ordered export.

    Left out is what no two runs have in common: times, and what is made from them; names of runs and releases; the log
    of runs.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "SELECT schema_name, table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
            " WHERE NOT internal AND data_type NOT LIKE 'TIMESTAMP%' AND table_name <> 'pipeline_run'"
            " AND column_name NOT IN ('run_id', 'release_id', 'fingerprint') GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        found = {}
        for schema, table, names in columns:
            listed = ", ".join(f'"{name}"' for name in names)
            rows = connection.execute(f'SELECT {listed} FROM "{schema}"."{table}" ORDER BY ALL').fetchall()  # noqa: S608
            found[f"{schema}.{table}"] = f"{len(rows)} rows, {hashlib.sha256(repr(rows).encode()).hexdigest()[:12]}"
    return found


def differences(expected: dict[str, str], found: dict[str, str]) -> list[str]:
    """In words, the tables whose contents differ."""
    return [
        f"{table} has {found.get(table, 'no table')} in place of {expected.get(table, 'no table')}"
        for table in sorted(expected.keys() | found.keys())
        if expected.get(table) != found.get(table)
    ]


def die_at_step(number: int, folder: Path) -> None:
    """Let this process kill itself just before the step with this number that it takes on the files of `folder`."""
    taken = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal taken
        if _is_step(event, arguments, str(folder)):
            taken += 1
            if taken == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def _is_step(event: str, arguments: tuple[Any, ...], folder: str) -> bool:
    """Whether an audited event changes a file of `folder`, pages of the gates apart."""
    if event not in FILE_STEPS or not any(isinstance(one, str) and one.startswith(folder) for one in arguments):
        return False
    flags = arguments[2] if event == "open" else os.O_WRONLY
    return bool(flags & (os.O_WRONLY | os.O_RDWR)) and "/validation" not in str(arguments[0])


def _refresh(home: str, sending: Connection, phase: SynchronizedString, before: Callable[[], None] | None) -> None:
    refreshing = _without_prefect()
    _follow(phase)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
    if before:
        before()
    try:
        told = ("completed", refreshing(home=home).message, 0)
    except BarometreError as error:
        told = ("refused", str(error), error.exit_code)
    except BaseException:
        told = ("crashed", traceback.format_exc(), 1)
    sending.send(told)


def _follow(phase: SynchronizedString) -> None:
    """Keep what the flows say of their progress where it outlives this process."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            phase.value = record.getMessage().encode()[: _PHASE_LENGTH - 1]

    log = logging.getLogger("barometre")
    log.addHandler(Handler())
    log.propagate = False


def _without_prefect() -> Callable[..., Any]:
    """Put plain functions in place of the flows and tasks of this process, and nothing in place of pages.

    Returns the function of the whole refresh.
    """
    from prefect import Flow, Task

    import flows.extracts
    import flows.orchestration
    import flows.press_releases
    import flows.quality.data_docs
    import flows.refresh
    import flows.surveys
    import flows.warehouse  # noqa: F401  # all that `flows.refresh` calls

    for module in map(sys.modules.__getitem__, [f"flows.{name}" for name in MODULES]):
        for name, value in list(vars(module).items()):
            if isinstance(value, Flow | Task):
                setattr(module, name, _Plain(value.fn))
    refreshing = sys.modules["flows.refresh"]
    vars(refreshing)["STEPS"] = tuple(_Plain(step.fn) for step in refreshing.STEPS)
    orchestration = vars(sys.modules["flows.orchestration"])
    orchestration["flow_run"] = SimpleNamespace(get_id=lambda: str(uuid4()), get_name=lambda: "without Prefect")
    orchestration["create_markdown_artifact"] = orchestration["create_table_artifact"] = _nothing
    vars(sys.modules["flows.quality.data_docs"])["render"] = _nothing
    return cast("Callable[..., Any]", refreshing.refresh)


MODULES = ("press_releases", "surveys", "warehouse", "extracts", "refresh")


class _Plain:
    """A flow or a task as the function that it wraps; a refusal is raised, as Prefect does for whoever calls a flow."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        from prefect.client.schemas.objects import State

        result = self._function(*arguments, **options)
        if isinstance(result, State):
            raise cast("BaseException", result.data)
        return result

    def with_options(self, **_: Any) -> _Plain:
        return self


def _nothing(*_: Any, **__: Any) -> None:
    """In place of pages, and of what Prefect's server would be told."""
