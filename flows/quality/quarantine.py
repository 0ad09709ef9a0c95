"""Quarantine: the rows that a gate keeps out, each with its reasons and as it stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from flows.errors import DataRefused, Quarantined, SetupError
from flows.quality.frames import describe_values, plain_records
from flows.quality.gate import Check, GateResult


def split(
    frame: pd.DataFrame, result: GateResult, *, source: str, place: str
) -> tuple[pd.DataFrame, list[Quarantined]]:
    """The rows that pass, and the rows that broke a row-level expectation with everything that they broke.

    `source` and `place` name the columns that say which file a row comes from and where it stands in it. Rows in =
    rows passed + rows quarantined. Raises SetupError when an expectation could not be checked, and DataRefused when
    a table-level expectation failed: neither says anything about single rows.
    """
    if len(frame) != result.rows:
        raise ValueError(f"the gate saw {result.rows} rows of {result.table}, not {len(frame)}")
    _require_checked(result)
    failing = sorted({row for check in result.failed for row in check.failing_rows})
    records = plain_records(frame, failing)
    reasons = _reasons(records, result.failed)
    quarantined = [_quarantined(record, reasons[row], source, place) for row, record in records.items()]
    passed = frame.iloc[[row for row in range(len(frame)) if row not in records]]
    if len(frame) != len(passed) + len(quarantined):
        raise ValueError(f"{len(frame)} rows of {result.table} in, {len(passed)} + {len(quarantined)} out")
    return passed, quarantined


def _require_checked(result: GateResult) -> None:
    if result.errored:
        check = result.errored[0]
        raise SetupError(
            check.message,
            where=_where(check),
            remedy="mend the expectation, or what builds the table, and run again",
        )
    for check in result.failed:
        if not check.failing_rows:
            found = f" ({', '.join(check.examples)})" if check.examples else ""
            raise DataRefused(f"the table as a whole broke an expectation: {check.message}{found}", where=_where(check))


def _reasons(records: Mapping[int, dict[str, Any]], failed: tuple[Check, ...]) -> dict[int, list[str]]:
    """By row, each broken expectation in words with the row's values in the columns that it is about."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for check in failed:
        columns = check.column.split(", ") if check.column else []
        for row in check.failing_rows:
            told = describe_values(records[row], columns)
            reasons[row].append(f"{check.message.rstrip('.')} ({told})." if told else check.message)
    return reasons


def _quarantined(record: dict[str, Any], reasons: list[str], source: str, place: str) -> Quarantined:
    stands = record[place]
    return Quarantined(
        source=str(record[source]),
        place=None if stands is None else str(stands),
        reason=" ".join(reasons),
        record=record,
    )


def _where(check: Check) -> str:
    column = f".{check.column}" if check.column else ""
    return f"gate {check.gate}, {check.table}{column}, {check.expectation}"
