"""The cells of LimeSurvey's VV files, whose marks stand for what can't be written between tabs."""

from __future__ import annotations

import re

NOT_SHOWN = "{question_not_shown}"
MARKS = {"{newline}": "\n", "{cr}": "\r", "{tab}": "\t", "{quote}": '"', "{lbrace}": "{"}
MARK = re.compile("|".join(map(re.escape, MARKS)))


def unescaped(cell: str | None) -> str | None:
    """The cell as it was answered; None where the question was not shown."""
    if cell is None or cell == NOT_SHOWN:
        return None
    return MARK.sub(lambda mark: MARKS[mark[0]], cell) if "{" in cell else cell
