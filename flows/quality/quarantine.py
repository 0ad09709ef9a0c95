"""Quarantine: the rows that a gate keeps out, each with its reasons and as it stood."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from flows.errors import DataRefused, Quarantined, SetupError
from flows.quality.frames import describe_values, plain_record
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
    reasons = _reasons(frame, result.failed)
    quarantined = [_quarantined(frame, row, reasons[row], source, place) for row in sorted(reasons)]
    passed = frame.iloc[[row for row in range(len(frame)) if row not in reasons]]
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


def _reasons(frame: pd.DataFrame, failed: tuple[Check, ...]) -> dict[int, list[str]]:
    """By row, each broken expectation in words with the row's values in the columns that it is about."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for check in failed:
        columns = check.column.split(", ") if check.column else []
        for row in check.failing_rows:
            told = describe_values(frame, row, columns)
            reasons[row].append(f"{check.message.rstrip('.')} ({told})." if told else check.message)
    return reasons


def _quarantined(frame: pd.DataFrame, row: int, reasons: list[str], source: str, place: str) -> Quarantined:
    record = plain_record(frame, row)
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
