"""Words near a figure that it isn't of: complements of others, things that nobody follows, nouns of other figures."""

from __future__ import annotations

from flows.catalogue.records import Indicator
from flows.claims.draft import Draft
from flows.claims.lexicon import Mention, Tags
from flows.claims.linking import of_follows
from flows.claims.scan import Sentence
from flows.claims.surroundings import Near

ELSE_REACH = 8  # the name of a catalogue's indicator this near is what the percentage is of
LEADING = {"of", "source", "inside", "by"}  # exports of the sector, in the textile industry
NAMING = {"sector", "ecosystem", "geography"}
LED = 5  # tokens from such a word to the sector's noun
NAME = 9  # words of a body's name, at most
COUNTED = 14  # tokens from `le nombre de` to the figure


def counts_unknown(draft: Draft) -> bool:
    """`le nombre d'incubateurs est passé de 14 à 29`: what is counted isn't in the catalogue."""
    if draft.quantity.kind != "bare":
        return False
    sentence = draft.around.distances.sentence
    for place in range(max(0, draft.quantity.first - COUNTED), draft.quantity.first):
        if "counted" in sentence.grammar(place) and "of" in sentence.grammar(place + 1):
            after = place + 2 + ("article" in sentence.grammar(place + 2))
            return after < draft.quantity.first and not sentence.tags[after] and sentence.words[after].isalpha()
    return False


def is_else(draft: Draft, limit: int) -> bool:
    """Whether something is measured that isn't in the catalogue: a price, an age, the share of an unknown thing."""
    near = draft.around.of("measure", "else")
    if near is not None and near.cost + draft.around.position(near) < limit and not near.foreign:
        return not is_complement(draft, near)
    if _is_unknown_rate(draft, limit):
        return True
    part = "including" in draft.around.distances.sentence.grammar(draft.quantity.first - 1)
    return draft.kind == "percent" and limit > ELSE_REACH and not part and is_of_unknown(draft)


def _is_unknown_rate(draft: Draft, limit: int) -> bool:
    """`le taux de réussite est de 86 %`, `a success rate of 86 %`: a rate of what no word of the catalogue tells."""
    near = draft.around.of("measure", "rate") if draft.kind == "percent" else None
    if near is None or near.after or near.foreign or near.cost >= limit:
        return False
    sentence, after = draft.around.distances.sentence, near.mention.last
    place = after + 1 + ("article" in sentence.grammar(after + 1)) if "of" in sentence.grammar(after) else after - 2
    named = 0 <= place < draft.quantity.first and sentence.words[place].isalpha()
    return named and not sentence.tags[place]


def is_of_unknown(draft: Draft) -> bool:
    """`91 % du trafic`: the part of a thing whose name isn't known."""
    sentence, place = draft.around.distances.sentence, draft.quantity.last
    if not of_follows(draft):
        return False
    while {"of", "article", "filler"} & set(sentence.grammar(place)) or _is_whole(sentence.tag(place)):
        place += 1
    return place < len(sentence.words) and not sentence.tags[place] and sentence.words[place].isalpha()


def _is_whole(tags: Tags) -> bool:
    """Whether a word only says that all of a thing is meant: the total of."""
    return tags.keys() == {"measure"} and "total" in tags["measure"]


def is_unbased(draft: Draft, cost: int) -> bool:
    """Whether a percentage is of `l'activité` or `le secteur`, nearer than any indicator: its base isn't told."""
    near = draft.around.of("measure", "unbased") if draft.kind == "percent" else None
    if near is None or near.cost >= cost or near.after or _names_its_own(draft):
        return False
    part = draft.around.of("measure", "share")
    if part is not None and part.cost <= near.cost:
        return False
    sentence, place = draft.around.distances.sentence, near.mention.first - 1
    while place > near.mention.first - LED and not LEADING & set(sentence.grammar(place)):
        if not (sentence.tag(place).keys() & NAMING or "article" in sentence.grammar(place)):
            break
        place -= 1
    named = sentence.lexicon.construct and (
        "indicator" in sentence.tag(place) or "share" in sentence.tag(place).get("measure", ())
    )
    return not (named or LEADING & set(sentence.grammar(place)))


def _names_its_own(draft: Draft) -> bool:
    """`the sector saw a 32 % increase in exports`: the movement's noun behind the figure says what moved."""
    sentence, place = draft.around.distances.sentence, draft.quantity.last
    moved = False
    while place < min(draft.quantity.last + LED, len(sentence.words)) and not sentence.gap(place).strip(" -"):
        tags = sentence.tags[place]
        if moved and "indicator" in tags:
            return True
        moved = moved or bool({"growth", "fall"} & set(tags.get("measure", ())))
        place += 1
    return False


def is_complement(draft: Draft, near: Near) -> bool:
    """Whether a word completes another indicator's: `le chiffre d'affaires des entreprises` is about turnover."""
    sentence, place, unknown = draft.around.distances.sentence, near.mention.first - 1, 0
    for _ in range(4):
        if place < 1 or sentence.gap(place + 1).strip(" '"):
            return False
        grammar = sentence.grammar(place)
        led = "to" in grammar and "and" not in grammar and not unknown
        if led or not {"of", "inside", "by"}.isdisjoint(grammar):
            mention = sentence.at[place]
            before = (mention.first if mention else place) - 1
            if before >= 0 and not sentence.gap(before + 1).strip(" '") and _is_measured(sentence.tags[before]):
                return True
        elif sentence.lexicon.construct and _is_measured(sentence.tags[place]):
            return True
        elif not (grammar or sentence.words[place][0].isdigit()):
            unknown += 1
            if sentence.tags[place] and not sentence.lexicon.construct:
                return False
        if unknown > 1:
            return False
        place -= 1
    return False


def is_of_else(draft: Draft, near: Near, indicator: Indicator) -> bool:
    """Whether a word is the complement of what isn't in the catalogue: le taux d'équipement des entreprises."""
    sentence, place = draft.around.distances.sentence, near.mention.first - 1
    while {"article", "filler"} & set(sentence.grammar(place)) and "of" not in sentence.grammar(place):
        place -= 1
    if "of" not in sentence.grammar(place):
        return False
    mention = sentence.at[place]
    head = (mention.first if mention else place) - 1
    if sentence.gap(head + 1).strip(" '"):
        return False
    if "counted" in sentence.grammar(head) and "money" in indicator.units:
        return True
    return bool({"else", "unbased"} & set(sentence.tag(head).get("measure", ())))


def _is_measured(tags: Tags) -> bool:
    return "indicator" in tags or not {"else", "unbased"}.isdisjoint(tags.get("measure", ()))


def is_in_name(sentence: Sentence, mention: Mention) -> bool:
    """Whether a word is part of a body's name: ministère de l'Industrie et de l'Investissement, the Export Council."""
    last, place, linked = mention.last, mention.first - 1, sentence.lexicon.construct
    if any("body_after" in sentence.grammar(after) and sentence.gap(after) == " " for after in (last, last + 1)):
        return sentence.gap(last) == " "
    for _ in range(NAME):
        grammar = sentence.grammar(place)
        definite = place >= 0 and {"body"} & set(grammar) and _is_definite(sentence, place)
        if sentence.gap(place + 1).strip(" ',") or definite:
            return False
        before = sentence.at[place] if place >= 0 else None
        if "body" in grammar or (before and "administration" in before.tags.get("scope", ())):
            return linked
        linked = linked or not {"of", "and"}.isdisjoint(grammar)
        parts = {"of", "and", "article", "filler", "proclitic"}  # wikalat al-nuhud bi-l-istithmar
        named = not parts.isdisjoint(grammar) or _may_be_named(sentence.tag(place))
        if not named or not (linked or "article" in grammar):
            return False
        place = before.first - 1 if before else place - 1
    return False


def _is_definite(sentence: Sentence, place: int) -> bool:
    """Whether a body with its article stands there, which no name goes on: al-wazir, the minister."""
    return sentence.lexicon.construct and sentence.words[place].startswith(sentence.lexicon.articles)


def _may_be_named(tags: Tags) -> bool:
    """Whether a word may stand in a body's name: an unknown one, or one of a sector or a thing measured."""
    return tags.keys() <= {
        "sector",
        "indicator",
        "ecosystem",
        "geography",
        "qualifier",
        "special",
        "count",
        "implied",
        "rank_noun",
    }


def is_outside(draft: Draft, near: Near) -> bool:
    """Whether a word follows the parentheses that the figure stands in: `croissance (17 %), les entreprises`."""
    sentence, quantity = draft.around.distances.sentence, draft.quantity
    if not sentence.text.endswith("(", 0, quantity.start):
        return False
    return ")" in sentence.text[quantity.end : sentence.starts[near.mention.first]]


def is_anothers(draft: Draft, near: Near, indicator: Indicator) -> bool:
    """Whether a percentage isn't of this word: it belongs to another figure or clause, or says who, not what."""
    if near.after and (is_outside(draft, near) or is_noun_of_next(draft, near)):
        return True
    return is_of_firms(draft, near, indicator) or is_rank_noun(draft, near)


def is_of_firms(draft: Draft, near: Near, indicator: Indicator) -> bool:
    """`les éditeurs progressent de 7 %`, `les centres d'appels en font 37 %`: of what firms do, not of how many."""
    if "more" in draft.around.distances.sentence.grammar(draft.quantity.last):
        return False
    told = near.after and near.cost <= ELSE_REACH and of_follows(draft)
    if indicator.units[0] != "companies" or told:
        return False
    sentence, place = draft.around.distances.sentence, near.mention.first - 1
    while {"of", "article", "filler"} & set(sentence.grammar(place)):
        place -= 1
    parts = {"share", "portion"} & set(sentence.tag(place).get("measure", ()))
    return not parts and "counted" not in sentence.grammar(place)


def is_rank_noun(draft: Draft, near: Near) -> bool:
    """Whether a word is the noun of a rank nearby: `arrive en troisième position (13 %)`, the second market."""
    ranks = (other for other in draft.around.distances.quantities if other.kind == "rank")
    return any(rank.first <= near.mention.first < rank.last for rank in ranks)


def is_noun_of_next(draft: Draft, near: Near) -> bool:
    """Whether a word is the noun of a figure that follows: `remplie à 96 % et abrite 17 entreprises`."""
    others = draft.around.distances.quantities
    return any(other.first > draft.quantity.first and other.noun is near.mention for other in others)
