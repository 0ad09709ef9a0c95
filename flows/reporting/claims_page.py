"""`barometre claims --html`: documents with their claims marked, on one page, for reviewing them by eye."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flows.claims.language import guess_language
from flows.reporting.claim_words import about, exact_value, period_in_words, plain, value_in_words
from flows.reporting.marked_text import Mark, marked_text
from flows.reporting.markup import element, page
from flows.reporting.table import counted

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml carries no types

    from flows.catalogue import Catalogue
    from flows.claims import Claim
    from flows.documents.document import Document
    from flows.errors import BarometreError
    from flows.reporting.claims import Reading

GENERATOR = "barometre claims"
STYLE = Path(__file__).with_name("claims_page.css")
LOOKS = 24  # as many as the style sheet tells apart: six colours, each with four kinds of line
UNSURE_BELOW = 0.5  # more likely wrong than right
UNSURE, SUSPECT = "?", "\N{WARNING SIGN}\N{VARIATION SELECTOR-15}"
LANGUAGES = {"ar": "Arabic", "en": "English", "fr": "French"}
HEADINGS = ("No", "In the text", "Value", "Indicator", "About", "Period", "Confidence", "Why")
HINT = "Point at a figure, or go to it with Tab: here is how it was read. Enter leads to its row below, and back."


@dataclass(frozen=True, slots=True)
class _View:
    """How a page shows claims: a look for each indicator, the same in all its documents, and the words for codes."""

    catalogue: Catalogue
    looks: Mapping[str | None, str]

    def label(self, claim: Claim) -> str:
        return self.indicator(claim.indicator)

    def indicator(self, code: str | None) -> str:
        if code is None:
            return "No indicator: for review"
        known = self.catalogue.indicators.get(code)
        return known.label if known else plain(code)


def claims_page(readings: Sequence[Reading], catalogue: Catalogue, refused: Sequence[BarometreError] = ()) -> str:
    """The page: each document's text with its claims marked, a legend, and a row for each claim.

    Several documents come after a list of contents. `refused` are those that could not be read.
    """
    view = _View(catalogue, _looks(readings))
    title = _name(readings[0].document) if len(readings) == 1 else f"Claims in {counted(len(readings), 'document')}"
    alone = len(readings) == 1
    articles = [
        _article(f"d{number}", "h1" if alone else "h2", reading, view) for number, reading in enumerate(readings, 1)
    ]
    contents = [] if alone else [element("h1", title), *_contents(readings)]
    return page(f"{title} · Baromètre", STYLE.read_text("utf-8"), GENERATOR, *_refused(refused), *contents, *articles)


def is_claims_page(content: bytes) -> bool:
    """Whether a file is a page that we wrote."""
    return f'<meta name="generator" content="{GENERATOR}">'.encode() in content[:2000]


def _looks(readings: Sequence[Reading]) -> dict[str | None, str]:
    """A look for each indicator, the first ones for those of most claims."""
    counts = Counter(claim.indicator for reading in readings for claim in reading.claims if claim.indicator)
    ordered = sorted(counts, key=lambda code: (-counts[code], code))
    return {None: "review"} | {code: f"look-{number % LOOKS + 1}" for number, code in enumerate(ordered)}


def _name(document: Document) -> str:
    return document.title or Path(document.raw_path).name


def _refused(refused: Sequence[BarometreError]) -> Iterator[HtmlElement]:
    if refused:
        told = [element("li", element("bdi", str(error))) for error in refused]
        heading = element("strong", f"{counted(len(refused), 'document')} could not be read")
        yield element("section", heading, element("ul", *told), {"class": "refused"})


def _contents(readings: Sequence[Reading]) -> Iterator[HtmlElement]:
    items = []
    for number, reading in enumerate(readings, 1):
        link = element("a", element("bdi", _name(reading.document)), href=f"#d{number}")
        items.append(element("li", link, element("span", _counts(reading.claims), {"class": "quiet"})))
    everything = [claim for reading in readings for claim in reading.claims]
    yield element("p", _counts(everything), {"class": "quiet"})
    yield element("nav", element("ol", *items), {"class": "contents", "aria-label": "Documents"})


def _counts(claims: Sequence[Claim]) -> str:
    """How many claims there are, and how many of them want a second look."""
    looks = {
        "for review": sum(claim.indicator is None for claim in claims),
        "unsure": sum(_is_unsure(claim) for claim in claims),
        "suspicious": sum(claim.note is not None for claim in claims),
    }
    return ", ".join([counted(len(claims), "claim"), *(f"{many} {what}" for what, many in looks.items() if many)])


def _article(anchor: str, heading: str, reading: Reading, view: _View) -> HtmlElement:
    document, claims = reading.document, reading.claims
    language = document.language or guess_language(document.text)
    marks = [_mark(f"{anchor}c{number}", number, claim, view) for number, claim in enumerate(claims, 1)]
    return element(
        "article",
        element(heading, element("bdi", _name(document))),
        element("p", *_facts(document, language), {"class": "quiet facts"}),
        element(
            "div",
            marked_text(document.text, claims, marks, language),
            element("aside", *_legend(claims, view), {"aria-label": "Legend"}),
            {"class": "reading"},
        ),
        *_table(claims, marks, view),
        id=anchor,
    )


def _facts(document: Document, language: str) -> Iterator[HtmlElement]:
    name = LANGUAGES.get(language[:2].lower(), language)
    told = [
        document.publisher,
        document.published_at,
        name if document.language else f"{name}, as it seems",
        document.raw_path,
        document.url,
    ]
    yield from (element("bdi", fact) for fact in told if fact)


def _is_unsure(claim: Claim) -> bool:
    return claim.confidence < UNSURE_BELOW


def _mark(anchor: str, number: int, claim: Claim, view: _View) -> Mark:
    sign = f"{number}{UNSURE if _is_unsure(claim) else ''}{SUSPECT if claim.note else ''}"
    look = f"{view.looks[claim.indicator]}{' unsure' if _is_unsure(claim) else ''}"
    return Mark(anchor, look, sign, partial(_card, number, claim, view))


def _card(number: int, claim: Claim, view: _View) -> HtmlElement:
    """All that is known of a claim, in elements that may stand within a line of text."""
    facts = {
        "Measure": plain(claim.measure),
        "Nature": plain(claim.nature),
        "Period": period_in_words(claim) or "not stated",
        **about(claim, view.catalogue),
        "Exactly": f"{exact_value(claim)} {claim.unit}",
    }
    return element(
        "span",
        element("span", f"{number} · {view.label(claim)}", {"class": "head"}),
        element("span", value_in_words(claim, view.catalogue), {"class": "value"}),
        *_warning(claim),
        *(_fact(name, element("bdi", value)) for name, value in facts.items()),
        _fact("Confidence", _confidence(claim)),
        _fact("Why", element("bdi", claim.reason, dir="ltr")),
        {"class": f"card {view.looks[claim.indicator]}", "role": "tooltip", "lang": "en", "dir": "ltr"},
    )


def _fact(name: str, value: HtmlElement) -> HtmlElement:
    return element("span", element("span", name, {"class": "name"}), value, {"class": "fact"})


def _warning(claim: Claim) -> Iterator[HtmlElement]:
    if claim.note:
        yield element("span", f"{SUSPECT} ", element("bdi", claim.note, dir="ltr"), {"class": "warning"})


def _confidence(claim: Claim) -> HtmlElement:
    told = f"{claim.confidence:.2f}"
    bar = element("meter", min="0", max="1", low=str(UNSURE_BELOW), optimum="1", value=told)
    bar.set("aria-hidden", "true")
    unsure = [" unsure"] if _is_unsure(claim) else []
    return element("span", element("span", bar, f" {told}", {"class": "bar"}), *unsure, {"class": "confidence"})


def _legend(claims: Sequence[Claim], view: _View) -> Iterator[HtmlElement]:
    """What colours and signs mean, with how often they occur."""
    yield element("p", element("strong", _counts(claims)))
    counts = Counter(claim.indicator for claim in claims)
    by_count = sorted(counts, key=lambda code: (code is None, -counts[code], code or ""))
    items = [_key(f"claim {view.looks[code]}", "12", view.indicator(code), counts[code]) for code in by_count]
    unsure, suspicious = sum(map(_is_unsure, claims)), sum(claim.note is not None for claim in claims)
    if unsure:
        items.append(_key("sign", UNSURE, f"Unsure: confidence below {UNSURE_BELOW:g}", unsure))
    if suspicious:
        items.append(_key("sign", SUSPECT, "Something is wrong in the text, it seems", suspicious))
    if claims:
        yield element("ul", *items, {"class": "legend"})
        yield element("p", HINT, {"class": "quiet hint"})


def _key(look: str, sample: str, meaning: str, many: int) -> HtmlElement:
    shown = element("span", sample, {"class": look, "aria-hidden": "true"})
    return element("li", shown, element("span", meaning), element("span", str(many), {"class": "number"}))


def _table(claims: Sequence[Claim], marks: Sequence[Mark], view: _View) -> Iterator[HtmlElement]:
    if claims:
        heads = element("tr", *(element("th", name, scope="col") for name in HEADINGS))
        rows = [_row(number, *one, view) for number, one in enumerate(zip(claims, marks, strict=True), 1)]
        yield element("h3", "Claim by claim")
        yield element("table", element("thead", heads), element("tbody", *rows))


def _row(number: int, claim: Claim, mark: Mark, view: _View) -> HtmlElement:
    back = element("a", element("bdi", " ".join(claim.quote.split())), {"class": "back"}, href=f"#{mark.anchor}")
    kind = element("span", f"{plain(claim.measure)}, {plain(claim.nature)}", {"class": "quiet"})
    subject = [element("bdi", fact) for fact in about(claim, view.catalogue).values()]
    cells = (
        [str(number)],
        [element("span", back, {"class": f"claim {view.looks[claim.indicator]}"})],
        [value_in_words(claim, view.catalogue)],
        [element("span", view.label(claim)), kind],
        subject,
        [period_in_words(claim)],
        [_confidence(claim)],
        [element("bdi", claim.reason, dir="ltr"), *_warning(claim)],
    )
    told = [element("td", *cell, {"data-heading": heading}) for heading, cell in zip(HEADINGS, cells, strict=True)]
    return element("tr", *told, id=f"{mark.anchor}-row")
