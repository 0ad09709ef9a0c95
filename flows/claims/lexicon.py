"""The words of one language, ready for look-up: a token trie over a dictionary of first tokens."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from flows.catalogue.folding import fold_word
from flows.catalogue.records import Catalogue
from flows.claims.pieces import Pieces
from flows.claims.time_cues import COUNTING, PHRASES
from flows.errors import SetupError

Tags = dict[str, tuple[Any, ...]]
"""What a phrase may mean: category (indicator, unit, hedge, ...) to codes or values."""

Meanings = tuple[tuple[str, Any], ...]
"""The same, as pairs of category and value, of those categories that tell about figures nearby."""

CUE_TAGS = frozenset(
    ("indicator", "verb", "qualifier", "measure", "nature", "sector", "ecosystem", "geography", "scope", "period")
)
_VERB = re.compile("~([a-z]*)")
SIGNS = "%€$£¥+/₹₨₱₦₵₫฿₩₽₴₸₪₺₼₾"  # what counts as a word though it holds no letter
WORD = re.compile(rf"n°|[^\W\d_]+|\d+|[{SIGNS}]")
TRIGGERS = {"magnitude", "ordinal", "fraction", "multiple", "sector", "ecosystem", "plan"}
QUANTITY, TIME = 1, 2
# A phrase with none of these meanings opens no quantity, or no time expression.
OPEN_QUANTITIES = {"number", "magnitude", "ordinal", "fraction", "multiple", "money", "ambiguous", "percent"}
OPENING_GRAMMAR = {"band", "top", "number_mark", "multiplied"}
OPEN_TIMES = {"month", "number", "ordinal"}
SHORTEST_VARIANT = 3  # letters; a shorter word takes no pronoun
PLURAL_FROM = 4  # letters; shorter words (CA, an, TIC) take no plural of their own
CUES = ("measures", "natures", "hedges", "periods", "scopes", "distractors", "grammar")
# What a phrase keeps of the phrases within it, and of those that it begins with.
INHERITED = ("special", "verb", "sector", "ecosystem", "geography", "measure", "qualifier")
INHERITED_HEAD = ("count", "rank_noun")
CLOSED = {"hedge", "grammar", "period", "scope"}  # phrases that mean only themselves
VALUES = ("numbers", "ordinals", "fractions", "multiples", "months")


class Mention(NamedTuple):
    """A phrase of the lexicon found in a sentence: tokens first to last (excluded); `meanings` are its CUE_TAGS."""

    first: int
    last: int
    tags: Tags
    meanings: Meanings


class Entry(NamedTuple):
    """What a phrase means; `opens` tells whether a quantity or a time expression may begin with it."""

    tags: Tags
    meanings: Meanings
    opens: int


class Node(NamedTuple):
    """A place in the trie of phrases: the phrase that ends here, if any, and the stems that may follow."""

    entry: Entry | None
    children: dict[str, Node]


class Lexicon(NamedTuple):
    """`forms`: printed word to stem. `roots`: the trie of the phrases, by their first stem.

    `pieces`: an unknown word to the known ones that it was glued together from, itself where it can't be parted.
    `triggers` are the printed words that may begin a figure or tell what the sentences after are about. `construct`:
    a noun's complement follows it without a preposition. `indefinite`: one of a magnitude has an article of its own
    (a million). `decimals`: the decimal mark where a country's press has another than `decimal`. `heads`: a folded
    word to what it tells in the head of a table's column.
    """

    forms: dict[str, str]
    roots: dict[str, Node]
    pieces: Pieces
    abbreviations: frozenset[str]
    suffixes: frozenset[str]
    decimal: str
    decimals: dict[str, str]
    future: tuple[str, ...]
    conditional: tuple[str, ...]
    triggers: frozenset[str]
    construct: bool
    articles: tuple[str, ...]
    indefinite: bool
    heads: dict[str, str]


@functools.lru_cache(maxsize=16)
def _built(fingerprint: str, language: str, holder: _Holder) -> Lexicon | None:  # noqa: ARG001 - the key
    catalogue = holder.catalogue
    words = catalogue.language_words.get(language)
    if words is None:
        return None
    phrases: dict[tuple[str, ...], Tags] = {}
    forms: dict[str, str] = {}
    for phrase, category, value in _entries(catalogue, language, words):
        for form in _conjugated(phrase, words["conjugations"]):
            plural = category != "grammar"  # `mais` is no plural of `mai`
            stems = tuple(_learn(token, forms, plural) for token in WORD.findall(fold_word(form)))
            tags = phrases.setdefault(stems, {})
            if value not in tags.get(category, ()):
                tags[category] = (*tags.get(category, ()), value)
    _add_variants(forms, words["grammar"])
    _inherit(phrases)
    leading = {stems[0] for stems, tags in phrases.items() if stems and _triggers(tags)}
    return Lexicon(
        forms=forms,
        roots=_trie(phrases),
        pieces=Pieces(forms, frozenset(words["elided"]), _folded(words["grammar"], "proclitic")),
        abbreviations=frozenset(map(fold_word, words["abbreviations"])),
        suffixes=frozenset(words["ordinal_suffixes"]),
        decimal=words["decimal"],
        decimals=words["decimal_in"],
        future=tuple(words["future_endings"]),
        conditional=tuple(words["conditional_endings"]),
        triggers=frozenset(form for form, stem in forms.items() if stem in leading),
        construct="construct" in words["grammar"],
        articles=_folded(words["grammar"], "prefixed_article"),
        indefinite=bool(words["grammar"].get("indefinite")),
        heads={fold_word(word): role for role, group in words["heads"].items() for word in group},
    )


def _trie(phrases: dict[tuple[str, ...], Tags]) -> dict[str, Node]:
    """The phrases as a trie over their stems."""
    top = Node(None, {})
    for stems, tags in sorted(phrases.items()):  # a phrase comes before those that go on from it
        node = top
        for stem in stems[:-1]:
            node = node.children.setdefault(stem, Node(None, {}))
        if stems:
            known = node.children.get(stems[-1])
            entry = Entry(tags, _meanings(tags), _opens(tags))
            node.children[stems[-1]] = Node(entry, known.children if known else {})
    return top.children


def _opens(tags: Tags) -> int:
    figure = not OPEN_QUANTITIES.isdisjoint(tags) or not OPENING_GRAMMAR.isdisjoint(tags.get("grammar", ()))
    cues = tags.get("period", ())
    timed = not OPEN_TIMES.isdisjoint(tags) or not PHRASES.isdisjoint(cues) or not COUNTING.isdisjoint(cues)
    return QUANTITY * figure + TIME * timed


def _triggers(tags: Tags) -> bool:
    return (
        not TRIGGERS.isdisjoint(tags)
        or "plan_words" in tags.get("nature", ())
        or any(float(value) > 1 for value in tags.get("number", ()))
    )


def _folded(grammar: Mapping[str, Iterable[str]], category: str) -> tuple[str, ...]:
    """The words of a category that only some languages have, folded, longest first."""
    return tuple(sorted(map(fold_word, grammar.get(category, ())), key=len, reverse=True))


def _add_variants(forms: dict[str, str], grammar: Mapping[str, Iterable[str]]) -> None:
    """Learn each word with the article that is written onto it, and with its pronouns (Arabic `al-`, `-ha`).

    An ending `feminine` becomes `construct` before a pronoun. A word of the catalogue's own keeps its meaning.
    """
    articles, pronouns = _folded(grammar, "prefixed_article"), _folded(grammar, "enclitic")
    feminine, construct = ("".join(_folded(grammar, category)) for category in ("feminine", "construct"))
    for form, stem in list(forms.items()) if articles or pronouns else ():
        bare = form.removesuffix(feminine) + construct if feminine and form.endswith(feminine) else form
        endings = pronouns if len(form) >= SHORTEST_VARIANT else ()
        for variant in (*(article + form for article in articles), *(bare + ending for ending in endings)):
            forms.setdefault(variant, stem)


def _meanings(tags: Tags) -> Meanings:
    return tuple((category, value) for category, values in tags.items() if category in CUE_TAGS for value in values)


def _conjugated(phrase: str, conjugations: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """The forms of a regular verb written with ~ and its group for its ending (progress~, bond~ir), or the phrase."""
    verb = _VERB.search(phrase)
    if verb is None:
        return [phrase]
    group = verb[1] or "er"
    if group not in conjugations:
        known = ", ".join(conjugations)
        raise SetupError(f"{phrase!r} is of an unknown conjugation; known are {known}", remedy="correct the catalogue")
    return [phrase[: verb.start()] + ending + phrase[verb.end() :] for ending in conjugations[group]]


def _inherit(phrases: dict[tuple[str, ...], Tags]) -> None:
    """Give each phrase what the shorter phrases within it tell: `destination d'offshoring` names a sector too."""
    for stems, tags in sorted(phrases.items(), key=lambda item: len(item[0])):
        if tags.keys() & CLOSED:
            continue
        for first in range(len(stems)):
            for last in range(first + 1, len(stems) + (first > 0)):
                inner = phrases.get(stems[first:last], {})
                for category in INHERITED if first else (*INHERITED, *INHERITED_HEAD):
                    if category in inner and category not in tags:
                        tags[category] = inner[category]


class _Holder:
    """Carries a catalogue past the cache, which goes by fingerprint alone."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


def load_lexicon(catalogue: Catalogue, language: str) -> Lexicon | None:
    """The lexicon of `language` (an ISO 639-1 code), or None when the catalogue has no words for it."""
    return _built(catalogue.fingerprint, language, _Holder(catalogue))


def _learn(token: str, forms: dict[str, str], plural: bool) -> str:
    stem = token
    if plural and len(token) > PLURAL_FROM - 1 and token[-1] in "sx":
        stem = token[:-1]
    elif len(token) >= PLURAL_FROM:
        forms.setdefault(token + "s", stem)
        if token[-1] == "u":
            forms.setdefault(token + "x", stem)
    forms.setdefault(token, stem)
    return forms[token]


def _entries(catalogue: Catalogue, language: str, words: Any) -> Iterator[tuple[str, str, Any]]:
    yield from _catalogue_entries(catalogue, language)
    for group in CUES:
        for value, phrases in words[group].items():
            for phrase in phrases:
                yield phrase, "rank_noun" if value == "rank_noun" else group.removesuffix("s"), value
    for group in VALUES:
        for phrase, value in words[group].items():
            yield phrase, group.removesuffix("s"), value


def _catalogue_entries(catalogue: Catalogue, language: str) -> Iterator[tuple[str, str, Any]]:
    for indicator in catalogue.indicators.values():
        for category, by_language in (
            ("indicator", indicator.words),
            ("verb", indicator.verbs),
            ("implied", indicator.implied),
            ("qualifier", indicator.qualifiers),
        ):
            yield from ((phrase, category, indicator.code) for phrase in by_language.get(language, ()))
        special = (indicator.sector, indicator.code)
        yield from ((phrase, "special", special) for phrase in indicator.general.get(language, ()))
    for unit in catalogue.units.values():
        yield from ((phrase, unit.kind, unit.code) for phrase in (*unit.words.get(language, ()), *unit.symbols))
    for currency in catalogue.ambiguous_currencies:
        yield from ((phrase, "ambiguous", currency) for phrase in currency.words.get(language, ()))
    yield from ((short.word, "contracted", short) for short in catalogue.contractions)
    for category, records in (
        ("sector", catalogue.sectors.values()),
        ("ecosystem", catalogue.ecosystems.values()),
        ("geography", catalogue.geographies.values()),
    ):
        records_: Iterable[Any] = records
        for record in records_:
            yield from ((phrase, category, record.code) for phrase in record.words.get(language, ()))
    for plan in catalogue.plans.values():
        yield from ((name, "plan", plan.code) for name in plan.names)
    yield from _magnitude_entries(catalogue, language)


def _magnitude_entries(catalogue: Catalogue, language: str) -> Iterator[tuple[str, str, Any]]:
    money = [unit for unit in catalogue.units.values() if unit.kind == "money"]
    for magnitude in catalogue.magnitudes:
        yield from ((phrase, "magnitude", magnitude.factor) for phrase in magnitude.words.get(language, ()))
        for short in magnitude.symbols:
            yield short, "short", magnitude.factor
            for unit in money:
                glued = (short + symbol for symbol in unit.symbols if symbol[0].isalpha() and symbol.isalpha())
                yield from ((token, "glued", (magnitude.factor, unit.code)) for token in glued)
