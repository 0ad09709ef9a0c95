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
        period | earlier_value | value  | revised_on | cause         | revised_by
        -------+---------------+--------+------------+---------------+-----------
        2018   | 10e9          | 10.2e9 | 2019-05-10 | stated better | Courier
        2018   | 10.2e9        | 14e9   | 2020-01-02 | outweighed    | Gazette
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
CLAIM_COLUMNS = "claim | document | publisher | ecosystem | period | nature | hedge | value | confidence"


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
    rows = read("\n".join([CLAIM_COLUMNS, *claims]))
    days = [published(row["document"]) for row in rows]
    known = [f"{claim} | {out}" for claim, out in zip(claims, days, strict=True) if out <= day]
    return given(home, "\n".join([f"{CLAIM_COLUMNS} | published", *known]))


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


def test_the_vintages_of_a_series_follow_each_other(all_known: Case) -> None:
    overlaps = all_known.ask(
        "SELECT * FROM (SELECT known_from, known_to, lead(known_from) OVER series AS next FROM observation"
        f" WINDOW series AS (PARTITION BY {SERIES} ORDER BY known_from))"
        " WHERE known_to < known_from OR known_to >= next"
    )
    assert overlaps.rows == []


def test_every_claim_stands_at_most_once_behind_or_against_the_current_value_and_one_is_shown(all_known: Case) -> None:
    found = all_known.ask("SELECT claim_id, count(*) FROM kpi JOIN evidence USING (observation_id) GROUP BY claim_id")
    assert len(found.rows) > 90
    assert {count for _, count in found.rows} == {1}
    wrong = all_known.ask(
        "SELECT observation_id FROM observation JOIN evidence USING (observation_id) LEFT JOIN claim USING (claim_id)"
        " GROUP BY observation_id, observation.value, disputed"
        " HAVING count(*) FILTER (role = 'shown') <> 1 OR any_value(claim.value) FILTER (role = 'shown')"
        " <> observation.value OR (bool_or(role = 'disagrees') AND NOT disputed)"
    )
    assert wrong.rows == []


def test_a_claim_that_no_longer_counts_was_taken_back_or_replaced(all_known: Case) -> None:
    """By its own publisher, by a later target, or, being without a period, by what was said after a year."""
    unexplained = all_known.ask(
        "SELECT claim_id FROM claim JOIN document USING (document_id)"
        " WHERE claim_id NOT IN (SELECT claim_id FROM kpi JOIN evidence USING (observation_id)) AND NOT EXISTS ("
        " FROM claim AS later JOIN document AS published USING (document_id)"
        " WHERE published.known_from > document.known_from AND published.publisher = document.publisher"
        " AND later.value <> claim.value)"
    )
    assert unexplained.rows == []


def test_a_conflict_is_told_for_every_value_against_a_current_one(all_known: Case) -> None:
    against = all_known.ask(
        "SELECT DISTINCT observation_id, claim.value, hedge FROM kpi JOIN evidence USING (observation_id)"
        " JOIN claim USING (claim_id) WHERE role = 'disagrees' ORDER BY ALL"
    )
    told = all_known.ask(
        "SELECT observation_id, rival_value, hedge FROM conflict JOIN claim ON claim_id = rival_claim_id"
        " WHERE observation_id = rival_observation_id ORDER BY ALL"
    )
    assert told.rows == against.rows
    assert len(against.rows) > 10


def test_what_is_disputed_has_a_conflict_and_the_other_way_round(all_known: Case) -> None:
    disputed = all_known.ask("SELECT observation_id FROM kpi WHERE disputed ORDER BY ALL")
    told = all_known.ask(
        "SELECT DISTINCT unnest([observation_id, rival_observation_id]) AS disputed FROM conflict"
        " WHERE kind <> 'arithmetic' ORDER BY ALL"
    )
    assert told.rows == disputed.rows


def test_what_this_warehouse_knew_on_a_day_is_what_it_had_read_by_then(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | captured   | period | value
        ------+-----------+------------+------------+--------+------
        c1    | Herald    | 2019-04-30 | 2019-06-01 | 2018   | 10e9
        c2    | Courier   | 2019-05-10 | 2019-05-15 | 2018   | 14e9
        c3    | Herald    | 2018-04-30 | 2020-01-01 | 2017   | 9e9
        """,
    )
    by_publication = {"2018-05-01": "2017 | 9e9", "2019-05-05": "2017 | 9e9\n2018 | 10e9"}
    for day, rows in by_publication.items():
        case.shows(f"FROM kpi_as_of('{day}')", f"period | value\n{rows}")
    by_reading = {"2019-05-14": "", "2019-05-15": "2018 | 14e9", "2019-06-01": "2018 | 14e9"}
    for day, rows in by_reading.items():
        case.shows(f"FROM kpi_as_of('{day}', knowledge := 'ingested')", f"period | value\n{rows}")
    case.shows("FROM kpi_as_of('2020-01-01', knowledge := 'ingested')", "period | value\n2017 | 9e9\n2018 | 14e9")
    assert case.ask("FROM kpi SELECT * EXCLUDE (known_from, observation_id)") == case.ask(
        "FROM kpi_as_of('9999-12-31', knowledge := 'ingested') SELECT * EXCLUDE (known_from, observation_id)"
    )


def test_all_that_was_read_in_one_day_is_known_as_if_it_had_come_in_its_order(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | captured   | period | value
        ------+-----------+------------+------------+--------+------
        c1    | Herald    | 2016-05-06 | 2025-01-01 |        | 63e3
        c2    | Tribune   | 2023-07-31 | 2025-01-01 |        | 130e3
        c3    | Gazette   | 2023-12-02 | 2025-01-01 | 2023   | 130e3
        """,
    )
    case.shows("FROM kpi", "period | value\n2023 | 130e3")
    case.shows("FROM kpi_as_of('2025-01-01', knowledge := 'ingested')", "period | value\n2023 | 130e3")
    case.shows("FROM revision", "earlier_value | value\n63e3 | 130e3")


def test_a_value_that_was_withdrawn_differs_from_none(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | captured   | withdrawn  | period | value
        ------+-----------+------------+------------+------------+--------+------
        c1    | Herald    | 2019-04-30 | 2019-05-01 | 2019-06-01 | 2018   | 10e9
        c2    | Herald    | 2019-04-30 | 2019-05-01 | 2019-06-01 | 2017   | 9e9
        c3    | Courier   | 2019-04-30 | 2019-05-01 |            | 2017   | 9e9
        """,
    )
    case.shows(
        "FROM observation",
        """
        period | known_from | known_to   | value | status | sources
        -------+------------+------------+-------+--------+--------
        2018   | 2019-04-30 | 2019-05-31 | 10e9  | A      | 1
        2018   | 2019-06-01 | 9999-12-31 |       | M      | 0
        2017   | 2019-04-30 | 2019-05-31 | 9e9   | A      | 2
        2017   | 2019-06-01 | 9999-12-31 | 9e9   | A      | 1
        """,
    )
    case.shows("FROM kpi", "period | value\n2017 | 9e9")
    case.shows("FROM kpi_as_of('2019-06-01')", "period | value | status\n2017 | 9e9 | A\n2018 | | M")
    case.shows("FROM kpi_as_of('2019-05-31', knowledge := 'ingested')", "period | value\n2017 | 9e9\n2018 | 10e9")
    case.shows("FROM revision", "period | earlier_value | value | cause\n2018 | 10e9 | | withdrawn")


def test_a_forecast_gives_way_to_a_later_one_and_contradicts_no_result(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | nature   | period | value
        ------+-----------+------------+----------+--------+------
        c1    | Herald    | 2018-01-10 | forecast | 2018   | 12e9
        c2    | Courier   | 2018-03-01 | forecast | 2018   | 13e9
        c3    | Tribune   | 2018-09-01 | forecast | 2018   | 11e9
        c4    | Herald    | 2019-04-30 | actual   | 2018   | 10e9
        """,
    )
    case.shows(
        "FROM observation",
        """
        nature   | known_from | known_to   | value | disputed
        ---------+------------+------------+-------+---------
        forecast | 2018-01-10 | 2018-02-28 | 12e9  | false
        forecast | 2018-03-01 | 2018-08-31 | 13e9  | true
        forecast | 2018-09-01 | 9999-12-31 | 11e9  | false
        actual   | 2019-04-30 | 9999-12-31 | 10e9  | false
        """,
    )
    case.shows("FROM conflict", "kind")
    case.shows("FROM revision WHERE value = 11e9", "earlier_value | cause\n13e9 | superseded")


def test_a_publisher_that_says_otherwise_later_revises_itself(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | publisher | published  | period | value
        ------+-----------+------------+--------+------
        c1    | Herald    | 2019-04-30 | 2018   | 10e9
        c2    | Herald    | 2019-10-01 | 2018   | 14e9
        """,
    )
    case.shows("FROM kpi", "value | disputed | independent_sources\n14e9 | false | 1")
    case.shows("FROM revision", "earlier_value | value | cause\n10e9 | 14e9 | revised by its source")


def test_the_order_in_which_documents_came_changes_nothing(many: list[str], tmp_path: Path) -> None:
    header = f"{CLAIM_COLUMNS} | published | captured"
    days = [published(f"document {line.split('|')[1].split()[-1]}") for line in many]
    rows = [f"{line} | {day} | 2020-01-01" for line, day in zip(many, days, strict=True)]
    # quotes stand one after the other in their document, so only whole documents change places
    by_document = sorted(rows, key=lambda row: row.split("|")[1], reverse=True)
    cases: list[Case] = []
    for lines in (rows, by_document):
        home = tmp_path / str(len(cases))
        home.mkdir()
        cases.append(given(home, "\n".join([header, *lines])))
    one, other = cases
    tables = [row[0] for row in one.ask("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY ALL").rows]
    assert {"claim", "conflict", "derived", "evidence", "ingested_observation", "observation"} <= set(tables)
    for table in sorted(set(tables) - {"release"}):
        assert one.ask(f"FROM {table}") == other.ask(f"FROM {table}"), table


def test_a_file_that_is_replaced_is_revised_by_its_source(tmp_path: Path) -> None:
    case = given(
        tmp_path,
        """
        claim | file | publisher | published  | withdrawn  | period | value
        ------+------+-----------+------------+------------+--------+------
        c1    | a    | Herald    | 2019-04-30 | 2019-05-10 | 2018   | 10e9
        c2    | a    |           | 2019-05-10 |            | 2018   | 14e9
        c3    | b    | Courier   | 2019-04-30 | 2019-05-10 | 2017   | 8e9
        c4    | c    | Tribune   | 2019-05-10 |            | 2017   | 9e9
        """,
    )
    case.shows(
        "FROM revision",
        """
        period | earlier_value | value | cause
        2017   | 8e9           | 9e9   | withdrawn
        2018   | 10e9          | 14e9  | revised by its source
        """,
    )
