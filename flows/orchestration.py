"""What the flows share: one writer, a run that is recorded and told, and a refusal that is no crash."""

from __future__ import annotations

import contextlib
import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.context import TagsContext
from prefect.runtime import flow_run
from prefect.states import Failed

from flows.errors import BarometreError, Quarantined, of_the_system
from flows.settings import Settings, load_settings
from flows.storage.loading import record_run
from flows.storage.lock import writer_lock
from flows.storage.staging import utc_now, write_staging

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from prefect import Task
    from prefect.client.schemas.objects import State, TaskRun

log = logging.getLogger("barometre")
log.setLevel(logging.INFO)
"""What a person wants to read of a run; Prefect keeps it with the run, and the command line prints it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a flow did: a sentence, counts by name, lines to read below them, and all that it keeps in quarantine.

    `steps` are the reports of the flows that it ran.
    """

    flow: str
    message: str
    counts: dict[str, int]
    details: tuple[str, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    steps: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """The run of a flow, as its body sees it."""

    settings: Settings
    run_id: str
    started_at: datetime = field(default_factory=utc_now)


def recorded(name: str, home: str | None, wait_seconds: int | None, body: Callable[[Run], Report]) -> Report:
    """Run `body` as the only writer, log the run in the staging store, and leave its artifacts.

    A BarometreError, and what the disk refuses, ends the run as Failed with its message: Prefect takes a returned
    state for the end of the run, while a raised error would be logged with its traceback. Whoever calls the flow gets
    the error raised all the same.
    """
    try:
        settings = load_settings(home)
        wait = settings.lock_wait_seconds if wait_seconds is None else wait_seconds
        with (
            writer_lock(settings.warehouse, f"{name} (run {flow_run.get_name()})", wait_seconds=wait),
            TagsContext(current_tags=set()),  # for each tag of a task Prefect would ask its server for a slot
        ):
            return _told(Run(settings, str(flow_run.get_id())), name, body)
    except (BarometreError, OSError) as error:
        refused = _in_words(error)
        return cast("Report", Failed(message=str(refused), data=refused))


def run_name() -> str:
    """The name of a run in Prefect's pages: its flow and its minute."""
    return f"{flow_run.get_flow_name()} {utc_now():%Y-%m-%d %H:%M}"


def may_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a failed task is worth another try: a disk or a network may recover, bad data never do."""
    return isinstance(state.data, OSError) or isinstance(getattr(state.data, "result", None), OSError)


_QUOTED = re.compile("'.*'", re.DOTALL)  # from the first quotation mark to the last: an answer may have some itself

FLOW_OPTIONS: dict[str, Any] = {"flow_run_name": run_name, "persist_result": False}
TASK_OPTIONS: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}
RETRIED: dict[str, Any] = TASK_OPTIONS | {
    "retries": 3,
    "retry_delay_seconds": [1, 5, 20],
    "retry_condition_fn": may_pass,
}


def _told(run: Run, name: str, body: Callable[[Run], Report]) -> Report:
    try:
        report = body(run)
    except (BarometreError, OSError) as error:
        refused = _in_words(error, run.settings.warehouse)
        with contextlib.suppress(BarometreError, OSError):  # the store may be what is full, damaged or locked
            _record(run, name, "refused", str(refused), {})
        create_markdown_artifact(f"# {name}: refused\n\n{refused}", key=_key(name))
        raise refused from None
    _record(run, name, "completed", report.message, report.counts)
    create_markdown_artifact(_markdown(report), key=_key(name), description=report.message)
    kept_out = [_row(item) for item in report.quarantined]
    create_table_artifact(kept_out, key=f"{_key(name)}-quarantine", description=f"{len(kept_out)} kept out")
    return report


def _in_words(error: BarometreError | OSError, where: Path | None = None) -> BarometreError:
    return of_the_system(error, where) if isinstance(error, OSError) else error


def _record(run: Run, name: str, outcome: str, message: str, counts: dict[str, int]) -> None:
    with write_staging(run.settings) as connection:
        record_run(
            connection,
            run_id=run.run_id,
            flow=name,
            started_at=run.started_at,
            outcome=outcome,
            message=message,
            counts=counts,
        )


def _markdown(report: Report) -> str:
    counts = "\n".join(f"| {name} | {number} |" for name, number in report.counts.items())
    details = "\n".join(f"- {line}" for line in report.details)
    return f"# {report.flow}\n\n{report.message}\n\n| | |\n| --- | ---: |\n{counts}\n\n{details}\n"


def _row(item: Quarantined) -> dict[str, str]:
    """What Prefect's server is told, which may be elsewhere: where and why, but nothing that a row says."""
    reason = _QUOTED.sub("'…'", item.reason) if item.record else item.reason
    return {"source": item.source, "place": item.place or "", "reason": reason, "remedy": item.remedy or ""}


def _key(name: str) -> str:
    return name.replace("_", "-")
