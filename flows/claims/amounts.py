"""The form of an amount or a count: a level, a difference, or what adds up."""

from __future__ import annotations

from flows.catalogue.records import Indicator
from flows.claims.claim import Measure
from flows.claims.draft import Draft
from flows.claims.leading_words import is_by, is_more, over_hedge
from flows.claims.surroundings import CROSSED_CLAUSE, Near

NEAR = 5
CLAUSE = 14
ADJECTIVE = 7
ADJACENT = 2
CREATED = 10
LOST = 5  # the cost of going from jobs to a verb that does away with them
PER_YEAR = 8


def form_of_amount(draft: Draft, indicator: Indicator | None) -> Measure:
    around = draft.around
    change = _change(draft)
    if change:
        draft.reasons.append(f"change ('{around.printed(change)}')")
        return "change"
    if _moved_by(draft) or (draft.quantity.sign and not (indicator and indicator.signed)):
        return "change"
    if is_more(draft) or any(
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
    sentence, place = draft.around.distances.sentence, over_hedge(draft)
    if "to" not in sentence.grammar(place) or "and" in sentence.grammar(place):
        return False
    return any("moves" in sentence.grammar(at) for at in range(max(0, place - CLAUSE), place))


def _totals(draft: Draft) -> bool:
    """`ce qui porte le total à 90.000 postes`: what a headcount comes to."""
    total = draft.around.within("measure", "total", NEAR)
    place = over_hedge(draft)
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
    last = around.within("measure", "change", CLAUSE)
    if last and last.after and not last.foreign and draft.cue and draft.cue.last == last.mention.first:
        return last  # 18 milliards de chiffre d'affaires à l'export additionnel
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
    reach = draft.quantity.first - over_hedge(draft)
    if adjective and not adjective.after and adjective.cost <= reach and not adjective.foreign and is_by(draft):
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
    reach = draft.quantity.first - over_hedge(draft)
    if _is_apposed(draft) or is_moved_first(draft) or is_lost(draft) or _is_noun_of_move(draft):
        return True
    verb = draft.around.within("measure", "growth", reach) or draft.around.within("measure", "fall", reach)
    if verb is None or verb.after:
        return False
    adjacent = verb.mention.last == over_hedge(draft) + 1 and (reach > 1 or _is_moved_amount(draft, verb))
    return is_by(draft) or adjacent or (draft.around.distances.sentence.lexicon.construct and verb.cost < reach)


def _is_moved_amount(draft: Draft, verb: Near) -> bool:
    """`imports fell €526m`: an amount as the object of a verb of movement."""
    return draft.kind == "money" and "moves" in verb.mention.tags.get("grammar", ())


def is_lost(draft: Draft) -> bool:
    """`3.000 emplois ont été supprimés`: jobs that a verb after them does away with."""
    fall = draft.around.within("measure", "fall", LOST)
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    if fall is None or not fall.after or fall.foreign or draft.unit != "jobs":
        return False
    first = fall.mention.first
    return sentence.depth[first] == sentence.depth[last - 1] and any(
        "met" in sentence.tag(at).get("nature", ()) for at in range(last, first)
    )


def is_moved_first(draft: Draft) -> bool:
    """`increased the exports by 400 million`, where the verb stands before its subject: as Arabic has it."""
    sentence, place = draft.around.distances.sentence, over_hedge(draft)
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
    sentence, place = draft.around.distances.sentence, over_hedge(draft)
    mention = sentence.at[place] if place >= 0 else None
    moved = {"growth", "fall"} & set(sentence.tag(place).get("measure", ()))
    return bool(moved and mention and sentence.gap(mention.first).strip() == "," and mention.last - mention.first == 1)


def _several_years(draft: Draft) -> bool:
    period = draft.period
    return bool(
        period and period.kind == "range" and period.start and period.end and period.end.year > period.start.year
    )
