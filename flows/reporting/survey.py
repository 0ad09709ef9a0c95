"""What `barometre survey` shows: how an export is read, what the codebook makes of it, and the estimates."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from flows.errors import SetupError
from flows.reporting.table import render, screen_width
from flows.storage.query import Result
from flows.survey.answers.words import spelling
from flows.survey.codebook.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.exports.sheets import identifier, source
from flows.survey.exports.tools import tools

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flows.survey.answers.reading import Wave
    from flows.survey.exports.export import Column, Export, Sheet
    from flows.survey.exports.tools import Tool

REASONS = ("not_shown", "skipped", "refused", "dont_know", "not_applicable", "invalid")
KINDS_OF_PROBLEMS = 12
LONGEST = 60  # characters of a heading that are shown
OWN = "(the tool's own)"
COLUMNS_OF_A_FORM = {"type", "name"}
TOLD_ABOVE = ("degrees_of_freedom", "protection", "method")  # of the estimates, mostly the same for all
TOLD_BELOW = ("variable", "category", "statistic", "ecosystem", "size_class", "city", "domain", "value", "unit",
    "standard_error", "ci_low", "ci_high", "design_effect", "respondents", "population", "response_rate", "obs_status",
    "conf_status")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Description:
    """An export as it was recognised: `columns` with their place in it, `rows` of the first sheet, and what is to be
    known. With a codebook also what became of the responses, and of the answers to each variable."""

    source: str
    tool: str
    layout: str
    encoding: str | None
    sheets: list[dict[str, Any]]
    columns: list[dict[str, Any]]
    notes: list[str]
    responses: dict[str, int] | None = None
    problems: dict[str, int] | None = None
    variables: list[dict[str, Any]] | None = None


def describe(path: Path) -> Description:
    """What is recognised of the export `path`; of a folder with a codebook also what is mapped and what isn't.

    Raises DataRefused when it can't be read, SetupError when there is nothing at `path`.
    """
    if not path.exists():
        raise SetupError(
            "there is no such file or folder", where=str(path), remedy="name an export, or a wave's folder"
        )
    with tempfile.TemporaryDirectory() as scratch:
        return _wave(path, Path(scratch)) if path.is_dir() else _export(path, Path(scratch))


def draft(path: Path) -> str:
    """The text of a first codebook for the form, questionnaire or export `path`."""
    from flows.survey.drafting.drafts import draft as written

    if not path.is_file():
        what = "this is a folder" if path.is_dir() else "there is no such file"
        raise SetupError(what, where=str(path), remedy="name a form, a questionnaire or an export")
    with tempfile.TemporaryDirectory() as scratch:
        return written(path, Path(scratch), str(path))


def estimates(folder: Path, minimum_firms: int) -> Result:
    """The protected estimates of the wave in `folder`, as the table `survey_estimate` would hold them."""
    from flows.survey.answers.reading import read_wave
    from flows.survey.disclosure.disclosure import protect
    from flows.survey.estimation.estimation import estimate

    if not folder.is_dir():
        what = "this is a file" if folder.is_file() else "there is no such folder"
        raise SetupError(what, where=str(folder), remedy="name a folder with an export and its codebook.yml")
    with tempfile.TemporaryDirectory() as scratch:
        wave = read_wave(folder, folder.parent, Path(tempfile.mkdtemp(dir=scratch)))
        sound, before = wave.responses(), None
        if wave.codebook.previous:
            earlier = folder.parent / wave.codebook.previous
            before = read_wave(earlier, folder.parent, Path(tempfile.mkdtemp(dir=scratch))).responses()
        frame = protect(estimate(sound, before), sound, minimum_firms)
    plain = frame.astype(object).where(frame.notna(), None)
    return Result(tuple(map(str, frame.columns)), [tuple(row) for row in plain.itertuples(index=False, name=None)])


def estimates_in_words(answer: Result) -> str:
    """Estimates as people read them: what is the same for all above, and a table without what is empty."""
    records = answer.records()
    if not records:
        return "no estimates: no variable of the codebook has `statistics:`, or there is no sound response"
    first = records[0]
    place = ", ".join(filter(None, [first["sector"], first["geography"]]))
    lines = [
        f"{first['survey']}, wave {first['wave']}: {first['period_start']} to {first['period_end']}"
        + (f" ({place})" if place else "")
    ]
    for column in TOLD_ABOVE:
        told: dict[Any, dict[str, None]] = {}
        for record in records:
            if record[column] is not None:
                told.setdefault(record[column], {})[record["variable"]] = None
        for value, variables in told.items():
            whose = f" ({', '.join(variables)})" if len(told) > 1 else ""
            lines.append(f"  {column.replace('_', ' '):<18}  {_plain(value)}{whose}")
    shown = [{column: record[column] for column in TOLD_BELOW} for record in records]
    return "\n".join([*lines, "", _table(shown), "", f"{len(records)} estimates"])


def in_words(found: Description) -> str:
    """The description as people read it."""
    return "\n".join(_lines(found))


def as_record(found: Description) -> dict[str, Any]:
    """The description as programs read it."""
    return {name: value for name, value in asdict(found).items() if value is not None}


def _export(path: Path, scratch: Path) -> Description:
    from flows.survey.exports.opening import open_export

    export = open_export(path, scratch, where=str(path))
    return _described(export, {}, [_sheet(sheet) for sheet in export.sheets])


def _wave(folder: Path, scratch: Path) -> Description:
    from flows.survey.answers.reading import read_wave

    wave = read_wave(folder, folder.parent, scratch)
    described = _described(wave.export, wave.mapped, [_sheet(sheet) for sheet in wave.export.sheets])
    frame = wave.frame()
    kinds = Counter(_kind(problem) for problem in frame["problem"].dropna())
    kinds.update(row.reason for row in wave.refused)
    kept_out = int(frame["problem"].notna().sum()) + len(wave.refused)
    return replace(
        described,
        notes=list(wave.notes),
        responses={"rows": wave.rows_in, "sound": wave.rows_in - kept_out, "kept out": kept_out},
        problems=dict(kinds.most_common(KINDS_OF_PROBLEMS)),
        variables=_variables(wave),
    )


def _described(export: Export, mapped: Mapping[str, str], sheets: list[dict[str, Any]]) -> Description:
    tool = tools()[export.tool]
    columns = [
        {
            "place": place,
            "column": column.name,
            "code": column.code,
            "text": column.text,
            "choice": column.choice,
            "variable": mapped.get(column.name, OWN if _is_own(column, tool) else None),
        }
        for place, column in enumerate(export.sheets[0].columns, start=1)
    ]
    layout = tool.layouts[export.layout].title
    notes = list(export.notes)
    headings = {spelling(column.name) for column in export.sheets[0].columns}
    if tool.generic and headings.issuperset(COLUMNS_OF_A_FORM):
        notes.append("this looks like a form (XLSForm), not like its answers: barometre survey codebook reads it")
    return Description(export.source, tool.title, layout, export.encoding, sheets, columns, notes)


def _is_own(column: Column, tool: Tool) -> bool:
    return bool({spelling(column.name), spelling(column.code or "")} & set(map(spelling, tool.own)))


def _sheet(sheet: Sheet) -> dict[str, Any]:
    with duckdb.connect() as connection:
        try:
            ((rows,),) = connection.execute(f"SELECT count(*) FROM {source(sheet)}").fetchall()  # noqa: S608
        except duckdb.InvalidInputException:
            rows = None  # no regular CSV: reading the wave sets broken rows aside
    return {"sheet": sheet.name, "rows": rows, "columns": len(sheet.columns), "broken": len(sheet.broken)}


def _kind(problem: str) -> str:
    """A problem without the cell that it was found in."""
    return re.sub(r"(?<=: )['\"].*['\"] (?=is )", "an answer ", problem.partition("; ")[0])


def _variables(wave: Wave) -> list[dict[str, Any]]:
    """Of each variable how many sound responses have an answer, and why the others have none."""
    names = list(wave.codebook.variables)
    told = [f"count({identifier(name)})" for name in names]
    for name in names:
        missing = f"{identifier(name + SUFFIX_OF_REASONS)}::VARCHAR"
        told += [f"count(*) FILTER ({missing} = '{reason}')" for reason in REASONS]
    with duckdb.connect() as connection:
        (counts,) = connection.execute(f"SELECT {', '.join(told)} FROM {wave.responses().sound}").fetchall()  # noqa: S608
    found = []
    for place, (name, variable) in enumerate(wave.codebook.variables.items()):
        first = len(names) + place * len(REASONS)
        described = {"variable": name, "type": variable.type, "column": variable.heading, "answered": counts[place]}
        found.append(described | dict(zip(REASONS, counts[first : first + len(REASONS)], strict=True)))
    return found


def _lines(found: Description) -> Iterator[str]:
    yield found.source
    yield f"  read as    {found.tool}, {found.layout}" + (f"; {found.encoding}" if found.encoding else "")
    for sheet in found.sheets:
        broken = f", {sheet['broken']} of them broken" if sheet["broken"] else ""
        rows = (
            "rows unknown: no regular CSV"
            if sheet["rows"] is None
            else f"{sheet['rows'] + sheet['broken']} rows{broken}"
        )
        yield f"  sheet      {sheet['sheet'] or '(the only one)'}: {rows}, {sheet['columns']} columns"
    if found.responses:
        yield "  responses  " + ", ".join(f"{count} {what}" for what, count in found.responses.items())
    yield from (f"  note       {note}" for note in found.notes)
    yield from (f"  kept out   {count} x {problem}" for problem, count in (found.problems or {}).items())
    yield ""
    yield _table([_without_repetition(column) for column in found.columns])
    if found.variables is not None:
        yield ""
        yield _table(found.variables)
        unmapped = [column["column"] for column in found.columns if column["variable"] is None]
        yield ""
        yield f"not mapped: {', '.join(unmapped) or 'nothing'}"


def _without_repetition(column: dict[str, Any]) -> dict[str, Any]:
    same = {name: None for name in ("code", "text") if column[name] == column["column"]}
    return column | same


def _table(records: list[dict[str, Any]]) -> str:
    columns = [name for name in records[0] if any(record[name] not in (None, 0) for record in records)]
    rows = [tuple(_short(record[name]) for name in columns) for record in records]
    table, _, _number_of_rows = render(Result(tuple(columns), rows), "table", width=screen_width()).rpartition("\n\n")
    return table


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _short(value: Any) -> Any:
    return value[: LONGEST - 1] + "…" if isinstance(value, str) and len(value) > LONGEST else value
