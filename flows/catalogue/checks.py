"""The checks of the catalogue: every key known, every value of its type, no word that names two things."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from flows.catalogue.folding import fold_word
from flows.catalogue.records import Catalogue, Words
from flows.errors import SetupError

Value = TypeVar("Value")


def refuse(path: Path, needle: str, what: str) -> SetupError:
    """The error `what` at the line of `path` that holds `needle`."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    line = next((number for number, text in enumerate(lines, 1) if needle and needle in text), None)
    return SetupError(what, where=f"{path}, line {line}" if line else str(path), remedy="correct it in the file")


class Place:
    """One entry of a catalogue file: typed access to its keys, errors that name file and line."""

    def __init__(self, path: Path, entry: Any) -> None:
        self.path = path
        if not isinstance(entry, dict):
            raise SetupError(f"expected an entry with keys, found {entry!r}", where=str(path))
        self.entry: dict[str, Any] = entry
        self.code: Any = entry.get("code")

    def only(self, known: set[str]) -> None:
        for key in self.entry:
            if key not in known:
                raise self.wrong(str(key), f"unknown key {key!r}; known are {', '.join(sorted(known))}")

    def get(self, key: str, kind: type[Value]) -> Value:
        value = self.entry.get(key)
        if not isinstance(value, kind):
            found = "is missing" if key not in self.entry else f"is {value!r}"
            raise self.wrong(key, f"{key} {found}; it must be a {kind.__name__}")
        return value

    def maybe(self, key: str, kind: type[Value]) -> Value | None:
        return None if self.entry.get(key) is None else self.get(key, kind)

    def text(self, key: str) -> str:
        return self.get(key, str)

    def optional(self, key: str) -> str | None:
        return self.maybe(key, str)

    def number(self, key: str) -> float:
        return float(self.get(key, int) if isinstance(self.entry.get(key), int) else self.get(key, float))

    def flag(self, key: str) -> bool:
        return bool(self.maybe(key, bool))

    def texts(self, key: str) -> tuple[str, ...]:
        return self._all_text(key, self.get(key, list))

    def label(self, language: str) -> str:
        label = self.get("label", dict).get(language)
        if not isinstance(label, str):
            raise self.wrong("label", f"the label lacks its text in {language!r}")
        return label

    def words(self, key: str) -> Words:
        by_language = self.maybe(key, dict) or {}
        for language, words in by_language.items():
            if not isinstance(words, list):
                raise self.wrong(key, f"{key} of {language!r} must be a list")
        return {language: self._all_text(key, words) for language, words in by_language.items()}

    def _all_text(self, key: str, values: list[Any]) -> tuple[str, ...]:
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.wrong(str(value), f"{key} holds {value!r}, which is no text; quote it")
        return tuple(values)

    def part(self, entry: Any, key: str) -> Place:
        """One entry of a list or mapping within this one, which errors name by this one's code."""
        if not isinstance(entry, dict):
            raise self.wrong(key, f"{key} must hold entries with keys, found {entry!r}")
        place = Place(self.path, entry)
        place.code = self.code
        return place

    def wrong(self, needle: str, what: str) -> SetupError:
        """The error `what` at the first line of this entry that holds `needle`."""
        code = self.code
        lines = self.path.read_text("utf-8").splitlines()
        first = next((n for n, line in enumerate(lines) if isinstance(code, str) and f"code: {code}" in line), 0)
        at = next((n for n, line in enumerate(lines[first:], first + 1) if needle in line), first + 1)
        return SetupError(what, where=f"{self.path}, line {at}", remedy="correct it in the file")


def check_collisions(catalogue: Catalogue, folder: Path) -> None:
    """Refuse a word that names two indicators, units, sectors, ecosystems or places, or a code that stands nowhere."""
    tables: dict[str, Iterable[Any]] = {
        "indicators": catalogue.indicators.values(),
        "units": catalogue.units.values(),
        "sectors": catalogue.sectors.values(),
        "ecosystems": catalogue.ecosystems.values(),
        "geographies": catalogue.geographies.values(),
    }
    for table, records in tables.items():
        _check_words(folder / f"{table}.yml", ((record.code, record.words) for record in records))
    for indicator in catalogue.indicators.values():
        if indicator.refines is not None and indicator.refines not in catalogue.indicators:
            raise refuse(folder / "indicators.yml", indicator.refines, f"no indicator {indicator.refines!r} to refine")
        if indicator.nature not in (None, "actual", "target", "forecast", "estimate"):
            raise refuse(folder / "indicators.yml", indicator.nature, f"there is no nature {indicator.nature!r}")
        for unit in indicator.units:
            if unit != "money" and unit not in catalogue.units:
                raise refuse(folder / "indicators.yml", unit, f"{indicator.code} names the unknown unit {unit!r}")
    sectors = [("ecosystems.yml", record.sector) for record in catalogue.ecosystems.values()]
    sectors += [("plans.yml", record.sector) for record in catalogue.plans.values() if record.sector is not None]
    for file, sector in sectors:
        if sector not in catalogue.sectors:
            raise refuse(folder / file, f"sector: {sector}", f"there is no sector {sector!r}")


def _check_words(path: Path, records: Iterable[tuple[str, Words]]) -> None:
    meant: dict[tuple[str, str], str] = {}
    for code, by_language in records:
        for language, words in by_language.items():
            for word in words:
                other = meant.setdefault((language, fold_word(word)), code)
                if other != code:
                    raise refuse(path, word, f"the word {word!r} ({language}) names both {other} and {code}")
