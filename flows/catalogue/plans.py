"""Reading and checking plans.yml: the plans whose targets are followed, and what was signed in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flows.catalogue.checks import Place, refuse
from flows.catalogue.records import MEASURES, Catalogue, Plan, PlanSource, PlanTarget
from flows.errors import SetupError

_SOURCE = {"by", "title", "publisher", "date", "url"}
_TARGET = {"indicator", "measure", "value", "unit", "source", "sector", "ecosystem", "base_year", "horizon", "note"}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def read_plan(place: Place) -> Plan:
    """The plan in one entry of the file. Raises SetupError, with file and line, for what is missing or unknown."""
    place.only({"code", "names", "owner", "sector", "geography", "start", "horizon", "base_year", "pillars", "note"}
               | {"sources", "targets"})  # fmt: skip
    sources = {name: _source(each) for name, each in _sources(place)}
    sector, base_year = place.optional("sector"), place.maybe("base_year", int)
    return Plan(
        code=place.text("code"),
        names=place.texts("names"),
        owner=place.text("owner"),
        sector=sector,
        geography=place.text("geography"),
        start=place.maybe("start", date),
        horizon=place.maybe("horizon", date),
        base_year=base_year,
        pillars=place.texts("pillars") if "pillars" in place.entry else (),
        note=place.optional("note"),
        targets=tuple(_target(each, sources, sector, base_year) for each in _parts(place, "targets")),
    )


def check_plans(catalogue: Catalogue, path: Path) -> None:
    """Refuse a target in a code that the catalogue doesn't have, or after its plan; a name of two plans."""
    _check_names(catalogue.plans, path)
    for plan in catalogue.plans.values():
        _known(path, plan.code, "geography", plan.geography, catalogue.geographies)
        for target in plan.targets:
            for kind, code, codes in (
                ("indicator", target.indicator, catalogue.indicators),
                ("unit", target.unit, catalogue.units),
                ("sector", target.sector, catalogue.sectors),
                ("ecosystem", target.ecosystem, catalogue.ecosystems),
                ("measure", target.measure, MEASURES),
            ):
                _known(path, plan.code, kind, code, codes)
            if target.horizon and plan.horizon and target.horizon > plan.horizon:
                raise _wrong(path, plan.code, str(target.horizon), f"a target of {plan.code} lies after its horizon")


def _source(place: Place) -> PlanSource:
    place.only(_SOURCE)
    return PlanSource(
        by=place.text("by"),
        title=place.text("title"),
        publisher=place.text("publisher"),
        published_at=_published(place),
        url=place.text("url"),
    )


def _target(place: Place, sources: Mapping[str, PlanSource], sector: str | None, base_year: int | None) -> PlanTarget:
    place.only(_TARGET)
    source = place.text("source")
    if source not in sources:
        raise place.wrong(source, f"there is no source {source!r} among those of its plan: {', '.join(sources)}")
    return PlanTarget(
        indicator=place.text("indicator"),
        sector=place.optional("sector") or sector,
        ecosystem=place.optional("ecosystem"),
        measure=place.text("measure"),
        value=float(place.get("value", int)),
        unit=place.text("unit"),
        base_year=place.maybe("base_year", int) or base_year,
        horizon=place.maybe("horizon", date),
        source=sources[source],
        note=place.optional("note"),
    )


def _published(place: Place) -> str | None:
    """A date as precise as it is known: YAML reads a day as a date, a year as a number, a month as text."""
    if "date" not in place.entry:
        return None
    text = str(place.entry["date"])
    if not _DATE.fullmatch(text):
        raise place.wrong("date", f"date is {text}; it must be YYYY-MM-DD, YYYY-MM or YYYY")
    return text


def _sources(place: Place) -> Iterator[tuple[str, Place]]:
    named: dict[str, Any] = place.maybe("sources", dict) or {}
    for name, entry in named.items():
        yield str(name), place.part(entry, str(name))


def _parts(place: Place, key: str) -> Iterator[Place]:
    for entry in place.maybe(key, list) or []:
        yield place.part(entry, key)


def _check_names(plans: Mapping[str, Plan], path: Path) -> None:
    told: dict[str, str] = {}
    for plan in plans.values():
        for name in plan.names:
            other = told.setdefault(name.lower(), plan.code)
            if other != plan.code:
                raise refuse(path, name, f"the name {name!r} names both {other} and {plan.code}")


def _known(path: Path, plan: str, kind: str, code: str | None, codes: Mapping[str, Any] | frozenset[str]) -> None:
    if code is not None and code not in codes:
        raise _wrong(path, plan, f"{kind}: {code}", f"{plan} has the unknown {kind} {code!r}")


def _wrong(path: Path, plan: str, needle: str, what: str) -> SetupError:
    return Place(path, {"code": plan}).wrong(needle, what)
