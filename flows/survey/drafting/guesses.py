"""What a first codebook takes for the key, the roles and what is confidential. A person is told to check all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.survey.drafting.texts import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.survey.drafting.outline import Asked, Outline

ROLES = {  # in the order in which they take their variables, with the types that can play them
    "weight": ("number", "integer"),
    "stratum": ("choice", "text", "integer", "yes_no"),
    "ecosystem": ("choice", "text"),
    "size_class": ("choice", "text"),
    "city": ("choice", "text"),
    "holding": ("choice", "text", "integer"),
}
SHORT = 5  # words: a longer label is a sentence, whose words say less


def guess_key(outline: Outline) -> tuple[Asked, str]:
    """The question that tells responses apart, and why it is taken for that."""
    usable = [asked for asked in outline.questions if not asked.sheet and asked.type in ("text", "integer")]
    named = [asked for asked in usable if told("key", asked.code, _short(asked))]
    for asked in named:
        if asked.column in outline.unique:
            return asked, "it differs in all responses, and is called like a key"
        if asked.required:
            return asked, "it is required, and called like a key"
    if outline.record:
        others = f"; the firm's own may be {', '.join(asked.code for asked in named)}" if named else ""
        return outline.record, f"the tool's own number of a response{others}"
    for asked in usable:
        if asked.column in outline.unique:
            return asked, "it differs in all responses"
    candidates = [*named, *usable, *outline.questions]
    return candidates[0], "nothing speaks for it: which column tells responses apart?"


def guess_roles(outline: Outline, names: Mapping[str, Asked]) -> dict[str, str]:
    """The variable that plays each role, where its code or a short label says so; `names` are the variables."""
    roles: dict[str, str] = {}
    for role, types in ROLES.items():
        for name, asked in names.items():
            declared = role == "weight" and asked.column == outline.weight
            fit = asked.type in types and not asked.sheet and name not in roles.values()
            if declared or (fit and told(role, asked.code, _short(asked))):
                roles[role] = name
                break
    return roles


def is_confidential(asked: Asked) -> bool:
    """Whether the answers may say whose they are: all that is free text, and what is called like an address."""
    return asked.type == "text" or told("identifies", asked.code)


def _short(asked: Asked) -> str | None:
    label = asked.label if isinstance(asked.label, str) or asked.label is None else next(iter(asked.label.values()), "")
    return label if label and len(label.split()) <= SHORT else None
