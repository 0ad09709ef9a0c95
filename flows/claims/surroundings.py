"""What stands around a quantity, and how far away: the one measure of nearness that all decisions use."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import Any, NamedTuple

from flows.claims.lexicon import Mention
from flows.claims.quantity import Quantity
from flows.claims.scan import Sentence

FAR = 1_000_000
REACH = 45  # tokens, to either side
CROSSED_QUANTITY = 7  # another figure between costs as much as this many words
CROSSED_RANK = 2  # a place isn't what a noun after it counts
CROSSED_CLAUSE = 5  # so does a word that opens another clause
CROSSED_AND = 3
AFTER = 1  # what follows is a little less near than what precedes
FOREIGN = 4  # what stands nearer to another figure is likelier to be that one's
LATER_CLAUSE = 6
INSERTED = 14  # what a relative clause between commas tells is of what stands in it
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
        count = len(sentence.words)
        own, clause = [0] * count, [0] * count
        for quantity in quantities:
            own[quantity.first] += CROSSED_RANK if quantity.kind == "rank" else CROSSED_QUANTITY
        for mention in sentence.mentions:
            grammar = mention.tags.get("grammar")
            if grammar:
                clause[mention.first] += (
                    CROSSED_CLAUSE if "clause" in grammar else CROSSED_AND if "and" in grammar else 0
                )
        self.starts = [quantity.first for quantity in quantities]
        self.figures = list(accumulate(own, initial=0))
        self.clauses = list(accumulate(clause, initial=0))
        steps = list(map(int.__add__, self.figures, self.clauses))
        depth = sentence.depth
        # What lies before a token, up to it and after it: their difference is the cost of going between two tokens.
        self._before = [*map(sum, zip(range(count), depth, steps, strict=False)), count + depth[-1] + steps[-1]]
        self._after = [*map(sum, zip(range(1, count + 1), depth, steps[1:], strict=True))]
        self.insertions = self._insertions()
        for first, closing in self.insertions:
            if self.figures[closing] - self.figures[first] <= CROSSED_QUANTITY:
                self._leave_out(first, closing)
        self.cues = [self._cue(mention) for mention in sentence.mentions if mention.meanings]

    def _cue(self, mention: Mention) -> Cue:
        at = bisect_left(self.starts, mention.first)
        left = self.cost(self.quantities[at - 1], mention) if at else FAR
        right = self.cost(self.quantities[at], mention) if at < len(self.starts) else FAR
        inserted = next((span for span in self.insertions if span[0] <= mention.first < span[1]), None)
        return Cue(mention, at, left, right, inserted)

    def _leave_out(self, first: int, closing: int) -> None:
        """What is told of the subject in between takes nothing further from its verb."""
        saved = self._before[closing] - self._before[first]
        for place in range(first, len(self._before)):
            self._before[place] = max(self._before[first], self._before[place] - saved)
        for place in range(first, len(self._after)):
            self._after[place] = max(self._before[first], self._after[place] - saved)

    def _insertions(self) -> list[tuple[int, int]]:
        """The relative clauses between two commas: `exports, which create jobs, rose`."""
        sentence, found = self.sentence, list[tuple[int, int]]()
        for mention in sentence.mentions:
            if "relative" not in mention.tags.get("grammar", ()) or sentence.gap(mention.first).strip() != ",":
                continue
            ends = range(mention.last, len(sentence.words))
            closing = next((place for place in ends if sentence.gap(place).strip() == ","), None)
            if closing is not None:
                found.append((mention.first, closing))
        return found

    def between(self, first: int, last: int) -> int:
        """The cost of going from token `first` up to token `last` (first <= last), both excluded."""
        return self._before[last] - self._after[first]

    def parted(self, first: int, last: int) -> bool:
        """Whether a word that opens another clause stands between two tokens."""
        return self.steps(first, last) >= CROSSED_CLAUSE

    def steps(self, first: int, last: int) -> int:
        """The cost of the words between two tokens that join or part clauses."""
        return self.clauses[last] - self.clauses[first]

    def cost(self, quantity: Quantity, mention: Mention) -> int:
        """How far `mention` is from `quantity`."""
        if mention.last <= quantity.first:
            return self._before[quantity.first] - self._after[mention.last - 1]
        if mention.first >= quantity.last:
            return self._before[mention.first] - self._after[quantity.last - 1] + AFTER
        return 0


class Cue(NamedTuple):
    """A mention that tells something, the figure after it (its number), and how far the two figures around it are.

    `inserted`: the first and last tokens of the relative clause between commas that it stands in, if it does.
    """

    mention: Mention
    at: int
    left: int
    right: int
    inserted: tuple[int, int] | None


class Surroundings:
    """The nearest mention of each category and value around the quantity of this `number` in its sentence."""

    def __init__(self, distances: Distances, number: int) -> None:
        self.distances = distances
        self.quantity = quantity = distances.quantities[number]
        self.nearest: dict[str, dict[Any, Near]] = {}
        first, last = quantity.first - REACH, quantity.last + REACH
        for cue in distances.cues:
            mention = cue.mention
            if not first <= mention.first <= last:
                continue
            cost = distances.cost(quantity, mention)
            foreign = (cue.left < cost and cue.at != number + 1) or (cue.right < cost and cue.at != number)
            if foreign:  # what stands nearer to another figure is further off
                cost += FOREIGN
            if cue.inserted and not cue.inserted[0] <= quantity.first < cue.inserted[1]:
                cost += INSERTED
            near = None
            for category, value in mention.meanings:
                values = self.nearest.setdefault(category, {})
                known = values.get(value)
                if known is None or cost < known.cost:
                    near = near or Near(cost, mention, mention.first >= quantity.last, foreign)
                    values[value] = near

    def of(self, category: str, value: Any) -> Near | None:
        """The nearest mention with this meaning, or None."""
        values = self.nearest.get(category)
        return values.get(value) if values else None

    def within(self, category: str, value: Any, limit: int) -> Near | None:
        """The nearest mention with this meaning, if it costs no more than `limit`."""
        near = self.of(category, value)
        return near if near and near.cost <= limit else None

    def all(self, category: str) -> list[tuple[Near, Any]]:
        """The nearest mention of each value of `category`, nearest first."""
        values = self.nearest.get(category)
        if not values:
            return []
        found = [(near, value) for value, near in values.items()]
        if len(found) > 1:
            found.sort(key=lambda item: (item[0].cost, item[0].mention.first))
        return found

    def position(self, near: Near) -> int:
        """What a word's place adds: `10 milliards d'investissements` draws near, another clause after it, away."""
        if not near.after:
            return 0
        sentence, last, first = self.distances.sentence, self.quantity.last, near.mention.first
        if sentence.depth[first] - sentence.depth[last - 1] > 0:
            return LATER_CLAUSE
        if "article" in sentence.grammar(first - 1) and "and" in sentence.grammar(first - 2) and first - 2 >= last:
            return LATER_CLAUSE
        between = range(last, min(first, last + 3))
        phrase = first == last and near.mention.last - first > 1  # 84 billion shillings from tourism
        of = any("of" in sentence.tags[place].get("grammar", ()) for place in between)
        return -OF_BONUS if phrase or (of and first - last <= 3) else 0

    def printed(self, near: Near) -> str:
        """The words of the mention nearby, as folded."""
        return self.printed_at(near.mention)

    def printed_at(self, mention: Mention) -> str:
        """The words of a mention, as folded."""
        sentence = self.distances.sentence
        return sentence.text[sentence.starts[mention.first] : sentence.ends[mention.last - 1]]
