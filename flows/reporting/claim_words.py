"""A claim in the words that people read: its value, its period, what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.reporting.table import number

if TYPE_CHECKING:
    from flows.catalogue import Catalogue
    from flows.claims import Claim

_SCALES = ((1e9, " billion"), (1e6, " million"))


def exact_value(claim: Claim) -> str:
    """The value in base units, with its hedge and the upper end of a range: more than 10 000, 5 to 7."""
    return _hedged(claim, *(number(value) for value in _ends(claim)))


def value_in_words(claim: Claim, catalogue: Catalogue) -> str:
    """The value with its unit: about 10 billion MAD, 5 to 7 %, rank 3, 2.8 times."""
    amount = _hedged(claim, *(_amount(value) for value in _ends(claim)))
    unit = catalogue.units.get(claim.unit)
    match unit.kind if unit else "":
        case "rank":
            return f"rank {amount}"
        case "multiple":
            return f"{amount} times"
        case "percent":
            return f"{amount} %"
    return f"{amount} {claim.unit}"


def period_in_words(claim: Claim) -> str:
    """The period as short as it can be told: 2018, 2014-2020, by 2020-12-31; empty when none is stated."""
    if claim.period_end is None:
        return f"from {claim.period_start}" if claim.period_start else ""
    if claim.period_start is None:
        return f"by {claim.period_end}"
    whole_years = claim.period_start.strftime("%m-%d") == "01-01" and claim.period_end.strftime("%m-%d") == "12-31"
    first, last = claim.period_start, claim.period_end
    if whole_years:
        return str(first.year) if first.year == last.year else f"{first.year}-{last.year}"
    return f"{first} to {last}" if first != last else f"on {last}"


def about(claim: Claim, catalogue: Catalogue) -> dict[str, str]:
    """What the figure is about, by the name of each property; only what is told."""
    sector = catalogue.sectors.get(claim.sector or "")
    ecosystem = catalogue.ecosystems.get(claim.ecosystem or "")
    geography = catalogue.geographies.get(claim.geography or "")
    told = {
        "Sector": sector.label if sector else claim.sector,
        "Ecosystem": f"{ecosystem.label} ({ecosystem.code})" if ecosystem else claim.ecosystem,
        "Geography": geography.label if geography else claim.geography,
        "Scope": claim.scope,
        "Subject": claim.subject,
    }
    return {name: value for name, value in told.items() if value}


def plain(code: str) -> str:
    """A code as words: growth_rate is growth rate."""
    return code.replace("_", " ")


def _ends(claim: Claim) -> list[float]:
    return [claim.value] if claim.value_high is None else [claim.value, claim.value_high]


def _hedged(claim: Claim, *ends: str) -> str:
    return f"{plain(claim.hedge)} {' to '.join(ends)}" if claim.hedge else " to ".join(ends)


def _amount(value: float) -> str:
    for scale, name in _SCALES:
        if abs(value) >= scale:
            return f"{number(value / scale)}{name}"
    return number(value)
