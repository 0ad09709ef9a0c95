"""The flow that reads press items: from the files of data/raw/press_releases to claims in the staging store."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
from prefect import flow, task

from flows.catalogue import load_catalogue
from flows.claims import EXTRACTOR_VERSION, extract_claims
from flows.claims.claim import Claim
from flows.documents.dates import latest_day
from flows.documents.document import Document
from flows.documents.frames import claim_frame, document_frame
from flows.documents.reading import input_fingerprint, list_documents, read_document
from flows.errors import DataRefused, Quarantined
from flows.orchestration import FLOW_OPTIONS, RETRIED, TASK_OPTIONS, Report, Run, log, recorded
from flows.quality.gate import Check, validate
from flows.quality.quarantine import split
from flows.reporting.table import counted
from flows.settings import Settings
from flows.storage.changes import Changes, changes, suites_hash
from flows.storage.loading import (
    forget_sources,
    load_documents,
    load_sources,
    record_checks,
    withdraw_documents,
)
from flows.storage.staging import Source, known_sources, quarantined, write_staging


@dataclass(frozen=True, slots=True)
class Read:
    """Documents and their claims by raw path, the files refused, and the files whose bytes another one has.

    `duplicates` are the paths of those others; a file that was loaded before may be among its keys.
    """

    documents: dict[str, Document]
    claims: dict[str, list[Claim]]
    refused: list[Quarantined]
    duplicates: dict[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """What passed the gate, what did not, and the checks that told them apart."""

    documents: pd.DataFrame
    claims: pd.DataFrame
    quarantined: list[Quarantined]
    checks: list[Check]


@flow(name="press_releases", description=__doc__, **FLOW_OPTIONS)
def press_releases(home: str | None = None, wait_seconds: int | None = None) -> Report:
    """Read what is new or changed in data/raw/press_releases."""
    return recorded("press_releases", home, wait_seconds, _press_releases)


def _press_releases(run: Run) -> Report:
    settings, catalogue = run.settings, load_catalogue()
    paths = list_documents(settings.press_releases) if settings.press_releases.is_dir() else []
    reader = f"{EXTRACTOR_VERSION} {catalogue.fingerprint} {suites_hash(settings.expectations, 'document', 'claim')}"
    changed, withdrawn = changes(settings, "press_release", paths, input_fingerprint, reader), 0
    if changed.any:
        read = _read_all(changed, settings)
        withdrawn = load_claims(changed, read, check_claims(read, settings), run)
    return _report(settings, changed, withdrawn)


def _read_all(changed: Changes, settings: Settings) -> Read:
    everything = Read({}, {}, [], {})
    paths = list(changed.to_read.values())
    for start in range(0, len(paths), settings.documents_per_task):
        batch = paths[start : start + settings.documents_per_task]
        name = f"read {batch[0].name}" + (f" and {len(batch) - 1} more" if len(batch) > 1 else "")
        read = read_batch.with_options(task_run_name=name)(batch, settings.home)
        everything.documents.update(read.documents)
        everything.claims.update(read.claims)
        everything.refused.extend(read.refused)
        log.info("press releases: %d of %d read", start + len(batch), len(paths))
    _set_aside_duplicates(everything, changed.unchanged, settings)
    return everything


def _set_aside_duplicates(read: Read, unchanged: Sequence[Source], settings: Settings) -> None:
    """Of several files with the same bytes leave one, the same one in whatever order they came."""
    loaded = {source.content_id: source.raw_path for source in unchanged if source.status == "loaded"}
    same: dict[str, list[Document]] = {}
    for document in read.documents.values():
        same.setdefault(document.document_id, []).append(document)
    for document_id, documents in same.items():
        before = loaded.get(document_id)
        rivals = [*documents, read_document(settings.home / before, settings.home)] if before else documents
        owner, *others = sorted(rivals, key=_precedence)
        for other in others:
            read.duplicates[other.raw_path] = owner.raw_path
            read.documents.pop(other.raw_path, None)


def _precedence(document: Document) -> tuple[date, int, str]:
    """The document that is known first, then the one that says most of itself, then the first by its path."""
    stated = document.title, document.url, document.publisher, document.language, document.country
    return latest_day(document.published_at) or date.max, stated.count(None), document.raw_path


@task(**RETRIED)
def read_batch(paths: Sequence[Path], home: Path) -> Read:
    """Read some files and find their claims."""
    read = Read({}, {}, [], {})
    for path in paths:
        raw_path = Settings(home).relative(path)
        try:
            document = read_document(path, home)
        except DataRefused as error:
            read.refused.append(Quarantined.from_error(raw_path, error))
            continue
        read.documents[raw_path] = document
        read.claims[raw_path] = extract_claims(
            document.text,
            language=document.language,
            published_at=document.published_at,
            country=document.country,
        )
    return read


@task(task_run_name="check documents and claims", **TASK_OPTIONS)
def check_claims(read: Read, settings: Settings) -> Checked:
    """Gate 1: documents, and the claims of those that pass."""
    log.info("press releases: checking what was read")
    documents = list(read.documents.values())
    frames = {"document": document_frame(documents), "claim": claim_frame(documents, read.claims)}
    results = validate(frames, settings.expectations, gate="rows", docs=settings.validation)
    good, bad = split(frames["document"], results[0], source="raw_path", place="place")
    claims, bad_claims = split(frames["claim"], results[1], source="raw_path", place="place")
    refused = {item.source for item in bad}
    return Checked(
        documents=good,
        claims=claims[~claims["raw_path"].isin(refused)],
        quarantined=[*bad, *(item for item in bad_claims if item.source not in refused)],
        checks=[check for result in results for check in result.checks],
    )


@task(task_run_name="load documents and claims", **RETRIED)
def load_claims(changed: Changes, read: Read, checked: Checked, run: Run) -> int:
    """Put what passed into the staging store, in one transaction, with what became of each file.

    Returns how many documents are withdrawn by that.
    """
    with write_staging(run.settings) as connection:
        sources = _sources(changed, read, checked)
        forget_sources(connection, [*changed.gone, *(source.raw_path for source in sources)])
        load_documents(connection, checked.documents, checked.claims)
        load_sources(connection, sources, [*read.refused, *checked.quarantined])
        record_checks(connection, run.run_id, checked.checks)
        return withdraw_documents(connection)


def _sources(changed: Changes, read: Read, checked: Checked) -> list[Source]:
    """What became of each file that was to be read."""
    loaded = Counter(checked.claims["raw_path"])
    passed = set(checked.documents["raw_path"])
    replaced = [source for source in changed.unchanged if source.raw_path in read.duplicates]
    sources = [_duplicate(source, read.duplicates[source.raw_path]) for source in replaced]
    for raw_path in changed.to_read:
        document = read.documents.get(raw_path)
        found = len(read.claims[raw_path]) if raw_path in passed else 0
        source = Source(
            raw_path=raw_path,
            kind="press_release",
            input_hash=changed.hashes[raw_path],
            status="loaded" if raw_path in passed else "refused",
            content_id=document.document_id if document and raw_path in passed else None,
            rows_in=found,
            rows_loaded=loaded[raw_path],
            rows_quarantined=found - loaded[raw_path],
        )
        owner = read.duplicates.get(raw_path)
        sources.append(_duplicate(source, owner) if owner else source)
    return sources


def _duplicate(source: Source, owner: str) -> Source:
    return dataclasses.replace(
        source,
        status="duplicate",
        content_id=None,
        rows_in=0,
        rows_loaded=0,
        rows_quarantined=0,
        notes=(f"same bytes as {owner}",),
    )


def _report(settings: Settings, changed: Changes, withdrawn: int) -> Report:
    sources = known_sources(settings, "press_release")
    fresh = [sources[raw_path] for raw_path in changed.to_read]
    statuses = Counter(source.status for source in fresh)
    counts = {
        "files": len(sources),
        "read": statuses["loaded"],
        "unchanged": len(changed.unchanged),
        "removed": len(changed.gone),
        "documents withdrawn": withdrawn,
        "refused": statuses["refused"],
        "duplicates": statuses["duplicate"],
        "claims": sum(source.rows_loaded for source in fresh),
        "claims quarantined": sum(source.rows_quarantined for source in fresh),
    }
    message = (
        f"{counted(counts['read'], 'file')} read, {counted(counts['claims'], 'claim')};"
        f" {counts['refused']} refused, {counts['unchanged']} unchanged, {counts['removed']} removed"
        if changed.any
        else f"nothing new: {counted(counts['unchanged'], 'file')} unchanged"
    )
    details = tuple(f"{source.raw_path}: {note}" for source in fresh for note in source.notes)
    return Report("press_releases", message, counts, details, quarantined(settings, "press_release"))
