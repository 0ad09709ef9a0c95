"""Specification of sql/models: what is stated, and what a release makes of it (tables: tests/warehouse_case.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse_case import given

if TYPE_CHECKING:
    from pathlib import Path


def test_one_value_for_each_series_and_period(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | document | period | indicator      | measure     | nature   | ecosystem | unit    | value
        ------+----------+--------+----------------+-------------+----------+-----------+---------+------
        c1    | a        | 2017   | export_revenue | level       | actual   |           | MAD     | 9e9
        c2    | a        | 2018   | export_revenue | level       | actual   |           | MAD     | 10e9
        c3    | b        | 2018   | export_revenue | level       | actual   |           | MAD     | 10e9
        c4    | a        | 2018   | export_revenue | level       | actual   | CRM       | MAD     | 4e9
        c5    | a        | 2018   | export_revenue | level       | target   |           | MAD     | 11e9
        c6    | a        | 2018   | export_revenue | level       | forecast |           | MAD     | 12e9
        c7    | a        | 2018   | export_revenue | growth_rate | actual   |           | percent | 11
        c8    | a        | 2018   | export_revenue | level       | actual   |           | EUR     | 1e9
        c9    | a        |        | export_revenue | level       | actual   |           | MAD     | 8e9
        """,
    )
    case.shows(
        "FROM kpi",
        """
        period | measure     | nature   | ecosystem | unit    | value | status | sources | disputed
        -------+-------------+----------+-----------+---------+-------+--------+---------+---------
        2017   | level       | actual   |           | MAD     | 9e9   | A      | 1       | false
        2018   | level       | actual   |           | MAD     | 10e9  | A      | 2       | false
        2018   | level       | actual   | CRM       | MAD     | 4e9   | A      | 1       | false
        2018   | level       | target   |           | MAD     | 11e9  | A      | 1       | false
        2018   | level       | forecast |           | MAD     | 12e9  | F      | 1       | false
        2018   | growth_rate | actual   |           | percent | 11    | A      | 1       | false
        2018   | level       | actual   |           | EUR     | 1e9   | A      | 1       | false
               | level       | actual   |           | MAD     | 8e9   | A      | 1       | false
        """,
    )


def test_a_series_is_never_mixed_with_another(tmp_path: Path) -> None:
    claims = """
        claim | sector     | ecosystem | geography | scope   | subject | period | value
        ------+------------+-----------+-----------+---------+---------+--------+------
        c1    | offshoring |           | MA        | sector  |         | 2018   | 1e9
        c2    | digital    |           | MA        | sector  |         | 2018   | 2e9
        c3    |            |           | MA        | sector  |         | 2018   | 3e9
        c4    | offshoring | CRM       | MA        | sector  |         | 2018   | 4e9
        c5    | offshoring |           | TN        | sector  |         | 2018   | 5e9
        c6    | offshoring |           |           | sector  |         | 2018   | 6e9
        c7    | offshoring |           | MA        | country |         | 2018   | 7e9
        c8    | offshoring |           | MA        | company | Atlas   | 2018   | 8e9
        c9    | offshoring |           | MA        |         |         | 2018   | 9e9
        """
    series = "\n".join(line.partition("|")[2] for line in claims.strip().splitlines())
    given(tmp_path, claims).shows("FROM kpi WHERE NOT disputed", series)


def test_a_claim_of_no_indicator_is_kept_but_never_observed(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | indicator      | period | value
        ------+----------------+--------+------
        c1    | export_revenue | 2018   | 10e9
        c2    |                | 2018   | 12e9
        """,
    )
    case.shows("FROM claim", "claim_id\nc1\nc2")
    case.shows("FROM evidence", "claim_id\nc1")


AGREEMENT = [
    # stated     hedge        and          hedge        agree  because
    (26_219e6, "", 26.2e9, "", True, "26,2 is 26,219 rounded"),
    (26_219e6, "", 26e9, "", True, "so is 26"),
    (26.2e9, "", 26e9, "", True, "and 26 is 26,2 rounded"),
    (26.2e9, "", 26.4e9, "", False, "three digits say more than that"),
    (10e9, "", 10.2e9, "", True, "10 milliards may be 10,2"),
    (10e9, "", 10.6e9, "", False, "but not 10,6, which is 11"),
    (10e9, "", 14e9, "", False, "nor 14"),
    (3e9, "", 3.4e9, "", False, "one digit counts as two: 3 milliards is 3,0"),
    (69_900, "", 70_000, "", True, "70 000 is 69 900 rounded"),
    (69_900, "", 60_000, "", False, "60 000 is not"),
    (10e9, "more_than", 10.8e9, "", True, "plus de 10 is up to a tenth more"),
    (10e9, "more_than", 12.1e9, "", False, "and no more"),
    (10e9, "more_than", 9.2e9, "", False, "nor less"),
    (10e9, "at_least", 10.8e9, "", True, "au moins"),
    (10e9, "nearly", 9.6e9, "", True, "près de 10 is a little less"),
    (10e9, "nearly", 10.8e9, "", False, "not more"),
    (10e9, "about", 9.6e9, "", True, "environ is either way"),
    (10e9, "about", 10.4e9, "", True, "environ is either way"),
    (17e9, "about", 17.9e9, "", False, "environ 17 is not rounded once more"),
    (10e9, "less_than", 9.2e9, "", True, "moins de"),
    (10e9, "at_most", 10.8e9, "", False, "au plus"),
    (50, "within", 12, "", True, "within 50 is anything up to it"),
    (70_000, "more_than", 80_000, "nearly", True, "both may be 77 000"),
    (-5, "", -5.04, "", True, "a fall is rounded as a rise is"),
    (-5, "", 5, "", False, "a fall is not a rise"),
    (-5, "more_than", -5.3, "", True, "a fall of more than 5 % is a fall of 5,3 %"),
    (-5, "more_than", -4.6, "", False, "and not one of 4,6 %"),
    (-5, "nearly", -4.8, "", True, "a fall of nearly 5 % is a fall of 4,8 %"),
    (0, "", 0, "", True, "nothing is nothing"),
    (0, "", 1, "", False, "and not one"),
    (3, "", 4, "", False, "ranks differ"),
]


def test_statements_agree_within_rounding_and_hedge(tmp_path: Path) -> None:
    """Each case stands in a year of its own, far from the next, so that one release answers them all."""
    years = [1900 + 5 * number for number, _ in enumerate(AGREEMENT)]
    claims = "claim | publisher | hedge | period | value\n" + "\n".join(
        f"{year}{name} | {name} | {hedge} | {year} | {value}"
        for year, (one, one_hedge, other, other_hedge, _, _) in zip(years, AGREEMENT, strict=True)
        for name, value, hedge in (("a", one, one_hedge), ("b", other, other_hedge))
    )
    case = given(tmp_path, claims)
    found = dict(case.ask("SELECT year(period_end), NOT disputed FROM kpi").rows)
    wrong = [line for year, line in zip(years, AGREEMENT, strict=True) if found.get(year) is not line[4]]
    assert wrong == []


def test_a_range_agrees_with_what_lies_in_it(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | period | value | value_high
        ------+-----------+--------+-------+-----------
        c1    | Herald    | 2018   | 10e9  | 12e9
        c2    | Courier   | 2018   | 11e9  |
        c3    | Herald    | 2019   | 10e9  | 12e9
        c4    | Courier   | 2019   | 14e9  |
        c5    | Herald    | 2020   | -5    | -10
        c6    | Courier   | 2020   | -7    |
        """,
    )
    case.shows(
        "FROM kpi",
        """
        period | sources | disputed
        -------+---------+---------
        2018   | 2       | false
        2019   | 1       | true
        2020   | 2       | false
        """,
    )


def test_the_value_shown_is_what_most_publishers_say_then_unhedged_then_surest_then_latest(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | period | publisher | published  | value | hedge     | confidence
        ------+--------+-----------+------------+-------+-----------+-----------
        a1    | 1981   | Herald    | 2019-01-01 | 10e9  |           | 0.5
        a2    | 1981   | Courier   | 2019-01-01 | 10e9  |           | 0.5
        a3    | 1981   | Tribune   | 2020-01-01 | 14e9  |           | 0.9
        b1    | 1986   | Herald    | 2019-01-01 | 10e9  |           | 0.5
        b2    | 1986   | Courier   | 2020-01-01 | 14e9  | more_than | 0.9
        c1    | 1991   | Herald    | 2019-01-01 | 10e9  |           | 0.9
        c2    | 1991   | Courier   | 2020-01-01 | 14e9  |           | 0.5
        d1    | 1996   | Herald    | 2019-01-01 | 10e9  |           | 0.9
        d2    | 1996   | Courier   | 2020-01-01 | 14e9  |           | 0.9
        e1    | 2001   | Herald    | 2019-01-01 | 10e9  |           | 0.9
        e2    | 2001   | Courier   | 2019-01-01 | 14e9  |           | 0.9
        f1    | 2006   | Herald    | 2019-01-01 | 10e9  |           | 0.9
        f2    | 2006   | Herald    | 2019-02-01 | 10e9  |           | 0.9
        f3    | 2006   | Herald    | 2019-03-01 | 10e9  |           | 0.9
        f4    | 2006   | Courier   | 2019-04-01 | 14e9  |           | 0.9
        """,
    )
    case.shows(
        "FROM kpi JOIN conflict USING (observation_id)",
        """
        period | shown_claim_id | rival_claim_id | explanation
        -------+----------------+----------------+----------------------------------------------------------
        1981   | a1             | a3             | shown because it is in line with 2 publishers against 1
        1986   | b1             | b2             | shown because it is unhedged
        1991   | c1             | c2             | shown because it is the surer reading
        1996   | d2             | d1             | shown because it is the later one
        2001   | e1             | e2             | shown because it is the first of two equal ones
        2006   | f4             | f3             | shown because it is the later one
        """,
    )


def test_sources_are_documents_and_independent_sources_are_publishers(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | document | publisher | period | value
        ------+----------+-----------+--------+------
        c1    | a        | Herald    | 2018   | 10e9
        c2    | a        | Herald    | 2018   | 10e9
        c3    | b        | Herald    | 2018   | 10e9
        c4    | c        | Courier   | 2018   | 10e9
        c5    | d        |           | 2018   | 10e9
        c6    | e        |           | 2018   | 10e9
        c7    | f        | Tribune   | 2018   | 14e9
        """,
    )
    case.shows("FROM kpi", "sources | independent_sources | disputed\n5 | 4 | true")
    case.shows(
        "FROM evidence",
        """
        claim_id | role
        ---------+----------
        c1       | shown
        c2       | agrees
        c3       | agrees
        c4       | agrees
        c5       | agrees
        c6       | agrees
        c7       | disagrees
        """,
    )


def test_a_conflict_says_what_is_shown_what_stands_against_it_and_by_how_much(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | period | value
        ------+-----------+------------+--------+------
        c1    | Herald    | 2019-04-30 | 2018   | 10e9
        c2    | Courier   | 2019-05-01 | 2018   | 8e9
        c3    | Tribune   | 2019-05-02 | 2018   | 10e9
        c4    | Gazette   | 2019-05-03 | 2017   | 0
        c5    | Herald    | 2019-05-03 | 2017   | 5
        """,
    )
    case.shows(
        "FROM conflict",
        """
        kind  | shown_claim_id | rival_claim_id | shown_value | rival_value | relative_distance
        ------+----------------+----------------+-------------+-------------+------------------
        value | c3             | c2             | 10e9        | 8e9         | 0.2
        value | c4             | c5             | 0           | 5           | 1
        """,
    )


def test_survey_estimates_stand_beside_the_press_and_never_against_it(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | period | value | nature
        ------+--------+-------+---------
        c1    | 2018   | 10e9  | actual
        c2    | 2018   | 11e9  | estimate
        """,
        estimates="""
        estimate | ecosystem | period | value  | standard_error | ci_low | ci_high
        ---------+-----------+--------+--------+----------------+--------+--------
        e1       |           | 2018   | 9.1e9  | 3e8            | 8.5e9  | 9.7e9
        e2       | CRM       | 2018   | 4.2e9  | 2e8            | 3.8e9  | 4.6e9
        """,
    )
    case.shows(
        "FROM kpi",
        """
        source_type | nature   | status | scope  | ecosystem | value | standard_error | ci_low | ci_high | disputed
        ------------+----------+--------+--------+-----------+-------+----------------+--------+---------+---------
        press       | actual   | A      | sector |           | 10e9  |                |        |         | false
        press       | estimate | E      | sector |           | 11e9  |                |        |         | false
        survey      | estimate | E      | sector |           | 9.1e9 | 3e8            | 8.5e9  | 9.7e9   | false
        survey      | estimate | E      | sector | CRM       | 4.2e9 | 2e8            | 3.8e9  | 4.6e9   | false
        """,
    )
    case.shows("FROM evidence WHERE estimate_id IS NOT NULL", "estimate_id | role\ne1 | shown\ne2 | shown")


def test_only_totals_of_all_size_classes_with_a_value_and_an_indicator_become_observations(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        estimates="""
        estimate   | indicator      | statistic | size_class | ecosystem | period | value | obs_status | conf_status
        -----------+----------------+-----------+------------+-----------+--------+-------+------------+------------
        shown      | export_revenue | total     |            |           | 2018   | 9e9   | A          | F
        mean       | export_revenue | mean      |            |           | 2018   | 3e7   | A          | F
        size       | export_revenue | total     | large      |           | 2018   | 7e9   | A          | F
        suppressed | export_revenue | total     |            | KPO       | 2018   |       | Q          | A
        protected  | export_revenue | total     |            | ESO       | 2018   |       | Q          | D
        other      |                | total     |            |           | 2018   | 55    | A          | F
        """,
    )
    case.shows("FROM evidence", "estimate_id\nshown")
    assert len(case.ask("FROM survey_estimate").rows) == 6


def test_a_statistic_that_measures_the_indicator_becomes_an_observation_of_that_measure(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        estimates="""
        estimate | indicator      | statistic   | variable | category | city | domain | unit    | period | value
        ---------+----------------+-------------+----------+----------+------+--------+---------+--------+------
        total    | export_revenue | total       | exports  |          |      |        | MAD     | 2018   | 9e9
        growth   | export_revenue | growth_rate | exports  |          |      |        | percent | 2018   | 12.5
        change   | export_revenue | change      | exports  |          |      |        | MAD     | 2018   | 1e9
        firms    | companies      | total       | exporter |          |      |        | jobs    | 2018   | 55
        counted  | companies      | count       | exporter |          |      |        | jobs    | 2018   | 55
        share    | companies      | share       | exporter |          |      |        | percent | 2018   | 60
        kind     | companies      | share       | kind     | a        |      |        | percent | 2018   | 20
        town     | export_revenue | total       | exports  |          | Fès  |        | MAD     | 2018   | 2e9
        owner    | export_revenue | total       | exports  |          |      | x=y    | MAD     | 2018   | 3e9
        middle   | export_revenue | median      | exports  |          |      |        | MAD     | 2018   | 4e6
        """,
    )
    case.shows(
        "SELECT estimate_id, measure, value FROM evidence JOIN observation USING (observation_id)",
        """
        estimate_id | measure     | value
        ------------+-------------+------
        total       | level       | 9e9
        growth      | growth_rate | 12.5
        change      | change      | 1e9
        firms       | level       | 55
        share       | share       | 60
        """,
    )


def test_a_later_wave_revises_an_earlier_one(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        estimates="""
        estimate | wave | period | value | known_from
        ---------+------+--------+-------+-----------
        e1       | 2019 | 2018   | 9e9   | 2019-06-01
        e2       | 2020 | 2018   | 9.5e9 | 2020-06-01
        """,
    )
    case.shows("FROM kpi", "value | sources | disputed | known_from\n9.5e9 | 1 | false | 2020-06-01")
    case.shows(
        "FROM revision",
        """
        earlier_value | value | revised_on | cause                 | revised_by
        --------------+-------+------------+-----------------------+-----------
        9e9           | 9.5e9 | 2020-06-01 | revised by its source | members
        """,
    )
