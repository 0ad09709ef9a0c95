"""Which Prefect API the flows use: the configured one, else that of `barometre serve`, else a temporary one."""

from __future__ import annotations

import contextlib
import json
import os
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.settings import Settings


WRITABLE = "give the user who runs this the right to write in the project folder"


def prepare_environment(settings: Settings, *, console: str) -> None:
    """Set what Prefect reads when it is imported, unless the user has set it: call this first.

    Its database lies in the project folder, because that of another Prefect version can't be shared; what the flows
    log as `barometre` is kept with their runs; lines below the level `console` stay off the console.
    """
    folder = settings.home / ".prefect"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SetupError(f"can't be made: {error.strerror}", where=str(folder), remedy=WRITABLE) from None
    if not os.access(folder, os.W_OK):
        raise SetupError("can't be written", where=str(folder), remedy=WRITABLE)
    for name, value in {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder / 'prefect.db'}",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "barometre",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": console,
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    }.items():
        os.environ.setdefault(name, value)


@contextlib.contextmanager
def prefect_api(settings: Settings) -> Iterator[str | None]:
    """Use the configured API, else that of this project's `barometre serve`; yields its URL.

    None: Prefect starts a temporary server when the first flow runs.
    """
    from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

    url = get_current_settings().api.url or served_url(settings)
    with temporary_settings({PREFECT_API_URL: url} if url else {}), without_heartbeats():
        yield url


@contextlib.contextmanager
def without_heartbeats() -> Iterator[None]:
    """No heartbeats of flows that this very process runs and waits for: ending one's thread takes up to a second."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def served_url(settings: Settings) -> str | None:
    """The API of the server that `barometre serve` runs for this project, if it answers."""
    try:
        url = json.loads(server_file(settings).read_text("utf-8"))["url"]
    except (OSError, ValueError, KeyError):
        return None
    return url if answers(url) else None


def answers(url: str) -> bool:
    """Whether a Prefect API is alive at `url`, on this machine."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as response:  # noqa: S310  # our own loopback URL
            return bool(response.status == 200)
    except OSError:
        return False


def server_file(settings: Settings) -> Path:
    """Where `barometre serve` says at which address its server listens."""
    return settings.home / ".prefect" / "server.json"
