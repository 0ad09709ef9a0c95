"""YAML that remembers on which line each entry stands, so that an error can say where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from flows.errors import DataRefused

Entry = tuple[str | int, ...]
"""Keys and positions from the top of the file to one entry."""


class _Loader(yaml.SafeLoader):
    """YAML 1.2's core types: a date, `yes`, the country code NO and the code 017 stay the words they are."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("merge", "<<", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)


@dataclass(frozen=True, slots=True)
class Located:
    """The content of a YAML file; `lines` gives the line, from 1, of the entry at each path of keys and positions."""

    content: Any
    lines: dict[Entry, int]

    def line(self, entry: Entry) -> int:
        """The line of `entry`, or of the nearest entry around it that is there."""
        while entry and entry not in self.lines:
            entry = entry[:-1]
        return self.lines.get(entry, 1)


def load_located(text: str, where: str) -> Located:
    """The content of `text` with its lines. Raises DataRefused for a syntax error and for a key given twice."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Entry, int] = {}
        if node is not None:
            _note_lines(node, (), lines, where)
        content = None if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        raise _refused(error, where) from None
    except RecursionError:
        raise DataRefused("it is nested without end", where=where, remedy="write it without anchors") from None
    finally:
        loader.dispose()
    return Located(content, lines)


def _note_lines(node: yaml.Node, entry: Entry, lines: dict[Entry, int], where: str) -> None:
    lines.setdefault(entry, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*entry, str(key.value))
            line = key.start_mark.line + 1
            if inner in lines:
                raise DataRefused(
                    f"{key.value} is given twice, first on line {lines[inner]}",
                    where=f"{where}, line {line}",
                    remedy="keep one of them",
                )
            lines[inner] = line
            _note_lines(value, inner, lines, where)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            _note_lines(value, (*entry, position), lines, where)


def _refused(error: yaml.YAMLError, where: str) -> DataRefused:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return DataRefused(
        f"not valid YAML: {problem}",
        where=f"{where}, line {mark.line + 1}, column {mark.column + 1}" if mark else where,
        remedy="check the indentation, the colons and the quotation marks there",
    )
