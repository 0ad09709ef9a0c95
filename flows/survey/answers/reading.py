"""Reading a survey wave: the codebook, the export, and one typed row for each response, with what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from flows.errors import DataRefused, Quarantined
from flows.survey.answers.answers import write
from flows.survey.answers.decisions import decisions
from flows.survey.answers.late import settled
from flows.survey.answers.matching import match, writing
from flows.survey.answers.projection import answers_query
from flows.survey.answers.repeats import aggregated
from flows.survey.answers.responses import Responses
from flows.survey.answers.unknown_labels import unknown_labels
from flows.survey.codebook.codebook import load_codebook
from flows.survey.estimation.weighting import design_weights
from flows.survey.exports.opening import copied, open_export
from flows.survey.exports.sheets import MEMORY, ROW, identifier, raw_rows, source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from flows.survey.answers.answers import Answers
    from flows.survey.answers.matching import Matching
    from flows.survey.codebook.codebook import Codebook
    from flows.survey.exports.export import Export, Sheet

CODEBOOK = "codebook.yml"
BESIDE = frozenset({".r", ".yml", ".yaml", ".lss", ".lsq", ".md", ".json"})  # what may lie beside an export


@dataclass(frozen=True, slots=True)
class Wave:
    """A survey wave as it was read; `rows_in` responses stand in the export, those that are `refused` among them.

    `answers` are all that could be told apart into cells, typed, in the units of the question. `refused` are the rows
    that are no cells. `source` is the export, relative to the project folder; `notes` say what else a person should
    know, `unmapped` which columns no question uses, and `mapped` the variable of each that is used. `export` is the
    export as it was recognised.
    """

    codebook: Codebook
    source: str
    tool: str
    layout: str
    encoding: str | None
    rows_in: int
    answers: Answers
    sheet: Sheet
    refused: tuple[Quarantined, ...]
    notes: tuple[str, ...]
    unmapped: tuple[str, ...]
    mapped: dict[str, str]
    export: Export

    def responses(self, *left_out: int) -> Responses:
        """The responses without a problem, but for those on these rows."""
        return Responses.of(self.answers, self.codebook, left_out)

    def frame(self, *variables: str) -> pd.DataFrame:
        """All responses, sound or not: `source_row`, `response_id` (the key as text), `problem`, `weight` (the design
        weight, missing where there is a problem) and the columns of `variables`."""
        columns = ", ".join(
            [ROW, "problem", f'{identifier(self.codebook.key)}::VARCHAR AS "key"', *map(identifier, variables)]
        )
        with duckdb.connect() as connection:
            frame = connection.execute(f"SELECT {columns} FROM {self.answers.relation}").df()  # noqa: S608
        keys, sound = frame.pop("key"), frame["problem"].isna()
        # A response with a problem must not take the key from a sound one.
        rows = frame.loc[~sound, ROW].astype("str")
        ids = keys.where(sound, keys[~sound].fillna("") + " (row " + rows + ")") if len(rows) else keys
        weight = np.full(len(frame), np.nan)
        weight[sound] = design_weights(self.responses())
        frame = frame.assign(response_id=ids, weight=weight)
        return frame[[ROW, "response_id", "problem", "weight", *variables]]

    def problems(self, rows: Sequence[int]) -> dict[int, str]:
        """What is wrong with the responses on these rows, where the reader found something."""
        with duckdb.connect() as connection:
            found = connection.execute(
                f"""SELECT {ROW}, problem FROM {self.answers.relation}
                WHERE problem IS NOT NULL AND {ROW} IN (SELECT unnest(?::BIGINT[]))""",  # noqa: S608
                [list(rows)],
            ).fetchall()
        return dict(found)

    def quarantined(self, reasons: Mapping[int, str]) -> Iterator[Quarantined]:
        """The responses on these rows, kept out for these reasons, as they stand in the export."""
        with duckdb.connect() as connection:
            for row, record in raw_rows(connection, self.sheet, list(reasons)):
                yield Quarantined(self.source, f"row {row}", reasons[row], record=record)


def read_wave(folder: Path, home: Path, scratch: Path) -> Wave:
    """The survey wave in `folder`, below the project folder `home`: its `codebook.yml` and the export that it names.

    The answers, and copies that have to be made, are put into the folder `scratch`. Raises DataRefused when the
    codebook is wrong or the export is missing, can't be decoded or lacks a column.
    """
    codebook = load_codebook(folder / CODEBOOK, _relative(folder / CODEBOOK, home))
    path = find_export(folder, codebook, home)
    export = open_export(
        path,
        scratch,
        where=_relative(path, home),
        tool=codebook.tool,
        layout=codebook.layout,
        encoding=codebook.encoding,
        sheet=codebook.sheet,
        wanted=[
            name
            for variable in codebook.variables.values()
            if variable.sheet in (None, codebook.sheet)
            for name in (*variable.column, *variable.columns.values(), *variable.labels)
        ],
    )
    try:
        return _read(codebook, export, scratch)
    except duckdb.InvalidInputException:  # no regular CSV: now row by row, with what is broken set aside
        export = copied(export, scratch)
    try:
        return _read(codebook, export, scratch)
    except duckdb.Error as error:
        raise DataRefused(
            f"it can't be read: {str(error).splitlines()[0]}",
            where=export.source,
            remedy="map fewer columns in codebook.yml, or export again; if that doesn't help, report it as a bug",
        ) from None


def find_export(folder: Path, codebook: Codebook, home: Path) -> Path:
    """The export in a wave's folder: the one that the codebook names, else the only one there. Raises DataRefused."""
    named = codebook.export
    found = [path for path in sorted(folder.glob(named or "*")) if path.is_file() and path.name[0] not in ".~"]
    if not named:
        found = [path for path in found if path.suffix.casefold() not in BESIDE]
    if len(found) == 1:
        return found[0]
    if not found:
        raise DataRefused(
            f"there is no export {named}" if named else "there is no export",
            where=_relative(folder, home),
            remedy="put it there, or name it in codebook.yml with `export:`",
        )
    raise DataRefused(
        f"{len(found)} files may be the export: {', '.join(path.name for path in found)}",
        where=_relative(folder, home),
        remedy="name one in codebook.yml with `export:`, and keep the others elsewhere",
    )


def _read(codebook: Codebook, export: Export, scratch: Path) -> Wave:
    sheet, matching = export.sheets[0], match(codebook, export)
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(scratch)}) as connection:
        answers = _answers(connection, codebook, export, matching, scratch)
        notes = [*matching.notes]
        for repeat in matching.repeats:
            answers, more = aggregated(connection, answers, repeat, writing(codebook, export), codebook.rules)
            notes += more
        answers, more = settled(connection, answers, codebook)
        notes += [*more, *decisions(connection, answers, codebook, matching)]
        notes += unknown_labels(connection, answers, export, matching.questions)
        (rows,) = connection.execute(f"SELECT count(*) FROM {answers.relation}").fetchall()[0]  # noqa: S608
    if not rows and not sheet.broken:
        raise DataRefused(
            "there is no response below the heading",
            where=export.source,
            remedy="export the responses again, or remove it",
        )
    return Wave(
        codebook=codebook,
        source=export.source,
        tool=export.tool,
        layout=export.layout,
        encoding=export.encoding,
        rows_in=rows + len(sheet.broken),
        answers=answers,
        sheet=sheet,
        refused=tuple(
            Quarantined(export.source, f"row {row.row}", row.reason, record={"text": row.text}) for row in sheet.broken
        ),
        notes=(*export.notes, *notes),
        unmapped=tuple(column.name for column in matching.unmapped),
        mapped={
            sheet.columns[int(cell[1:])].name: question.name
            for question in matching.questions
            for cell in question.cells
        },
        export=export,
    )


def _answers(
    connection: duckdb.DuckDBPyConnection, codebook: Codebook, export: Export, matching: Matching, scratch: Path
) -> Answers:
    """One pass over the export."""
    sheet = export.sheets[0]
    query = answers_query(
        connection,
        source(sheet),
        matching.questions,
        writing(codebook, export),
        codebook.rules,
        extra=matching.extra | ({ROW: f"{ROW}::BIGINT"} if sheet.numbered else {}),
        problems=matching.problems,
        decisive=matching.decisive,
    )
    path = scratch / f"{codebook.survey}.{codebook.wave}.parquet"
    return write(connection, query, path, None if sheet.numbered else sheet.first_row)


def _relative(path: Path, home: Path) -> str:
    try:
        return path.resolve().relative_to(home.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
