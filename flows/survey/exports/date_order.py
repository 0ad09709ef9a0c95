"""In which order an export writes day, month and year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.survey.answers.values import DateOrder

DAY_AND_MONTH = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})\b")
MONTHS = 12


def date_order(cells: Iterable[str]) -> DateOrder | None:
    """The order of day and month that the numbers above twelve tell; None where there are none, or they contradict."""
    pairs = [(int(found[1]), int(found[2])) for cell in cells if (found := DAY_AND_MONTH.match(cell))]
    day_first = any(first > MONTHS for first, _ in pairs)
    month_first = any(second > MONTHS for _, second in pairs)
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"
