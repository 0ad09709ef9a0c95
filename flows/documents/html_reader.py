"""Reading a saved web page: its article, without navigation, teasers, scripts and footers.

Offsets of claims point into the text made here, which is the same for the same bytes and the same trafilatura.
"""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING

from flows.documents.content import Content
from flows.documents.decoding import decode
from flows.documents.page_metadata import headline, stated_metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml carries no types

# HTML Standard, 4.2.5.5: a page declares its charset within its first 1024 bytes; real ones come later too.
DECLARATION_WITHIN = 4096
CHARSET = re.compile(rb"""<meta\b[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\b[^>]*?encoding=["']([\w.:-]+)""", re.I)
# What the page itself marks as no part of its article (HTML Standard, 4.3; WAI-ARIA 1.2, 5.3.4).
FURNITURE = """
    //script | //style | //noscript | //template | //nav | //aside | //footer | //dialog
    | //header[not(ancestor::article or ancestor::main or .//h1)]
    | //*[@role='navigation' or @role='banner' or @role='complementary' or @role='contentinfo' or @role='search']
"""
# trafilatura makes these plain spaces, but they tell 60 000 from 2018 60: they go through it as pictures of spaces.
NO_BREAK = "\u00a0\u202f\u2007\u2009"
PICTURES = "\u2420\u2422\u2423\u2424"
# What XML can't hold, and so neither can lxml's trees, though libxml2 reads it from a page.
UNHOLDABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
SENT = UNHOLDABLE | str.maketrans(NO_BREAK, PICTURES)
RESTORED = str.maketrans(PICTURES, NO_BREAK)
# Below so many characters trafilatura takes the whole page, menus too; many an item is shorter than its own 250.
SHORTEST_ARTICLE = 50
SILENT = logging.CRITICAL + 1
TABLE_RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
BREAKABLE_SPACES = re.compile(r"[ \t\r\n\f]+")


def read_html(data: bytes, where: str) -> Content:
    """The article of an HTML page, its headline first, each paragraph and each table row on a line of its own.

    Paragraphs are set apart by an empty line, the cells of a row by " | ". Title, url, publisher, date and language
    are those of the page's own metadata, never guessed from its text. Raises DataRefused when it doesn't decode; a
    page without text gives an empty text.
    """
    tree = _parse(decode(data, where=where, declared=_declared_charset(data)).text)
    if tree is None:
        return Content("")
    title, stated = headline(tree), stated_metadata(tree)
    _prepare(tree)
    text = _article(tree) or _whole_body(tree)
    return Content(_arranged(title, text.translate(RESTORED)), stated)


def _declared_charset(data: bytes) -> str | None:
    found = CHARSET.search(data[:DECLARATION_WITHIN])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _parse(source: str) -> HtmlElement | None:
    from lxml import etree, html  # type: ignore[import-untyped]  # here: only pages need it; lxml carries no types

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source.encode("utf-8"), parser=parser)
    except etree.ParserError:  # the page holds nothing but comments
        return None


def _prepare(tree: HtmlElement) -> None:
    """Make the characters of `tree` safe to send through trafilatura, and take out what is no part of the article."""
    for element in tree.iter():
        element.text = _prepared(element.text, keep_lines=element.tag == "pre")
        element.tail = _prepared(element.tail)
    for element in tree.xpath(FURNITURE):
        if element.getparent() is not None:
            element.drop_tree()


def _prepared(text: str | None, *, keep_lines: bool = False) -> str:
    """`text` without the line ends of the page's source, which mean no more than a space outside of <pre>."""
    sent = (text or "").translate(SENT)
    return sent if keep_lines else BREAKABLE_SPACES.sub(" ", sent)


def _article(tree: HtmlElement) -> str:
    """The article that trafilatura finds, one block a line, or nothing."""
    from trafilatura import bare_extraction  # here: its import takes 0.2 s
    from trafilatura.settings import DEFAULT_CONFIG

    logging.getLogger("trafilatura").setLevel(SILENT)  # it would warn of each page without text
    config = deepcopy(DEFAULT_CONFIG)
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(SHORTEST_ARTICLE))
    found = bare_extraction(tree, include_comments=False, config=config)
    return getattr(found, "text", None) or ""


def _whole_body(tree: HtmlElement) -> str:
    """The text of the whole body, one block a line, for pages in which trafilatura finds no article."""
    from lxml.html import defs

    blocks = defs.block_tags | defs.table_tags | {"br", "dd", "dt", "figcaption", "li", "main"}
    for element in tree.iter():
        edge = "\n" if element.tag in blocks else ""
        element.text, element.tail = edge + (element.text or ""), edge + (element.tail or "")
    return "".join(body.text_content() for body in tree.iter("body"))


def _arranged(title: str | None, text: str) -> str:
    """The lines of `text` under `title`: paragraphs set apart by an empty line, rows and items kept together."""
    lines = [line.strip() for line in text.split("\n")]
    kept = [line for line in lines if line and line != title and not TABLE_RULE.fullmatch(line)]
    if not kept:
        return ""
    arranged = [title, *kept] if title else kept
    joints = ["\n" if _belong_together(*pair) else "\n\n" for pair in pairwise(arranged)]
    return "".join(joint + _without_frame(line) for joint, line in zip(["", *joints], arranged, strict=True))


def _belong_together(above: str, line: str) -> bool:
    return (_is_row(above) and _is_row(line)) or (above.startswith("- ") and line.startswith("- "))


def _is_row(line: str) -> bool:
    """Whether trafilatura drew `line` as a row of a table: | 2018 | 10 |."""
    return len(line) > 1 and line.startswith("|") and line.endswith("|")


def _without_frame(line: str) -> str:
    return line[1:].rstrip("| ").strip() if _is_row(line) else line
