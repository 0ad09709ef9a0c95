"""Specification of vintages: what was known on which day, and how it changed (tables: tests/warehouse_case.py)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from warehouse_case import Case, given, read

if TYPE_CHECKING:
    from pathlib import Path

VINTAGES = """
    claim | publisher | published  | period | value
    ------+-----------+------------+--------+------
    c1    | Herald    | 2019-04-30 | 2018   | 10e9
    c2    | Courier   | 2019-05-10 | 2018   | 10.2e9
    c3    | Tribune   | 2020-01-01 | 2018   | 14e9
    c4    | Gazette   | 2020-01-02 | 2018   | 14e9
    c5    | Bulletin  | 2020-01-02 | 2018   | 14e9
    """


def test_a_vintage_lasts_from_its_first_to_its_last_day_both_included(tmp_path: Path) -> None:
    given(tmp_path, VINTAGES).shows(
        "FROM observation",
        """
        known_from | known_to   | value  | sources | disputed
        -----------+------------+--------+---------+---------
        2019-04-30 | 2019-05-09 | 10e9   | 1       | false
        2019-05-10 | 2019-12-31 | 10.2e9 | 2       | false
        2020-01-01 | 2020-01-01 | 10.2e9 | 2       | true
        2020-01-02 | 9999-12-31 | 14e9   | 3       | true
        """,
    )


def test_what_is_told_without_a_period_is_superseded_after_a_year_of_silence(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | period | value
        ------+-----------+------------+--------+------
        c1    | Herald    | 2016-05-06 |        | 63e3
        c2    | Courier   | 2016-11-02 |        | 65e3
        c3    | Tribune   | 2023-07-31 |        | 130e3
        c4    | Gazette   | 2024-05-02 |        | 140e3
        """,
    )
    case.shows(
        "FROM observation",
        """
        known_from | known_to   | value | disputed
        -----------+------------+-------+---------
        2016-05-06 | 2016-11-01 | 63e3  | false
        2016-11-02 | 2023-07-30 | 65e3  | true
        2023-07-31 | 2024-05-01 | 130e3 | false
        2024-05-02 | 9999-12-31 | 140e3 | true
        """,
    )
    case.shows("SELECT shown_claim_id, rival_claim_id FROM conflict", "shown_claim_id | rival_claim_id\nc4 | c3")


@pytest.fixture(scope="module")
def as_of(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return given(tmp_path_factory.mktemp("vintages"), VINTAGES)


@pytest.mark.parametrize(
    ("day", "values"),
    [
        ("2019-04-29", ""),
        ("2019-04-30", "10e9"),
        ("2019-05-09", "10e9"),
        ("2019-05-10", "10.2e9"),
        ("2019-12-31", "10.2e9"),
        ("2020-01-02", "14e9"),
        ("2100-01-01", "14e9"),
    ],
)
def test_what_did_we_know_on_that_day(as_of: Case, day: str, values: str) -> None:
    as_of.shows(f"FROM kpi_as_of('{day}')", f"value\n{values}")
    as_of.shows(f"FROM kpi_as_of(DATE '{day}')", f"value\n{values}")


def test_the_kpis_of_today_are_those_as_of_today(as_of: Case) -> None:
    assert as_of.ask("FROM kpi") == as_of.ask("FROM kpi_as_of('9999-12-31')")


def test_a_revision_is_a_change_of_value_and_names_who_changed_it(as_of: Case) -> None:
    as_of.shows(
        "FROM revision",
        """
        period | earlier_value | value  | revised_on | revised_by
        -------+---------------+--------+------------+-----------
        2018   | 10e9          | 10.2e9 | 2019-05-10 | Courier
        2018   | 10.2e9        | 14e9   | 2020-01-02 | Gazette
        """,
    )


def test_a_document_without_a_date_is_known_since_its_capture(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | published  | period | value
        ------+------------+--------+------
        c1    |            | 2018   | 10e9
        c2    | 2019-05-01 | 2017   | 9e9
        """,
    )
    case.shows(
        "FROM kpi JOIN evidence USING (observation_id) JOIN claim USING (claim_id) JOIN document USING (document_id)"
        " SELECT claim_id, kpi.known_from = captured_at::DATE AS known_since_capture",
        """
        claim_id | known_since_capture
        ---------+--------------------
        c1       | true
        c2       | false
        """,
    )


FIRST, LAST = date(2019, 1, 1), date(2019, 1, 31)


@pytest.fixture(scope="module")
def many() -> list[str]:
    """Two hundred claims of a month, about a few series: agreeing, disagreeing, hedged and repeated."""
    random = Random(2019)  # noqa: S311  # a repeatable choice, no secret
    return [
        " | ".join(
            (
                f"c{number}",
                f"document {random.randrange(60)}",
                random.choice(["Herald", "Courier", "Tribune", ""]),
                random.choice(["CRM", "BPO", ""]),
                random.choice(["2017", "2018", ""]),
                random.choice(["actual", "target"]),
                random.choice(["", "", "more_than", "nearly"]),
                random.choice(["10e9", "10.2e9", "11e9", "14e9", "-5e9", "0"]),
                random.choice(["0.5", "0.9"]),
            )
        )
        for number in range(200)
    ]


def published(document: str) -> date:
    """Documents come out one after the other, two or so a day."""
    return FIRST + timedelta(days=int(document.removeprefix("document ")) // 2)


def known_by(day: date, claims: list[str], home: Path) -> Case:
    """A release of what was published up to `day`."""
    header = "claim | document | publisher | ecosystem | period | nature | hedge | value | confidence"
    rows = read("\n".join([header, *claims]))
    days = [published(row["document"]) for row in rows]
    known = [f"{claim} | {out}" for claim, out in zip(claims, days, strict=True) if out <= day]
    return given(home, "\n".join([f"{header} | published", *known]))


@pytest.fixture(scope="module")
def all_known(many: list[str], tmp_path_factory: pytest.TempPathFactory) -> Case:
    return known_by(LAST, many, tmp_path_factory.mktemp("all"))


@pytest.mark.parametrize("day", [FIRST, date(2019, 1, 9), date(2019, 1, 20)])
def test_what_was_known_on_a_day_is_what_a_release_of_that_day_would_have_said(
    all_known: Case, many: list[str], tmp_path: Path, day: date
) -> None:
    then = known_by(day, many, tmp_path)
    assert all_known.ask(f"FROM kpi_as_of('{day}') ORDER BY ALL") == then.ask("FROM kpi ORDER BY ALL")


SERIES = "indicator, measure, nature, sector, ecosystem, geography, scope, subject, unit, source_type, period_end"


def test_the_vintages_of_a_series_follow_each_other_without_gap_to_this_day(all_known: Case) -> None:
    gaps = all_known.ask(
        "SELECT * FROM (SELECT known_to, lead(known_from) OVER series AS next FROM observation"
        f" WINDOW series AS (PARTITION BY {SERIES} ORDER BY known_from))"
        " WHERE known_to + 1 <> next OR (next IS NULL AND known_to <> '9999-12-31')"
    )
    assert gaps.rows == []


def test_every_claim_stands_once_behind_or_against_the_current_value_and_one_is_shown(all_known: Case) -> None:
    found = all_known.ask(
        "SELECT claim_id FROM kpi JOIN evidence USING (observation_id) GROUP BY claim_id HAVING count(*) = 1"
    )
    assert len(found.rows) == 200
    wrong = all_known.ask(
        "SELECT observation_id FROM observation JOIN evidence USING (observation_id) LEFT JOIN claim USING (claim_id)"
        " GROUP BY observation_id, observation.value, disputed"
        " HAVING count(*) FILTER (role = 'shown') <> 1 OR any_value(claim.value) FILTER (role = 'shown')"
        " <> observation.value OR bool_or(role = 'disagrees') <> disputed"
    )
    assert wrong.rows == []


def test_a_conflict_is_told_for_every_claim_against_a_current_value(all_known: Case) -> None:
    against = all_known.ask(
        "SELECT observation_id, claim_id FROM kpi JOIN evidence USING (observation_id)"
        " WHERE role = 'disagrees' ORDER BY ALL"
    )
    assert all_known.ask("SELECT observation_id, rival_claim_id FROM conflict ORDER BY ALL").rows == against.rows
    assert len(against.rows) > 20
