"""The plans of the catalogue as rows of the staging store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.catalogue.records import FROM_BASE

if TYPE_CHECKING:
    from flows.catalogue import Catalogue, Plan
    from flows.catalogue.records import PlanTarget


def plan_lists(catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """By table, the rows of all plans, of their names, of their targets, and of the words for "a year"."""
    plans = catalogue.plans.values()
    return {
        "plan": [_plan(plan) for plan in plans],
        "plan_name": [{"plan": plan.code, "name": name} for plan in plans for name in plan.names],
        "plan_target": [_target(plan, target) for plan in plans for target in plan.targets],
        "yearly_word": [
            {"word": word} for words in catalogue.language_words.values() for word in words["periods"]["per_year"]
        ],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "plan": plan.code,
        "name": plan.names[0],
        "owner": plan.owner,
        "sector": plan.sector,
        "geography": plan.geography,
        "start_year": plan.start.year if plan.start else None,
        "horizon_year": plan.horizon.year if plan.horizon else None,
        "base_year": plan.base_year,
        "pillars": list(plan.pillars),
        "note": plan.note,
    }


def _target(plan: Plan, target: PlanTarget) -> dict[str, Any]:
    additional = target.measure in FROM_BASE
    return {
        "plan": plan.code,
        "indicator": target.indicator,
        "sector": target.sector,
        "ecosystem": target.ecosystem,
        "measure": target.measure,
        "value": target.value,
        "unit": target.unit,
        "additional": additional,
        "base_year": target.base_year if additional else None,
        "horizon": target.horizon or plan.horizon,
        "said_by": target.source.by,
        "title": target.source.title,
        "publisher": target.source.publisher,
        "published_at": target.source.published_at,
        "url": target.source.url,
        "note": target.note,
    }
