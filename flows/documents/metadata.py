"""`NAME.meta.json`: what is known about the document that lies beside it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from flows.documents.dates import latest_day
from flows.documents.decoding import decode
from flows.documents.place import place
from flows.errors import DataRefused

SUFFIX = ".meta.json"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The keys of a meta.json, all of which may be missing or null; other keys in the file are ignored.

    `published_at` is YYYY-MM-DD, YYYY-MM or YYYY; `language` a BCP 47 tag (fr); `country` ISO 3166-1 alpha-2 (MA).
    """

    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    language: str | None = None
    country: str | None = None


def metadata_path(document: Path) -> Path:
    """Where the metadata of `document` lie, whether they exist or not: press.txt has press.meta.json."""
    return document.with_name(document.stem + SUFFIX)


def read_metadata(data: bytes, where: str) -> Metadata:
    """What a meta.json states; `where` names the file in messages.

    Raises DataRefused for a file that isn't a JSON object and for a value that its key can't have.
    """
    source = decode(data, where=where).text
    found = _object(source, where)
    known = [field.name for field in fields(Metadata)]
    return Metadata(**{key: _value(key, found[key], source, where) for key in known if found.get(key) is not None})


def _object(source: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(source)
    except json.JSONDecodeError as error:
        raise DataRefused(
            f"this is not valid JSON: {error.msg}",
            where=f"{where}, {place(source, error.pos)}",
            remedy='correct that place; an empty file of this kind is written {"url": null}',
        ) from None
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, brackets nested without end
        raise DataRefused(f"this JSON can't be read: {error}", where=where, remedy="write it again") from None
    if not isinstance(found, dict):
        raise DataRefused(
            f"the metadata must be a JSON object, not {_json_type(found)}",
            where=f"{where}, line 1, column 1",
            remedy='write {"url": ..., "publisher": ..., "published_at": ...}',
        )
    return found


def _json_type(value: object) -> str:
    names = {list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")


def _value(key: str, value: object, source: str, where: str) -> str | None:
    problem = _problem(key, value)
    if problem:
        what, remedy = problem
        offset = max(source.find(f'"{key}"'), 0)
        raise DataRefused(f"{key} {what}", where=f"{where}, {place(source, offset)}", remedy=remedy)
    return str(value).strip() or None


def _problem(key: str, value: object) -> tuple[str, str] | None:
    """What is wrong with the value of a key and how to mend it, or None."""
    if not isinstance(value, str):
        return f"must be text or null, not {value!r:.40}", "put it in quotation marks, or write null"
    text = value.strip()
    if not _is_storable(text):
        return "holds characters that can't be stored", "write it again without escapes such as \\u0000 or \\ud800"
    if not text:
        return None
    if key == "published_at" and not _is_date(text):
        return f"must be a date, not {text!r:.40}", "write YYYY-MM-DD, YYYY-MM or YYYY, or null when it isn't known"
    if key == "language" and not LANGUAGE.fullmatch(text):
        return f"must be a language code, not {text!r:.40}", "write fr, en, ar, ... or null"
    if key == "country" and not COUNTRY.fullmatch(text):
        return f"must be a country code, not {text!r:.40}", "write the two letters of ISO 3166: MA, FR, ... or null"
    return None


def _is_storable(text: str) -> bool:
    """Whether `text` has a UTF-8 form without NUL: JSON escapes can make half characters."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _is_date(text: str) -> bool:
    try:
        return latest_day(text) is not None
    except ValueError:
        return False
