"""From a text to its claims: fold, split, scan, read, link; one pass over the sentences."""

from __future__ import annotations

from collections.abc import Iterator

from flows.catalogue import Catalogue, load_catalogue
from flows.catalogue.folding import Folded, fold
from flows.claims.among_tables import sentences_and_rows
from flows.claims.carrying import carry_period, note_periods, note_ranking
from flows.claims.claim import Claim, Nature
from flows.claims.confidence import confidence
from flows.claims.departures import mark_departures
from flows.claims.distractors import is_distractor
from flows.claims.draft import Carried, Draft
from flows.claims.ellipsis import settle_unit
from flows.claims.indicators import link_indicator
from flows.claims.language import guess_language
from flows.claims.lexicon import Lexicon, load_lexicon
from flows.claims.measures import decide_measure
from flows.claims.natures import decide_hedge, decide_nature
from flows.claims.percentages import rate_before
from flows.claims.perimeter import decide_perimeter, fill_sectors, observe
from flows.claims.periods import PeriodReader
from flows.claims.quantities import QuantityReader
from flows.claims.quantity import Quantity
from flows.claims.respectively import share_out
from flows.claims.restatements import conversions, restate, settle_headlines, spanning
from flows.claims.same_period import resolve_periods
from flows.claims.scan import Sentence, Tokens, is_quiet, read_moods, scan, tokenize
from flows.claims.selfchecks import noted
from flows.claims.sentences import sentence_spans
from flows.claims.surroundings import Distances, Surroundings
from flows.claims.when import assign_periods, dates

OPENING = 4  # tokens among which a pronoun is the subject
EXTRACTOR_VERSION = "2.0.1"


def extract_claims(
    text: str,
    *,
    language: str | None = None,
    published_at: str | None = None,
    country: str | None = None,
    catalogue: Catalogue | None = None,
) -> list[Claim]:
    """The claims of `text`, in order of their offsets.

    `language` (ISO 639-1) is told from the text when not given; one without words in the catalogue has no claims.
    `published_at` (YYYY, YYYY-MM or YYYY-MM-DD) resolves relative dates; `country` (ISO 3166-1 alpha-2) is where the
    text is from: the geography where none is told. Never raises on any text.
    """
    known = catalogue or load_catalogue()
    lexicon = load_lexicon(known, language[:2].lower() if language else guess_language(text))
    if lexicon is None:
        return []
    carried = Carried(country=country, published=_published(published_at))
    return _read(text, lexicon, known, carried)


def _read(text: str, lexicon: Lexicon, catalogue: Catalogue, carried: Carried) -> list[Claim]:
    folded = fold(text)
    tokens = tokenize(folded.text, lexicon)
    claims: list[Claim] = []
    numbers: list[int] = []
    spans = sentence_spans(folded.text, folded.cased, lexicon.abbreviations)
    for number, (start, end, row) in enumerate(sentences_and_rows(spans, folded, lexicon, catalogue)):
        if row is not None:
            for draft in row(carried):
                claims.append(_claim(draft, text, folded, draft.around.distances.sentence, catalogue))
                numbers.append(number)
            continue
        if is_quiet(tokens, start, end, lexicon):
            carried.sentences, carried.quiet = carried.sentences + 1, (start, end)
            continue
        sentence = scan(tokens, start, end, lexicon)
        carried.topic, carried.quiet = _topic(sentence, tokens, lexicon, carried), None
        observe(sentence, catalogue, carried)
        drafts = _drafts(sentence, folded, lexicon, catalogue, carried)
        claims.extend(_claim(draft, text, folded, sentence, catalogue) for draft in drafts)
        first = sentence.figures[0] if sentence.figures else None
        carried.subject = _first_indicator(sentence, first) or _first_indicator(sentence, None) or carried.subject
        numbers.extend([number] * (len(claims) - len(numbers)))
    return noted(settle_headlines(fill_sectors(claims, carried), numbers), catalogue)


def _topic(sentence: Sentence, tokens: Tokens, lexicon: Lexicon, carried: Carried) -> str | None:
    """The indicator that a sentence opening with a pronoun or possessive goes on about: what was spoken of last."""
    if not any("pronoun" in sentence.grammar(place) for place in range(OPENING)):
        return None
    figure = carried.last.get("any")
    if figure and figure.indicator and any("amount" in sentence.grammar(place) for place in range(OPENING)):
        return figure.indicator
    if carried.quiet is not None:
        carried.subject = _first_indicator(scan(tokens, *carried.quiet, lexicon), None) or carried.subject
    return carried.subject


def _first_indicator(sentence: Sentence, before: int | None) -> str | None:
    """The indicator named first in the sentence, ahead of token `before`."""
    named = (
        mention.tags["indicator"][0]
        for mention in sentence.mentions
        if "indicator" in mention.tags and (before is None or mention.first < before)
    )
    return next(named, None)


def _published(stamp: str | None) -> tuple[int, int | None] | None:
    parts = (stamp or "").split("-")
    if not (parts[0].isascii() and parts[0].isdigit() and 1900 <= int(parts[0]) <= 2100):
        return None
    month = int(parts[1]) if len(parts) > 1 and parts[1].isascii() and parts[1].isdigit() else None
    return int(parts[0]), month if month and 1 <= month <= 12 else None


def _drafts(
    sentence: Sentence, folded: Folded, lexicon: Lexicon, catalogue: Catalogue, carried: Carried
) -> Iterator[Draft]:
    periods = resolve_periods(PeriodReader(sentence, folded.cased, carried.published).read(), sentence, carried)
    note_ranking(periods, sentence, carried)
    used = {index for period in periods for index in range(period.first, period.last)}
    reader = QuantityReader(sentence, used, carried.country)
    printed = [quantity for quantity in reader.read() if not is_distractor(quantity, sentence)]
    if not printed:
        note_periods(periods, [], sentence, carried)
        return
    read_moods(sentence, lexicon)
    converted = conversions(printed, sentence)
    quantities = spanning(printed, converted)
    drafts = _opened(quantities, Distances(sentence, quantities))
    drafts = [draft for number, draft in enumerate(drafts) if settle_unit(number, drafts, sentence, catalogue, carried)]
    assign_periods(drafts, periods, sentence, carried.published)
    mark_departures(drafts, sentence)
    share_out(drafts, periods, sentence)
    for number, draft in enumerate(drafts):
        before = drafts[number - 1] if number else None
        link_indicator(draft, before, catalogue, carried)
        if draft.unit is None:
            continue
        draft.series = rate_before(number, drafts)
        _decide(draft, before, sentence, catalogue, carried)
        yield draft
        if converted:
            yield from (restate(draft, other, sentence) for other in _conversion_of(draft, printed, converted))
    note_periods(periods, drafts, sentence, carried)


def _opened(quantities: list[Quantity], distances: Distances) -> list[Draft]:
    return [
        Draft(quantity, Surroundings(distances, number), quantity.kind, quantity.unit, quantity.value, quantity.high)
        for number, quantity in enumerate(quantities)
    ]


def _conversion_of(draft: Draft, printed: list[Quantity], converted: dict[int, int]) -> list[Quantity]:
    return [printed[number] for number, main in converted.items() if printed[main].start == draft.quantity.start]


def _decide(draft: Draft, before: Draft | None, sentence: Sentence, catalogue: Catalogue, carried: Carried) -> None:
    indicator = catalogue.indicators.get(draft.indicator or "")
    given: Nature | None = indicator.nature if indicator else None  # type: ignore[assignment] # checked on loading
    decide_nature(draft, before, given, carried)
    decide_measure(draft, before, indicator)
    if indicator and indicator.share and draft.measure == "share":
        draft.indicator, indicator = indicator.share, catalogue.indicators[indicator.share]
    carry_period(draft, indicator, carried)
    draft.hedge = decide_hedge(draft, sentence)
    decide_perimeter(draft, catalogue, carried)
    carried.plan = carried.plan or draft.nature == "target"
    if draft.kind == "money":
        carried.currency = draft.unit
    carried.last["figure"] = draft
    if draft.kind != "rank" and (draft.indicator or "any" not in carried.last):
        carried.last["any"] = carried.last[draft.kind] = carried.last[draft.unit or ""] = draft


def _claim(draft: Draft, text: str, folded: Folded, sentence: Sentence, catalogue: Catalogue) -> Claim:
    start, end = folded.span(draft.quantity.start, draft.quantity.end)
    first, last = folded.span(sentence.start, sentence.end)
    period_start, period_end = dates(draft, catalogue.indicators.get(draft.indicator or ""))
    return Claim(
        start=start,
        end=end,
        quote=text[start:end],
        sentence=text[first:last],
        value=draft.value,
        value_high=draft.high,
        unit=draft.unit or "",
        indicator=draft.indicator,
        measure=draft.measure,
        nature=draft.nature,
        hedge=draft.hedge,
        sector=draft.sector,
        ecosystem=draft.ecosystem,
        geography=draft.geography,
        scope=draft.scope,
        subject=_subject(draft, text, folded, sentence, catalogue),
        period_start=period_start,
        period_end=period_end,
        confidence=confidence(draft, catalogue.confidence),
        reason="; ".join(draft.reasons) or "no word of the catalogue nearby",
        note=draft.note,
    )


def _subject(draft: Draft, text: str, folded: Folded, sentence: Sentence, catalogue: Catalogue) -> str | None:
    """The figure's own noun where it says more than the indicator does: the engineers among the people employed.

    General nouns, such as "personnes", say no more, whatever unit the figure has in the end.
    """
    if draft.subject is not None:
        start, end = folded.span(*draft.subject)
        return text[start:end]
    noun = draft.quantity.noun
    if noun is None or "indicator" in noun.tags:
        return None
    start, end = folded.span(sentence.starts[noun.first], sentence.ends[noun.last - 1])
    printed = text[start:end].lower()
    general = any(printed in unit.general for unit in catalogue.units.values())
    return None if general else text[start:end]
