"""Disclosure control: no published cell of a wave tells what a single firm answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from flows.survey.condensing import condensed
from flows.survey.linked import linked
from flows.survey.sensitivity import FREE, SECONDARY, SMALL_COUNT, Rules, Sensitivity
from flows.survey.standard_errors import withheld_errors
from flows.survey.suppression import suppress

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence

    from flows.survey.codebook import Codebook
    from flows.survey.design import Design
    from flows.survey.estimation import Estimated, Question
    from flows.survey.linked import Table
    from flows.survey.responses import Codes, Floats, Mask, Responses

    Cell = tuple[int, int]
    Pattern = dict[Cell, str]

NORMAL, SUPPRESSED = "A", "Q"  # SDMX CL_OBS_STATUS
ERRORS = ("standard_error", "ci_low", "ci_high", "design_effect")
HIDDEN = ("value", *ERRORS, "respondents", "response_rate", "degrees_of_freedom")
REVISED = Sensitivity(("revision",), SMALL_COUNT)  # too few firms make the difference to what was published
QUANTILE_FIRMS = 10  # fewest respondents of a quantile, which is the answer of one of them; a codebook may say others


@dataclass(frozen=True, slots=True)
class Confidential:
    """What is hidden of a variable: cells (a place in the groupings, a place in that one's keys) with their
    CONF_STATUS, and the cells whose errors would give away that of a hidden one."""

    cells: Pattern
    errors: frozenset[Cell]


def protect(
    found: Iterable[Estimated],
    responses: Responses,
    minimum_firms: int,
    revised: Mapping[str, Collection[tuple[tuple[str, str], ...]]] | None = None,
) -> pd.DataFrame:
    """All estimates of a wave in one frame, unsafe cells emptied, with `obs_status` and `conf_status` (SDMX), and
    `protection`, the rules in words.

    The rules are those of the codebook for each variable, and at least `minimum_firms`. A cell that is unsafe is
    hidden, and others (conf_status D) until an intruder can't recompute it, see `flows.survey.suppression`. The pattern
    holds for all statistics of a variable, because a mean times its population is the total. The categories of a
    question are hidden together, because they add up to those who answered; a ratio goes with either of its parts, a
    change with the level of either wave. Standard errors are hidden where they would give away that of a hidden cell,
    and quantiles where few answered. A suppressed cell keeps its description and population only. The cells `revised`
    of a variable (by their variables and values) are unsafe in any case, see `flows.survey.revisions`.
    """
    codebook, holding = responses.codebook, _holdings(responses)
    frames, levels = [], dict[str, Confidential]()
    for variable, together in _by_variable(found):
        rules = rules_for(codebook, variable, minimum_firms)
        is_change = together[0].question.before is not None
        if rules is None:
            secret = Confidential({}, frozenset())
        else:
            hidden = levels[variable].cells if is_change and variable in levels else {}
            unsafe = _named((revised or {}).get(variable, ()), together[0].question)
            secret = _confidential([each.question for each in together], holding, rules, hidden, unsafe)
        if not is_change:
            levels[variable] = secret
        for each in together:
            parts = _parts(each.question, codebook, holding, minimum_firms)
            frames.append(_emptied(each, secret, parts, rules, _quantile_firms(codebook, variable)))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def rules_for(codebook: Codebook, variable: str, minimum_firms: int) -> Rules | None:
    """The rules for a variable: its own, else the survey's; None where the answers are public."""
    given: dict[str, Any] = codebook.confidentiality.model_dump(exclude_none=True)
    given |= codebook.variables[variable].confidentiality.model_dump(exclude_none=True)
    if given.get("public"):
        return None
    return Rules(
        minimum_frequency=max(minimum_firms, given.get("minimum_firms", 0)),
        dominance=tuple((n, k) for n, k in given.get("dominance", ())),
        p_percent=given.get("p_percent"),
        public_weights=given.get("public_weights", True),
    )


def in_words(rules: Rules | None) -> str:
    """The rules as a reader of the figures should know them."""
    if rules is None:
        return "none: the answers are public"
    told = [f"at least {rules.minimum_frequency} firms"]
    told += [f"the {f'{n} ' if n > 1 else ''}largest at most {k:g} %" for n, k in rules.dominance]
    if rules.p_percent is not None:
        told.append(f"p % with p = {rules.p_percent:g}")
    return ", ".join(told)


def _by_variable(found: Iterable[Estimated]) -> Iterator[tuple[str, list[Estimated]]]:
    """Levels of a variable together, and its changes after them."""
    waiting: dict[tuple[str, bool], list[Estimated]] = {}
    for each in found:
        waiting.setdefault((each.question.variable, each.question.before is not None), []).append(each)
    for (variable, _), together in sorted(waiting.items(), key=lambda item: item[0][1]):
        yield variable, together


def _holdings(responses: Responses) -> Codes:
    """The enterprise group of each response; one that names none is its own."""
    if not responses.codebook.roles.holding:
        return np.arange(len(responses), dtype=np.intp)
    names = pd.Series(responses.texts(responses.codebook.roles.holding), dtype=object)
    own = pd.Series([("", place) for place in range(len(names))], dtype=object)
    return pd.factorize(names.where(names.notna(), own))[0].astype(np.intp)


def _named(cells: Collection[tuple[tuple[str, str], ...]], question: Question) -> set[Cell]:
    """The places of cells that are given by their variables and values."""
    places = {
        tuple(zip(grouping.variables, key, strict=True)): (place, cell)
        for place, grouping in enumerate(question.cells)
        for cell, key in enumerate(grouping.keys)
    }
    return {places[cell] for cell in cells if cell in places}


def _confidential(
    questions: Sequence[Question], holding: Codes, rules: Rules, hidden: Pattern, unsafe: set[Cell]
) -> Confidential:
    """One pattern for all questions; the errors are those of their levels."""
    firms = [each for question in questions for each in _tables(question, holding, rules, unsafe)]
    cells = _common([table for table, _ in firms], hidden)
    errors = {cast("Cell", name) for table, certain in firms for name in withheld_errors(table, set(cells), certain)}
    return Confidential(cells, frozenset(errors))


def _tables(question: Question, holding: Codes, rules: Rules, unsafe: set[Cell]) -> Iterator[tuple[Table, Mask]]:
    """Everything that the estimates of a question are made of, as totals; and which firms add no variance."""
    counted = Rules(rules.minimum_frequency)
    if question.before is not None:
        # A fall is a negative contribution, of which the rules of concentration can't tell anything.
        amounts = [(question.y, rules), (question.before, rules), (question.y - question.before, counted)]
    elif question.binary:
        amounts = [(question.y, counted), (1 - question.y, counted)]
    else:
        amounts = [(question.y, rules)]
    for y, their_rules in amounts:
        yield _table(question, holding, their_rules, y, unsafe)


def _table(
    question: Question, holding: Codes, rules: Rules, y: Floats, unsafe: Collection[Cell] = ()
) -> tuple[Table, Mask]:
    answered = ~np.isnan(y)
    certain = _certain(question.design)[answered]
    few = condensed(
        y[answered],
        question.design.weight[answered],
        holding[question.kept][answered],
        [*(grouping.cell[answered] for grouping in question.cells), certain.astype(np.intp)],
    )
    cells: dict[Hashable, Mask] = {
        (place, cell): few.cells[place] == cell
        for place, grouping in enumerate(question.cells)
        for cell in range(len(grouping.keys))
    }
    table = linked(few.answers, cells, rules)
    verdicts = zip(table.names, table.sensitivities, strict=True)
    known = tuple(REVISED if name in unsafe and not verdict.unsafe else verdict for name, verdict in verdicts)
    return replace(table, sensitivities=known), few.cells[-1] > 0


def _certain(design: Design) -> Mask:
    """Which firms were surveyed in full strata, and add no variance."""
    if design.population is None:
        return np.zeros(design.size, dtype=bool)
    full: Mask = (design.sampled >= design.population - 0.5)[design.stratum]
    return full


def _common(tables: Sequence[Table], hidden: Pattern) -> Pattern:
    """One pattern that protects all `tables`, which have the same cells; the first status of a cell is its own."""
    pattern = dict(hidden)
    before = -1
    while len(pattern) > before:
        before = len(pattern)
        for table in tables:
            pattern = {cast("Cell", cell): status for cell, status in suppress(table, pattern).items()} | pattern
    return pattern


def _parts(question: Question, codebook: Codebook, holding: Codes, minimum_firms: int) -> set[Cell]:
    """The cells in which the denominator of a ratio is hidden."""
    below = codebook.variables[question.variable].ratio_to
    if question.below is None or below is None:
        return set()
    rules = rules_for(codebook, below, minimum_firms)
    return set(_common([_table(question, holding, rules, question.below)[0]], {})) if rules else set()


def _quantile_firms(codebook: Codebook, variable: str) -> int:
    own, survey = codebook.variables[variable].confidentiality, codebook.confidentiality
    return own.quantile_firms or survey.quantile_firms or QUANTILE_FIRMS


def _emptied(
    found: Estimated, secret: Confidential, parts: set[Cell], rules: Rules | None, quantile_firms: int
) -> pd.DataFrame:
    """The rows of a question with what must not be told taken out."""
    rows = found.rows
    cells = list(zip(rows["grouping"], rows["cell"], strict=True))
    status = pd.Series([secret.cells.get(cell, FREE) for cell in cells], index=rows.index, dtype="str")
    quantile = rows["statistic"].str.fullmatch(r"median|p\d+")
    few = quantile & (rows["respondents"] < quantile_firms) if rules else quantile & False
    ratio = (rows["statistic"] == "ratio") & pd.Series([cell in parts for cell in cells], index=rows.index, dtype=bool)
    status = status.mask((few | ratio) & (status == FREE), SECONDARY)
    suppressed = status != FREE
    no_error = suppressed | pd.Series([cell in secret.errors for cell in cells], index=rows.index, dtype=bool)
    emptied = rows.drop(columns=["grouping", "cell"]).assign(
        obs_status=np.where(suppressed, SUPPRESSED, NORMAL), conf_status=status, protection=in_words(rules)
    )
    for column in HIDDEN:
        emptied[column] = emptied[column].mask(no_error if column in ERRORS else suppressed, None)
    return emptied
