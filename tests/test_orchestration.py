"""What is tried again and what is not, on real Prefect tasks."""

from __future__ import annotations

import pytest
from prefect import flow, task

from flows.errors import DataRefused, SetupError
from flows.orchestration import RETRIED

pytestmark = pytest.mark.usefixtures("prefect_server")

AT_ONCE = RETRIED | {"retry_delay_seconds": 0}


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (OSError("the share is away for a moment"), 4),
        (PermissionError("so is this"), 4),
        (DataRefused("bad data stay bad"), 1),
        (SetupError("so does a wrong option"), 1),
        (ValueError("and a defect"), 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_disk_or_a_network_may_recover_bad_data_never_do(error: Exception, attempts: int) -> None:
    tried = []

    @task(**AT_ONCE)
    def fails() -> None:
        tried.append(1)
        raise error

    @flow
    def nothing_but_that() -> None:
        fails()

    with pytest.raises(type(error)):
        nothing_but_that()
    assert len(tried) == attempts


def test_a_task_that_recovers_goes_on() -> None:
    tried = []

    @task(**AT_ONCE)
    def recovers() -> str:
        tried.append(1)
        if len(tried) < 3:
            raise OSError("not yet")
        return "done"

    @flow
    def nothing_but_that() -> str:
        return recovers()

    assert nothing_but_that() == "done"
    assert len(tried) == 3
