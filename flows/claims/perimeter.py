"""The perimeter of a figure: sector, ecosystem, geography and scope."""

from __future__ import annotations

from flows.catalogue.records import Catalogue
from flows.claims.draft import Carried, Draft
from flows.claims.scan import Sentence

FADING = 0.9  # what earlier sentences were about counts less with each sentence
HEADLINE = 3.0
ECOSYSTEM_REACH = 16
GEOGRAPHY_REACH = 12
COMPANY_REACH = 10
COUNTRY_INDICATORS = ("gdp",)


def observe(sentence: Sentence, carried: Carried) -> None:
    """Note what the sentence is about, for itself and the sentences after it."""
    for sector in carried.sectors:
        carried.sectors[sector] *= FADING
    weight = HEADLINE if carried.sentences == 0 else 1.0
    ecosystems: dict[str, None] = {}
    for mention in sentence.mentions:
        for sector in mention.tags.get("sector", ()):
            carried.sectors[sector] = carried.sectors.get(sector, 0.0) + weight
        ecosystems.update(dict.fromkeys(mention.tags.get("ecosystem", ())))
        carried.plan = carried.plan or "plan" in mention.tags
    if carried.sentences == 0 and len(ecosystems) == 1:
        carried.ecosystem = next(iter(ecosystems))
    carried.sentences += 1


def decide_perimeter(draft: Draft, catalogue: Catalogue, carried: Carried) -> None:
    """Set sector, ecosystem, geography and scope."""
    indicator = catalogue.indicators.get(draft.indicator or "")
    draft.geography = _geography(draft, carried)
    near = [(found, code) for found, code in draft.around.all("ecosystem") if found.cost <= ECOSYSTEM_REACH]
    draft.ecosystem = near[0][1] if near else carried.ecosystem
    draft.sector = max(carried.sectors, key=lambda code: carried.sectors[code], default=None)
    if near and draft.ecosystem:
        draft.sector = catalogue.ecosystems[draft.ecosystem].sector
    if draft.sector is None or (draft.ecosystem and catalogue.ecosystems[draft.ecosystem].sector != draft.sector):
        draft.ecosystem = None
    if indicator and indicator.code in COUNTRY_INDICATORS:
        draft.sector = draft.ecosystem = None
    draft.scope = _scope(draft, indicator.scope if indicator else None)


def _geography(draft: Draft, carried: Carried) -> str | None:
    for near, code in draft.around.all("geography"):
        if near.cost <= GEOGRAPHY_REACH and not (code == "world" and draft.quantity.kind in ("rank", "count")):
            return str(code)
    return carried.country


def _scope(draft: Draft, usual: str | None) -> str:
    if draft.geography == "world":
        return "world"
    if usual:
        return usual
    for scope in ("company", "project", "organisation", "subset"):
        if draft.around.within("scope", scope, COMPANY_REACH):
            return scope
    return "sector"
