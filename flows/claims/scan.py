"""A text, read into tokens once; and each of its sentences, with the phrases of the lexicon found in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from flows.claims.lexicon import QUANTITY, SIGNS, TIME, Lexicon, Mention, Node, Tags

NO_TAGS: Tags = {}

# Digits with their separators: groups of three by space, dot, comma or apostrophe, with or without decimals; or the
# groups of two of lakh and crore.
NUMBER = (
    r"(?:\d{1,3}(?:[ ]\d{3})+(?!\d)|\d{1,3}(?:\.\d{3})+(?!\d)|\d{1,3}(?:'\d{3})+(?!\d)|\d{1,3}(?:,\d{3}){2,}(?!\d)"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d))(?:[.,]\d{1,2}(?!\d))?|\d{1,3},\d{3}\.\d{1,2}(?!\d)|\d{1,3}\n000(?!\d)"
    r"|\d{1,2}, \d{1,2}(?= ?%)|\d+[.,]\d+|\d+"
)
_TOKEN = re.compile("(" + NUMBER + rf"|n°|[^\W\d_]+|[{SIGNS}])")
_DIGIT = re.compile(r"\d")
_BREAK_COST = {",": 2, ";": 8, ":": 3, "(": 3, ")": 3, "-": 2, '"': 0, ".": 6, "•": 8, "*": 8, "|": 8, "\n": 3}
_KEPT = 4  # longer gaps are rare, and not worth remembering
SHORTEST_VERB = 4


class _Costs(dict[str, int]):
    """What it costs to cross the punctuation between two tokens."""

    def __missing__(self, gap: str) -> int:
        cost = 0 if gap == "-" else max((_BREAK_COST.get(char, 0) for char in gap), default=0)
        if len(gap) < _KEPT:
            self[gap] = cost
        return cost


_COSTS = _Costs()


@dataclass(slots=True)
class Tokens:
    """The tokens of the folded `text`, with their offsets; `gaps[i]` is what stands before token i."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]
    stems: list[str | None]


@dataclass(slots=True)
class Sentence:
    """Tokens of one sentence. `tags[i]` is what the phrase that token i belongs to may mean, `at[i]` that phrase.

    `starts` and `ends` are offsets into the folded `text`. `depth` sums the punctuation before each token, so that
    depth[b] - depth[a] is what is crossed between two tokens. `figures` and `times` are the tokens at which a quantity
    or a time expression may begin. `future` and `conditional` are the tokens with such a verb's ending.
    """

    text: str
    lexicon: Lexicon
    start: int
    end: int
    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]
    tags: list[Tags]
    at: list[Mention | None]
    depth: list[int]
    mentions: list[Mention] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    future: list[int] = field(default_factory=list)
    conditional: list[int] = field(default_factory=list)

    def gap(self, index: int) -> str:
        """The text between token `index - 1` and token `index`."""
        return self.gaps[index] if 0 < index < len(self.words) else "\n"

    def tag(self, index: int) -> Tags:
        """What token `index` may mean; nothing where there is no such token."""
        return self.tags[index] if 0 <= index < len(self.tags) else NO_TAGS

    def grammar(self, index: int) -> tuple[Any, ...]:
        """The part that token `index` plays in the grammar of figures."""
        return self.tags[index].get("grammar", ()) if 0 <= index < len(self.tags) else ()


def tokenize(text: str, lexicon: Lexicon) -> Tokens:
    """The tokens of the folded `text`; unknown words are parted where the lexicon knows their pieces."""
    parts = _TOKEN.split(text)
    offsets = list(accumulate(map(len, parts)))
    words, gaps, starts, ends = parts[1::2], parts[0:-1:2], offsets[0:-1:2], offsets[1::2]
    stems = list(map(lexicon.forms.get, words))
    tokens = Tokens(text, words, starts, ends, gaps, stems)
    unknown = [index for index, stem in enumerate(stems) if stem is None]
    parted = [(index, pieces) for index in unknown if len(pieces := lexicon.pieces[words[index]]) > 1]
    return _parted(tokens, parted, lexicon) if parted else tokens


def _parted(tokens: Tokens, parted: list[tuple[int, tuple[str, ...]]], lexicon: Lexicon) -> Tokens:
    """The tokens, with those at the given places replaced by their pieces."""
    out = Tokens(tokens.text, [], [], [], [], [])
    done = 0
    for index, pieces in parted:
        _copy(tokens, out, done, index)
        start, gap = tokens.starts[index], tokens.gaps[index]
        for piece in pieces:
            out.words.append(piece)
            out.starts.append(start)
            start += len(piece)
            out.ends.append(start)
            out.gaps.append(gap)
            out.stems.append(lexicon.forms.get(piece))
            gap = ""
        done = index + 1
    _copy(tokens, out, done, len(tokens.words))
    return out


def _copy(tokens: Tokens, out: Tokens, first: int, last: int) -> None:
    out.words += tokens.words[first:last]
    out.starts += tokens.starts[first:last]
    out.ends += tokens.ends[first:last]
    out.gaps += tokens.gaps[first:last]
    out.stems += tokens.stems[first:last]


def is_quiet(tokens: Tokens, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the sentence holds no figure and nothing that later sentences would take over."""
    if _DIGIT.search(tokens.text, start, end):
        return False
    first, last = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
    return lexicon.triggers.isdisjoint(tokens.words[first:last])


def scan(tokens: Tokens, start: int, end: int, lexicon: Lexicon) -> Sentence:
    """The sentence text[start:end], with its tokens and phrases."""
    first = bisect_left(tokens.starts, start)
    last = bisect_left(tokens.starts, end, first)
    words, gaps = tokens.words[first:last], tokens.gaps[first:last]
    costs = list(map(_COSTS.__getitem__, gaps[1:]))
    count = len(words)
    sentence = Sentence(
        tokens.text,
        lexicon,
        start,
        end,
        words,
        tokens.starts[first:last],
        tokens.ends[first:last],
        gaps,
        [NO_TAGS] * count,
        [None] * count,
        [],
    )
    _find_mentions(sentence, tokens.stems[first:last], lexicon.roots)
    if "(" in tokens.text[start:end]:
        _join_acronyms(sentence, costs)
    sentence.depth = list(accumulate(costs, initial=0))
    return sentence


def read_moods(sentence: Sentence, lexicon: Lexicon) -> None:
    """Find the verbs in the future and the conditional by their endings."""
    if lexicon.future:
        sentence.future = _ending(sentence.words, lexicon.future)
    if lexicon.conditional:
        sentence.conditional = _ending(sentence.words, lexicon.conditional)


def _ending(words: list[str], endings: tuple[str, ...]) -> list[int]:
    return [at for at, word in enumerate(words) if word.endswith(endings) and len(word) > SHORTEST_VERB]


def _join_acronyms(sentence: Sentence, costs: list[int]) -> None:
    """A single word in parentheses, `milliards de dirhams (MMDH)`, parts nothing."""
    for place in range(1, len(costs)):
        inside = sentence.words[place][0].isalpha() and sentence.gap(place).strip() == "("
        if inside and sentence.gap(place + 1).strip() == ")":
            costs[place - 1] = costs[place] = 0


def _find_mentions(sentence: Sentence, stems: list[str | None], roots: dict[str, Node]) -> None:
    """Find the longest phrases, left to right; note where figures and time expressions may begin."""
    words, mentions, tags, at = sentence.words, sentence.mentions, sentence.tags, sentence.at
    figures, times = sentence.figures, sentence.times
    done = 0
    for index, stem in enumerate(stems):
        if "0" <= words[index][0] <= "9":  # also within a phrase: the year of a plan's name
            figures.append(index)
            times.append(index)
        node = roots.get(stem) if stem is not None and index >= done else None
        if node is None:
            continue
        if node.children:
            node, done = _longest(node, sentence, stems, index + 1)
        else:
            done = index + 1
        entry = node.entry
        if entry is None:
            done = index + 1
            continue
        mention = Mention(index, done, entry.tags, entry.meanings)
        mentions.append(mention)
        if entry.opens:
            if entry.opens & QUANTITY:
                figures.append(index)
            if entry.opens & TIME:
                times.append(index)
        for place in range(index, done):
            tags[place] = entry.tags
            at[place] = mention


def _longest(node: Node, sentence: Sentence, stems: list[str | None], index: int) -> tuple[Node, int]:
    """The longest phrase that goes on from `node` at token `index`, and the token after it."""
    found, after = node, index
    while index < len(stems):
        stem = stems[index]
        following = node.children.get(stem) if stem is not None else None
        gap = sentence.gaps[index]
        if following is None or (gap and (gap.strip(" '-\"\n") or (stem or "") in SIGNS)):
            break
        node, index = following, index + 1
        if node.entry is not None:
            found, after = node, index
    return found, after
