"""What the tests share: one Prefect server for the session, small project folders, and one published sample project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from flows.settings import CHECKOUT, Settings, load_settings

# Read when Prefect is imported: what a failing run logs is not for the console of the tests.
os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
os.environ["PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW"] = "ignore"
os.environ["PREFECT_SERVER_LOGGING_LEVEL"] = "CRITICAL"

SHARED = CHECKOUT.parent / "shared"

# A change is judged by the same examples each time; at a desk new ones are looked for.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference material beside the checkout; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"there is no reference material at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A real Prefect server with a database of its own; it takes seconds to start, so once for all tests."""
    from prefect.testing.utilities import prefect_test_harness

    from flows.prefect_api import without_heartbeats

    with prefect_test_harness(server_startup_timeout=120), without_heartbeats():
        yield


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """An empty project folder; sql/ and expectations/ are those of the checkout."""
    (tmp_path / "data" / "raw" / "press_releases").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "surveys").mkdir()
    return load_settings(tmp_path)


@pytest.fixture
def drop(project: Settings) -> Callable[..., Path]:
    """Put a press item into the project: drop("a.txt", "text or bytes", published_at="2019-04-24", ...)."""

    def put(name: str, content: str | bytes, **meta: str) -> Path:
        path = project.press_releases / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if meta:
            described = {"language": "fr", "country": "MA"} | meta
            path.with_name(f"{path.stem}.meta.json").write_text(json.dumps(described), "utf-8")
        return path

    return put


def sample_files() -> list[Path]:
    """The sample data: of data/raw the files that git knows, so that a user's own don't count."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "data/raw"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if listed.returncode:  # not a checkout
        return [path for path in (CHECKOUT / "data" / "raw").rglob("*") if path.is_file()]
    return [CHECKOUT / name for name in filter(None, listed.stdout.split("\0"))]


def sample_data(home: Path) -> Path:
    """Copy the sample data into `home`."""
    for path in sample_files():
        copy = home / path.relative_to(CHECKOUT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return home


@pytest.fixture(scope="session")
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The sample data of the checkout, published once in a folder of its own; tests only read it."""
    request.getfixturevalue("prefect_server")
    home = sample_data(tmp_path_factory.mktemp("published"))
    from flows.refresh import refresh

    refresh(home=str(home))
    return load_settings(home)
