"""Designs and estimators: textbook sums done by hand, published examples, and what must hold of any sample."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import DataRefused
from flows.survey.estimation.design import Design
from flows.survey.estimation.estimators import (
    count,
    mean,
    means_by,
    ratio,
    ratios_by,
    share,
    total,
    totals_by,
)
from flows.survey.estimation.quantiles import quantile, quantiles_by
from flows.survey.estimation.response_rate import response_rates, survey_rates
from flows.survey.estimation.sampling import sample
from flows.survey.estimation.variance import variances

if TYPE_CHECKING:
    from flows.survey.estimation.design import Lonely
    from flows.survey.estimation.quantiles import Rule


def array(*values: float) -> Any:
    return np.array(values, dtype=np.float64)


# Six firms of two strata, 2 of 4 and 4 of 16. Weights 2 and 4. Variance of a total: N² (1 - n/N) s²/n by stratum.
STRATUM = ["a", "a", "b", "b", "b", "b"]
FIRMS = array(4, 4, 16, 16, 16, 16)
SALES = array(10, 14, 1, 2, 3, 6)
SAMPLE = sample(6, strata=STRATUM, population=FIRMS)


def test_a_stratified_sample_by_hand() -> None:
    found = total(SALES, SAMPLE)
    # a: 16 · 1/2 · 8/2 = 32. b: mean 3, s² = (4 + 1 + 0 + 9)/3, 256 · 3/4 · s²/4 = 224.
    assert found.value == 2 * 24 + 4 * 12
    assert found.standard_error == pytest.approx((32 + 224) ** 0.5)
    assert (found.degrees_of_freedom, found.respondents, found.population) == (4, 6, 20)
    assert found.ci_high == pytest.approx(96 + 2.7764451051977934 * 16)
    assert mean(SALES, SAMPLE).standard_error == pytest.approx(16 / 20)


def test_a_domain_leaves_the_design_as_it_is() -> None:
    # In b the values 0, 2, 0, 6 have mean 2, s² = 24/3: 256 · 3/4 · 8/4 = 384; a has no units of it.
    domain = np.array([False, False, False, True, False, True])
    found = total(SALES, SAMPLE, domain)
    assert (found.value, found.respondents, found.degrees_of_freedom) == (32, 2, 4)
    assert found.standard_error == pytest.approx(384**0.5)


def test_clusters_by_hand() -> None:
    # Three of twelve clusters, totals 3, 7 and 5 each weighted 4: 144 · 3/4 · 4/3 = 144.
    clusters = sample(5, psu=["x", "x", "y", "y", "z"], population=np.full(5, 12))
    found = total(array(1, 2, 3, 4, 5), clusters)
    assert [found.value, found.standard_error, found.degrees_of_freedom] == pytest.approx([60, 12, 2])


def test_two_stages_by_hand() -> None:
    # Two of six clusters, two of three firms in each: weight 9/2. First stage: totals 4.5 · 4 and 4.5 · 8, squares
    # 2 · 9²: 2/3 · 2/1 · 162 = 216. Second: 2/6 · 1/3 · 2/1 · 4.5² · (2 + 8) = 45.
    two = sample(4, psu=[1, 1, 2, 2], population=np.full(4, 6), ssu_population=np.full(4, 3))
    found = total(array(1, 3, 2, 6), two)
    assert [found.value, found.standard_error] == pytest.approx([54, (216 + 45) ** 0.5])


def test_secondary_units_without_a_known_population_are_drawn_with_replacement() -> None:
    # As above, but nothing is taken off the second stage: 216 + 2/6 · 2/1 · 4.5² · (2 + 8).
    two = sample(4, weight=[4.5] * 4, psu=[1, 1, 2, 2], ssu=[1, 2, 1, 2], population=np.full(4, 6))
    assert total(array(1, 3, 2, 6), two).standard_error == pytest.approx((216 + 135) ** 0.5)


def test_a_ratio_by_hand() -> None:
    # Ratio 12/6 = 2, residuals -1, 1, 0 weighted by 2: squares 8 · 3/2 · 1/2 = 6, by the denominator's total 12.
    simple = sample(3, population=np.full(3, 6))
    found = ratio(array(1, 5, 6), array(1, 2, 3), simple)
    assert [found.value, found.standard_error] == pytest.approx([2, 6**0.5 / 12])
    of_a_total = ratio(array(1, 5, 6), array(1, 2, 3), simple, known_total=13)
    assert [of_a_total.value, of_a_total.standard_error] == pytest.approx([26, 13 * 6**0.5 / 12])


def test_change_and_growth_of_a_panel() -> None:
    before, now = array(10, 20, 30), array(12, 22, 33)
    panel = sample(3, population=np.full(3, 30))
    change = total(now - before, panel)
    # Weighted 10, differences 2, 2, 3: 30² · 9/10 · (1/3)/3.
    assert [change.value, change.standard_error] == pytest.approx([70, 90**0.5])
    assert ratio(now, before, panel).value - 1 == pytest.approx(70 / 600)


def test_counts_and_shares() -> None:
    online = np.array([True, False, True, True, False, True])
    assert count(online, SAMPLE).value == 2 + 12
    found = share(online, SAMPLE, domain=np.array([False, False, True, True, True, True]))
    # The variance of a share is (1 - n/N) p (1 - p) / (n - 1).
    assert [found.value, found.standard_error] == pytest.approx([0.75, (3 / 4 * 3 / 16 / 3) ** 0.5])
    within = share(online, SAMPLE, interval="logit")
    assert 0 < (within.ci_low or 0) < within.value < (within.ci_high or 2) < 1


# Published: R's survey package, tests/deff.R (Tsuchiya), mean and total of `uriage`.
KIGYO = array(15, 143, 21, 51, 337, 50, 274, 145, 15, 86)
DESIGN_EFFECTS = [
    # weights, statistic, value, standard error, design effect, and that of a sample with replacement
    ([100.0] * 10, mean, 113.7, 35.62616, 1.010101, 1.0),
    ([100.0] * 10, total, 113700, 35626.16, 1.010101, 1.0),
    ([20, 200, 11, 25, 550, 30, 250, 100, 10, 55], mean, 243.91367, 48.75216, 1.974067 / 0.99200639, 1.974067),
    ([20, 200, 11, 25, 550, 30, 250, 100, 10, 55], total, 305136, 184964.56, 18.15669 / 0.99200639, 18.15669),
]


@pytest.mark.parametrize(("weights", "statistic", "value", "error", "effect", "replaced"), DESIGN_EFFECTS)
def test_design_effects(
    weights: list[float], statistic: Any, value: float, error: float, effect: float, replaced: float
) -> None:
    found = statistic(KIGYO, sample(10, weight=weights))
    told = [found.value, found.standard_error, found.design_effect, found.design_effect_replaced]
    assert told == pytest.approx([value, error, effect, replaced], rel=1e-6)


# Published: tests/lonely.psu.R. The third stratum has one unit. Adjusted: the 660 less a fifth of 3145.5, squared.
LONELY = [
    # rule, fpc of the third stratum, variance of the total of ages
    ("remove", np.inf, 126625),
    ("certainty", np.inf, 126625),
    ("adjust", np.inf, 126625 + (660 - 3145.5 / 5) ** 2),
    ("average", np.inf, 126625 * 3 / 2),
    ("adjust", 15, 126625 + 14 / 15 * (660 - 3145.5 / 5) ** 2),
    ("adjust", 1, 126625),
    ("average", 1, 126625),
    ("fail", 1, 126625),
]


@pytest.mark.parametrize(("rule", "firms", "variance"), LONELY)
def test_lonely_units(rule: Lonely, firms: float, variance: float) -> None:
    population = [np.inf] * 4 + [firms]
    weight = [10.5, 10.5, 20, 20, 15]
    design = sample(5, weight=weight, strata=[1, 1, 2, 2, 3], population=population, lonely=rule)
    found = total(array(30.5, 40.5, 35, 52, 44), design)
    assert (found.standard_error or 0) ** 2 == pytest.approx(variance)
    assert found.degrees_of_freedom == 2


IN_A_DOMAIN = [
    # rule, also for units lonely in the domain, variance of the domain's total: the stratum {2, 4} has 2 in it only
    ("adjust", False, 2 * 2),
    ("adjust", True, 2 * ((2 - 1) ** 2 + (0 - 1) ** 2)),  # the mean of the two of its stratum is all there is
    ("remove", True, 4),
    ("certainty", True, 4),
    ("fail", True, 4),
]


@pytest.mark.parametrize(("rule", "also", "variance"), IN_A_DOMAIN)
def test_units_lonely_in_a_domain(rule: Lonely, also: bool, variance: float) -> None:
    design = sample(5, weight=[1] * 5, strata=[1, 1, 2, 2, 3], lonely=rule, lonely_in_domain=also)
    found = total(array(2, 4, 7, 7, 9), design, np.array([True, False, False, False, False]))
    assert (found.standard_error or 0) ** 2 == pytest.approx(variance)


def test_a_stratum_without_units_of_the_domain_does_not_count() -> None:
    lonely = sample(3, weight=[1] * 3, strata=[1, 1, 2])
    assert total(array(1, 3, 9), lonely, np.array([True, True, False])).standard_error == pytest.approx(2)


def test_a_lonely_unit_can_be_refused() -> None:
    with pytest.raises(DataRefused, match="number 1: one sampled unit tells no variance"):
        total(array(1, 2, 3), sample(3, strata=[1, 1, 2], lonely="fail"))


def test_nothing_can_be_told_of_lonely_units_only() -> None:
    found = total(array(1, 2), sample(2, strata=[1, 2]))
    assert (found.value, found.standard_error, found.ci_low, found.degrees_of_freedom) == (3, None, None, 0)


def test_a_domain_without_units() -> None:
    nobody = np.zeros(6, dtype=bool)
    assert (total(SALES, SAMPLE, nobody).value, total(SALES, SAMPLE, nobody).standard_error) == (0, 0)
    assert np.isnan(mean(SALES, SAMPLE, nobody).value)
    assert mean(SALES, SAMPLE, nobody).standard_error is None
    assert np.isnan(quantile(SALES, 0.5, SAMPLE, nobody).value)


def test_a_missing_value_is_outside_the_domain_or_others_stand_for_it() -> None:
    sales = array(10, np.nan, 1, 2, 3, 6)
    left_out = mean(sales, SAMPLE)
    assert (left_out.value, left_out.respondents) == ((20 + 48) / 18, 5)
    answered = ~np.isnan(sales)
    stood_for = mean(sales[answered], SAMPLE.answering(answered))
    assert (stood_for.value, stood_for.respondents, stood_for.population) == ((40 + 48) / 20, 5, 20)


def test_strata_and_clusters_where_nobody_answered_drop_out() -> None:
    stages: dict[str, Any] = {"population": np.full(6, 9), "ssu_population": np.full(6, 4)}
    clusters = sample(6, strata=["a"] * 4 + ["b"] * 2, psu=[1, 1, 2, 2, 3, 3], **stages)
    answered = np.array([True, True, True, True, False, False])
    silent = total(array(1, 2, 3, 5), clusters.answering(answered))
    alone = total(array(1, 2, 3, 5), sample(4, psu=[1, 1, 2, 2], population=[9] * 4, ssu_population=[4] * 4))
    assert silent == alone


QUANTILES = [
    # rule, q, of the values 10, 20, 30, 40 with weights 1, 1, 1, 1
    ("math", 0.5, 20),
    ("math", 0.51, 30),
    ("math", 0, 10),
    ("math", 1, 40),
    ("school", 0.5, 25),
    ("school", 0.51, 30),
    ("hf4", 0.5, 20),
    ("hf5", 0.5, 25),
    ("hf6", 0.25, 12.5),
    ("hf7", 0.25, 17.5),
    ("hf8", 0.25, 10 + 10 * (0.25 * (4 + 1 / 3) + 1 / 3 - 1)),
    ("hf9", 0.25, 10 + 10 * (0.25 * (4 + 1 / 4) + 3 / 8 - 1)),
]


@pytest.mark.parametrize(("rule", "q", "value"), QUANTILES)
def test_quantiles(rule: Rule, q: float, value: float) -> None:
    values = array(30, 10, 40, 20)
    assert quantile(values, q, sample(4), rule=rule).value == pytest.approx(value)


def test_a_quantile_of_weights_that_add_up_inexactly() -> None:
    values = np.arange(1, 11, dtype=np.float64)
    tenths = sample(10, weight=[0.1] * 10)
    assert [quantile(values, q / 10, tenths).value for q in range(1, 11)] == list(values)


def test_an_end_beyond_all_values_is_not_told() -> None:
    found = quantile(array(1, 2, 3, 4), 0.1, sample(4))
    assert (found.value, found.ci_low, found.standard_error) == (1, None, None)


REFUSED = [
    # columns, message
    ({"weight": [1, -1]}, "unit 2: the weight is -1"),
    ({"weight": [1, np.nan]}, "unit 2: a weight is missing"),
    ({"strata": ["a", None]}, "unit 2: 1 units have no stratum"),
    ({"population": [1.5, 1.5]}, "unit 1: 2 primary units of stratum all were sampled, but its population has 1.5"),
    ({"population": [5, 0]}, "differs within stratum all"),
    ({"population": [0, 0]}, "unit 1: the number of primary units is 0"),
    ({"strata": ["a", "b"], "population": [2, 0.5]}, "1 primary units of stratum b were sampled, but .* has 0.5"),
    ({"psu": ["x", "x"], "ssu_population": [3, 4]}, "number of secondary units differs within primary unit x"),
    ({"population": [np.inf, np.inf]}, "an infinite population gives no weights"),
]


@pytest.mark.parametrize(("columns", "message"), REFUSED)
def test_samples_that_can_not_be(columns: dict[str, Any], message: str) -> None:
    with pytest.raises(DataRefused, match=message):
        sample(2, **columns)


def test_secondary_units_need_primary_ones() -> None:
    with pytest.raises(ValueError, match="need the primary ones"):
        sample(2, ssu=[1, 2])


def test_the_same_label_in_two_strata_is_two_units() -> None:
    nested = sample(4, strata=["a", "a", "b", "b"], psu=[1, 2, 1, 2])
    assert (nested.sampled.tolist(), nested.degrees_of_freedom) == ([2, 2], 2)
    crossed = sample(2, strata=pd.DataFrame({"eco": ["CRM", "BPO"], "size": ["small", "small"]}))
    assert crossed.stratum.tolist() == [0, 1]


def test_a_population_may_be_given_as_the_fraction_sampled() -> None:
    by_fraction = sample(6, strata=STRATUM, population=array(1 / 2, 1 / 2, *[1 / 4] * 4))
    assert by_fraction.weight.tolist() == SAMPLE.weight.tolist()
    assert total(SALES, by_fraction) == total(SALES, SAMPLE)


def test_response_rates() -> None:
    answered, weight = np.array([True, False, True, True, True]), array(1, 2, 3, 4, 9)
    eligible, group = np.array([True, True, True, False, True]), np.array([0, 0, 0, 1, -1])
    rates = response_rates(answered, eligible, weight, group, 2)
    assert rates[0] == pytest.approx(4 / 6)
    assert np.isnan(rates[1])


def test_the_response_rate_of_a_survey_by_strata() -> None:
    # Of the large firms half were invited and all answered, of the small ones one in ten and half of these answered.
    population, invited, responses = {"large": 20, "small": 200}, {"large": 10, "small": 20}, {"large": 10, "small": 10}
    unweighted, weighted = survey_rates(responses, invited, population)
    assert unweighted == pytest.approx(20 / 30)
    assert weighted == pytest.approx((20 * 1 + 200 / 2) / 220)
    alone, no_weights = survey_rates(responses, invited)
    assert alone == pytest.approx(20 / 30)
    assert no_weights is None
    assert survey_rates(responses, {}) == (None, None)


@st.composite
def surveys(draw: st.DrawFn) -> tuple[Design, Any, Any]:
    """A design of one or two stages, values, and a code of four domains or none (-1) for each unit."""
    n = draw(st.integers(2, 30))

    def codes(least: int, most: int) -> list[int]:
        return draw(st.lists(st.integers(least, most), min_size=n, max_size=n))

    strata, ssu = codes(0, 2), codes(0, 2)
    psu = codes(0, 3) if draw(st.booleans()) else None
    how = draw(st.sampled_from(["replaced", "one stage", "two stages"]))
    stages: dict[str, Any] = {} if how == "replaced" else {"population": [50] * n}
    if psu and how == "two stages":
        stages |= {"ssu": ssu, "ssu_population": [7] * n}
    rules: list[Lonely] = ["adjust", "average", "remove"]
    lonely = draw(st.sampled_from(rules))
    weight = draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    design = sample(n, weight=weight, strata=strata, psu=psu, lonely=lonely, **stages)
    y = np.array(draw(st.lists(st.integers(-99, 99), min_size=n, max_size=n)), dtype=np.float64)
    return design, y, np.array(codes(-1, 3))


@given(surveys())
def test_all_domains_at_once_are_each_by_itself(survey: tuple[Design, Any, Any]) -> None:
    design, y, code = survey
    for together, alone in (
        (totals_by(y, design, code, 4), total),
        (means_by(y, design, code, 4), mean),
        (quantiles_by(y, 0.5, design, code, 4), lambda y, design, domain: quantile(y, 0.5, design, domain)),
        (ratios_by(y, y**2 + 1, design, code, 4), lambda y, design, domain: ratio(y, y**2 + 1, design, domain)),
    ):
        for d in range(4):
            assert repr(rounded(together[d])) == repr(rounded(alone(y, design, code == d)))


def rounded(found: Any) -> list[Any]:
    numbers = [getattr(found, name) for name in ("value", "standard_error", "ci_low", "respondents", "population")]
    return [None if number is None else float(f"{number + 0.0:.6g}") + 0.0 for number in numbers]


@given(surveys())
def test_variances_are_those_of_the_formula(survey: tuple[Design, Any, Any]) -> None:
    design, y, code = survey
    for d in range(4):
        units = pd.DataFrame({"h": design.stratum, "z": design.weight * y, "n": np.arange(design.size)})
        units["psu"] = units["n"] if design.psu is None else design.psu
        units["ssu"] = units["n"] if design.ssu is None else design.ssu
        expected = plain_variance(units, units[code == d], design)
        assert variances(design.weight * y, design, code, 4)[d] == pytest.approx(expected, abs=1e-6, nan_ok=True)


def plain_variance(everybody: pd.DataFrame, domain: pd.DataFrame, design: Design) -> float:
    """Stratum by stratum and primary unit by primary unit, those without units of the domain left out."""
    strata = {h: stratum["psu"].unique() for h, stratum in everybody.groupby("h") if h in domain["h"].to_numpy()}
    middle = domain["z"].sum() / max(sum(len(units) for units in strata.values()), 1)
    between, within, others = 0.0, 0.0, 0
    for h, drawn in strata.items():
        totals = domain[domain["h"] == h].groupby("psu")["z"].sum().reindex(drawn, fill_value=0)
        fraction = 0.0 if design.population is None else len(drawn) / 50
        if len(drawn) > 1:
            others += 1
            between += (1 - fraction) * len(drawn) * totals.var()
        elif design.lonely == "adjust":
            between += (1 - fraction) * (totals.sum() - middle) ** 2
        for primary in drawn if design.two_stages else ():
            inside = everybody[everybody["psu"] == primary]["ssu"].unique()
            parts = domain[domain["psu"] == primary].groupby("ssu")["z"].sum().reindex(inside, fill_value=0)
            if len(inside) > 1:
                within += fraction * (1 - len(inside) / 7) * len(inside) * parts.var()
    if design.lonely == "average" and strata:
        between = between * len(strata) / others if others else np.nan
    return between + within


@given(surveys())
def test_domains_add_up_and_values_may_be_scaled(survey: tuple[Design, Any, Any]) -> None:
    design, y, code = survey
    by = totals_by(y, design, code + 1, 5)
    everybody = total(y, design)
    assert by.value.sum() == pytest.approx(everybody.value)
    threefold = total(-3 * y, design)
    assert threefold.value == pytest.approx(-3 * everybody.value)
    if everybody.standard_error is not None:
        assert threefold.standard_error == pytest.approx(3 * everybody.standard_error, abs=1e-6)


@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(survey: tuple[Design, Any, Any], random: Any) -> None:
    design, y, code = survey
    order = list(range(design.size))
    random.shuffle(order)
    moved = replace(
        design,
        stratum=design.stratum[order],
        weight=design.weight[order],
        psu=None if design.psu is None else design.psu[order],
        ssu=None if design.ssu is None else design.ssu[order],
    )
    here, there = (
        variances(design.weight * y, design, code, 4),
        variances(moved.weight * y[order], moved, code[order], 4),
    )
    assert there == pytest.approx(here, abs=1e-6, nan_ok=True)


@given(surveys())
def test_a_census_has_no_error(survey: tuple[Design, Any, Any]) -> None:
    design, y, code = survey
    census = replace(design, population=design.sampled.astype(np.float64), ssu=None, ssu_population=None)
    assert variances(y, census, code, 4) == pytest.approx(np.zeros(4))


@given(surveys())
def test_all_secondary_units_surveyed_is_one_stage(survey: tuple[Design, Any, Any]) -> None:
    design, y, code = survey
    one = replace(design, population=np.full(design.sampled.size, 50.0), ssu=None, ssu_population=None)
    both = replace(one, ssu_population=replace(one, ssu_population=np.ones(99)).ssu_sampled.astype(np.float64))
    assert variances(y, both, code, 4) == pytest.approx(variances(y, one, code, 4), nan_ok=True)


def test_many_strata_and_domains_are_paired_only_where_they_meet() -> None:
    n = 6000
    design = Design(np.repeat(np.arange(n // 2), 2), np.ones(n))
    y, code = np.tile(array(1, 3), n // 2), np.arange(n) // 6
    by = totals_by(y, design, code, 1000)
    assert by.standard_error == pytest.approx(np.full(1000, 6**0.5 * 2 / 2**0.5))


def test_codes_of_few_bits_and_codes_that_are_not_there() -> None:
    n = 6000
    design = Design(np.arange(n) % 100, np.ones(n), np.full(100, 90.0))
    code = np.arange(n) // 60
    y = (np.arange(n) % 7).astype(np.float64)
    assert repr(totals_by(y, design, code.astype(np.int8), 100)[99]) == repr(totals_by(y, design, code, 100)[99])
    with pytest.raises(ValueError, match="domain 99 is not among"):
        totals_by(y, design, code, 99)


def test_a_large_mean_does_not_hide_a_small_spread() -> None:
    y = 1e9 + array(0, 1, 2, 3)
    assert mean(y, sample(4)).standard_error == pytest.approx((5 / 3 / 4) ** 0.5, rel=1e-6)
