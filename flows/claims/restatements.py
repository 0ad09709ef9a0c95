"""Figures told twice: converted in parentheses, and headlines that repeat the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flows.claims.claim import Claim
from flows.claims.draft import Draft
from flows.claims.natures import hedge_before
from flows.claims.quantity import Quantity
from flows.claims.scan import Sentence

APART = 7  # tokens between an amount and its conversion
_APPOSED = re.compile(r"[^().;:,]*\([^()]*")
HEADLINE_LENGTH = 150
HEADLINES = 3  # the first sentences of a text may tell in short what its body tells in full


def conversions(quantities: list[Quantity], sentence: Sentence) -> dict[int, int]:
    """Index of each amount converted in parentheses to that of the amount it restates: 4 milliards (400 M€)."""
    found = {}
    for number in range(1, len(quantities)):
        main, other = quantities[number - 1], quantities[number]
        if main.kind == other.kind == "money" and main.unit != other.unit and other.first - main.last <= APART:
            gap = sentence.text[main.end : other.start]
            if _APPOSED.fullmatch(gap) and ")" in sentence.text[other.end : other.end + 2]:
                found[number] = number - 1
    return found


def spanning(quantities: list[Quantity], converted: dict[int, int]) -> list[Quantity]:
    """The quantities that count, an amount and its conversion as one."""
    return [
        replace(quantity, last=quantities[number + 1].last) if converted.get(number + 1) == number else quantity
        for number, quantity in enumerate(quantities)
        if number not in converted
    ]


def restate(draft: Draft, quantity: Quantity, sentence: Sentence) -> Draft:
    """The draft of a conversion: all that was decided of the amount it restates, with its own figure and hedge."""
    hedge = hedge_before(quantity.first, sentence) or draft.hedge
    return replace(draft, quantity=quantity, unit=quantity.unit, value=quantity.value, high=quantity.high, hedge=hedge)


def settle_headlines(claims: list[Claim], sentences: Sequence[int]) -> list[Claim]:
    """Give a headline's claim the form, nature and period of the body's claim that it repeats.

    `sentences` are the numbers of the sentences that the claims stand in.
    """
    told: dict[tuple[float, str, str | None], list[Claim]] = {}
    for claim, sentence in zip(claims, sentences, strict=True):
        if sentence > 0 and (claim.period_start or claim.period_end):
            told.setdefault((claim.value, claim.unit, claim.indicator), []).append(claim)
    settled = []
    for claim, sentence in zip(claims, sentences, strict=True):
        if sentence < HEADLINES and len(claim.sentence) <= HEADLINE_LENGTH:
            repeats = told.get((claim.value, claim.unit, claim.indicator), ())
            body = next((other for other in repeats if other.start >= claim.start + len(claim.sentence)), None)
            claim = _as_told(claim, body) if body else claim
        settled.append(claim)
    return settled


def _as_told(claim: Claim, body: Claim) -> Claim:
    if claim.period_end and (claim.period_start, claim.period_end) != (body.period_start, body.period_end):
        return claim
    return replace(
        claim,
        measure=body.measure,
        nature=body.nature,
        period_start=body.period_start,
        period_end=body.period_end,
        reason=f"{claim.reason}; form and period as the body tells them",
    )
