"""The sound responses of a wave, read a column at a time: a wave may be larger than memory likes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd

from flows.survey.codebook.codebook_checks import SUFFIX_OF_REASONS
from flows.survey.exports.sheets import ROW, identifier, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from flows.survey.answers.answers import Answers
    from flows.survey.codebook.codebook import Codebook, Variable

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Responses:
    """The responses without a problem, but for those on the rows `left_out`, always in the order of the export.

    `relation` is SQL: a table with the columns of `flows.survey.answers.answers.Answers`.
    """

    codebook: Codebook
    relation: str
    left_out: tuple[int, ...] = ()
    frame: pd.DataFrame | None = None

    @classmethod
    def of(cls, answers: Answers, codebook: Codebook, left_out: Iterable[int] = ()) -> Responses:
        """Those of a wave that was read."""
        return cls(codebook, answers.relation, tuple(left_out))

    @classmethod
    def of_frame(cls, frame: pd.DataFrame, codebook: Codebook) -> Responses:
        """Those of a frame that has at least the variables of the codebook."""
        numbered = frame if ROW in frame else frame.assign(**{ROW: range(len(frame))})
        return cls(codebook, "given", frame=numbered if "problem" in numbered else numbered.assign(problem=None))

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """One for all columns: a wide survey has hundreds."""
        connection = duckdb.connect()
        if self.frame is not None:
            connection.register("given", self.frame)
        return connection

    @cached_property
    def _size(self) -> int:
        ((count,),) = self._connection.execute(f"SELECT count(*) FROM {self.sound}").fetchall()  # noqa: S608
        return int(count)

    def __len__(self) -> int:
        return self._size

    def columns(self, *expressions: str) -> pd.DataFrame:
        """SQL expressions over the sound responses, as the columns of a frame, named by themselves."""
        selected = ", ".join(f"{expression} AS {identifier(expression)}" for expression in expressions)
        return self._connection.execute(f"SELECT {selected} FROM {self.sound}").df()  # noqa: S608

    @property
    def sound(self) -> str:
        """The SQL of the table of these responses."""
        rows = ", ".join(map(str, self.left_out))
        out = f" AND {ROW} NOT IN ({rows})" if rows else ""
        return f"(SELECT * FROM {self.relation} WHERE problem IS NULL{out})"  # noqa: S608

    def identified(self, names: Iterable[str]) -> str:
        """The SQL of the table of their ids and these variables."""
        columns = ", ".join([f"{identifier(self.codebook.key)}::VARCHAR AS response_id", *map(identifier, names)])
        return f"SELECT {columns} FROM {self.sound}"  # noqa: S608

    def numbers(self, name: str) -> Floats:
        """A numeric or yes-no variable as asked, NaN where there is no answer; yes is 1."""
        return self._one(f"{identifier(name)}::DOUBLE").to_numpy(dtype=np.float64, na_value=np.nan)

    def texts(self, name: str) -> NDArray[np.object_]:
        """A variable as text, None where there is no answer."""
        texts = self._one(f"{identifier(name)}::VARCHAR").astype(object)
        return texts.where(texts.notna(), None).to_numpy(dtype=object)

    def codes(self, name: str) -> tuple[Codes, list[str]]:
        """A categorical variable as places in the list of its values, -1 where there is no answer, and that list."""
        values = _values(self.codebook.variables[name])
        if values is None:
            coded, found = pd.factorize(pd.Series(self.texts(name)), sort=True)
            return coded.astype(np.intp), [str(value) for value in found]
        text = f"{identifier(name)}::VARCHAR"
        if self.codebook.variables[name].type == "yes_no":
            text = f"CASE {identifier(name)} WHEN true THEN 'yes' WHEN false THEN 'no' END"
        place = f"list_position([{', '.join(map(quoted, values))}], {text})"
        return self._one(f"coalesce({place}, 0) - 1").to_numpy(dtype=np.intp), values

    def chosen(self, name: str, value: str) -> Floats:
        """1 where the answer to a choice is, or has, `value`, 0 where it isn't, NaN where there is no answer."""
        column = identifier(name)
        has = f"list_contains({column}, {quoted(value)})"
        is_it = has if self.codebook.variables[name].type == "multiple" else f"({column} = {quoted(value)})"
        return self._one(f"{is_it}::INTEGER::DOUBLE").to_numpy(dtype=np.float64, na_value=np.nan)

    def eligible(self, name: str) -> Mask:
        """Which responses the question was put to: not those to whom it was not shown, or does not apply."""
        reason = identifier(name + SUFFIX_OF_REASONS)
        if self.frame is not None and name + SUFFIX_OF_REASONS not in self.frame:
            return np.ones(len(self), dtype=bool)
        asked = f"coalesce({reason}::VARCHAR NOT IN ('not_shown', 'not_applicable'), true)"
        return self._one(asked).to_numpy(dtype=bool)

    def _one(self, expression: str) -> pd.Series:
        return self.columns(expression)[expression]


def _values(variable: Variable) -> list[str] | None:
    """The values that are declared, None for a text or a number."""
    if variable.type == "yes_no":
        return ["yes", "no"]
    return list(variable.values) if variable.type == "choice" else None
