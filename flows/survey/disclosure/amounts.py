"""What the estimates of a question are sums of: disclosure control looks at each as a table of totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.survey.answers.responses import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Amount:
    """What each firm adds to a sum; `counted`: no rule but that of the least number of firms can tell of it."""

    y: Floats
    counted: bool = False


def amounts(y: Floats, before: Floats | None, *, binary: bool) -> Iterator[Amount]:
    """Of answers, and those of the wave before: yes and no are both answers, and so is how much one has changed."""
    for answers in (y, before):
        if answers is not None:
            yield Amount(answers, counted=binary)
            if binary:
                yield Amount(1 - answers, counted=True)
    if before is not None:
        # A fall is a negative contribution, of which the rules of concentration can't tell anything.
        yield Amount(y - before, counted=True)
