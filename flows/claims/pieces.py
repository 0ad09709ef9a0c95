"""Words that were glued together: a lost apostrophe or space, or particles that a language writes onto a word."""

from __future__ import annotations

from collections.abc import Mapping

LONG_ENOUGH_TO_SPLIT = 9
LONG_ENOUGH_TO_MEND = 5
SHORTEST = 4  # letters of a piece; one more in Latin script, for its endings and acronyms (qualités is no qual + ITES)
LONGEST = 40
MOST_PARTICLES = 3
REMEMBERED = 50_000  # words; then the memory starts anew


class Pieces(dict[str, tuple[str, ...]]):
    """An unknown word to its pieces, found when first asked for: l + offshoring, dirhams + additionnels.

    `forms` are the known words, `elided` the letters that an apostrophe stands after, `proclitics` the particles that
    may be written onto the next word (Arabic `wa-`, `bi-`), longest first.
    """

    def __init__(self, forms: Mapping[str, str], elided: frozenset[str], proclitics: tuple[str, ...]) -> None:
        super().__init__()
        self.forms, self.elided, self.proclitics = forms, elided, proclitics

    def __missing__(self, word: str) -> tuple[str, ...]:
        if not word[0].isalpha():
            return (word,)
        if len(self) >= REMEMBERED:
            self.clear()
        self[word] = pieces = self._unglued(word, MOST_PARTICLES) or self._broken(word)
        return pieces

    def _unglued(self, word: str, most: int) -> tuple[str, ...]:
        """The particles, at most so many, written onto a known word, and that word; empty where it is unknown."""
        for particle in self.proclitics if most else ():
            if word.startswith(particle):
                rest = word[len(particle) :]
                known = (rest,) if rest in self.forms and len(rest) > 1 else self._unglued(rest, most - 1)
                if known:
                    return (particle, *known)
        return ()

    def _broken(self, word: str) -> tuple[str, ...]:
        """A word parted where an apostrophe or a space was lost, or whole."""
        if len(word) < LONG_ENOUGH_TO_MEND:
            return (word,)
        if word[0] in self.elided and word[1] in "aeiouyh" and word[1:] in self.forms:
            return word[:1], word[1:]
        if len(word) >= LONG_ENOUGH_TO_SPLIT:
            least = SHORTEST + word.isascii()
            for cut in range(least, min(len(word), LONGEST) - least + 1):
                if word[:cut] in self.forms and word[cut:] in self.forms:
                    return word[:cut], word[cut:]
        return (word,)
