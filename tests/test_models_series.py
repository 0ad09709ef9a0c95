"""Specification of sql/models/40 and 42: who says it independently, and in which series a statement counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from warehouse_case import given

if TYPE_CHECKING:
    from pathlib import Path

LESS_PRECISE = {
    "without a period": (
        """
        claim | publisher | period | value
        c1    | Herald    | 2018   | 10e9
        c2    | Courier   |        | 10e9
        """,
        "2018 | 2",
    ),
    "with the end of the period only": (
        """
        claim | publisher | nature | measure | period       | value
        c1    | Herald    | target | change  | 2014-2020    | 18e9
        c2    | Courier   | target | change  | ..2020-12-31 | 18e9
        """,
        "2014-2020 | 2",
    ),
    "rounded": (
        """
        claim | publisher | period | value
        c1    | Herald    | 2024   | 26.219e9
        c2    | Courier   |        | 26.22e9
        c3    | Tribune   |        | 26e9
        """,
        "2024 | 3",
    ),
    "without the country": (
        """
        claim | publisher | geography | period | value
        c1    | Herald    | MA        | 2018   | 10e9
        c2    | Courier   |           | 2018   | 10e9
        """,
        "2018 | 2",
    ),
    "jobs for direct jobs": (
        """
        claim | publisher | indicator   | measure    | unit | period    | value
        c1    | Herald    | direct_jobs | cumulative | jobs | 2014-2018 | 69900
        c2    | Courier   | jobs        | cumulative | jobs | 2014-2018 | 69900
        """,
        "2014-2018 | 2",
    ),
    "jobs are not direct jobs where the number differs": (
        """
        claim | publisher | indicator   | measure    | unit | period    | value
        c1    | Herald    | direct_jobs | cumulative | jobs | 2014-2018 | 69900
        c2    | Courier   | jobs        | cumulative | jobs | 2014-2018 | 70000
        """,
        "2014-2018 | 1\n2014-2018 | 1",
    ),
    "a stock of a year, for that of a day of it": (
        """
        claim | publisher | indicator | unit | period                 | value
        c1    | Herald    | jobs      | jobs | 2024-12-31..2024-12-31 | 148500
        c2    | Courier   | jobs      | jobs | 2024                   | 148500
        c3    | Tribune   | jobs      | jobs | 2024                   | 120000
        c4    | Gazette   | jobs      | jobs | 2023                   | 148500
        """,
        "2024-12-31..2024-12-31 | 2\n2024 | 1\n2023 | 1",
    ),
    "a flow of a year is not that of a day": (
        """
        claim | publisher | period                 | value
        c1    | Herald    | 2024-12-31..2024-12-31 | 10e9
        c2    | Courier   | 2024                   | 10e9
        """,
        "2024-12-31..2024-12-31 | 1\n2024 | 1",
    ),
    "another value": (
        """
        claim | publisher | period | value
        c1    | Herald    | 2018   | 10e9
        c2    | Courier   |        | 14e9
        """,
        "2018 | 1\n | 1",
    ),
    "years later": (
        """
        claim | publisher | published  | period | value
        c1    | Herald    | 2019-04-30 | 2018   | 10e9
        c2    | Courier   | 2022-04-30 |        | 10e9
        """,
        "2018 | 1\n | 1",
    ),
    "of another country": (
        """
        claim | publisher | geography | period | value
        c1    | Herald    | MA        | 2018   | 10e9
        c2    | Courier   | TN        |        | 10e9
        """,
        "2018 | 1\n | 1",
    ),
}


@pytest.mark.parametrize("name", LESS_PRECISE)
def test_what_is_told_less_precisely_counts_where_the_precise_one_stands(tmp_path: Path, name: str) -> None:
    claims, expected = LESS_PRECISE[name]
    given(tmp_path, claims).shows("FROM kpi", f"period | sources\n{expected}")


def test_it_counts_there_from_the_day_on_which_the_precise_one_is_known(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | period | value
        ------+-----------+------------+--------+------
        c1    | Courier   | 2019-04-30 |        | 10e9
        c2    | Herald    | 2019-05-10 | 2018   | 10e9
        """,
    )
    case.shows(
        "FROM observation",
        """
        period | known_from | known_to   | value | sources
        -------+------------+------------+-------+--------
               | 2019-04-30 | 2019-05-09 | 10e9  | 1
        2018   | 2019-05-10 | 9999-12-31 | 10e9  | 2
        """,
    )


def test_it_goes_back_when_the_precise_one_is_withdrawn(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | withdrawn  | period | value
        ------+-----------+------------+------------+--------+------
        c1    | Courier   | 2019-04-30 |            |        | 10e9
        c2    | Herald    | 2019-05-10 | 2019-09-01 | 2018   | 10e9
        """,
    )
    case.shows(
        "FROM observation",
        """
        period | known_from | known_to   | value | status | sources
        -------+------------+------------+-------+--------+--------
               | 2019-04-30 | 2019-05-09 | 10e9  | A      | 1
        2018   | 2019-05-10 | 2019-08-31 | 10e9  | A      | 2
        2018   | 2019-09-01 | 9999-12-31 |       | M      | 0
               | 2019-09-01 | 9999-12-31 | 10e9  | A      | 1
        """,
    )


def test_of_several_the_one_of_its_own_text_is_meant(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | document | publisher | published  | indicator  | measure    | period    | value
        ------+----------+-----------+------------+------------+------------+-----------+------
        c1    | a        | Herald    | 2019-04-30 | investment | cumulative | 2014-2018 | 1e9
        c2    | b        | Courier   | 2019-06-14 | investment | cumulative | 2016-2018 | 1e9
        c3    | b        | Courier   | 2019-06-14 | investment | cumulative |           | 1e9
        c4    | c        | Tribune   | 2019-06-15 | investment | cumulative |           | 1e9
        """,
    )
    case.shows(
        "FROM kpi JOIN evidence USING (observation_id)",
        "period | claim_id\n2014-2018 | c1\n2014-2018 | c4\n2016-2018 | c2\n2016-2018 | c3",
    )


RELEASE = "the federation of the sector says that its firms exported last year what was promised, namely"
REWRITE = "its firms exported last year what was promised, says the federation, namely the sum of"
OWN_WORDS = "according to customs data that this paper has seen, sales abroad amounted to"


def test_reposts_and_rewrites_of_one_release_are_one_voice(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        f"""
        claim | publisher | published  | period | value | words
        ------+-----------+------------+--------+-------+------------
        c1    | Herald    | 2019-04-30 | 2018   | 10e9  | {RELEASE}
        c2    | Courier   | 2019-05-01 | 2018   | 10e9  | {RELEASE}
        c3    | Tribune   | 2019-05-02 | 2018   | 10e9  | {REWRITE}
        c4    | Gazette   | 2019-05-03 | 2018   | 10e9  | {OWN_WORDS}
        c5    | Gazette   | 2019-05-04 | 2018   | 10e9  | in short,
        """,
    )
    case.shows("FROM kpi", "sources | independent_sources\n5 | 2")


def test_the_same_three_figures_in_partly_the_same_words_are_a_rewrite(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | document | publisher | published  | indicator      | nature | period | value  | words
        ------+----------+-----------+------------+----------------+--------+--------+--------+--------------------
        a1    | a        | Herald    | 2019-04-10 | export_revenue | actual | 2018   | 10.3e9 | exports reached, as the federation said on tuesday,
        a2    | a        | Herald    | 2019-04-10 | investment     | actual | 2018   | 1.2e9  | and firms invested
        a3    | a        | Herald    | 2019-04-10 | export_revenue | target | 2020   | 18.4e9 | while they hope for
        b1    | b        | Courier   | 2019-04-11 | export_revenue | actual | 2018   | 10.3e9 | exports reached, as the federation said on tuesday,
        b2    | b        | Courier   | 2019-04-11 | investment     | actual | 2018   | 1.2e9  | what investors put in is
        b3    | b        | Courier   | 2019-04-11 | export_revenue | target | 2020   | 18.4e9 | and in two years it shall be
        c1    | c        | Tribune   | 2019-04-12 | export_revenue | actual | 2018   | 10.3e9 | sold abroad:
        c2    | c        | Tribune   | 2019-04-12 | investment     | actual | 2018   | 1.2e9  | spent on machines:
        c3    | c        | Tribune   | 2019-04-12 | export_revenue | target | 2020   | 18.4e9 | hoped for:
        """,  # noqa: E501
    )
    case.shows("FROM kpi", "sources | independent_sources\n3 | 2\n3 | 2\n3 | 2")


def test_the_best_class_of_sources_is_shown_before_the_majority(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | period | value   | hedge
        ------+-----------+--------+---------+----------
        c1    | Herald    | 2018   | 14e9    |
        c2    | Courier   | 2018   | 14e9    |
        c3    | APEBI     | 2018   | 10e9    |
        c4    | APEBI     | 2018   | 10.2e9  | more_than
        c5    | Herald    | 2019   | 26e9    |
        c6    | Courier   | 2019   | 26.22e9 |
        c7    | Tribune   | 2019   | 26.2e9  | about
        """,
    )
    case.shows(
        "FROM kpi JOIN evidence USING (observation_id) WHERE role = 'shown'",
        "period | claim_id | sources\n2018 | c3 | 2\n2019 | c6 | 3",
    )


def test_a_correction_counts_from_its_day_and_the_printed_value_stays(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | indicator | period | value
        ------+-----------+------------+-----------+--------+------
        c1    | Herald    | 2019-04-30 | profit    | 2018   | 1e9
        c2    | Courier   | 2019-04-30 | profit    | 2017   | 2e9
        """,
        corrections="""
        claim | corrected_on | withdrawn | indicator
        ------+--------------+-----------+-----------
        c1    | 2019-07-01   | false     | investment
        c2    | 2019-07-01   | true      |
        """,
    )
    case.shows(
        "FROM observation",
        """
        indicator  | period | known_from | known_to   | value | status
        -----------+--------+------------+------------+-------+-------
        profit     | 2018   | 2019-04-30 | 2019-06-30 | 1e9   | A
        profit     | 2018   | 2019-07-01 | 9999-12-31 |       | M
        investment | 2018   | 2019-07-01 | 9999-12-31 | 1e9   | A
        profit     | 2017   | 2019-04-30 | 2019-06-30 | 2e9   | A
        profit     | 2017   | 2019-07-01 | 9999-12-31 |       | M
        """,
    )
    case.shows("FROM claim", "claim_id | indicator | value\nc1 | profit | 1e9\nc2 | profit | 2e9")
    case.shows("FROM revision WHERE indicator = 'profit'", "period | cause\n2018 | corrected\n2017 | corrected")


def test_a_provisional_figure_says_so(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | period | value | words
        ------+--------+-------+-------------------------------
        c1    | 2018   | 10e9  | according to provisional data,
        c2    | 2017   | 9e9   | according to final data,
        """,
    )
    case.shows("FROM kpi", "period | status\n2018 | P\n2017 | A")
