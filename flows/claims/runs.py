"""The claims of one sentence, and the words around and between their figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.claims.claim import Claim


class Run:
    """The `claims` of one `sentence`, in order of their offsets."""

    __slots__ = ("_lower", "_start", "claims", "sentence")

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = claims
        self.sentence = claims[0].sentence
        self._lower: str | None = None
        self._start: int | None = None

    def has(self, stems: Sequence[str]) -> bool:
        """Whether any of the lower-case `stems` stands in the sentence."""
        if self._lower is None:
            self._lower = self.sentence.lower()
        lower = self._lower
        for stem in stems:  # noqa: SIM110 - a generator takes twice the time
            if stem in lower:
                return True
        return False

    @property
    def start(self) -> int:
        """The offset of the sentence in its text: where every quote is found."""
        if self._start is None:
            self._start = self._found()
        return self._start

    def _found(self) -> int:
        first = self.claims[0]
        place = self.sentence.find(first.quote)
        while place >= 0 and not self._fits(first.start - place):
            place = self.sentence.find(first.quote, place + 1)
        return first.start - max(place, 0)

    def _fits(self, start: int) -> bool:
        return all(self.sentence.startswith(claim.quote, claim.start - start) for claim in self.claims)

    def before(self, index: int, length: int) -> str:
        """At most `length` characters before the figure, from the figure before it on."""
        place = self.claims[index].start - self.start
        earlier = self.claims[index - 1].end - self.start if index else 0
        return self.sentence[max(place - length, earlier, 0) : place]

    def after(self, index: int, length: int) -> str:
        """At most `length` characters after the figure, up to the next."""
        place = self.claims[index].end - self.start
        later = self.claims[index + 1].start - self.start if index + 1 < len(self.claims) else len(self.sentence)
        return self.sentence[place : min(place + length, later)]


def runs(ordered: Sequence[Claim]) -> Iterator[Run]:
    """The claims in order of their offsets, by sentence; a sentence that is repeated is one each time."""
    first = 0
    for index in range(1, len(ordered) + 1):
        if index < len(ordered):
            claim, opening = ordered[index], ordered[first]
            if claim.sentence == opening.sentence and claim.start - opening.start < len(claim.sentence):
                continue
        yield Run(ordered[first:index])
        first = index
