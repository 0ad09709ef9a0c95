"""The form of a figure: rank, multiple, growth rate, share, change, cumulative or level; the first that applies."""

from __future__ import annotations

from flows.catalogue.records import Indicator
from flows.claims.amounts import form_of_amount, is_lost, is_moved_first
from flows.claims.draft import Draft
from flows.claims.leading_words import cost_of, over_hedge
from flows.claims.percentages import falls_on, form_of_percentage, is_come_to, is_joined_to, is_of_growth, is_same_move

NEAR = 5
CLAUSE = 14
MOVED = 4  # tokens from a verb of movement to what it comes to
LOST = 5  # the cost of going from jobs to a verb that does away with them


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
        draft.measure = form_of_percentage(draft, before, indicator)
    elif before is not None and is_same_move(draft, before):
        draft.measure = "change"
    elif before is not None and (_is_part(draft, before) or _shares_cue(draft, before) or _is_listed(draft, before)):
        draft.measure = before.measure
    else:
        draft.measure = form_of_amount(draft, indicator)
    unsigned = draft.value > 0 and draft.quantity.sign == 0
    if draft.measure == "growth_rate" and is_come_to(draft, before) and is_of_growth(draft):
        unsigned = False
    if draft.measure in ("growth_rate", "change") and unsigned and (_falls_with(draft, before) or _falls(draft)):
        draft.value = -draft.value
        draft.high = None if draft.high is None else -draft.high
        draft.reasons.append("a fall")


def _falls_with(draft: Draft, before: Draft | None) -> bool:
    """Whether the figure before, or the word behind this one, says that it is a fall."""
    sentence, last = draft.around.distances.sentence, draft.quantity.last
    if falls_on(draft, draft.series or before) or "fewer" in sentence.grammar(last):
        return True
    if before is None or before.value >= 0:
        return False
    if is_same_move(draft, before) or _is_part(draft, before) or _is_listed(draft, before):
        return True
    if draft.kind != before.kind:
        return False
    against = draft.versus and draft.measure == "growth_rate"
    if against and cost_of(draft.around.of("measure", "growth")) > NEAR:
        return True
    return draft.kind == "percent" and is_joined_to(draft, before)


def _shares_cue(draft: Draft, before: Draft) -> bool:
    """Whether one word is the cue of both figures, and `et` joins them."""
    if not is_joined_to(draft, before):
        return False
    return (draft.cue is not None and draft.cue is before.cue) or (draft.unit == before.unit == "jobs")


def _is_part(draft: Draft, before: Draft) -> bool:
    """`créera 2.500 emplois, dont 1.000 directs`: a part is counted as its whole is."""
    sentence = draft.around.distances.sentence
    part = "including" in sentence.grammar(over_hedge(draft)) and draft.quantity.first - before.quantity.last <= MOVED
    if not part or draft.unit != before.unit:
        return False
    return before.measure == "change" or (draft.unit == "jobs" and before.measure == "cumulative")


def _is_listed(draft: Draft, before: Draft) -> bool:
    """`le textile a perdu 9.000 emplois, l'automobile 7.000`: the verb goes for the figure that has no noun either."""
    if draft.quantity.noun or not draft.unit == before.unit == "jobs" or before.measure not in ("cumulative", "change"):
        return False
    sentence = draft.around.distances.sentence
    leads = sentence.grammar(over_hedge(draft))
    if "to" in leads and "and" not in leads:
        return False
    between = sentence.tags[before.quantity.last : draft.quantity.first]
    return not any(tags.keys() & {"verb", "nature", "measure"} for tags in between)


def _falls(draft: Draft) -> bool:
    fall, growth = draft.around.of("measure", "fall"), draft.around.of("measure", "growth")
    reach = CLAUSE if draft.kind in ("percent", "points") or draft.unit == "places" else 2
    if draft.measure == "change" and is_moved_first(draft):
        reach = CLAUSE
    elif is_lost(draft):
        reach = LOST
    return bool(fall and fall.cost <= reach and cost_of(fall) < cost_of(growth))
