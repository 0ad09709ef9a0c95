"""Query results as people read them (a table) and as programs do (CSV, JSON)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.storage.query import Result

_UNGROUPED_DIGITS = 4  # years stay as they are
FORMATS = ("table", "csv", "json")


def render(result: Result, style: str, *, width: int | None = None) -> str:
    """`result` as text in one of FORMATS; `width` bounds a table, which else takes that of the terminal."""
    if style == "csv":
        return _csv(result)
    if style == "json":
        return json.dumps(result.records(), ensure_ascii=False, indent=1, default=_plain)
    return _table(result, width)


def number(value: float) -> str:
    """A number as people write it: seven digits where it has decimals, groups of three from five digits on."""
    whole = len(str(int(abs(value))))
    text = f"{value:,.{max(0, 7 - whole)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}" if whole > _UNGROUPED_DIGITS else "")


def _csv(result: Result) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows([[_csv_cell(cell) for cell in row] for row in result.rows])
    return out.getvalue().removesuffix("\n")


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return json.dumps(cell, ensure_ascii=False, default=_plain) if isinstance(cell, list | dict) else cell


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)


def _table(result: Result, width: int | None) -> str:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
    for index, column in enumerate(result.columns):
        numeric = any(isinstance(row[index], int | float) for row in result.rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in result.rows:
        table.add_row(*(_cell(cell) for cell in row))
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False).print(table)
    lines = [line.rstrip() for line in out.getvalue().rstrip("\n").splitlines()]
    rows = len(result.rows)
    return "\n".join([*lines, "", f"{rows} row{'' if rows == 1 else 's'}"])


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return number(cell)
    return str(cell)
