"""The page of `barometre claims --html`: the text as it is, each claim in reach, and nothing fetched or run."""

from __future__ import annotations

import base64
import hashlib
import itertools
import math
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from flows.catalogue import load_catalogue
from flows.claims import Claim
from flows.cli import cli
from flows.documents.document import Document
from flows.errors import DataRefused
from flows.reporting.claims import Reading
from flows.reporting.claims_page import LOOKS, STYLE, claims_page
from flows.reporting.marked_text import direction, pieces
from flows.reporting.markup import writable

TEXT = "En 2018, l'offshoring a réalisé 10 milliards de dirhams de chiffre d'affaires à l'export."
MARKUP = (
    "</div><script src='https://example.org/a.js'></script>\r\n<img src=//example.org/p.png> &amp; \x0b\x00 ٦٩ مليار\n"
)
FACTS = Claim(
    start=0,
    end=0,
    quote="",
    sentence="",
    value=1e10,
    value_high=None,
    unit="MAD",
    indicator="export_revenue",
    measure="growth_rate",
    nature="forecast",
    hedge="more_than",
    sector="offshoring",
    ecosystem="CRM",
    geography="MA",
    scope="country",
    subject="ingénieurs",
    period_start=date(2014, 1, 1),
    period_end=date(2018, 12, 31),
    confidence=0.87,
    reason="export_revenue ('à l'export')",
)
VOID = {"meta", "img", "link", "br", "input"}


@dataclass
class Node:
    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def all(self) -> list[Node]:
        own = [child for child in self.children if isinstance(child, Node)]
        return [self, *(node for child in own for node in child.all())]

    def having(self, **wanted: str) -> list[Node]:
        return [node for node in self.all() if all(node.attributes.get(name) == wanted[name] for name in wanted)]

    def classed(self, name: str) -> list[Node]:
        return [node for node in self.all() if name in node.classes()]

    def tagged(self, tag: str) -> list[Node]:
        return [node for node in self.all() if node.tag == tag]

    def text(self, without: str = "") -> str:
        """What is written in it, but for the elements of a class."""
        kept = (one for one in self.children if isinstance(one, str) or without not in one.classes())
        return "".join(one if isinstance(one, str) else one.text(without) for one in kept)

    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()


class Reader(HTMLParser):
    """A page as a tree, with its text untouched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree(page: str) -> Node:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, "an element is not closed"
    return reader.open[0]


def found(text: str, start: int, end: int, **facts: object) -> Claim:
    return replace(FACTS, start=start, end=end, quote=text[start:end], sentence=text, **facts)  # type: ignore[arg-type]


def document(text: str, **facts: str) -> Document:
    return Document("0" * 64, facts.pop("raw_path", "a.txt"), "text/plain", text, **facts)


def shown(text: str, *claims: Claim, **facts: str) -> Node:
    page = claims_page([Reading(document(text, **facts), claims)], load_catalogue())
    assert "\r" not in page, "a browser takes a bare carriage return for a line feed"
    return tree(page)


def words(node: Node) -> str:
    return " ".join(node.text().split())


@st.composite
def readings(draw: st.DrawFn) -> tuple[str, list[Claim]]:
    """Any text with any claims in it: apart, side by side, nested, crossing, the same twice."""
    text = draw(st.text(min_size=1, max_size=40) | st.text("<>&\"'/ab\r\n\x00\x85٦ع-!", min_size=1, max_size=40))
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places).filter(lambda span: span[0] < span[1]), max_size=6))
    claims = [found(text, *span, indicator=draw(st.sampled_from(["jobs", None]))) for span in sorted(spans)]
    return text, claims


@given(readings())
def test_the_page_holds_the_text_and_each_claim_once(reading: tuple[str, list[Claim]]) -> None:
    text, claims = reading
    page = shown(text, *claims)
    [body] = page.classed("text")
    assert body.text(without="card") == writable(text)
    anchors = [f"d1c{number}" for number in range(1, len(claims) + 1)]
    stops = [node for node in body.tagged("a") if "tabindex" not in node.attributes]
    assert sorted(node.attributes["id"] for node in stops) == sorted(anchors)
    assert len(body.having(role="tooltip")) == len(body.tagged("a"))
    ids = [node.attributes["id"] for node in page.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    assert {node.attributes["href"].removeprefix("#") for node in page.tagged("a")} <= set(ids)


@given(readings())
def test_pieces_are_the_text_and_each_claim_has_a_first_and_a_last_one(reading: tuple[str, list[Claim]]) -> None:
    text, claims = reading
    cut = list(pieces(text, claims))
    assert "".join(piece.text for piece in cut) == text
    for end in ("first", "last"):
        assert sorted(piece.claim for piece in cut if getattr(piece, end) and piece.claim is not None) == [
            *range(len(claims))
        ]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "abcdef"),
        ([(1, 3)], "a[0:bc]def"),
        ([(0, 2), (2, 4)], "[0:ab][1:cd]ef"),
        ([(0, 6), (2, 4)], "[0:ab][1:cd][0:ef]"),  # a conversion in parentheses
        ([(0, 4), (2, 6)], "[0:ab][1:cd][1:ef]"),
        ([(1, 3), (1, 3)], "a[0:bc][1:]def"),
        ([(0, 4), (0, 2), (2, 4)], "[1:ab][2:cd][0:]ef"),
    ],
)
def test_where_claims_overlap_the_innermost_is_shown(spans: list[tuple[int, int]], expected: str) -> None:
    cut = pieces("abcdef", [found("abcdef", *span) for span in spans])
    assert "".join(f"[{one.claim}:{one.text}]" if one.claim is not None else one.text for one in cut) == expected


def test_a_claim_and_its_row_lead_to_each_other() -> None:
    page = shown(TEXT, found(TEXT, 32, 55))
    [mark] = page.having(id="d1c1")
    assert mark.attributes["href"] == "#d1c1-row"
    [row] = page.having(id="d1c1-row")
    [back] = row.tagged("a")
    assert (back.attributes["href"], words(back)) == ("#d1c1", "10 milliards de dirhams")


@pytest.mark.parametrize("part", ["d1c1-card", "d1c1-row"])
def test_all_that_is_known_of_a_claim_is_told_twice(part: str) -> None:
    [told] = shown(TEXT, found(TEXT, 32, 55, note="10 and not 8")).having(id=part)
    for fact in (
        *("more than 10 billion MAD", "Export revenue", "growth rate", "forecast", "2014-2018", "0.87"),
        *("Offshoring", "CRM", "Morocco", "country", "ingénieurs", "export_revenue ('à l'export')", "10 and not 8"),
    ):
        assert fact in words(told), fact
    [bar] = told.tagged("meter")
    assert bar.attributes["value"] == "0.87"
    assert told.classed("warning")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"value": 12.5, "unit": "percent", "hedge": None}, "12.5 %"),
        ({"value": 5, "value_high": 7, "unit": "percent", "hedge": "about"}, "about 5 to 7 %"),
        ({"value": 3, "unit": "rank", "hedge": None}, "rank 3"),
        ({"value": 2.8, "unit": "multiple", "hedge": None}, "2.8 times"),
        ({"value": 69_900, "unit": "jobs", "hedge": "at_least"}, "at least 69 900 jobs"),
        ({"value": -1.5e6, "unit": "EUR", "hedge": None}, "-1.5 million EUR"),
    ],
)
def test_a_value_is_told_with_its_unit(facts: dict[str, object], told: str) -> None:
    [value] = shown(TEXT, found(TEXT, 32, 55, **facts)).classed("value")
    assert words(value) == told


def test_what_wants_a_second_look_is_marked_and_counted() -> None:
    page = shown(
        "5 6 7 8",
        found("5 6 7 8", 0, 1),
        found("5 6 7 8", 2, 3, indicator=None),
        found("5 6 7 8", 4, 5, confidence=0.3),
        found("5 6 7 8", 6, 7, note="8 is not 7"),
    )
    signs = [page.having(id=f"d1c{number}")[0].attributes for number in (1, 2, 3, 4)]
    assert [sign["data-sign"] for sign in signs] == ["1", "2", "3?", "4⚠\ufe0e"]
    assert "review" in page.having(id="d1c2")[0].classes()
    assert [words(item) for item in page.classed("legend")[0].tagged("li")] == [
        "12Export revenue3",
        "12No indicator: for review1",
        "?Unsure: confidence below 0.51",
        "⚠\ufe0eSomething is wrong in the text, it seems1",
    ]
    assert "4 claims, 1 for review, 1 unsure, 1 suspicious" in words(page)


def test_markup_in_a_document_is_text() -> None:
    claim = found(
        MARKUP, 0, 6, indicator=MARKUP, sector=MARKUP, subject=MARKUP, reason=MARKUP, note=MARKUP, unit=MARKUP
    )
    page = shown(MARKUP, claim, title=MARKUP, publisher=MARKUP, url="javascript:alert(1)", language=MARKUP)
    assert not {node.tag for node in page.all()} & {"script", "img", "link", "iframe", "object", "form", "base"}


def test_nothing_is_fetched_or_run() -> None:
    page = shown(MARKUP, found(MARKUP, 2, 9), title=MARKUP, url="https://example.org/a", raw_path="b.html")
    for node in page.all():
        assert not {name for name in node.attributes if name.startswith("on") or name in ("src", "style", "action")}
        assert node.attributes.get("href", "#").startswith("#")
    style = STYLE.read_text("utf-8")
    assert "url(" not in style
    assert "@import" not in style
    [policy] = page.having(**{"http-equiv": "Content-Security-Policy"})
    digest = base64.b64encode(hashlib.sha256(page.tagged("style")[0].text().encode()).digest()).decode()
    assert policy.attributes["content"].startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, "ltr"),
        ("APEBI: بلغ رقم معاملات القطاع 10 مليار درهم", "rtl"),
        ("Le ministère (وزارة) a dit 10 %", "ltr"),
        ("2018", "ltr"),
    ],
)
def test_a_text_has_the_direction_of_its_letters(text: str, expected: str) -> None:
    assert direction(text) == expected
    [body] = shown(text, found(text, 0, 2)).classed("text")
    assert body.attributes["dir"] == expected
    assert all(card.attributes["dir"] == "ltr" for card in body.classed("card"))


def test_the_language_is_told_in_words() -> None:
    assert "Arabic" in words(shown("بلغ 10", language="ar").classed("facts")[0])
    assert "French, as it seems" in words(shown(TEXT).classed("facts")[0])


def test_several_documents_come_after_their_contents_with_one_look_for_an_indicator() -> None:
    first = Reading(document(TEXT, title="One"), [found(TEXT, 32, 55, indicator="jobs"), found(TEXT, 3, 7)])
    second = Reading(document(TEXT, title="Two"), [found(TEXT, 32, 55), found(TEXT, 3, 7)])
    page = tree(claims_page([first, second], load_catalogue(), [DataRefused("the file is empty", where="c.txt")]))
    [contents] = page.tagged("ol")
    assert [link.attributes["href"] for link in contents.tagged("a")] == ["#d1", "#d2"]
    assert [page.having(id=anchor)[0].attributes["class"] for anchor in ("d1c1", "d1c2", "d2c1", "d2c2")] == [
        *("claim look-2", "claim look-1", "claim look-1", "claim look-1"),
    ]
    assert "c.txt: the file is empty" in words(page.classed("refused")[0])


def test_looks_can_be_told_apart_and_read_by_everybody() -> None:
    """Contrast as WCAG 2.2 has it; colours under each kind of colour blindness by Machado, Oliveira and Fernandes."""
    style = STYLE.read_text("utf-8")
    assert all(f".look-{number}," in style or f".look-{number} " in style for number in range(1, LOOKS + 1))
    light, dark = style.split("@media (prefers-color-scheme: dark)")
    for scheme in (light, dark):
        colours = dict(re.findall(r"--([\w-]+): (#\w{6});", scheme.split("\n}\n")[0]))
        lines = [colours[f"line-{number}"] for number in range(1, 7)]
        for number, line in enumerate(lines, 1):
            tint = colours[f"tint-{number}"]
            assert contrast(line, colours["ground"]) >= 4.5
            assert contrast(line, tint) >= 4.5
            assert contrast(colours["text"], tint) >= 7
        for name in ("quiet", "link", "warning"):
            assert contrast(colours[name], colours["ground"]) >= 4.5
        assert contrast(colours["warning"], colours["warning-ground"]) >= 4.5
        for one, other in itertools.combinations(lines, 2):
            assert min(math.dist(seen(one, eye), seen(other, eye)) for eye in EYES.values()) > 20


EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def linear(colour: str) -> list[float]:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]


def contrast(one: str, other: str) -> float:
    dark, light = sorted(dot((0.2126729, 0.7151522, 0.0721750), linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, eye: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """A colour as such an eye sees it, in CIELAB."""
    red, green, blue = (min(1.0, max(0.0, dot(row, linear(colour)))) for row in eye)
    x = dot((0.4124564, 0.3575761, 0.1804375), (red, green, blue)) / 0.95047
    y = dot((0.2126729, 0.7151522, 0.0721750), (red, green, blue))
    z = dot((0.0193339, 0.1191920, 0.9503041), (red, green, blue)) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def dot(one: tuple[float, ...], other: tuple[float, ...] | list[float]) -> float:
    return sum(left * right for left, right in zip(one, other, strict=True))


def claims(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["claims", *map(str, arguments)])
    said = str(done.exception) if done.exception and not isinstance(done.exception, SystemExit) else ""
    return done.exit_code, done.stdout, done.stderr + said


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("before", [True, False], ids=["claims --html FILE", "claims FILE --html"])
def test_a_page_is_named_after_its_document_and_written_here(
    here: Path, drop: Callable[..., Path], before: bool
) -> None:
    path = drop("a.txt", TEXT)
    for _ in range(2):  # a page of ours may be written anew
        code, out, _ = claims("--html", path) if before else claims(path, "--html")
        assert (code, out) == (0, "a.claims.html: 1 claim in 1 document; open it in a browser\n")
    assert tree((here / "a.claims.html").read_text("utf-8")).classed("text")[0].text(without="card") == TEXT


def test_a_folder_becomes_one_page_which_is_not_read_the_next_time(here: Path) -> None:
    (here / "a.txt").write_text(TEXT, "utf-8")
    (here / "b.txt").write_text(TEXT, "utf-8")
    for _ in range(2):
        code, out, _ = claims(here, "--html")
        assert (code, out) == (0, "claims.html: 2 claims in 2 documents; open it in a browser\n")


def test_a_page_can_be_printed_or_named(here: Path, drop: Callable[..., Path]) -> None:
    path = drop("a.txt", TEXT)
    _, printed, _ = claims(path, "--html", "-")
    assert claims(path, "--html", "review.html")[0] == 0
    assert (here / "review.html").read_text("utf-8") == printed.removesuffix("\n")


def test_a_document_that_can_t_be_read_is_told_on_the_page(here: Path, drop: Callable[..., Path]) -> None:
    folder = drop("a.txt", TEXT).parent
    drop("b.txt", b"")
    code, _, said = claims(folder, "--html")
    assert code == 1
    assert "b.txt" in said
    assert "b.txt" in (here / "claims.html").read_text("utf-8")


def test_without_any_readable_document_there_is_no_page(here: Path, drop: Callable[..., Path]) -> None:
    code, _, said = claims(drop("b.txt", b""), "--html")
    assert code == 1
    assert "no page" in said
    assert list(here.iterdir()) == []


def test_no_source_is_written_over(here: Path, drop: Callable[..., Path]) -> None:
    path = drop("a.txt", TEXT)
    other = here / "other.html"
    other.write_text("<p>mine</p>")
    home = ("--home", path.parents[3])
    for arguments, says in (
        ((path, "--html", other), "no page of claims"),
        ((path, "--html", here / "page.txt"), "named .html"),
        ((path, "--html", path.with_name("page.html"), *home), "originals only"),
        ((path, "--html", "--format", "jsonl"), "leave out --format"),
        (("--html",), "Missing argument"),
        ((path, "--html", here / "nowhere" / "page.html"), "no such folder"),
    ):
        code, _, said = claims(*arguments)
        assert code != 0
        assert says in said
    assert other.read_text() == "<p>mine</p>"
    assert [one.name for one in path.parent.iterdir()] == ["a.txt"]


def test_a_browser_shows_the_text_and_applies_the_style(tmp_path: Path) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not browser:
        pytest.skip("no Chromium is installed")
    text = f"{TEXT}\n{MARKUP}"
    claims = [found(text, 32, 55, note="10 and not 8"), found(text, 35, 44), found(text, 60, len(text))]
    page = tmp_path / "page.html"
    page.write_text(claims_page([Reading(document(text), claims)], load_catalogue()), "utf-8", newline="")
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    done = subprocess.run(
        [browser, *switches, "--enable-logging=stderr", f"--user-data-dir={tmp_path}", "--dump-dom", page.as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    )
    dom = tree(done.stdout.decode())
    assert dom.classed("text")[0].text(without="card") == writable(text)
    assert [len(dom.having(id=f"d1c{number}{part}")) for number in (1, 2, 3) for part in ("", "-card", "-row")] == [
        1
    ] * 9
    assert b"Content Security Policy" not in done.stderr
