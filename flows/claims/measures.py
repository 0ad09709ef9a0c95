"""The form of a figure: rank, multiple, growth rate, share, change, cumulative or level; the first that applies."""

from __future__ import annotations

from flows.catalogue.records import Indicator
from flows.claims.claim import Measure
from flows.claims.draft import Draft
from flows.claims.linking import leads_on
from flows.claims.surroundings import CROSSED_CLAUSE, Near

NEAR = 5
CLAUSE = 14
ADJECTIVE = 7
ADJACENT = 2
MOVED = 4  # tokens from a verb of movement to what it comes to
CREATED = 10
LOST = 5  # the cost of going from jobs to a verb that does away with them
PER_YEAR = 8


def decide_measure(draft: Draft, before: Draft | None, indicator: Indicator | None) -> None:
    """Set `draft.measure`, and the sign of a stated fall; `before` is the figure before in the sentence."""
    kind = draft.kind
    if kind == "rank":
        draft.measure = "rank"
    elif kind == "multiple":
        draft.measure = "multiple"
    elif kind == "points" or draft.unit == "places":
        draft.measure = "change"
    elif draft.like is not None and draft.like is before and draft.versus:
        draft.measure = draft.like.measure
    elif kind == "percent":
        draft.measure = _percent(draft, before, indicator)
    elif before is not None and _is_same_move(draft, before):
        draft.measure = "change"
    elif before is not None and (_is_part(draft, before) or _shares_cue(draft, before) or _is_listed(draft, before)):
        draft.measure = before.measure
    else:
        draft.measure = _amount(draft, indicator)
    falls = (
        before is not None and before.value < 0 and kind == before.kind == "percent" and _is_joined_to(draft, before)
    )
    falls = falls or (
        before is not None
        and before.value < 0
        and (_is_same_move(draft, before) or _is_part(draft, before) or _is_listed(draft, before))
    )
    against = draft.versus and before is not None and kind == before.kind and before.value < 0
    falls = falls or (against and draft.measure == "growth_rate" and _cost(draft.around.of("measure", "growth")) > NEAR)
    falls = (
        falls
        or _falls_on(draft, draft.series or before)
        or "fewer" in draft.around.distances.sentence.grammar(draft.quantity.last)
    )
    unsigned = draft.value > 0 and draft.quantity.sign == 0
    if draft.measure == "growth_rate" and _is_come_to(draft, before) and _is_of_growth(draft):
        unsigned = False
    if draft.measure in ("growth_rate", "change") and unsigned and (falls or _falls(draft)):
        draft.value = -draft.value
        draft.high = None if draft.high is None else -draft.high
        draft.reasons.append("a fall")


def rate_before(number: int, drafts: list[Draft]) -> Draft | None:
    """`de 12 % à 3 milliards, du gaz de 8 %`: the percentage before, over the amount that it leads to."""
    if number < 2 or not drafts[number].kind == drafts[number - 2].kind == "percent":
        return None
    return drafts[number - 2] if leads_on(drafts[number - 2]) else None


def _percent(draft: Draft, before: Draft | None, indicator: Indicator | None) -> Measure:
    measure = _beside(draft, before)
    if measure is not None:
        return measure
    growth = _cost(*(_own(draft, cue) for cue in ("growth", "fall", "compared")))
    share = _cost(draft.around.of("measure", "share"))
    if _is_come_to(draft, before):
        if _is_of_growth(draft):
            return "growth_rate"
        return "level" if indicator and indicator.rate else "share"
    if indicator and indicator.rate and growth > NEAR:
        return "level"
    if (indicator and indicator.code == "survey_response") or (share <= CLAUSE and _reached(draft)):
        return "share"
    if draft.quantity.sign or _cuts(draft) or (_by_alone(draft) and growth <= CLAUSE):
        return "growth_rate"
    moved = {"growth", "fall"} & set(draft.around.distances.sentence.tag(_over_hedge(draft)).get("measure", ()))
    grows = bool(moved) or (growth <= NEAR and _by(draft))
    if "no indicator" in draft.evidence and draft.around.of("measure", "else") and not grows:
        return "share"
    beside = 1 + draft.quantity.first - _over_hedge(draft)  # une hausse de près de 3 % des ventes
    return "share" if _of_follows(draft) and growth > beside else _nearer(draft, before, growth, share)


def _beside(draft: Draft, before: Draft | None) -> Measure | None:
    """The form of a percentage that its place beside other figures and words of comparison tells, if it does."""
    if before is not None and _is_same_move(draft, before):
        return "growth_rate"
    if _is_against(draft):
        return "growth_rate"
    compared = draft.around.within("measure", "change", 2)
    if (compared and compared.after) or _is_more(draft) or _grows_by_it(draft):
        return "growth_rate"
    if before and before.kind == "percent" and (draft.versus or _is_joined_to(draft, before)):
        return before.measure
    if before and before.kind == "percent" and (_is_left(draft) or _is_put_in(draft, before)):
        return before.measure
    if (before and before.versus and before.kind in ("money", "count") and not _of_follows(draft)) or leads_on(draft):
        return "growth_rate"
    return None


def _is_left(draft: Draft) -> bool:
    """`26 % in 2022, up from 22 %`: where a share or rate comes from."""
    sentence, place = draft.around.distances.sentence, _over_hedge(draft)
    moved = {"growth", "fall"} & set(sentence.tag(place - 1).get("measure", ()))
    return bool(moved) and "source" in sentence.grammar(place)


def _is_put_in(draft: Draft, before: Draft) -> bool:
    """`23 % des ventes, un taux qui progresse (21 % en 2009)`: a share in parentheses, beside a share."""
    opens = draft.around.distances.sentence.text[: draft.quantity.start].endswith("(")
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
    restated = "restating" in sentence.grammar(_over_hedge(draft))
    return restated and "against" in sentence.tag(last).get("period", ())


def _is_same_move(draft: Draft, before: Draft) -> bool:
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


def _by_alone(draft: Draft) -> bool:
    """`increase their share by 25 %`: a word that only ever tells by how much."""
    grammar = draft.around.distances.sentence.grammar(_over_hedge(draft))
    return "by" in grammar and "of" not in grammar


def _falls_on(draft: Draft, before: Draft | None) -> bool:
    """`les commandes ont chuté de 14 % et les ventes de 3 %`: the verb of the figure before goes for this one too."""
    if before is None or before.value >= 0 or not draft.kind == before.kind == "percent" or not _by(draft):
        return False
    own = _cost(draft.around.of("measure", "growth"), draft.around.of("measure", "fall"))
    return own > draft.around.distances.between(before.quantity.last - 1, draft.quantity.first)


def _is_joined_to(draft: Draft, before: Draft) -> bool:
    """`10 et 25 %`, `couper 50 % des délais et 40 % des étapes`: `et` joins the two, and no comma parts them."""
    sentence = draft.around.distances.sentence
    crossed = sentence.depth[draft.quantity.first] - sentence.depth[before.quantity.last - 1]
    place = _over_hedge(draft)
    again = {"by"} & set(sentence.grammar(place)) & set(sentence.grammar(_over_hedge(before)))  # de 12 % ... et de 8 %
    return crossed == 0 and "and" in sentence.grammar(place - bool(again))


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


def _is_more(draft: Draft) -> bool:
    """`60 % plus nombreuses`, `54 % more`, `12 % d'emplois de plus`."""
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    place = last + 2 if draft.kind == "percent" and "of" in sentence.grammar(last) else last
    return "more" in sentence.grammar(last) or ("more" in sentence.grammar(place) and not sentence.gap(place).strip())


def _is_come_to(draft: Draft, before: Draft | None) -> bool:
    """`passer de 25 à 46 %`, `chutant à 83,7 %`: what a rate starts from or comes to, not how far it moved."""
    if draft.departure or (before is not None and before.departure and before.kind == draft.kind):
        return True
    sentence, place = draft.around.distances.sentence, _over_hedge(draft)
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


def _is_of_growth(draft: Draft) -> bool:
    """`la croissance passe de 13 à 10 %`: a rate of growth that moves is one still."""
    sentence = draft.around.distances.sentence
    return any(
        "growth" in mention.tags.get("measure", ()) and "moves" not in mention.tags.get("grammar", ())
        for mention in sentence.mentions
        if mention.last < draft.quantity.first
    )


def _nearer(draft: Draft, before: Draft | None, growth: int, share: int) -> Measure:
    """What the nearest word of growth or share makes of a percentage."""
    if growth <= share and growth <= CLAUSE:
        return "growth_rate"
    if min(share, growth) > CLAUSE and before and before.kind == "percent":
        return before.measure
    if share > CLAUSE and _by(draft):
        return "growth_rate"
    return "share" if share <= CLAUSE or growth > CLAUSE * 2 else "growth_rate"


def _by(draft: Draft) -> bool:
    """`s'est creusé de 15 %`: a percentage after `de` tells a difference."""
    sentence, place = draft.around.distances.sentence, _over_hedge(draft)
    return "by" in sentence.grammar(place) and "copula" not in sentence.grammar(place - 1)


def _over_hedge(draft: Draft) -> int:
    """The token before the figure and its hedge."""
    sentence, place = draft.around.distances.sentence, draft.quantity.first - 1
    while place >= 0 and "hedge" in sentence.tags[place] and "by" not in sentence.grammar(place):
        place -= 1
    return place


def _reached(draft: Draft) -> bool:
    """`sa part remonte à 3,3 %`: what a share comes to, however it moved."""
    sentence, parts = draft.around.distances.sentence, draft.around.of("measure", "portion")
    return "to" in sentence.grammar(_over_hedge(draft)) and parts is not None and not parts.after


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


def _amount(draft: Draft, indicator: Indicator | None) -> Measure:
    around = draft.around
    change = _change(draft)
    if change:
        draft.reasons.append(f"change ('{around.printed(change)}')")
        return "change"
    if _moved_by(draft) or (draft.quantity.sign and not (indicator and indicator.signed)):
        return "change"
    if _is_more(draft) or any(
        "more" in around.distances.sentence.grammar(at) for at in range(draft.quantity.first, draft.quantity.last)
    ):
        return "change"
    if indicator is None:
        return "level"
    if draft.unit == "companies" and _is_founded(draft):
        return "cumulative"
    if draft.unit == "jobs":
        return _jobs(draft)
    if around.within("period", "per_year", PER_YEAR):
        return "level"
    if indicator.accumulates:
        return "level" if _one_year(draft) else "cumulative"
    return "cumulative" if around.within("measure", "total", NEAR) and _several_years(draft) else "level"


def _jobs(draft: Draft) -> Measure:
    """Created or promised jobs add up; the headcount is a level, also where it is aimed at."""
    around = draft.around
    if _totals(draft) or _is_arrived_at(draft):
        return "level"
    created = around.within("measure", "cumulative", CREATED)
    if created and created.after and (created.foreign or _joined(draft, created)):
        created = None
    if (
        created
        and not created.after
        and "event_of" in created.mention.tags.get("period", ())
        and _is_apart(draft, created)
    ):
        created = None  # créée il y a 24 ans, l'entreprise compte
    if (
        created
        and "since" in created.mention.tags.get("period", ())
        and not (draft.period and draft.period.kind == "since")
    ):
        created = None
    if created and not created.after and around.within("period", "now", NEAR):
        created = None  # génère actuellement 3.500 emplois
    if created:
        draft.reasons.append(f"cumulative ('{around.printed(created)}')")
        return "cumulative"
    if draft.nature == "target" and not (draft.period and draft.period.kind in ("year", "day")):
        headcount = around.within("measure", "headcount", CLAUSE)
        if not headcount and not (draft.cue and "verb" in draft.cue.tags):
            draft.reasons.append("cumulative (promised)")
            return "cumulative"
    return "cumulative" if _several_years(draft) else "level"


def _is_founded(draft: Draft) -> bool:
    """`la création de 900 entreprises`, `900 firms were created`: flows, beside what there is."""
    created = draft.around.within("measure", "cumulative", NEAR)
    if created is None or created.foreign:
        return False
    sentence, between = draft.around.distances.sentence, range(draft.quantity.last, created.mention.first)
    return not created.after or any("met" in sentence.tag(at).get("nature", ()) for at in between)


def _is_apart(draft: Draft, near: Near) -> bool:
    """Whether a comma stands between a word and the figure."""
    sentence = draft.around.distances.sentence
    return any(sentence.gap(at).strip() == "," for at in range(near.mention.last, draft.quantity.first))


def _is_arrived_at(draft: Draft) -> bool:
    """`raise the number of employees to 270,000`: what a headcount moves to."""
    sentence, place = draft.around.distances.sentence, _over_hedge(draft)
    if "to" not in sentence.grammar(place) or "and" in sentence.grammar(place):
        return False
    return any("moves" in sentence.grammar(at) for at in range(max(0, place - CLAUSE), place))


def _totals(draft: Draft) -> bool:
    """`ce qui porte le total à 90.000 postes`: what a headcount comes to."""
    total = draft.around.within("measure", "total", NEAR)
    place = _over_hedge(draft)
    grammar = draft.around.distances.sentence.grammar(place)
    return total is not None and not total.after and "to" in grammar and "and" not in grammar


def _joined(draft: Draft, near: Near) -> bool:
    """Whether `et` or another clause stands between the figure and what follows."""
    return draft.around.distances.steps(draft.quantity.last, near.mention.first) > 0


def _one_year(draft: Draft) -> bool:
    period = draft.period
    if period is None or draft.nature == "target":
        return False
    part = period.kind in ("range", "day") and period.start and period.end and period.start.year == period.end.year
    return period.kind == "year" or bool(part)


def _change(draft: Draft) -> Near | None:
    """The word that makes an amount a difference: an adjective of its noun, before or after, or a verb of addition."""
    around = draft.around
    adjective = around.within("measure", "change", ADJECTIVE)
    if draft.kind != "money":
        fresh = around.within("measure", "fresh", ADJECTIVE) if draft.unit != "vehicles" else None  # a new car
        adjective = adjective or fresh or around.within("measure", "net", ADJECTIVE)
    if adjective and "indicator" in adjective.mention.tags and adjective.mention is not draft.quantity.noun:
        return adjective if adjective.mention is draft.cue else None
    if (
        adjective
        and adjective.after
        and "fresh" in adjective.mention.tags.get("measure", ())
        and adjective.cost > ADJACENT
    ):
        adjective = None
    if adjective and adjective.after and not adjective.foreign:
        return adjective
    beside = adjective and adjective.cost == 0 and not around.distances.sentence.lexicon.construct
    if adjective and not adjective.after and (beside or _follows_indicator(draft, adjective)):
        return adjective
    reach = draft.quantity.first - _over_hedge(draft)
    if adjective and not adjective.after and adjective.cost <= reach and not adjective.foreign and _by(draft):
        return adjective
    added = around.of("measure", "adds")
    if added and (added.cost <= NEAR or _is_subject(draft, added)):
        return added
    left = around.within("measure", "to_go", 2)
    return left if left and left.after else None


def _is_subject(draft: Draft, verb: Near) -> bool:
    """`5.000 positions et 3.000 emplois se sont ajoutés`: the figure is joined by `et` to the verb's own."""
    distances, first, last = draft.around.distances, draft.quantity.last, verb.mention.first
    if not verb.after or not distances.figures[last] - distances.figures[first]:
        return False
    near = last - first <= CLAUSE and distances.sentence.depth[last] == distances.sentence.depth[first - 1]
    return near and 0 < distances.steps(first, last) < CROSSED_CLAUSE


def _follows_indicator(draft: Draft, adjective: Near) -> bool:
    """`un chiffre d'affaires additionnel de 18 milliards`."""
    place = adjective.mention.first - 1
    sentence = draft.around.distances.sentence
    joined = any("and" in sentence.grammar(at) for at in range(adjective.mention.last, draft.quantity.first))
    told = sentence.tag(place).get("indicator", ())
    own = draft.indicator in told or (draft.kind == "money" and told)  # not al-masna al-jadid, of which staff is told
    return not (adjective.foreign or joined) and bool(own)


def _moved_by(draft: Draft) -> bool:
    """`augmenter de 18 milliards`: an amount after a verb of growth or fall and `de` is a difference."""
    if draft.departure:
        return False
    reach = draft.quantity.first - _over_hedge(draft)
    if _is_apposed(draft) or _is_moved_first(draft) or _is_lost(draft) or _is_noun_of_move(draft):
        return True
    verb = draft.around.within("measure", "growth", reach) or draft.around.within("measure", "fall", reach)
    if verb is None or verb.after:
        return False
    adjacent = verb.mention.last == _over_hedge(draft) + 1 and (reach > 1 or _is_moved_amount(draft, verb))
    return _by(draft) or adjacent or (draft.around.distances.sentence.lexicon.construct and verb.cost < reach)


def _is_moved_amount(draft: Draft, verb: Near) -> bool:
    """`imports fell €526m`: an amount as the object of a verb of movement."""
    return draft.kind == "money" and "moves" in verb.mention.tags.get("grammar", ())


def _shares_cue(draft: Draft, before: Draft) -> bool:
    """Whether one word is the cue of both figures, and `et` joins them."""
    if not _is_joined_to(draft, before):
        return False
    return (draft.cue is not None and draft.cue is before.cue) or (draft.unit == before.unit == "jobs")


def _is_part(draft: Draft, before: Draft) -> bool:
    """`créera 2.500 emplois, dont 1.000 directs`: a part is counted as its whole is."""
    sentence = draft.around.distances.sentence
    part = "including" in sentence.grammar(_over_hedge(draft)) and draft.quantity.first - before.quantity.last <= MOVED
    if not part or draft.unit != before.unit:
        return False
    return before.measure == "change" or (draft.unit == "jobs" and before.measure == "cumulative")


def _is_listed(draft: Draft, before: Draft) -> bool:
    """`le textile a perdu 9.000 emplois, l'automobile 7.000`: the verb goes for the figure that has no noun either."""
    if draft.quantity.noun or not draft.unit == before.unit == "jobs" or before.measure not in ("cumulative", "change"):
        return False
    sentence = draft.around.distances.sentence
    leads = sentence.grammar(_over_hedge(draft))
    if "to" in leads and "and" not in leads:
        return False
    between = sentence.tags[before.quantity.last : draft.quantity.first]
    return not any(tags.keys() & {"verb", "nature", "measure"} for tags in between)


def _is_lost(draft: Draft) -> bool:
    """`3.000 emplois ont été supprimés`: jobs that a verb after them does away with."""
    fall = draft.around.within("measure", "fall", LOST)
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    if fall is None or not fall.after or fall.foreign or draft.unit != "jobs":
        return False
    first = fall.mention.first
    return sentence.depth[first] == sentence.depth[last - 1] and any(
        "met" in sentence.tag(at).get("nature", ()) for at in range(last, first)
    )


def _is_moved_first(draft: Draft) -> bool:
    """`increased the exports by 400 million`, where the verb stands before its subject: as Arabic has it."""
    sentence, place = draft.around.distances.sentence, _over_hedge(draft)
    if not sentence.lexicon.construct or "by" not in sentence.grammar(place) or "of" in sentence.grammar(place):
        return False
    for at in range(place - 1, max(-1, place - CLAUSE), -1):
        if sentence.gap(at + 1).strip(" '\"()") or sentence.words[at][0].isdigit():
            return False
        if {"growth", "fall"} & set(sentence.tag(at).get("measure", ())):
            return True
    return False


def _is_noun_of_move(draft: Draft) -> bool:
    """`a 121 million dirham rise`: the noun of the movement right behind the figure, and no figure behind that."""
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    tags = sentence.tag(last)
    mention = sentence.at[last] if last < len(sentence.words) else None
    if mention is None or not {"growth", "fall"} & set(tags.get("measure", ())) or sentence.lexicon.construct:
        return False
    after = mention.last
    nominal = "moves" not in tags.get("grammar", ()) or after >= len(sentence.words)
    nominal = nominal or "inside" in sentence.grammar(after) or "in" in sentence.tag(after).get("period", ())
    leads = after + ("by" in sentence.grammar(after)) in draft.around.distances.starts
    return nominal and not leads and not sentence.gap(last).strip(" -")


def _is_apposed(draft: Draft) -> bool:
    """`reached $3 billion, up $300 million`: what stands between a comma and the figure tells by how much."""
    sentence, place = draft.around.distances.sentence, _over_hedge(draft)
    mention = sentence.at[place] if place >= 0 else None
    moved = {"growth", "fall"} & set(sentence.tag(place).get("measure", ()))
    return bool(moved and mention and sentence.gap(mention.first).strip() == "," and mention.last - mention.first == 1)


def _several_years(draft: Draft) -> bool:
    period = draft.period
    return bool(
        period and period.kind == "range" and period.start and period.end and period.end.year > period.start.year
    )


def _falls(draft: Draft) -> bool:
    fall, growth = draft.around.of("measure", "fall"), draft.around.of("measure", "growth")
    reach = CLAUSE if draft.kind in ("percent", "points") or draft.unit == "places" else 2
    if draft.measure == "change" and _is_moved_first(draft):
        reach = CLAUSE
    elif _is_lost(draft):
        reach = LOST
    return bool(fall and fall.cost <= reach and _cost(fall) < _cost(growth))


def _cost(*found: Near | None) -> int:
    return min((near.cost for near in found if near), default=99)
