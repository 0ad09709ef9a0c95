"""Estimates against sums done by hand and against published reference results."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from flows.errors import DataRefused
from flows.survey.answers.responses import Responses
from flows.survey.codebook.codebook import Codebook
from flows.survey.estimation.design import Design
from flows.survey.estimation.estimation import COLUMNS, estimate
from flows.survey.estimation.estimators import total
from flows.survey.estimation.weighting import told_response

REFERENCE = Path(__file__).parents[2] / "shared" / "surveys" / "reference"

CODEBOOK: dict[str, Any] = {
    "survey": "members",
    "wave": "1",
    "title": "Members",
    "sector": "offshoring",
    "geography": "MA",
    "period": {"start": "2024-01-01", "end": "2024-12-31"},
    "key": "firm",
    "roles": {"ecosystem": "eco", "size_class": "size"},
    "population": {"CRM": {"small": 4, "large": 3}, "BPO": {"small": 6}},
    "variables": {
        "firm": {"column": "a", "type": "text"},
        "eco": {"column": "b", "type": "choice", "values": {"CRM": [], "BPO": []}},
        "size": {"column": "c", "type": "choice", "values": {"small": [], "large": []}},
        "sales": {"column": "d", "type": "number", "unit": "MAD", "scale": 1000, "statistics": ["total", "mean"]},
        "exports": {"column": "e", "type": "yes_no", "unit": "companies", "statistics": ["total", "mean"]},
    },
}
RESPONSES = [
    # eco, size, sales, exports
    ("CRM", "small", 1.0, True),
    ("CRM", "small", 3.0, False),
    ("CRM", "large", 10.0, True),
    ("CRM", "large", 20.0, True),
    ("CRM", "large", 60.0, True),
    ("BPO", "small", 0.0, False),
    ("BPO", "small", 4.0, True),
    ("BPO", "small", 8.0, None),
]


def responses(rows: list[tuple[Any, ...]] = RESPONSES) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["eco", "size", "sales", "exports"])
    return frame.assign(firm=frame.index.astype(str), problem=None, exports=frame["exports"].astype("boolean"))


def codebook(**changes: Any) -> Codebook:
    return Codebook.model_validate(CODEBOOK | changes)


def estimated(frame: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    rows = [found.rows for found in estimate(Responses.of_frame(frame, codebook))]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))


def cell(estimates: pd.DataFrame, variable: str, statistic: str, eco: str | None, size: str | None) -> dict[str, Any]:
    found = estimates[(estimates["variable"] == variable) & (estimates["statistic"] == statistic)]
    found = found[found["ecosystem"].fillna("") == (eco or "")]
    (row,) = found[found["size_class"].fillna("") == (size or "")].to_dict("records")
    return {str(name): value for name, value in row.items()}


# Weights 4/2, 3/3 and 6/3. The variance of a total is, stratum by stratum, N² (1 - n/N) s²/n:
# CRM small 16 · 1/2 · 2/2 = 8; CRM large surveyed in full, 0; BPO small 36 · 1/2 · 16/3 = 96.
BY_HAND = [
    # ecosystem, size class, total, its variance, respondents, population
    (None, None, 2 * 4 + 90 + 2 * 12, 104, 8, 13),
    ("CRM", None, 98, 8, 5, 7),
    ("BPO", None, 24, 96, 3, 6),
    (None, "small", 32, 104, 5, 10),
    (None, "large", 90, 0, 3, 3),
    ("CRM", "small", 8, 8, 2, 4),
    ("CRM", "large", 90, 0, 3, 3),
    ("BPO", "small", 24, 96, 3, 6),
]


@pytest.mark.parametrize(("eco", "size", "value", "variance", "n", "population"), BY_HAND)
def test_totals_by_hand(
    eco: str | None, size: str | None, value: float, variance: float, n: int, population: float
) -> None:
    row = cell(estimated(responses(), codebook()), "sales", "total", eco, size)
    t_with_5_degrees = 2.5705818366147395
    assert row["value"] == pytest.approx(1000 * value)
    assert row["standard_error"] == pytest.approx(1000 * math.sqrt(variance))
    assert row["ci_high"] - row["value"] == pytest.approx(1000 * math.sqrt(variance) * t_with_5_degrees)
    assert row["value"] - row["ci_low"] == pytest.approx(row["ci_high"] - row["value"])
    assert (row["respondents"], row["unit"]) == (n, "MAD")
    assert row["population"] == pytest.approx(population)


def test_a_mean_is_the_total_by_the_population_and_a_domain_without_firms_has_no_row() -> None:
    estimates = estimated(responses(), codebook())
    assert cell(estimates, "sales", "mean", "BPO", None)["value"] == pytest.approx(4000)
    assert cell(estimates, "sales", "mean", "BPO", None)["standard_error"] == pytest.approx(1000 * math.sqrt(96) / 6)
    assert not ((estimates["ecosystem"] == "BPO") & (estimates["size_class"] == "large")).any()
    assert set(COLUMNS) <= set(estimates.columns)


def test_yes_is_counted_and_its_mean_is_a_percentage() -> None:
    estimates = estimated(responses(), codebook())
    # BPO: one of two said yes, and they stand for the six firms of the stratum, the silent one included.
    assert cell(estimates, "exports", "total", "BPO", None)["value"] == pytest.approx(3)
    share = cell(estimates, "exports", "mean", "BPO", None)
    assert (share["value"], share["unit"], share["respondents"]) == (pytest.approx(50), "percent", 2)
    assert share["population"] == pytest.approx(6)


def test_responses_with_a_problem_count_as_not_answered() -> None:
    frame = responses()
    frame.loc[4, "problem"] = "wrong"
    assert cell(estimated(frame, codebook()), "sales", "total", "CRM", "large")["value"] == pytest.approx(45_000)


def test_a_stratum_without_respondents_is_told() -> None:
    frame = responses([row for row in RESPONSES if row[0] == "CRM"])
    row = cell(estimated(frame, codebook()), "sales", "total", None, None)
    assert row["population"] == pytest.approx(7)
    assert "nobody answered in BPO/small" in row["method"]


def test_more_responses_than_firms_are_refused() -> None:
    with pytest.raises(DataRefused, match="3 firms of CRM/large answered, but its population is 2"):
        estimated(responses(), codebook(population={"CRM": {"small": 4, "large": 2}, "BPO": {"small": 6}}))


def test_without_weights_and_frame_the_respondents_are_described_without_an_error() -> None:
    row = cell(estimated(responses(), codebook(population=None)), "sales", "total", None, None)
    assert row["value"] == pytest.approx(106_000)
    assert row["standard_error"] is None or math.isnan(row["standard_error"])
    assert row["method"].startswith("unweighted")


def test_no_sound_response_gives_no_estimate() -> None:
    assert estimated(responses().assign(problem="wrong"), codebook()).empty


def test_one_unit_in_a_stratum_is_centred_on_all_of_them() -> None:
    design = Design(np.array([0, 0, 1]), np.array([2.0, 2.0, 5.0]), np.array([4.0, 5.0]))
    found = total(np.array([1.0, 3.0, 2.0]), design, np.array([True, True, True]))
    # The sums' units are 2, 6 and 10: 1/2 · 2 · 8 from the first stratum, 4/5 · (10 - 6)² from the lonely one.
    assert found.standard_error == pytest.approx(math.sqrt(8 + 12.8))


# A panel: three firms of four answered in both waves; weights are 4/3 of the firms in each wave of a frame of four.
NOW = {"a": 12.0, "b": 30.0, "c": 8.0, "new": 100.0}
BEFORE = {"a": 10.0, "b": 20.0, "c": 10.0, "gone": 70.0}


PANEL = ["change", "growth_rate"]


def wave(answers: dict[str, float | None], **changes: Any) -> Responses:
    book = Codebook.model_validate(
        {key: value for key, value in CODEBOOK.items() if key not in ("roles", "population")}
        | {
            "population": 8,
            "previous": "before",
            "variables": {
                "firm": {"column": "a", "type": "text"},
                "sales": {
                    "column": "d", "type": "number", "unit": "MAD", "scale": 1000, "statistics": PANEL
                },
            },
        }
        | changes
    )  # fmt: skip
    return Responses.of_frame(pd.DataFrame({"firm": list(answers), "sales": list(answers.values())}), book)


def panel(**changes: Any) -> pd.DataFrame:
    found = [each.rows for each in estimate(wave(dict(NOW), **changes), wave(dict(BEFORE)))]
    return pd.concat(found).set_index("statistic")


def test_a_change_is_that_of_the_firms_of_both_waves_who_stand_for_all() -> None:
    found = panel()
    # The three firms grew from 40 to 50; each stands for 8/3 firms of the population of 8.
    assert found.loc["change", "value"] == pytest.approx(1000 * 10 * 8 / 3)
    assert found.loc["growth_rate", "value"] == pytest.approx(25)
    assert (found.loc["change", "unit"], found.loc["growth_rate", "unit"]) == ("MAD", "percent")
    assert found.loc["change", "respondents"] == 3
    # N² (1 - n/N) s²/n of the differences 2, 10 and -2, with s² = 112/3.
    assert found.loc["change", "standard_error"] == pytest.approx(1000 * math.sqrt(64 * (5 / 8) * (112 / 3) / 3))
    assert "firms of both waves" in str(found.loc["change", "method"])


def test_a_change_may_also_be_left_to_the_firms_themselves() -> None:
    found = panel(rules={"nonresponse": "leave_out"})
    assert found.loc["change", "value"] == pytest.approx(1000 * 10 * 2)
    assert found.loc["growth_rate", "value"] == pytest.approx(25)


def test_without_the_wave_before_there_is_no_change() -> None:
    assert list(estimate(wave(dict(NOW)))) == []


SINGLE = {
    "firm": {"column": "a", "type": "text"},
    "sales": {"column": "d", "type": "number", "unit": "MAD", "statistics": ["total", "median", "p25", "ratio"],
              "ratio_to": "costs"},
    "costs": {"column": "e", "type": "number", "unit": "MAD"},
    "staff": {"column": "f", "type": "number", "unit": "jobs", "statistics": ["ratio"], "ratio_to": "costs"},
    "kind": {"column": "g", "type": "choice", "values": {"x": [], "y": []}, "statistics": ["count", "share"]},
    "markets": {"column": "h", "type": "multiple", "values": {"fr": [], "es": []}, "statistics": ["share"]},
}  # fmt: skip
FIRMS = pd.DataFrame(
    {
        "firm": ["a", "b", "c", "d"],
        "sales": [10.0, 20.0, 30.0, 40.0],
        "costs": [5.0, 10.0, 10.0, None],
        "staff": [1.0, 2.0, 2.0, 9.0],
        "kind": ["x", "x", "y", None],
        "markets": [["fr"], ["fr", "es"], [], None],
        "kind__missing": [None, None, None, "refused"],
        "markets__missing": [None, None, None, "not_shown"],
    }
)
STATISTICS = [
    # variable, category, statistic, value, unit, respondents, response rate; each of the four firms stands for two
    ("sales", None, "total", 200, "MAD", 4, 1),
    ("sales", None, "median", 20, "MAD", 4, 1),
    ("sales", None, "p25", 10, "MAD", 4, 1),
    ("sales", None, "ratio", 240, "percent", 3, 0.75),
    ("staff", None, "ratio", 0.2, "jobs/MAD", 3, 0.75),
    ("kind", "x", "share", 200 / 3, "percent", 3, 0.75),
    ("kind", "y", "count", 8 / 3, "companies", 3, 0.75),
    ("markets", "fr", "share", 200 / 3, "percent", 3, 1),
    ("markets", "es", "share", 100 / 3, "percent", 3, 1),
]


@pytest.mark.parametrize(("variable", "category", "statistic", "value", "unit", "n", "rate"), STATISTICS)
def test_each_statistic(
    variable: str, category: str | None, statistic: str, value: float, unit: str, n: int, rate: float
) -> None:
    book = codebook(roles={}, population=8, variables=SINGLE)
    found = pd.concat([each.rows for each in estimate(Responses.of_frame(FIRMS, book))])
    found = found[(found["variable"] == variable) & (found["statistic"] == statistic)]
    (row,) = found[found["category"].fillna("") == (category or "")].to_dict("records")
    assert (row["value"], row["unit"]) == (pytest.approx(value), unit)
    assert (row["respondents"], row["response_rate"]) == (n, pytest.approx(rate))


@pytest.mark.parametrize(
    ("invited", "told"),
    [
        (None, "8 of 13 firms of the frame answered: 61.5%"),
        (12, "8 of 12 firms invited answered: 66.7%"),
        # CRM small 2 of 4, CRM large 3 of 3, BPO small 3 of 4, by the firms of the frame: 4, 3 and 6
        (
            {"CRM": {"small": 4, "large": 3}, "BPO": {"small": 4}},
            "8 of 11 firms invited answered: 72.7%, weighted 73.1%",
        ),
    ],
)
def test_how_many_of_those_who_were_asked_answered(invited: Any, told: str) -> None:
    assert told_response(Responses.of_frame(responses(), codebook(invited=invited))) == told


def test_without_a_frame_nobody_knows_how_many_were_asked() -> None:
    assert told_response(Responses.of_frame(responses(), codebook(population=None))) is None
