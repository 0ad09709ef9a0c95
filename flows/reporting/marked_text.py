"""A text with its claims marked in it: links that a mouse and the Tab key reach, each with its details beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from flows.reporting.markup import element

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml carries no types

    from flows.claims import Claim

_TELLING = 4000  # letters that decide on the direction


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and the position of the claim that it shows.

    `first` and `last` of the claim's pieces; `within`: other claims reach over it.
    """

    text: str
    claim: int | None = None
    first: bool = False
    last: bool = False
    within: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """How a claim is shown: `anchor` is its id in the page, `sign` what stands behind it, `card` makes its details."""

    anchor: str
    look: str
    sign: str
    card: Callable[[], HtmlElement]


def marked_text(text: str, claims: Sequence[Claim], marks: Sequence[Mark], language: str) -> HtmlElement:
    """An element whose text, but for the cards in it, is `text`; `marks` are those of the `claims`.

    The row of a claim, to which its link leads, has the id `<anchor>-row`.
    """
    parts: list[str | HtmlElement] = []
    for piece in pieces(text, claims):
        if piece.claim is None:
            parts.append(piece.text)
        else:
            parts.extend(_link(piece, marks[piece.claim]))
    return element("div", *parts, {"class": "text", "lang": language, "dir": direction(text)})


def pieces(text: str, claims: Sequence[Claim]) -> Iterator[Piece]:
    """`text` cut where claims begin and end: each stretch once, that of the innermost claim where several overlap.

    A claim that others cover wholly has a piece without text, where it ends.
    """
    cuts = sorted({0, len(text), *(claim.start for claim in claims), *(claim.end for claim in claims)})
    reaching = list(_reaching(cuts, claims))
    owners = [numbers[-1] if numbers else None for numbers in reaching]
    last = {owner: index for index, owner in enumerate(owners)}
    first = {owner: index for index, owner in reversed(list(enumerate(owners)))}
    covered: dict[int, list[int]] = {}
    for number, claim in enumerate(claims):
        if number not in last:
            covered.setdefault(claim.end, []).append(number)
    for index, (start, end) in enumerate(pairwise(cuts)):
        owner = owners[index]
        yield Piece(text[start:end], owner, first[owner] == index, last[owner] == index, len(reaching[index]) > 1)
        yield from (Piece("", number, first=True, last=True) for number in covered.get(end, ()))


def direction(text: str) -> str:
    """`rtl` where most of the letters are written from right to left, else `ltr`."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    telling = list(islice((kind for kind in kinds if kind in ("L", "R", "AL")), _TELLING))
    return "rtl" if telling.count("L") * 2 < len(telling) else "ltr"


def _reaching(cuts: Sequence[int], claims: Sequence[Claim]) -> Iterator[tuple[int, ...]]:
    """For each stretch between two cuts the claims over it, in the order of their start, the longer first."""
    waiting = sorted(range(len(claims)), key=lambda number: (claims[number].start, -claims[number].end), reverse=True)
    reaching: list[int] = []
    for start, _ in pairwise(cuts):
        reaching = [number for number in reaching if claims[number].end > start]
        while waiting and claims[waiting[-1]].start <= start:
            reaching.append(waiting.pop())
        yield tuple(reaching)


def _link(piece: Piece, mark: Mark) -> Iterator[HtmlElement]:
    """The piece as a link to the claim's row; of several pieces only the first is a stop for Tab."""
    card = mark.card()
    within = " within" if piece.within else ""
    link = element("a", piece.text, {"class": f"claim {mark.look}{within}"}, href=f"#{mark.anchor}-row")
    if piece.first:
        card.set("id", f"{mark.anchor}-card")
        link.set("id", mark.anchor)
        link.set("aria-describedby", f"{mark.anchor}-card")
    else:
        link.set("tabindex", "-1")
    if piece.last:
        link.set("data-sign", mark.sign)
    yield link
    yield card
