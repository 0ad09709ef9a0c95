"""Reading the catalogue from its YAML files, strictly: a typo stops with its file and line."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from flows.catalogue.checks import Place, check_collisions, refuse
from flows.catalogue.limits import check_limits, read_limits
from flows.catalogue.plans import check_plans, read_plan
from flows.catalogue.reconciliation import check_reconciliation, read_reconciliation
from flows.catalogue.records import (
    AmbiguousCurrency,
    Catalogue,
    Contraction,
    Ecosystem,
    Geography,
    Indicator,
    Magnitude,
    Plan,
    Sector,
    SourceClass,
    Unit,
)
from flows.catalogue.sources import check_sources, read_source_class
from flows.errors import SetupError

OPTIONAL = {"flow", "accumulates", "rate", "signed", "sector", "general", "share", "refines", "scope", "nature"}
RECONCILING = "reconciliation.yml"
UNREAD = {"sources.yml", RECONCILING}  # no text is read by these: changing them reads nothing again
FOLDER = Path(__file__).resolve().parent
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Coded = TypeVar("Coded", Indicator, Unit, Sector, Ecosystem, Geography, Plan, SourceClass)


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """The catalogue in `folder` (the one shipped by default), read once and kept.

    Raises SetupError with file and line for invalid YAML, a missing or unknown key, a value of the wrong type, a code
    told twice or unknown, or a word that names two things.
    """
    return _load((folder or FOLDER).resolve())


@functools.lru_cache(maxsize=8)
def _load(folder: Path) -> Catalogue:
    units, language_words = _file(folder / "units.yml"), _language_words(folder)
    if not isinstance(units, dict) or set(units) != {"units", "ambiguous", "contracted", "magnitudes"}:
        raise SetupError("must hold units, ambiguous, contracted and magnitudes", where=str(folder / "units.yml"))
    path = folder / "units.yml"
    catalogue = Catalogue(
        indicators=_coded(folder / "indicators.yml", _indicator),
        units=_by_code(path, _records(path, units["units"], _unit)),
        ambiguous_currencies=tuple(_records(path, units["ambiguous"], _ambiguous)),
        contractions=tuple(_records(path, units["contracted"], _contraction)),
        magnitudes=tuple(_records(path, units["magnitudes"], _magnitude)),
        sectors=_coded(folder / "sectors.yml", _sector),
        ecosystems=_coded(folder / "ecosystems.yml", _ecosystem),
        geographies=_coded(folder / "geographies.yml", _geography),
        plans=_coded(folder / "plans.yml", read_plan),
        sources=_coded(folder / "sources.yml", read_source_class),
        limits=read_limits(folder / "limits.yml", _file(folder / "limits.yml")),
        reconciliation=read_reconciliation(folder / RECONCILING, _file(folder / RECONCILING)),
        confidence=_weights(folder / "confidence.yml"),
        language_words=language_words,
        fingerprint=_fingerprint(folder),
    )
    check_collisions(catalogue, folder)
    check_limits(catalogue, folder / "limits.yml")
    check_sources(catalogue, folder / "sources.yml")
    check_reconciliation(catalogue, folder / RECONCILING)
    check_plans(catalogue, folder / "plans.yml")
    return catalogue


def _file(path: Path) -> Any:
    try:
        return yaml.load(path.read_bytes(), Loader=Loader)  # noqa: S506 - a safe loader
    except OSError:
        raise SetupError("the catalogue lacks this file", where=str(path)) from None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SetupError(f"not valid YAML: {getattr(error, 'problem', error)}", where=f"{path}{line}") from None


def _coded(path: Path, build: Callable[[Place], Coded]) -> Mapping[str, Coded]:
    return _by_code(path, _records(path, _file(path), build))


def _records(path: Path, entries: Any, build: Callable[[Place], Any]) -> list[Any]:
    if not isinstance(entries, list):
        raise SetupError("must be a list of entries, each with its keys", where=str(path))
    return [build(Place(path, entry)) for entry in entries]


def _by_code(path: Path, records: list[Coded]) -> Mapping[str, Coded]:
    known: dict[str, Coded] = {}
    for record in records:
        if record.code in known:
            raise refuse(path, record.code, f"the code {record.code!r} is told twice")
        known[record.code] = record
    return known


def _language_words(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    expected = set(_file(FOLDER / "words_fr.yml"))
    found = {}
    for path in sorted(folder.glob("words_*.yml")):
        words = _file(path)
        if not isinstance(words, dict) or set(words) != expected:
            wrong = sorted(map(str, set(words or ()) ^ expected))
            raise refuse(path, wrong[0], f"unknown or missing key: {', '.join(wrong)}")
        found[path.stem.removeprefix("words_")] = words
    return found


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.glob("*.yml") if path.name not in UNREAD):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _indicator(place: Place) -> Indicator:
    place.only({"code", "label", "definition", "units", "words", "verbs", "implied", "qualifiers"} | OPTIONAL)
    return Indicator(
        code=place.text("code"),
        label=place.label("en"),
        label_fr=place.label("fr"),
        definition=place.text("definition"),
        units=place.texts("units"),
        flow=place.flag("flow"),
        accumulates=place.flag("accumulates"),
        rate=place.flag("rate"),
        signed=place.flag("signed"),
        sector=place.optional("sector"),
        general=place.words("general"),
        share=place.optional("share"),
        refines=place.optional("refines"),
        scope=place.optional("scope"),
        nature=place.optional("nature"),
        words=place.words("words"),
        verbs=place.words("verbs"),
        implied=place.words("implied"),
        qualifiers=place.words("qualifiers"),
    )


def _unit(place: Place) -> Unit:
    place.only({"code", "label", "kind", "symbols", "general", "words"})
    return Unit(
        code=place.text("code"),
        label=place.text("label"),
        kind=place.text("kind"),
        symbols=place.texts("symbols"),
        general=frozenset(place.texts("general")) if "general" in place.entry else frozenset(),
        words=place.words("words"),
    )


def _weights(path: Path) -> dict[str, float]:
    """The log-odds that each kind of evidence adds to a claim's confidence."""
    place = Place(path, _file(path))
    weights = {name: place.get(name, float) for name in place.entry}
    if "base" not in weights:
        raise refuse(path, "", "the weight of the base is missing")
    return weights


def _ambiguous(place: Place) -> AmbiguousCurrency:
    place.only({"words", "units"})
    return AmbiguousCurrency(words=place.words("words"), units=dict(place.get("units", dict)))


def _contraction(place: Place) -> Contraction:
    place.only({"word", "factor", "units"})
    return Contraction(
        word=place.get("word", str), factor=float(place.get("factor", int)), units=dict(place.get("units", dict))
    )


def _magnitude(place: Place) -> Magnitude:
    place.only({"factor", "words", "symbols"})
    return Magnitude(factor=float(place.get("factor", int)), words=place.words("words"), symbols=place.texts("symbols"))


def _sector(place: Place) -> Sector:
    place.only({"code", "label", "definition", "words"})
    return Sector(*_labelled(place), words=place.words("words"))


def _ecosystem(place: Place) -> Ecosystem:
    place.only({"code", "label", "definition", "sector", "words"})
    return Ecosystem(*_labelled(place), sector=place.text("sector"), words=place.words("words"))


def _labelled(place: Place) -> tuple[str, str, str, str]:
    return place.text("code"), place.label("en"), place.label("fr"), place.text("definition")


def _geography(place: Place) -> Geography:
    place.only({"code", "label", "words"})
    return Geography(code=place.text("code"), label=place.text("label"), words=place.words("words"))
