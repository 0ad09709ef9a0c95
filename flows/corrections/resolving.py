"""Which claim each correction means, and whether that claim still reads as it did when the correction was written."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.corrections.entries import Corrections, Entry, Mistake, Reading
from flows.errors import DataRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

Claim = Mapping[str, Any]
"""A row of the staging table `claim`."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was read: the documents that each name (path, url, SHA-256) means, and the claims of each, in order."""

    documents: Mapping[str, tuple[str, ...]]
    claims: Mapping[str, tuple[Claim, ...]]


class _NotFound(Exception):
    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def resolve(corrections: Corrections, known: Known, where: str) -> list[dict[str, Any]]:
    """Rows of the staging table `correction`. Raises DataRefused with all that is wrong in the file `where`."""
    mistakes, rows = list(corrections.mistakes), []
    corrected: dict[str, str] = {}
    for line, entry in corrections.entries:
        try:
            claim = _meant(entry, known)
        except _NotFound as error:
            mistakes.append(Mistake(line, entry.id, error.what, error.remedy))
            continue
        other = corrected.setdefault(claim["claim_id"], entry.id)
        mistakes += [Mistake(line, entry.id, *found) for found in _misfits(entry, claim, other)]
        rows.append(_row(entry, claim))
    if mistakes:
        raise _refused(mistakes, where)
    return rows


def _refused(mistakes: list[Mistake], where: str) -> DataRefused:
    lines = [
        f"  - line {mistake.line}, {mistake.id}: {mistake.what}\n      → {mistake.remedy}"
        for mistake in sorted(mistakes, key=lambda mistake: mistake.line)
    ]
    count = "1 thing is" if len(lines) == 1 else f"{len(lines)} things are"
    return DataRefused(
        "\n".join([f"{count} wrong with the corrections, nothing was published:", *lines]),
        where=where,
        remedy="mend these entries and run again: barometre run warehouse; the previous release stays",
    )


def _meant(entry: Entry, known: Known) -> Claim:
    documents = known.documents.get(entry.document, ())
    if not documents:
        raise _NotFound(
            f"no document that was read is called {entry.document!r}",
            "give its file as data/raw/press_releases/NAME, its url or its SHA-256 (see the table document); if it is"
            " gone, remove the entry",
        )
    if len(documents) > 1:
        raise _NotFound(
            f"{len(documents)} documents are called {entry.document!r}", f"give the SHA-256: {', '.join(documents)}"
        )
    return _quoted(entry, known.claims.get(documents[0], ()))


def _quoted(entry: Entry, claims: tuple[Claim, ...]) -> Claim:
    quote = _flat(entry.quote)
    found = [claim for claim in claims if _flat(claim["quote"]) == quote]
    if not found:
        quotes = list(dict.fromkeys(_flat(claim["quote"]) for claim in claims))
        close = difflib.get_close_matches(quote, quotes, n=3) or quotes
        raise _NotFound(
            f"no figure of {entry.document} is quoted as {quote!r}",
            f"quote one that is read there: {', '.join(map(repr, close))}"
            if quotes
            else "nothing is read there: remove the entry",
        )
    place = entry.occurrence or 1
    if place > len(found) or (entry.occurrence is None and len(found) > 1):
        times = "once" if len(found) == 1 else f"{len(found)} times"
        asked = f", not {place}" if entry.occurrence else ""
        raise _NotFound(
            f"{quote!r} is read {times}{asked}",
            "give `occurrence:` " + "; ".join(f"{number} for {_told(claim)}" for number, claim in enumerate(found, 1)),
        )
    return found[place - 1]


def _misfits(entry: Entry, claim: Claim, corrected_by: str) -> Iterator[tuple[str, str]]:
    """What speaks against the correction of this claim, and what to do."""
    if corrected_by != entry.id:
        yield f"it corrects the claim that {corrected_by} corrects", "make one entry of the two"
    changed = [
        f"{name} is read as {_shown(claim[name])} now, expected was {_shown(expected)}"
        for name, expected in entry.guard.fields.items()
        if not _same(claim[name], expected)
    ]
    if changed:
        yield (
            f"the guard fails: {'; '.join(changed)}",
            f"look at « {_flat(claim['sentence'])} »: if it is read rightly now remove the entry, else renew the guard",
        )
        return
    right = entry.set.fields if entry.set else {}
    if right and all(_same(claim[name], value) for name, value in right.items()):
        yield "all that it sets is read so already", "remove the entry"
    after: dict[str, Any] = {name: right.get(name, claim[name]) for name in Reading.model_fields}
    for low, high in (("period_start", "period_end"), ("value", "value_high")):
        if after[low] is not None and after[high] is not None and after[low] > after[high]:
            yield f"{low} would be {after[low]}, after {high} {after[high]}", f"set both {low} and {high}"


def _row(entry: Entry, claim: Claim) -> dict[str, Any]:
    right = entry.set.fields if entry.set else {}
    return {
        "correction_id": entry.id,
        "claim_id": claim["claim_id"],
        "document_id": claim["document_id"],
        "quote": claim["quote"],
        "reason": _flat(entry.reason),
        "author": entry.author,
        "corrected_on": entry.date,
        "withdrawn": entry.withdraw,
        "fields": list(right),
        **{name: right.get(name) for name in Reading.model_fields},
    }


def _told(claim: Claim) -> str:
    return f"{claim['indicator'] or 'no indicator'}, {claim['measure']} in « {_flat(claim['sentence'])} »"


def _flat(text: str) -> str:
    """Whitespace of any kind and length is one space."""
    return " ".join(text.split())


def _same(read: object, expected: object) -> bool:
    if isinstance(read, float) and isinstance(expected, float):
        return math.isclose(read, expected, rel_tol=1e-9)
    return read == expected


def _shown(value: object) -> str:
    return "null" if value is None else f"{value:g}" if isinstance(value, float) else f"{value}"
