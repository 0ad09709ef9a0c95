"""What an intruder computes from published totals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from derived_statistics import STATISTICS, Product, follows, reveals, withheld
from disclosure_examples import beside, examples, rules, table

from flows.survey.disclosure.attack import exposed, intervals
from flows.survey.disclosure.feasible import feasible_intervals
from flows.survey.disclosure.linked import Answers, breakdown, linked
from flows.survey.disclosure.standard_errors import withheld_errors


@beside
@pytest.mark.parametrize("case", examples("feasibility_interval"))
def test_worked_intervals(case: dict[str, Any]) -> None:
    found = feasible_intervals(case["cells_published"], case["suppressed"], case["equations"])
    assert found == {name: pytest.approx(tuple(ends)) for name, ends in case["expected_intervals"].items()}


@beside
@pytest.mark.parametrize("case", examples("secondary_1d", "singletons", "secondary_2d"))
def test_worked_attacks(case: dict[str, Any]) -> None:
    cells = table(case)
    primary = case["expected_primary"]
    assert {n for n, v in zip(cells.names, cells.sensitivities, strict=True) if v.unsafe} == set(primary)
    assert exposed(cells, primary)
    for name, ends in case.get("primary_only_is_disclosive", {}).items():
        assert intervals(cells, primary)[name] == pytest.approx(tuple(ends))
    for secondary in case["valid_minimal_secondaries"]:
        assert not exposed(cells, [*primary, *secondary])
    for name, ends in case.get("intervals_after", {}).items():
        assert intervals(cells, [*primary, *case["valid_minimal_secondaries"][0]])[name] == pytest.approx(tuple(ends))


def line(**firms: list[float]) -> Any:
    """A one-way table with its total."""
    values = [y for each in firms.values() for y in each]
    labels = [name for name, each in firms.items() for _ in each]
    cells: dict[Any, Any] = {(("x", name),): np.array(labels) == name for name in firms}
    return Answers.of(values), {**cells, (): np.ones(len(values), dtype=bool)}


def test_an_insider_knows_its_own_cell() -> None:
    """Each of two cells with one firm hides the other from outside, but not from it."""
    cells = linked(*line(A=[5] * 9, B=[70], C=[30]))
    hidden = [(("x", "B"),), (("x", "C"),)]
    assert intervals(cells, hidden)[hidden[0]] == pytest.approx((0, 100))
    assert intervals(cells, hidden, insider=10)[hidden[0]] == pytest.approx((70, 70))
    assert {exposure.insider for exposure in exposed(cells, hidden)} == {9, 10, None}


def test_two_hidden_cells_of_one_holding_tell_its_total() -> None:
    answers, cells = line(A=[5] * 9, B=[70], C=[30])
    one = Answers.of(answers.value, None, [*range(9), "group", "group"])
    found = exposed(linked(one, cells), [(("x", "B"),), (("x", "C"),)])
    assert [(exposure.target.name, exposure.target.value, exposure.insider) for exposure in found] == [
        (None, 100, None)
    ]


def test_a_difference_of_overlapping_domains_is_a_cell() -> None:
    """All firms and those of 10 or more: the two smaller ones follow."""
    domains = {"all": np.ones(41, dtype=bool), "10plus": np.arange(41) >= 2}
    published = linked(Answers.of([60, 60, *[4880 / 39] * 39]), domains)
    assert not any(verdict.unsafe for verdict in published.sensitivities)
    [exposure] = exposed(published, [])
    assert exposure.target.value == pytest.approx(120)
    assert not exposed(published, ["10plus"])


def test_what_may_be_negative_is_free_or_known() -> None:
    equations = [("T", ["A", "B", "C"])]
    assert feasible_intervals({"T": 10, "C": 4}, ["A", "B"], equations, nonnegative=False)["A"] == (-math.inf, math.inf)
    assert feasible_intervals({"T": 10, "C": 4, "B": 1}, ["A"], equations, nonnegative=False)["A"] == (5, 5)


def test_what_contradicts_itself_has_no_interval() -> None:
    with pytest.raises(ValueError, match="contradicts itself"):
        feasible_intervals({"T": 10, "C": 14}, ["A", "B"], [("T", ["A", "B", "C"])])


@beside
@pytest.mark.parametrize("case", examples("differencing"))
def test_worked_differences(case: dict[str, Any]) -> None:
    published, few = case["published"], case["implied_cell"]
    firms = [few["under10"] / few["n"]] * few["n"] + [published["10plus"] / published["n_10plus"]] * published[
        "n_10plus"
    ]
    domains = {"all": np.ones(len(firms), dtype=bool), "10plus": np.arange(len(firms)) >= few["n"]}
    found = exposed(linked(Answers.of(firms), domains, rules(case["rule"])), [])
    assert bool(found) is case["expected_violation"]
    assert found[0].target.value == pytest.approx(few["under10"])
    for hidden in domains:
        assert not exposed(linked(Answers.of(firms), domains, rules(case["rule"])), [hidden])


@beside
@pytest.mark.parametrize("case", examples("derived_measures"))
def test_worked_derived_measures(case: dict[str, Any]) -> None:
    identities = (*STATISTICS, Product("ratio_hires_to_headcount", {"hires": 1, "headcount": -1}))
    for each in case["cases"]:
        [(name, value)] = each["reveals"].items()
        assert follows(each["published"], identities)[name] == pytest.approx(value)
        assert reveals(each["published"], [name], identities) == {name}
        gone = withheld(each["published"], [name], identities)
        assert not reveals(set(each["published"]) - gone, [name], identities)


def test_the_derived_statistic_goes_first() -> None:
    ratio = Product("ratio", {"hires": 1, "headcount": -1})
    assert withheld(["ratio", "headcount"], ["hires"], [ratio]) == {"ratio"}
    assert withheld(["headcount", "hires"], ["ratio"], [ratio]) == {"headcount"}
    assert withheld(["growth_pct", "previous_year", "mean"], ["cell"]) == {"growth_pct"}
    assert withheld(["total", "n"], ["std_err"]) == set()


def domain(eco: list[str]) -> dict[Any, Any]:
    return breakdown({"eco": eco}, [("eco",)])


def test_a_margin_whose_other_part_is_certain_tells_the_hidden_variance() -> None:
    """KPO's two firms hide behind ESO's total, but ESO was surveyed in full and adds no variance."""
    eco = ["CRM"] * 9 + ["ESO"] * 5 + ["KPO"] * 2
    cells = linked(Answers.of(range(1, 17), [2] * 9 + [1] * 5 + [3] * 2), domain(eco))
    hidden = [(("eco", "ESO"),), (("eco", "KPO"),)]
    assert not exposed(cells, hidden)
    certain = np.array([name == "ESO" for name in eco])
    assert len(withheld_errors(cells, hidden, certain)) == 1
    assert not withheld_errors(cells, hidden, np.zeros(16, dtype=bool))


def test_an_error_of_few_firms_is_withheld_and_the_total_stays() -> None:
    eco = ["CRM"] * 9 + ["ESO"] * 9 + ["KPO"] * 9
    cells = linked(Answers.of(range(1, 28)), domain(eco))
    certain = np.arange(27) < 7  # of CRM all but two
    assert withheld_errors(cells, [], certain) > {(("eco", "CRM"),)}
