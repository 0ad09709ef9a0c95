"""Why a figure is what it is: the value, the sentences and estimates behind it, and those against it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from flows.errors import BarometreError
from flows.reporting import contradictions, corrections
from flows.reporting.table import number
from flows.storage.query import query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.settings import Settings


SERIES = (
    *("indicator", "measure", "nature", "sector", "ecosystem", "geography", "scope", "subject", "unit"),
    *("period_start", "period_end"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """Which observations are meant: of an indicator, and where given of a period (2018 or 2018-12-31), a sector, an
    ecosystem, a measure and a nature."""

    indicator: str
    period: str | None = None
    sector: str | None = None
    ecosystem: str | None = None
    measure: str | None = None
    nature: str | None = None


MEANT = """
    indicator = $indicator
    AND ($period IS NULL OR starts_with(period_end::VARCHAR, $period) OR starts_with(period_start::VARCHAR, $period))
    AND ($sector IS NULL OR sector = $sector)
    AND ($ecosystem IS NULL OR ecosystem = $ecosystem)
    AND ($measure IS NULL OR measure = $measure)
    AND ($nature IS NULL OR nature = $nature)
    """
"""What of kpi, or of a claim, belongs to a question."""


def explain(settings: Settings, question: Question) -> list[dict[str, Any]]:
    """The current observations that `question` means, each with its `evidence`, `conflicts` and `breaks` of its series.

    `corrected_away` are claims that were read as being of it, until a correction said otherwise. Where nothing but such
    claims is known, the value is null.

    Raises BarometreError, naming the known codes, when the indicator is none of the catalogue.
    """
    _require_known(settings, question.indicator)
    observations = query(
        settings,
        f"SELECT * FROM kpi WHERE {MEANT}"  # noqa: S608  # the condition above
        " ORDER BY period_end NULLS LAST, nature, measure, source_type, ecosystem NULLS FIRST",
        asdict(question),
    ).records()
    explained = [
        row
        | {
            "evidence": _evidence(settings, row["observation_id"]),
            "conflicts": contradictions.conflicts(settings, row["observation_id"]),
            "breaks": contradictions.breaks(settings, row["observation_id"]),
            "corrected_away": [],
        }
        for row in observations
    ]
    for claim in corrections.corrected_claims(settings, MEANT, asdict(question)):
        _place(claim, explained)
    return explained


def in_words(explained: list[dict[str, Any]]) -> str:
    """The answer of `explain`, to be read."""
    return "\n\n".join("\n".join(_paragraph(row)) for row in explained)


def _require_known(settings: Settings, indicator: str) -> None:
    known = [row[0] for row in query(settings, "SELECT indicator FROM indicator ORDER BY indicator").rows]
    if indicator not in known:
        raise BarometreError(f"there is no indicator {indicator!r}", remedy=f"known are {', '.join(known)}")


def _place(claim: dict[str, Any], explained: list[dict[str, Any]]) -> None:
    """Put a claim that was corrected away where it was read to be, as long as it is no evidence there."""
    correction, series = claim["correction"], {name: claim[name] for name in SERIES}
    if not (correction["withdrawn"] or correction["right"].keys() & series.keys()):
        return
    for row in explained:
        if row["source_type"] == "press" and all(row[name] == value for name, value in series.items()):
            if all(witness["claim_id"] != claim["claim_id"] for witness in row["evidence"]):
                row["corrected_away"].append(claim)
            return
    explained.append(
        series
        | {"source_type": "press", "value": None, "observation_id": None, "evidence": [], "conflicts": [], "breaks": []}
        | {"corrected_away": [claim]}
    )


def _evidence(settings: Settings, observation_id: str) -> list[dict[str, Any]]:
    witnesses = query(
        settings,
        """
        SELECT
            role, coalesce(claim.value, estimate.value) AS value, value_high,
            coalesce(claim.unit, estimate.unit) AS unit,
            hedge, quote, sentence, reason, note, confidence, publisher, published_at, url, raw_path,
            claim.start, claim."end", survey, wave, variable, statistic, standard_error, respondents, method,
            claim_id, estimate_id
        FROM evidence
        LEFT JOIN claim USING (claim_id)
        LEFT JOIN document USING (document_id)
        LEFT JOIN survey_estimate AS estimate USING (estimate_id)
        WHERE observation_id = ?
        ORDER BY role = 'disagrees', role <> 'shown', published_at, claim_id
        """,
        [observation_id],
    ).records()
    corrected = corrections.of_claims(settings, [witness["claim_id"] for witness in witnesses])
    return [witness | {"correction": corrected.get(witness["claim_id"])} for witness in witnesses]


def _paragraph(row: dict[str, Any]) -> Iterator[str]:
    where = [row["sector"], row["ecosystem"], row["geography"], row["scope"], row["subject"]]
    told = "no value" if row["value"] is None else _value(row)
    yield f"{row['indicator']}, {row['measure'].replace('_', ' ')}, {row['nature']}: {told}"
    yield f"  {_period(row)}; {', '.join(filter(None, where))}"
    if row["observation_id"]:
        sources = f"{_counted(row['sources'], 'source')} of {_counted(row['independent_sources'], 'publisher')}"
        yield f"  {'DISPUTED; ' if row['disputed'] else ''}{sources}, so since {row['known_from']}"
    for witness in row["evidence"]:
        yield from _witness(witness)
    yield from contradictions.in_words(row)
    for claim in row["corrected_away"]:
        yield f"  no longer: {_value(claim)}, {_publisher(claim)}"
        yield from _read(claim)


def _read(claim: dict[str, Any]) -> Iterator[str]:
    """The words of a claim, and what a correction says of how they were read."""
    yield f"    « {' '.join(claim['sentence'].split())} »"
    place = f"characters {claim['start']} to {claim['end']} of the text of {claim['raw_path']}"
    yield f"    “{' '.join(claim['quote'].split())}”, {place}"
    if claim["correction"]:
        yield from corrections.in_words(claim["correction"])


def _witness(witness: dict[str, Any]) -> Iterator[str]:
    if witness["estimate_id"]:
        yield f"  {witness['role']}: survey {witness['survey']}, wave {witness['wave']}: {witness['statistic']} of"
        yield f"    {witness['variable']} from {witness['respondents']} firms; {witness['method']}"
        return
    hedge = f"{witness['hedge'].replace('_', ' ')} " if witness["hedge"] else ""
    yield f"  {witness['role']}: {hedge}{_value(witness)}, {_publisher(witness)}"
    yield from _read(witness)
    yield f"    because {witness['reason']} (confidence {witness['confidence']:.2f})"
    if witness["note"]:
        yield f"    note: {witness['note']}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _publisher(witness: dict[str, Any]) -> str:
    return f"{witness['publisher'] or 'publisher unknown'}, {witness['published_at'] or 'undated'}"


def _value(row: dict[str, Any]) -> str:
    if row.get("standard_error"):
        return f"{number(round(row['value']))} {row['unit']} ± {number(round(row['standard_error']))} (standard error)"
    high = f" to {number(row['value_high'])}" if row.get("value_high") is not None else ""
    return f"{number(row['value'])}{high} {row['unit']}"


def _period(row: dict[str, Any]) -> str:
    start, end = row["period_start"], row["period_end"]
    if start is None:
        return f"by {end}" if end else "no period stated"
    return f"{start} to {end}" if end != start else f"on {end}"
