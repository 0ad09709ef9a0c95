"""The rules of confidentiality that a codebook asks for, and what comes of them for a variable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.survey.disclosure.sensitivity import Rules

if TYPE_CHECKING:
    from flows.survey.codebook.codebook import Codebook

    Cell = tuple[int, int]
    """A place in the groupings, and one in that one's keys."""
    Pattern = dict[Cell, str]
    """The hidden cells with their CONF_STATUS."""

QUANTILE_FIRMS = 10
FREQUENCY_RANGE = 10.0


@dataclass(frozen=True, slots=True)
class Confidential:
    """What is hidden of a variable: `cells`, of others the `errors`, or the `counts` of respondents."""

    cells: Pattern
    errors: frozenset[Cell] = frozenset()
    counts: frozenset[Cell] = frozenset()


def rules_for(codebook: Codebook, variable: str, minimum_firms: int) -> Rules | None:
    """The rules for a variable: its own, else the survey's; None where the answers are public.

    A hidden cell of too few firms stays uncertain by `frequency_range` per cent, 10 where nothing is said: were it only
    not known exactly, a partner of next to nothing would do, and a reader could tell what the two firms earn.
    """
    given = _given(codebook, variable)
    if given.get("public"):
        return None
    return Rules(
        minimum_frequency=max(minimum_firms, given.get("minimum_firms", 0)),
        dominance=tuple((n, k) for n, k in given.get("dominance", ())),
        p_percent=given.get("p_percent"),
        public_weights=given.get("public_weights", True),
        frequency_range=given.get("frequency_range", FREQUENCY_RANGE),
    )


def rules_of_answers(codebook: Codebook, variable: str, rules: Rules, *, negative: bool) -> Rules:
    """`rules` without those of concentration where there are answers below 0, of which they can't tell anything.

    A survey's rule is not meant for its net figures; where it is asked for that very variable, every cell with such an
    answer is unsafe (see `flows.survey.disclosure.sensitivity`).
    """
    if negative and rules.concentration and not _asks_for_itself(codebook, variable):
        return Rules(
            rules.minimum_frequency, public_weights=rules.public_weights, frequency_range=rules.frequency_range
        )
    return rules


def quantile_firms(codebook: Codebook, variable: str) -> int:
    """Fewest firms that a quantile, which is the answer of one of them, may be of: 10 where nothing is said."""
    found: int = _given(codebook, variable).get("quantile_firms", QUANTILE_FIRMS)
    return found


def in_words(codebook: Codebook, variable: str, rules: Rules | None, *, negative: bool = False) -> str:
    """The rules as a reader of the figures should know them."""
    if rules is None:
        return "none: the answers are public"
    least = f"at least {rules.minimum_frequency} firms"
    told = [f"the {f'{n} ' if n > 1 else ''}largest at most {k:g} %" for n, k in rules.dominance]
    if rules.p_percent is not None:
        told.append(f"p % with p = {rules.p_percent:g}")
    if not negative or not told:
        return ", ".join([least, *told])
    if _asks_for_itself(codebook, variable):
        return ", ".join([least, *told]) + "; cells with answers below 0 are hidden"
    return f"{least}; {', '.join(told)} does not apply to answers below 0"


def _given(codebook: Codebook, variable: str) -> dict[str, Any]:
    given: dict[str, Any] = codebook.confidentiality.model_dump(exclude_none=True)
    return given | codebook.variables[variable].confidentiality.model_dump(exclude_none=True)


def _asks_for_itself(codebook: Codebook, variable: str) -> bool:
    own = codebook.variables[variable].confidentiality
    return own.dominance is not None or own.p_percent is not None
