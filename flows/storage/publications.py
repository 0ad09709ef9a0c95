"""What was published of a wave: the private memory that later releases are checked against.

For each publication a table in the schema `published` has the answers that its estimates were made from, and
`published_cell` says which cells were shown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd

from flows.survey.disclosure.amounts import amounts
from flows.survey.disclosure.revisions import Publication, shown_cells, together
from flows.survey.estimation.weighting import design_weights, stratum_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flows.survey.answers.responses import Codes, Floats, Responses
    from flows.survey.codebook.codebook import Codebook
    from flows.survey.disclosure.linked import Answers
    from flows.survey.disclosure.overlapping import Sums
    from flows.survey.disclosure.revisions import Cell
    from flows.survey.estimation.estimation import Question

KEY = "response_id"
WEIGHT = "weight"


def earlier(connection: duckdb.DuckDBPyConnection, wave_id: str) -> list[str]:
    """The publications of a wave so far, as names of tables, the first one first."""
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'published' AND starts_with(table_name, ? || '@')",
        [wave_id],
    ).fetchall()
    return sorted((name for (name,) in rows), key=lambda name: int(name.rpartition("@")[2]))


def remember(connection: duckdb.DuckDBPyConnection, wave_id: str, codebook: Codebook, estimates: pd.DataFrame) -> None:
    """Keep what the estimates of a wave are made from, which has just been loaded, and what they show, if it is new."""
    before = earlier(connection, wave_id)
    names = told_variables(codebook)
    columns = ", ".join([KEY, *(f'"{name}"' for name in [*names, WEIGHT])])
    current = f'SELECT {columns} FROM responses."{wave_id}"'
    cells = {(variable, _written(cell), shown) for variable, cell, shown in shown_cells(estimates, codebook)}
    if before and _columns(connection, before[-1]) == [KEY, *names, WEIGHT]:
        last = f'SELECT {columns} FROM published."{before[-1]}"'
        changed = connection.execute(
            f"SELECT count(*) FROM (({current} EXCEPT {last}) UNION ALL ({last} EXCEPT {current}))"
        ).fetchone()
        if changed == (0,) and _cells(connection, before[-1]) == cells:
            return
    publication = f"{wave_id}@{len(before) + 1}"
    connection.execute(f'CREATE TABLE published."{publication}" AS {current}')
    shown = pd.DataFrame(sorted(cells), columns=["variable", "cell", "shown"])  # noqa: F841  # of the query
    connection.execute("INSERT INTO published_cell SELECT ?, variable, cell, shown FROM shown", [publication])


def told_variables(codebook: Codebook) -> list[str]:
    """The variables that published estimates tell something of, and those of the strata."""
    estimated = [name for name, variable in codebook.variables.items() if variable.statistics]
    cells = [name for names in codebook.breakdowns for name in names]
    return list(dict.fromkeys([*estimated, *cells, *codebook.strata]))


@dataclass(eq=False)
class StoredHistory:
    """The `flows.survey.disclosure.revisions.History` of a wave, read from the staging store a question at a time."""

    connection: duckdb.DuckDBPyConnection
    publications: Sequence[str]
    responses: Responses

    def sums(
        self, question: Question, y: Floats, cells: Sequence[Codes], holding: Codes, place: int
    ) -> tuple[Answers, list[Sums]] | None:
        """See `flows.survey.disclosure.revisions.History`."""
        found = [self._publication(name, question, place) for name in self.publications]
        known = [each for each in found if each is not None]
        if not known:
            return None
        there = ~np.isnan(y)
        weight = self._standing_for_others(self._weights, self._strata, there)
        now = Publication(self._firms[there], y[there], weight[there], tuple(codes[there] for codes in cells))
        return together(now, holding[there], known)

    def changed(self, variable: str) -> bool:
        """Whether an answer to a variable, or a firm's cell, is another one than in the last publication."""
        names = [*dict.fromkeys([variable, *(name for table in self._codebook.breakdowns for name in table)])]
        if not set(names) <= set(_columns(self.connection, self.publications[-1])):
            return False
        columns = ", ".join([KEY, *(f'"{name}"' for name in names)])
        last = f'SELECT {columns} FROM published."{self.publications[-1]}"'
        now = f"SELECT {columns} FROM ({self.responses.identified(names)})"
        found = self.connection.execute(
            f"SELECT count(*) FROM (({now} EXCEPT {last}) UNION ALL ({last} EXCEPT {now}))"
        ).fetchone()
        return found != (0,)

    def _publication(self, name: str, question: Question, place: int) -> Publication | None:
        cells = [
            (cell, shown) for variable, cell, shown in _cells(self.connection, name) if variable == question.variable
        ]
        groupings = sorted({tuple(sorted(variable for variable, _ in _read(cell))) for cell, _ in cells}, key=len)
        columns = _columns(self.connection, name)
        needed = {question.variable, *(variable for names in groupings for variable in names)}
        if not cells or not needed <= set(columns):
            return None
        try:
            answers = self._column(name, _answer(question, self._codebook)).to_numpy(dtype=np.float64, na_value=np.nan)
        except duckdb.Error:  # of another type than then
            return None
        there = ~np.isnan(answers)
        strata = self._labels(name, [name for name in self._codebook.strata if name in columns])
        weight = self._standing_for_others(self._column(name, WEIGHT).to_numpy(np.float64), strata, there)
        y = [amount.y for amount in amounts(answers[there], None, binary=question.binary)][place]
        shown = {_read(cell): is_shown for cell, is_shown in cells}
        codes, hidden = [], set()
        for number, names in enumerate(groupings):
            keys = {
                cell: code for code, cell in enumerate(cell for cell in shown if {n for n, _ in cell} == set(names))
            }
            labels = self._labels(name, names)[there]
            places = {"\x1f".join(dict(cell)[variable] for variable in names): code for cell, code in keys.items()}
            codes.append(pd.Series(labels).map(places).fillna(-1).to_numpy(dtype=np.intp).astype(np.intp))
            hidden |= {(number, code) for cell, code in keys.items() if not shown[cell]}
        firms = self._column(name, KEY).to_numpy(dtype=object)[there]
        return Publication(firms, y, weight[there], tuple(codes), frozenset(hidden))

    def _labels(self, publication: str, names: Sequence[str]) -> NDArray[np.object_]:
        """The values of some variables of each firm as one text; None where one of them is missing."""
        texts = [
            f"CASE typeof(\"{name}\") WHEN 'BOOLEAN' THEN if(\"{name}\"::VARCHAR = 'true', 'yes', 'no')"
            f' ELSE "{name}"::VARCHAR END'
            for name in names
        ]
        if not texts:
            return np.full(len(self._column(publication, KEY)), "", dtype=object)
        return self._column(publication, " || chr(31) || ".join(f"({text})" for text in texts)).to_numpy(dtype=object)

    def _column(self, publication: str, expression: str) -> pd.Series:
        query = f'SELECT {expression} AS one FROM published."{publication}" ORDER BY {KEY}'
        return self.connection.execute(query).df()["one"]

    def _standing_for_others(self, weight: Floats, strata: NDArray[np.object_], there: NDArray[np.bool_]) -> Floats:
        """The weights of those who answered, who stand for the others of their stratum where the codebook says so."""
        if self._codebook.rules.nonresponse != "reweight":
            return weight
        stratum = pd.factorize(strata)[0] + 1
        everyone, they = np.bincount(stratum, weight), np.bincount(stratum, weight * there)
        factor = np.divide(everyone, they, out=np.ones_like(everyone), where=they != 0)
        return np.asarray(weight * factor[stratum], dtype=np.float64)

    @property
    def _codebook(self) -> Codebook:
        return self.responses.codebook

    @cached_property
    def _weights(self) -> Floats:
        return design_weights(self.responses)

    @cached_property
    def _strata(self) -> NDArray[np.object_]:
        return stratum_labels(self.responses)

    @cached_property
    def _firms(self) -> NDArray[np.object_]:
        return self.responses.texts(self._codebook.key)


def _answer(question: Question, codebook: Codebook) -> str:
    """SQL for what is summed of a question, in base units."""
    variable, column = codebook.variables[question.variable], f'"{question.variable}"'
    if question.category is None:
        return f"{column}::DOUBLE * {variable.scale!r}"
    category = "'" + question.category.replace("'", "''") + "'"
    has = f"list_contains({column}, {category})" if variable.type == "multiple" else f"({column} = {category})"
    return f"{has}::INTEGER::DOUBLE"


def _written(cell: Cell) -> str:
    return json.dumps(sorted(cell), ensure_ascii=False)


def _read(cell: str) -> Cell:
    return frozenset((variable, value) for variable, value in json.loads(cell))


def _cells(connection: duckdb.DuckDBPyConnection, publication: str) -> set[tuple[str, str, bool]]:
    rows = connection.execute(
        "SELECT variable, cell, shown FROM published_cell WHERE publication = ?", [publication]
    ).fetchall()
    return {(variable, cell, shown) for variable, cell, shown in rows}


def _columns(connection: duckdb.DuckDBPyConnection, publication: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns()"
        " WHERE schema_name = 'published' AND table_name = ? ORDER BY column_index",
        [publication],
    ).fetchall()
    return [name for (name,) in rows]
