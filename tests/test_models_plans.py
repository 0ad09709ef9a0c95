"""Specification of target_claim, and of plans in target_progress: which plan a target is of, and how it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from warehouse_case import given

if TYPE_CHECKING:
    from pathlib import Path

PLANS = """
    plan     | name                                | sector     | start_year | base_year | horizon_year
    ---------+-------------------------------------+------------+------------+-----------+-------------
    contract | Contrats de performance             | offshoring | 2016       | 2016      | 2020
    action   | Plan d'action                       | offshoring | 2019       | 2018      | 2020
    industry | Plan d’Accélération Industrielle    |            | 2014       | 2014      | 2020
    arabic   | المغرب الرقمي 2030                  | digital    | 2024       | 2023      | 2030
    """

INDUSTRY = "Le plan d'accélération industrielle"
TIES = [  # sector, horizon, words before the figure in its sentence, words elsewhere in its document; the plan, by what
    ("offshoring", "..2020-12-31", "Le PLAN D'ACCELERATION industrielle vise", "", "industry", "sentence"),
    ("textile", "..2020-12-31", INDUSTRY, "", "industry", "sentence"),
    ("textile", "..2020-12-31", "Les contrats de performance visent", "", None, None),
    ("offshoring", "..2020-12-31", "Des contrats de performances", "", "contract", "horizon"),  # not a whole word
    ("offshoring", "..2020-12-31", INDUSTRY, "Le plan d'action", "industry", "sentence"),
    ("offshoring", "..2020-12-31", "On vise", "Suite du plan d'action", "action", "document"),
    ("offshoring", "..2020-12-31", "On vise", "Contrats de performance, plan d'action", "contract", "horizon"),
    ("offshoring", "2014-2020", "On vise", f"Contrats de performance, {INDUSTRY}", "industry", "document"),
    ("offshoring", "..2021-12-31", INDUSTRY, "", None, None),
    ("offshoring", "..2018-12-31", "Les contrats de performance visent", "", "contract", "sentence"),
    ("offshoring", "..2018-12-31", "On vise", "", None, None),
    ("digital", "..2030-12-31", "يهدف المغرب الرقمي 2030 إلى", "", "arabic", "sentence"),
    ("textile", "..2020-12-31", "On vise", "", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("sector", "horizon", "words", "other", "plan", "plan_by"), TIES)
def test_a_target_is_of_the_plan_that_is_named_nearest_else_of_that_with_its_horizon(
    tmp_path: Path, sector: str, horizon: str, words: str, other: str, plan: str | None, plan_by: str | None
) -> None:
    measure = "change" if "-" in horizon[:5] else "level"
    case = given(
        tmp_path,
        f"""
        claim | document | sector     | measure   | nature | period    | value | words
        t     | d        | {sector}   | {measure} | target | {horizon} | 18e9  | {words}
        other | d        | automotive | level     | actual | 2018      | 1     | {other}
        """,
        plans=PLANS,
    )
    expected = f"plan | plan_by\n{plan or ''} | {plan_by or ''}"
    case.shows("FROM target_claim", expected)
    case.shows("FROM target_progress", expected)


def test_a_target_older_than_a_plan_is_not_tied_to_it_by_its_horizon(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        "claim | published | nature | period | value\nc1 | 2015-12-31 | target | ..2020-12-31 | 18e9",
        plans=PLANS,
    )
    case.shows("FROM target_claim", "plan | plan_by\n |")


def test_a_target_without_a_horizon_has_that_of_the_plan_which_its_sentence_names(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | indicator | unit | nature | period | value | words
        ------+-----------+------+--------+--------+-------+------------------------------
        c1    | jobs      | jobs | target |        | 1e5   | Les contrats de performance :
        c2    | jobs      | jobs | actual | 2018   | 5e4   |
        c3    | companies | jobs | target |        | 7     | On vise
        """,
        plans=PLANS,
    )
    case.shows(
        "FROM target_progress",
        "horizon | plan | ratio | reason\n2020-12-31 | contract | 0.5 | same measure; the horizon is that of the plan",
    )


def test_of_several_claims_the_nearest_tie_counts(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | nature | period       | value | words
        ------+--------+--------------+-------+-----------------------------------------
        c1    | target | ..2020-12-31 | 18e9  |
        c2    | target | ..2020-12-31 | 18e9  |
        c3    | target | ..2020-12-31 | 18e9  | Le plan d'accélération industrielle vise
        """,
        plans=PLANS,
    )
    case.shows("FROM target_claim", "claim_id | plan\nc1 | contract\nc2 | contract\nc3 | industry")
    case.shows("FROM target_progress", "plan | plan_by\nindustry | sentence")


SIGNED = """
    plan     | indicator      | measure | unit | period       | value | base_year
    ---------+----------------+---------+------+--------------+-------+----------
    contract | export_revenue | change  | MAD  | ..2020-12-31 | 18e9  | 2016
    contract | direct_jobs    | change  | jobs | ..2020-12-31 | 60000 | 2016
    contract | jobs           | level   | jobs | ..2020-12-31 | 1e5   |
    """

BILLIONS = "18 000 000 000 MAD"
TOLD = [  # as told: indicator, unit, measure, period, value; the value signed, and what differs
    ("export_revenue", "MAD", "change", "..2020-12-31", 18e9, 18e9, None),
    ("export_revenue", "MAD", "cumulative", "..2020-12-31", 18e9, 18e9, None),
    ("export_revenue", "MAD", "level", "..2020-12-31", 18e9, None, "signed as additional since 2016: " + BILLIONS),
    ("export_revenue", "MAD", "change", "..2020-12-31", 15e9, 18e9, "signed: " + BILLIONS),
    ("export_revenue", "MAD", "change", "2017-2020", 18e9, 18e9, "signed to count from 2016, not 2017"),
    ("export_revenue", "MAD", "change", "..2018-12-31", 18e9, None, None),
    ("export_revenue", "EUR", "change", "..2020-12-31", 18e9, None, None),
    ("jobs", "jobs", "change", "..2020-12-31", 60000, None, "signed of direct_jobs"),
    ("jobs", "jobs", "change", "..2020-12-31", 1e5, None, "signed as a total: 100 000 jobs"),
    ("investment", "MAD", "cumulative", "..2020-12-31", 1e9, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("indicator", "unit", "measure", "period", "value", "signed", "differs"), TOLD)
def test_what_is_told_stands_beside_what_was_signed(
    tmp_path: Path,
    indicator: str,
    unit: str,
    measure: str,
    period: str,
    value: float,
    signed: float | None,
    differs: str | None,
) -> None:
    case = given(
        tmp_path,
        f"""
        claim | indicator   | unit   | measure   | nature | period   | value   | words
        t     | {indicator} | {unit} | {measure} | target | {period} | {value} | Les contrats de performance :
        """,
        plans=PLANS,
        targets=SIGNED,
    )
    assert case.ask("SELECT signed_value, signed_as FROM target_progress").rows == [(signed, differs)]


def test_what_was_signed_as_additional_and_is_told_as_a_total_is_not_compared(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | nature | measure | period       | value | words
        t     | target | level   | ..2020-12-31 | 18e9  | Les contrats de performance :
        c1    | actual | level   | 2018         | 10e9  |
        """,
        plans=PLANS,
        targets=SIGNED,
    )
    case.shows(
        "FROM target_progress",
        """
        achieved_value | comparable | signed_value | reason
                       | false      |              | not compared: signed as additional since 2016, here told as a total
        """,
    )


def test_an_additional_target_counts_from_the_year_from_which_it_was_signed_to_count(tmp_path: Path) -> None:
    """The industrial plan begins in 2014; what it asks of offshoring was signed in 2016."""
    case = given(
        tmp_path,
        """
        claim | indicator   | unit | measure    | nature | period       | value | words
        ------+-------------+------+------------+--------+--------------+-------+------------------------------------
        c1    | direct_jobs | jobs | change     | target | ..2020-12-31 | 60000 | Le plan d'accélération industrielle
        c2    | direct_jobs | jobs | cumulative | actual | 2014-2018    | 69900 |
        c3    | direct_jobs | jobs | cumulative | actual | 2016-2018    | 51000 |
        """,
        plans=PLANS,
        targets="""
        plan     | indicator   | measure | unit | period       | value | base_year
        ---------+-------------+---------+------+--------------+-------+----------
        industry | direct_jobs | change  | jobs | ..2020-12-31 | 60000 | 2016
        """,
    )
    case.shows(
        "FROM target_progress",
        """
        plan     | additional | base_period | achieved_value | ratio | yearly_pace | achieved_pace | signed_value
        ---------+------------+-------------+----------------+-------+-------------+---------------+-------------
        industry | true       | 2016        | 51000          | 0.85  | 4500        | 17000         | 60000
        """,
    )
    case.shows("FROM target_claim", "base_year | additional | horizon\n2016 | true | 2020-12-31")


def test_the_release_has_the_plans_and_what_was_signed(tmp_path: Path) -> None:
    case = given(tmp_path, plans=PLANS, targets=SIGNED)
    case.shows(
        "SELECT *, names[1] AS first_name FROM plan WHERE plan = 'industry'",
        "first_name | horizon_year | base_year\nPlan d’Accélération Industrielle | 2020 | 2014",
    )
    case.shows(
        "FROM plan_target WHERE measure = 'level'",
        "plan | value | additional | base_year | horizon | said_by\ncontract | 1e5 | false | | 2020-12-31 | Ministry",
    )
