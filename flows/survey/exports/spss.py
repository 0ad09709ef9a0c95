"""An export that is an SPSS data file (.sav, .zsav), read by pyreadstat, which is imported when one is opened."""

from __future__ import annotations

import datetime as dt
import struct
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flows.errors import DataRefused
from flows.survey.exports.cells import written
from flows.survey.exports.copies import SEPARATOR, write_copy
from flows.survey.exports.export import Column, Export, Sheet
from flows.survey.exports.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CHUNK = 20_000  # cases read at a time
EPOCH = dt.datetime(1582, 10, 14)  # noqa: DTZ001  SPSS counts seconds from here, in no time zone
DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
MOMENTS = ("DATETIME", "YMDHMS")
DURATIONS = ("TIME", "DTIME", "MTIME")
UNSAID = "skipped"  # the reason for a missing value whose label gives none

WITHOUT_DECLARATION = "WINDOWS-1252"  # what files are written in that don't say what they are written in

_WEIGHT_AT = 76  # byte of the header
_PLACE, _SEGMENT, _LONGEST = 8, 252, 255  # bytes: of a place, of a segment of a very long string, of the others


@dataclass(frozen=True, slots=True)
class _Variable:
    """A variable of the file; `kind` is its format without widths. `met` gathers values that are declared missing."""

    kind: str
    column: Column
    ranges: tuple[tuple[Any, Any], ...]
    met: dict[str, str] = field(default_factory=dict)

    def cell(self, value: float | str | None) -> str | None:
        """The text of a stored value; None for the system's missing value."""
        if value is None:
            return None
        text = _text(value, self.kind)
        if self.ranges and text not in self.met and any(low <= value <= high for low, high in self.ranges):
            self.met[text] = reason(self.column.labels.get(text, "")) or UNSAID
        return text


def open_spss(path: Path, scratch: Path, *, where: str) -> Export:
    """The export in the SPSS file at `path`, which messages call `where`, as one table in `scratch`.

    Values are written out as stored (1, not "Yes"): labels are those of the columns, and so are the reasons that
    values declared missing stand for, as far as their labels say one. Raises DataRefused when it can't be read.
    """
    import pyreadstat

    last: Exception | None = None
    for encoding in (None, WITHOUT_DECLARATION):
        try:
            return _exported(path, scratch, where, encoding)
        except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
            last = last or error
    raise _refused(last, path, where)


def weighted_by(path: Path, metadata: Any = None) -> str | None:
    """The variable by which the cases of the SPSS file at `path` are weighted, None where they aren't.

    pyreadstat doesn't tell; the header has its place in the dictionary (PSPP's description of the format, "File
    Header Record"), where a string takes several places.
    """
    metadata = metadata or _read(path, None, metadataonly=True)[1]
    with path.open("rb") as file:
        header = file.read(_WEIGHT_AT + 4)
    order = "<" if header[64:68] in (b"\x02\0\0\0", b"\x03\0\0\0") else ">"
    place = struct.unpack(f"{order}i", header[_WEIGHT_AT:])[0] - 1
    for name, width in metadata.variable_storage_width.items():
        if place == 0:
            return str(name)
        place -= _places(width) if metadata.readstat_variable_types[name] == "string" else 1
    return None


def _places(width: int) -> int:
    """The places in the dictionary of a string that is `width` bytes wide."""
    whole, rest = divmod(width, _SEGMENT) if width > _LONGEST else (0, width)
    return whole * -(-_LONGEST // _PLACE) + -(-rest // _PLACE)


def _exported(path: Path, scratch: Path, where: str, encoding: str | None) -> Export:
    metadata = _read(path, encoding, metadataonly=True)[1]
    variables = _variables(metadata)
    copy = scratch / f"{path.stem}.csv"
    cases = _cases(path, variables, encoding)
    count = write_copy(copy, enumerate(cases, start=1))
    if not count:
        raise DataRefused("there is no response in it", where=where, remedy="export the responses again, or remove it")
    columns = tuple(replace(variable.column, missing=dict(variable.met)) for variable in variables)
    return Export(
        source=where,
        tool="spss",
        layout="sav",
        encoding=encoding or metadata.file_encoding,
        sheets=(Sheet(path.stem, copy, SEPARATOR, columns, numbered=True),),
        notes=tuple(_notes(metadata, encoding, weighted_by(path, metadata))),
    )


def _read(path: Path, encoding: str | None, **options: Any) -> tuple[Any, Any]:
    import pyreadstat

    return pyreadstat.read_sav(
        path, encoding=encoding, output_format="dict", user_missing=True, disable_datetime_conversion=True, **options
    )


def _variables(metadata: Any) -> list[_Variable]:
    sets = _dichotomies(metadata)
    return [
        _Variable(
            kind=(kind := (metadata.original_variable_types[name] or "").rstrip("0123456789.")),
            column=_column(name, kind, metadata, sets.get(name)),
            ranges=tuple((limits["lo"], limits["hi"]) for limits in metadata.missing_ranges.get(name, ())),
        )
        for name in metadata.column_names
    ]


def _dichotomies(metadata: Any) -> dict[str, tuple[str, str]]:
    """For each variable that is one choice of a multiple response set, the set's name and label."""
    return {
        member: (name.removeprefix("$"), described["label"])
        for name, described in metadata.mr_sets.items()
        if described["is_dichotomy"]
        for member in described["variable_list"]
    }


def _column(name: str, kind: str, metadata: Any, dichotomy: tuple[str, str] | None) -> Column:
    label = metadata.column_names_to_labels[name]
    labels = {_text(value, kind): text for value, text in metadata.variable_value_labels.get(name, {}).items()}
    if dichotomy:
        return Column(name, code=dichotomy[0], text=dichotomy[1] or None, choice=label, labels=labels)
    return Column(name, code=name, text=label, labels=labels)


def _cases(path: Path, variables: Sequence[_Variable], encoding: str | None) -> Iterator[list[str | None]]:
    offset, count = 0, CHUNK
    while count == CHUNK:
        values, _ = _read(path, encoding, row_offset=offset, row_limit=CHUNK)
        columns = [[variable.cell(value) for value in values[variable.column.name]] for variable in variables]
        count = len(columns[0]) if columns else 0
        yield from map(list, zip(*columns, strict=True))
        offset += count


def _text(value: float | str, kind: str) -> str:
    """What is stored, written out; moments that no calendar has stay the number of seconds that they are."""
    if isinstance(value, str):
        return value.rstrip()
    try:
        if kind in MOMENTS or kind in DAYS:
            return written(EPOCH + dt.timedelta(seconds=value))
        if kind in DURATIONS:
            return written(dt.timedelta(seconds=value))
    except OverflowError:
        pass
    return written(value)


def _notes(metadata: Any, encoding: str | None, weight: str | None) -> Iterator[str]:
    if metadata.file_label:
        yield f"it calls itself {metadata.file_label!r}"
    if weight:
        yield f"its cases are weighted by {weight}; only the codebook's `weight` counts"
    if encoding:
        yield f"it doesn't say how its letters are encoded; read as {encoding}"
    for name, described in metadata.mr_sets.items():
        if not described["is_dichotomy"]:
            members = ", ".join(described["variable_list"])
            yield f"{name} is one multiple choice over {members}, a column for each mention"


def _refused(error: Exception | None, path: Path, where: str) -> DataRefused:
    with path.open("rb") as file:
        head = file.read(64)
    if b"ENCRYPTED" in head:
        what, remedy = "this SPSS file is protected by a password", "save it without a password, and put that here"
    elif not head.startswith((b"$FL2", b"$FL3")):
        what, remedy = "this is no SPSS data file", "save it as .sav in SPSS, or name it as what it is"
    else:
        what, remedy = f"this SPSS file is damaged and can't be read ({error})", "export it again"
    return DataRefused(what, where=where, remedy=remedy)
