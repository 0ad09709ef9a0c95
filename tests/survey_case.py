"""Small waves for the tests of disclosure control: firms by cell in, what is shown and hidden of them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from flows.survey.answers.responses import Responses
from flows.survey.codebook.codebook import Codebook
from flows.survey.disclosure.disclosure import protect
from flows.survey.estimation.estimation import estimate

Cell = tuple[str | None, ...]
Firms = Mapping[Any, Sequence[Any]]
"""What each firm of a cell answered."""

COLUMNS = ("ecosystem", "size_class", "city", "domain")
VALUES: dict[str, dict[str, list[str]]] = {
    "eco": {"CRM": [], "BPO": [], "ITO": [], "ESO": [], "KPO": []},
    "size": {"small": [], "large": []},
    "city": {"Rabat": [], "Fez": [], "Agadir": []},
}
AMOUNT: dict[str, Any] = {"type": "number", "unit": "MAD", "statistics": ["total", "mean"]}


def codebook(variables: dict[str, dict[str, Any]] | None = None, **changes: Any) -> Codebook:
    """Firms by ecosystem, size and city, and what is asked of them: the amount `y` where nothing is said."""
    asked = {name: {"column": name} | told for name, told in (variables or {"y": AMOUNT}).items()}
    places = {name: {"column": name, "type": "choice", "values": VALUES[name]} for name in VALUES}
    own = {"firm": {"column": "firm", "type": "text"}, "w": {"column": "w", "type": "number"}}
    told: dict[str, Any] = {
        "survey": "members",
        "wave": "1",
        "title": "Members",
        "period": {"start": "2024-01-01", "end": "2024-12-31"},
        "key": "firm",
        "roles": {"ecosystem": "eco", "size_class": "size", "city": "city", "weight": "w"},
        "variables": own | places | asked,
    }
    return Codebook.model_validate(told | changes)


def frame(cells: Firms, names: tuple[str, ...] = ("y",), weight: float = 2.0) -> pd.DataFrame:
    """A response a firm; a cell's key is its ecosystem, its size, its city, and what is left out is not answered.

    What a firm answers is its value, or a tuple of values for several `names`; a dict adds other columns.
    """
    rows: list[dict[str, Any]] = []
    for cell, firms in cells.items():
        places = dict.fromkeys(VALUES) | dict(zip(VALUES, cell, strict=False))
        for answer in firms:
            if isinstance(answer, dict):
                answers = answer
            else:
                answers = dict(zip(names, answer if isinstance(answer, tuple) else (answer,), strict=True))
            rows.append({"firm": f"f{len(rows):04d}", "w": weight} | places | answers)
    return pd.DataFrame(rows)


def protected(
    firms: pd.DataFrame, book: Codebook | None = None, minimum: int = 3, before: Responses | None = None, **more: Any
) -> pd.DataFrame:
    """What is published of a wave."""
    responses = Responses.of_frame(firms, book or codebook())
    return protect(estimate(responses, before), responses, minimum, **more)


def statuses(estimates: pd.DataFrame, statistic: str | None = None, variable: str = "y") -> dict[Cell, str]:
    """By (ecosystem, size, city, domain), as far as one of them is named, the status of what is hidden."""
    rows = estimates[(estimates["variable"] == variable) & (estimates["conf_status"] != "F")]
    rows = rows if statistic is None else rows[rows["statistic"] == statistic]
    return {cell_of(row): row["conf_status"] for row in rows.to_dict("records")}


def cell_of(row: dict[Any, Any]) -> Cell:
    """The cell of an estimate, without the trailing Nones."""
    cell = [None if pd.isna(row[name]) else str(row[name]) for name in COLUMNS]
    while cell and cell[-1] is None:
        cell.pop()
    return tuple(cell)
