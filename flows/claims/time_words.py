"""The words of time around a token: which years, cues and phrases stand there; what all readers of periods share."""

from __future__ import annotations

from typing import Any

from flows.claims.period import Period, Published
from flows.claims.scan import NO_TAGS, Sentence

FIRST_YEAR, LAST_YEAR = 1900, 2100


class TimeWords:
    """The time words of a sentence; `published` is what relative expressions go by, `found` the periods read so far."""

    def __init__(self, sentence: Sentence, published: Published) -> None:
        self.sentence, self.published = sentence, published
        self.found: list[Period] = []

    def _is_year(self, index: int) -> bool:
        if not 0 <= index < len(self.sentence.words):
            return False
        word = self.sentence.words[index]
        return len(word) == 4 and word.isdigit() and FIRST_YEAR <= int(word) <= LAST_YEAR and not self._counts(index)

    def _counts(self, index: int) -> bool:
        """Whether a noun, unit or magnitude stands right after: 2000 emplois is no year."""
        if index + 1 >= len(self.sentence.words) or self.sentence.gap(index + 1) not in ("", " "):
            return False
        after = self.sentence.tags[index + 1]
        if "in" in self._tag(index - 1):
            return False
        return any(category in after for category in ("count", "money", "percent", "magnitude", "glued"))

    def _cues_before(self, index: int) -> set[object]:
        """The period cues of the phrases that end right before token `index`, over articles."""
        cues: set[object] = set()
        place = index - 1
        while place >= max(0, index - 5) and not self.sentence.gap(place + 1).strip(" '\""):
            tags = self.sentence.tags[place]
            cues.update(tags.get("period", ()))
            if ("period" not in tags and "grammar" not in tags) or cues - {"years", "from", "base"}:
                break
            mention = self.sentence.at[place]
            place = mention.first - 1 if mention else place - 1
        return cues

    def _tag(self, index: int, category: str = "period") -> tuple[Any, ...]:
        tags = self.sentence.tags[index] if 0 <= index < len(self.sentence.words) else NO_TAGS
        return tags.get(category, ())
