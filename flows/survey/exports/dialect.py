"""Which separator a CSV file has, told by its first records."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from math import log2
from typing import TYPE_CHECKING

from flows.survey.answers.words import spelling
from flows.survey.exports.recognise import HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

SEPARATORS = (";", ",", "\t", "|")
DECLARED = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE | re.DOTALL)
MOST_LINES = 5_000  # that the first records may take, since a quotation mark may stay open


@dataclass(frozen=True, slots=True)
class Dialect:
    """The separator, the first records as cells, and the lines above them (`sep=;`) that no spreadsheet shows."""

    separator: str
    grid: list[list[str]]
    hidden: int = 0


def dialect(lines: Sequence[str], wanted: Sequence[str] = ()) -> Dialect:
    """How the file that begins with `lines` is written; most of the `wanted` columns should stand in one row."""
    declared = DECLARED.fullmatch(lines[0]) if lines else None
    if declared:
        return Dialect(declared[1], _grid(lines[1:], declared[1]), hidden=1)
    grids = {separator: _grid(lines, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: (_most(grids[separator], wanted), _regularity(grids[separator])))
    if _regularity(grids[best]) == 0 and not _most(grids[best], wanted):
        best = ","
    return Dialect(best, grids[best])


def _grid(lines: Sequence[str], separator: str) -> list[list[str]]:
    """The first records; one that is no CSV ends them."""
    reader = csv.reader(lines, delimiter=separator)
    records: list[list[str]] = []
    try:
        records.extend(islice(reader, HEAD))
    except csv.Error:
        return records
    return records


def _most(grid: list[list[str]], wanted: Sequence[str]) -> int:
    """How many of the wanted columns stand in one row."""
    folded = {spelling(name) for name in wanted}
    return (
        max(
            (
                len(folded & {text for cell in row for text in (spelling(cell), spelling(cell.partition(". ")[0]))})
                for row in grid
            ),
            default=0,
        )
        if folded
        else 0
    )


def _regularity(grid: list[list[str]]) -> float:
    """How many columns most of the records have, in bits, times the share of records that have as many."""
    widths = Counter(len(record) for record in grid if record)
    shared = {width: count for width, count in widths.items() if width > 1}
    if not shared:
        return 0.0
    return max(count * log2(width) for width, count in shared.items()) / sum(widths.values())
