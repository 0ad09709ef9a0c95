"""What the difference of two publications of the same cell tells: a revision is a cell of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.survey.disclosure.sensitivity import Name, Rules, Sensitivity, sensitivity

if TYPE_CHECKING:
    from collections.abc import Mapping

    Firms = Mapping[Name, "Contribution"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one firm answered, its weight, and its holding if it has one."""

    value: float
    weight: float = 1.0
    holding: Name | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Between an earlier and a later publication of a cell: the firms that joined it, left it, or changed their answer.

    `value` is the later total less the earlier one; `sensitivity` what the rules say of these firms' cell.
    """

    joined: tuple[Name, ...]
    left: tuple[Name, ...]
    changed: tuple[Name, ...]
    value: float
    sensitivity: Sensitivity


def differences(
    earlier: Mapping[Name, Firms], later: Mapping[Name, Firms], rules: Rules | None = None
) -> dict[Name, Difference]:
    """The cells, published both times, whose difference tells too much; their firms by id.

    The differing firms form a cell that was never meant for publication and yet follows by subtraction (handbook,
    section 4.2): it is tested as any other. Rules of concentration look at the size of each change, whatever its sign.
    Publishing the later figure is a violation unless it is hidden, or the earlier one is kept.
    """
    found = {name: difference(earlier[name], firms, rules) for name, firms in later.items() if name in earlier}
    return {name: each for name, each in found.items() if each.sensitivity.unsafe}


def difference(earlier: Firms, later: Firms, rules: Rules | None = None) -> Difference:
    """What the difference between two publications of one cell consists of.

    A weight that changed alone makes a firm one of those that differ only where weights are secret: public ones can be
    undone, and then the firms they belong to hide nobody.
    """
    rules = rules or Rules()
    changes = {firm: _change(earlier.get(firm), later.get(firm), rules) for firm in dict.fromkeys([*earlier, *later])}
    differing = {firm: change for firm, change in changes.items() if change is not None}
    holdings = [_holding(firm, later.get(firm) or earlier[firm]) for firm in differing]
    return Difference(
        joined=tuple(firm for firm in differing if firm not in earlier),
        left=tuple(firm for firm in differing if firm not in later),
        changed=tuple(firm for firm in differing if firm in earlier and firm in later),
        value=_total(later) - _total(earlier),
        sensitivity=sensitivity([abs(change) for change in differing.values()], None, _codes(holdings), rules),
    )


def _change(before: Contribution | None, after: Contribution | None, rules: Rules) -> float | None:
    """By how much a firm's contribution changed; None if it does not differ."""
    if before and after and before.value == after.value and (rules.public_weights or before.weight == after.weight):
        return None
    if before and after and rules.public_weights:
        return after.weight * (after.value - before.value)
    return _amount(after) - _amount(before)


def _amount(contribution: Contribution | None) -> float:
    return contribution.value * contribution.weight if contribution else 0.0


def _holding(firm: Name, contribution: Contribution) -> Name:
    return ("firm", firm) if contribution.holding is None else ("holding", contribution.holding)


def _codes(holdings: list[Name]) -> list[int]:
    codes: dict[Name, int] = {}
    return [codes.setdefault(holding, len(codes)) for holding in holdings]


def _total(firms: Firms) -> float:
    return sum(_amount(contribution) for contribution in firms.values())
