"""The flow that reads survey waves: from the folders of data/raw/surveys to protected estimates in staging."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from prefect import flow, task

import flows
from flows.errors import DataRefused, Quarantined
from flows.orchestration import FLOW_OPTIONS, RETRIED, TASK_OPTIONS, Report, Run, log, recorded
from flows.quality.gate import Check, validate
from flows.quality.quarantine import split
from flows.settings import Settings
from flows.storage.changes import Changes, changes
from flows.storage.loading import forget_sources, load_estimates, load_responses, load_sources, record_checks
from flows.storage.staging import Source, known_sources, quarantined, write_staging
from flows.survey.disclosure import protect
from flows.survey.estimation import estimate
from flows.survey.reading import Wave, read_wave


@dataclass(frozen=True, slots=True)
class Read:
    """The waves that were read, and the folders that were refused, both by raw path."""

    waves: dict[str, Wave]
    refused: dict[str, Quarantined]


@dataclass(frozen=True, slots=True)
class Checked:
    """Behind gate 1: sound responses by raw path, protected estimates, what is kept out of either, and the checks."""

    responses: dict[str, pd.DataFrame]
    estimates: pd.DataFrame
    kept_out: list[Quarantined]
    kept_out_estimates: list[Quarantined]
    checks: list[Check]


@flow(name="surveys", description=__doc__, **FLOW_OPTIONS)
def surveys(home: str | None = None, wait_seconds: int | None = None) -> Report:
    """Read the waves of data/raw/surveys that are new or changed, and estimate from them."""
    return recorded("surveys", home, wait_seconds, _surveys)


def _surveys(run: Run) -> Report:
    settings = run.settings
    reader = f"{flows.__version__} minimum_firms={settings.minimum_firms}"
    changed = changes(settings, "survey", _entries(settings.surveys), _content_hash, reader)
    if changed.any:
        read = _read_all(changed, settings)
        checked = check_and_estimate(read.waves, settings) if read.waves else None
        load_waves(changed, read, checked, run)
    return _report(settings, changed)


def _read_all(changed: Changes, settings: Settings) -> Read:
    owners = {source.content_id: source.raw_path for source in changed.unchanged if source.content_id}
    everything = Read({}, {})
    for raw_path, folder in changed.to_read.items():
        log.info("surveys: reading %s", folder.name)
        read = read_one.with_options(task_run_name=f"read {folder.name}")(folder, raw_path, owners, settings.home)
        if isinstance(read, Quarantined):
            everything.refused[raw_path] = read
        else:
            everything.waves[raw_path] = read
            owners[_wave_id(read)] = raw_path
    return everything


@task(**RETRIED)
def read_one(folder: Path, raw_path: str, owners: Mapping[str, str], home: Path) -> Wave | Quarantined:
    """Read a wave, or say why it is refused as a whole; `owners` are the folders of the waves known already."""
    try:
        wave = read_wave(folder, home)
    except DataRefused as error:
        return Quarantined.from_error(raw_path, error)
    owner = owners.get(_wave_id(wave))
    if owner is None:
        return wave
    return Quarantined(
        source=raw_path,
        place=f"{raw_path}/codebook.yml",
        reason=f"wave {wave.codebook.wave} of survey {wave.codebook.survey} was already read from {owner}",
        remedy="give it another survey or wave, or remove one of the two folders",
    )


@task(task_run_name="check responses and estimate", **TASK_OPTIONS)
def check_and_estimate(waves: Mapping[str, Wave], settings: Settings) -> Checked:
    """Gate 1 for the responses of all waves; estimates from those that pass, protected; and gate 1 for these."""
    log.info("surveys: checking and estimating")
    incoming = pd.concat([_for_the_gate(wave, raw_path) for raw_path, wave in waves.items()], ignore_index=True)
    good, bad, checks = _gate("survey_response", incoming, "source_row", settings)
    responses, estimated, kept_out = {}, [], []
    for raw_path, wave in waves.items():
        sound = good.loc[good["raw_path"] == raw_path, "source_row"]
        responses[raw_path] = wave.responses[wave.responses["source_row"].isin(sound)]
        protected = protect(estimate(responses[raw_path], wave.codebook), settings.minimum_firms)
        estimated.append(_keyed(protected, wave, raw_path))
        rows = [*wave.refused, *_as_they_stood((item for item in bad if item.source == raw_path), wave)]
        kept_out += [_in_folder(item, raw_path) for item in rows]
    estimates, bad_estimates, more = _gate("survey_estimate", pd.concat(estimated), "estimate_id", settings)
    return Checked(responses, estimates, kept_out, bad_estimates, [*checks, *more])


def _gate(
    table: str, frame: pd.DataFrame, place: str, settings: Settings
) -> tuple[pd.DataFrame, list[Quarantined], list[Check]]:
    frame = frame.reset_index(drop=True)
    [result] = validate({table: frame}, settings.expectations, gate="rows", docs=settings.validation)
    good, bad = split(frame, result, source="raw_path", place=place)
    return good, bad, list(result.checks)


def _for_the_gate(wave: Wave, raw_path: str) -> pd.DataFrame:
    """What the gate looks at of a wave's responses, their ids told apart from those of other waves."""
    looked_at = wave.responses[["response_id", "source_row", "problem", "weight"]]
    return looked_at.assign(raw_path=raw_path, response_id=_wave_id(wave) + " " + looked_at["response_id"])


def _as_they_stood(bad: Iterable[Quarantined], wave: Wave) -> Iterator[Quarantined]:
    """Quarantined responses with their row as the export has it, and the reader's own words for what is wrong."""
    problems = wave.responses.set_index("source_row")["problem"].dropna().to_dict()
    for item in bad:
        line = int(item.place or 0)
        yield wave.quarantined(line, problems.get(line, item.reason))


def _in_folder(item: Quarantined, raw_path: str) -> Quarantined:
    """`item` as of the wave's folder, which is the source; its file is told with its place."""
    return replace(item, source=raw_path, place=f"{Path(item.source).name}, {item.place}")


def _keyed(estimates: pd.DataFrame, wave: Wave, raw_path: str) -> pd.DataFrame:
    """Estimates with their key, their folder, and the day from which they count as known, where it is stated."""
    cells = estimates[["survey", "wave", "variable", "statistic", "ecosystem", "size_class"]]
    keys = ["|".join(map(str, cell)) for cell in cells.astype(object).itertuples(index=False)]
    return estimates.assign(
        estimate_id=[hashlib.sha256(key.encode()).hexdigest()[:16] for key in keys],
        raw_path=raw_path,
        known_from=wave.codebook.published,
    )


def _wave_id(wave: Wave) -> str:
    return f"{wave.codebook.survey}_{wave.codebook.wave}"


@task(task_run_name="load responses and estimates", **RETRIED)
def load_waves(changed: Changes, read: Read, checked: Checked | None, run: Run) -> None:
    """Put what passed into the staging store, in one transaction, with what became of each folder."""
    kept_out = [*checked.kept_out, *checked.kept_out_estimates] if checked else []
    with write_staging(run.settings) as connection:
        forget_sources(connection, [*changed.gone, *changed.to_read])
        if checked:
            for raw_path, wave in read.waves.items():
                load_responses(connection, _wave_id(wave), checked.responses[raw_path].drop(columns="problem"))
            load_estimates(connection, checked.estimates)
            record_checks(connection, run.run_id, checked.checks)
        load_sources(connection, _sources(changed, read, checked), [*read.refused.values(), *kept_out])


def _sources(changed: Changes, read: Read, checked: Checked | None) -> Iterator[Source]:
    """What became of each folder that was to be read."""
    for raw_path in changed.to_read:
        wave = read.waves.get(raw_path)
        if wave is None or checked is None:
            yield Source(raw_path, "survey", changed.hashes[raw_path], "refused", None, 0, 0, 0)
            continue
        yield Source(
            raw_path=raw_path,
            kind="survey",
            input_hash=changed.hashes[raw_path],
            status="loaded",
            content_id=_wave_id(wave),
            rows_in=wave.rows_in,
            rows_loaded=len(checked.responses[raw_path]),
            rows_quarantined=sum(item.source == raw_path for item in checked.kept_out),
            notes=_notes(wave),
        )


def _notes(wave: Wave) -> tuple[str, ...]:
    said = [f"read as {wave.tool}, {wave.encoding}", *wave.notes]
    return (*said, wave.codebook.note) if wave.codebook.note else tuple(said)


def _entries(folder: Path) -> list[Path]:
    """What lies in data/raw/surveys: a folder for each wave; a file beside them is out of place, and refused aloud."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.stem.upper() != "README" and path.name[0] not in ".~")


def _content_hash(entry: Path) -> str:
    files = sorted(path for path in entry.rglob("*") if path.is_file()) if entry.is_dir() else [entry]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(entry.parent).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _report(settings: Settings, changed: Changes) -> Report:
    sources = known_sources(settings, "survey")
    fresh = [sources[raw_path] for raw_path in changed.to_read]
    counts = {
        "waves": len(sources),
        "read": len(fresh),
        "unchanged": len(changed.unchanged),
        "removed": len(changed.gone),
        "refused": sum(source.status == "refused" for source in fresh),
        "responses": sum(source.rows_loaded for source in fresh),
        "responses quarantined": sum(source.rows_quarantined for source in fresh),
    }
    message = (
        "{read} waves read, {responses} responses, {responses quarantined} kept out; {refused} waves refused,"
        " {unchanged} unchanged".format(**counts)
        if changed.any
        else f"nothing new: {counts['unchanged']} waves unchanged"
    )
    details = tuple(f"{source.raw_path}: {note}" for source in fresh for note in source.notes)
    return Report("surveys", message, counts, details, quarantined(settings, "survey"))
