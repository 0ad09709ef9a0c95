"""`barometre run`: the flows, once, now, with their progress and a summary on the console."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from flows.errors import BarometreError, of_the_system
from flows.prefect_api import prefect_api, prepare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from flows.settings import Settings


MIB = 1024 * 1024
ROOM = 16 * MIB
"""What Prefect's database may grow by in a run; what a release needs is told where it is written."""


def run_steps(settings: Settings, steps: Sequence[str]) -> None:
    """Run the flows named, or all of them, and print what came of it. Raises what the flows refuse."""
    click.echo(f"Baromètre: {settings.home}", err=True)
    prepare_environment(settings, console="WARNING")
    _tell("starting Prefect")
    _show_progress()
    from prefect import tags

    import flows.refresh as refreshing
    from flows.reporting.summary import summary

    with room(settings.home), prefect_api(settings) as api, tags("barometre", "by-hand"):
        _tell(f"Prefect API: {api or 'a temporary server on this machine'}")
        by_name = {step.name.replace("_", "-"): step for step in refreshing.STEPS}
        flows = [by_name[name] for name in steps] or [refreshing.refresh]
        reports = [flow(home=str(settings.home)) for flow in flows]
    click.echo(summary(settings, reports))


@contextlib.contextmanager
def room(home: Path) -> Iterator[None]:
    """Refuse a disk that is too full for Prefect, whose server calls that an internal error when it comes to it."""
    _require_room(home)
    try:
        yield
    except BarometreError:
        raise
    except Exception:
        _require_room(home)
        raise


def _require_room(home: Path) -> None:
    free = shutil.disk_usage(home).free
    if free < ROOM:
        told = f"{os.strerror(errno.ENOSPC)}, {free // MIB} MiB of the {ROOM // MIB} that a run needs"
        raise of_the_system(OSError(errno.ENOSPC, told, str(home)))


def _show_progress() -> None:
    """Print what the flows say of themselves; what Prefect says of their failing is said by the error itself."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("  %(message)s"))
    log = logging.getLogger("barometre")
    log.addHandler(handler)
    log.propagate = False
    import prefect.main  # noqa: F401  # it lays its own console handler at import

    for console in logging.getLogger().handlers:
        console.addFilter(_not_a_refusal)


def _not_a_refusal(record: logging.LogRecord) -> bool:
    refused = record.exc_info is not None and isinstance(record.exc_info[1], BarometreError | OSError)
    return not refused and not str(record.msg).startswith("Finished in state")


def _tell(message: str) -> None:
    click.echo(f"  {message}", err=True)
