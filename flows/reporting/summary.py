"""What `barometre run` ends with: what was read and refused, the main figures, where they lie, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.reporting.table import number, render
from flows.storage.query import Result, query
from flows.storage.release import current_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.orchestration import Report
    from flows.settings import Settings

_WIDTH = 118
_REFUSALS_SHOWN = 12


def summary(settings: Settings, reports: Sequence[Report]) -> str:
    """The summary of a run, from the reports of its flows and the current release."""
    return "\n".join(_lines(settings, reports))


def _lines(settings: Settings, reports: Sequence[Report]) -> Iterator[str]:
    for report in reports:
        yield ""
        yield from report.message.split("; ")
    yield from _kept_out(reports)
    if current_release(settings) is None:
        return
    yield from _targets(settings)
    yield from _places(settings)


def _kept_out(reports: Sequence[Report]) -> Iterator[str]:
    quarantined = [item for report in reports for item in report.quarantined]
    if not quarantined:
        return
    yield ""
    yield f"Kept out ({len(quarantined)})"
    for item in quarantined[:_REFUSALS_SHOWN]:
        place = f", {item.place}" if item.place and item.place != item.source else ""
        yield f"  {item.source}{place}: {item.reason}"
    if len(quarantined) > _REFUSALS_SHOWN:
        yield f"  and {len(quarantined) - _REFUSALS_SHOWN} more: barometre status"


def _targets(settings: Settings) -> Iterator[str]:
    progress = query(
        settings,
        """
        SELECT
            label_en, measure, year(horizon) AS by_year, target_value, unit, achieved_value, achieved_period_end, ratio,
            reason
        FROM target_progress JOIN indicator USING (indicator)
        WHERE sector IS NOT NULL AND ecosystem IS NULL
        ORDER BY comparable DESC, horizon, label_en, measure
        """,
    ).records()
    if not progress:
        return
    rows = [
        (
            row["label_en"],
            row["measure"],
            str(row["by_year"]),
            f"{_amount(row['target_value'])} {row['unit']}",
            _achieved(row),
            "" if row["ratio"] is None else f"{row['ratio']:.0%}",
            row["reason"],
        )
        for row in progress
    ]
    yield ""
    yield "Targets and what is achieved"
    yield render(
        Result(("indicator", "measure", "by", "target", "achieved", "ratio", "how compared"), rows),
        "table",
        width=_WIDTH,
    ).rsplit("\n\n", 1)[0]


def _achieved(row: dict[str, Any]) -> str:
    if row["achieved_value"] is None:
        return ""
    return f"{_amount(row['achieved_value'])} ({row['achieved_period_end'].year})"


def _amount(value: float) -> str:
    for scale, name in ((1e9, " billion"), (1e6, " million")):
        if abs(value) >= scale:
            return f"{number(round(value / scale, 3))}{name}"
    return number(value)


def _places(settings: Settings) -> Iterator[str]:
    release = current_release(settings)
    counted = query(
        settings,
        """
        SELECT
            (SELECT count(*) FROM kpi) AS kpis,
            (SELECT count(*) FROM kpi WHERE disputed) AS disputed,
            (SELECT count(*) FROM conflict) AS conflicts,
            (SELECT count(*) FROM claim WHERE indicator IS NULL) AS unnamed
        """,
    ).records()[0]
    yield ""
    yield (
        f"{counted['kpis']} KPIs, {counted['disputed']} of them disputed ({counted['conflicts']} conflicts);"
        f" {counted['unnamed']} figures whose indicator is unknown are kept for review"
    )
    yield f"  warehouse   {settings.published}"
    yield f"  release     {release}"
    if release is not None:
        yield f"  extracts    {settings.extracts / release.stem}"
    yield f"  validation  {settings.validation / 'index.html'}"
    yield ""
    yield "Next: barometre explain export_revenue --period 2018"
