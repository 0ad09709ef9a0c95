"""Reading and checking sources.yml: classes of publishers, in order of trust."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from flows.catalogue.checks import Place, refuse
from flows.catalogue.records import Catalogue, SourceClass


def read_source_class(place: Place) -> SourceClass:
    """The class in one entry of the file. Raises SetupError, with file and line, for what is missing or unknown."""
    place.only({"code", "label", "first_hand", "publishers", "others"})
    return SourceClass(
        code=place.text("code"),
        label=place.text("label"),
        first_hand=place.get("first_hand", bool),
        publishers=place.texts("publishers") if "publishers" in place.entry else (),
        others=place.flag("others"),
    )


def check_sources(catalogue: Catalogue, path: Path) -> None:
    """Refuse a publisher that is of two classes, and a file in which not exactly one class takes all others."""
    told: dict[str, tuple[str, str]] = {}
    for source in catalogue.sources.values():
        for name in source.publishers:
            other, code = told.setdefault(fold_publisher(name), (name, source.code))
            if code != source.code:
                spelt = "" if other == name else f", there spelt {other!r},"
                place = Place(path, {"code": source.code})
                raise place.wrong(f"- {name}", f"the publisher {name!r} is in both {code}{spelt} and {source.code}")
    others = [source.code for source in catalogue.sources.values() if source.others]
    if len(others) != 1:
        found = " and ".join(others) or "none does"
        raise refuse(path, "others:", f"exactly one class must take all publishers not listed (others: true): {found}")


def fold_publisher(name: str) -> str:
    """Lower case, no accents, one space for all punctuation: how names of publishers, and hosts, are compared."""
    plain = "".join(char for char in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", " ", plain).strip()
