"""A sentence, read into tokens and the phrases of the lexicon among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate

from flows.claims.lexicon import Lexicon, Mention, Tags

NO_TAGS: Tags = {}

# Digits with their separators: groups of three by space, dot, comma or apostrophe, with or without decimals.
NUMBER = (
    r"(?:\d{1,3}(?:[ ]\d{3})+(?!\d)|\d{1,3}(?:\.\d{3})+(?!\d)|\d{1,3}(?:'\d{3})+(?!\d)|\d{1,3}(?:,\d{3}){2,}(?!\d))"
    r"(?:[.,]\d{1,2}(?!\d))?|\d{1,3}\n000(?!\d)|\d+[.,]\d+|\d+"
)
_TOKEN = re.compile(NUMBER + r"|n°|[^\W\d_]+|[%€$£₹¥+/]")
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_BREAK_COST = {",": 2, ";": 8, ":": 3, "(": 3, ")": 3, "-": 2, '"': 0, ".": 6, "•": 8, "*": 8, "|": 8, "\n": 3}
_LONG_ENOUGH_TO_SPLIT = 9
_LONG_ENOUGH_TO_MEND = 5
MOST_PARTICLES = 3
SHORTEST_VERB = 4


@dataclass(slots=True)
class Sentence:
    """Tokens of one sentence. `tags[i]` is what the phrase that token i belongs to may mean.

    `starts` and `ends` are offsets into the folded `text`. `depth` sums the punctuation before each token, so that
    depth[b] - depth[a] is what is crossed between two tokens. `future` and `conditional` are the tokens with such a
    verb's ending.
    """

    text: str
    start: int
    end: int
    words: list[str]
    starts: list[int]
    ends: list[int]
    tags: list[Tags]
    mentions: list[Mention]
    at: list[Mention | None]
    depth: list[int] = field(default_factory=list)
    future: list[int] = field(default_factory=list)
    conditional: list[int] = field(default_factory=list)

    def gap(self, index: int) -> str:
        """The text between token `index - 1` and token `index`."""
        return self.text[self.ends[index - 1] : self.starts[index]] if 0 < index < len(self.words) else "\n"


def is_quiet(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether text[start:end] holds no figure and nothing that later sentences would take over."""
    if _DIGIT.search(text, start, end):
        return False
    return lexicon.triggers.isdisjoint(_LETTERS.findall(text, start, end))


def scan(text: str, start: int, end: int, lexicon: Lexicon) -> Sentence:
    """The sentence text[start:end], with its tokens and phrases."""
    found = list(_TOKEN.finditer(text, start, end))
    words = [match.group() for match in found]
    starts = [match.start() for match in found]
    forms = lexicon.forms
    stems = list(map(forms.get, words))
    if None in stems:
        words, starts, stems = _mended(words, starts, stems, lexicon)
    ends = [begin + len(word) for begin, word in zip(starts, words, strict=True)]
    sentence = Sentence(text, start, end, words, starts, ends, [NO_TAGS] * len(words), [], [None] * len(words))
    _find_mentions(sentence, stems, lexicon)
    costs = [_break_cost(text[a:b]) for a, b in zip(ends, starts[1:], strict=False)]
    if "(" in text[start:end]:
        _join_acronyms(sentence, costs)
    sentence.depth = list(accumulate(costs, initial=0))
    sentence.future = _ending(words, lexicon.future)
    sentence.conditional = _ending(words, lexicon.conditional)
    return sentence


def _join_acronyms(sentence: Sentence, costs: list[int]) -> None:
    """A single word in parentheses, `milliards de dirhams (MMDH)`, parts nothing."""
    for place in range(1, len(costs)):
        inside = sentence.words[place][0].isalpha() and sentence.gap(place).strip() == "("
        if inside and sentence.gap(place + 1).strip() == ")":
            costs[place - 1] = costs[place] = 0


def _ending(words: list[str], endings: tuple[str, ...]) -> list[int]:
    return [at for at, word in enumerate(words) if word.endswith(endings) and len(word) > SHORTEST_VERB]


def _mended(
    words: list[str], starts: list[int], stems: list[str | None], lexicon: Lexicon
) -> tuple[list[str], list[int], list[str | None]]:
    """Unknown tokens, parted from particles written onto them, and where an apostrophe or a space was lost.

    Examples: loffshoring, dirhamsadditionnels, Arabic wa-bi-l-...
    """
    out_words, out_starts, out_stems = [], [], []
    for word, start, stem in zip(words, starts, stems, strict=True):
        pieces = [word] if stem is not None or not word[0].isalpha() else _pieces(word, lexicon)
        for piece in pieces:
            out_words.append(piece)
            out_starts.append(start)
            out_stems.append(lexicon.forms.get(piece) if len(pieces) > 1 else stem)
            start += len(piece)
    return out_words, out_starts, out_stems


def _pieces(word: str, lexicon: Lexicon) -> list[str]:
    parted = _unglued(word, lexicon, MOST_PARTICLES)
    if parted:
        return parted
    cut = _lost_break(word, lexicon) if len(word) >= _LONG_ENOUGH_TO_MEND else 0
    return [word[:cut], word[cut:]] if cut else [word]


def _unglued(word: str, lexicon: Lexicon, most: int) -> list[str]:
    """The particles, at most so many, that are written onto a known word, and the word; empty where it is unknown."""
    for particle in lexicon.proclitics if most else ():
        if word.startswith(particle):
            rest = word[len(particle) :]
            known = [rest] if rest in lexicon.forms and len(rest) > 1 else _unglued(rest, lexicon, most - 1)
            if known:
                return [particle, *known]
    return []


def _lost_break(word: str, lexicon: Lexicon) -> int:
    if word[0] in lexicon.elided and word[1] in "aeiouyh" and word[1:] in lexicon.forms:
        return 1
    if len(word) >= _LONG_ENOUGH_TO_SPLIT:
        for cut in range(4, min(len(word), 40) - 3):
            if word[:cut] in lexicon.forms and word[cut:] in lexicon.forms:
                return cut
    return 0


def _find_mentions(sentence: Sentence, stems: list[str | None], lexicon: Lexicon) -> None:
    index, count = 0, len(stems)
    while index < count:
        stem = stems[index]
        for rest, tags, meanings in lexicon.trie.get(stem, ()) if stem is not None else ():
            last = index + 1 + len(rest)
            if rest and (tuple(stems[index + 1 : last]) != rest or not _together(sentence, index, last)):
                continue
            mention = Mention(index, last, tags, meanings)
            sentence.mentions.append(mention)
            for place in range(index, last):
                sentence.tags[place] = tags
                sentence.at[place] = mention
            index = last - 1
            break
        index += 1


def _together(sentence: Sentence, first: int, last: int) -> bool:
    return all(not sentence.gap(index).strip(" '-\"\n") for index in range(first + 1, last))


def _break_cost(gap: str) -> int:
    if gap in ("", " ", "'"):
        return 0
    if gap == "-":
        return 0
    return max(_BREAK_COST.get(char, 0) for char in gap)
