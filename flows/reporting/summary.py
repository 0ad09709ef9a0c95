"""What `barometre run` ends with: what was read and refused, the main figures, where they lie, what to do next."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

from flows.reporting.table import counted, number, render
from flows.settings import load_settings
from flows.storage.query import Result, query
from flows.storage.release import current_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.errors import Quarantined
    from flows.orchestration import Report
    from flows.settings import Settings

_WIDTH = 118
_REFUSALS_SHOWN = 12
_FIGURES_SHOWN = 12
_WHOLE_FROM = 1000  # no estimate of so many jobs is good to a tenth of one


def summary(settings: Settings, reports: Sequence[Report]) -> str:
    """The summary of a run, from the reports of its flows and the current release."""
    return "\n".join(_lines(settings, reports))


def _lines(settings: Settings, reports: Sequence[Report]) -> Iterator[str]:
    yield ""
    for step in (step for report in reports for step in report.steps or (report,)):
        yield f"{step.flow.replace('_', ' '):<16}{step.message}"
    yield from _notes([detail for report in reports for detail in report.details])
    yield from _kept_out([item for report in reports for item in report.quarantined], settings)
    if current_release(settings) is not None:
        yield from _latest(settings)
        yield from _targets(settings)
        yield from _places(settings)


def _notes(details: Sequence[str]) -> Iterator[str]:
    if details:
        yield ""
        yield "Notes"
        yield from (f"  {detail}" for detail in details)


def _kept_out(quarantined: Sequence[Quarantined], settings: Settings) -> Iterator[str]:
    if not quarantined:
        return
    yield ""
    yield f"Kept out ({len(quarantined)})"
    for item in quarantined[:_REFUSALS_SHOWN]:
        yield f"  {item.where}: {item.reason}"
        if item.remedy:
            yield f"      → {item.remedy}"
    if len(quarantined) > _REFUSALS_SHOWN:
        yield f"  and {len(quarantined) - _REFUSALS_SHOWN} more: {_command(settings, 'status')}"


def _latest(settings: Settings) -> Iterator[str]:
    """The latest level of each indicator of a sector as a whole, those most publishers speak of first."""
    found = query(
        settings,
        f"""
        SELECT sector, label_en, period_end, value, unit, status, source_type, independent_sources, disputed
        FROM kpi JOIN indicator USING (indicator)
        WHERE measure = 'level' AND nature IN ('actual', 'estimate') AND sector IS NOT NULL AND ecosystem IS NULL
            AND subject IS NULL AND coalesce(scope, 'sector') = 'sector' AND period_end IS NOT NULL
            AND NOT coalesce(flow AND date_diff('month', period_start, period_end + 1) < 12, false)
        QUALIFY row_number() OVER (
            PARTITION BY sector, indicator, geography, unit, source_type
            ORDER BY period_end DESC, independent_sources DESC, observation_id
        ) = 1
        ORDER BY
            sum(independent_sources) OVER (PARTITION BY sector, indicator) DESC, sector, label_en, period_end DESC,
            source_type, value DESC
        LIMIT {_FIGURES_SHOWN}
        """,  # noqa: S608  # a number of ours
    ).records()
    rows = [
        (
            row["sector"],
            row["label_en"],
            str(row["period_end"].year),
            f"{_amount(row['value'])} {row['unit']}",
            _source(row),
            "disputed" if row["disputed"] else "",
        )
        for row in found
    ]
    yield from _table("Latest figures", ("sector", "indicator", "year", "value", "source", ""), rows)


def _targets(settings: Settings) -> Iterator[str]:
    progress = query(
        settings,
        """
        SELECT DISTINCT
            sector, label_en, measure, year(horizon) AS by_year, target_value, unit, achieved_value,
            achieved_period_end, ratio, yearly_pace, comparable
        FROM target_progress JOIN indicator USING (indicator)
        WHERE sector IS NOT NULL AND ecosystem IS NULL
        ORDER BY by_year, sector, label_en, measure, target_value
        """,
    ).records()
    rows = [
        (
            row["sector"],
            row["label_en"],
            row["measure"],
            str(row["by_year"]),
            f"{_amount(row['target_value'])} {row['unit']}",
            f"{_amount(row['achieved_value'])} ({row['achieved_period_end'].year})",
            "" if row["ratio"] is None else f"{row['ratio']:.0%}",
            _amount(row["yearly_pace"]) if row["yearly_pace"] else "",
        )
        for row in progress
        if row["comparable"]
    ]
    yield from _table(
        "Targets", ("sector", "indicator", "measure", "by", "target", "achieved", "ratio", "a year to go"), rows
    )
    apart = sum(not row["comparable"] for row in progress)
    if apart:
        query_why = '"FROM target_progress WHERE NOT comparable"'
        yield f"{counted(apart, 'target')} can't be compared yet; why: {_command(settings, f'sql {query_why}')}"


def _places(settings: Settings) -> Iterator[str]:
    totals = query(
        settings,
        """
        SELECT
            (SELECT count(*) FROM kpi) AS kpis,
            (SELECT count(*) FROM kpi WHERE disputed) AS disputed,
            (SELECT count(*) FROM conflict) AS conflicts,
            (
                SELECT count(*) FROM claim JOIN document USING (document_id)
                WHERE indicator IS NULL AND withdrawn_on IS NULL
            ) AS unnamed
        """,
    ).records()[0]
    release = current_release(settings)
    yield ""
    yield (
        f"{counted(totals['kpis'], 'KPI')}, {totals['disputed']} of them disputed"
        f" ({counted(totals['conflicts'], 'conflict')});"
        f" {counted(totals['unnamed'], 'figure')} without a known indicator kept for review"
    )
    yield f"  warehouse   {settings.published}"
    yield f"  release     {release}"
    if release is not None:
        yield f"  extracts    {settings.extracts / release.stem}"
    yield f"  validation  {settings.validation / 'index.html'}"
    yield ""
    yield f"Next: {_command(settings, 'explain export_revenue --period 2018')}"


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        yield render(Result(columns, rows), "table", width=_WIDTH).rsplit("\n\n", 1)[0]


def _source(row: dict[str, Any]) -> str:
    if row["source_type"] == "survey":
        return "survey"
    return f"press, {counted(row['independent_sources'], 'publisher')}"


def _amount(value: float) -> str:
    for scale, name in ((1e9, " billion"), (1e6, " million")):
        if abs(value) >= scale:
            return f"{number(round(value / scale, 3))}{name}"
    return number(round(value) if abs(value) >= _WHOLE_FROM else value)


def _command(settings: Settings, arguments: str) -> str:
    """A command as it can be typed here: with the way to the program and to the project where they are needed."""
    program = "barometre" if shutil.which("barometre") else os.path.relpath(sys.argv[0])
    named = load_settings().home == settings.home
    return f"{program} {arguments}" + ("" if named else f" --home {settings.home}")
