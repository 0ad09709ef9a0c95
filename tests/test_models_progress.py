"""Specification of target_progress: like is compared with like, or it is said why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from warehouse_case import given, read

if TYPE_CHECKING:
    from pathlib import Path

PLAN = """
    plan   | start_year | base_year | horizon_year
    -------+------------+-----------+-------------
    plan20 | 2016       | 2014      | 2020
    """


def test_a_level_is_compared_with_the_latest_level_up_to_the_horizon(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | indicator | unit | nature | period       | value
        ------+-----------+------+--------+--------------+------
        c1    | jobs      | jobs | target | ..2020-12-31 | 1e5
        c2    | jobs      | jobs | actual | 2017         | 7e4
        c3    | jobs      | jobs | actual | 2018         | 8e4
        c4    | jobs      | jobs | actual | 2021         | 2e5
        c5    | jobs      | jobs | actual |              | 3e5
        """,
        plans=PLAN,
    )
    case.shows(
        "FROM target_progress",
        """
        plan   | horizon    | target_value | base_period | achieved_value | achieved_period_end | remaining | ratio
        -------+------------+--------------+-------------+----------------+---------------------+-----------+------
        plan20 | 2020-12-31 | 1e5          |             | 8e4            | 2018-12-31          | 2e4       | 0.8
        """,
    )
    case.shows("FROM target_progress", "comparable | reason\ntrue | same measure")


ADDED = """
    ecosystem | measure    | nature | period    | value | achieved
    ----------+------------+--------+-----------+-------+---------
    e1        | cumulative | actual | 2014-2018 | 69900 | 69900
    e2        | change     | actual | 2014-2018 | 40000 | 40000
    e3        | change     | actual | 2015-2018 | 40000 | 40000
    e4        | change     | actual | 2010-2018 | 90000 |
    e5        | change     | actual | 2018      | 5000  |
    e6        | cumulative | actual | 2017-2018 | 20000 |
    e7        | level      | actual | 2018      | 90000 |
    e8        | cumulative | target | 2014-2018 | 69900 |
    e9        | cumulative | actual | 2014-2022 | 69900 |
    """


def test_an_additional_target_is_compared_with_what_was_added_since_the_base_year(tmp_path: Path) -> None:
    """Each result stands in an ecosystem of its own, beside the same target."""
    results = read(ADDED)
    targets = [f"t{row['ecosystem']} | {row['ecosystem']} | change | target | ..2020-12-31 | 60000" for row in results]
    actuals = [
        " | ".join(str(row[name]) for name in ("ecosystem", "ecosystem", "measure", "nature", "period", "value"))
        for row in results
    ]
    case = given(
        tmp_path, "\n".join(["claim | ecosystem | measure | nature | period | value", *targets, *actuals]), plans=PLAN
    )
    found = case.ask(
        "SELECT ecosystem, base_period, achieved_value, reason FROM target_progress"
        " WHERE horizon = '2020-12-31' ORDER BY ecosystem"
    )
    reasons = {
        "e4": "what is told was added in 2010 to 2018, not since 2014",
        "e5": "what is told was added in 2018, not since 2014",
        "e6": "what is told was added in 2017 to 2018, not since 2014",
        "e7": "only levels are told, and not those of 2014 and a later year",
        "e8": "the results are of another perimeter (ecosystem, place, scope or subject)",
        "e9": "the first result is of 2022, after the horizon",
    }
    assert found.rows == [
        (
            row["ecosystem"],
            2014,
            row["achieved"],
            f"not compared: {why}" if (why := reasons.get(row["ecosystem"])) else "same measure",
        )
        for row in results
    ]


def test_what_was_added_up_longest_is_preferred_to_a_difference_of_levels(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | indicator | unit | measure    | nature | period       | value
        ------+-----------+------+------------+--------+--------------+------
        c1    | jobs      | jobs | change     | target | ..2020-12-31 | 60000
        c2    | jobs      | jobs | cumulative | actual | 2014-2017    | 40000
        c3    | jobs      | jobs | cumulative | actual | 2014-2018    | 50000
        c4    | jobs      | jobs | change     | actual | 2019         | 5000
        c5    | jobs      | jobs | level      | actual | 2014         | 10000
        c6    | jobs      | jobs | level      | actual | 2019         | 90000
        """,
        plans=PLAN,
    )
    case.shows(
        "FROM target_progress",
        """
        achieved_value | achieved_period_end | remaining | comparable | reason
        ---------------+---------------------+-----------+------------+-------------
        50000          | 2018-12-31          | 10000     | true       | same measure
        """,
    )


def test_else_with_the_latest_level_less_that_of_the_base_year(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | measure    | nature | period       | value
        ------+------------+--------+--------------+------
        c1    | change     | target | ..2020-12-31 | 18e9
        c2    | level      | actual | 2013         | 1e9
        c3    | level      | actual | 2014         | 8e9
        c4    | level      | actual | 2017         | 9e9
        c5    | level      | actual | 2018         | 10e9
        """,
        plans=PLAN,
    )
    case.shows(
        "FROM target_progress",
        """
        base_period | achieved_value | achieved_period_end | remaining | comparable | reason
        ------------+----------------+---------------------+-----------+------------+-------------------------
        2014        | 2e9            | 2018-12-31          | 16e9      | true       | difference of two levels
        """,
    )


def test_a_target_that_says_from_which_year_it_counts_needs_no_plan(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | measure    | nature | period    | value
        ------+------------+--------+-----------+------
        c1    | cumulative | target | 2016-2020 | 3e9
        c2    | cumulative | actual | 2016-2018 | 1e9
        c3    | cumulative | actual | 2014-2019 | 2e9
        """,
        plans=PLAN,
    )
    case.shows("FROM target_progress", "base_period | achieved_value | ratio\n2016 | 1e9 | 0.333333")


def test_without_a_base_year_an_addition_is_not_compared(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | measure | nature | period       | value
        ------+---------+--------+--------------+------
        c1    | change  | target | ..2030-12-31 | 9e9
        c2    | change  | actual | 2014-2018    | 2e9
        c3    | level   | target | ..2026-12-31 | 9e9
        """,
        plans=PLAN,
    )
    case.shows(
        "SELECT *, replace(reason, 'not compared: ', '') AS why_not FROM target_progress",
        """
        horizon    | plan | comparable | ratio | why_not
        -----------+------+------------+-------+--------
        2030-12-31 |      | false      |       | no text and no plan says from which year on it counts
        2026-12-31 |      | false      |       | no actual level of the same series up to the horizon
        """,
    )


def test_a_rank_is_reached_or_not_but_has_no_rest(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | indicator | unit | measure | nature | period       | value
        ------+-----------+------+---------+--------+--------------+------
        c1    | jobs      | rank | rank    | target | ..2020-12-31 | 1
        c2    | jobs      | rank | rank    | actual | 2018         | 3
        """,
    )
    case.shows(
        "FROM target_progress",
        """
        achieved_value | remaining | ratio | comparable | reached | reason
        ---------------+-----------+-------+------------+---------+---------------------------------------
        3              |           |       | true       | false   | same measure; a lower rank is better
        """,
    )


OTHER = """
    jobs           | offshoring |     | MA | sector  |         | MAD
    export_revenue | digital    |     | MA | sector  |         | MAD
    export_revenue |            |     | MA | sector  |         | MAD
    export_revenue | offshoring | CRM | MA | sector  |         | MAD
    export_revenue | offshoring |     | TN | sector  |         | MAD
    export_revenue | offshoring |     |    | sector  |         | MAD
    export_revenue | offshoring |     | MA | company | Atlas   | MAD
    export_revenue | offshoring |     | MA | subset  | Casa    | MAD
    export_revenue | offshoring |     | MA | sector  | women   | MAD
    export_revenue | offshoring |     | MA | sector  |         | EUR
    """


@pytest.mark.parametrize(("target", "actual"), [("level", "level"), ("change", "cumulative"), ("change", "level")])
def test_another_series_is_never_compared(tmp_path: Path, target: str, actual: str) -> None:
    others = "\n".join(
        f"c{number}{period} | {other} | {actual} | actual | {period} | 9e9"
        for number, other in enumerate(OTHER.strip().splitlines())
        for period in ("2014", "2018", "2014-2018")
    )
    case = given(
        tmp_path,
        f"""
        claim | indicator | sector | ecosystem | geography | scope | subject | unit | measure | nature | period | value
        t     | export_revenue | offshoring | | MA | sector | | MAD | {target} | target | ..2020-12-31 | 18e9
        {others}
        """,
        plans=PLAN,
    )
    case.shows("FROM target_progress", "comparable | achieved_value\nfalse |")


def test_a_part_of_a_year_of_a_flow_is_not_its_level(tmp_path: Path) -> None:
    """Exports of six months say nothing about a yearly target; jobs counted in a month do."""
    case = given(
        tmp_path,
        """
        claim | indicator      | unit | measure | nature | period                 | value
        ------+----------------+------+---------+--------+------------------------+------
        c1    | export_revenue | MAD  | level   | target | ..2020-12-31           | 18e9
        c2    | export_revenue | MAD  | level   | actual | 2018                   | 10e9
        c3    | export_revenue | MAD  | level   | actual | 2019-01-01..2019-06-30 | 6e9
        c4    | export_revenue | MAD  | level   | actual | 2019-12-01..2019-12-31 | 1e9
        c5    | jobs           | jobs | level   | target | ..2020-12-31           | 1e5
        c6    | jobs           | jobs | level   | actual | 2018                   | 7e4
        c7    | jobs           | jobs | level   | actual | 2019-06-01..2019-06-30 | 8e4
        """,
    )
    case.shows(
        "FROM target_progress",
        """
        indicator      | achieved_value | achieved_period_end
        ---------------+----------------+--------------------
        export_revenue | 10e9           | 2018-12-31
        jobs           | 8e4            | 2019-06-30
        """,
    )


def test_a_survey_estimate_is_not_compared_with_a_target_of_the_press(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        "claim | nature | period | value\nc1 | target | ..2020-12-31 | 18e9",
        estimates="estimate | period | value\ne1 | 2018 | 9e9",
    )
    case.shows("FROM target_progress", "comparable\nfalse")


PACES = """
    ecosystem | measure | period       | target | actual | measured  | remaining | yearly_pace | achieved_pace | reached
    ----------+---------+--------------+--------+--------+-----------+-----------+-------------+---------------+--------
    e1        | level   | ..2020-12-31 | 18     | 10     | 2018-2018 | 8         | 4           |               | false
    e2        | level   | ..2020-12-31 | 18     | 20     | 2018-2018 | -2        | 0           |               | true
    e3        | level   | ..2020-12-31 | 18     | 10     | 2020-2020 | 8         |             |               | false
    e4        | change  | ..2020-12-31 | 60     | 50     | 2014-2018 | 10        | 5           | 10            | false
    e5        | change  | ..2020-12-31 | -40    | -20    | 2014-2018 | -20       | -10         | -4            | false
    e6        | change  | ..2020-12-31 | -40    | -45    | 2014-2018 | 5         | 0           | -9            | true
    """


def test_the_pace_that_is_needed_stands_beside_the_pace_so_far(tmp_path: Path) -> None:
    rows = read(PACES)
    claims = [
        line
        for row in rows
        for name, measure in [(row["ecosystem"], row["measure"])]
        for line in (
            f"t{name} | {name} | {measure} | target | {row['period']} | {row['target']}",
            f"a{name} | {name} | {measure} | actual | {row['measured']} | {row['actual']}",
        )
    ]
    case = given(tmp_path, "\n".join(["claim | ecosystem | measure | nature | period | value", *claims]), plans=PLAN)
    columns = ("ecosystem", "remaining", "yearly_pace", "achieved_pace", "reached")
    found = case.ask(f"SELECT {', '.join(columns)} FROM target_progress ORDER BY ecosystem")
    assert found.rows == [tuple(row[column] for column in columns) for row in rows]


GROWTH = [  # the target, and the words after it; what was achieved, and how it is compared
    ("growth_rate", "percent", 100, "", 25, "growth between two levels"),
    ("growth_rate", "percent", 8, " de croissance par an", 11.803399, "average yearly growth between two levels"),
    ("growth_rate", "percent", -40, "", 25, "growth between two levels"),
    ("multiple", "multiple", 2, "", 1.25, "quotient of two levels"),
]


@pytest.mark.parametrize(("measure", "unit", "value", "after", "achieved", "how"), GROWTH)
def test_growth_is_compared_with_that_between_two_levels(
    tmp_path: Path, measure: str, unit: str, value: float, after: str, achieved: float, how: str
) -> None:
    case = given(
        tmp_path,
        f"""
        claim | unit   | measure   | nature | period       | value   | after
        t     | {unit} | {measure} | target | ..2020-12-31 | {value} | {after}
        c1    | MAD    | level     | actual | 2014         | 8e9     |
        c2    | MAD    | level     | actual | 2016         | 10e9    |
        """,
        plans=PLAN.replace("plan20 | 2016", "plan20 | 2014"),
    )
    (row,) = case.ask("SELECT base_value, achieved_value, ratio, reached, reason FROM target_progress").records()
    assert row["achieved_value"] == pytest.approx(achieved)
    assert row["ratio"] == pytest.approx(achieved / value)
    assert (row["base_value"], row["reached"], row["reason"]) == (8e9, achieved >= value > 0, how)


WHY_NOT = [  # the target, a result; why they are not compared
    ("level | MAD | ..2020-12-31 | 18e9 |", "level | EUR | 2018 | 1e9 |", "another currency or unit than MAD"),
    ("level | MAD | ..2020-12-31 | 18e9 |", "level | MAD | 2021 | 1e9 |", "is of 2021, after the horizon"),
    ("level | MAD | ..2020-12-31 | 18e9 | 2e10", "level | MAD | 2018 | 1e9 |", "the target is a range"),
    ("level | MAD | ..2020-12-31 | 18e9 |", "change | MAD | 2018 | 1e9 |", "no actual level of the same series"),
    ("change | MAD | ..2020-12-31 | 18e9 |", "level | MAD | 2018 | 1e9 |", "not those of 2014 and a later year"),
    ("cumulative | MAD | ..2020-12-31 | 18e9 |", "level | MAD | 2018 | 1e9 |", "and their difference"),
    ("change | MAD | ..2030-12-31 | 18e9 |", "level | MAD | 2018 | 1e9 |", "from which year on it counts"),
    ("growth_rate | percent | ..2020-12-31 | 8 |", "level | MAD | 2018 | 1e9 |", "no growth and no two levels"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "actual", "why"), WHY_NOT)
def test_what_can_not_be_compared_says_why(tmp_path: Path, target: str, actual: str, why: str) -> None:
    case = given(
        tmp_path,
        f"""
        claim | nature | measure | unit | period | value | value_high
        t     | target | {target}
        c     | actual | {actual}
        """,
        plans=PLAN,
    )
    (row,) = case.ask("SELECT comparable, achieved_value, ratio, reason FROM target_progress").records()
    assert (row["comparable"], row["achieved_value"], row["ratio"]) == (False, None, None)
    assert row["reason"].startswith("not compared: ")
    assert why in row["reason"]


BROKEN = """
    claim | indicator      | unit    | measure     | nature | period       | value
    ------+----------------+---------+-------------+--------+--------------+---------
    c2    | export_revenue | MAD     | level       | actual | 2023         | 17.9e9
    c3    | export_revenue | MAD     | level       | actual | 2024         | 26.22e9
    c4    | export_revenue | percent | growth_rate | actual | 2024         | 0.2
    """
LATER = "plan | start_year | base_year | horizon_year\nplan30 | 2018 | 2023 | 2030"


def test_no_difference_is_taken_across_a_break_of_the_series(tmp_path: Path) -> None:
    case = given(tmp_path, f"{BROKEN}c1 | export_revenue | MAD | change | target | ..2030-12-31 | 20e9", plans=LATER)
    case.shows(
        "FROM target_progress",
        "comparable | base_value | reason\nfalse | | not compared: the series breaks in 2024, after the base year 2023",
    )


def test_a_level_after_a_break_is_compared_and_the_break_is_told(tmp_path: Path) -> None:
    case = given(tmp_path, f"{BROKEN}c1 | export_revenue | MAD | level | target | ..2030-12-31 | 40e9", plans=LATER)
    case.shows(
        "FROM target_progress",
        "achieved_value | ratio | reason\n26.22e9 | 0.6555 | same measure; the series breaks in 2024",
    )


def test_jobs_that_may_be_direct_ones_are_compared_where_nothing_nearer_is_told(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | indicator   | unit | measure    | nature | period       | value
        ------+-------------+------+------------+--------+--------------+------
        c1    | direct_jobs | jobs | change     | target | ..2020-12-31 | 60000
        c2    | jobs        | jobs | cumulative | actual | 2014-2018    | 51000
        """,
        plans=PLAN,
    )
    case.shows(
        "FROM target_progress",
        "achieved_value | reason\n51000 | same measure; told of jobs, whether direct_jobs or not",
    )


def test_so_many_a_year_is_not_what_was_added_in_all(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | indicator | unit | measure    | nature | period       | value | after
        ------+-----------+------+------------+--------+--------------+-------+--------
        c1    | jobs      | jobs | cumulative | target | ..2020-12-31 | 60000 |
        c2    | jobs      | jobs | cumulative | actual | 2014-2018    | 5000  | a year
        """,
        plans=PLAN,
    )
    case.shows("FROM target_progress", "comparable | achieved_value\nfalse |")
