"""Reading a survey wave: the codebook, the export, and one typed row for each response, with what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from flows.documents.decoding import decode
from flows.errors import DataRefused, Quarantined
from flows.survey.codebook import load_codebook
from flows.survey.table import code, read_table
from flows.survey.values import convert
from flows.survey.weighting import design_weights, frame_counts
from flows.survey.words import spelling, sum_lines, tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flows.survey.codebook import Codebook
    from flows.survey.table import Table
    from flows.survey.words import ToolHabits

CODEBOOK = "codebook.yml"


@dataclass(frozen=True, slots=True)
class Wave:
    """A survey wave as it was read; `rows_in == len(responses) + len(refused)`.

    `responses` has a typed column for each variable, in the units of the question, and besides `source_row` (the
    line of the export, from 1), `response_id` (the key as text), `weight` (the design weight; missing where there is
    a problem) and `problem` (None, or the columns and values that are wrong). `cells` are the same rows as they stood
    in the export. `refused` are the rows that could not be told apart into cells. `source` is the export, relative
    to the project folder; `notes` say what else a person should know.
    """

    codebook: Codebook
    source: str
    tool: str
    encoding: str
    rows_in: int
    responses: pd.DataFrame
    cells: pd.DataFrame
    refused: tuple[Quarantined, ...]
    notes: tuple[str, ...]

    def quarantined(self, source_row: int, reason: str) -> Quarantined:
        """The response on line `source_row`, kept out for `reason`, as it stood in the export."""
        record = {str(name): text for name, text in self.cells.loc[source_row].items()}
        return Quarantined(self.source, f"line {source_row}", reason, record=record)


def read_wave(folder: Path, home: Path) -> Wave:
    """The survey wave in `folder`, below the project folder `home`: its `codebook.yml` and the export that it names.

    Raises DataRefused when the codebook is wrong or the export is missing, can't be decoded or lacks a column.
    """
    codebook = load_codebook(folder / CODEBOOK, _relative(folder / CODEBOOK, home))
    path = _export(folder, codebook, home)
    source = _relative(path, home)
    decoded = decode(path.read_bytes(), where=source, declared=codebook.encoding)
    columns = list(dict.fromkeys(variable.heading for variable in codebook.variables.values()))
    table = read_table(decoded.text, columns, source)
    habits = _recognise(table, codebook)
    cells, set_aside = _without_sum_lines(table, codebook)
    responses = _typed(cells, table, codebook, habits)
    responses = responses.assign(problem=_problems(responses, cells, codebook, habits))
    responses = responses.assign(
        response_id=_response_ids(responses, codebook), weight=design_weights(responses, codebook)
    )
    return Wave(
        codebook=codebook,
        source=source,
        tool=habits.tool,
        encoding=decoded.encoding,
        rows_in=len(responses) + len(table.broken),
        responses=responses.reset_index(drop=True),
        cells=cells,
        refused=tuple(
            Quarantined(source, f"line {row.line}", row.reason, record={"text": row.text}) for row in table.broken
        ),
        notes=tuple(_notes(table, set_aside, responses, habits)),
    )


def _relative(path: Path, home: Path) -> str:
    try:
        return path.resolve().relative_to(home.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def _export(folder: Path, codebook: Codebook, home: Path) -> Path:
    pattern = codebook.export or "*.[cC][sS][vV]"
    found = sorted(path for path in folder.glob(pattern) if path.is_file())
    if len(found) == 1:
        return found[0]
    named = codebook.export or "*.csv"
    if not found:
        raise DataRefused(
            f"there is no export {named}",
            where=_relative(folder, home),
            remedy="put it there, or name it in codebook.yml with `export:`",
        )
    raise DataRefused(
        f"{len(found)} files may be the export: {', '.join(path.name for path in found)}",
        where=_relative(folder, home),
        remedy="name one in codebook.yml with `export:`, and keep the others elsewhere",
    )


def _recognise(table: Table, codebook: Codebook) -> ToolHabits:
    """The tool that the codebook names, else the one whose habits the table shows."""
    if codebook.tool:
        return tools()[codebook.tool]
    codes = {code(heading) for heading in table.cells.columns}
    by_heading = (habits for habits in tools().values() if habits.headings and habits.headings <= codes)
    by_separator = (habits for habits in tools().values() if table.separator in habits.separators)
    return next(by_heading, None) or next(by_separator)


def _without_sum_lines(table: Table, codebook: Codebook) -> tuple[pd.DataFrame, list[int]]:
    """The cells without the lines that sum them up, and where those stood.

    A sum line says so in its key, or in its first cell when the key is blank, and belongs to no ecosystem.
    """
    keys = table.cells[_heading(table, codebook, codebook.key)]
    first = table.cells[keys == ""].apply(lambda row: next(filter(None, row), ""), axis="columns", result_type="reduce")
    label = pd.concat([keys[keys != ""], first.astype("str")]).reindex(keys.index)
    sums = label.map(lambda text: spelling(text.rstrip(" :"))).isin(sum_lines())
    if codebook.roles.ecosystem:
        sums &= table.cells[_heading(table, codebook, codebook.roles.ecosystem)].map(spelling).isin({"", *sum_lines()})
    return table.cells[~sums], list(table.cells.index[sums])


def _heading(table: Table, codebook: Codebook, variable: str) -> str:
    return table.found[codebook.variables[variable].heading]


def _typed(cells: pd.DataFrame, table: Table, codebook: Codebook, habits: ToolHabits) -> pd.DataFrame:
    """`source_row`, the variables, and `problem`: what their cells have wrong, joined by semicolons, or blank."""
    missing = habits.missing | {spelling(word) for words in codebook.missing.values() for word in words}
    needed = {codebook.key, *codebook.strata, *(name for _, name in codebook.roles.named)}
    columns: dict[str, pd.Series] = {"source_row": pd.Series(cells.index, index=cells.index)}
    problem = pd.Series("", index=cells.index, dtype=object)
    for name, variable in codebook.variables.items():
        asked = variable.model_copy(update={"required": variable.required or name in needed})
        converted = convert(cells[_heading(table, codebook, name)], asked, missing, habits.decimal)
        columns[name] = converted["value"]
        problem += converted["problem"].map(lambda text: f"; {text}", na_action="ignore").fillna("")
    return pd.DataFrame(columns).assign(problem=problem)


def _problems(responses: pd.DataFrame, cells: pd.DataFrame, codebook: Codebook, habits: ToolHabits) -> pd.Series:
    """For each response None, or everything that is wrong with it: cells, completeness, stratum, key."""
    problem = responses["problem"]
    # Of an incomplete response the blanks are no news, and there are many.
    problem = problem.mask(_incomplete(cells, habits), f"; incomplete: {habits.submitted} is blank")
    for weight in filter(None, [codebook.roles.weight]):
        problem = problem.mask((responses[weight] <= 0) & (problem == ""), f"; {weight} is not above zero")
    if codebook.frame:
        population = frame_counts(responses, codebook)
        problem = problem.mask((population == 0) & (problem == ""), "; the frame has no firm in this stratum")
    key = responses[codebook.key].where(problem == "")
    problem = problem.mask(key.notna() & key.duplicated(keep=False), _duplicate(codebook))
    return problem.str.removeprefix("; ").replace("", None)


def _incomplete(cells: pd.DataFrame, habits: ToolHabits) -> pd.Series:
    submitted = [name for name in cells.columns if habits.submitted and code(name) == habits.submitted]
    return (cells[submitted] == "").any(axis=1)


def _duplicate(codebook: Codebook) -> str:
    return f"; {codebook.variables[codebook.key].heading}: another response has the same key"


def _response_ids(responses: pd.DataFrame, codebook: Codebook) -> pd.Series[str]:
    """The keys as text; a response with a problem must not take the key from a sound one, and gets its line added."""
    keys = responses[codebook.key].astype("str")
    taken = keys.duplicated(keep=False) & responses["problem"].notna() & keys.notna()
    return keys.mask(taken, keys + " (line " + responses["source_row"].astype("str") + ")")


def _notes(table: Table, sum_lines_at: list[int], responses: pd.DataFrame, habits: ToolHabits) -> Iterator[str]:
    if table.heading_line > 1:
        yield f"the heading is on line {table.heading_line}; what stands above it was skipped"
    for line in sum_lines_at:
        yield f"line {line} sums up the responses and was set aside"
    if habits.submitted:
        incomplete = int(responses["problem"].str.startswith("incomplete").sum())
        yield f"{incomplete} incomplete responses"
    if habits.submitted and not any(code(name) == habits.submitted for name in table.cells.columns):
        yield f"there is no column {habits.submitted}: incomplete responses can't be told apart"
