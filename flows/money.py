"""`data/raw/money`: yearly exchange rates and price indices, by which figures get further, marked columns.

    exchange_rates.csv   year,currency,base,rate,source     2018,USD,MAD,9.39,World Bank
    deflators.csv        year,currency,index,source         2018,MAD,110.73,IMF

One unit of `currency` cost `rate` units of `base` on the average of that year; an index is 100 in its base year.
"""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.documents.decoding import decode
from flows.errors import DataRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the file with its `place`: file and line."""

    cells: dict[str, str]
    where: str
    number: int

    def text(self, column: str) -> str:
        if not self.cells[column]:
            raise self.wrong(column, "is empty", "say where it is taken from" if column == "source" else "fill it in")
        return self.cells[column]

    def currency(self, column: str) -> str:
        if not re.fullmatch("[A-Z]{3}", self.cells[column]):
            raise self.wrong(column, f"is no currency: {self.cells[column]!r}", "give its ISO 4217 code, such as MAD")
        return self.cells[column]

    def year(self) -> int:
        if not re.fullmatch("(19|20)[0-9]{2}", self.cells["year"]):
            raise self.wrong("year", f"is no year: {self.cells['year']!r}", "write it as 2018")
        return int(self.cells["year"])

    def amount(self, column: str) -> float:
        try:
            amount = float(self.cells[column])
        except ValueError:
            amount = math.nan
        if not 0 < amount < math.inf:
            raise self.wrong(
                column,
                f"is no number above 0: {self.cells[column]!r}",
                "write it with a decimal point and nothing between thousands, as 9.39",
            )
        return amount

    def wrong(self, column: str, what: str, remedy: str) -> DataRefused:
        return DataRefused(f"{column} {what}", where=f"{self.where}, line {self.number}", remedy=remedy)


def read_exchange_rates(path: Path, where: str) -> list[dict[str, Any]]:
    """Rows of the staging table `exchange_rate`; none where there is no such file.

    Raises DataRefused with line and column when anything in it isn't as it should be, or a rate is given twice.
    """

    def row(line: _Line) -> dict[str, Any]:
        currency, base = line.currency("currency"), line.currency("base")
        if currency == base:
            raise line.wrong("base", f"is the currency itself: {base}", "give the currency in which its price is told")
        return {"year": line.year(), "currency": currency, "base": base, "rate": line.amount("rate")} | {
            "source": line.text("source")
        }

    # a rate is one for both directions: a second one would convert there and back to another amount
    return _rows(
        path,
        where,
        ("year", "currency", "base", "rate", "source"),
        row,
        lambda line: (line["year"], *sorted((line["currency"], line["base"]))),
    )


def read_deflators(path: Path, where: str) -> list[dict[str, Any]]:
    """Rows of the staging table `deflator`; none where there is no such file.

    Raises DataRefused with line and column when anything in it isn't as it should be, an index is given twice, or
    a currency has no year with 100, or several.
    """

    def row(line: _Line) -> dict[str, Any]:
        named = {"year": line.year(), "currency": line.currency("currency"), "price_index": line.amount("index")}
        return named | {"source": line.text("source")}

    rows = _rows(
        path, where, ("year", "currency", "index", "source"), row, lambda line: (line["year"], line["currency"])
    )
    base_years: dict[str, int] = {}
    for currency in dict.fromkeys(line["currency"] for line in rows):
        years = [line["year"] for line in rows if line["currency"] == currency and line["price_index"] == 100]
        if len(years) != 1:
            found = f"in {' and '.join(map(str, years))}" if years else "in no year"
            raise DataRefused(
                f"the index of {currency} is 100 {found}",
                where=where,
                remedy="give all years of one series, with exactly 100 in its base year",
            )
        base_years[currency] = years[0]
    return [line | {"base_year": base_years[line["currency"]]} for line in rows]


def _rows(
    path: Path,
    where: str,
    columns: tuple[str, ...],
    row: Callable[[_Line], dict[str, Any]],
    key: Callable[[dict[str, Any]], tuple[Any, ...]],
) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    rows, lines = [], dict[tuple[Any, ...], int]()
    for line in _lines(decode(path.read_bytes(), where=where).text, where, columns):
        rows.append(row(line))
        first = lines.setdefault(key(rows[-1]), line.number)
        if first != line.number:
            raise line.wrong(columns[1], f"has its figure of that year already on line {first}", "keep one of them")
    return rows


def _lines(text: str, where: str, columns: tuple[str, ...]) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip() for cell in next(reader, [])]
    if sorted(header) != sorted(columns):
        raise DataRefused(
            f"the columns are {', '.join(header)}",
            where=f"{where}, line 1",
            remedy=f"begin with the line {','.join(columns)}, and part the cells by commas",
        )
    for cells in reader:
        if not any(map(str.strip, cells)):
            continue
        if len(cells) != len(header):
            raise DataRefused(
                f"there are {len(cells)} cells, not {len(header)}",
                where=f"{where}, line {reader.line_num}",
                remedy="part the cells by commas; put a source that has one into quotation marks",
            )
        stripped = map(str.strip, cells)
        yield _Line(dict(zip(header, stripped, strict=True)), where, reader.line_num)
