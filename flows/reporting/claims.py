"""`barometre claims`: the claims of documents as a table, JSON lines or a page, without any warehouse."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.catalogue import load_catalogue
from flows.claims import Claim, claim_to_json, extract_claims
from flows.documents.reading import list_documents, read_document
from flows.errors import DataRefused, SetupError
from flows.reporting.claim_words import exact_value, period_in_words
from flows.reporting.table import counted, render, screen_width
from flows.storage.query import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flows.documents.document import Document
    from flows.settings import Settings

PRINTED = "-"  # for `write_page`: the page goes to standard output
_PAGES = (".html", ".htm")
_COLUMNS = ("value", "unit", "indicator", "measure", "nature", "sector", "period", "confidence", "quote")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, and the claims found in it in the order of its text."""

    document: Document
    claims: Sequence[Claim]


def print_claims(paths: Sequence[Path], style: str, settings: Settings) -> bool:
    """Print the claims of each document of `paths` and say which ones can't be read; whether all could be."""
    everything_read = True
    for path in _documents(paths):
        try:
            claims = _read(path, settings).claims
        except DataRefused as error:
            click.echo(f"barometre: {error}", err=True)
            everything_read = False
            continue
        click.echo(_jsonl(path, claims) if style == "jsonl" else _table(path, claims), nl=style == "table")
    return everything_read


def write_page(paths: Sequence[Path], where: str, settings: Settings) -> bool:
    """Write one page with the documents of `paths` to `where`, or print it; whether all documents could be read.

    With `where` empty it is named after the document, in the current folder. Raises SetupError where something else
    would be lost, or mistaken for a source.
    """
    from flows.reporting.claims_page import claims_page

    page = None if where == PRINTED else _page_path(paths, where, settings)
    readings, refused = [], []
    for path in _documents(paths):
        if page and path.resolve() == page.resolve():
            continue  # the folder was looked at before
        try:
            readings.append(_read(path, settings))
        except DataRefused as error:
            click.echo(f"barometre: {error}", err=True)
            refused.append(error)
    if readings:
        _hand_over(claims_page(readings, load_catalogue(), refused), page, readings)
    else:
        click.echo("barometre: no document could be read, so there is no page", err=True)
    return bool(readings) and not refused


def _page_path(paths: Sequence[Path], where: str, settings: Settings) -> Path:
    """Where the page goes: never over a file that is no page of ours, never among the originals."""
    from flows.reporting.claims_page import is_claims_page

    alone = len(paths) == 1 and not paths[0].is_dir()
    page = Path(where or (f"{paths[0].stem}.claims.html" if alone else "claims.html"))
    remedy = "name the page after the documents: barometre claims PATH... --html PAGE.html"
    if page.suffix.lower() not in _PAGES:
        raise SetupError("a page is named .html", where=str(page), remedy=remedy)
    if page.resolve().is_relative_to(settings.raw.resolve()):
        raise SetupError(
            "data/raw holds originals only, and the page would be read as one", where=str(page), remedy=remedy
        )
    if not page.parent.is_dir():
        raise SetupError("there is no such folder", where=str(page.parent), remedy="make it, or name another")
    if page.exists() and not is_claims_page(page.read_bytes()):
        raise SetupError("this is there, and is no page of claims", where=str(page), remedy=remedy)
    return page


def _hand_over(text: str, page: Path | None, readings: Sequence[Reading]) -> None:
    if page is None:
        click.echo(text)
        return
    page.write_text(text, "utf-8", newline="")
    documents, claims = len(readings), sum(len(reading.claims) for reading in readings)
    click.echo(f"{page}: {counted(claims, 'claim')} in {counted(documents, 'document')}; open it in a browser")


def _documents(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise SetupError("there is no such file or folder", where=str(path))
        yield from list_documents(path) if path.is_dir() else [path]


def _read(path: Path, settings: Settings) -> Reading:
    document = read_document(path, settings.home)
    claims = extract_claims(
        document.text,
        language=document.language,
        published_at=document.published_at,
        country=document.country,
        catalogue=load_catalogue(),
    )
    return Reading(document, claims)


def _jsonl(path: Path, claims: Iterable[Claim]) -> str:
    return "".join(json.dumps(claim_to_json(claim, str(path)), ensure_ascii=False) + "\n" for claim in claims)


def _table(path: Path, claims: Sequence[Claim]) -> str:
    rows = [
        (
            exact_value(claim),
            claim.unit,
            claim.indicator,
            claim.measure,
            claim.nature,
            " ".join(filter(None, (claim.sector, claim.ecosystem, claim.geography))),
            period_in_words(claim),
            f"{claim.confidence:.2f}",
            " ".join(claim.quote.split()),
        )
        for claim in claims
    ]
    return f"{path}\n{render(Result(_COLUMNS, rows), 'table', width=screen_width())}\n"
