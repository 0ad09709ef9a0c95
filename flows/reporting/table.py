"""Query results as people read them (a table) and as programs do (CSV, JSON)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.storage.query import Result

_UNBOUNDED = 10_000
_UNGROUPED_DIGITS = 4  # years stay as they are
FORMATS = ("table", "csv", "json")


def render(result: Result, style: str, *, width: int | None = None) -> str:
    """`result` as text in one of FORMATS; `width` bounds a table, which else takes that of the terminal."""
    if style == "csv":
        return _csv(result)
    if style == "json":
        return json.dumps([_plain(record) for record in result.records()], ensure_ascii=False, indent=1)
    return _table(result, width)


def screen_width() -> int | None:
    """For `render`: None is the terminal's width; where there is no terminal, wide enough that no cell is broken."""
    return None if sys.stdout.isatty() else _UNBOUNDED


def counted(many: int, what: str) -> str:
    """1 file, 2 files."""
    return f"{many} {what}{'' if many == 1 else 's'}"


def number(value: float | Decimal) -> str:
    """A number as people write it: seven digits where it has decimals, groups of three from five digits on."""
    if not math.isfinite(value):
        return str(value)
    whole = len(str(abs(int(value))))
    text = f"{value:,}" if isinstance(value, int) else f"{value:z,.{max(0, 7 - whole)}f}"
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
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return json.dumps(_plain(cell), ensure_ascii=False) if isinstance(cell, list | dict) else cell


def _plain(value: Any) -> Any:
    """`value` as JSON has it, which knows neither dates nor decimals, nor what is no number."""
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, int | str) else str(value)


def _table(result: Result, width: int | None) -> str:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
    for index, column in enumerate(result.columns):
        numeric = any(isinstance(row[index], int | float | Decimal) for row in result.rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in result.rows:
        table.add_row(*(_cell(cell) for cell in row))
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False)
    if console.width < _UNBOUNDED and Console(width=_UNBOUNDED).measure(table).maximum > console.width:
        return _blocks(result)
    console.print(table)
    lines = [line.rstrip() for line in out.getvalue().rstrip("\n").splitlines()]
    return "\n".join([*lines, "", counted(len(result.rows), "row")])


def _blocks(result: Result) -> str:
    """Each row as lines of column and value: what is left where a table would be too wide to read."""
    width = max(len(column) for column in result.columns)
    names = [f"{column:<{width}}" for column in result.columns]
    blocks = [
        "\n".join(f"{name}  {_cell(cell)}".rstrip() for name, cell in zip(names, row, strict=True))
        for row in result.rows
    ]
    return "\n\n".join([*blocks, counted(len(result.rows), "row")])


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float | Decimal):
        return number(cell)
    return " ".join(str(cell).splitlines())  # a line break would tear the table
