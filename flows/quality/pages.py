"""Great Expectations' pages as they are shown: one file each, of which a browser fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html  # type: ignore[import-untyped]  # lxml carries no types
from lxml.html.builder import E  # type: ignore[import-untyped]  # likewise

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml carries no types

    from flows.quality.gate import Check, GateResult

# The second guard: even what slipped through the cleaning below would neither be fetched nor run.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = Path(__file__).with_name("docs.css")

STATUS = {
    "errored": "could not be checked",
    "failed": "failed",
    "warning": "warning",
    "passed": "passed",
}  # worst first

SECTIONS = "//div[contains(@class, 'ge-section')]"
ROWS = ".//table[contains(concat(' ', @class, ' '), ' table ')]/tbody/tr"
ICONS = {"fa-exclamation-triangle": "errored", "fa-times": "failed", "fa-check-circle": "passed"}
NOTES = ".//li[div[.//*[contains(@class, 'collapse')]]]"
TOGGLES = ".//a[@data-toggle='collapse']"
EMPTY = ".//*[self::thead or self::li or self::p or self::code][not(normalize-space())]"
TEXT_TAGS = "a b blockquote br code div em h1 h2 h3 h4 h5 h6 p pre span strong sub sup"
LIST_TAGS = "dd dl dt li ol table tbody td tfoot th thead tr ul"
KEPT_TAGS = frozenset([*TEXT_TAGS.split(), *LIST_TAGS.split()])
KEPT_CLASSES = frozenset(["badge", "sentence", "status", "text-danger", *STATUS])
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no HTML tree can hold


def result_page(
    rendered: bytes, result: GateResult, sections: Mapping[str, Sequence[Check]], *, when: str, home: str
) -> str:
    """The page of a result: what did not pass comes first, then every check by column, its sentence beside it.

    `rendered` is Great Expectations' page; `sections` are the checks of `result` by its headings, in the order of its
    rows. `home` leads from the page to the folder of the index.
    """
    recorded, *rest = _headed(rendered)
    for heading, section in rest:
        _tell(section, sections.get(heading, ()))
    return document(
        f"{result.table} at gate {result.gate}",
        _element("h1", f"{result.table} at gate {result.gate} ", status(worst(result))),
        _element("p", f"Rows: {result.rows:,} · expectations: {len(result.checks)} · checked on {when}"),
        *_not_passed(result),
        *_by_heading(rest),
        _element("details", _element("summary", "As Great Expectations recorded it"), _clean(recorded[1])),
        links={"All gates": f"{home}index.html", "Expectation suite": f"{home}expectations/{result.table}.html"},
    )


def suite_page(rendered: bytes, table: str, *, home: str) -> str:
    """The page of a suite: each expectation in our sentence and in Great Expectations' words."""
    (_, overview), *rest = _headed(rendered)
    for section in (overview, *(section for _, section in rest)):
        _unfold_notes(section)
    return document(
        f"Expectations of {table}",
        _element("h1", f"Expectations of {table}"),
        _clean(overview),
        *_by_heading(rest),
        links={"All gates": f"{home}index.html"},
    )


def document(title: str, *body: HtmlElement, links: dict[str, str] | None = None) -> str:
    """A whole page with our style in it, and with `links` by what they are called."""
    head = _element(
        "head",
        _element("meta", charset="utf-8"),
        _element("meta", {"http-equiv": "Content-Security-Policy"}, content=POLICY),
        _element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _element("title", f"{title} · Baromètre"),
        _element("style", STYLE.read_text("utf-8")),
    )
    ways = [_element("a", name, href=target) for name, target in (links or {}).items()]
    nav = [_element("nav", *ways)] if ways else []
    tree = _element("html", head, _element("body", *nav, *body), lang="en")
    written: str = html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return written


def status(name: str) -> HtmlElement:
    """A status as a coloured word."""
    return _element("span", STATUS[name], {"class": f"status {name}"})


def worst(result: GateResult) -> str:
    """The status of a table as a whole."""
    return next((status_of(result.checks[number]) for number in worst_first(result)), "passed")


def worst_first(result: GateResult) -> list[int]:
    """The positions of the checks, errored ones first, those of the same status as the suite has them."""
    rank = list(STATUS).index
    return sorted(range(len(result.checks)), key=lambda number: rank(status_of(result.checks[number])))


def status_of(check: Check) -> str:
    """The outcome of a check, where one that stops nothing is a warning."""
    return "warning" if check.outcome == "failed" and check.severity != "critical" else check.outcome


def _headed(rendered: bytes) -> list[tuple[str, HtmlElement]]:
    """The sections of a page that Great Expectations rendered, after their headings."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    found = html.document_fromstring(rendered, parser=parser).xpath(SECTIONS)
    return [(_taken_out(section.find(".//h5")), section) for section in found]


def _taken_out(heading: HtmlElement) -> str:
    heading.drop_tree()
    return str(heading.text_content()).strip()


def _element(tag: str, *content: str | HtmlElement | dict[str, str], **attributes: str) -> HtmlElement:
    writable = [UNWRITABLE.sub("\ufffd", one) if isinstance(one, str) else one for one in content]
    return E(tag, *writable, **attributes)


def _tell(section: HtmlElement, checks: Sequence[Check]) -> None:
    """Put into each row the status of its check and its sentence, before Great Expectations' words."""
    rows = section.xpath(ROWS)
    if len(rows) == len(checks):  # else its page is built otherwise than we know, and keeps its own words
        for (told, expected, *_), check in zip(rows, checks, strict=True):
            told[:] = [status(status_of(check))]
            if check.outcome == "errored":  # the sentence says why; Great Expectations would say it again
                expected[:] = []
            expected.insert(0, _element("p", check.message, {"class": "sentence"}))


def _not_passed(result: GateResult) -> Iterator[HtmlElement]:
    """The checks that errored or that the data broke, with the first offenders."""
    told = [check for check in map(result.checks.__getitem__, worst_first(result)) if check.outcome != "passed"]
    if told:
        yield _element("h2", "What did not pass")
        yield _element("ul", *map(_broken, told), {"class": "broken"})


def _broken(check: Check) -> HtmlElement:
    item = _element("li", status(status_of(check)), " ", check.message)
    if check.unexpected:
        item.append(_element("div", f"{check.unexpected:,} of {check.checked:,} rows"))
    item.extend(_element("div", _element("code", example)) for example in check.examples)
    return item


def _by_heading(headed: Sequence[tuple[str, HtmlElement]]) -> Iterator[HtmlElement]:
    """Sections under headings of ours, after links to them."""
    anchors = [f"section-{number}" for number in range(1, len(headed) + 1)]
    links = zip(anchors, headed, strict=True)
    if len(headed) > 1:
        items = [_element("li", _element("a", name, href=f"#{anchor}")) for anchor, (name, _) in links]
        yield _element("ul", *items, {"class": "contents"})
    for anchor, (name, section) in zip(anchors, headed, strict=True):
        yield _element("section", _element("h2", name), _clean(section), id=anchor)


def _unfold_notes(section: HtmlElement) -> None:
    """Put the sentences that Great Expectations hides behind an icon before its own words."""
    for item in section.xpath(NOTES):
        folded = item.xpath("div")[-1]
        sentence = " ".join(note.text_content().strip() for note in folded.iter("p"))
        item.remove(folded)
        item.insert(0, _element("p", sentence, {"class": "sentence"}))


def _clean(part: HtmlElement) -> HtmlElement:
    """`part` with text, tables and lists only: nothing to fetch, nothing to run, nothing folded away."""
    for toggle in part.xpath(TOGGLES):
        toggle.drop_tree()
    for icon in part.xpath(".//i"):
        for name in ICONS.keys() & set(icon.get("class", "").split()):
            icon.addprevious(status(ICONS[name]))
    for element in [one for one in part.iter() if one is not part and one.tag not in KEPT_TAGS]:
        if element.getparent() is not None:
            element.drop_tree()
    for element in part.iter():
        kept = KEPT_CLASSES.intersection(element.get("class", "").split())
        element.attrib.clear()
        if kept:
            element.set("class", " ".join(sorted(kept)))
    for element in part.xpath(EMPTY):
        if element.getparent() is not None:
            element.drop_tree()
    return part
