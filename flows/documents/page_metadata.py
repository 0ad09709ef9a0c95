"""What a web page declares about itself: its meta tags, its JSON-LD, its headline. Nothing is guessed from its text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flows.documents.dates import latest_day
from flows.documents.metadata import LANGUAGE, Metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml carries no types

# Names of meta tags in the order in which they are believed: Open Graph, schema.org, Dublin Core, custom.
PUBLISHED = (
    *("article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dc.date"),
    *("dcterms.date", "citation_publication_date", "parsely-pub-date", "pubdate", "publishdate", "date"),
)
PUBLISHER = ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher", "publisher", "application-name")
TITLE = ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title")
LANGUAGES = ("content-language", "dc.language", "dcterms.language", "og:locale")
ISO_DAY = re.compile(r"([0-9]{4}(?:-[0-9]{2}){0,2})(?:[T ].*)?", re.DOTALL)
BREAKABLE_SPACES = re.compile(r"[ \t\r\n\f]+")
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")


def stated_metadata(tree: HtmlElement) -> Metadata:
    """Title, url, publisher, date and language as the page declares them, each None where it doesn't.

    A date is taken only in its ISO form, since 04/05/2019 has two readings; its day is that of its own time zone.
    """
    tags, linked = _meta_tags(tree), list(_linked_data(tree))
    articles = [item for item in linked if "datePublished" in item]
    publishers = [item.get("publisher") for item in articles]
    named = [item.get("name") for item in publishers if isinstance(item, dict)]
    canonical = [element.get("href") for element in tree.xpath("//link[@rel='canonical']")]
    times = [element.get("datetime") for element in tree.xpath("//time[@itemprop='datePublished' or @pubdate]")]
    return Metadata(
        title=headline(tree),
        url=_first([*canonical, tags.get("og:url")]),
        publisher=_first([*(tags.get(name) for name in PUBLISHER), *named]),
        published_at=_first(
            _day(text) for text in [*map(tags.get, PUBLISHED), *(item["datePublished"] for item in articles), *times]
        ),
        language=_language([tree.get("lang"), *map(tags.get, LANGUAGES)]),
    )


def headline(tree: HtmlElement) -> str | None:
    """The title of the article: the h1 that the page's title repeats, else its declared title, else an article's h1.

    Not every h1 is a headline: on many pages the name of the outlet is one.
    """
    tags = _meta_tags(tree)
    titles = [_clean(text) for text in [*map(tags.get, TITLE), *map(_text, tree.xpath("//head/title"))]]
    declared = [title for title in titles if title]
    for heading in map(_text, tree.xpath("//h1")):
        if heading and any(heading in title for title in declared) and heading != _clean(tags.get("og:site_name")):
            return heading
    if declared:
        return _without_outlet(declared[0], _clean(tags.get("og:site_name")))
    return _first(map(_text, tree.xpath("(//article | //main)//h1"))) or _first(map(_text, tree.xpath("//h1")))


def _meta_tags(tree: HtmlElement) -> dict[str, str]:
    """The meta tags by lower-case name; of several of one name the first counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        if name and element.get("content"):
            found.setdefault(name.strip().lower(), element.get("content"))
    return found


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD, whose many authors nest them in lists and graphs."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            found = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):  # broken JSON-LD is common, and is only a hint
            continue
        for item in found if isinstance(found, list) else [found]:
            if isinstance(item, dict):
                graph = item.get("@graph")
                yield item
                yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()


def _day(text: object) -> str | None:
    """The ISO date that `text` begins with, or None."""
    found = ISO_DAY.fullmatch(text.strip()) if isinstance(text, str) else None
    try:
        return found[1] if found and latest_day(found[1]) else None
    except ValueError:
        return None


def _language(declared: list[object]) -> str | None:
    """The first declared language as a BCP 47 tag; Open Graph writes fr_FR."""
    tags = [text.replace("_", "-") for text in map(_clean, declared) if text]
    return next((tag for tag in tags if LANGUAGE.fullmatch(tag)), None)


def _first(texts: Any) -> str | None:
    return next((text for text in map(_clean, texts) if text), None)


def _text(element: HtmlElement) -> str | None:
    return _clean(element.text_content())


def _clean(text: object) -> str | None:
    """`text` on one line, or None when it is no text or holds none."""
    return BREAKABLE_SPACES.sub(" ", UNSTORABLE.sub(" ", text)).strip() or None if isinstance(text, str) else None


def _without_outlet(title: str, outlet: str | None) -> str:
    """ "Offshoring : le bilan | L'Outlet" without its end."""
    return re.sub(rf"\s+[|·–—-]\s+{re.escape(outlet)}$", "", title) if outlet else title
