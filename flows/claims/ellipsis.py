"""Figures printed without their unit: `40 milliards en 2030`, `contre 14.000`, `10 et 25 %`; and which to leave out."""

from __future__ import annotations

from flows.catalogue.records import Catalogue
from flows.claims.draft import Carried, Draft
from flows.claims.numbers import tidy
from flows.claims.quantity import Quantity
from flows.claims.scan import Sentence

PART = 10  # tokens between a whole and its part, with what is told of the whole
CLOSE = 4  # tokens between two figures that share a unit
FAR = 12  # tokens between a figure and what it is set against
SIMILAR = 50  # figures further apart than this ratio are hardly of the same thing
LARGE = 1000
WHOLE_PERCENT = 300  # a bare figure above it is hardly a percentage
MOST = 1e9  # people, firms and the like are fewer
COUNTED = 8  # how far what is counted may stand from a figure in millions
TOLD = 3  # tokens between such a verb and its figure
WHOLE = 2  # tokens before the preposition that opens a whole
NAMED = 8  # tokens from a figure to `en euros`


def settle_unit(number: int, drafts: list[Draft], sentence: Sentence, catalogue: Catalogue, carried: Carried) -> bool:
    """Give a bare figure the unit of its neighbour; False when it is no quantity at all."""
    draft = drafts[number]
    quantity = draft.quantity
    if quantity.kind != "bare":
        return True
    draft.evidence.add("elided")
    if (
        _names_another(number, drafts, sentence)
        or _continues(number, drafts, sentence)
        or _shares_noun(number, drafts, sentence, catalogue)
        or _is_headcount(draft)
        or _arrives(number, drafts, sentence)
    ):
        return True
    if quantity.magnitude >= 1e6:
        return _settle_large(number, drafts, sentence, catalogue, carried)
    if draft.unit:
        return True
    if (
        _shares_next(number, drafts, sentence)
        or _is_part(number, drafts, sentence)
        or _repeats(number, drafts, sentence)
        or _opens_pair(number, drafts, sentence)
    ):
        return True
    return _is_count(quantity, sentence)


def _settle_large(number: int, drafts: list[Draft], sentence: Sentence, catalogue: Catalogue, carried: Carried) -> bool:
    """Millions without a unit: counted where what is counted stands near, else paid, in the currency told last."""
    draft = drafts[number]
    paid = any(other.kind == "money" for other in drafts)
    if _is_counted(draft, catalogue) and not (paid and not _follows_noun(draft)):
        return True
    if _counts_something(draft.quantity, sentence):
        return False
    currency = _currency(number, drafts, sentence)
    if currency is None and _repeats_count(draft, carried):
        return True
    draft.unit, draft.kind = currency or carried.currency, "money"
    return draft.unit is not None


def _is_count(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a bare figure may count something that stands elsewhere: large, or told by a verb that counts."""
    if not quantity.digits or not quantity.value.is_integer() or _has_decimals(quantity, sentence):
        return False
    if _has_other_noun(quantity, sentence):
        return False
    return quantity.grouped or quantity.value >= LARGE or quantity.magnitude > 1 or _is_told(quantity, sentence)


def _names_another(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`4 500 emplois directs et 20 000 indirects`: a count whose noun is left out, but not what kind it is of."""
    if (
        number == 0
        or drafts[number - 1].kind != "count"
        or "qualifier" not in sentence.tag(drafts[number].quantity.last)
    ):
        return False
    draft, before = drafts[number], drafts[number - 1]
    draft.unit, draft.kind, draft.like = before.unit, "count", before
    return True


def _shares_noun(number: int, drafts: list[Draft], sentence: Sentence, catalogue: Catalogue) -> bool:
    """`1,500 direct and 3,000 indirect jobs`: the noun stands with the second figure, what kind it is of with both."""
    last = drafts[number].quantity.last
    if number + 1 >= len(drafts) or "qualifier" not in sentence.tag(last) or "and" not in sentence.grammar(last + 1):
        return False
    draft, after = drafts[number], drafts[number + 1]
    noun = after.quantity.noun
    if noun is None or after.quantity.first != last + 2 or "indicator" not in noun.tags:
        return False
    indicator = catalogue.indicators[noun.tags["indicator"][0]]
    draft.unit, draft.kind = after.unit, "count"
    draft.shared["indicator"] = indicator.refines or indicator.code
    return True


def _repeats(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`300 salariés d'ici 2023 et 600 d'ici 2024`: the same count at another time."""
    draft, before = drafts[number], drafts[number - 1]
    if number == 0 or before.unit is None or before.kind not in ("count", "bare") or not _comparable(draft, before):
        return False
    timed = bool(sentence.tag(draft.quantity.last).get("period"))
    if not timed or "and" not in sentence.grammar(draft.quantity.first - 1):
        return False
    draft.unit, draft.kind, draft.like = before.unit, "count", before
    return True


def _is_counted(draft: Draft, catalogue: Catalogue) -> bool:
    """`porter à 20 millions le nombre de touristes`: whether what is named nearest is counted, not paid."""
    named = draft.around.all("indicator")
    if not named or draft.value >= MOST:
        return False
    units = [catalogue.indicators[code].units for _, code in named]
    if named[0][0].cost > COUNTED and any("money" in each for each in units):
        return False
    return "money" not in units[0] and units[0][0] not in ("percent", "rank")


def _follows_noun(draft: Draft) -> bool:
    """`headcount stood at 1.82 million`: what is named nearest stands before the figure, and near."""
    near, sentence = draft.around.all("indicator")[0][0], draft.around.distances.sentence
    if near.foreign or near.cost > (TOLD if near.after else COUNTED):
        return False
    if near.after:
        return True
    return sentence.depth[draft.quantity.first] == sentence.depth[near.mention.last - 1]


def _repeats_count(draft: Draft, carried: Carried) -> bool:
    """`11 millions de touristes ... soit environ 5,4 millions`: the last count, where no currency is told."""
    before = carried.last.get("figure")
    if before is None or before.kind != "count" or not _comparable(draft, before):
        return False
    draft.unit, draft.kind, draft.like = before.unit, "count", before
    return True


def _is_headcount(draft: Draft) -> bool:
    """`une main-d'oeuvre d'un million`: a word of what is counted stands right before, with `de`."""
    sentence, place = draft.around.distances.sentence, draft.quantity.first - 1
    while place >= 0 and ("hedge" in sentence.tags[place] or sentence.tags[place].keys() == {"grammar"}):
        if "of" in sentence.grammar(place) and "counted" in sentence.grammar(place - 1):
            return True
        place -= 1
    return False


def _has_decimals(quantity: Quantity, sentence: Sentence) -> bool:
    """4.0 is a version, and no count."""
    printed = sentence.words[quantity.first]
    return quantity.magnitude == 1 and quantity.value < LARGE and ("." in printed or "," in printed)


def _counts_something(quantity: Quantity, sentence: Sentence) -> bool:
    """`57 millions de passagers`: a noun that isn't known, and no currency, follows with `de`."""
    place = quantity.last
    if sentence.gap(place).strip() or place + 1 >= len(sentence.words):
        return False
    if "of" in sentence.grammar(place):
        place += 1
    elif not (sentence.lexicon.construct or sentence.words[place].endswith("s")):
        return False
    tags = sentence.tags[place]
    return (not tags and sentence.words[place].isalpha()) or "else" in tags.get("measure", ())


def _is_told(quantity: Quantity, sentence: Sentence) -> bool:
    """`étaient 107`, `n'en comptait que 148`: a small figure right after a verb that says how many there are."""
    place = quantity.first - 1
    for _ in range(TOLD):
        tags = sentence.tag(place)
        if (
            "met" in tags.get("nature", ())
            or "headcount" in tags.get("measure", ())
            or "verb" in tags
            or "moves" in sentence.grammar(place)
        ):
            return True
        if not tags.keys() & {"grammar", "hedge", "period"} or sentence.gap(place + 1).strip():
            return False
        place -= 1
    return False


def _currency(number: int, drafts: list[Draft], sentence: Sentence) -> str | None:
    """The currency told beside the figure (`en euros`), else that of the nearest amount of the sentence."""
    quantity = drafts[number].quantity
    for mention in sentence.mentions:
        if "money" in mention.tags and "in" in sentence.tag(mention.first - 1).get("period", ()):
            near = min(abs(mention.first - quantity.last), abs(quantity.first - mention.last)) <= NAMED
            if near and not any(other.quantity.first <= mention.first < other.quantity.last for other in drafts):
                return str(mention.tags["money"][0])
    for draft in (*reversed(drafts[:number]), *drafts[number + 1 :]):
        if draft.quantity.kind == "money":
            return draft.quantity.unit
    return None


def _shares_next(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`10 et 25 %`, `de 8 à 10 milliards`: the unit and magnitude stand with the second figure."""
    if number + 1 >= len(drafts):
        return False
    draft, after = drafts[number], drafts[number + 1].quantity
    if after.unit is None or after.first - draft.quantity.last > 1 or after.kind in ("rank", "multiple"):
        return False
    joins = sentence.grammar(draft.quantity.last) if after.first > draft.quantity.last else ()
    if not ("and" in joins or "to" in joins or "versus" in joins):
        return False
    draft.unit, draft.kind = after.unit, after.kind
    if draft.quantity.value < LARGE:
        draft.value = tidy(draft.quantity.value * after.magnitude)
    return True


def _continues(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`10 milliards en 2018 contre 8 en 2017`: unit and magnitude of the figure before."""
    if number == 0:
        return False
    draft, before = drafts[number], drafts[number - 1]
    words = range(before.quantity.last, draft.quantity.first)
    if len(words) > FAR or before.unit is None or before.quantity.kind in ("rank", "multiple"):
        return False
    if not any("versus" in sentence.grammar(place) for place in words[-3:]) or _has_other_noun(
        draft.quantity, sentence
    ):
        return False
    if draft.quantity.magnitude >= 1e6 and not (before.kind == "count" and _comparable(draft, before)):
        return False
    if before.kind in ("percent", "points") and draft.quantity.value > WHOLE_PERCENT:
        return _continues_level(number, drafts)
    _take_unit(draft, before)
    return True


def _continues_level(number: int, drafts: list[Draft]) -> bool:
    """`des 17 200 emplois, en hausse de 6 %, contre 16 200`: over a rate, the level before it."""
    draft = drafts[number]
    before = next((other for other in reversed(drafts[: number - 1]) if other.kind in ("money", "count")), None)
    if before is None or before.unit is None or not _comparable(draft, before):
        return False
    _take_unit(draft, before)
    return True


def _comparable(draft: Draft, before: Draft) -> bool:
    """Whether two figures may be of the same thing by their size alone."""
    return before.value > 0 and 1 / SIMILAR <= draft.quantity.value / before.value <= SIMILAR


def _take_unit(draft: Draft, before: Draft) -> None:
    draft.unit, draft.kind, draft.like = before.unit, before.kind, before
    if draft.quantity.value < before.quantity.magnitude and draft.quantity.magnitude == 1:
        draft.value = tidy(draft.quantity.value * before.quantity.magnitude)


def _arrives(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`passer de 700.000 voitures à 1 million`, `de 700 en 2015 à 750 en 2016`: what a count comes to."""
    if number == 0:
        return False
    draft, before, place = drafts[number], drafts[number - 1], drafts[number].quantity.first - 1
    grammar = sentence.grammar(before.quantity.first - 1)
    if not ("of" in grammar or "source" in grammar) or place - before.quantity.last > CLOSE:
        return False
    if "to" not in sentence.grammar(place) or "and" in sentence.grammar(place):
        return False
    if before.kind == "bare" and before.unit is None and draft.quantity.magnitude == before.quantity.magnitude == 1:
        return not _has_other_noun(draft.quantity, sentence)
    if before.kind != "count":
        return False
    draft.unit, draft.kind, draft.like = before.unit, before.kind, before
    return True


def _is_part(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`370 entreprises, dont 230 exportatrices`, `sur les 27 centres, 16 ...`: a smaller count after its whole."""
    if number == 0:
        return False
    draft, before = drafts[number], drafts[number - 1]
    place = draft.quantity.first - 1
    while "hedge" in sentence.tag(place) and place > before.quantity.last:
        place -= 1
    if before.kind != "count" or before.unit == "places" or draft.value >= before.value:
        return False
    told = "including" in sentence.grammar(place) and place - before.quantity.last <= PART
    if not told and not _opens_whole(before, sentence, place):
        return False
    draft.unit, draft.kind, draft.like = before.unit, before.kind, before
    return True


def _opens_whole(whole: Draft, sentence: Sentence, place: int) -> bool:
    """`Parmi les 27 centres existants, 16 ...`: the whole opens the sentence, and a comma closes it."""
    first = whole.quantity.first - 1
    first -= "article" in sentence.grammar(first) and "band" not in sentence.grammar(first)
    if first > WHOLE or not {"band", "of", "inside", "out_of", "including"} & set(sentence.grammar(first)):
        return False
    gaps = [sentence.gap(at).strip() for at in range(whole.quantity.last, place + 2)]
    return gaps.count(",") == 1 and gaps[-1] == "," and place + 1 - whole.quantity.last <= PART


def _opens_pair(number: int, drafts: list[Draft], sentence: Sentence) -> bool:
    """`passe de 380 à 1.000`, `de 700 en 2015 à 750 en 2016`: the first of two bare figures, or of one with a unit."""
    if number + 1 >= len(drafts):
        return False
    draft, here, after = drafts[number], drafts[number].quantity, drafts[number + 1].quantity
    grammar = sentence.grammar(here.first - 1)
    if not ("of" in grammar or "source" in grammar) or after.first - here.last > CLOSE:
        return False
    place = after.first - 1
    if "to" not in sentence.grammar(place) or "and" in sentence.grammar(place):
        return False
    if after.kind == "bare":
        return after.value > here.value / SIMILAR
    if after.kind not in ("money", "count", "percent"):
        return False
    draft.unit, draft.kind = after.unit, after.kind
    if after.magnitude > 1 and here.value < after.magnitude:
        draft.value = tidy(here.value * after.magnitude)
    return True


def _has_other_noun(quantity: Quantity, sentence: Sentence) -> bool:
    """Whether an unknown word follows at once: 868.000 passagers, 7 piliers."""
    after = quantity.last
    if after >= len(sentence.words) or sentence.gap(after).strip(" -"):
        return False
    while _is_adjective(sentence, after):
        after += 1
    if after > quantity.last and not sentence.tag(after) and sentence.gap(after) == " ":
        return after < len(sentence.words) and sentence.words[after].isalpha()
    tags = sentence.tags[quantity.last]
    return not tags.keys() & {
        *("grammar", "period", "nature", "measure", "verb", "hedge", "qualifier", "number", "ordinal", "month")
    }


def _is_adjective(sentence: Sentence, place: int) -> bool:
    fresh = {"fresh", "change", "net"} & set(sentence.tag(place).get("measure", ()))
    return bool(fresh) or "filler" in sentence.grammar(place)
