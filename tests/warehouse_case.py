"""Small readable tables in, a release made of them, small readable tables out.

A table is written as people draw it: a line of names, a line of dashes, and the rows; an empty cell is null.

    claim | publisher | published  | value | period
    ------+-----------+------------+-------+-------
    c1    | Herald    | 2019-04-30 | 10e9  | 2018

A `period` is a year (2018), years (2014-2018), days (2018-01-01..2018-06-30), a horizon (..2020-12-31) or nothing.
What a row does not say is as in CLAIM and ESTIMATE below; `captured` and `withdrawn` are the days on which its document
was first read (today) and went (never), `captured_on` the day on which an estimate was first loaded (today); `words`
and `after` stand around the figure in its sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import duckdb

from flows.catalogue import load_catalogue
from flows.catalogue.records import FROM_BASE
from flows.settings import Settings, load_settings
from flows.storage.loading import insert
from flows.storage.query import query
from flows.storage.reconciling import reconciling_lists
from flows.storage.release import build_release, publish
from flows.storage.staging import utc_now, write_staging

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flows.storage.query import Result

Row = dict[str, Any]

SERIES: Row = {"indicator": "export_revenue", "sector": "offshoring", "ecosystem": None, "geography": "MA"}
CLAIM: Row = SERIES | {
    "measure": "level",
    "nature": "actual",
    "value_high": None,
    "unit": "MAD",
    "hedge": None,
    "scope": "sector",
    "subject": None,
    "confidence": 0.9,
    "reason": "as the case says",
    "note": None,
    "extractor_version": "1",
}
ESTIMATE: Row = SERIES | {
    "raw_path": "data/raw/surveys/wave",
    "survey": "members",
    "wave": "2019",
    "variable": "exports",
    "statistic": "total",
    "size_class": None,
    "unit": "MAD",
    "standard_error": None,
    "ci_low": None,
    "ci_high": None,
    "respondents": 40,
    "population": 120.0,
    "obs_status": "A",
    "conf_status": "F",
    "method": "as the case says",
    "known_from": date(2019, 6, 1),
}
PLAN: Row = {
    "name": "Plan",
    "owner": "Ministry",
    "sector": "offshoring",
    "geography": "MA",
    "start_year": None,
    "pillars": [],
}
TARGET: Row = {
    "indicator": "export_revenue",
    "sector": "offshoring",
    "ecosystem": None,
    "measure": "level",
    "unit": "MAD",
    "said_by": "Ministry",
    "title": "The plan is signed",
    "publisher": "Herald",
    "published_at": "2016",
    "url": "https://example.org",
}
INDICATORS = {"export_revenue": True, "investment": True, "profit": True, "jobs": False, "direct_jobs": False}
"""Whether it is a flow."""


@dataclass(frozen=True)
class Case:
    """A project folder in which a release was published."""

    settings: Settings

    def ask(self, sql: str) -> Result:
        """Answer a query on the release."""
        return query(self.settings, sql)

    def shows(self, sql: str, expected: str) -> None:
        """Assert that the rows of `sql`, in any order, are those of the table `expected`, in the columns it names."""
        wanted = read(expected)
        names = [name.strip() for name in expected.strip().splitlines()[0].split("|")]
        found = [with_period(record) for record in self.ask(sql).records()]
        shown, expected_lines = (sorted(_line(row, names) for row in rows) for rows in (found, wanted))
        assert shown == expected_lines, "\n".join(["found", *shown, "in place of", *expected_lines])


def given(home: Path, claims: str = "", **others: str) -> Case:
    """A release of these claims, and of the other tables that `fill` knows."""
    settings = load_settings(home)
    fill(settings, claims, **others)
    publish(settings, build_release(settings, "r1"), "r1", "fingerprint")
    return Case(settings)


def fill(
    settings: Settings,
    claims: str = "",
    *,
    estimates: str = "",
    plans: str = "",
    targets: str = "",
    corrections: str = "",
) -> None:
    """Put claims, estimates and plans into the staging store, each claim with a document that states it.

    `targets` are what was signed, as the claims that tell it but for their `plan`; `corrections` set all fields of a
    claim that they name.
    """
    documents, stated = _documents_and_claims(read(claims))
    with write_staging(settings) as connection:
        _fill_indicators(connection)
        _fill_sources(connection)
        insert(connection, "document", documents)
        insert(connection, "claim", stated)
        insert(connection, "survey_estimate", [_known(ESTIMATE | dates(row)) for row in read(estimates)])
        planned = [PLAN | row for row in read(plans)]
        insert(connection, "plan", planned)
        insert(connection, "plan_name", [{"plan": row["plan"], "name": row["name"]} for row in planned])
        connection.execute("INSERT INTO yearly_word VALUES ('par an'), ('a year')")
        insert(connection, "plan_target", [_signed(row) for row in read(targets)])
        insert(connection, "correction", [_correction(row) for row in read(corrections)])


def read(text: str) -> list[Row]:
    """The rows of a table, each cell as what it looks like: null, a number, a date, true or false, or text."""
    lines = [line for line in text.strip().splitlines() if line.strip() and not re.fullmatch(r"[\s+-]+", line)]
    if not lines:
        return []
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [
        {name: cell if name == "period" else _cell(cell) for name, cell in zip(header, row, strict=True)}
        for row in rows
    ]


def dates(row: Row) -> Row:
    """`row` with the first and last day of its `period` in place of it."""
    period = row.pop("period", "")
    first, last = _bounds(period)
    return row | {"period_start": first, "period_end": last}


def with_period(row: Row) -> Row:
    """`row` with its `period` beside the first and last day of it."""
    if "period_end" not in row:
        return row
    return row | {"period": _written(row["period_start"], row["period_end"])}


def _cell(text: str) -> Any:
    if text in ("", "true", "false"):
        return {"": None, "true": True, "false": False}[text]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    try:
        return float(text)
    except ValueError:
        return text


def _bounds(period: str) -> tuple[date | None, date | None]:
    if not period:
        return None, None
    if ".." in period:
        first, last = period.split("..")
        return (date.fromisoformat(first) if first else None), date.fromisoformat(last)
    first, last = (period.split("-") * 2)[:2]
    return date(int(first), 1, 1), date(int(last), 12, 31)


def _written(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return f"..{last}" if last else ""
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
        return f"{first}..{last}"
    return f"{first.year}" if first.year == last.year else f"{first.year}-{last.year}"


def _line(row: Row, names: Iterable[str]) -> str:
    return " | ".join(f"{name} {_same(row[name])}" for name in names)


def _same(value: Any) -> Any:
    """Equal numbers in equal words, whatever their type."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 6)
    return "" if value is None else value


def _documents_and_claims(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """One document a claim, unless its `document` says otherwise."""
    texts: dict[str, str] = {}
    documents: dict[str, Row] = {}
    claims = []
    for row in map(dates, rows):
        key, quote = row.get("document") or f"document of {row['claim']}", f"{row['value']:.0f}"
        words = f"{said} " if (said := row.pop("words", None)) else ""
        sentence = " ".join(filter(None, [f"{words}{quote}", row.pop("after", None)]))
        start = len(texts.setdefault(key, "")) + len(words)
        texts[key] += f"{sentence}. "
        documents[key] = _document(key, row)
        place = {"document_id": key, "start": start, "end": start + len(quote), "quote": quote, "sentence": sentence}
        row.pop("document", None)
        claims.append(CLAIM | place | {"claim_id": row.pop("claim")} | row)
    return [row | {"text": texts[key], "characters": len(texts[key])} for key, row in documents.items()], claims


def _document(key: str, row: Row) -> Row:
    """The document of a claim, whose part of the row is taken out of it."""
    published: date | None = row.pop("published", date(2019, 4, 30))
    return {
        "document_id": key,
        "raw_path": f"data/raw/press_releases/{row.pop('file', None) or key}.txt",
        "publisher": row.pop("publisher", "Herald"),
        "published_at": published and published.isoformat(),
        "published_on": published,
        "captured_at": _morning(row.pop("captured", None)) or utc_now(),
        "withdrawn_at": _morning(row.pop("withdrawn", None)),
        "media_type": "text/plain",
    }


def _morning(day: date | None) -> datetime | None:
    return datetime.combine(day, time()) if day else None


def _signed(row: Row) -> Row:
    row = TARGET | dates(row)
    row["additional"] = row["measure"] in FROM_BASE
    return {"horizon" if name == "period_end" else name: row[name] for name in row if name != "period_start"}


def _correction(row: Row) -> Row:
    about = {"correction_id": row["claim"], "claim_id": row.pop("claim"), "document_id": "d", "quote": "q"}
    fields = [name for name in row if name not in ("corrected_on", "withdrawn")]
    return about | {"reason": "as the case says", "author": "the case", "fields": fields} | row


def _known(estimate: Row) -> Row:
    estimate = {"captured_on": utc_now().date()} | estimate
    return {"estimate_id" if name == "estimate" else name: value for name, value in estimate.items()}


def _fill_sources(connection: duckdb.DuckDBPyConnection) -> None:
    """Sources and words of the catalogue; whoever it doesn't list, as the Herald, is of the press."""
    for table, rows in reconciling_lists(load_catalogue()).items():
        connection.execute(f"DELETE FROM {table}")
        insert(connection, table, rows)


def _fill_indicators(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DELETE FROM indicator")
    insert(
        connection,
        "indicator",
        [
            {"indicator": code, "label_en": code, "label_fr": code, "definition": code, "flow": flow}
            | {"refines": "jobs" if code == "direct_jobs" else None}
            for code, flow in INDICATORS.items()
        ],
    )
