"""Dates of publication, which may be reduced to their month or year (ISO 8601-1, 5.2.2.2)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def latest_day(published_at: str | None) -> date | None:
    """The last day that `published_at` may mean: 2019-04 is 2019-04-30, 2019 is 2019-12-31, None is None.

    From that day on the document was certainly public. Raises ValueError for what is no such date.
    """
    if published_at is None:
        return None
    parts = ISO_DATE.fullmatch(published_at)
    if parts is None:
        raise ValueError(f"{published_at!r} is not a date of the form YYYY-MM-DD, YYYY-MM or YYYY")
    year, month = int(parts[1]), int(parts[2] or 12)
    first = date(year, month, 1)
    return first.replace(day=int(parts[3] or monthrange(year, month)[1]))
