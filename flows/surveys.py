"""The flow that reads survey waves: from the folders of data/raw/surveys to protected estimates in staging."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd
from prefect import flow, task

import flows
from flows.errors import DataRefused, Quarantined
from flows.orchestration import FLOW_OPTIONS, RETRIED, TASK_OPTIONS, Report, Run, log, recorded
from flows.quality.gate import Check, validate
from flows.quality.quarantine import split
from flows.reporting.table import counted
from flows.settings import Settings
from flows.storage.changes import Changes, changes, suites_hash
from flows.storage.disk import raise_disk_error
from flows.storage.loading import (
    first_days,
    forget_sources,
    load_estimates,
    load_responses,
    load_sources,
    record_checks,
)
from flows.storage.publications import remember
from flows.storage.staging import Source, known_sources, quarantined, write_staging
from flows.survey.answers.reading import CODEBOOK, Wave, read_wave
from flows.survey.answers.responses import Responses
from flows.survey.codebook.codebook import previous_wave
from flows.survey.disclosure.revising import Published, publishable, published_before
from flows.survey.estimation.estimation import weighted
from flows.survey.estimation.weighting import told_response
from flows.survey.exports.tools import tools


@dataclass(frozen=True, slots=True)
class Read:
    """By raw path the waves that were read, the folders that were refused, and those whose wave another folder has."""

    waves: dict[str, Wave]
    refused: dict[str, Quarantined]
    duplicates: dict[str, Quarantined]


@dataclass(frozen=True, slots=True)
class Checked:
    """Behind gate 1: by raw path the sound responses (their row and weight), protected estimates, what is kept out
    of either, and the checks.

    `refused` are the waves that nothing can be estimated from, by raw path; `held` those whose revision would give
    single firms away, with what to say of it: their estimates are those that were published before.
    """

    responses: dict[str, pd.DataFrame]
    estimates: pd.DataFrame
    kept_out: list[Quarantined]
    kept_out_estimates: list[Quarantined]
    refused: dict[str, Quarantined]
    checks: list[Check]
    held: dict[str, str] = field(default_factory=dict)


SCRATCH = ".reading-"
KEY = ["survey", "wave", "variable", "category", "statistic", "ecosystem", "size_class", "city", "domain"]


@flow(name="surveys", description=__doc__, **FLOW_OPTIONS)
def surveys(home: str | None = None, wait_seconds: int | None = None) -> Report:
    """Read the waves of data/raw/surveys that are new or changed, and estimate from them."""
    return recorded("surveys", home, wait_seconds, _surveys)


def _surveys(run: Run) -> Report:
    settings = run.settings
    suites = suites_hash(settings.expectations, "survey_response", "survey_estimate")
    reader = f"{flows.__version__} minimum_firms={settings.minimum_firms} {suites}"
    changed = changes(settings, "survey", _entries(settings.surveys), _content_hash, reader)
    _remove_scratch(settings)
    if changed.any:
        with _scratch(settings) as scratch:
            read = _read_all(changed, settings, scratch)
            checked = check_and_estimate(read.waves, settings, scratch) if read.waves else None
            load_waves(changed, read, checked, run)
    return _report(settings, changed)


def _remove_scratch(settings: Settings) -> None:
    """What a killed run left: its answers may have been loaded, so that this one reads none."""
    for left in settings.warehouse.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _scratch(settings: Settings) -> Iterator[Path]:
    """A folder, its owner's alone, for answers between reading and staging."""
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=settings.warehouse) as folder:
        try:
            yield Path(folder)
        except duckdb.Error as error:
            raise_disk_error(error, Path(folder))
            raise


def _read_all(changed: Changes, settings: Settings, scratch: Path) -> Read:
    owners = {source.content_id: source.raw_path for source in changed.unchanged if source.content_id}
    everything = Read({}, {}, {})
    for raw_path, folder in changed.to_read.items():  # of two folders with one wave the first one has it
        log.info("surveys: reading %s", folder.name)
        read = read_one.with_options(task_run_name=f"read {folder.name}")(folder, raw_path, settings.home, scratch)
        if isinstance(read, Quarantined):
            everything.refused[raw_path] = read
        elif (owner := owners.setdefault(_wave_id(read), raw_path)) != raw_path:
            everything.duplicates[raw_path] = _duplicate(read, raw_path, owner)
        else:
            everything.waves[raw_path] = read
    return everything


@task(**RETRIED)
def read_one(folder: Path, raw_path: str, home: Path, scratch: Path) -> Wave | Quarantined:
    """Read a wave, or say why it is refused as a whole."""
    try:
        return read_wave(folder, home, Path(tempfile.mkdtemp(dir=scratch)))
    except DataRefused as error:
        return Quarantined.from_error(raw_path, error)
    except OSError as error:
        return Quarantined(raw_path, str(error.filename), f"it can't be opened: {error.strerror}", "let us read it")


def _duplicate(wave: Wave, raw_path: str, owner: str) -> Quarantined:
    return Quarantined(
        source=raw_path,
        place=f"{raw_path}/codebook.yml",
        reason=f"wave {wave.codebook.wave} of survey {wave.codebook.survey} was already read from {owner}",
        remedy="give it another survey or wave, or remove one of the two folders",
    )


@task(task_run_name="check responses and estimate", **TASK_OPTIONS)
def check_and_estimate(waves: Mapping[str, Wave], settings: Settings, scratch: Path) -> Checked:
    """Gate 1 for the responses of all waves; estimates from those that pass, protected; and gate 1 for these."""
    log.info("surveys: checking and estimating")
    refused, looked_at = {}, {}
    for raw_path, wave in waves.items():
        try:
            looked_at[raw_path] = _for_the_gate(wave, raw_path)
        except DataRefused as error:  # its answers contradict its codebook
            refused[raw_path] = Quarantined.from_error(raw_path, error)
    if not looked_at:
        return Checked({}, pd.DataFrame(), [], [], refused, [])
    held: dict[str, str] = {}
    incoming = pd.concat(looked_at.values(), ignore_index=True)
    good, bad, checks = _gate("survey_response", incoming, "source_row", settings)
    responses, estimated, kept_out = {}, [], []
    found: dict[str, Published] = {}
    for raw_path in sorted(looked_at, key=lambda path: waves[path].codebook.period.start):  # a wave before its next
        wave, outside = waves[raw_path], [item for item in bad if item.source == raw_path]
        sound = wave.responses(*(int(item.place or 0) for item in outside))
        try:
            before = _before(wave, waves, settings, scratch)
            before_is = _before_is(wave, found, before, settings)
            found[raw_path] = publishable(sound, before, before_is, _wave_id(wave), settings)
        except DataRefused as error:
            refused[raw_path] = Quarantined.from_error(raw_path, error)
            continue
        responses[raw_path] = good.loc[good["raw_path"] == raw_path, ["source_row", "weight"]]
        if told := found[raw_path].held:
            held[raw_path] = told
        if len(found[raw_path].estimates):
            estimated.append(_keyed(found[raw_path].estimates, wave, raw_path))
        kept_out += [_in_folder(item, raw_path) for item in [*wave.refused, *_as_they_stood(outside, wave)]]
    if not estimated:
        return Checked(responses, pd.DataFrame(), kept_out, [], refused, checks, held)
    estimates, bad_estimates, more = _gate("survey_estimate", pd.concat(estimated), "estimate_id", settings)
    return Checked(responses, estimates, kept_out, bad_estimates, refused, [*checks, *more], held)


def _before(wave: Wave, waves: Mapping[str, Wave], settings: Settings, scratch: Path) -> Responses | None:
    """The responses of the wave before, where the codebook names one; read again when it isn't among `waves`."""
    if wave.codebook.previous is None:
        return None
    raw_path = settings.relative(settings.surveys / wave.codebook.previous)
    if raw_path in waves:
        return waves[raw_path].responses()
    return read_wave(settings.home / raw_path, settings.home, Path(tempfile.mkdtemp(dir=scratch))).responses()


def _before_is(
    wave: Wave, found: Mapping[str, Published], before: Responses | None, settings: Settings
) -> Published | None:
    """What is published of the wave before: in this run, else in an earlier one."""
    if wave.codebook.previous is None or before is None:
        return None
    raw_path = settings.relative(settings.surveys / wave.codebook.previous)
    return found.get(raw_path) or published_before(before.codebook, settings)


def _gate(
    table: str, frame: pd.DataFrame, place: str, settings: Settings
) -> tuple[pd.DataFrame, list[Quarantined], list[Check]]:
    frame = frame.reset_index(drop=True)
    [result] = validate({table: frame}, settings.expectations, gate="rows", docs=settings.validation)
    good, bad = split(frame, result, source="raw_path", place=place)
    return good, bad, list(result.checks)


def _for_the_gate(wave: Wave, raw_path: str) -> pd.DataFrame:
    """What the gate looks at of a wave's responses, their ids told apart from those of other waves."""
    looked_at = wave.frame()
    return looked_at.assign(raw_path=raw_path, response_id=_wave_id(wave) + " " + looked_at["response_id"])


def _as_they_stood(bad: Iterable[Quarantined], wave: Wave) -> Iterator[Quarantined]:
    """Quarantined responses with their row as the export has it, and the reader's own words for what is wrong."""
    reasons = {int(item.place or 0): item.reason for item in bad}
    return wave.quarantined(reasons | wave.problems(list(reasons)))


def _in_folder(item: Quarantined, raw_path: str) -> Quarantined:
    """`item` as of the wave's folder, which is the source; its file is told with its place."""
    return replace(item, source=raw_path, place=f"{Path(item.source).name}, {item.place}")


def _keyed(estimates: pd.DataFrame, wave: Wave, raw_path: str) -> pd.DataFrame:
    """Estimates with their key, their folder, and the day from which they count as known, where it is stated."""
    cells = estimates[KEY]
    keys = ["|".join(map(str, cell)) for cell in cells.astype(object).itertuples(index=False)]
    return estimates.assign(
        estimate_id=[hashlib.sha256(key.encode()).hexdigest()[:16] for key in keys],
        raw_path=raw_path,
        known_from=wave.codebook.published,
    )


def _wave_id(wave: Wave) -> str:
    return f"{wave.codebook.survey}.{wave.codebook.wave}".casefold()  # as DuckDB compares names of tables


@task(task_run_name="load responses and estimates", **RETRIED)
def load_waves(changed: Changes, read: Read, checked: Checked | None, run: Run) -> None:
    """Put what passed into the staging store, in one transaction, with what became of each folder."""
    kept_out = [*read.refused.values(), *read.duplicates.values()]
    if checked:
        kept_out += [*checked.refused.values(), *checked.kept_out, *checked.kept_out_estimates]
    with write_staging(run.settings) as connection:
        before = first_days(connection)
        forget_sources(connection, [*changed.gone, *changed.to_read])
        if checked:
            for raw_path, responses in checked.responses.items():
                wave = read.waves[raw_path]
                variables = list(wave.codebook.variables)
                relation, key = wave.answers.relation, wave.codebook.key
                load_responses(connection, _wave_id(wave), relation, key, variables, responses)
                if raw_path not in checked.held:
                    shown = checked.estimates
                    shown = shown[shown["raw_path"] == raw_path] if len(shown) else shown
                    remember(connection, _wave_id(wave), wave.codebook, shown)
            if len(checked.estimates):
                load_estimates(connection, checked.estimates, before)
            record_checks(connection, run.run_id, checked.checks)
        load_sources(connection, _sources(changed, read, checked), kept_out)


def _sources(changed: Changes, read: Read, checked: Checked | None) -> Iterator[Source]:
    """What became of each folder that was to be read."""
    for raw_path in changed.to_read:
        wave = read.waves.get(raw_path)
        if wave is None or checked is None or raw_path in checked.refused:
            status: Literal["duplicate", "refused"] = "duplicate" if raw_path in read.duplicates else "refused"
            yield Source(raw_path, "survey", changed.hashes[raw_path], status, None, 0, 0, 0)
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
            notes=(*_notes(wave), *filter(None, [checked.held.get(raw_path)])),
        )


def _notes(wave: Wave) -> tuple[str, ...]:
    layout = tools()[wave.tool].layouts[wave.layout].title
    said = [f"read as {tools()[wave.tool].title} ({', '.join(filter(None, [layout, wave.encoding]))})", *wave.notes]
    said += filter(None, [told_response(wave.responses())])
    if not weighted(wave.codebook):
        said.append("no population and no weight: the estimates describe the respondents, they are no sector's figures")
    return (*said, wave.codebook.note) if wave.codebook.note else tuple(said)


def _entries(folder: Path) -> list[Path]:
    """What lies in data/raw/surveys: a folder for each wave; a file beside them is out of place, and refused aloud."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.stem.upper() != "README" and path.name[0] not in ".~")


def _content_hash(entry: Path) -> str:
    """Of all that is in the folder, and in that of the wave before, whose answers its changes rest on."""
    before = previous_wave(entry / CODEBOOK)
    folders = [entry, *([entry.parent / before] if before else [])]
    files = [path for folder in folders for path in ([folder] if folder.is_file() else sorted(folder.rglob("*")))]
    digest = hashlib.sha256()
    for path in filter(Path.is_file, files):
        digest.update(path.relative_to(entry.parent).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _report(settings: Settings, changed: Changes) -> Report:
    sources = known_sources(settings, "survey")
    fresh = [sources[raw_path] for raw_path in changed.to_read]
    counts = {
        "waves": len(sources),
        "read": sum(source.status == "loaded" for source in fresh),
        "unchanged": len(changed.unchanged),
        "removed": len(changed.gone),
        "refused": sum(source.status != "loaded" for source in fresh),
        "responses": sum(source.rows_loaded for source in fresh),
        "responses quarantined": sum(source.rows_quarantined for source in fresh),
    }
    message = (
        f"{counted(counts['read'], 'wave')} read, {counted(counts['responses'], 'response')},"
        f" {counts['responses quarantined']} kept out; {counts['refused']} refused,"
        f" {counts['unchanged']} unchanged, {counts['removed']} removed"
        if changed.any
        else f"nothing new: {counted(counts['unchanged'], 'wave')} unchanged"
    )
    details = tuple(f"{source.raw_path}: {note}" for source in fresh for note in source.notes)
    return Report("surveys", message, counts, details, quarantined(settings, "survey"))
