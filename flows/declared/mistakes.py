"""What pydantic finds wrong with a declared file, said of the lines of the file."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flows.errors import DataRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from flows.declared.located_yaml import Entry, Located


def refusal(errors: list[ErrorDetails], located: Located, where: str, model: type[BaseModel]) -> DataRefused:
    """The refusal of a file that isn't as `model` wants it: the first error in full, the others after it."""
    found: dict[Entry, tuple[str, str | None]] = {}
    # Of the alternatives of a union, pydantic reports each: the one that got deepest is the one that was meant.
    for error in sorted(errors, key=lambda error: len(error["loc"]), reverse=True):
        entry = _entry(error, located)
        if not any(deeper[: len(entry)] == entry for deeper in found if entry):
            found.setdefault(entry, _explained(error, entry, model))
    (first, (what, remedy)), *others = sorted(found.items(), key=lambda item: located.line(item[0]))
    also = "".join(f"; also line {located.line(entry)}: {text}" for entry, (text, _) in others)
    return DataRefused(what + also, where=f"{where}, line {located.line(first)}", remedy=remedy)


def did_you_mean(name: str, known: list[str]) -> str:
    """The remedy for a name that isn't `known`."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"


def _entry(error: ErrorDetails, located: Located) -> Entry:
    """pydantic's location without the names of the alternatives of a union; a missing entry keeps its own name."""
    entry: Entry = ()
    for step in error["loc"]:
        if (*entry, step) in located.lines:
            entry = (*entry, step)
    return (*entry, error["loc"][-1]) if error["type"] == "missing" else entry


def _explained(error: ErrorDetails, entry: Entry, model: type[BaseModel]) -> tuple[str, str | None]:
    name, known = _name(entry), _known_beside(entry, model)
    around = [step for place, step in enumerate(entry[:-1]) if place or isinstance(step, str)]
    inside = f" of {'.'.join(str(step) for step in around)}" if around else ""
    if error["type"] == "extra_forbidden":
        return f"unknown entry {name}{inside}", did_you_mean(name, known)
    if error["type"] == "missing":
        return f"the entry {name}{inside} is missing", f"add `{name}:`"
    if error["type"] == "literal_error":
        expected = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{name}{inside} can't be {error['input']!r}", did_you_mean(str(error["input"]), expected)
    if error["type"] == "string_pattern_mismatch" and (expected := _alternatives(error["ctx"]["pattern"])):
        return f"{name}{inside} can't be {error['input']!r}", did_you_mean(str(error["input"]), expected)
    message = re.sub("^(Value error, |Input |String )", "", error["msg"]).partition(", unable")[0]
    told = "" if isinstance(error["input"], dict) else f", not {error['input']!r}"
    return f"{name}{inside} {message}{told}", None


def _name(entry: Entry) -> str:
    """What a message calls it; the entries of a file that is a list have their number only."""
    if not entry:
        return "the file"
    return f"entry {entry[-1] + 1}" if isinstance(entry[-1], int) and len(entry) == 1 else str(entry[-1])


def _alternatives(pattern: str) -> list[str]:
    """The words of a pattern such as ^(total|mean|p[1-9][0-9]?)$; none for another kind."""
    if not (pattern.startswith("^(") and pattern.endswith(")$")):
        return []
    return pattern[2:-2].replace("p[1-9][0-9]?", "p10, p90 and the like").split("|")


def _known_beside(entry: Entry, model: type[BaseModel]) -> list[str]:
    """The entries that may stand where `entry` does."""
    for step in entry[:-1]:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models(model.model_fields[step].annotation), model)
    return list(model.model_fields)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The models in a type such as dict[str, Variable]."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models(argument)
