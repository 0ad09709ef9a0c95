"""LimeSurvey's export for R: a data file whose columns and value labels are told by the syntax file beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.documents.decoding import decode
from flows.survey.exports.headings import columns
from flows.survey.exports.tools import tools

if TYPE_CHECKING:
    from pathlib import Path

    from flows.survey.exports.export import Column

TEXT = r'"((?:[^"\\]|\\.)*)"'
NAME = re.compile(rf"^names\(data\)\[(\d+)\] <- {TEXT}", re.MULTILINE)
LABEL = re.compile(rf"^attributes\(data\)\$variable\.labels\[(\d+)\] <- {TEXT}", re.MULTILINE)
FACTOR = re.compile(
    r"^data\[, ?(\d+)\] <- factor\(data\[, ?\d+\], levels=c\((.*?)\), ?labels=c\((.*)\)\)", re.MULTILINE
)
ITEM = re.compile(rf"{TEXT}|([^\s,\"]+)")
PART_FIRST = re.compile(r"\[([^\]]*)\]\s*(.*)", re.DOTALL)


def r_columns(data: Path) -> tuple[Column, ...] | None:
    """The columns of the data file at `data`, with their value labels; None where no R file beside it reads it."""
    syntax = next((text for path in sorted(data.parent.glob("*.[rR]")) if data.name in (text := _text(path))), None)
    if syntax is None:
        return None
    names, labels = _by_place(NAME, syntax), _by_place(LABEL, syntax)
    width = max(names, default=0)
    codes = [names.get(place, "") for place in range(1, width + 1)]
    texts = [PART_FIRST.sub(r"\2 [\1]", labels.get(place, "")) for place in range(1, width + 1)]
    found = columns(tools()["limesurvey"], "vv", [texts, codes], [])
    factors = FACTOR.finditer(syntax)
    values = {int(match[1]): dict(zip(_items(match[2]), _items(match[3]), strict=False)) for match in factors}
    return tuple(replace(column, labels=values.get(place, {})) for place, column in enumerate(found, start=1)) or None


def _text(path: Path) -> str:
    return decode(path.read_bytes(), where=path.name).text


def _by_place(pattern: re.Pattern[str], syntax: str) -> dict[int, str]:
    return {int(match[1]): _plain(match[2]) for match in pattern.finditer(syntax)}


def _items(listed: str) -> list[str]:
    return [_plain(item[1]) if item[1] is not None else item[2] for item in ITEM.finditer(listed)]


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
