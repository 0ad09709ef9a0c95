"""`barometre claims`: the claims of documents as a table or as JSON lines, without any warehouse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from flows.catalogue import load_catalogue
from flows.claims import Claim, claim_to_json, extract_claims
from flows.documents.reading import list_documents, read_document
from flows.errors import DataRefused, SetupError
from flows.reporting.table import number, render, screen_width
from flows.storage.query import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from flows.settings import Settings

_COLUMNS = ("value", "unit", "indicator", "measure", "nature", "sector", "period", "confidence", "quote")


def print_claims(paths: Sequence[Path], style: str, settings: Settings) -> bool:
    """Print the claims of each document of `paths` and say which ones can't be read; whether all could be."""
    everything_read = True
    for path in _documents(paths):
        try:
            claims = _claims(path, settings)
        except DataRefused as error:
            click.echo(f"barometre: {error}", err=True)
            everything_read = False
            continue
        click.echo(_jsonl(path, claims) if style == "jsonl" else _table(path, claims), nl=style == "table")
    return everything_read


def _documents(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise SetupError("there is no such file or folder", where=str(path))
        yield from list_documents(path) if path.is_dir() else [path]


def _claims(path: Path, settings: Settings) -> list[Claim]:
    document = read_document(path, settings.home)
    return extract_claims(
        document.text,
        language=document.language,
        published_at=document.published_at,
        country=document.country,
        catalogue=load_catalogue(),
    )


def _jsonl(path: Path, claims: Iterable[Claim]) -> str:
    return "".join(json.dumps(claim_to_json(claim, str(path)), ensure_ascii=False) + "\n" for claim in claims)


def _table(path: Path, claims: Sequence[Claim]) -> str:
    rows = [
        (
            f"{claim.hedge.replace('_', ' ') + ' ' if claim.hedge else ''}{number(claim.value)}"
            + (f" to {number(claim.value_high)}" if claim.value_high is not None else ""),
            claim.unit,
            claim.indicator,
            claim.measure,
            claim.nature,
            " ".join(filter(None, (claim.sector, claim.ecosystem, claim.geography))),
            _period(claim),
            f"{claim.confidence:.2f}",
            " ".join(claim.quote.split()),
        )
        for claim in claims
    ]
    return f"{path}\n{render(Result(_COLUMNS, rows), 'table', width=screen_width())}\n"


def _period(claim: Claim) -> str:
    if claim.period_end is None:
        return f"from {claim.period_start}" if claim.period_start else ""
    if claim.period_start is None:
        return f"by {claim.period_end}"
    whole_years = claim.period_start.strftime("%m-%d") == "01-01" and claim.period_end.strftime("%m-%d") == "12-31"
    first, last = claim.period_start, claim.period_end
    if whole_years:
        return str(first.year) if first.year == last.year else f"{first.year}-{last.year}"
    return f"{first} to {last}" if first != last else f"on {last}"
