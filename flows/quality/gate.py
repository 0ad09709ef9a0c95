"""The gate: tables against their expectations, with passed, failed and errored told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from flows.quality.frames import as_validated, describe_row, plain_records
from flows.quality.silence import silenced

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    from flows.quality.suites import Suite

Outcome = Literal["passed", "failed", "errored"]
Severity = Literal["critical", "warning", "info"]

EXAMPLES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """What one expectation found in one table.

    `failed` means that the data broke it, `errored` that it could not be checked (a column that isn't there, values
    that can't be compared). `checked` counts the rows looked at, `unexpected` those that broke it; `failing_rows` are
    all their positions in the frame, from 0. They are empty when a table-level expectation failed. `examples` show a
    few offenders by their keys, and only their positions where the suite is private (microdata). `message` says in
    words what was expected. A failed check below `critical` is reported and stops nothing.
    """

    gate: str
    table: str
    expectation: str
    column: str | None
    outcome: Outcome
    checked: int
    unexpected: int
    failing_rows: tuple[int, ...]
    examples: tuple[str, ...]
    message: str
    severity: Severity = "critical"


@dataclass(frozen=True, slots=True)
class GateResult:
    """All checks of one table at one gate; `rows` is the length of the frame."""

    gate: str
    table: str
    rows: int
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Nothing errored and nothing critical failed."""
        return not self.failed and not self.errored

    @property
    def failed(self) -> tuple[Check, ...]:
        """The critical checks that the data broke."""
        return tuple(check for check in self.checks if check.outcome == "failed" and check.severity == "critical")

    @property
    def warnings(self) -> tuple[Check, ...]:
        """The checks that the data broke and that stop nothing."""
        return tuple(check for check in self.checks if check.outcome == "failed" and check.severity != "critical")

    @property
    def errored(self) -> tuple[Check, ...]:
        """The checks that could not be made, whatever their severity."""
        return tuple(check for check in self.checks if check.outcome == "errored")


def validate(
    frames: Mapping[str, pd.DataFrame], expectations: Path, *, gate: str, docs: Path | None = None
) -> list[GateResult]:
    """Each table of `frames` against its suite `expectations/<table>.json`, in the order given.

    With `docs`, Great Expectations' Data Docs are rendered into that folder, whose index.html shows the last result
    of each table at each gate. Raises SetupError when a suite is missing or is not one; never for what the data are.
    """
    with silenced():
        from flows.quality.data_docs import render
        from flows.quality.suites import load_suite

        suites = {table: load_suite(expectations / f"{table}.json") for table in frames}
        batches = _Batches()
        found = {table: batches.validate(table, frame, suites[table]) for table, frame in frames.items()}
        results = [_gate_result(gate, table, frames[table], suites[table], found[table]) for table in frames]
        if docs is not None:
            render(found, suites, results, docs, gate=gate)
    return results


class _Batches:
    """A throw-away Great Expectations context, which hands frames to its validator."""

    def __init__(self) -> None:
        import great_expectations
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        config = DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),  # left to itself it makes a folder and leaves it
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        )
        self._context = great_expectations.get_context(mode="ephemeral", project_config=config)
        self._source = self._context.data_sources.add_pandas("frames")

    def validate(self, table: str, frame: pd.DataFrame, suite: Suite) -> ExpectationSuiteValidationResult:
        asset = self._source.add_dataframe_asset(table)
        definition = asset.add_batch_definition_whole_dataframe("all rows")
        batch = definition.get_batch({"dataframe": as_validated(frame)})
        return batch.validate(suite.expectations, result_format={"result_format": "COMPLETE"})


def _gate_result(
    gate: str, table: str, frame: pd.DataFrame, suite: Suite, found: ExpectationSuiteValidationResult
) -> GateResult:
    checks = [_check(gate, table, frame, suite, *pair) for pair in suite.paired(found)]
    return GateResult(gate=gate, table=table, rows=len(frame), checks=tuple(checks))


def _check(
    gate: str,
    table: str,
    frame: pd.DataFrame,
    suite: Suite,
    expected: ExpectationConfiguration,
    found: ExpectationValidationResult,
) -> Check:
    columns = _columns(expected.kwargs)
    problem = _problem(found)
    rows = () if found.success or problem else tuple(sorted(found.result.get("unexpected_index_list") or ()))
    sentence = suite.sentence(expected)
    return Check(
        gate=gate,
        table=table,
        expectation=expected.type,
        column=", ".join(columns) or None,
        outcome="errored" if problem else "passed" if found.success else "failed",
        checked=0 if problem else found.result.get("element_count", len(frame)),
        unexpected=0 if problem else found.result.get("unexpected_count") or 0,
        failing_rows=rows,
        examples=() if found.success or problem else _examples(frame, rows, columns, suite, found),
        message=f"{sentence} This could not be checked: {problem}" if problem else sentence,
        severity=expected.severity.value,
    )


def _columns(kwargs: Mapping[str, Any]) -> list[str]:
    """The columns that an expectation speaks of."""
    named = [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs]
    return [*named, *kwargs.get("column_list", ())]


def _problem(found: ExpectationValidationResult) -> str | None:
    """Why an expectation could not be checked, or None when it was.

    Great Expectations reports it either flat or for each metric, and also as `success: false`.
    """
    info = found.exception_info or {}
    for entry in (info, *info.values()):
        if isinstance(entry, dict) and entry.get("raised_exception"):
            return str(entry.get("exception_message") or "no reason given").strip()
    named, counted = found.result.get("unexpected_index_list"), found.result.get("unexpected_count")
    if counted is not None and not found.success and len(named or ()) != counted:
        return f"{counted} rows broke it, of which only {len(named or ())} are named"
    return None


def _examples(
    frame: pd.DataFrame,
    rows: tuple[int, ...],
    columns: list[str],
    suite: Suite,
    found: ExpectationValidationResult,
) -> tuple[str, ...]:
    if rows and suite.private:
        return tuple(f"row {row}" for row in rows[:EXAMPLES_SHOWN])
    if rows:
        records = plain_records(frame, rows[:EXAMPLES_SHOWN])
        return tuple(describe_row(record, row, keys=suite.key, columns=columns) for row, record in records.items())
    observed = found.result.get("observed_value")
    return () if observed is None else (f"found {observed}",)
