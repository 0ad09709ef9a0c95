"""What stands around a quantity, and how far away: the one measure of nearness that all decisions use."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import Any, NamedTuple

from flows.claims.lexicon import Mention
from flows.claims.quantity import Quantity
from flows.claims.scan import Sentence

REACH = 45  # tokens, to either side
CROSSED_QUANTITY = 7  # another figure between costs as much as this many words
CROSSED_CLAUSE = 5  # so does a word that opens another clause
CROSSED_AND = 3
AFTER = 1  # what follows is a little less near than what precedes
FOREIGN = 4  # what stands nearer to another figure is likelier to be that one's
LATER_CLAUSE = 6
OF_BONUS = 6  # `10 milliards d'investissements`: the noun that follows with `de` is the figure's own


class Near(NamedTuple):
    """A mention, how far it is from the quantity, whether it stands after it, and nearer to another figure."""

    cost: int
    mention: Mention
    after: bool
    foreign: bool = False


class Distances:
    """Distances within one sentence, from prefix sums over its tokens."""

    def __init__(self, sentence: Sentence, quantities: list[Quantity]) -> None:
        self.sentence, self.quantities = sentence, quantities
        self.firsts = [mention.first for mention in sentence.mentions]
        own, clause = [0] * len(sentence.words), [0] * len(sentence.words)
        for quantity in quantities:
            own[quantity.first] += CROSSED_QUANTITY
        for mention in sentence.mentions:
            grammar = mention.tags.get("grammar", ())
            clause[mention.first] += CROSSED_CLAUSE if "clause" in grammar else CROSSED_AND if "and" in grammar else 0
        self.starts = [quantity.first for quantity in quantities]
        self.figures = list(accumulate(own, initial=0))
        self.clauses = list(accumulate(clause, initial=0))

    def between(self, first: int, last: int) -> int:
        """The cost of going from token `first` up to token `last` (first <= last), both excluded."""
        depth = self.sentence.depth
        crossed = depth[min(last, len(depth) - 1)] - depth[min(first, len(depth) - 1)]
        return (
            last
            - first
            - 1
            + crossed
            + self.figures[last]
            - self.figures[first + 1]
            + self.clauses[last]
            - self.clauses[first + 1]
        )

    def parted(self, first: int, last: int) -> bool:
        """Whether a word that opens another clause stands between two tokens."""
        return self.steps(first, last) >= CROSSED_CLAUSE

    def steps(self, first: int, last: int) -> int:
        """The cost of the words between two tokens that join or part clauses."""
        return self.clauses[last] - self.clauses[first]

    def near(self, quantity: Quantity, mention: Mention) -> Near:
        """How far `mention` is from `quantity`; a mention that stands nearer to another figure is further off."""
        near = self._plain(quantity, mention)
        at = bisect_left(self.starts, mention.first)
        for other in self.quantities[max(0, at - 1) : at + 1]:
            if other is not quantity and self._plain(other, mention).cost < near.cost:
                return Near(near.cost + FOREIGN, mention, near.after, foreign=True)
        return near

    def _plain(self, quantity: Quantity, mention: Mention) -> Near:
        if mention.last <= quantity.first:
            return Near(self.between(mention.last - 1, quantity.first), mention, False)
        if mention.first >= quantity.last:
            return Near(self.between(quantity.last - 1, mention.first) + AFTER, mention, True)
        return Near(0, mention, False)


class Surroundings:
    """The nearest mention of each (category, value) around one quantity."""

    def __init__(self, distances: Distances, quantity: Quantity) -> None:
        self.quantity, self.distances = quantity, distances
        self.nearest: dict[tuple[str, Any], Near] = {}
        mentions = distances.sentence.mentions
        for at in range(bisect_left(distances.firsts, quantity.first - REACH), len(mentions)):
            mention = mentions[at]
            if mention.first > quantity.last + REACH:
                break
            if mention.meanings:
                near = distances.near(quantity, mention)
                for meaning in mention.meanings:
                    known = self.nearest.get(meaning)
                    if known is None or near.cost < known.cost:
                        self.nearest[meaning] = near

    def of(self, category: str, value: Any) -> Near | None:
        """The nearest mention with this meaning, or None."""
        return self.nearest.get((category, value))

    def within(self, category: str, value: Any, limit: int) -> Near | None:
        """The nearest mention with this meaning, if it costs no more than `limit`."""
        near = self.nearest.get((category, value))
        return near if near and near.cost <= limit else None

    def all(self, category: str) -> list[tuple[Near, Any]]:
        """The nearest mention of each value of `category`, nearest first."""
        return sorted(
            ((near, value) for (found, value), near in self.nearest.items() if found == category),
            key=lambda item: (item[0].cost, item[0].mention.first),
        )

    def position(self, near: Near) -> int:
        """What a word's place adds: `10 milliards d'investissements` draws near, another clause after it, away."""
        if not near.after:
            return 0
        sentence, last, first = self.distances.sentence, self.quantity.last, near.mention.first
        if sentence.depth[first] - sentence.depth[last - 1] > 0:
            return LATER_CLAUSE
        between = range(last, min(first, last + 3))
        own = first - last <= 3 and any("of" in sentence.tags[place].get("grammar", ()) for place in between)
        return -OF_BONUS if own else 0

    def printed(self, near: Near) -> str:
        """The words of the mention nearby, as folded."""
        return self.printed_at(near.mention)

    def printed_at(self, mention: Mention) -> str:
        """The words of a mention, as folded."""
        sentence = self.distances.sentence
        return sentence.text[sentence.starts[mention.first] : sentence.ends[mention.last - 1]]
