"""Disclosure control of a wave: worked cases, as tables of firms."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from survey_case import AMOUNT, Cell, Firms, codebook, frame, protected, statuses

from flows.survey.answers.responses import Responses
from flows.survey.disclosure.emptying import ERRORS, HIDDEN
from flows.survey.estimation.estimation import COLUMNS

YES_NO: dict[str, Any] = {"type": "yes_no", "unit": "companies", "statistics": ["total", "mean"]}
CHOICE: dict[str, Any] = {"type": "choice", "values": {"a": [], "b": [], "c": []}, "statistics": ["count", "share"]}


def firms(n: int, value: Any = 10) -> list[Any]:
    return [value] * n


def test_a_cell_of_two_firms_and_the_cheapest_beside_it_are_emptied() -> None:
    estimates = protected(frame({("CRM",): firms(12, 100), ("ESO",): firms(5), ("KPO",): firms(2, 75)}))
    assert statuses(estimates) == {("ESO",): "D", ("KPO",): "A"}
    hidden = estimates[estimates["conf_status"] != "F"]
    assert (hidden["obs_status"] == "Q").all()
    assert hidden[list(HIDDEN)].isna().all(axis=None)
    assert hidden["population"].notna().all()
    shown = estimates[estimates["conf_status"] == "F"]
    assert (shown["obs_status"] == "A").all()
    assert shown["value"].notna().all()
    assert list(estimates.columns) == [*COLUMNS, "obs_status", "conf_status", "protection"]


WORKED: list[tuple[str, Firms, dict[Cell, str]]] = [
    ("nothing to hide", {("CRM",): firms(3), ("BPO",): firms(4)}, {}),
    (
        "two cells of one firm each: each knows its own, so a third one goes",
        {("CRM",): firms(12, 100), ("BPO",): firms(9), ("ESO",): firms(1), ("KPO",): firms(1)},
        {("BPO",): "D", ("ESO",): "A", ("KPO",): "A"},
    ),
    (
        "zeros don't contribute: two firms behind the amount",
        {("CRM",): firms(12, 100), ("BPO",): firms(4), ("KPO",): [*firms(9, 0), 1, 2]},
        {("BPO",): "D", ("KPO",): "A"},
    ),
    ("many zeros tell of nobody", {("CRM",): firms(12), ("KPO",): firms(9, 0)}, {}),
    (
        "the zeros of two firms are theirs",
        {("CRM",): firms(12, 100), ("BPO",): firms(5), ("KPO",): firms(2, 0)},
        {("BPO",): "D", ("KPO",): "A"},
    ),
    (
        "a zero hides nothing: the amount goes instead",
        {("CRM",): firms(12), ("BPO",): firms(5, 0), ("KPO",): firms(2)},
        {("CRM",): "D", ("KPO",): "A"},
    ),
    (
        "an inner cell takes a rectangle with it",
        {
            ("CRM", "small"): firms(9),
            ("CRM", "large"): firms(9, 100),
            ("KPO", "small"): firms(5),
            ("KPO", "large"): firms(2, 50),
        },
        {("CRM", "small"): "D", ("CRM", "large"): "D", ("KPO", "small"): "D", ("KPO", "large"): "A"},
    ),
    (
        "a margin of two firms",
        {("CRM", "small"): firms(9), ("BPO", "small"): firms(8), ("KPO", "small"): firms(2)},
        {("BPO", "small"): "D", ("BPO",): "D", ("KPO", "small"): "A", ("KPO",): "A"},
    ),
    ("one firm in all", {(): firms(1)}, {(): "A"}),
]


@pytest.mark.parametrize(("cells", "expected"), [case[1:] for case in WORKED], ids=[case[0] for case in WORKED])
@pytest.mark.parametrize("statistics", [["total", "mean"], ["total"], ["mean"]])
def test_worked_cases(cells: Firms, expected: dict[Cell, str], statistics: list[str]) -> None:
    assert statuses(protected(frame(cells), codebook({"y": AMOUNT | {"statistics": statistics}}))) == expected


def test_one_pattern_holds_for_all_statistics_of_a_variable() -> None:
    """A mean times its population is the total."""
    book = codebook({"y": AMOUNT | {"statistics": ["total", "mean", "median", "p90"]}})
    estimates = protected(frame({("CRM",): range(1, 60), ("BPO",): range(1, 50), ("KPO",): [4, 5]}), book)
    for statistic in ("total", "mean", "median", "p90"):
        assert statuses(estimates, statistic) == {("BPO",): "D", ("KPO",): "A"}


def test_tables_over_the_same_firms_are_protected_together() -> None:
    """KPO is one firm, in Agadir, where there is one more: each of the two tables alone would need one cell."""
    cells: Firms = {
        ("CRM", "small", "Rabat"): firms(8, 20),
        ("CRM", "small", "Fez"): firms(9),
        ("BPO", "small", "Fez"): firms(6, 15),
        ("BPO", "small", "Agadir"): firms(1),
        ("KPO", "small", "Agadir"): firms(1),
    }
    book = codebook(tables=[["ecosystem"], ["city"]])
    hidden = statuses(protected(frame(cells), book), "total")
    assert hidden[("KPO",)] == hidden[(None, None, "Agadir")] == "A"
    assert len([cell for cell in hidden if len(cell) == 1]) > 1
    assert len([cell for cell in hidden if len(cell) == 3]) > 1


def test_any_variable_may_define_cells() -> None:
    variables = {"y": AMOUNT, "owner": {"type": "choice", "values": {"home": [], "abroad": []}}}
    book = codebook(variables, tables=[["owner"], ["ecosystem"]])
    home, abroad = {"y": 10, "owner": "home"}, {"y": 10, "owner": "abroad"}
    hidden = statuses(protected(frame({("CRM",): [home] * 7 + [abroad] * 2, ("BPO",): [home] * 7}), book), "total")
    assert hidden == {(None, None, None, "owner=home"): "D", (None, None, None, "owner=abroad"): "A"}


# ---- Answers that are no amounts.


def test_yes_and_no_are_both_answers() -> None:
    """Of six firms four say yes: the count of those who say no is that of two, and is seen in the count of yes."""
    book = codebook({"y": YES_NO})
    few: dict[Any, Any] = {
        ("CRM",): [True] * 9 + [False] * 9,
        ("BPO",): [True] * 4 + [False] * 2,
        ("ITO",): firms(9, True),
    }
    hidden = statuses(protected(frame(few | {("ESO",): [True] * 5 + [False] * 5}), book))
    assert hidden[("BPO",)] == "A"
    assert len(hidden) == 2
    assert ("ITO",) not in hidden  # all say yes, and nobody is told from the others


@pytest.mark.parametrize("kind", ["choice", "multiple"])
def test_the_answers_to_a_choice_are_hidden_together(kind: str) -> None:
    def chose(a: int, b: int, c: int) -> list[Any]:
        answers = [*["a"] * a, *["b"] * b, *["c"] * c]
        return [[answer] for answer in answers] if kind == "multiple" else answers

    cells = {("CRM",): chose(9, 9, 9), ("BPO",): chose(6, 5, 4), ("ITO",): chose(5, 5, 1)}
    estimates = protected(frame(cells), codebook({"y": CHOICE | {"type": kind}}))
    hidden = estimates[estimates["conf_status"] != "F"]
    assert sorted(hidden["ecosystem"].unique()) == ["BPO", "ITO"]
    assert len(hidden) == 2 * 3 * 2  # cells, answers, statistics


# ---- Statistics that are made from others.


def test_a_ratio_goes_with_either_of_its_parts() -> None:
    book = codebook({"y": AMOUNT | {"statistics": ["total", "ratio"], "ratio_to": "x"}, "x": AMOUNT})
    safe, few = [(10, 20)] * 6, [(10, 20)] * 2
    hidden = statuses(protected(frame({("CRM",): safe, ("BPO",): safe, ("KPO",): few}, ("y", "x")), book), "ratio")
    assert set(hidden) >= {("KPO",)}
    one_has_all = [(10, 0)] * 4 + [(10, 30)] * 2  # of x two firms have all
    estimates = protected(frame({("CRM",): safe, ("BPO",): safe, ("ITO",): one_has_all}, ("y", "x")), book)
    assert statuses(estimates, "total", "y") == {}
    assert statuses(estimates, "total", "x")[("ITO",)] == "A"
    assert statuses(estimates, "ratio", "y").keys() == statuses(estimates, "total", "x").keys()


def test_a_ratio_must_not_tell_the_denominator_of_those_who_were_silent_on_the_numerator() -> None:
    """Ratio and numerator give the denominator of six firms, and the seventh follows from the total of all."""
    book = codebook({"y": AMOUNT | {"statistics": ["total", "ratio"], "ratio_to": "x"}, "x": AMOUNT})
    cells: Firms = {("CRM",): [(10, 20)] * 9, ("BPO",): [*[(10, 20)] * 6, (None, 35)]}
    estimates = protected(frame(cells, ("y", "x")), book)
    assert statuses(estimates, "total", "x") == {}
    assert ("BPO",) in statuses(estimates, "ratio", "y")
    assert () in statuses(estimates, "ratio", "y")


def two_waves(now: Firms, before: Firms, statistics: list[str] | None = None) -> pd.DataFrame:
    """Firms are the same in both waves where they have the same place in the list of all."""
    book = codebook({"y": AMOUNT | {"statistics": statistics or ["total", "change", "growth_rate"]}})
    return protected(frame(now), book, before=Responses.of_frame(frame(before).dropna(subset=["y"]), book))


def test_changes_go_with_the_levels_of_both_waves() -> None:
    now: Firms = {("CRM",): firms(9, 20), ("BPO",): firms(6, 15), ("KPO",): firms(2, 5)}
    before: Firms = {("CRM",): firms(9, 10), ("BPO",): firms(6, 12), ("KPO",): firms(2, 4)}
    hidden = statuses(two_waves(now, before))
    assert hidden == {("BPO",): "D", ("KPO",): "A"}
    few_before: Firms = {("CRM",): firms(9, 10), ("BPO",): [*firms(4, 0), 5, 6], ("ITO",): firms(6, 8)}
    now = {("CRM",): firms(9, 20), ("BPO",): firms(6, 15), ("ITO",): firms(6, 9)}
    estimates = two_waves(now, few_before)
    assert statuses(estimates, "total") == {}
    assert statuses(estimates, "change") == statuses(estimates, "growth_rate") != {}
    assert statuses(estimates, "change")[("BPO",)] == "A"


def test_a_change_must_not_tell_the_level_of_the_firms_that_are_in_one_wave_only() -> None:
    """Change and growth rate give the level of the six firms of both waves, and the seventh follows."""
    now: Firms = {("CRM",): firms(9, 20), ("BPO",): [*firms(6, 15), 40]}
    before: Firms = {("CRM",): firms(9, 10), ("BPO",): [*firms(6, 12), None]}
    estimates = two_waves(now, before)
    assert statuses(estimates, "total") == {}
    assert ("BPO",) in statuses(estimates, "change")
    assert () in statuses(estimates, "change")


# ---- Quantiles are answers of firms.


@pytest.mark.parametrize(("answers", "firms_asked", "shown"), [(9, None, False), (10, None, True), (6, 6, True)])
def test_a_quantile_needs_enough_firms(answers: int, firms_asked: int | None, shown: bool) -> None:
    rule = {"confidentiality": {"quantile_firms": firms_asked}} if firms_asked else {}
    book = codebook({"y": AMOUNT | {"statistics": ["total", "median"]} | rule})
    estimates = protected(frame({("CRM",): range(1, 40), ("BPO",): range(1, answers + 1)}), book)
    assert (("BPO",) not in statuses(estimates, "median")) is shown
    assert statuses(estimates, "total") == {}


def test_a_quantile_needs_enough_firms_on_either_side() -> None:
    """The 90th percentile of 12 firms is the answer of the second largest."""
    book = codebook({"y": AMOUNT | {"statistics": ["total", "median", "p90", "p10"]}})
    estimates = protected(frame({("CRM",): range(1, 60), ("BPO",): range(1, 13)}), book)
    assert statuses(estimates, "median") == {}
    assert set(statuses(estimates, "p90")) == set(statuses(estimates, "p10")) == {("BPO",)}
    ties = protected(frame({("CRM",): range(1, 60), ("BPO",): [*range(1, 7), *firms(6, 9)]}), book)
    assert statuses(ties, "p90") == {}


# ---- The rules of the codebook.


def test_a_holding_is_one_firm() -> None:
    book = codebook({"y": AMOUNT, "owner": {"type": "text"}})
    roles = book.roles.model_copy(update={"holding": "owner"})
    told = [{"y": 10, "owner": None}] * 9
    cells: Firms = {
        ("CRM",): told,
        ("BPO",): [{"y": 10, "owner": "group"}] * 4 + [{"y": 10, "owner": None}],
        ("ITO",): [{"y": 1, "owner": None}] * 4,
    }
    assert statuses(protected(frame(cells), book)) == {}
    hidden = statuses(protected(frame(cells), book.model_copy(update={"roles": roles})))
    assert hidden == {("BPO",): "A", ("ITO",): "D"} or hidden == {("BPO",): "A", ("CRM",): "D"}


CONCENTRATED: Firms = {("CRM",): firms(12, 100), ("BPO",): [900, *firms(9, 5)], ("ITO",): firms(9, 80)}
RULES: list[tuple[str, dict[str, Any], str | None, str]] = [
    ("nothing but the least number of firms", {}, None, "at least 3 firms"),
    ("one firm has more than 85 %", {"dominance": [[1, 85]]}, "O", "at least 3 firms, the largest at most 85 %"),
    ("two have more than 90 %", {"dominance": [[2, 90]]}, "T", "at least 3 firms, the 2 largest at most 90 %"),
    ("the second knows the first", {"p_percent": 10}, "M", "at least 3 firms, p % with p = 10"),
    ("more firms than the project asks for", {"minimum_firms": 11}, "A", "at least 11 firms"),
    ("no secret", {"public": "published yearly", "p_percent": 10}, None, "none: the answers are public"),
]


@pytest.mark.parametrize(("rules", "status", "words"), [case[1:] for case in RULES], ids=[case[0] for case in RULES])
@pytest.mark.parametrize("of", ["survey", "variable"])
def test_rules_of_the_survey_and_of_a_variable(rules: dict[str, Any], status: str | None, words: str, of: str) -> None:
    rules = rules | {"frequency_range": 0}
    if of == "survey":
        book = codebook(confidentiality=rules)
    else:
        book = codebook({"y": AMOUNT | {"confidentiality": rules}}, confidentiality={"p_percent": None})
    estimates = protected(frame(CONCENTRATED), book)
    assert statuses(estimates).get(("BPO",)) == status
    assert set(estimates["protection"]) == {words}


def test_a_variable_has_its_own_rules_beside_those_of_the_survey() -> None:
    variables = {"y": AMOUNT, "x": AMOUNT | {"confidentiality": {"p_percent": 1}}}
    cells = {cell: [(value, value) for value in values] for cell, values in CONCENTRATED.items()}
    book = codebook(variables, confidentiality={"p_percent": 10, "dominance": [[1, 99]]})
    estimates = protected(frame(cells, ("y", "x")), book)
    assert statuses(estimates, variable="y")[("BPO",)] == "M"
    assert statuses(estimates, variable="x") == {}


def test_a_hidden_cell_of_few_firms_keeps_its_range() -> None:
    """The cheapest partner is so small that it would leave KPO known to 2 %."""
    cells: Firms = {("CRM",): firms(12, 100), ("ESO",): firms(5, 0.5), ("KPO",): firms(2, 75)}
    assert statuses(protected(frame(cells))) == {("CRM",): "D", ("KPO",): "A"}
    exact = codebook(confidentiality={"frequency_range": 0})
    assert statuses(protected(frame(cells), exact)) == {("ESO",): "D", ("KPO",): "A"}


NET: Firms = {("CRM",): [-5, 8, 30, 4], ("BPO",): [900, *firms(9, 5)], ("KPO",): [7, -3]}


def test_rules_of_concentration_of_the_survey_are_not_for_net_figures() -> None:
    """With an answer below 0 they can't tell anything; asked for that very variable, its cells are hidden."""
    estimates = protected(frame(NET), codebook(confidentiality={"p_percent": 10}))
    assert statuses(estimates)[("KPO",)] == "A"
    assert len(statuses(estimates)) == 2
    words = "at least 3 firms; p % with p = 10 does not apply to answers below 0"
    assert set(estimates["protection"]) == {words}
    own = protected(frame(NET), codebook({"y": AMOUNT | {"confidentiality": {"p_percent": 10}}}))
    assert statuses(own) == {(): "M", ("CRM",): "M", ("BPO",): "M", ("KPO",): "A"}
    assert set(own["protection"]) == {"at least 3 firms, p % with p = 10; cells with answers below 0 are hidden"}


def test_weights_that_nobody_knows_hide_a_firm_among_those_it_stands_for() -> None:
    """The largest of BPO has most of what the respondents have, but not of what they stand for."""
    cells: Firms = {("CRM",): firms(12, 100), ("BPO",): [900, *firms(9, 50)], ("ITO",): firms(9, 80)}
    told = frame(cells)
    told.loc[told["y"] == 50, "w"] = 20
    told.loc[told["y"] == 900, "w"] = 12
    rule = {"dominance": [[1, 50]]}
    assert statuses(protected(told, codebook(confidentiality=rule)))[("BPO",)] == "O"
    secret = protected(told, codebook(confidentiality=rule | {"public_weights": False}))
    assert statuses(secret) == {}


def test_weights_that_nobody_knows_are_not_told_of_hidden_cells() -> None:
    cells: Firms = {("CRM",): firms(12, 100), ("ESO",): firms(5), ("KPO",): firms(2, 75)}
    estimates = protected(frame(cells), codebook(confidentiality={"public_weights": False}))
    assert estimates.loc[estimates["conf_status"] != "F", "population"].isna().all()


# ---- Missing answers, designs, errors.


@pytest.mark.parametrize("nonresponse", ["reweight", "leave_out"])
def test_only_those_who_answered_count(nonresponse: str) -> None:
    cells: Firms = {("CRM",): firms(12, 100), ("ESO",): firms(5), ("KPO",): [75, 75, *firms(7, None)]}
    estimates = protected(frame(cells), codebook(rules={"nonresponse": nonresponse}))
    assert statuses(estimates) == {("ESO",): "D", ("KPO",): "A"}


def test_two_stages_are_protected_as_any_design() -> None:
    book = codebook(
        {"y": AMOUNT, "region": {"type": "text"}, "site": {"type": "text"}, "sites": {"type": "integer"}},
        design={"psu": "region", "ssu": "site", "ssu_fpc": "sites", "fpc": 20.0},
    )
    rows = [{"y": 10 + n, "region": f"r{n % 4}", "site": f"s{n}", "sites": 9} for n in range(12)]
    few = [{"y": 70, "region": f"r{n}", "site": f"t{n}", "sites": 9} for n in range(2)]
    estimates = protected(frame({("CRM",): rows, ("BPO",): rows[:6], ("KPO",): few}), book)
    assert statuses(estimates) == {("BPO",): "D", ("KPO",): "A"}
    hidden = estimates["conf_status"] != "F"
    assert estimates.loc[hidden, list(ERRORS)].isna().all(axis=None)
    assert estimates.loc[~hidden, "standard_error"].notna().any()


def test_the_error_of_three_firms_would_tell_each_of_them_the_other_two() -> None:
    """A sum and a sum of squares of two unknown answers: total and error are two equations."""
    cells: Firms = {("CRM",): range(1, 9), ("BPO",): range(1, 9), ("ITO",): [3, 5, 9]}
    estimates = protected(frame(cells))
    assert statuses(estimates) == {}
    no_error = {
        (None if pd.isna(eco) else str(eco))
        for eco, error in zip(estimates["ecosystem"], estimates["standard_error"], strict=True)
        if pd.isna(error)
    }
    assert "ITO" in no_error
    assert None not in no_error
    assert len(no_error) == 2  # and of one more, that its own does not follow


def test_who_was_not_asked_is_not_told_where_few_were_not() -> None:
    """Two firms of BPO were not asked what they export: they had said that they don't."""
    told = frame({("CRM",): firms(9), ("BPO",): [*firms(7), None, None], ("ITO",): firms(6)})
    told["y__missing"] = ["not_shown" if pd.isna(y) else None for y in told["y"]]
    estimates = protected(told)
    assert statuses(estimates) == {}
    bpo = estimates[estimates["ecosystem"] == "BPO"]
    assert bpo[["respondents", "response_rate"]].isna().all(axis=None)
    assert bpo["value"].notna().all()


def test_weights_that_meet_a_known_total_tell_of_the_amount_in_each_cell() -> None:
    """Their sum in a cell grows with what the cell has of it: so what is hidden of that is hidden of all variables."""
    book = codebook(
        {"y": AMOUNT, "x": AMOUNT},
        calibration={"method": "linear", "firms": 60, "totals": {"x": 900}},
        confidentiality={"dominance": [[1, 80]]},
    )
    cells: Firms = {
        ("CRM",): [(10, 10 + n) for n in range(9)],
        ("BPO",): [(10, 99), *[(10, 1)] * 5],
        ("ITO",): [(10, 12)] * 6,
    }
    estimates = protected(frame(cells, ("y", "x")), book)
    assert statuses(estimates, variable="x")
    assert statuses(estimates, variable="y").keys() >= statuses(estimates, variable="x").keys()
    assert estimates.loc[estimates["conf_status"] != "F", "population"].isna().all()
