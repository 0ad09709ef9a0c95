"""Reading and checking limits.yml: what no figure can be, and the cues of the self-checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flows.catalogue.checks import Place, refuse
from flows.catalogue.records import Catalogue, Currency, Limits

CUES = {
    "parts",
    "split",
    "total",
    "rest",
    "against",
    "like_for_like",
    "rate",
    "goal",
    "per",
    "year",
    "yields",
    "profit",
    "investment",
}


def read_limits(path: Path, entry: Any) -> Limits:
    """The limits in `entry`, the content of the file at `path`. Raises SetupError for what is missing or no number."""
    place = Place(path, entry)
    place.only(set(Limits.__slots__))
    return Limits(
        world_gdp=place.number("world_gdp"),
        currencies={code: _currency(each) for code, each in _places(place, "currencies")},
        populations=_numbers(place, "populations"),
        of_population=frozenset(place.texts("of_population")),
        highest=_numbers(place, "highest"),
        lowest_amount=place.number("lowest_amount"),
        sector_amounts=frozenset(place.texts("sector_amounts")),
        beyond_hundred=frozenset(place.texts("beyond_hundred")),
        overlapping=frozenset(place.texts("overlapping")),
        signed=frozenset(place.texts("signed")),
        highest_growth=place.number("highest_growth"),
        exclusive=read_pairs(place, "exclusive"),
        cues=_cues(place),
    )


def check_limits(catalogue: Catalogue, path: Path) -> None:
    """Refuse a limit of a unit, indicator or place that the catalogue doesn't have."""
    limits = catalogue.limits
    units = {*limits.currencies, *limits.of_population, *limits.highest}
    pairs = {code for pair in limits.exclusive for code in pair}
    indicators = {*limits.sector_amounts, *limits.beyond_hundred, *limits.overlapping, *limits.signed, *pairs}
    for kind, codes, known in (
        ("unit", units, catalogue.units),
        ("indicator", indicators, catalogue.indicators),
        ("geography", limits.populations, catalogue.geographies),
    ):
        for code in codes:
            if code not in known:
                raise refuse(path, code, f"there is no {kind} {code!r}")


def read_pairs(place: Place, key: str) -> tuple[tuple[str, str], ...]:
    """The list of pairs of indicators at `key`."""
    pairs = place.get(key, list)
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2):
            raise refuse(place.path, f"{key}:", f"{key} holds {pair!r}; each entry names two indicators")
    return tuple((str(one), str(other)) for one, other in pairs)


def _places(place: Place, key: str) -> Iterator[tuple[str, Place]]:
    for code, entry in place.get(key, dict).items():
        yield code, Place(place.path, entry)


def _numbers(place: Place, key: str) -> Mapping[str, float]:
    numbers = Place(place.path, place.get(key, dict))
    return {code: numbers.number(code) for code in numbers.entry}


def _currency(place: Place) -> Currency:
    place.only(set(Currency.__slots__))
    return Currency(place.number("per_dollar"), place.number("gdp") if "gdp" in place.entry else None)


def _cues(place: Place) -> Mapping[str, tuple[str, ...]]:
    cues = Place(place.path, place.get("cues", dict))
    missing = CUES - set(cues.entry)
    cues.only(CUES)
    if missing:
        raise refuse(place.path, "cues:", f"the cues lack {', '.join(sorted(missing))}")
    return {name: tuple(word for words in cues.words(name).values() for word in words) for name in cues.entry}
