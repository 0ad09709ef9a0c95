"""What can't be right in a codebook although each entry is well-formed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flows.catalogue import load_catalogue
from flows.declared.mistakes import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.declared.located_yaml import Entry
    from flows.survey.codebook.codebook import Calibration, Codebook, Margin, Variable

    Contradiction = tuple[Entry, str, str | None]

MADE_BY_THE_READER = frozenset({"source_row", "response_id", "problem", "weight"})
SUFFIX_OF_REASONS = "__missing"
FIT_STATISTICS = {  # by the type of the variable
    "text": (),
    "date": (),
    "yes_no": ("total", "mean", "count", "share", "ratio", "change", "growth_rate"),
    "choice": ("count", "share"),
    "multiple": ("count", "share"),
}

FIT_AGGREGATES = {  # the types that the answer of a response may have; `first` leaves it as it is
    "total": ("number", "integer"),
    "count": ("integer",),
    "mean": ("number",),
    "min": ("number", "integer", "date"),
    "max": ("number", "integer", "date"),
}


def contradictions(codebook: Codebook) -> Iterator[Contradiction]:
    """Entries that can't be right together: the entry, what is wrong, the remedy."""
    yield from _unknown_names(codebook)
    yield from _unknown_codes(codebook)
    yield from _unfit_roles(codebook)
    for name, variable in codebook.variables.items():
        yield from _in_the_variable(name, variable)
        yield from _in_its_aggregate(name, variable)
        yield from _in_its_statistics(name, variable, codebook)
    yield from _misfits_of_the_frame(codebook)
    yield from _misfits_of_the_margins(codebook)


def _unknown_names(codebook: Codebook) -> Iterator[Contradiction]:
    known = list(codebook.variables)
    for entry, name in _references(codebook):
        if name not in known:
            yield entry, f"{_told(entry)} is {name!r}, which is no variable of this codebook", did_you_mean(name, known)
    for name in known:
        if name in MADE_BY_THE_READER or name.endswith(SUFFIX_OF_REASONS):
            yield ("variables", name), f"{name} is a column that the reader adds", "give the variable another name"
        if not re.fullmatch(r"\w+", name):
            yield ("variables", name), f"{name!r} is no name for a variable", "use letters, digits and underscores"


def _references(codebook: Codebook) -> Iterator[tuple[Entry, str]]:
    """Everything that must name a variable."""
    yield ("key",), codebook.key
    for role, name in codebook.roles.named:
        yield ("roles", role), name
    for entry in ("psu", "fpc", "ssu", "ssu_fpc"):
        name = getattr(codebook.design, entry)
        if isinstance(name, str):
            yield ("design", entry), name
    for place, table in enumerate(codebook.tables or []):
        for name in table:
            if not getattr(codebook.roles, name, None):
                yield ("tables", place), name
    calibration = codebook.calibration
    for place, margin in enumerate(calibration.margins if calibration else []):
        yield from ((("calibration", "margins", place, "by"), name) for name in margin.by)
    yield from ((("calibration", "totals", name), name) for name in (calibration.totals if calibration else {}))
    for name, variable in codebook.variables.items():
        if variable.ratio_to:
            yield ("variables", name, "ratio_to"), variable.ratio_to


def _told(entry: Entry) -> str:
    return str(next(step for step in reversed(entry) if isinstance(step, str)))


def _unknown_codes(codebook: Codebook) -> Iterator[Contradiction]:
    """Codes that the catalogue doesn't have: their figures would stand alone, beside those of the right code."""
    catalogue = load_catalogue()
    named: list[tuple[Entry, str | None, Iterable[str]]] = [(("sector",), codebook.sector, catalogue.sectors)]
    for name, variable in codebook.variables.items():
        named.append((("variables", name, "indicator"), variable.indicator, catalogue.indicators))
        if not re.fullmatch("[A-Z]{3}", variable.unit or "MAD"):  # a currency of ISO 4217 needs no entry
            named.append((("variables", name, "unit"), variable.unit, catalogue.units))
    for entry, code, known in named:
        if code is not None and code not in known:
            yield entry, f"{entry[-1]} is {code!r}, which the catalogue doesn't have", did_you_mean(code, list(known))


def _unfit_roles(codebook: Codebook) -> Iterator[Contradiction]:
    for role, name in codebook.roles.named:
        fit = ("number", "integer") if role == "weight" else ("choice", "text", "integer", "yes_no")
        fit = ("choice", "text") if role in ("ecosystem", "size_class", "city") else fit
        if name in codebook.variables and codebook.variables[name].type not in fit:
            yield ("roles", role), f"{name} is no {' or '.join(fit)} and can't be the {role}", None


def _in_the_variable(name: str, variable: Variable) -> Iterator[Contradiction]:
    entry = ("variables", name)
    if variable.type in ("choice", "multiple") and not variable.values:
        yield entry, f"the choice {name} has no values", "add `values:` with each code and its spellings"
    if variable.type == "yes_no" and not set(variable.values) <= {"yes", "no"}:
        yield (*entry, "values"), f"the values of {name} are yes and no", "write `values: {yes: ..., no: ...}`"
    if variable.columns and (variable.type != "multiple" or not set(variable.columns) <= set(variable.values)):
        yield (*entry, "columns"), f"`columns` names a column for each value of a multiple choice, not of {name}", None
    if variable.confidential and variable.indicator:
        yield (*entry, "indicator"), f"{name} is confidential and can't be an indicator", "remove one of the two"
    if variable.min is not None and variable.max is not None and variable.min > variable.max:
        yield (*entry, "min"), f"the min of {name} is above its max", None


def _in_its_aggregate(name: str, variable: Variable) -> Iterator[Contradiction]:
    fit = FIT_AGGREGATES.get(variable.aggregate)
    if variable.sheet and fit and variable.type not in fit:
        what = f"{name} is a {variable.type}, and its {variable.aggregate} over a response's rows is none"
        yield ("variables", name), what, f"make it {' or '.join(fit)}, or name another `aggregate:`"


def _in_its_statistics(name: str, variable: Variable, codebook: Codebook) -> Iterator[Contradiction]:
    entry = ("variables", name)
    fit = FIT_STATISTICS.get(variable.type)
    for statistic in variable.statistics:
        if fit is not None and statistic not in fit:
            yield (
                (*entry, "statistics"),
                f"{name} is a {variable.type}: it has no {statistic}",
                f"it may have {', '.join(fit)}" if fit else "remove its statistics",
            )
    needs_unit = any(statistic not in ("count", "share") for statistic in variable.statistics)
    if needs_unit and not variable.unit:
        yield entry, f"{name} has statistics and no unit", "add `unit:`, for example MAD, jobs or companies"
    if "ratio" in variable.statistics and not variable.ratio_to:
        yield entry, f"{name} has a ratio and nothing to divide by", "name another variable with `ratio_to:`"
    if {"change", "growth_rate"} & set(variable.statistics) and not codebook.previous:
        yield entry, f"{name} has a change and no wave before", "name the folder of that wave with `previous:`"


def _misfits_of_the_frame(codebook: Codebook) -> Iterator[Contradiction]:
    strata = codebook.strata
    for name, counts in (("population", codebook.frame), ("invited", codebook.asked)):
        for stratum, count in counts.items():
            if count < 0:
                yield (name, *stratum), f"the {name} of {'/'.join(stratum)} is negative", None
            if len(stratum) != len(strata) and (stratum or name == "population"):
                yield (name, *stratum), _shape(name, strata), "see roles: stratum, or ecosystem and size_class"
                break
            yield from _unknown_values(codebook, (name,), strata[: len(stratum)], stratum)


def _misfits_of_the_margins(codebook: Codebook) -> Iterator[Contradiction]:
    calibration = codebook.calibration
    if calibration is None:
        return
    entry: Entry = ("calibration",)
    for what, remedy in _misfits_of_the_method(calibration):
        yield entry, what, remedy
    for name in calibration.totals:
        if name in codebook.variables and codebook.variables[name].type not in ("number", "integer", "yes_no"):
            yield (*entry, "totals", name), f"{name} is no number: it has no total", "give its counts under `margins:`"
    for place, margin in enumerate(calibration.margins):
        yield from _misfits_of_a_margin(codebook, margin, (*entry, "margins", place))


def _misfits_of_the_method(calibration: Calibration) -> Iterator[tuple[str, str]]:
    """What a way of calibrating can't do: what is wrong, the remedy."""
    method, margins = calibration.method, len(calibration.margins)
    if method == "poststratification" and margins != 1:
        yield "post-stratification needs one margin", "give one, by two variables if need be, or use raking"
    if method == "raking" and not margins:
        yield "raking needs margins", "give them under `margins:`"
    if method == "ratio" and (len(calibration.totals) != 1 or margins):
        yield "ratio needs one known total, and knows no margins", "give one under `totals:`, or use linear"
    if method in ("poststratification", "raking") and calibration.totals:
        yield f"{method} knows no totals of variables", "use `method: linear`"
    if method != "linear" and calibration.firms is not None:
        yield f"{method} knows no number of all firms", "use `method: linear`, or leave `firms:` out"
    if method == "linear" and not (margins or calibration.firms or calibration.totals):
        yield "linear calibration needs something known", "give `margins:`, `firms:` or `totals:`"


def _misfits_of_a_margin(codebook: Codebook, margin: Margin, entry: Entry) -> Iterator[Contradiction]:
    for key, count in margin.flat.items():
        if len(key) != len(margin.by):
            yield entry, f"counts must be given by {' and then '.join(margin.by)}", None
            return
        if count < 0:
            yield (*entry, "counts", *key), f"the count of {'/'.join(key)} is negative", None
        yield from _unknown_values(codebook, (*entry, "counts"), tuple(margin.by), key)


def _unknown_values(
    codebook: Codebook, entry: Entry, names: tuple[str, ...], key: tuple[str, ...]
) -> Iterator[Contradiction]:
    for name, value in zip(names, key, strict=True):
        values = list(codebook.variables[name].values) if name in codebook.variables else []
        if values and value not in values:
            yield (*entry, *key), f"{entry[-1]}: {value!r} is no value of {name}", did_you_mean(value, values)


def _shape(name: str, strata: tuple[str, ...]) -> str:
    if not strata:
        return f"{name} is given by stratum, but no role says what the strata are"
    return f"{name} must be given by {' and then '.join(strata)}"
