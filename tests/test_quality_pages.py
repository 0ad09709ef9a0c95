"""The Data Docs as a person opens them: complete, linked, in words, and nothing is fetched from outside."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import html  # type: ignore[import-untyped]  # lxml carries no types

from flows.quality.docs_index import write_index
from flows.quality.gate import GateResult, validate
from flows.quality.pages import STATUS, status_of

NOT_NULL, UNIQUE, IN_SET, BETWEEN, ROW_COUNT = (
    "expect_column_values_to_not_be_null",
    "expect_column_values_to_be_unique",
    "expect_column_values_to_be_in_set",
    "expect_column_values_to_be_between",
    "expect_table_row_count_to_be_between",
)
COMPOUND = "expect_compound_columns_to_be_unique"

MARKUP = "</td></table><script src='https://example.org/a.js'></script><img src=//example.org/p.png> é \x0b"
TOWNS = "Towns & <villages> are *in* the [list](https://example.org)."
FIRMS = pd.DataFrame({"firm": ["a", MARKUP, MARKUP], "town": ["Fès", "Fès", "Oujda"], "jobs": [10.0, -3.0, None]})
EXPECTED: dict[str, list[tuple[str, str, str, dict[str, Any]]]] = {  # table: sentence, severity, expectation
    "firm": [
        ("Every firm has a name.", "critical", NOT_NULL, {"column": "firm"}),
        ("Jobs are known.", "warning", NOT_NULL, {"column": "jobs"}),
        (TOWNS, "critical", IN_SET, {"column": "town", "value_set": ["Fès"]}),
        ("A firm stands once.", "critical", UNIQUE, {"column": "firm"}),
        ("Jobs are not negative.", "critical", BETWEEN, {"column": "jobs", "min_value": 0}),
        ("A firm stands once in a town.", "critical", COMPOUND, {"column_list": ["firm", "town"]}),
        ("There are firms.", "critical", ROW_COUNT, {"min_value": 1}),
    ],
    "typo": [
        ("Every firm has a name.", "critical", NOT_NULL, {"column": "frim"}),
        ("Jobs are not negative.", "critical", BETWEEN, {"column": "jobs", "min_value": 0}),
    ],
    "branch": [("There are branches.", "critical", ROW_COUNT, {"min_value": 1})],
    "town": [("Jobs are known.", "warning", NOT_NULL, {"column": "jobs"})],
}
FETCHING = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source", "base", "form", "svg"}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, str], GateResult]]:
    """Data Docs of four tables at gate "rows", one of them at gate "release" too, and what the gate says."""
    folder = tmp_path_factory.mktemp("gated")
    for table, expected in EXPECTED.items():
        content = {
            "expectations": [
                {"type": type_, "kwargs": kwargs, "notes": sentence, "severity": severity}
                for sentence, severity, type_, kwargs in expected
            ],
            "meta": {"barometre": {"key": ["firm"]}},
        }
        (folder / f"{table}.json").write_text(json.dumps(content), "utf-8")
    docs = folder / "docs"
    results = validate(dict.fromkeys(EXPECTED, FIRMS), folder, gate="rows", docs=docs)
    results += validate({"branch": FIRMS}, folder, gate="release", docs=docs)
    return docs, {(result.gate, result.table): result for result in results}


@pytest.fixture(scope="module")
def docs(rendered: tuple[Path, dict[tuple[str, str], GateResult]]) -> Path:
    return rendered[0]


def page_of(docs: Path, gate: str, table: str) -> Path:
    (page,) = (docs / "validations" / table / gate).rglob("*.html")
    return page


def read(page: Path) -> Any:
    return html.document_fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def index_rows(docs: Path) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in read(docs / "index.html").xpath("//tbody/tr")]


def test_no_page_fetches_or_runs_anything(docs: Path) -> None:
    pages = list(docs.rglob("*.html"))
    assert len(pages) == 1 + 5 + 4  # index, results, suites
    for page in pages:
        tree = read(page)
        assert not {element.tag for element in tree.iter()} & FETCHING
        names = {name for element in tree.iter() for name in element.attrib}
        assert names <= {"charset", "http-equiv", "content", "name", "class", "href", "id", "lang"}
        (policy,) = tree.xpath("//head/meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none';")
        (style,) = tree.xpath("//style/text()")
        assert "url(" not in style
        assert "@import" not in style


def test_pages_need_no_other_file(docs: Path) -> None:
    assert {path.suffix for path in docs.rglob("*") if path.is_file() and not path.name.startswith(".")} == {
        ".html",
        ".json",
    }


def test_every_link_leads_to_a_page_and_a_place_that_are_there(docs: Path) -> None:
    for page in docs.rglob("*.html"):
        for link in read(page).xpath("//@href"):
            target, _, place = link.partition("#")
            there = (page.parent / target).resolve() if target else page
            assert there.is_file(), link
            assert not place or read(there).xpath("//*[@id=$place]", place=place), link


def test_every_page_is_reached_from_the_index(docs: Path) -> None:
    linked = {(docs / link).resolve() for link in read(docs / "index.html").xpath("//@href")}
    assert linked == {page.resolve() for page in docs.rglob("*.html")} - {(docs / "index.html").resolve()}


def test_the_index_counts_each_table_at_each_gate_and_shows_the_worst_first(docs: Path) -> None:
    assert [row[:-1] for row in index_rows(docs)] == [
        # status, gate, table; rows, expectations, passed, failed, warnings, not checked
        ["could not be checked", "rows", "typo suite", "3", "2", "0", "1", "0", "1"],
        ["failed", "rows", "firm suite", "3", "7", "3", "3", "1", "0"],
        ["warning", "rows", "town suite", "3", "1", "0", "0", "1", "0"],
        ["passed", "release", "branch suite", "3", "1", "1", "0", "0", "0"],
        ["passed", "rows", "branch suite", "3", "1", "1", "0", "0", "0"],
    ]
    assert "3 of 5 passed" in words(read(docs / "index.html"))


@pytest.mark.parametrize(("gate", "table"), [*(("rows", table) for table in EXPECTED), ("release", "branch")])
def test_each_check_stands_in_words_beside_its_status(
    rendered: tuple[Path, dict[tuple[str, str], GateResult]], gate: str, table: str
) -> None:
    docs, results = rendered
    rows = read(page_of(docs, gate, table)).xpath("//section//tr[td/p[@class='sentence']]")
    told = Counter((words(row[0]), words(row.find(".//p"))) for row in rows)
    assert told == Counter(
        (STATUS[status_of(check)], " ".join(check.message.split())) for check in results[gate, table].checks
    )


def test_what_did_not_pass_comes_first_with_its_offenders(docs: Path) -> None:
    page = read(page_of(docs, "rows", "firm"))
    told = [words(item) for item in page.xpath("//ul[@class='broken']/li")]
    assert [item.split(" ")[0] for item in told] == ["failed", "failed", "failed", "warning"]
    assert told[0].startswith(f"failed {TOWNS}1 of 3 rows")
    assert told[0].endswith("town=Oujda")
    assert not read(page_of(docs, "rows", "branch")).xpath("//ul[@class='broken']")


def test_what_could_not_be_checked_is_told_apart_with_its_reason(docs: Path) -> None:
    page = read(page_of(docs, "rows", "typo"))
    assert words(page.find(".//h1")) == "typo at gate rows could not be checked"
    assert 'The column "frim" in BatchData does not exist' in words(page.xpath("//ul[@class='broken']/li")[0])


def test_pages_hold_what_great_expectations_found(docs: Path) -> None:
    text = words(read(page_of(docs, "rows", "firm")).find("body"))
    for said in (
        "Must have greater than or equal to 1 rows.",
        "values must belong to this set: Fès.",
        "2 unexpected values found. ≈66.67% of 3 total rows.",
        "3 total rows. Unexpected Value Count Oujda1",
        "Evaluated Expectations7",
        "Great Expectations Version",
    ):
        assert said in text
    for furniture in ("newsletter", "Show more info", "Table of Contents", "Traceback"):
        assert furniture not in text


def test_a_value_that_is_markup_is_shown_as_it_is(docs: Path) -> None:
    page = read(page_of(docs, "rows", "firm"))
    shown = [words(cell) for cell in page.xpath("//td//td")]
    assert any(cell.startswith("</td></table><script src='https://example.org/a.js'></script><img") for cell in shown)
    assert "&lt;" not in words(page)


def test_a_suite_page_says_each_expectation_in_our_words_and_theirs(docs: Path) -> None:
    page = read(docs / "expectations" / "firm.html")
    sentences = [words(sentence) for sentence in page.xpath("//p[@class='sentence']")]
    assert sorted(sentences) == sorted(
        [sentence for sentence, *_ in EXPECTED["firm"] if sentence != TOWNS]
        + ["Towns & <villages> are in the list."]  # notes of a suite are Markdown, whose links go nowhere
    )
    assert "values must never be null." in words(page)


def test_only_what_was_checked_again_is_written_again(docs: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(docs.parent, tmp_path / "copy")
    before = {page: page.read_bytes() for page in (copied / "docs").rglob("*.html") if "branch" not in str(page)}
    validate({"branch": FIRMS.iloc[:0]}, copied, gate="release", docs=copied / "docs")
    changed = [page.name for page, content in before.items() if page.read_bytes() != content]
    assert changed == ["index.html"]
    assert [row[:4] for row in index_rows(copied / "docs")][1] == ["failed", "release", "branch suite", "0"]


def test_the_index_lists_a_result_without_pages_and_passes_over_one_cut_short(docs: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(docs, tmp_path / "docs")
    page_of(copied, "rows", "typo").unlink()
    (copied / "expectations" / "typo.html").unlink()
    (cut,) = (copied / "results" / "validations" / "firm").rglob("*.json")
    cut.write_bytes(cut.read_bytes()[:100])
    write_index(copied, copied / "results" / "validations")
    assert [row[2] for row in index_rows(copied)] == ["typo", "town suite", "branch suite", "branch suite"]
    assert not [link for link in read(copied / "index.html").xpath("//@href") if not (copied / link).is_file()]


@pytest.mark.parametrize("name", ["index", "firm"])
def test_a_browser_without_network_shows_the_rows(docs: Path, tmp_path: Path, name: str) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not browser:
        pytest.skip("no Chromium is installed")
    page = docs / "index.html" if name == "index" else page_of(docs, "rows", name)
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    shown = subprocess.run(
        [browser, *switches, f"--user-data-dir={tmp_path}", "--dump-dom", page.as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    )
    tree = html.document_fromstring(shown.stdout, parser=html.HTMLParser(encoding="utf-8"))
    assert [words(row) for row in tree.xpath("//tr")] == [words(row) for row in read(page).xpath("//tr")]
    assert len(tree.xpath("//tbody/tr")) > 4
