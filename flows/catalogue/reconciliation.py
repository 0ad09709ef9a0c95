"""Reading and checking reconciliation.yml: how texts tell one fact in several ways."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

from flows.catalogue.checks import Place, refuse
from flows.catalogue.limits import read_pairs
from flows.catalogue.records import Catalogue, ExchangeRange, Reconciliation


def read_reconciliation(path: Path, entry: Any) -> Reconciliation:
    """What `entry`, the content of the file at `path`, says. Raises SetupError for what is missing or unknown."""
    place = Place(path, entry)
    place.only(set(Reconciliation.__slots__))
    return Reconciliation(
        confused_labels=read_pairs(place, "confused_labels"),
        provisional_words=place.words("provisional_words"),
        exchange_ranges=tuple(
            _exchange_range(place.part(entry, "exchange_ranges")) for entry in place.get("exchange_ranges", list)
        ),
    )


def check_reconciliation(catalogue: Catalogue, path: Path) -> None:
    """Refuse a pair of what is no indicator, or of one with itself, and a word that no lower-case text can have."""
    for pair in catalogue.reconciliation.confused_labels:
        for code in pair:
            if code not in catalogue.indicators:
                raise refuse(path, code, f"there is no indicator {code!r}")
        if len(set(pair)) == 1:
            raise refuse(path, f"[{pair[0]}, {pair[1]}]", f"{pair[0]} can't be confused with itself")
    for words in catalogue.reconciliation.provisional_words.values():
        for word in words:
            if word != word.lower():
                raise refuse(path, word, f"the provisional word {word!r} must be in lower case")


def confused_labels(catalogue: Catalogue) -> list[tuple[str, str]]:
    """All pairs of indicators that texts confuse, both ways round, with the indicators that refine them."""
    pairs = {
        (one, other)
        for pair in (*catalogue.reconciliation.confused_labels, *catalogue.limits.exclusive)
        for one, other in product(*(_with_narrower(catalogue, code) for code in pair))
        if one != other
    }
    return sorted(pairs | {(other, one) for one, other in pairs})


def _exchange_range(place: Place) -> ExchangeRange:
    place.only(set(ExchangeRange.__slots__))
    base, currency = place.text("base"), place.text("currency")
    low, high = (place.number(key) for key in ("low", "high"))
    if not 0 < low < high:
        raise place.wrong(
            f"base: {base}, currency: {currency}", f"the range from {low:g} to {high:g} has nothing in it"
        )
    return ExchangeRange(base, currency, low, high)


def _with_narrower(catalogue: Catalogue, code: str) -> list[str]:
    return [code, *(indicator.code for indicator in catalogue.narrower.get(code, ()))]
