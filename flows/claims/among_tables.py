"""The lines of a text's tables among its sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from flows.catalogue.folding import Folded
from flows.catalogue.records import Catalogue
from flows.claims.cells import TableReader
from flows.claims.draft import Carried, Draft
from flows.claims.lexicon import Lexicon
from flows.claims.tables import find_tables

RowDrafts = Callable[[Carried], Iterator[Draft]]


def sentences_and_rows(
    spans: Iterable[tuple[int, int]], folded: Folded, lexicon: Lexicon, catalogue: Catalogue
) -> Iterator[tuple[int, int, RowDrafts | None]]:
    """The spans of the sentences and of the rows of tables, in order; with a row comes what reads its figures.

    What a sentence's span shares with a row, or with the unit that a caption tells, is no sentence's.
    """
    rows = list(_rows(folded, lexicon, catalogue))
    at = done = 0
    for start, end in spans:
        start = max(start, done)
        while at < len(rows) and rows[at][0] < end:
            yield from _trimmed(folded.text, start, rows[at][0])
            yield rows[at]
            start = done = rows[at][1]
            at += 1
        yield from _trimmed(folded.text, start, end)
    yield from rows[at:]


def _rows(folded: Folded, lexicon: Lexicon, catalogue: Catalogue) -> Iterator[tuple[int, int, RowDrafts]]:
    for table in find_tables(folded):
        reader = TableReader(table, lexicon, catalogue)
        for start, end in table.caption.units:
            yield start, end, _no_drafts
        for row in table.rows:
            yield row.start, row.end, partial(reader.drafts, row)


def _no_drafts(_: Carried) -> Iterator[Draft]:
    return iter(())


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int, None]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end, None
