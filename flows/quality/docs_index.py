"""The index of the Data Docs: what each gate last found in each table, the worst first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml.html.builder import E  # type: ignore[import-untyped]  # lxml carries no types

from flows.quality.pages import STATUS, document, status

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml carries no types

    from flows.quality.gate import GateResult

SUMMARY = "barometre"  # where a stored result's meta holds what the index tells of it
COUNTS = ("passed", "failed", "warning", "errored")
HEADINGS = ("Status", "Gate", "Table", "Rows", "Expectations", "Passed", "Failed", "Warnings", "Not checked", "When")
ABOUT = (
    "Tables pass two gates. Gate “rows” looks at what comes in: a row that breaks an expectation is kept out, in "
    "quarantine, with its reason. Gate “release” looks at all tables of a release: when one expectation is broken, "
    "nothing is published and the previous release stays. An expectation that could not be checked (a column that "
    "isn’t there, say) lets nothing pass; a warning stops nothing."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One table at one gate. `page` is that of the result, relative to the index, `suite` that of its
    expectations, each None when it could not be rendered; `counts` are checks by status."""

    gate: str
    table: str
    rows: int
    counts: Mapping[str, int]
    when: str
    page: str | None
    suite: str | None

    @property
    def status(self) -> str:
        return next((name for name in STATUS if self.counts[name]), "passed")


def summary(result: GateResult) -> dict[str, int]:
    """What a stored result must say of `result` for the index, as JSON."""
    passed = sum(check.outcome == "passed" for check in result.checks)
    counted = (passed, len(result.failed), len(result.warnings), len(result.errored))
    return {"rows": result.rows, **dict(zip(COUNTS, counted, strict=True))}


def write_index(docs: Path, results: Path) -> None:
    """Write `docs/index.html` from the results that are stored below `results/<table>/<gate>/<time>/`."""
    lines = sorted(_lines(docs, results), key=lambda line: (list(STATUS).index(line.status), line.gate, line.table))
    heading = E.tr(*(E.th(name) for name in HEADINGS))
    table = E.table(E.thead(heading), E.tbody(*map(_row, lines)), {"class": "index"})
    page = document("Validation", E.h1("Validation"), E.p(ABOUT), E.p(_sentence(lines)), table)
    (docs / "index.html").write_text(page, "utf-8")


def moment(when: datetime) -> str:
    """A moment as pages tell it."""
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _lines(docs: Path, results: Path) -> Iterator[Line]:
    def rendered(page: Path) -> str | None:
        return page.as_posix() if (docs / page).exists() else None

    for path in results.glob("*/*/*/*.json"):
        meta = _meta(path)
        told = meta.get(SUMMARY)
        if told:
            yield Line(
                gate=meta["run_id"]["run_name"],
                table=path.stem,
                rows=told["rows"],
                counts={name: told[name] for name in COUNTS},
                when=moment(datetime.fromisoformat(meta["run_id"]["run_time"])),
                page=rendered(Path("validations", path.relative_to(results)).with_suffix(".html")),
                suite=rendered(Path("expectations", f"{path.stem}.html")),
            )


def _meta(path: Path) -> dict[str, Any]:
    """What a stored result says of itself: nothing when its writing was cut short."""
    try:
        meta: dict[str, Any] = json.loads(path.read_bytes()).get("meta", {})
    except ValueError:
        return {}
    return meta


def _sentence(lines: list[Line]) -> str:
    passed = sum(line.status in ("passed", "warning") for line in lines)
    return f"When each table was last checked, {passed} of {len(lines)} passed; the worst stand first."


def _row(line: Line) -> HtmlElement:
    numbers = (line.rows, sum(line.counts.values()), *(line.counts[name] for name in COUNTS))
    result = E.a(line.table, href=line.page) if line.page else line.table
    suite = [" ", E.a("suite", {"class": "aside"}, href=line.suite)] if line.suite else []
    return E.tr(
        E.td(status(line.status)),
        E.td(line.gate),
        E.td(result, *suite),
        *(E.td(f"{number:,}", {"class": "number" if number else "number none"}) for number in numbers),
        E.td(line.when),
    )
