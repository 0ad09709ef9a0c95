"""Self-checks: what a text's figures say against one another, noted with its arithmetic and never mended."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from flows.catalogue.records import Catalogue
from flows.claims.claim import Claim
from flows.claims.movements import contradicted, unlike
from flows.claims.parts import Parts
from flows.claims.plausibility import Plausibility
from flows.claims.runs import runs


def noted(claims: Sequence[Claim], catalogue: Catalogue) -> list[Claim]:
    """The `claims` of one text, in the same order, with what is suspicious about them in `note`.

    Checked are growth against levels, parts against totals, amounts against rates, sizes against what can be, and
    labels against their context. Nothing but `note` changes. Takes time linear in the number of claims.
    """
    ordered = sorted(claims, key=lambda claim: (claim.start, claim.end))
    sentences = list(runs(ordered))
    plausibility, parts = _checks(_ByFingerprint(catalogue))
    notes: dict[int, list[str]] = {}
    doubts = chain(
        chain.from_iterable(map(plausibility.doubts, sentences)),
        chain.from_iterable(map(parts.doubts, sentences)),
        plausibility.relabelled(ordered),
        contradicted(sentences, parts.cues["like_for_like"], parts.money),
        unlike(ordered),
        parts.narrower(ordered),
    )
    for claim, note in doubts:
        notes.setdefault(id(claim), [claim.note] if claim.note else []).append(note)
    return [replace(claim, note="; ".join(notes[id(claim)])) if id(claim) in notes else claim for claim in claims]


class _ByFingerprint:
    """Carries a catalogue into the cache, which goes by its fingerprint."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByFingerprint) and other.catalogue.fingerprint == self.catalogue.fingerprint

    def __hash__(self) -> int:
        return hash(self.catalogue.fingerprint)


@functools.lru_cache(maxsize=8)
def _checks(known: _ByFingerprint) -> tuple[Plausibility, Parts]:
    return Plausibility(known.catalogue), Parts(known.catalogue)
