"""Corrections of claims: what data/raw/corrections.yml may say, which claim it means, and when it is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest
from test_cli import barometre
from warehouse_case import fill

from flows.catalogue import load_catalogue
from flows.corrections.entries import Entry, Reading, Scope, read_corrections
from flows.errors import DataRefused
from flows.reporting.explain import Question, explain, in_words
from flows.settings import CHECKOUT
from flows.storage.loading import load_sources
from flows.storage.release import build_release, publish
from flows.storage.staging import Source, read_staging, write_staging
from flows.storage.supplied import replace_supplied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.settings import Settings

ENTRY = """\
- id: not-a-profit
  document: data/raw/press_releases/a.txt
  quote: "1000000000"
  reason: invested, not earned
  author: the statistician
  date: 2019-07-01
  guard: {indicator: investment}
  set: {measure: cumulative}
"""
CLAIMS = """
    claim | document | published  | period | indicator      | value
    ------+----------+------------+--------+----------------+------
    c1    | a        | 2019-06-30 | 2018   | investment     | 1e9
    c2    | a        | 2019-06-30 | 2018   | export_revenue | 10e9
    c3    | b        | 2019-04-24 | 2018   | export_revenue | 9e9
    c4    | b        | 2019-04-24 | 2017   | investment     | 9e9
    """


def entry(**changed: str | None) -> str:
    """The entry above with other lines, or without those that are None."""
    kept = [line for line in ENTRY.splitlines() if line[2:].partition(":")[0] not in changed]
    lines = [f"  {name}: {value}" for name, value in changed.items() if value is not None]
    return "\n".join([*kept, *lines]) + "\n"


@pytest.fixture
def filled(project: Settings) -> Settings:
    fill(project, CLAIMS)
    with write_staging(project) as connection:
        connection.execute("UPDATE document SET url = 'https://example.org/' || document_id")
    return project


def lay(settings: Settings, text: str) -> DataRefused | None:
    """Lay the corrections of `text` into the staging store; what it is refused for."""
    (settings.raw / "corrections.yml").write_text(text, "utf-8")
    try:
        with write_staging(settings) as connection:
            replace_supplied(connection, settings)
    except DataRefused as error:
        return error
    return None


def laid(settings: Settings, columns: str) -> list[tuple[object, ...]]:
    with read_staging(settings) as connection:
        assert connection is not None
        return connection.execute(f"SELECT {columns} FROM correction ORDER BY correction_id").fetchall()


def test_an_entry_becomes_a_row_about_one_claim(filled: Settings) -> None:
    assert lay(filled, ENTRY) is None
    assert laid(filled, "correction_id, claim_id, document_id, quote, withdrawn, fields, measure, indicator") == [
        ("not-a-profit", "c1", "a", "1000000000", False, ["measure"], "cumulative", None)
    ]
    assert laid(filled, "reason, author, corrected_on::VARCHAR") == [
        ("invested, not earned", "the statistician", "2019-07-01")
    ]


def test_a_name_means_what_is_there_and_where_nothing_is_what_was_withdrawn(filled: Settings) -> None:
    with write_staging(filled) as connection:
        connection.execute("UPDATE document SET url = 'https://example.org/a'")
        connection.execute("UPDATE document SET withdrawn_at = '2019-08-01' WHERE document_id = 'b'")
    assert lay(filled, entry(document="https://example.org/a")) is None
    assert laid(filled, "document_id") == [("a",)]
    of_b = {"quote": '"9000000000"', "occurrence": "1", "guard": "{value: 9e9}", "set": "{value: 8e9}"}
    for name in ("b", "data/raw/press_releases/b.txt"):
        assert lay(filled, entry(document=name, **of_b)) is None
        assert laid(filled, "document_id") == [("b",)]
    with write_staging(filled) as connection:
        connection.execute("UPDATE document SET withdrawn_at = '2019-08-01'")
    refused = lay(filled, entry(document="https://example.org/a"))
    assert "2 documents are called" in str(refused)


def test_the_claim_stays_as_printed(filled: Settings) -> None:
    lay(filled, entry(set="{value: 2e9, unit: EUR, indicator: null}"))
    with read_staging(filled) as connection:
        assert connection is not None
        assert connection.execute("SELECT value, unit, indicator FROM claim WHERE claim_id = 'c1'").fetchall() == [
            (1e9, "MAD", "investment")
        ]


@pytest.mark.parametrize(
    ("changed", "fields", "row"),
    [
        ({"set": "{value: 2000000000, value_high: 3e9}"}, ["value", "value_high"], (2e9, 3e9, None, None, False)),
        ({"set": "{indicator: null}"}, ["indicator"], (None, None, None, None, False)),
        ({"set": "{indicator: profit}"}, ["indicator"], (None, None, "profit", None, False)),
        ({"set": "{period_end: 2018-06-30}"}, ["period_end"], (None, None, None, "2018-06-30", False)),
        ({"set": None, "withdraw": "true"}, [], (None, None, None, None, True)),
    ],
)
def test_what_is_set_is_set_and_null_is_a_value(
    filled: Settings, changed: dict[str, str | None], fields: list[str], row: tuple[object, ...]
) -> None:
    assert lay(filled, entry(**changed)) is None
    assert laid(filled, "fields") == [(fields,)]
    assert laid(filled, "value, value_high, indicator, period_end::VARCHAR, withdrawn") == [row]


@pytest.mark.parametrize("name", ["data/raw/press_releases/a.txt", "https://example.org/a", "a"])
def test_a_document_goes_by_its_path_its_url_or_its_hash(filled: Settings, name: str) -> None:
    assert lay(filled, entry(document=name)) is None
    assert laid(filled, "claim_id") == [("c1",)]


def test_a_path_means_what_lies_there_now(filled: Settings) -> None:
    """A file that was replaced, and one that has the bytes of another."""
    with write_staging(filled) as connection:
        connection.execute("UPDATE document SET raw_path = 'data/raw/press_releases/a.txt'")
        sources = [
            Source("data/raw/press_releases/a.txt", "press_release", "h", "loaded", "b", 1, 1, 0),
            Source("data/raw/press_releases/again.txt", "press_release", "h", "duplicate", "a", 1, 1, 0),
        ]
        load_sources(connection, sources, [])
    assert lay(filled, entry(quote='"9000000000"', occurrence="2")) is None
    assert laid(filled, "claim_id") == [("c4",)]
    assert lay(filled, entry(document="data/raw/press_releases/again.txt")) is None
    assert laid(filled, "claim_id") == [("c1",)]


def test_whitespace_in_a_quote_does_not_matter(filled: Settings) -> None:
    with write_staging(filled) as connection:
        connection.execute("UPDATE claim SET quote = ? WHERE claim_id = 'c1'", ["1\N{NO-BREAK SPACE}milliard\n  de DH"])
    assert lay(filled, entry(quote="  1 milliard de  DH")) is None
    assert laid(filled, "quote") == [("1\N{NO-BREAK SPACE}milliard\n  de DH",)]


def test_no_file_and_an_empty_one_correct_nothing(filled: Settings) -> None:
    lay(filled, ENTRY)
    for text in ("# nothing yet\n", "[]\n"):
        assert lay(filled, text) is None
        assert laid(filled, "*") == []
    lay(filled, ENTRY)
    (filled.raw / "corrections.yml").unlink()
    with write_staging(filled) as connection:
        replace_supplied(connection, filled)
    assert laid(filled, "*") == []


TWICE = ENTRY + ENTRY.replace("not-a-profit", "another")
WRONG = {
    # what is written: (line, words of the message, words of the remedy)
    "just words": (1, "the file should be a valid list", ""),
    entry(sett="{unit: EUR}"): (9, "unknown entry sett", "did you mean set?"),
    entry(set="{valeur: 1}"): (8, "unknown entry valeur of set", "did you mean value?"),
    entry(set="{value: 1 000}"): (8, "value of set should be a valid number, not '1 000'", ""),
    entry(set="{value: null}"): (8, "value of set can't be null", ""),
    entry(set="{measure: sum}"): (8, "measure of set can't be 'sum'", ""),
    entry(set="{period_end: 2018}"): (8, "period_end of set should be a day such as 2019-07-01, not 2018", ""),
    entry(set="{}"): (8, "set should name at least one field, of indicator, value", ""),
    entry(set=None): (1, "entry 1 needs either `set:` with the right values or `withdraw: true`", ""),
    entry(withdraw="true"): (1, "entry 1 needs either", ""),
    entry(guard=None): (1, "the entry guard is missing", "add `guard:`"),
    entry(reason='" "'): (8, "reason should have at least 1 character", ""),
    entry(occurrence="0"): (9, "occurrence should be greater than or equal to 1", ""),
    entry(date="July"): (8, "date should be a day such as", ""),
    entry(date="2999-01-01"): (8, "2999-01-01 is still to come", "today, or earlier"),
    entry(set="{indicator: investement}"): (8, "'investement', which the catalogue doesn't have", "investment?"),
    entry(set="{unit: dirhams}"): (8, "unit is 'dirhams'", ""),
    entry(set="{sector: ofshoring}"): (8, "sector is 'ofshoring'", "did you mean offshoring?"),
    entry(set="{ecosystem: CRN}"): (8, "ecosystem is 'CRN'", "did you mean CRM?"),
    entry(set="{geography: Maroc}"): (8, "geography is 'Maroc'", ""),
    entry(set="{period_end: 2017-12-31}"): (1, "period_start would be 2018-01-01, after", "set both"),
    entry(set="{value_high: 5}"): (1, "value would be 1000000000.0, after value_high 5.0", "set both"),
    entry(set="{indicator: investment}"): (1, "all that it sets is read so already", "remove the entry"),
    entry(document="data/raw/press_releases/c.txt"): (1, "no document that was read is called", "SHA-256"),
    entry(quote='"1000000001"'): (1, "quoted as '1000000001'", "quote one that is read there: '1000000000'"),
    entry(document="b", quote='"9000000000"'): (1, "'9000000000' is read 2 times", "1 for export_revenue, level in"),
    entry(occurrence="2"): (1, "'1000000000' is read once, not 2", "give `occurrence:` 1"),
    entry(guard="{indicator: profit, value: 1e9}"): (
        1,
        "the guard fails: indicator is read as investment now, expected was profit",
        "look at « 1000000000 »: if it is read rightly now remove the entry, else renew the guard",
    ),
    entry(guard="{period_end: 2017-12-31, hedge: about}"): (
        1,
        "hedge is read as null now, expected was about; period_end is read as 2018-12-31 now, expected was 2017-12-31",
        "",
    ),
    TWICE: (9, "it corrects the claim that not-a-profit corrects", "make one entry of the two"),
    ENTRY + ENTRY: (9, "another entry has the same id", "give it another one"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_with_its_line_and_how_to_mend_it(filled: Settings, text: str) -> None:
    line, says, remedy = WRONG[text]
    refused = lay(filled, text)
    assert refused is not None
    assert refused.exit_code == 1
    assert f"line {line}" in str(refused)
    assert (refused.where or "").startswith("data/raw/corrections.yml")
    assert says in str(refused)
    assert remedy in str(refused)


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_laid(filled: Settings) -> None:
    lay(filled, ENTRY)
    refused = lay(
        filled,
        entry(guard="{unit: EUR}")
        + entry(quote='"3"').replace("not-a-profit", "second")
        + entry(document="c", set="{sector: ofshoring}").replace("not-a-profit", "third"),
    )
    assert refused is not None
    assert refused.what.splitlines()[0] == "4 things are wrong with the corrections, nothing was published:"
    assert [line.split(":")[0] for line in refused.what.splitlines() if line.startswith("  - ")] == [
        "  - line 1, not-a-profit",
        "  - line 9, second",
        "  - line 17, third",
        "  - line 24, third",
    ]
    assert len(laid(filled, "*")) == 1


def test_every_entry_and_every_field_is_explained_and_every_scope_known() -> None:
    told = (CHECKOUT / "docs" / "corrections.md").read_text("utf-8")
    fields = re.findall(r"^\| `(\w+)`", told, re.MULTILINE)
    assert fields == list(Entry.model_fields)
    assert [name for name in Reading.model_fields if f"`{name}`" not in told] == []
    scopes = re.findall(r"claim\.scope IS '(.*)'", (CHECKOUT / "sql/models/20_documents.sql").read_text("utf-8"))
    assert re.split(", | or ", scopes[0]) == list(get_args(Scope))


def test_a_currency_and_a_country_need_no_entry_in_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "corrections.yml"
    path.write_text(entry(set="{unit: XOF, geography: BJ}"), "utf-8")
    assert read_corrections(path, "corrections.yml", load_catalogue()).mistakes == ()


def test_explain_shows_what_was_read_and_what_counts_no_more(filled: Settings) -> None:
    invested = entry(guard="{value: 1e10}", quote='"10000000000"', set="{indicator: investment}", document="a")
    gone = entry(document="b", quote='"9000000000"', occurrence="1", guard="{nature: actual}", set=None)
    assert lay(filled, invested + gone.replace("not-a-profit", "gone") + "  withdraw: true\n") is None
    publish(filled, build_release(filled, "r1"), "r1", "fingerprint")
    [exports] = explain(filled, Question("export_revenue"))
    assert (exports["value"], exports["evidence"]) == (None, [])
    away = {claim["claim_id"]: claim["correction"] for claim in exports["corrected_away"]}
    assert {claim: (told["id"], told["withdrawn"]) for claim, told in away.items()} == {
        "c2": ("not-a-profit", False),
        "c3": ("gone", True),
    }
    assert away["c2"]["read"] == {"indicator": "export_revenue"}
    assert away["c2"]["right"] == {"indicator": "investment"}
    assert "withdrawn by the statistician, 2019-07-01: invested, not earned" in in_words([exports])
    investment = explain(filled, Question("investment", period="2018"))[0]
    corrected = {witness["claim_id"]: witness["correction"] for witness in investment["evidence"]}
    assert corrected == {"c1": None, "c2": away["c2"]}
    assert "indicator: read export_revenue, right investment" in in_words([investment])


def test_the_command_line_refuses_a_release_and_keeps_the_one_before(
    project: Settings, drop: Callable[..., Path]
) -> None:
    drop("a.txt", "En 2018, l'offshoring a réalisé 10 milliards de dirhams à l'export.", published_at="2019-04-24")
    corrections = project.raw / "corrections.yml"
    right = entry(
        quote="10 milliards de dirhams", guard="{value: 1e10}", set="{value: 11e9}", date="2019-05-01"
    ).replace("not-a-profit", "eleven")
    corrections.write_text(right, "utf-8")
    done = barometre("run", home=project.home)
    assert done.returncode == 0, done.stderr
    release = (project.published).resolve()
    told = barometre("explain", "export_revenue", home=project.home).stdout
    assert "corrected by the statistician, 2019-05-01: invested, not earned" in told
    assert "value: read 10 000 000 000, right 11 000 000 000" in told.replace("\N{NARROW NO-BREAK SPACE}", " ")
    corrections.write_text(right.replace("1e10", "12e9"), "utf-8")
    done = barometre("run", "warehouse", home=project.home)
    assert done.returncode == 1
    assert "line 1, eleven: the guard fails: value is read as 1e+10 now, expected was 1.2e+10" in done.stderr
    assert "the previous release stays" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert project.published.resolve() == release
