"""Several releases of one wave: what an intruder learns who has kept them all, and subtracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from survey_case import AMOUNT, VALUES, Cell, codebook, frame, statuses

from flows.settings import CHECKOUT, Settings
from flows.storage.publications import StoredHistory, earlier, remember
from flows.storage.query import query
from flows.survey.answers.responses import Responses
from flows.survey.disclosure.disclosure import protect
from flows.survey.estimation.estimation import estimate
from flows.survey.estimation.weighting import design_weights
from flows.surveys import surveys
from flows.warehouse import warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flows.survey.codebook.codebook import Codebook

WAVE = "members.1"


class Releases:
    """What is published of a wave, one release after another."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute((CHECKOUT / "sql" / "staging" / "30_surveys.sql").read_text("utf-8"))
        self.shown: list[pd.DataFrame] = []

    def publish(self, firms: pd.DataFrame, book: Codebook) -> pd.DataFrame:
        """Protect what was answered, given all that was published, and remember it."""
        responses = Responses.of_frame(firms, book)
        publications = earlier(self.connection, WAVE)
        history = StoredHistory(self.connection, publications, responses) if publications else None
        released = protect(estimate(responses), responses, 3, history)
        stored = firms.assign(response_id=firms["firm"], weight=design_weights(responses))  # noqa: F841  # of the query
        self.connection.execute(f'CREATE OR REPLACE TABLE responses."{WAVE}" AS SELECT * FROM stored')
        remember(self.connection, WAVE, book, released)
        self.shown.append(released)
        return released


@pytest.fixture
def releases() -> Iterator[Releases]:
    found = Releases()
    yield found
    found.connection.close()


BOOK = codebook(tables=[["ecosystem"]])


def wave() -> pd.DataFrame:
    return frame({("CRM", "small"): range(10, 22), ("BPO", "small"): range(20, 27), ("ITO", "large"): range(50, 59)})


def late(firms: pd.DataFrame, *more: dict[str, Any]) -> pd.DataFrame:
    rows = [{"firm": f"late {n}", "w": 2.0} | dict.fromkeys(VALUES) | row for n, row in enumerate(more)]
    return pd.concat([firms, pd.DataFrame(rows)], ignore_index=True)


def changed(firms: pd.DataFrame, column: str, *values: Any) -> pd.DataFrame:
    """The first firms of BPO with other values."""
    firms = firms.copy()
    firms.loc[firms.index[firms["eco"] == "BPO"][: len(values)], column] = list(values)
    return firms


LATE = {"eco": "BPO", "size": "small", "y": 99}
REVISIONS: list[tuple[str, Callable[[pd.DataFrame], pd.DataFrame], set[Cell]]] = [
    ("nothing changed", lambda firms: firms, set()),
    ("one late response", lambda firms: late(firms, LATE), {(), ("BPO",)}),
    ("two of them", lambda firms: late(firms, LATE, LATE | {"y": 41}), {(), ("BPO",)}),
    ("three of them", lambda firms: late(firms, LATE, LATE | {"y": 41}, LATE | {"y": 55}), set()),
    ("one corrected answer", lambda firms: changed(firms, "y", 70), {(), ("BPO",)}),
    ("three corrected answers", lambda firms: changed(firms, "y", 70, 71, 72), set()),
    ("one removed", lambda firms: firms[firms["firm"] != "f0012"], {(), ("BPO",)}),
    ("one that moved to CRM", lambda firms: changed(firms, "eco", "CRM"), {("BPO",), ("CRM",)}),
    ("the weight of one firm", lambda firms: changed(firms, "w", 3.0), {(), ("BPO",)}),
]


@pytest.mark.parametrize(("revise", "hidden"), [case[1:] for case in REVISIONS], ids=[case[0] for case in REVISIONS])
def test_what_a_revision_hides(
    releases: Releases, revise: Callable[[pd.DataFrame], pd.DataFrame], hidden: set[Cell]
) -> None:
    assert statuses(releases.publish(wave(), BOOK)) == {}
    assert set(statuses(releases.publish(revise(wave()), BOOK))) == hidden


def test_three_late_responses_one_at_a_time(releases: Releases) -> None:
    """Each alone is hidden; together they are enough, set against what was shown before any of them came."""
    firms = wave()
    releases.publish(firms, BOOK)
    for amount in (99, 41):
        firms = late(firms, LATE | {"y": amount, "firm": f"late at {amount}"})
        assert set(statuses(releases.publish(firms, BOOK))) == {(), ("BPO",)}
    firms = late(firms, LATE | {"y": 55, "firm": "the third"})
    assert statuses(releases.publish(firms, BOOK)) == {}


def test_a_third_release_is_set_against_the_first(releases: Releases) -> None:
    """Each differs from the one before by three firms and more, the third from the first by one."""
    first = wave()
    second = late(first, LATE, LATE | {"y": 41, "firm": "b"}, LATE | {"y": 55, "firm": "c"})
    assert statuses(releases.publish(first, BOOK)) == {}
    assert statuses(releases.publish(second, BOOK)) == {}
    third = late(first, LATE)
    assert ("BPO",) in statuses(releases.publish(third, BOOK))


def test_a_new_table_must_not_undo_what_an_old_one_hides(releases: Releases) -> None:
    """By size two cells are hidden; by city the same firms would be shown, in a table of their own."""
    firms = frame(
        {
            ("CRM", "small", "Rabat"): range(10, 22),
            ("BPO", "small", "Rabat"): range(20, 25),
            ("BPO", "large", "Fez"): [70, 71],
        }
    )
    by_eco, by_city = codebook(tables=[["size_class"]]), codebook(tables=[["city"]])
    assert statuses(releases.publish(firms, by_eco)) != {}
    assert set(statuses(releases.publish(firms, by_city))) == {(None, None, "Rabat"), (None, None, "Fez")}
    overlapping = frame({("CRM", "small", "Rabat"): range(10, 22), ("BPO", "small", "Fez"): range(20, 27)})
    moved = late(overlapping, {"eco": "BPO", "size": "small", "city": "Rabat", "y": 50})
    other = Releases()
    assert statuses(other.publish(moved, codebook(tables=[["ecosystem"]]))) == {}
    # Rabat less CRM is one firm of BPO.
    assert set(statuses(other.publish(moved, codebook(tables=[["city"]])))) >= {(None, None, "Rabat")}


def test_another_choice_of_partners_must_not_undo_the_first(releases: Releases) -> None:
    """At first BPO hides KPO; later CRM is the cheaper one, and BPO would be shown."""
    first = frame({("CRM",): [90] * 9, ("BPO",): [20] * 9, ("ITO",): [60] * 9, ("KPO",): [15, 25]})
    assert set(statuses(releases.publish(first, BOOK))) == {("BPO",), ("KPO",)}
    second = first.copy()
    second.loc[second["eco"] == "CRM", "y"] = 5
    hidden = set(statuses(releases.publish(second, BOOK)))
    assert hidden >= {("BPO",), ("KPO",)}


def test_other_weights_alone_must_not_tell_two_hidden_cells_apart(releases: Releases) -> None:
    """BPO and KPO hide each other in the sum of all: in another sum, with other weights, they would both follow."""
    firms = frame({("CRM",): [90] * 9, ("BPO",): [20] * 9, ("KPO",): [15, 25]})
    assert set(statuses(releases.publish(firms, BOOK))) == {("BPO",), ("KPO",)}
    again = firms.assign(w=np.where(firms["eco"] == "KPO", 3.0, firms["w"]))
    assert () in statuses(releases.publish(again, BOOK))
    alike = Releases()
    alike.publish(firms, BOOK)
    assert set(statuses(alike.publish(firms.assign(w=3.0), BOOK))) == {("BPO",), ("KPO",)}


def test_only_the_variable_that_changed_is_touched(releases: Releases) -> None:
    book = codebook({"y": AMOUNT, "x": AMOUNT}, tables=[["ecosystem"]])
    firms = wave().assign(x=lambda told: told["y"] * 2)
    releases.publish(firms, book)
    released = releases.publish(changed(firms, "x", 7), book)
    assert statuses(released, variable="y") == {}
    assert set(statuses(released, variable="x")) == {(), ("BPO",)}


def test_a_new_variable_has_no_history(releases: Releases) -> None:
    releases.publish(wave(), BOOK)
    book = codebook({"y": AMOUNT, "x": AMOUNT}, tables=[["ecosystem"]])
    assert statuses(releases.publish(wave().assign(x=lambda told: told["y"]), book), variable="x") == {}


def test_a_choice_and_yes_or_no_are_answers_too(releases: Releases) -> None:
    book = codebook(
        {
            "y": {"type": "choice", "values": {"a": [], "b": []}, "statistics": ["count", "share"]},
            "x": {"type": "yes_no", "unit": "companies", "statistics": ["total"]},
        },
        tables=[["ecosystem"]],
    )
    firms = frame({("CRM",): [("a", True), ("b", False)] * 6, ("BPO",): [("a", True), ("b", False)] * 5}, ("y", "x"))
    assert statuses(releases.publish(firms, book)) == {}
    released = releases.publish(changed(firms, "y", "b"), book)
    assert set(statuses(released)) == {(), ("BPO",)}
    assert statuses(released, variable="x") == {}
    released = releases.publish(changed(changed(firms, "y", "b"), "x", False), book)
    assert set(statuses(released, variable="x")) == {(), ("BPO",)}


def test_what_was_published_is_remembered_once(releases: Releases) -> None:
    releases.publish(wave(), BOOK)
    releases.publish(wave(), BOOK)
    assert earlier(releases.connection, WAVE) == [f"{WAVE}@1"]
    releases.publish(wave(), codebook(tables=[["size_class"]]))
    assert earlier(releases.connection, WAVE) == [f"{WAVE}@1", f"{WAVE}@2"]


# ---- The flows: publish, change, publish, subtract.

CODEBOOK = """
survey: members
wave: "2024"
title: Members
sector: offshoring
geography: MA
period: {start: 2024-01-01, end: 2024-12-31}
key: firm
roles: {ecosystem: eco}
population: {CRM: 40, BPO: 30, ITO: 30}
RULES
variables:
  firm: {column: firm, type: text}
  eco: {column: eco, type: choice, required: true, values: {CRM: [], BPO: [], ITO: []}}
  exports: {column: exports, type: number, unit: MAD, indicator: export_revenue, statistics: [total, mean]}
"""
FIRMS = [("CRM", n) for n in range(10, 22)] + [("BPO", n) for n in range(20, 27)] + [("ITO", n) for n in range(50, 59)]
SHOWN = "SELECT ecosystem, value FROM survey_estimate WHERE statistic = 'total' ORDER BY ecosystem NULLS FIRST"


def put(project: Settings, answers: list[tuple[str, int]], rules: str = "") -> Path:
    folder = project.surveys / "w2024"
    folder.mkdir(exist_ok=True)
    rows = "".join(f"F{place},{eco},{amount}\n" for place, (eco, amount) in enumerate(answers))
    (folder / "export.csv").write_text("firm,eco,exports\n" + rows, "utf-8")
    (folder / "codebook.yml").write_text(CODEBOOK.replace("RULES", rules), "utf-8")
    return folder


def released(project: Settings) -> list[tuple[Any, ...]]:
    surveys(home=str(project.home))
    warehouse(home=str(project.home))
    return query(project, SHOWN).rows


ONE_MORE, FOUR_MORE = [*FIRMS, ("BPO", 99)], [*FIRMS, ("BPO", 99), ("BPO", 41), ("BPO", 55), ("BPO", 12)]


@pytest.mark.usefixtures("prefect_server")
def test_a_revision_by_one_firm_is_held_back_until_more_have_changed(project: Settings) -> None:
    put(project, FIRMS)
    first = released(project)
    assert all(value is not None for _, value in first)
    put(project, ONE_MORE)
    report = surveys(home=str(project.home))
    assert any("the revision is held back" in detail for detail in report.details)
    assert released(project) == first
    put(project, FOUR_MORE)
    assert [value for _, value in released(project)] != [value for _, value in first]


@pytest.mark.usefixtures("prefect_server")
def test_or_hides_what_would_tell_also_when_the_wave_was_away(project: Settings) -> None:
    put(project, FIRMS, "confidentiality: {revision: suppress}")
    first = released(project)
    folder = put(project, ONE_MORE, "confidentiality: {revision: suppress}")
    second = dict(released(project))
    assert second["BPO"] is None
    assert second[None] is None
    assert second["CRM"] == dict(first)["CRM"]
    assert query(project, "SELECT count(*) FROM kpi WHERE source_type = 'survey' AND ecosystem = 'BPO'").rows == [(0,)]
    away = folder.rename(project.home / "away")
    surveys(home=str(project.home))
    away.rename(folder)
    assert dict(released(project)) == second
