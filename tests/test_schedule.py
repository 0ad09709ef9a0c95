"""The schedule: what prefect.yaml declares, and a served deployment that fires by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from flows.errors import SetupError
from flows.settings import CHECKOUT, Settings
from flows.storage.query import query
from flows.storage.release import current_release

FLOWS = {"press_releases", "surveys", "warehouse", "extracts", "refresh"}
DECLARED = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text("utf-8"))["deployments"]

EVERY_FEW_SECONDS = """
deployments:
  - name: often
    entrypoint: flows/refresh.py:refresh
    parameters: {wait_seconds: 30}
    schedules: [{interval: 5}]
    concurrency_limit: 1
    tags: [barometre]
"""


def test_every_flow_has_a_deployment() -> None:
    assert {entry["entrypoint"] for entry in DECLARED} == {f"flows/{name}.py:{name}" for name in FLOWS}


@pytest.mark.parametrize("entry", DECLARED, ids=lambda entry: str(entry["name"]))
@pytest.mark.usefixtures("prefect_server")
def test_a_deployment_has_a_cron_in_morocco_one_run_at_a_time_and_its_project(
    entry: dict[str, object], project: Settings
) -> None:
    from flows.serving import deployment

    made = deployment(entry, project)
    [schedule] = made.schedules or []
    assert schedule.schedule.timezone == "Africa/Casablanca"  # type: ignore[union-attr]  # every kind we use has one
    assert schedule.schedule.cron  # type: ignore[union-attr]
    assert made.concurrency_limit == 1
    assert made.parameters == {"home": str(project.home), "wait_seconds": 900}


def test_only_the_refresh_is_due_by_itself() -> None:
    due = [entry["entrypoint"] for entry in DECLARED if any(schedule["active"] for schedule in entry["schedules"])]
    assert due == ["flows/refresh.py:refresh"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("deployments: [", "no deployments can be read"),
        ("flows: []", "no deployments can be read"),
        ("deployments: [{name: nightly}]", "a deployment lacks entrypoint"),
        ("deployments: null", "no list of deployments"),
    ],
)
def test_a_prefect_yaml_that_is_wrong_is_told(project: Settings, text: str, message: str) -> None:
    from flows.serving import declared_deployments

    (project.home / "prefect.yaml").write_text(text, "utf-8")
    with pytest.raises(SetupError, match=message):
        declared_deployments(project)


@pytest.mark.parametrize(
    "entry",
    [
        {"entrypoint": "flows/nothing.py:nothing"},
        {"entrypoint": "flows/refresh.py:nothing"},
        {"entrypoint": "flows/refresh.py:refresh", "schedules": [{"cron": "at noon"}]},
        {"entrypoint": "flows/refresh.py:refresh", "schedules": [{"cron": "0 6 * * *", "timezone": "Casablanca"}]},
        {"entrypoint": "flows/refresh.py:refresh", "schedules": [{}]},
    ],
    ids=["module", "flow", "cron", "zone", "schedule"],
)
def test_a_deployment_that_can_t_be_made_is_named(project: Settings, entry: dict[str, object]) -> None:
    from flows.serving import serve_deployments

    (project.home / "prefect.yaml").write_text(yaml.safe_dump({"deployments": [{"name": "nightly"} | entry]}), "utf-8")
    with pytest.raises(SetupError, match="deployment nightly can't be made"):
        serve_deployments(project)


def _take_interrupts() -> None:
    """As a terminal does: a shell's background jobs are started with interrupts ignored, and so what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def serving(project: Settings) -> Iterator[subprocess.Popen[str]]:
    """`barometre serve` for an empty project: a Prefect server of its own, a deployment due every few seconds."""
    (project.home / "prefect.yaml").write_text(EVERY_FEW_SECONDS, "utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment["PREFECT_RUNNER_POLL_FREQUENCY"] = "2"
    log = (project.home / "serve.log").open("w", encoding="utf-8")
    process = subprocess.Popen(
        [Path(sys.executable).parent / "barometre", "serve", "--home", project.home],
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        cwd=project.home,
        start_new_session=True,
        preexec_fn=_take_interrupts,
    )
    yield process
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=40)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()


def test_a_deployment_fires_by_itself_and_publishes_what_was_dropped(
    project: Settings, drop: Callable[..., Path], serving: subprocess.Popen[str]
) -> None:
    drop("a.txt", "En 2018, l'offshoring a réalisé 10 milliards de dirhams de chiffre d'affaires à l'export.")
    first = _await_release(project, serving, None)
    assert query(project, "SELECT value FROM kpi").rows == [(10e9,)]
    drop("b.txt", "En 2017, l'offshoring a réalisé 9 milliards de dirhams de chiffre d'affaires à l'export.")
    _await_release(project, serving, first)
    assert query(project, "SELECT value FROM kpi ORDER BY value").rows == [(9e9,), (10e9,)]
    serving.send_signal(signal.SIGINT)
    serving.wait(timeout=40)
    assert not (project.home / ".prefect" / "server.json").exists()
    said = (project.home / "serve.log").read_text("utf-8")
    assert "Traceback" not in said
    assert "Warning" not in said


def _await_release(project: Settings, serving: subprocess.Popen[str], other_than: Path | None) -> Path:
    """The next release, within two minutes."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and serving.poll() is None:
        release = current_release(project)
        if release not in (None, other_than):
            assert release is not None
            return release
        time.sleep(0.5)
    pytest.fail("nothing was published; serve said:\n" + (project.home / "serve.log").read_text("utf-8"))
