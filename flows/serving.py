"""`barometre serve`: the deployments of prefect.yaml, run when they are due, with a Prefect server where none is."""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import os
import socket
import subprocess
import sys
import time
import warnings
from typing import TYPE_CHECKING, Any

import click
import yaml

from flows.errors import SetupError
from flows.prefect_api import answers, prefect_api, prepare_environment, server_file
from flows.settings import CHECKOUT, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from prefect.deployments.runner import RunnerDeployment

_PORT = 4200  # Prefect's own; another where it is taken
_START_SECONDS = 120


def serve_deployments(settings: Settings) -> None:
    """Serve until interrupted. Raises SetupError when prefect.yaml is wrong or no server starts."""
    declared = declared_deployments(settings)
    prepare_environment(settings, console="INFO")
    os.environ.setdefault("BAROMETRE_HOME", str(settings.home))
    from prefect import serve

    made = [_made(entry, settings) for entry in declared]
    with _api(settings) as url:
        click.echo(f"Prefect: {url.removesuffix('/api')}")
        for entry in declared:
            click.echo(f"  {entry['entrypoint'].rpartition(':')[2]}/{entry['name']}: {_due(entry)}")
        click.echo("Serving; Ctrl+C ends it.")
        _quieten_the_end()
        serve(
            *made,
            pause_on_shutdown=False,
            print_starting_message=False,
            limit=len(declared),
        )


def _quieten_the_end() -> None:
    """When it is ended, Prefect's runner has two things to say that mean nothing is wrong."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(_not_a_run_that_ended_first)
    warnings.filterwarnings("ignore", "coroutine 'Runner.astop' was never awaited", RuntimeWarning)


def _not_a_run_that_ended_first(record: logging.LogRecord) -> bool:
    """Prefect logs a traceback for a run that ended between Ctrl+C and its own attempt to end it."""
    return not (record.exc_info and isinstance(record.exc_info[1], ProcessLookupError))


def declared_deployments(settings: Settings) -> list[dict[str, Any]]:
    """The deployments of the project folder's prefect.yaml, else of the checkout's."""
    own = settings.home / "prefect.yaml"
    path = own if own.exists() else CHECKOUT / "prefect.yaml"
    try:
        found = yaml.safe_load(path.read_text("utf-8"))["deployments"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SetupError(
            f"no deployments can be read: {error}", where=str(path), remedy="correct it, or restore it from git"
        ) from None
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise SetupError("deployments is no list of deployments", where=str(path), remedy="restore it from git")
    for entry in found:
        missing = {"name", "entrypoint"} - set(entry)
        if missing:
            raise SetupError(f"a deployment lacks {', '.join(sorted(missing))}", where=str(path))
    return found


def _made(entry: dict[str, Any], settings: Settings) -> RunnerDeployment:
    try:
        return deployment(entry, settings)
    except (ImportError, AttributeError, ValueError, TypeError, KeyError) as error:
        raise SetupError(
            f"deployment {entry['name']} can't be made: {str(error).splitlines()[0]}",
            where="prefect.yaml",
            remedy="correct its entrypoint, schedules or parameters",
        ) from None


def deployment(entry: dict[str, Any], settings: Settings) -> RunnerDeployment:
    """A deployment as prefect.yaml declares it, for the project folder of `settings`."""
    from prefect.schedules import Cron, Interval
    from prefect.types.entrypoint import EntrypointType

    file, _, name = entry["entrypoint"].rpartition(":")
    flow = getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)
    schedules = []
    for schedule in entry.get("schedules", ()):
        options = {"timezone": schedule.get("timezone"), "active": schedule.get("active", True)}
        if "cron" in schedule:
            schedules.append(Cron(schedule["cron"], **options))
        else:
            schedules.append(Interval(schedule["interval"], **options))
    made: RunnerDeployment = flow.to_deployment(
        entry["name"],
        schedules=schedules,
        parameters=entry.get("parameters", {}) | {"home": str(settings.home)},
        concurrency_limit=entry.get("concurrency_limit", 1),
        entrypoint_type=EntrypointType.MODULE_PATH,
        tags=entry.get("tags"),
        description=entry.get("description"),
    )
    return made


@contextlib.contextmanager
def _api(settings: Settings) -> Iterator[str]:
    """The API to use: the configured one, one that is being served already, or that of a server of our own."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with prefect_api(settings) as url:
        if url:
            yield url
            return
    with _own_server(settings) as url, temporary_settings({PREFECT_API_URL: url}):
        yield url


@contextlib.contextmanager
def _own_server(settings: Settings) -> Iterator[str]:
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    logged = settings.home / ".prefect" / "server.log"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with logged.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603  # our own command
    try:
        click.echo("Starting a Prefect server ...", err=True)
        _await(server, url, logged)
        server_file(settings).write_text(json.dumps({"url": url, "pid": server.pid}), "utf-8")
        yield url
    finally:
        server_file(settings).unlink(missing_ok=True)
        server.terminate()
        server.wait(timeout=30)


def _await(server: subprocess.Popen[bytes], url: str, logged: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not answers(url):
        if server.poll() is not None or time.monotonic() > deadline:
            raise SetupError("the Prefect server did not start", where=str(logged), remedy="that file says why")
        time.sleep(0.2)


def _free_port() -> int:
    for wanted in (_PORT, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SetupError("there is no free port on this machine")


def _due(entry: dict[str, Any]) -> str:
    times = [
        f"{schedule.get('cron') or str(schedule.get('interval')) + ' s'} {schedule.get('timezone') or ''}".strip()
        for schedule in entry.get("schedules", ())
        if schedule.get("active", True)
    ]
    return f"due {', '.join(times)}" if times else "on demand"
