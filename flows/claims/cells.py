"""From the cells of a table to claims in the making: what head, label and caption tell of each figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from flows.catalogue.records import Catalogue, Indicator
from flows.claims.claim import Nature
from flows.claims.column_forms import ColumnForms, Form, printed_value
from flows.claims.draft import Carried, Draft
from flows.claims.head_words import Words, read_quantity
from flows.claims.indicators import link_indicator
from flows.claims.lexicon import Lexicon
from flows.claims.measures import decide_measure
from flows.claims.natures import decide_nature
from flows.claims.numbers import tidy
from flows.claims.perimeter import ACCOUNTS, ELSEWHERE, decide_perimeter
from flows.claims.quantity import Kind, Quantity
from flows.claims.scan import scan, tokenize
from flows.claims.surroundings import Distances, Surroundings
from flows.claims.table_heads import TableWords
from flows.claims.table_lines import Cell
from flows.claims.tables import Row, Table

PLACE = "0"  # what stands for the figure among the words that tell about it
KNOWN = ("indicator", "sector", "ecosystem", "geography")
WHOLE = 100.0  # per cent
_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class _Scale:
    """What a printed number counts: its unit, if told, and the factor that it is printed in."""

    kind: Kind
    unit: str | None
    factor: float = 1.0


PERCENT = _Scale("percent", "percent")


class TableReader:
    """Reads the figures of one table; its rows must be read in order."""

    def __init__(self, table: Table, lexicon: Lexicon, catalogue: Catalogue) -> None:
        self.table, self.lexicon, self.catalogue = table, lexicon, catalogue
        self.above = ""
        self.carried: Carried | None = None

    def drafts(self, row: Row, carried: Carried) -> Iterator[Draft]:
        """The claims that the figures of `row` make, in a text of which `carried` is known so far."""
        if self.carried is None:
            self.carried = _handed_on(carried, self.table.start)
            self.words = TableWords(self.table, self.lexicon, carried.country, carried.published)
            self.forms = ColumnForms(self.table, self.words)
        own = self.words.read(row.label)
        label = self._label(row, own)
        before = None
        for column, cell in row.figures:
            draft = self._draft(row, own, label, column, cell, before)
            if draft is not None:
                before = draft
                yield draft

    def _label(self, row: Row, own: Words) -> Words:
        """The words of a row's label, after those of its section and of the row that it is a part or rate of."""
        formal = bool(own.roles & {"variation", "share"}) and own.indicator is None
        if not (own.is_part or formal):
            self.above = row.label
        parts = (row.section.rstrip(" :"), self.above if self.above != row.label else "", own.own_text)
        return self.words.read(" ".join(part for part in parts if part))

    def _draft(self, row: Row, own: Words, label: Words, column: int, cell: Cell, before: Draft | None) -> Draft | None:
        head, carried = self.words.head(column), self.carried
        if carried is None or self.forms.is_order(column) or self.forms.is_years(column):
            return None
        form = self.forms.of(column, cell, own)
        if form == "undecided":
            return None
        quantity = self._quantity(cell, form, head, label)
        if quantity is None or (quantity.unit == "percent" and form != "growth_rate" and quantity.value == WHOLE):
            return None
        draft = self._opened(quantity, self.words.beside(head, label), cell)
        draft.period = self.words.period(head, own if own.has_period else label, form)
        draft.own_period = draft.period is not None
        if form and before and before.indicator and head.indicator is None:
            draft.indicator, draft.unit = before.indicator, draft.unit or before.unit
            draft.evidence, draft.reasons = set(before.evidence), [f"{before.indicator} (as the figure before)"]
        else:
            self._link(draft, label, head, carried)
        if draft.unit is None:
            return None
        self._decide(draft, form, head.nature or own.nature, carried)
        if label.indicator == self.words.read(self.above).indicator:  # a part may be an indicator of its own
            draft.subject = _subject(row, own)
        if draft.subject and self.is_by_sector and draft.sector != ACCOUNTS:
            draft.sector, draft.ecosystem = ELSEWHERE, None
        draft.quantity = replace(quantity, start=cell.start, end=cell.end)
        sentence = draft.around.distances.sentence
        sentence.start, sentence.end = row.start, row.end
        return draft

    @cached_property
    def is_by_sector(self) -> bool:
        """Whether rows are told apart by sectors: one without a known word is of another branch."""
        labels = (self.words.read(row.label).sentence.mentions for row in self.table.rows)
        return len({code for label in labels for mention in label for code in mention.tags.get("sector", ())}) > 1

    def _opened(self, quantity: Quantity, words: str, cell: Cell) -> Draft:
        """The draft of a figure among the words that tell about it."""
        printed = " ".join(_WORDS.findall(cell.text))
        text = f"{words} {PLACE} {printed}".rstrip()
        sentence = scan(tokenize(text, self.lexicon), 0, len(text), self.lexicon)
        place = sentence.starts.index(len(words) + 1)
        quantity = replace(quantity, first=place, last=place + 1, start=len(words) + 1, end=len(words) + 2)
        around = Surroundings(Distances(sentence, [quantity]), 0)
        return Draft(quantity, around, quantity.kind, quantity.unit, quantity.value, quantity.high)

    def _link(self, draft: Draft, label: Words, head: Words, carried: Carried) -> None:
        """The indicator of row, column or caption, in this order."""
        link_indicator(draft, None, self.catalogue, carried)
        if draft.indicator is None and draft.kind == "percent" and not draft.around.of("measure", "else"):
            draft.indicator = label.indicator or head.indicator or self.words.context.indicator
            if draft.indicator:
                draft.evidence = (draft.evidence - {"no indicator"}) | {"far"}
                draft.reasons.append(f"{draft.indicator} (the table's)")

    def _decide(self, draft: Draft, form: Form | None, told: Nature | None, carried: Carried) -> None:
        indicator = self.catalogue.indicators.get(draft.indicator or "")
        given: Nature | None = indicator.nature if indicator else None  # type: ignore[assignment] # checked on loading
        if told and given is None:
            draft.nature = told
            draft.reasons.append(f"{told} (told by the table)")
        else:
            decide_nature(draft, None, given, carried)
        if form in ("growth_rate", "change", "share"):
            draft.measure = form
            draft.reasons.append(f"{form} (told by the column)")
        else:
            decide_measure(draft, None, indicator)
            if draft.measure == "cumulative" and not draft.around.of("measure", "cumulative") and _is_of_year(draft):
                draft.measure = "level"
        if draft.measure == "change" and draft.kind == "percent":
            draft.kind, draft.unit = "points", "points"
        decide_perimeter(draft, self.catalogue, carried)

    # ---- values

    def _quantity(self, cell: Cell, form: Form | None, head: Words, label: Words) -> Quantity | None:
        """The figure of a cell in base units, with the unit that cell, column, row or caption tell."""
        printed = printed_value(cell.text, self.lexicon.decimal)
        if printed is None:
            own = read_quantity(cell.text, self.lexicon, self.words.country)
            return replace(own, noun=None) if own and own.kind != "bare" else None
        scale = PERCENT if "%" in cell.text else self._scale(form, head, label)
        value, sign = printed_value(cell.text, self.lexicon.decimal, scale.factor) or printed
        value = tidy(value * scale.factor)
        return Quantity(
            0, 1, 0, 1, value, None, scale.unit, scale.kind, magnitude=scale.factor, sign=sign or (form is not None)
        )

    def _scale(self, form: Form | None, head: Words, label: Words) -> _Scale:
        if form in ("growth_rate", "share"):
            return PERCENT
        indicator = self.catalogue.indicators.get(label.indicator or head.indicator or "")
        factor = 1.0
        for words in (head, label, self.words.context):
            told = words.unit
            if told is None:
                continue
            if not _fits(told, indicator):
                if told.kind == "count" and indicator and "money" not in indicator.units and not indicator.rate:
                    return _Scale("bare", None, told.value)  # people, where those employed are counted
                continue
            factor = told.value if factor == 1 else factor
            if told.unit is not None:
                return _Scale(told.kind, told.unit, factor if told.kind in ("money", "count") else 1.0)
        if indicator and indicator.rate:
            return PERCENT
        currency = self.carried.currency if self.carried else None
        if indicator and "money" in indicator.units and factor > 1 and currency:
            return _Scale("money", currency, factor)
        return _Scale("bare", None, factor)


def _is_of_year(draft: Draft) -> bool:
    """Whether a figure stands for one year, be it the one aimed at: a headcount then, not what adds up until then."""
    period = draft.period
    return period is not None and (period.start is None or period.end is None or period.start.year == period.end.year)


def _subject(row: Row, own: Words) -> tuple[int, int] | None:
    """Where the row's label tells what its figures are of, if no word of the catalogue does: Filature."""
    told = any(not mention.tags.keys().isdisjoint(KNOWN) for mention in own.sentence.mentions)
    whole = any("total" in mention.tags.get("measure", ()) for mention in own.sentence.mentions)
    name = own.own_text.split(", ")[0]
    if told or whole or own.has_period or own.roles or not _WORDS.search(name):
        return None
    start = row.named + max(0, row.label.find(name))
    return start, start + len(name)


def _fits(unit: Quantity, indicator: Indicator | None) -> bool:
    """Whether figures of the indicator that a row or column names may come in a unit told elsewhere."""
    if indicator is None or unit.kind in ("percent", "points"):
        return True
    if unit.kind == "money":
        return "money" in indicator.units
    return unit.unit in indicator.units if unit.unit else not indicator.rate


def _handed_on(carried: Carried, start: int) -> Carried:
    """What a table takes over: of figures, only what the paragraph right above it counts."""
    counted = carried.last.get("count")
    if counted is not None:
        sentence = counted.around.distances.sentence
        if counted.indicator is None or sentence.text.count("\n", sentence.end, start) != 1:
            counted = None
    return replace(carried, last={"count": counted} if counted else {}, topic=None)
