"""The perimeter of a figure: sector, ecosystem, geography and scope."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from flows.catalogue.records import Catalogue
from flows.claims.claim import Claim
from flows.claims.draft import Carried, Draft
from flows.claims.lexicon import Mention
from flows.claims.scan import Sentence
from flows.claims.surroundings import Near

OBSERVED = {"plan", "ecosystem", "sector", "nature", "indicator", "grammar", "scope"}
SECTORAL = {"plan", "ecosystem", "sector", "scope"}
FADING = 0.9  # what earlier sentences were about counts less with each sentence
HEADLINE = 3.0
FRAMING = 2.0  # a bulletin of the accounts names them less often than the sectors that it lists
ACCOUNTS = "external_trade"  # the accounts of a country, which list what its sectors sell
ELSEWHERE = "branch"  # a branch of the economy that the catalogue has no sector for
OUTSIDE = (ELSEWHERE, "nation")  # a figure of the whole nation, as unemployment, is about no sector either
WHOLE = "whole"  # a name of all the sector, which ends what was told of one of its ecosystems
BEHIND = "behind"  # the places and sectors that another is ranked with
COMPANIES = {"company", "group"}
SECTOR_REACH = 12
ECOSYSTEM_REACH = 16
ATTACHED = 9  # what follows this closely belongs to the figure, whatever comes next
GEOGRAPHY_REACH = 12
SCOPE_REACH = 10
GROUP_REACH = 32
OPENING = 4  # a place among the first words of a sentence governs all of it
COUNTRY_INDICATORS = ("gdp",)
CARRIED_SCOPES = ("company", "project", "subset")
# Figures of these indicators told of a foreign place are exchanges with it: shares of exports, tourists from there.
PARTNERED = {"share": ("export_revenue", "imports", "orders", "services_exports", "arrivals"), "level": ("arrivals",)}


class Own(NamedTuple):
    """The branch of the economy that a figure's own clause names: a sector, perhaps by one of its ecosystems."""

    near: Near
    sector: str
    ecosystem: str | None = None


def observe(sentence: Sentence, catalogue: Catalogue, carried: Carried) -> None:
    """Note what the sentence is about, for itself and the sentences after it."""
    telling = [mention for mention in sentence.mentions if not OBSERVED.isdisjoint(mention.tags)]
    _observe_ecosystem(telling, catalogue, carried)
    _observe_sectors(telling, catalogue, carried)
    scopes = {scope for mention in telling for scope in mention.tags.get("scope", ())}
    company, sector = not COMPANIES.isdisjoint(scopes), any("sector" in mention.tags for mention in telling)
    carried.company = company if carried.sentences == 0 else carried.company and (company or not sector)
    for mention in telling:
        tags = mention.tags
        carried.surveyed = carried.surveyed or "survey" in tags.get("grammar", ())
        carried.plan = carried.plan or "plan" in tags or "plan_words" in tags.get("nature", ())
        for indicator in tags.get("indicator", ()):
            if "rank" in catalogue.indicators[indicator].units:
                carried.ranking = indicator
    carried.sentences += 1


def _observe_ecosystem(telling: list[Mention], catalogue: Catalogue, carried: Carried) -> None:
    """The one ecosystem that a text opens with is what it is about, until it speaks of the whole sector."""
    if not carried.sectors:
        ecosystems: set[str] = set()
        sectors: set[str] = set()
        for mention in telling:
            if "including" in mention.tags.get("grammar", ()):  # `dont 400 millions issus du KPO` names a part
                break
            ecosystems.update(mention.tags.get("ecosystem", ()))
            sectors |= _sectors_of(mention, catalogue)
        if len(ecosystems) == len(sectors) == 1:
            carried.ecosystem = next(iter(ecosystems))
    if any(WHOLE in mention.tags.get("scope", ()) for mention in telling):
        carried.ecosystem = None


def _observe_sectors(telling: list[Mention], catalogue: Catalogue, carried: Carried) -> None:
    weight = 1.0 if carried.sectors else HEADLINE
    for sector in carried.sectors:
        carried.sectors[sector] *= FADING
    for mention in telling:
        if BEHIND in mention.tags.get("scope", ()):
            break
        if SECTORAL.isdisjoint(mention.tags):
            continue
        for sector in _sectors_of(mention, catalogue):
            more = weight * FRAMING if sector == ACCOUNTS else weight
            carried.sectors[sector] = carried.sectors.get(sector, 0.0) + more


def _sectors_of(mention: Mention, catalogue: Catalogue) -> set[str]:
    """The sectors that a mention names itself, or by a plan or an ecosystem."""
    lines = [catalogue.ecosystems[code].sector for code in mention.tags.get("ecosystem", ())]
    planned = [sector for sector in (catalogue.plans[code].sector for code in mention.tags.get("plan", ())) if sector]
    other = [ELSEWHERE] if ELSEWHERE in mention.tags.get("scope", ()) else []
    return {*mention.tags.get("sector", ()), *planned, *lines, *other}


def decide_perimeter(draft: Draft, catalogue: Catalogue, carried: Carried) -> None:
    """Set sector, ecosystem, geography and scope."""
    indicator = catalogue.indicators.get(draft.indicator or "")
    before = _goes_on_from(draft, carried)
    draft.geography = _geography(draft, before, carried)
    own = _own(draft, catalogue)
    _decide_sector(draft, own, before, catalogue, carried)
    if own is None and indicator and indicator.code in COUNTRY_INDICATORS:
        draft.sector = draft.ecosystem = None
    draft.scope = _scope(draft, indicator.scope if indicator else None, before, carried)
    if _is_group_wide(draft):
        draft.geography, draft.scope = "world", "company"


def _goes_on_from(draft: Draft, carried: Carried) -> Draft | None:
    """The figure before, in the same sentence or in the one that this goes on from with a pronoun."""
    before = carried.last.get("any")
    if before is None:
        return None
    sentence = draft.around.distances.sentence
    same = before.around.distances.sentence is sentence
    return before if same or any("pronoun" in sentence.grammar(place) for place in range(OPENING)) else None


def _decide_sector(draft: Draft, own: Own | None, before: Draft | None, catalogue: Catalogue, carried: Carried) -> None:
    main = _main(carried)
    if "ecosystem" in draft.shared:
        draft.ecosystem = draft.shared["ecosystem"]
        draft.sector = catalogue.ecosystems[draft.ecosystem].sector
    elif "sector" in draft.shared:
        draft.sector, draft.ecosystem = draft.shared["sector"], None
    elif own and _overrides(own.sector, main):
        whole = WHOLE in own.near.mention.tags.get("scope", ())
        draft.sector, draft.ecosystem = own.sector, own.ecosystem or (None if whole else carried.ecosystem)
    elif own is None and before:
        draft.sector, draft.ecosystem = before.sector, before.ecosystem
    else:
        draft.sector, draft.ecosystem = main, carried.ecosystem
    if draft.ecosystem and catalogue.ecosystems[draft.ecosystem].sector != draft.sector:
        draft.ecosystem = None


def _main(carried: Carried) -> str | None:
    """What the text has been about so far; of several, what was named last."""
    return max(reversed(carried.sectors), key=lambda code: carried.sectors[code], default=None)


def _own(draft: Draft, catalogue: Catalogue) -> Own | None:
    """The branch named nearest to the figure; an ecosystem rather than the sector that it is part of."""
    around = draft.around
    found = [Own(near, code) for near, code in around.all("sector") if "ecosystem" not in near.mention.tags]
    found += [Own(near, catalogue.ecosystems[code].sector, code) for near, code in around.all("ecosystem")]
    found += [Own(near, ELSEWHERE) for scope in OUTSIDE if (near := around.of("scope", scope))]
    reached = [own for own in found if _reaches(own.near, draft)]
    nearest = min(reached, key=lambda own: own.near.cost + around.position(own.near), default=None)
    lines = (own for own in reached if own.ecosystem and nearest and own.sector == nearest.sector)
    return min(lines, key=lambda own: own.near.cost + around.position(own.near), default=nearest)


def _reaches(near: Near, draft: Draft) -> bool:
    if near.after:
        depth = draft.around.distances.sentence.depth
        joined = depth[near.mention.first] == depth[draft.quantity.last - 1]
        return near.cost <= ATTACHED and (joined or not near.foreign) and draft.kind != "rank"
    return near.cost <= (ECOSYSTEM_REACH if "ecosystem" in near.mention.tags else SECTOR_REACH)


def _overrides(sector: str, main: str | None) -> bool:
    """Whether a sector that a figure's clause names may be its own in a text about `main`.

    The accounts of a country frame the text that is about them, and list other branches than our sectors as well; in a
    text about a sector they are that sector's own (`le secteur, avec un excédent commercial de ...`).
    """
    if main is None or sector == main:
        return True
    return sector != ACCOUNTS and not (main == ACCOUNTS and sector == ELSEWHERE)


def _geography(draft: Draft, before: Draft | None, carried: Carried) -> str | None:
    if draft.indicator == "market_size" and draft.around.within("scope", "world", GEOGRAPHY_REACH):
        return "world"
    places = [
        (near, code) for near, code in draft.around.all("geography") if _is_own_place(near, str(code), draft, carried)
    ]
    direct = (code for near, code in places if near.after and near.mention.first - draft.quantity.last <= 1)
    code = next(direct, None) or next((code for _, code in places), None)
    return str(code) if code else before.geography if before else carried.country


def _is_own_place(near: Near, code: str, draft: Draft, carried: Carried) -> bool:
    """Whether a place nearby is the figure's own, and not what it is compared with or where it goes to."""
    opens = not near.after and near.mention.last <= OPENING
    if (near.after and near.foreign) or not (near.cost <= GEOGRAPHY_REACH or opens):
        return False
    if code == "world" and draft.kind in ("rank", "count"):
        return False
    shared = draft.measure == "share" or near.after
    if shared and draft.indicator in PARTNERED.get(draft.measure, ()) and code != carried.country:
        return False
    return not _is_compared(near, draft)


def _is_compared(near: Near, draft: Draft) -> bool:
    """Whether the figure's own place is set against this one: `sixième, derrière la Chine`, `juste après le Maroc`."""
    sentence, first = draft.around.distances.sentence, near.mention.first
    if any("versus" in sentence.grammar(place) for place in (first - 1, first - 2)):
        return True
    behind = draft.around.of("scope", BEHIND)
    if behind is None or first < behind.mention.last:
        return False
    return behind.after or first - behind.mention.last <= 1


def _is_group_wide(draft: Draft) -> bool:
    """A level of a group, told without a place, is that of the whole group."""
    if draft.measure != "level" or draft.nature != "actual" or draft.kind == "rank":
        return False
    group = draft.around.within("scope", "group", GROUP_REACH)
    placed = any(found.cost <= GEOGRAPHY_REACH for found, _ in draft.around.all("geography"))
    return group is not None and not group.after and not placed


def _scope(draft: Draft, usual: str | None, before: Draft | None, carried: Carried) -> str:
    told = before.scope if before and before.scope in CARRIED_SCOPES else None
    accounts = draft.kind == "rank" or draft.sector in (None, ACCOUNTS, ELSEWHERE)
    if draft.geography == "world":
        return "company" if told == "company" else "world"
    if usual and (usual != "country" or accounts):
        return usual
    for scope in ("company", "project", "organisation", "subset"):
        if draft.around.within("scope", scope, SCOPE_REACH):
            return scope
    group = draft.around.within("scope", "group", SCOPE_REACH)
    if carried.company or (group and not group.after):
        return "company"
    national = draft.sector == ACCOUNTS or draft.around.within("scope", "nation", SCOPE_REACH)
    return told or ("country" if national else "sector")


def fill_sectors(claims: list[Claim], carried: Carried) -> list[Claim]:
    """Give claims told before any sector was named the one that the text turned out to be about.

    Claims about branches that the catalogue lacks have none.
    """
    main = _main(carried)
    return [_filled(claim, main) for claim in claims]


def _filled(claim: Claim, main: str | None) -> Claim:
    sector = claim.sector or (None if claim.indicator in COUNTRY_INDICATORS else main)
    sector = None if sector == ELSEWHERE else sector
    return claim if sector == claim.sector else replace(claim, sector=sector)
