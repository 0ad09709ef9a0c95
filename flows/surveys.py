"""The flow that reads survey waves: from the folders of data/raw/surveys to protected estimates in staging."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
from prefect import flow, task

import flows
from flows.errors import DataRefused, Quarantined
from flows.orchestration import FLOW_OPTIONS, RETRIED, Report, Run, log, recorded
from flows.quality.gate import Check, validate
from flows.quality.quarantine import split
from flows.settings import Settings
from flows.storage.changes import Changes, changes
from flows.storage.loading import forget_sources, load_sources, load_wave, record_checks
from flows.storage.staging import Source, known_sources, quarantined, write_staging
from flows.survey.disclosure import protect
from flows.survey.estimation import estimate
from flows.survey.reading import Wave, read_wave


@dataclass(frozen=True, slots=True)
class WaveResult:
    """What a wave's folder gave: what became of it, what is kept out, and unless it was refused its tables."""

    source: Source
    quarantined: list[Quarantined]
    checks: list[Check] = field(default_factory=list)
    responses: pd.DataFrame | None = None
    estimates: pd.DataFrame | None = None


@flow(name="surveys", description=__doc__, **FLOW_OPTIONS)
def surveys(home: str | None = None, wait_seconds: int | None = None) -> Report:
    """Read the waves of data/raw/surveys that are new or changed, and estimate from them."""
    return recorded("surveys", home, wait_seconds, _surveys)


def _surveys(run: Run) -> Report:
    settings = run.settings
    reader = f"{flows.__version__} minimum_firms={settings.minimum_firms}"
    changed = changes(settings, "survey", _entries(settings.surveys), _content_hash, reader)
    owners = {source.content_id: source.raw_path for source in changed.unchanged if source.content_id}
    results = []
    for raw_path, folder in changed.to_read.items():
        log.info("surveys: reading %s", folder.name)
        task_run = process_wave.with_options(task_run_name=f"read, check and estimate {folder.name}")
        results.append(task_run(folder, changed.hashes[raw_path], owners, settings))
        if results[-1].source.content_id:
            owners[results[-1].source.content_id] = raw_path
    if changed.any:
        load_waves(changed, results, run)
    return _report(settings, changed)


@task(**RETRIED)
def process_wave(folder: Path, input_hash: str, owners: Mapping[str, str], settings: Settings) -> WaveResult:
    """Read a wave, keep out the responses that fail gate 1, estimate from the others and protect what is estimated.

    `owners` are the folders of the waves read before. What can't be read as a whole is refused.
    """
    raw_path = settings.relative(folder)
    try:
        wave = read_wave(folder, settings.home)
        wave_id = _wave_id(wave, owners, raw_path)
        return _checked(wave, wave_id, raw_path, input_hash, settings)
    except DataRefused as error:
        refused = Source(raw_path, "survey", input_hash, "refused", None, 0, 0, 0)
        return WaveResult(refused, [Quarantined.from_error(raw_path, error)])


def _wave_id(wave: Wave, owners: Mapping[str, str], raw_path: str) -> str:
    wave_id = f"{wave.codebook.survey}_{wave.codebook.wave}"
    if wave_id in owners:
        raise DataRefused(
            f"wave {wave.codebook.wave} of survey {wave.codebook.survey} was already read from {owners[wave_id]}",
            where=f"{raw_path}/codebook.yml",
            remedy="give it another survey or wave, or remove one of the two folders",
        )
    return wave_id


def _checked(wave: Wave, wave_id: str, raw_path: str, input_hash: str, settings: Settings) -> WaveResult:
    incoming = wave.responses.assign(source=wave.source)
    gate = validate({"survey_response": incoming}, settings.expectations, gate="rows", docs=settings.validation)
    good, bad = split(incoming, gate[0], source="source", place="source_row")
    sound = wave.responses.loc[good.index]
    estimates = _keyed(protect(estimate(sound, wave.codebook), settings.minimum_firms), wave, raw_path)
    second = validate({"survey_estimate": estimates}, settings.expectations, gate="rows", docs=settings.validation)
    estimates, bad_estimates = split(estimates, second[0], source="raw_path", place="estimate_id")
    out = [*wave.refused, *_as_they_stood(bad, wave)]
    return WaveResult(
        source=Source(
            raw_path, "survey", input_hash, "loaded", wave_id, wave.rows_in, len(good), len(out), _notes(wave)
        ),
        quarantined=[*(_in_folder(item, raw_path) for item in out), *bad_estimates],
        checks=[*gate[0].checks, *second[0].checks],
        responses=sound.drop(columns="problem"),
        estimates=estimates,
    )


def _as_they_stood(bad: list[Quarantined], wave: Wave) -> Iterator[Quarantined]:
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


def _notes(wave: Wave) -> tuple[str, ...]:
    said = [f"read as {wave.tool}, {wave.encoding}", *wave.notes]
    if wave.codebook.note:
        said.append(wave.codebook.note)
    return tuple(said)


@task(task_run_name="load responses and estimates", **RETRIED)
def load_waves(changed: Changes, results: list[WaveResult], run: Run) -> None:
    """Put what passed into the staging store, in one transaction, with what became of each folder."""
    with write_staging(run.settings) as connection:
        forget_sources(connection, [*changed.gone, *changed.to_read])
        for result in results:
            if result.responses is not None and result.estimates is not None:
                load_wave(connection, str(result.source.content_id), result.responses, result.estimates)
            record_checks(connection, run.run_id, result.checks)
        load_sources(
            connection,
            [result.source for result in results],
            [item for result in results for item in result.quarantined],
        )


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
