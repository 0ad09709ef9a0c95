"""Extracts: validated data of a release as files, with a manifest. Nothing unvalidated leaves."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from flows.errors import DataRefused, SetupError
from flows.reporting.formats import WRITERS
from flows.reporting.manifest import (
    MANIFEST,
    Contents,
    ExtractFile,
    Manifest,
    Validation,
    describe_file,
    read_manifest,
    verify_extract,
    write_manifest,
)
from flows.reporting.workbook import write_workbook
from flows.storage.disk import explained

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DATASETS = ("kpi", "observation")
FORMATS = (*WRITERS, "xlsx")
WORKBOOK = "barometre.xlsx"
ROW_GATE = "rows"
"""The gate whose failures are rows kept in quarantine: they never came into the release."""

READ_ONLY: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,  # a missing table is missing, whatever our variables are called
    "threads": 1,  # the same release gives the same bytes
}


def write_extract(release: Path, out: Path, *, formats: Sequence[str] = FORMATS, name: str | None = None) -> Manifest:
    """The dataset `name`, or all of them, of a release file, in `formats`, into the folder `out`.

    The folder appears whole or not at all. One that holds this very extract already, unaltered, is left as it is;
    one that holds another extract is replaced, and kept aside as `<out>.altered-1` if its files were altered. Raises
    DataRefused when the release did not pass its gates, and SetupError for an unknown name or format, for a file
    that is no release, and for a folder that holds anything but an extract.
    """
    datasets = _chosen("dataset", [name] if name else DATASETS, DATASETS)
    formats = _chosen("format", formats, FORMATS)
    with _open(release) as connection:
        wanted = _manifest(connection, release, datasets, formats)
        present = read_manifest(out)
        if present and present.answers(wanted) and not verify_extract(out):
            return present
        _require_replaceable(out, present)
        with _beside(out) as building:
            manifest = dataclasses.replace(wanted, files=tuple(_write_files(connection, wanted, building)))
            write_manifest(manifest, building)
            _replace(out, building)
    return manifest


def _chosen(kind: str, given: Sequence[str], known: tuple[str, ...]) -> tuple[str, ...]:
    """What was asked for, once each and in the order of `known`."""
    unknown = [one for one in given if one not in known]
    if unknown or not given:
        raise SetupError(
            f"there is no {kind} {unknown[0] if unknown else ''!r}", remedy=f"known are {', '.join(known)}"
        )
    return tuple(one for one in known if one in given)


@contextlib.contextmanager
def _open(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The resolved file, so that publishing another release meanwhile changes nothing."""
    path = release.resolve()
    if not path.is_file():
        raise SetupError("there is no such release", where=str(release), remedy="run: barometre run")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=READ_ONLY)
    except duckdb.Error as error:
        raise SetupError(f"not a release: {str(error).splitlines()[0]}", where=str(release)) from None
    with explained(path, "remove it, and run: barometre run"), connection:
        yield connection


def _manifest(
    connection: duckdb.DuckDBPyConnection, release: Path, datasets: tuple[str, ...], formats: tuple[str, ...]
) -> Manifest:
    """The extract's manifest, its files still to be written; refuses a release that was not validated."""
    try:
        releases = connection.sql("SELECT release_id, published_at FROM release").fetchall()
        checks = connection.sql(
            "SELECT gate, outcome, severity, table_name, message, rows_unexpected FROM validation_result"
        ).fetchall()
        for dataset in datasets:
            connection.table(dataset)
    except duckdb.ProgrammingError as error:
        raise DataRefused(f"not a whole release: {str(error).splitlines()[0]}", where=str(release)) from None
    if len(releases) != 1:
        raise DataRefused(f"it describes {len(releases)} releases instead of one", where=str(release))
    release_id, published_at = releases[0]
    return Manifest(
        release_id=release_id,
        published_at=published_at.isoformat(),
        created_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat(),
        validation=_validation(checks, release),
        datasets=datasets,
        formats=formats,
        files=(),
    )


def _validation(checks: list[tuple[Any, ...]], release: Path) -> Validation:
    """The checks, counted. Refuses where one errored, where one failed that matters, or where there is none."""
    blocking = [
        f"{table}: {message} ({unexpected} rows)" if unexpected else f"{table}: {message}"
        for gate, outcome, severity, table, message, unexpected in checks
        if outcome == "errored" or (outcome == "failed" and severity == "critical" and gate != ROW_GATE)
    ]
    if blocking:
        more = f" and {len(blocking) - 3} more" if len(blocking) > 3 else ""
        raise DataRefused(
            f"the release did not pass its gates: {'; '.join(blocking[:3])}{more}",
            where=str(release),
            remedy="mend what the checks name and run: barometre run",
        )
    if all(gate == ROW_GATE for gate, *_ in checks):
        raise DataRefused("the release was never validated", where=str(release), remedy="run: barometre run")
    outcomes = [outcome for _, outcome, *_ in checks]
    return Validation("passed", outcomes.count("passed"), outcomes.count("failed"), outcomes.count("errored"))


def _require_replaceable(out: Path, present: Manifest | None) -> None:
    """Nobody's files are ever overwritten: `out` is free, an empty folder, or an extract and nothing besides."""
    if not out.exists():
        return
    ours = {MANIFEST, *(file.name for file in present.files)} if present else set()
    foreign = sorted({path.name for path in out.iterdir()} - ours) if out.is_dir() else [out.name]
    if foreign:
        raise SetupError(
            f"the folder holds something else than an extract: {foreign[0]}",
            where=str(out),
            remedy="name a folder that does not exist yet",
        )


@contextlib.contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A folder beside `out` to build in; what is left of it afterwards goes."""
    building = out.with_name(out.name + ".building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _write_files(connection: duckdb.DuckDBPyConnection, wanted: Manifest, folder: Path) -> Iterator[ExtractFile]:
    contents = {dataset: _contents(connection, dataset) for dataset in wanted.datasets}
    for file_format in wanted.formats:
        if file_format in WRITERS:
            ending, write = WRITERS[file_format]
            for dataset in wanted.datasets:
                path = folder / f"{dataset}{ending}"
                write(connection.table(dataset), path)
                yield describe_file(path, file_format, (contents[dataset],))
        else:
            path = folder / WORKBOOK
            write_workbook(connection, wanted.datasets, path, created=datetime.fromisoformat(wanted.published_at))
            yield describe_file(path, file_format, tuple(contents.values()))


def _contents(connection: duckdb.DuckDBPyConnection, dataset: str) -> Contents:
    rows, columns = connection.table(dataset).shape
    return Contents(dataset, rows, columns)


def _replace(out: Path, building: Path) -> None:
    """Put the finished folder in its place, which `_require_replaceable` has seen."""
    if out.exists():
        earlier = out.with_name(out.name + ".replaced")
        shutil.rmtree(earlier, ignore_errors=True)
        altered = read_manifest(out) is not None and bool(verify_extract(out))
        out.replace(_free_name(out) if altered else earlier)
        shutil.rmtree(earlier, ignore_errors=True)
    building.replace(out)


def _free_name(out: Path) -> Path:
    number = 1
    while (aside := out.with_name(f"{out.name}.altered-{number}")).exists():
        number += 1
    return aside
