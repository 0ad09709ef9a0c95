"""Elements of a page that is one file: nothing is fetched, nothing runs, and any text is shown as it is."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from lxml import html  # type: ignore[import-untyped]  # lxml carries no types
from lxml.html.builder import E  # type: ignore[import-untyped]  # likewise

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # likewise

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no HTML tree can hold


def writable(text: str) -> str:
    """`text` with U+FFFD for each character that no page can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def element(tag: str, *content: str | HtmlElement | dict[str, str], **attributes: str) -> HtmlElement:
    """An element with texts, elements and attributes (a dict for names such as `class`) as its content."""
    safe: list[str | HtmlElement | dict[str, str]] = []
    for one in content:
        if isinstance(one, str):
            safe.append(writable(one))
        elif isinstance(one, dict):
            safe.append({name: writable(value) for name, value in one.items()})
        else:
            safe.append(one)
    return E(tag, *safe, **{name: writable(value) for name, value in attributes.items()})


def page(title: str, style: str, generator: str, *body: HtmlElement) -> str:
    """A whole page in English; its policy lets no browser fetch or run anything, nor use another style."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", {"http-equiv": "Content-Security-Policy"}, content=policy),
        element("meta", name="generator", content=generator),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", style),
    )
    tree = element("html", head, element("body", *body), lang="en")
    written: str = html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return written.replace("\r", "&#13;")  # a browser takes a bare one for a line feed, and the text would be another
