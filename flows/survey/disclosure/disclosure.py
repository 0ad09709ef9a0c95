"""Disclosure control: no published cell of a wave tells what a single firm answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from flows.survey.disclosure.amounts import amounts
from flows.survey.disclosure.confidentiality import Confidential, in_words, quantile_firms, rules_for, rules_of_answers
from flows.survey.disclosure.emptying import QUANTILE, emptied
from flows.survey.disclosure.linked import Answers
from flows.survey.disclosure.overlapping import Sums, overlap
from flows.survey.disclosure.sensitivity import SECONDARY, Rules
from flows.survey.disclosure.standard_errors import withheld_errors
from flows.survey.disclosure.suppression import CannotProtect, suppress
from flows.survey.estimation.breakdowns import groupings
from flows.survey.estimation.weighting import design_weights

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from flows.survey.answers.responses import Codes, Floats, Mask, Responses
    from flows.survey.disclosure.confidentiality import Cell, Pattern
    from flows.survey.disclosure.overlapping import Overlap
    from flows.survey.disclosure.revisions import History
    from flows.survey.estimation.breakdowns import Grouping
    from flows.survey.estimation.design import Design
    from flows.survey.estimation.estimation import Estimated, Question

    Named = Iterable[tuple[str, str]]
    """The variables and values of a cell."""


def protect(
    found: Iterable[Estimated],
    responses: Responses,
    minimum_firms: int,
    history: History | None = None,
    hidden_before: Mapping[str, Collection[Named]] | None = None,
) -> pd.DataFrame:
    """All estimates of a wave in one frame, unsafe cells emptied, with `obs_status` and `conf_status` (SDMX), and
    `protection`, the rules in words.

    The rules are those of the codebook for each variable, and at least `minimum_firms`. A cell that is unsafe is
    hidden, and others (conf_status D) until an intruder can't recompute it, see `suppression`. The pattern
    holds for all statistics of a variable, because a mean times its population is the total. The categories of a
    question are hidden together, because they add up to those who answered; a ratio goes with either of its parts, a
    change with the level of either wave (`hidden_before` are the cells of a variable that the wave before hides). What
    such statistics tell of the firms that answered both questions, or were in both waves, must not tell of the others
    by subtraction from the level of all. Standard errors are hidden where they would give away that of a hidden cell,
    or what few firms answered, and quantiles where few answered, or stand beyond. A suppressed cell keeps its
    description, and its population where that tells nothing of the answers.

    With a `history`, what earlier releases have shown is known as well, see `flows.survey.disclosure.revisions`.
    """
    frames = list(_Control(responses, minimum_firms, history, hidden_before or {}).frames(found))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


@dataclass(frozen=True, slots=True, eq=False)
class _Decided:
    """The questions of a variable, one of each category, and what is hidden of them."""

    variable: str
    questions: Sequence[Question]
    rules: Rules | None
    secret: Confidential


@dataclass(eq=False)
class _Control:
    """Decides a variable at a time; answers are kept no longer than another variable needs them."""

    responses: Responses
    minimum_firms: int
    history: History | None
    hidden_before: Mapping[str, Collection[Named]]
    levels: dict[str, _Decided] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codebook = self.responses.codebook
        self.holding = _holdings(self.responses)
        parts = [(name, each.ratio_to) for name, each in self.codebook.variables.items() if "ratio" in each.statistics]
        self.needed = {name for both in parts for name in both}
        self.calibrated = self._hidden_by_calibration()

    def frames(self, found: Iterable[Estimated]) -> Iterator[pd.DataFrame]:
        waiting = []
        for together in _by_variable(found):
            first = together[0].question
            if first.below is not None:
                waiting.append(together)  # for its denominator, which may come later
                continue
            decided = self._decided([each.question for each in together])
            if first.before is None:
                self.levels = {name: each for name, each in self.levels.items() if name in self.needed}
                self.levels[decided.variable] = decided
            yield from self._rows(decided, together)
        for together in waiting:
            yield from self._rows(self._decided([each.question for each in together]), together)

    def _rows(self, decided: _Decided, together: Sequence[Estimated]) -> Iterator[pd.DataFrame]:
        """What is published of a variable."""
        rules, codebook = decided.rules, self.codebook
        secret = replace(decided.secret, counts=frozenset(self._counts_withheld(decided)))
        for each in together:
            tells = bool(self.calibrated) or bool(rules and not rules.public_weights)
            least = quantile_firms(codebook, decided.variable)
            rows = emptied(each, secret, rules, self.holding, least, keep_population=not tells)
            words = in_words(codebook, decided.variable, rules, negative=bool((each.question.y < 0).any()))
            quantile = rows["statistic"].str.fullmatch(QUANTILE) & (rules is not None)
            yield rows.assign(protection=np.where(quantile, f"{words}, {least} for a quantile", words))

    def _decided(self, questions: Sequence[Question]) -> _Decided:
        """One pattern for all questions of a variable; the errors are those of their levels."""
        variable = questions[0].variable
        rules = rules_for(self.codebook, variable, self.minimum_firms)
        if rules is None:
            return _Decided(variable, questions, None, Confidential({}))
        hidden = dict(self.calibrated)
        if questions[0].before is not None:
            hidden |= _named(self.hidden_before.get(variable, ()), questions[0].cells)
        if questions[0].before is not None or questions[0].below is not None:
            hidden |= self._beside_levels(questions[0], hidden)
        alone = [each for question in questions for each in self._tables(question, rules)]
        past = [each for question in questions for each in self._with_history(question, rules)]
        cells = _common([*alone, *past], hidden)
        errors = {name for each in alone for name in withheld_errors(each.table, set(cells), each.apart > 0)}
        return _Decided(variable, questions, rules, Confidential(cells, frozenset(errors)))

    def _tables(self, question: Question, rules: Rules) -> Iterator[Overlap]:
        """Everything that the estimates of a question are made of, as totals."""
        for amount in amounts(question.y, question.before, binary=question.binary):
            yield self._table(question, amount.y, self._rules(amount.y, question.variable, rules, amount.counted))
        below = self._denominator(question)
        if question.below is not None and below:
            yield self._table(question, question.below, self._rules(question.below, *below))

    def _denominator(self, question: Question) -> tuple[str, Rules] | None:
        """The variable that a ratio is to, and its rules; None for other statistics, and where it is public."""
        name = self.codebook.variables[question.variable].ratio_to
        rules = rules_for(self.codebook, name, self.minimum_firms) if name and question.below is not None else None
        return (name, rules) if name and rules else None

    def _with_history(self, question: Question, rules: Rules) -> Iterator[Overlap]:
        """The same, with what was published of it before."""
        if self.history is None or question.before is not None:
            return
        for place, amount in enumerate(amounts(question.y, None, binary=question.binary)):
            codes = [_everywhere(question, grouping) for grouping in question.cells]
            y = np.full(question.kept.size, np.nan)
            y[question.kept] = amount.y
            known = self.history.sums(question, y, codes, self.holding, place)
            if known is not None:
                their_rules = self._rules(amount.y, question.variable, rules, amount.counted)
                yield overlap(*known, their_rules)

    def _rules(self, y: Floats, variable: str, rules: Rules, counted: bool = False) -> Rules:
        if counted:
            return Rules(rules.minimum_frequency)
        return rules_of_answers(self.codebook, variable, rules, negative=bool((y < 0).any()))

    def _table(self, question: Question, y: Floats, rules: Rules) -> Overlap:
        answered = _answered(question)
        answers = Answers(y[answered], question.design.weight[answered], self.holding[question.kept][answered])
        sums = Sums(tuple(grouping.cell[answered] for grouping in question.cells))
        return overlap(answers, [sums], rules, _certain(question.design)[answered].astype(np.intp))

    def _beside_levels(self, question: Question, hidden: Pattern) -> Pattern:
        """What to hide of a question about firms that answered another one too, or in the wave before as well.

        What is hidden of either level; and cells that beside the level of all would tell of the others. A ratio and
        its numerator give the denominator, a change and a growth rate the level of either wave.
        """
        found = dict(hidden)
        for name in {question.variable, (self._denominator(question) or [question.variable])[0]}:
            level = self.levels.get(name)
            if level and level.rules:
                found |= _same_cells(level.secret.cells, level.questions[0].cells, question.cells)
                for y in [level.questions[0].y, *([1 - level.questions[0].y] if level.questions[0].binary else [])]:
                    found |= self._beside(level, y, question, found)
        return found

    def _beside(self, level: _Decided, y: Floats, question: Question, hidden: Pattern) -> Pattern:
        """The cells of a question that can't be shown beside those of its level.

        Of both the weights are taken to be known, and are set aside; and as levels are safe, it is only prevented that
        something unsafe follows exactly.
        """
        of_all, there = level.questions[0], _answered(level.questions[0])
        both = np.zeros(question.kept.size, dtype=bool)
        both[question.kept] = _answered(question)
        if level.rules is None or both[of_all.kept][there].all():
            return {}
        some = [np.where(both, _everywhere(question, grouping), -1)[of_all.kept][there] for grouping in question.cells]
        everyone = Sums(tuple(grouping.cell[there] for grouping in of_all.cells), set(level.secret.cells))
        answers = Answers(y[there], np.ones(int(there.sum())), self.holding[of_all.kept][there])
        rules = self._rules(answers.value, of_all.variable, level.rules, of_all.binary)
        return _common([overlap(answers, [Sums(tuple(some)), everyone], replace(rules, frequency_range=0.0))], hidden)

    def _counts_withheld(self, decided: _Decided) -> Collection[Cell]:
        """The cells in which the respondents, beside those of other questions, would tell how few were not asked this
        one: what they answered to the question that it depends on."""
        asked = self.responses.eligible(decided.variable)
        if decided.rules is None or asked.all():
            return ()
        sums = Sums(tuple(grouping.cell for grouping in groupings(self.responses)))
        rules = Rules(decided.rules.minimum_frequency)
        both = (asked.astype(np.float64), (~asked).astype(np.float64))
        return _common([overlap(Answers(y, np.ones(y.size), self.holding), [sums], rules) for y in both], {})

    def _hidden_by_calibration(self) -> Pattern:
        """The cells in which an amount is hidden whose known total the weights meet: they grow with it, and their sum
        in a cell would tell it."""
        calibration, pattern = self.codebook.calibration, dict[tuple[int, int], str]()
        for name in calibration.totals if calibration and len(self.responses) else {}:
            rules = rules_for(self.codebook, name, self.minimum_firms)
            y = self.responses.numbers(name) * self.codebook.variables[name].scale
            there = ~np.isnan(y)
            if rules is None:
                continue
            answers = Answers(y[there], design_weights(self.responses)[there], self.holding[there])
            sums = Sums(tuple(grouping.cell[there] for grouping in groupings(self.responses)))
            pattern |= _common([overlap(answers, [sums], self._rules(y[there], name, rules))], pattern)
        return pattern


def _by_variable(found: Iterable[Estimated]) -> Iterator[list[Estimated]]:
    """Levels of a variable together, apart from its ratio and its changes."""
    together: list[Estimated] = []
    for each in found:
        if together and _whose(each) != _whose(together[0]):
            yield together
            together = []
        together.append(each)
    if together:
        yield together


def _whose(found: Estimated) -> tuple[str, bool, bool]:
    question = found.question
    return question.variable, question.below is not None, question.before is not None


def _holdings(responses: Responses) -> Codes:
    """The enterprise group of each response; one that names none is its own."""
    if not responses.codebook.roles.holding:
        return np.arange(len(responses), dtype=np.intp)
    names = pd.Series(responses.texts(responses.codebook.roles.holding), dtype=object)
    own = pd.Series([("", place) for place in range(len(names))], dtype=object)
    return pd.factorize(names.where(names.notna(), own))[0].astype(np.intp)


def _named(cells: Collection[Named], groupings_: Sequence[Grouping]) -> Pattern:
    """The places of cells that are given by their variables and values."""
    places = {
        frozenset(zip(grouping.variables, key, strict=True)): (place, cell)
        for place, grouping in enumerate(groupings_)
        for cell, key in enumerate(grouping.keys)
    }
    named = [frozenset(cell) for cell in cells]
    return {places[cell]: SECONDARY for cell in named if cell in places}


def _same_cells(pattern: Pattern, of: Sequence[Grouping], there: Sequence[Grouping]) -> Pattern:
    """A pattern over the same cells of another question."""
    if [each.keys for each in of] == [each.keys for each in there]:
        return dict(pattern)
    names = [tuple(zip(of[place].variables, of[place].keys[cell], strict=True)) for place, cell in pattern]
    return _named(names, there)


def _answered(question: Question) -> Mask:
    """Which firms of a question are in its estimates: those with all the answers that it is about."""
    answered = ~np.isnan(question.y)
    for other in (question.before, question.below):
        if other is not None:
            answered &= ~np.isnan(other)
    return answered


def _everywhere(question: Question, grouping: Grouping) -> Codes:
    """The cell of each response, also of those that did not answer."""
    codes = np.full(question.kept.size, -1, dtype=np.intp)
    codes[question.kept] = grouping.cell
    return codes


def _certain(design: Design) -> Mask:
    """Which firms were surveyed in full strata, and add no variance."""
    if design.population is None:
        return np.zeros(design.size, dtype=bool)
    full: Mask = (design.sampled >= design.population - 0.5)[design.stratum]
    return full


def _common(tables: Sequence[Overlap], hidden: Pattern) -> Pattern:
    """One pattern that protects all `tables`, which have the same cells; the first status of a cell is its own.

    What was published before may leave no protection: then all is hidden that helps.
    """
    pattern = dict(hidden)
    protected = [-1] * len(tables)  # how many cells were hidden when a table was looked at
    while any(size < len(pattern) or size < 0 for size in protected):
        for place, each in enumerate(tables):
            if protected[place] == len(pattern):
                continue
            try:
                found = suppress(each.table, {*pattern, *each.hidden}, rather_all=False)
            except CannotProtect as error:
                found = error.pattern
            own = {cast("Cell", cell): status for cell, status in found.items() if len(cell) == len(("place", "cell"))}
            pattern = own | pattern
            protected[place] = len(pattern)
    return pattern
