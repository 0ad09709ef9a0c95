"""An outline as the text of a first codebook.yml, which says what to check and what to complete."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from flows.survey.drafting.guesses import guess_key, guess_roles, is_confidential
from flows.survey.drafting.texts import WORDS_OF_YAML, name_of, plain
from flows.survey.exports.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flows.survey.drafting.outline import Asked, Outline, Words

PLAIN = re.compile(r"[^\W\d_](?:[\w ./()'’°%€-]*[\w)%€])?")
MADE_BY_THE_READER = {"source_row", "response_id", "problem", "weight"}  # no variable may be called so
WIDTH = 110  # a mapping that fits stands on one line
CHECK, FILL_IN = "CHECK", "FILL IN"


def codebook_text(outline: Outline, where: str) -> str:
    """The first codebook of what `outline` tells, made from `where`: valid YAML, with comments.

    It is complete but for what a person alone can know. Guesses are marked CHECK, gaps FILL IN; without a year the
    period is such a gap, and the codebook isn't accepted before it is filled.
    """
    key, why = guess_key(outline)
    names = _named(outline, key)
    roles = guess_roles(outline, names)
    lines = [*_opening(outline, where), *_survey(outline), ""]
    lines += [f"key: {_name_in(names, key)}  # {CHECK}: {why}", *_roles(roles), "", *_variables_head()]
    for name, asked in names.items():
        lines += _variable(name, asked, is_key=asked is key, is_role=name in roles.values())
    return "\n".join(lines) + "\n"


def scalar(text: str) -> str:
    """`text` as a scalar of YAML: bare where that is safe, else in quotation marks."""
    if PLAIN.fullmatch(text) and text.lower() not in WORDS_OF_YAML:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(mark if mark.isprintable() else _escaped(mark) for mark in quoted)


def _escaped(mark: str) -> str:
    return f"\\U{ord(mark):08x}" if ord(mark) > 0xFFFF else f"\\u{ord(mark):04x}"


def _named(outline: Outline, key: Asked) -> dict[str, Asked]:
    """The questions by the names of their variables, the key among them."""
    named: dict[str, Asked] = {}
    questions = outline.questions if key in outline.questions else [key, *outline.questions]
    for asked in questions:
        named[name_of(asked.code, {*named, *MADE_BY_THE_READER})] = asked
    return named


def _name_in(names: Mapping[str, Asked], key: Asked) -> str:
    return next(name for name, asked in names.items() if asked is key)


def _opening(outline: Outline, where: str) -> Iterator[str]:
    yield f"# A first codebook, made from {plain(where)}."
    yield f"# What is marked {CHECK} was guessed; what is marked {FILL_IN} only you can know. See docs/surveys.md."
    for number, remark in enumerate(outline.remarks):
        if not number:
            yield "#"
            yield "# What could not be used, and what to know:"
        yield f"#   - {plain(remark)}"
    yield ""


def _survey(outline: Outline) -> Iterator[str]:
    year = outline.year or "YYYY"
    mark = CHECK if outline.year else FILL_IN
    survey = name_of(_without_year(outline.code), fallback="survey")
    yield f"survey: {survey}  # {CHECK}: names the survey over its waves"
    yield f'wave: "{year}"  # {mark}: names this wave'
    yield f"title: {scalar(plain(outline.title) or outline.code)}"
    for entry in ("export", "sheet", "decimal", "dates", "language"):
        if value := getattr(outline, entry):
            yield f"{entry}: {scalar(value)}"
    yield f"# sector: ...  # {FILL_IN}: a sector of the catalogue"
    yield f"# geography: ...  # {FILL_IN}: ISO 3166 code of the country, such as MA"
    yield f"period: {{start: {year}-01-01, end: {year}-12-31}}  # {mark}: what is asked about, often the year before"
    yield f"# published: ...  # {FILL_IN}: the day from which the results are known, such as 2025-06-30"


def _without_year(code: str) -> str:
    return re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", "", code).strip("_- .") or code


def _roles(roles: Mapping[str, str]) -> Iterator[str]:
    if roles:
        told = ", ".join(f"{role}: {name}" for role, name in roles.items())
        yield f"roles: {{{told}}}  # {CHECK}"
    else:
        yield f"# roles: {{ecosystem: ..., size_class: ...}}  # {FILL_IN}: the variables by which results are told"
    if "weight" not in roles:
        yield f"# population: ...  # {FILL_IN}: firms in the frame, in all or by stratum; without it all weigh the same"


def _variables_head() -> list[str]:
    return [
        "# A number that is to be published needs `unit:` (MAD, jobs, companies) and `statistics: [total, mean]`, and",
        "# `indicator:` where the catalogue has it; amounts in thousands need `scale: 1000`.",
        "variables:",
    ]


def _variable(name: str, asked: Asked, *, is_key: bool, is_role: bool) -> Iterator[str]:
    values, missing = _without_reasons(asked)
    entries: list[tuple[str, object]] = [
        ("column", asked.column),
        ("type", asked.type),
        ("label", asked.label),
        ("sheet", asked.sheet),
        ("aggregate", _aggregate(asked) if asked.sheet else None),
        ("values", values),
        ("columns", asked.columns),
        ("missing", missing),
        ("required", asked.required or is_key or None),
        ("min", asked.min),
        ("max", asked.max),
        ("confidential", (is_confidential(asked) and not is_role) or None),
    ]
    yield f"  {name}:" + (f"  # {plain(asked.remark)}" if asked.remark else "")
    for entry, value in entries:
        if value is not None and value not in ({}, ""):
            mark = f"  # {CHECK}: taken for no answer" if entry == "missing" and not asked.missing else ""
            yield from _entry(entry, value, 4, mark)


def _without_reasons(asked: Asked) -> tuple[dict[str, Words], dict[str, list[str]]]:
    """The values that are answers, and the words for no answer, by reason."""
    missing = {why: list(words) for why, words in asked.missing.items()}
    values = {}
    for value, words in asked.values.items():
        labels = [words] if isinstance(words, str) else list(words.values())
        why = next(filter(None, map(reason, labels)), None)
        if why:
            missing.setdefault(why, []).extend(dict.fromkeys([value, *labels]))
        else:
            values[value] = words
    return (values, missing) if values else (dict(asked.values), dict(asked.missing))


def _aggregate(asked: Asked) -> str:
    return "total" if asked.type in ("number", "integer") else "first"


def _entry(entry: str, value: object, indent: int, mark: str = "") -> Iterator[str]:
    """One entry, on a line if it fits, else its parts below it."""
    line = f"{' ' * indent}{entry}: {_flow(value)}"
    if len(line) <= WIDTH or not isinstance(value, dict):
        yield line + mark
        return
    yield f"{' ' * indent}{entry}:{mark}"
    for inner, part in value.items():
        yield from _entry(scalar(str(inner)), part, indent + 2)


def _flow(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(inner))}: {_flow(part)}" for inner, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(str(value))
