"""Specification of sql/models/46_rivals, 55_arithmetic and 60_conflicts: what cannot all be right, and what can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from warehouse_case import given

if TYPE_CHECKING:
    from pathlib import Path

CONFLICTS = {
    "another value": (
        """
        claim | publisher | period | value
        c1    | Herald    | 2018   | 10e9
        c2    | Courier   | 2018   | 10e9
        c3    | Tribune   | 2018   | 14e9
        """,
        "value | c1 | c3 | 0.285714",
    ),
    "a rival that several tell is one rival": (
        """
        claim | publisher | period | value
        c1    | Herald    | 2018   | 10e9
        c2    | Courier   | 2018   | 10e9
        c3    | Gazette   | 2018   | 10e9
        c4    | Tribune   | 2018   | 14e9
        c5    | Bulletin  | 2018   | 14e9
        """,
        "value | c1 | c4 | 0.285714",
    ),
    "two values of one text": (
        """
        claim | document | period | value
        c1    | a        | 2018   | 10e9
        c2    | a        | 2018   | 14e9
        """,
        "perimeter | c1 | c2 | 0.285714",
    ),
    "profit or investment": (
        """
        claim | publisher | indicator  | measure    | period    | value
        c1    | Herald    | investment | cumulative | 2014-2018 | 1e9
        c2    | Courier   | investment | cumulative | 2014-2018 | 1e9
        c3    | Tribune   | profit     | level      |           | 1e9
        """,
        "label | c1 | c3 | 0",
    ),
    "one label conflict, though the amount is told of two periods": (
        """
        claim | publisher | published  | indicator  | measure    | period    | value
        c1    | Herald    | 2019-04-30 | investment | cumulative | 2014-2018 | 1e9
        c2    | Courier   | 2019-04-30 | investment | cumulative |           | 1e9
        c3    | Gazette   | 2019-05-15 | investment | cumulative | 2016-2018 | 1e9
        c4    | Tribune   | 2019-06-30 | profit     | level      |           | 1e9
        """,
        "label | c1 | c4 | 0\nperiod | c1 | c3 | 0",
    ),
    "a text that tells both labels means both": (
        """
        claim | document | indicator  | period | value
        c1    | a        | investment | 2018   | 1e9
        c2    | a        | profit     | 2018   | 1e9
        """,
        "",
    ),
    "labels that nobody confuses need three digits": (
        """
        claim | publisher | indicator      | period | value
        c1    | Herald    | export_revenue | 2018   | 12e9
        c2    | Courier   | investment     | 2018   | 12e9
        c3    | Herald    | export_revenue | 2019   | 12.34e9
        c4    | Courier   | investment     | 2019   | 12.34e9
        """,
        "label | c3 | c4 | 0",
    ),
    "years apart, two amounts are two": (
        """
        claim | publisher | published  | indicator  | period | value
        c1    | Herald    | 2014-04-30 | investment |        | 1e9
        c2    | Courier   | 2019-04-30 | profit     |        | 1e9
        """,
        "",
    ),
    "employed or created": (
        """
        claim | publisher | indicator | measure    | period | unit | value
        c1    | Herald    | jobs      | level      | 2018   | jobs | 63000
        c2    | Courier   | jobs      | cumulative | 2018   | jobs | 63000
        """,
        "stock_or_flow | c1 | c2 | 0",
    ),
    "additional or total": (
        """
        claim | publisher | nature | measure | period       | value
        c1    | Herald    | target | change  | 2014-2020    | 18e9
        c2    | Courier   | target | change  | ..2020-12-31 | 18e9
        c3    | Tribune   | target | level   | ..2020-12-31 | 18e9
        """,
        "additional_or_total | c1 | c3 | 0",
    ),
    "by year or in all": (
        """
        claim | publisher | nature | measure    | period       | value
        c1    | Herald    | target | level      | ..2030-12-31 | 1e5
        c2    | Courier   | target | cumulative |              | 1e5
        """,
        "yearly_or_total | c1 | c2 | 0",
    ),
    "the same amount of other years": (
        """
        claim | publisher | published  | period    | value
        c1    | Herald    | 2014-04-30 | 2013      | 7.3e9
        c2    | Courier   | 2014-05-30 | 2012      | 7.3e9
        c3    | Tribune   | 2014-06-30 | 2009-2013 | 7.3e9
        """,
        "period | c1 | c2 | 0\nperiod | c1 | c3 | 0",
    ),
    "a publisher that tells it of both years means both": (
        """
        claim | publisher | published  | period | value
        c1    | Herald    | 2014-04-30 | 2013   | 7.3e9
        c2    | Herald    | 2014-05-30 | 2012   | 7.3e9
        """,
        "",
    ),
    "a round amount may come again": (
        """
        claim | publisher | period | value
        c1    | Herald    | 2017   | 10e9
        c2    | Courier   | 2018   | 10e9
        c3    | Herald    | 2011   | 7.3e9
        c4    | Courier   | 2016   | 7.3e9
        """,
        "",
    ),
    "ranks of two perimeters": (
        """
        claim | publisher | indicator | measure | period    | unit | value
        c1    | Herald    | jobs      | rank    | 2014-2018 | rank | 3
        c2    | Courier   | jobs      | rank    | 2016-2018 | rank | 2
        c3    | Tribune   | jobs      | rank    |           | rank | 2
        """,
        "",
    ),
    "two periods, two numbers": (
        """
        claim | publisher | indicator | measure    | period    | unit | value
        c1    | Herald    | jobs      | cumulative | 2014-2018 | jobs | 69900
        c2    | Courier   | jobs      | cumulative | 2016-2018 | jobs | 51000
        """,
        "",
    ),
    "another year for one target": (
        """
        claim | publisher | nature | period       | value
        c1    | Herald    | target | ..2030-12-31 | 25e9
        c2    | Courier   | target | ..2026-12-31 | 25e9
        """,
        "target_year | c1 | c2 | 0",
    ),
    "another value for a target without a year": (
        """
        claim | publisher | nature | indicator | measure    | unit | period       | value
        c1    | Herald    | target | jobs      | cumulative | jobs | ..2030-12-31 | 240e3
        c2    | Courier   | target | jobs      | cumulative | jobs |              | 270e3
        """,
        "value | c1 | c2 | 0.111111",
    ),
    "a target told as reached, years before": (
        """
        claim | publisher | published  | nature | indicator | unit | period       | value
        c1    | Herald    | 2012-04-30 | target | jobs      | jobs | ..2015-12-31 | 100e3
        c2    | Courier   | 2013-02-26 | actual | jobs      | jobs |              | 100e3
        """,
        "target_or_result | c1 | c2 | 0",
    ),
    "a target that was reached": (
        """
        claim | publisher | published  | nature | period       | value
        c1    | Herald    | 2012-04-30 | target | ..2018-12-31 | 12e9
        c2    | Courier   | 2019-02-26 | actual | 2018         | 12e9
        """,
        "",
    ),
    "a restatement that does not convert": (
        """
        claim | document | period | unit | value | sentence
        c1    | a        | 2013   | MAD  | 7300  | one
        c2    | a        | 2013   | EUR  | 794   | one
        c3    | b        | 2012   | MAD  | 6200  | two
        c4    | b        | 2012   | EUR  | 555   | two
        c5    | c        | 2011   | JPY  | 5400  | three
        c6    | c        | 2011   | EUR  | 484   | three
        """,
        "restated | c1 | c2 | 0.032",
    ),
    "another place, another firm, another branch": (
        """
        claim | publisher | indicator  | geography | scope   | subject | ecosystem | period | value
        c1    | Herald    | investment | MA        | sector  |         |           | 2018   | 1e9
        c2    | Courier   | profit     | TN        | sector  |         |           | 2018   | 1e9
        c3    | Courier   | profit     | MA        | company | Atlas   |           | 2018   | 1e9
        c4    | Courier   | profit     | MA        | sector  |         | CRM       | 2018   | 1e9
        """,
        "",
    ),
    "firms without a name": (
        """
        claim | document | publisher | indicator | scope   | period | value
        c1    | a        | Herald    | profit    | company | 2018   | 1e9
        c2    | b        | Courier   | profit    | company | 2018   | 3e9
        """,
        "",
    ),
    "growth that does not come out": (
        """
        claim | document | measure     | period | unit    | value
        c1    | a        | level       | 2017   | MAD     | 10.1e9
        c2    | b        | level       | 2018   | MAD     | 10.6e9
        c3    | c        | growth_rate | 2018   | percent | 15
        """,
        "arithmetic | c2 | c3 | 0.0874",
    ),
    "growth that fits one of two levels of a year, and neither": (
        """
        claim | document | indicator | measure     | period                 | unit    | value
        c1    | a        | jobs      | level       | 2023-12-31..2023-12-31 | jobs    | 130000
        c2    | b        | jobs      | level       | 2023                   | jobs    | 131500
        c3    | c        | jobs      | level       | 2024                   | jobs    | 148000
        c4    | d        | jobs      | growth_rate | 2024                   | percent | 8
        """,
        "arithmetic | c3 | c4 | 0.0404",
    ),
    "growth that comes out within rounding": (
        """
        claim | document | measure     | period | unit    | value
        c1    | a        | level       | 2017   | MAD     | 10.0e9
        c2    | b        | level       | 2018   | MAD     | 11.4e9
        c3    | c        | growth_rate | 2018   | percent | 14
        """,
        "",
    ),
    "a change that does not come out": (
        """
        claim | document | measure | period | value
        c1    | a        | level   | 2017   | 10.1e9
        c2    | b        | level   | 2018   | 12.1e9
        c3    | c        | change  | 2018   | 1.5e9
        """,
        "arithmetic | c2 | c3 | 0.25",
    ),
    "a part that is another share of the whole": (
        """
        claim | document | measure | ecosystem | period | unit    | value
        c1    | a        | level   |           | 2018   | MAD     | 10.0e9
        c2    | b        | level   | CRM       | 2018   | MAD     | 4.0e9
        c3    | c        | share   | CRM       | 2018   | percent | 60
        """,
        "arithmetic | c2 | c3 | 0.333333",
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_what_cannot_all_be_right_and_what_can(tmp_path: Path, name: str) -> None:
    claims, expected = CONFLICTS[name]
    found = given(tmp_path, claims).ask(
        "SELECT kind, least(shown_claim_id, rival_claim_id), greatest(shown_claim_id, rival_claim_id),"
        " round(relative_distance, 3) FROM conflict ORDER BY ALL"
    )
    lines = [[cell.strip() for cell in line.split("|")] for line in expected.splitlines()]
    assert [list(row[:3]) for row in found.rows] == [line[:3] for line in lines]
    assert [row[3] for row in found.rows] == pytest.approx([float(line[3]) for line in lines], abs=1e-3)


def test_a_conflict_says_what_differs_which_is_shown_and_why(tmp_path: Path) -> None:
    case = given(tmp_path, CONFLICTS["additional or total"][0])
    marked = "(SELECT observation_id FROM kpi WHERE disputed)"
    case.shows(
        f"FROM conflict SELECT rival_sources, explanation, observation_id IN {marked} AS marked,"
        f" rival_observation_id IN {marked} AS rival_marked, shown_quote = '18000000000' AS quoted",
        """
        rival_sources | marked | rival_marked | quoted | explanation
        --------------+--------+--------------+--------+------------
        1             | true   | true         | true   | one amount as change and as level; shown because it is in line with 2 publishers against 1
        """,  # noqa: E501
    )


def test_a_break_of_the_series_is_recorded_and_no_growth_crosses_it(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | document | measure     | period | unit    | value
        ------+----------+-------------+--------+---------+--------
        c1    | a        | level       | 2022   | MAD     | 15.7e9
        c2    | b        | level       | 2023   | MAD     | 17.9e9
        c3    | c        | level       | 2024   | MAD     | 26.22e9
        c4    | d        | growth_rate | 2024   | percent | 0.2
        """,
    )
    case.shows(
        "FROM series_break",
        "year | earlier_year | value | earlier_value | growth_rate\n2024 | 2023 | 26.22e9 | 17.9e9 | 0.2",
    )
    explanation = case.ask("SELECT explanation FROM series_break").rows[0][0]
    assert "2024 is said to be 0.2 % more than the year before, which makes that 26 167 664 671;" in explanation
    assert "told are 17 900 000 000 for 2023" in explanation
    case.shows(
        "FROM kpi WHERE measure = 'level'",
        "period | status | value\n2022 | A | 15.7e9\n2023 | A | 17.9e9\n2024 | B | 26.22e9",
    )
    case.shows("FROM conflict", "kind")
    case.shows(
        "SELECT measure, year, round(value, 1) AS value, unit, len(inputs) AS inputs FROM derived",
        """
        measure     | year | value | unit    | inputs
        ------------+------+-------+---------+-------
        change      | 2023 | 2.2e9 | MAD     | 2
        growth_rate | 2023 | 14    | percent | 2
        """,
    )


def test_an_estimate_is_as_good_as_its_confidence_interval(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        estimates="""
        estimate | wave | variable | statistic   | period | unit    | value | ci_low | ci_high
        ---------+------+----------+-------------+--------+---------+-------+--------+--------
        e1       | 2018 | exports  | total       | 2018   | MAD     | 12e9  | 8e9    | 16e9
        e2       | 2019 | exports  | total       | 2019   | MAD     | 16e9  | 12e9   | 20e9
        e3       | 2019 | exports  | growth_rate | 2019   | percent | 5     | 1      | 9
        """,
    )
    case.shows("FROM series_break", "year")
    case.shows("FROM conflict", "kind")


def test_years_apart_a_level_that_goes_against_the_growth_told_is_a_break(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | document | measure     | period | unit    | value
        ------+----------+-------------+--------+---------+-------
        c1    | a        | level       | 2012   | MAD     | 8.5e9
        c2    | b        | level       | 2015   | MAD     | 4.8e9
        c3    | c        | growth_rate | 2015   | percent | 5
        """,
    )
    case.shows("FROM series_break", "year | earlier_year\n2015 | 2012")


def test_what_follows_is_marked_and_feeds_nothing(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | document | measure     | ecosystem | period | unit    | value
        ------+----------+-------------+-----------+--------+---------+-------
        c1    | a        | level       |           | 2018   | MAD     | 10e9
        c2    | b        | growth_rate |           | 2018   | percent | 25
        c3    | c        | level       | CRM       | 2018   | MAD     | 4e9
        """,
    )
    case.shows(
        "FROM derived",
        """
        measure | ecosystem | year | value | unit    | formula
        --------+-----------+------+-------+---------+--------------------------------------------------
        level   |           | 2017 | 8e9   | MAD     | level of the year after / (1 + its growth / 100)
        share   | CRM       | 2018 | 40    | percent | 100 * level / level of the whole sector
        """,
    )
    case.shows("FROM kpi", "period | measure | ecosystem\n2018 | level |\n2018 | growth_rate |\n2018 | level | CRM")
