"""Attacks on what is published of whole waves: everything that a release shows, against each suppressed cell.

The attacker is written from scratch. He knows the released frame, which firms stand in which cell, and their weights;
an insider knows its own answers too. From outside the answers are unknowns of a linear programme, and every number
shown is an equation: totals, means times the firms they stand for, counts and shares, changes and growth rates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog  # type: ignore[import-untyped]  # scipy ships no types
from survey_case import AMOUNT, VALUES, codebook, protected

from flows.survey.answers.responses import Responses
from flows.survey.disclosure.sensitivity import Rules, sensitivity

if TYPE_CHECKING:
    from flows.survey.codebook.codebook import Codebook

    Floats = np.ndarray[Any, np.dtype[np.float64]]

ROLES = {"ecosystem": "eco", "size_class": "size", "city": "city"}
EXACT = 1e-6

WAVES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # name, entries of the codebook, how the answers are made
    ("two linked tables", {}, {}),
    ("many zeros", {}, {"zeros": 0.6}),
    ("holdings", {}, {"holdings": 12}),
    ("net figures", {}, {"negative": True}),
    ("dominance and p %", {"confidentiality": {"dominance": [[1, 80], [2, 95]], "p_percent": 15}}, {}),
    ("one table of three variables", {"tables": [["ecosystem", "size_class", "city"]]}, {"firms": 45}),
    ("margins only", {"tables": [["ecosystem"], ["size_class"], ["city"]]}, {"firms": 25}),
    ("missing answers leave a gap", {"rules": {"nonresponse": "leave_out"}}, {"missing": 0.2}),
    ("missing answers, reweighted", {}, {"missing": 0.2}),
    ("only exact knowledge counts", {"confidentiality": {"frequency_range": 0}}, {}),
]
SEEDS = range(4)


def wave(seed: int, firms: int = 40, zeros: float = 0.1, missing: float = 0.0, **made: Any) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    y = random.lognormal(2, 1.2, firms).round(1) * (random.random(firms) >= zeros)
    if made.get("negative"):
        y *= random.choice([-1, 1], firms)
    holdings = made.get("holdings", 10**6)
    return pd.DataFrame(
        {
            "firm": [f"f{n}" for n in range(firms)],
            "w": np.full(firms, 2.0),
            "eco": random.choice(list(VALUES["eco"])[:4], firms, p=[0.5, 0.3, 0.15, 0.05]),
            "size": random.choice(list(VALUES["size"]), firms, p=[0.8, 0.2]),
            "city": random.choice(list(VALUES["city"]), firms, p=[0.6, 0.3, 0.1]),
            "y": np.where(random.random(firms) < missing, np.nan, y),
            "owner": [f"h{n}" for n in random.integers(0, holdings, firms)],
        }
    )


def book(options: dict[str, Any], **variable: Any) -> Codebook:
    roles = {"ecosystem": "eco", "size_class": "size", "city": "city", "weight": "w", "holding": "owner"}
    return codebook({"y": AMOUNT | variable, "owner": {"type": "text"}}, roles=roles, **options)


def inside(row: dict[Any, Any], firms: pd.DataFrame) -> Floats:
    """1 for the firms of an estimate's cell."""
    mask = np.ones(len(firms))
    for role, name in ROLES.items():
        if not pd.isna(row[role]):
            mask *= (firms[name] == row[role]).to_numpy()
    return mask


def equations(released: pd.DataFrame, firms: pd.DataFrame) -> tuple[Floats, Floats]:
    """What every number of the release says of the answers: coefficients over the firms, and a value."""
    rows, values = [np.zeros(len(firms))], [0.0]
    for row in released[released["obs_status"] == "A"].to_dict("records"):
        cell = inside(row, firms)
        if row["statistic"] in ("total", "count"):
            rows.append(cell)
            values.append(float(row["value"]))
        elif row["statistic"] == "mean":
            rows.append(cell)
            values.append(float(row["value"]) * float(row["population"]))
    return np.array(rows), np.array(values)


def extremes(
    cell: Floats, known: tuple[Floats, Floats], bounds: list[tuple[float | None, float | None]]
) -> list[float]:
    """The least and the greatest total that a cell can have."""
    found = []
    for sign in (1, -1):
        result = linprog(sign * cell, A_eq=known[0], b_eq=known[1], bounds=bounds)
        assert result.status in (0, 3), result.message
        found.append(sign * result.fun if result.status == 0 else -sign * np.inf)
    return found


def weighted(firms: pd.DataFrame, codebook_: Codebook) -> pd.DataFrame:
    """The firms that answered, and what they add to totals: one stratum, in which they stand for the others."""
    answered = firms[firms["y"].notna()]
    factor = firms["w"].sum() / answered["w"].sum() if codebook_.rules.nonresponse == "reweight" else 1.0
    return answered.assign(amount=answered["y"] * answered["w"] * factor).reset_index(drop=True)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("options", "made"), [case[1:] for case in WAVES], ids=[case[0] for case in WAVES])
def test_no_suppressed_total_can_be_recomputed(seed: int, options: dict[str, Any], made: dict[str, Any]) -> None:
    firms, told = wave(seed, **made), book(options)
    released = protected(firms, told)
    answered = weighted(firms, told)
    rules = asked(told)
    matrix, values = equations(released, answered)
    amounts = answered["amount"].to_numpy()
    assert np.allclose(matrix @ amounts, values, rtol=1e-6, atol=1e-6)  # the attacker understands the release
    known = matrix, matrix @ amounts  # without what was rounded
    nonnegative = bool((amounts >= 0).all())
    free: list[tuple[float | None, float | None]] = [(0, None) if nonnegative else (None, None)] * len(amounts)
    for row in released[(released["obs_status"] == "Q") & (released["statistic"] == "total")].to_dict("records"):
        cell = inside(row, answered)
        mask = cell > 0
        verdict = sensitivity(
            answered["y"][mask],
            (amounts / answered["y"].replace(0, np.nan)).fillna(2)[mask],
            list(answered["owner"][mask]),
            rules,
        )
        if not verdict.unsafe:
            continue  # hidden to protect another one
        low, high = extremes(cell, known, free)
        value = float(cell @ amounts)
        assert high - low > EXACT
        if nonnegative:
            assert high >= value + verdict.upper_protection * (1 - 1e-6) - EXACT
            assert low <= value - min(value, verdict.upper_protection) * (1 - 1e-6) + EXACT
        for holding in answered["owner"].unique():
            mine = (answered["owner"] == holding).to_numpy()
            if not (mask & ~mine).any() or (amounts[mask & ~mine] == 0).all():
                continue
            bounds = [(y, y) if own else bound for y, own, bound in zip(amounts, mine, free, strict=True)]
            low, high = extremes(cell, known, bounds)
            assert high - low > EXACT, holding


def asked(told: Codebook) -> Rules:
    given = told.confidentiality
    return Rules(
        3,
        tuple(given.dominance or ()),
        given.p_percent,
        frequency_range=10.0 if given.frequency_range is None else given.frequency_range,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_no_shown_error_tells_of_two_unknown_answers(seed: int) -> None:
    """Sums of squares add up as sums do: of the cells with an error no combination is of fewer than four firms."""
    firms, told = wave(seed), book({})
    released = protected(firms, told)
    shown = released[(released["statistic"] == "total") & released["standard_error"].notna()]
    varying = firms["y"].to_numpy() != 0
    rows = np.array([inside(row, firms) * varying for row in shown.to_dict("records")])
    atoms, atom = np.unique(rows, axis=1, return_inverse=True)
    for column in range(atoms.shape[1]):
        single = np.zeros(atoms.shape[1])
        single[column] = 1
        contributors = firms["owner"][(atom.reshape(-1) == column) & varying].nunique()
        follows = np.linalg.matrix_rank(np.vstack([atoms, single])) == np.linalg.matrix_rank(atoms)
        assert not follows or contributors == 0 or contributors > 3


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_that_are_yes_or_no_follow_from_no_other_statistic(seed: int) -> None:
    """Yes and no together are the firms of a cell, whose number is shown: each cell leaves both possible."""
    firms = wave(seed, firms=60)
    firms["y"] = (firms["y"] > 5).astype("boolean")
    told = book({}, type="yes_no", unit="companies", statistics=["total", "mean"])
    released = protected(firms, told)
    y = firms["y"].to_numpy(dtype=float) * 2.0
    rows, values = [], []
    for row in released[released["obs_status"] == "A"].to_dict("records"):
        rows.append(inside(row, firms))
        values.append(row["value"] if row["statistic"] == "total" else row["value"] / 100 * row["population"])
    known = np.array(rows), np.array(values)
    assert np.allclose(known[0] @ y, known[1])
    for row in released[(released["conf_status"] == "A") & (released["statistic"] == "total")].to_dict("records"):
        cell = inside(row, firms)
        low, high = extremes(cell, known, [(0, 2)] * len(firms))
        assert high - low > EXACT


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("past_missing", [0.0, 0.05, 0.15])
def test_two_waves_tell_of_no_firm_that_is_in_one_of_them(seed: int, past_missing: float) -> None:
    """Levels of both waves, changes and growth rates: three sums over two unknown answers of each firm."""
    now, past = wave(seed), wave(seed, missing=past_missing)
    past["y"] = past["y"] * np.random.default_rng(seed + 100).uniform(0.5, 1.5, len(past))
    told = book({"rules": {"nonresponse": "leave_out"}}, statistics=["total", "change", "growth_rate"])
    before = Responses.of_frame(past.dropna(subset=["y"]), told)
    released = protected(now, told, before=before)
    levels = protected(past.dropna(subset=["y"]), told)
    panel = past["y"].notna().to_numpy(dtype=float)
    n = len(now)
    shown = levels[(levels["obs_status"] == "A") & (levels["statistic"] == "total")]
    known = [np.append(np.zeros(n), inside(row, now) * panel) for row in shown.to_dict("records")]
    for row in released[released["obs_status"] == "A"].to_dict("records"):
        cell = inside(row, now)
        if row["statistic"] == "total":
            known.append(np.append(cell, np.zeros(n)))
        elif row["statistic"] == "change":  # with the growth rate, the level of both waves
            known += [np.append(cell * panel, np.zeros(n)), np.append(np.zeros(n), cell * panel)]
    matrix = np.array(known)
    rank = np.linalg.matrix_rank(matrix)
    amounts = now["y"].to_numpy() != 0
    cells = {tuple(row) for row in matrix[:, :n].tolist()}
    for one in cells:
        for other in cells:
            rest = np.array(one) - np.array(other)
            if (rest < 0).any() or not rest.any():
                continue
            follows = np.linalg.matrix_rank(np.vstack([matrix, np.append(rest, np.zeros(n))])) == rank
            firms = now["owner"][(rest > 0) & amounts].nunique() or now["owner"][rest > 0].nunique()
            assert not follows or firms >= 3, f"the level of {firms} firms follows"
