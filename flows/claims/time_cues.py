"""Which cues of time open an expression of their own, and which only stand before one."""

from __future__ import annotations

SHIFTS = {"this_year": 0, "last_year": -1, "next_year": 1}
UNITS = {
    "month_word": 1,
    "quarter": 3,
    "third": 4,
    "half": 6,
    "years": 12,
    "decade": 120,
    "duration": 0,
}  # in months; shorter ones have none
MARKERS = ("last_n", "next_n", "first_n", "current_n", "this_n")
# What may be counted or placed: months, quarters, years, and the words that place them.
COUNTING = frozenset((*UNITS, *MARKERS, "dual"))
# The cues of what is told in a phrase of its own, and of years that digits may follow.
PHRASES = frozenset(
    (
        *(*SHIFTS, "year_earlier", "year_later", "same_year", "same", "over_one_year", "year_to_date", "last_month"),
        *("fiscal", "now", "year_end", "year_close", "decade_end", "three_quarters"),
    )
)
