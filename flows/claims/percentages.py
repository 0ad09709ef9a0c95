"""The form of a percentage: a growth, a share, or the level of what is a rate itself."""

from __future__ import annotations

from flows.catalogue.records import Indicator
from flows.claims.claim import Measure
from flows.claims.draft import Draft
from flows.claims.leading_words import cost_of, is_by, is_more, over_hedge
from flows.claims.linking import leads_on
from flows.claims.surroundings import Near

NEAR = 5
CLAUSE = 14
MOVED = 4  # tokens from a verb of movement to what it comes to


def form_of_percentage(draft: Draft, before: Draft | None, indicator: Indicator | None) -> Measure:
    measure = _beside(draft, before)
    if measure is not None:
        return measure
    growth = cost_of(*(_own(draft, cue) for cue in ("growth", "fall", "compared")))
    share = cost_of(draft.around.of("measure", "share"))
    if is_come_to(draft, before):
        if is_of_growth(draft):
            return "growth_rate"
        return "level" if indicator and indicator.rate else "share"
    if indicator and indicator.rate and growth > NEAR:
        return "level"
    if (indicator and indicator.code == "survey_response") or (share <= CLAUSE and _reached(draft)):
        return "share"
    if draft.quantity.sign or _cuts(draft) or (_by_alone(draft) and growth <= CLAUSE):
        return "growth_rate"
    moved = {"growth", "fall"} & set(draft.around.distances.sentence.tag(over_hedge(draft)).get("measure", ()))
    grows = bool(moved) or (growth <= NEAR and is_by(draft))
    if "no indicator" in draft.evidence and draft.around.of("measure", "else") and not grows:
        return "share"
    beside = 1 + draft.quantity.first - over_hedge(draft)  # une hausse de près de 3 % des ventes
    return "share" if _of_follows(draft) and growth > beside else _nearer(draft, before, growth, share)


def rate_before(number: int, drafts: list[Draft]) -> Draft | None:
    """`de 12 % à 3 milliards, du gaz de 8 %`: the percentage before, over the amount that it leads to."""
    if number < 2 or not drafts[number].kind == drafts[number - 2].kind == "percent":
        return None
    return drafts[number - 2] if leads_on(drafts[number - 2]) else None


def _beside(draft: Draft, before: Draft | None) -> Measure | None:
    """The form of a percentage that its place beside other figures and words of comparison tells, if it does."""
    if before is not None and is_same_move(draft, before):
        return "growth_rate"
    if _is_against(draft):
        return "growth_rate"
    compared = draft.around.within("measure", "change", 2)
    if (compared and compared.after) or is_more(draft) or _grows_by_it(draft):
        return "growth_rate"
    if before and before.kind == "percent" and (draft.versus or is_joined_to(draft, before)):
        return before.measure
    if before and before.kind == "percent" and (_is_left(draft) or _is_put_in(draft, before)):
        return before.measure
    if (before and before.versus and before.kind in ("money", "count") and not _of_follows(draft)) or leads_on(draft):
        return "growth_rate"
    return None


def _is_left(draft: Draft) -> bool:
    """`26 % in 2022, up from 22 %`: where a share or rate comes from."""
    sentence, place = draft.around.distances.sentence, over_hedge(draft)
    moved = {"growth", "fall"} & set(sentence.tag(place - 1).get("measure", ()))
    return bool(moved) and "source" in sentence.grammar(place)


def _is_put_in(draft: Draft, before: Draft) -> bool:
    """`23 % des ventes, un taux qui progresse (21 % en 2009)`: a share in parentheses, beside a share."""
    opens = draft.around.distances.sentence.text.endswith("(", 0, draft.quantity.start)
    return opens and before.measure in ("share", "level") and not draft.quantity.sign


def _own(draft: Draft, cue: str) -> Near | None:
    """The nearest word of a movement; not `en hausse de 3 points` behind the figure, which tells the next one."""
    near, sentence = draft.around.of("measure", cue), draft.around.distances.sentence
    if near is None or not near.after:
        return near
    place = near.mention.last
    while place < near.mention.last + NEAR and ("by" in sentence.grammar(place) or "hedge" in sentence.tag(place)):
        place += 1
    return None if place in draft.around.distances.starts else near


def _is_against(draft: Draft) -> bool:
    """`47 millions en 2014, soit 10 % par rapport à 2013`: how far it is from what it is compared with."""
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    restated = "restating" in sentence.grammar(over_hedge(draft))
    return restated and "against" in sentence.tag(last).get("period", ())


def _by_alone(draft: Draft) -> bool:
    """`increase their share by 25 %`: a word that only ever tells by how much."""
    grammar = draft.around.distances.sentence.grammar(over_hedge(draft))
    return "by" in grammar and "of" not in grammar


def _grows_by_it(draft: Draft) -> bool:
    """A 30% annual increase: the noun of the movement follows, an adjective between at most."""
    sentence, place = draft.around.distances.sentence, draft.quantity.last
    while (
        sentence.tag(place).keys()
        and sentence.tag(place).keys() <= {"period", "grammar"}
        and place < draft.quantity.last + 2
    ):
        if {"of", "and", "to", "inside"} & set(sentence.grammar(place)):
            return False
        place += 1
    tags = sentence.tag(place)
    noun = {"growth", "fall"} & set(tags.get("measure", ())) and "moves" not in tags.get("grammar", ())
    leads = place + 1 + ("by" in sentence.grammar(place + 1)) in draft.around.distances.starts  # de 0,6 point
    parted = any(sentence.gap(at).strip(" -") for at in range(draft.quantity.last, place + 1))
    return bool(noun) and place > draft.quantity.last and not leads and not parted


def _nearer(draft: Draft, before: Draft | None, growth: int, share: int) -> Measure:
    """What the nearest word of growth or share makes of a percentage."""
    if growth <= share and growth <= CLAUSE:
        return "growth_rate"
    if min(share, growth) > CLAUSE and before and before.kind == "percent":
        return before.measure
    if share > CLAUSE and is_by(draft):
        return "growth_rate"
    return "share" if share <= CLAUSE or growth > CLAUSE * 2 else "growth_rate"


def _reached(draft: Draft) -> bool:
    """`sa part remonte à 3,3 %`: what a share comes to, however it moved."""
    sentence, parts = draft.around.distances.sentence, draft.around.of("measure", "portion")
    return "to" in sentence.grammar(over_hedge(draft)) and parts is not None and not parts.after


def _cuts(draft: Draft) -> bool:
    """`réduire 50 % des délais`: the percentage is what a verb of reduction takes away."""
    verb = draft.around.within("measure", "cuts", 1)
    return verb is not None and not verb.after


def _of_follows(draft: Draft) -> bool:
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    tags = sentence.tags[last] if last < len(sentence.words) else {}
    named = draft.cue is not None and draft.cue.first == last and draft.cue.last - last > 1  # 4 percent of GDP
    follows = ("of" in tags.get("grammar", ()) or named) and sentence.gap(last).strip() == ""
    after = sentence.tags[last + 1] if last + 1 < len(sentence.words) else {}
    return follows and "growth" not in after.get("measure", ()) and "fall" not in after.get("measure", ())


def is_come_to(draft: Draft, before: Draft | None) -> bool:
    """`passer de 25 à 46 %`, `chutant à 83,7 %`: what a rate starts from or comes to, not how far it moved."""
    if draft.departure or (before is not None and before.departure and before.kind == draft.kind):
        return True
    sentence, place = draft.around.distances.sentence, over_hedge(draft)
    if "to" not in sentence.grammar(place) or "and" in sentence.grammar(place):
        return False
    mention = sentence.at[place]
    if before is not None and before.kind == "points" and mention and mention.first == before.quantity.last:
        return True  # a perdu 2 points à 46 %
    around = range(max(0, place - MOVED), place)
    moved = any("moves" in sentence.grammar(at) for at in around)
    noun = any(
        {"growth", "fall"} & set(sentence.tag(at).get("measure", ()))
        for at in around
        if "moves" not in sentence.grammar(at)
    )
    return moved and not noun and not any(word[0].isdigit() for word in sentence.words[max(0, place - MOVED) : place])


def is_of_growth(draft: Draft) -> bool:
    """`la croissance passe de 13 à 10 %`: a rate of growth that moves is one still."""
    sentence = draft.around.distances.sentence
    return any(
        "growth" in mention.tags.get("measure", ()) and "moves" not in mention.tags.get("grammar", ())
        for mention in sentence.mentions
        if mention.last < draft.quantity.first
    )


def is_same_move(draft: Draft, before: Draft) -> bool:
    """`a baissé de 6 milliards, soit 5,8 %`, `de 5,8 % ou 6 milliards`: one movement, told twice."""
    first, last = draft.quantity.first, before.quantity.last
    if first - last > MOVED or draft.kind == before.kind:
        return False
    words = [draft.around.distances.sentence.grammar(place) for place in range(last, first)]
    either = any("range" in word and "to" not in word for word in words)
    if before.measure == "change" and draft.kind == "percent":
        share = draft.around.within("measure", "share", NEAR)
        if _of_follows(draft) or (share is not None and share.after):
            return False
        return either or any("restating" in word for word in words)
    inside = draft.around.distances.sentence.gap(before.quantity.first).endswith("(")
    return before.measure == "growth_rate" and draft.kind in ("money", "count") and either and not inside


def is_joined_to(draft: Draft, before: Draft) -> bool:
    """`10 et 25 %`, `couper 50 % des délais et 40 % des étapes`: `et` joins the two, and no comma parts them."""
    sentence = draft.around.distances.sentence
    crossed = sentence.depth[draft.quantity.first] - sentence.depth[before.quantity.last - 1]
    place = over_hedge(draft)
    again = {"by"} & set(sentence.grammar(place)) & set(sentence.grammar(over_hedge(before)))  # de 12 % ... et de 8 %
    return crossed == 0 and "and" in sentence.grammar(place - bool(again))


def falls_on(draft: Draft, before: Draft | None) -> bool:
    """`les commandes ont chuté de 14 % et les ventes de 3 %`: the verb of the figure before goes for this one too."""
    if before is None or before.value >= 0 or not draft.kind == before.kind == "percent" or not is_by(draft):
        return False
    own = cost_of(draft.around.of("measure", "growth"), draft.around.of("measure", "fall"))
    return own > draft.around.distances.between(before.quantity.last - 1, draft.quantity.first)
