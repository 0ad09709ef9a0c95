"""The worked cases of disclosure control that lie beside the project, where they do, and how they become tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flows.survey.disclosure.linked import Answers, Table, linked, with_margins
from flows.survey.disclosure.sensitivity import Rules

EXAMPLES = Path(__file__).resolve().parents[2] / "shared" / "surveys" / "disclosure_examples.json"
beside = pytest.mark.skipif(not EXAMPLES.is_file(), reason="the worked cases are not beside the project")


def examples(*kinds: str) -> list[Any]:
    """The cases of some kinds, as parameters of a test; none when the file isn't there."""
    found = json.loads(EXAMPLES.read_text("utf-8"))["examples"] if EXAMPLES.is_file() else []
    return [pytest.param(case, id=case["id"]) for case in found if case["kind"] in kinds]


def rules(stated: dict[str, Any]) -> Rules:
    """A case's rules; what it does not name is not asked for."""
    pair = stated.get("nk")
    dominance = ((int(pair[0]), float(pair[1])),) if pair else ()
    return Rules(stated.get("freq") or 1, dominance, stated.get("p"), stated.get("public_weights", True))


def table(case: dict[str, Any]) -> Table:
    """A case's cells, with as many firms in each as it says; the largest has the case's `max_contribution`."""
    margins = {margin for margin, _ in case["equations"]}
    values: list[float] = []
    cells: list[str] = []
    for name in (cell for cell in case["cells"] if cell not in margins):
        total, n = case["cells"][name], case["n_contributors"][name]
        largest = case.get("max_contribution", {}).get(name, total / n)
        values += [largest, *[(total - largest) / max(n - 1, 1)] * (n - 1)]
        cells += [name] * n
    leaves = {name: np.array(cells) == name for name in dict.fromkeys(cells)}
    return linked(Answers.of(values), with_margins(leaves, case["equations"]), rules(case["rule"]))
