"""Where in a file something stands, as an editor shows it."""

from __future__ import annotations


def place(text: str, offset: int) -> str:
    """`offset` into `text` as "line 3, column 14", both counted from 1."""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return f"line {line}, column {column}"
