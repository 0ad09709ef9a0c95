"""The perimeter of a figure: sector, ecosystem, geography and scope."""

from __future__ import annotations

from dataclasses import replace

from flows.catalogue.records import Catalogue
from flows.claims.claim import Claim
from flows.claims.draft import Carried, Draft
from flows.claims.scan import Sentence

OBSERVED = {"plan", "ecosystem", "sector", "nature", "indicator", "grammar"}
FADING = 0.9  # what earlier sentences were about counts less with each sentence
HEADLINE = 3.0
ECOSYSTEM_REACH = 16
ATTACHED = 9  # what follows this closely belongs to the figure, whatever comes next
GEOGRAPHY_REACH = 12
COMPANY_REACH = 10
GROUP_REACH = 32
OPENING = 4  # a place among the first words of a sentence governs all of it
COUNTRY_INDICATORS = ("gdp",)


def observe(sentence: Sentence, catalogue: Catalogue, carried: Carried) -> None:
    """Note what the sentence is about, for itself and the sentences after it."""
    for sector in carried.sectors:
        carried.sectors[sector] *= FADING
    weight = HEADLINE if carried.sentences == 0 else 1.0
    ecosystems: dict[str, None] = {}
    parted = False  # `dont 400 millions issus du KPO` names a part, not what the text is about
    for mention in sentence.mentions:
        if OBSERVED.isdisjoint(mention.tags):
            continue
        plans = mention.tags.get("plan", ())
        lines = [catalogue.ecosystems[code].sector for code in mention.tags.get("ecosystem", ())]
        planned = [sector for sector in (catalogue.plans[code].sector for code in plans) if sector]
        for sector in {*mention.tags.get("sector", ()), *planned, *lines}:
            carried.sectors[sector] = carried.sectors.get(sector, 0.0) + weight
        parted = parted or "including" in mention.tags.get("grammar", ())
        if not parted:
            ecosystems.update(dict.fromkeys(mention.tags.get("ecosystem", ())))
        carried.surveyed = carried.surveyed or "survey" in mention.tags.get("grammar", ())
        carried.plan = carried.plan or bool(plans) or "plan_words" in mention.tags.get("nature", ())
        for indicator in mention.tags.get("indicator", ()):
            if "rank" in catalogue.indicators[indicator].units:
                carried.ranking = indicator
    if carried.sentences == 0 and len(ecosystems) == 1:
        carried.ecosystem = next(iter(ecosystems))
    carried.sentences += 1


def decide_perimeter(draft: Draft, catalogue: Catalogue, carried: Carried) -> None:
    """Set sector, ecosystem, geography and scope."""
    indicator = catalogue.indicators.get(draft.indicator or "")
    draft.geography = _geography(draft, carried)
    around = draft.around
    reached = [
        (found.cost + around.position(found), code)
        for found, code in around.all("ecosystem")
        if not (found.after and found.foreign and found.cost > ATTACHED)
    ]
    near = sorted(item for item in reached if item[0] <= ECOSYSTEM_REACH)
    draft.ecosystem = draft.ecosystem or (near[0][1] if near else carried.ecosystem)
    draft.sector = max(carried.sectors, key=lambda code: carried.sectors[code], default=None)
    if near and draft.ecosystem:
        draft.sector = catalogue.ecosystems[draft.ecosystem].sector
    if draft.sector is None or (draft.ecosystem and catalogue.ecosystems[draft.ecosystem].sector != draft.sector):
        draft.ecosystem = None
    if indicator and indicator.code in COUNTRY_INDICATORS:
        draft.sector = draft.ecosystem = None
    draft.scope = _scope(draft, indicator.scope if indicator else None)
    if _is_group_wide(draft):
        draft.geography, draft.scope = "world", "company"


def _geography(draft: Draft, carried: Carried) -> str | None:
    for near, code in draft.around.all("geography"):
        opens = not near.after and near.mention.last <= OPENING
        if near.after and near.foreign:
            continue
        if (near.cost <= GEOGRAPHY_REACH or opens) and not (code == "world" and draft.kind in ("rank", "count")):
            return str(code)
    return carried.country


def _is_group_wide(draft: Draft) -> bool:
    """A level of a group, told without a place, is that of the whole group."""
    if draft.measure != "level" or draft.nature != "actual" or draft.kind == "rank":
        return False
    group = draft.around.within("scope", "group", GROUP_REACH)
    placed = any(found.cost <= GEOGRAPHY_REACH for found, _ in draft.around.all("geography"))
    return group is not None and not group.after and not placed


def _scope(draft: Draft, usual: str | None) -> str:
    if draft.geography == "world":
        return "world"
    if usual:
        return usual
    for scope in ("company", "project", "organisation", "subset"):
        if draft.around.within("scope", scope, COMPANY_REACH):
            return scope
    return "sector"


def share_out(drafts: list[Draft], sentence: Sentence) -> None:
    """`BPO et ITO ... respectivement 10 et 25 %`: each figure takes the ecosystem in its place."""
    mark = next((m.first for m in sentence.mentions if "respectively" in m.tags.get("grammar", ())), None)
    if mark is None:
        return
    named = [m.tags["ecosystem"][0] for m in sentence.mentions if "ecosystem" in m.tags and m.first < mark]
    after = [draft for draft in drafts if draft.quantity.first > mark] or drafts
    if len(named) == len(after):
        for draft, ecosystem in zip(after, named, strict=True):
            draft.ecosystem = ecosystem


def fill_sectors(claims: list[Claim], carried: Carried) -> list[Claim]:
    """Give claims told before any sector was named the one that the text turned out to be about."""
    sector = max(carried.sectors, key=lambda code: carried.sectors[code], default=None)
    return [
        replace(claim, sector=sector)
        if claim.sector is None and sector and claim.indicator not in COUNTRY_INDICATORS
        else claim
        for claim in claims
    ]
