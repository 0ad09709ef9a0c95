"""Opening an export, whatever it is: told by its content, never by its name."""

from __future__ import annotations

import io
import zipfile
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from flows.errors import DataRefused
from flows.survey.copies import SEPARATOR, write_copy
from flows.survey.dialect import MOST_LINES, Dialect, dialect
from flows.survey.encoded import Encoded, damage, encoded
from flows.survey.export import BrokenRow, Export, Sheet
from flows.survey.limesurvey_r import r_columns
from flows.survey.recognise import Facts, Recognised, recognise
from flows.survey.records import Shape, records
from flows.survey.regular import is_regular
from flows.survey.vv import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from flows.survey.records import Cells

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SPSS = (b"$FL2", b"$FL3")


def open_export(
    path: Path,
    scratch: Path,
    *,
    where: str | None = None,
    tool: str | None = None,
    layout: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    wanted: Sequence[str] = (),
) -> Export:
    """The export at `path`, which messages call `where`; copies that have to be made go into `scratch`.

    `wanted` are the columns of the codebook, which help to find the heading. `tool`, `layout`, `encoding` and `sheet`
    are what the codebook says that it is. Raises DataRefused when it isn't that, when it can't be decoded, and when it
    holds no table.
    """
    where = where or path.name
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(SPSS):
        from flows.survey.spss import open_spss

        return open_spss(path, scratch, where=where)
    if head.startswith(COMPOUND) or (head.startswith(ZIP) and not _is_archive_of_text(path)):
        from flows.survey.workbook import open_workbook

        return open_workbook(path, scratch, where=where, sheet=sheet, wanted=wanted, tool=tool, layout=layout)
    facts = Facts(where=where, wanted=wanted, tool=tool, layout=layout)
    if head.startswith(ZIP):
        path = _extracted(path, scratch, where)
    return _open_text(path, scratch, facts, encoding)


def copied(export: Export, scratch: Path) -> Export:
    """`export` with a numbered copy of its only table, for one that DuckDB refuses; broken rows are set aside."""
    (sheet,) = export.sheets
    shape = Shape(sheet.separator, len(sheet.columns), sheet.skip, sheet.first_row, sheet.unquoted_null)
    with sheet.path.open(encoding="utf-8-sig", newline="") as lines:
        return replace(export, sheets=(_copy(lines, sheet, shape, scratch, vv=False),))


@dataclass(frozen=True, slots=True)
class _Text:
    encoded: Encoded
    dialect: Dialect
    recognised: Recognised

    @property
    def skip(self) -> int:
        return self.dialect.hidden + self.recognised.first_row


def _open_text(path: Path, scratch: Path, facts: Facts, declared: str | None) -> Export:
    content = encoded(path, facts.where, declared)
    with closing(_lines(content)) as lines:
        written = dialect(list(islice(lines, MOST_LINES)), facts.wanted)
    recognised = _by_syntax(path, written, facts) or recognise(
        written.grid, replace(facts, separator=written.separator)
    )
    text = _Text(content, written, recognised)
    return Export(
        source=facts.where,
        tool=recognised.tool,
        layout=recognised.layout,
        encoding=content.encoding,
        sheets=(_sheet(text, path, scratch),),
        notes=tuple(filter(None, [damage(column.name for column in recognised.columns)])),
        dates=recognised.dates,
    )


def _by_syntax(path: Path, written: Dialect, facts: Facts) -> Recognised | None:
    """What the R file says that lies beside a data file of LimeSurvey for R."""
    if facts.tool not in (None, "limesurvey") or facts.layout not in (None, "r"):
        return None
    found = r_columns(path)
    if found is None or not written.grid or len(written.grid[0]) != len(found):
        return None
    return Recognised("limesurvey", "r", 0, 1, found, "an R file beside it reads it")


def _sheet(text: _Text, path: Path, scratch: Path) -> Sheet:
    """The table: the file itself where DuckDB reads it as it stands, else a copy."""
    recognised = text.recognised
    null = recognised.tool == "limesurvey" and _all_quoted(text)
    sheet = Sheet(
        name=path.stem,
        path=path,
        separator=text.dialect.separator,
        columns=recognised.columns,
        skip=text.skip,
        first_row=recognised.first_row + 1,
        unquoted_null=null,
    )
    body = text.dialect.grid[recognised.first_row :]
    vv = recognised.layout == "vv"
    if text.encoded.text is None and not vv and is_regular(sheet, body):
        return sheet
    shape = Shape(sheet.separator, len(sheet.columns), sheet.skip, sheet.first_row, null)
    with closing(_lines(text.encoded)) as lines:
        return _copy(lines, sheet, shape, scratch, vv=vv)


def _copy(lines: Iterator[str] | TextIO, sheet: Sheet, shape: Shape, scratch: Path, *, vv: bool) -> Sheet:
    broken: list[BrokenRow] = []

    def rows() -> Iterator[tuple[int, Cells]]:
        for row, record in records(lines, shape):
            if isinstance(record, BrokenRow):
                broken.append(record)
            else:
                yield row, [unescaped(cell) for cell in record] if vv else record

    path = scratch / f"{sheet.path.stem}.copy.csv"
    write_copy(path, rows())
    return replace(
        sheet,
        path=path,
        separator=SEPARATOR,
        skip=0,
        first_row=1,
        numbered=True,
        unquoted_null=sheet.unquoted_null or vv,
        broken=tuple(broken),
    )


def _lines(content: Encoded) -> TextIO:
    """The lines of the file with their ends."""
    if content.text is not None:
        return io.StringIO(content.text, newline="")
    return content.path.open(encoding="utf-8-sig", newline="")


def _all_quoted(text: _Text) -> bool:
    """Whether every cell of the first records stands in quotation marks, unless it is empty."""
    with closing(_lines(text.encoded)) as lines:
        head = "".join(islice(lines, len(text.dialect.grid)))
    outside = "".join(head.split('"')[::2])
    return not outside.strip(f"{text.dialect.separator}\r\n\ufeff")


def _is_archive_of_text(path: Path) -> bool:
    return zipfile.is_zipfile(path) and bool(_texts(path))


def _texts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/") and "__MACOSX" not in name]
    return [name for name in names if name.casefold().endswith((".csv", ".tsv", ".txt"))]


def _extracted(path: Path, scratch: Path, where: str) -> Path:
    """The one CSV file in the archive at `path`."""
    names = _texts(path)
    if len(names) > 1:
        raise DataRefused(
            f"this archive holds {len(names)} tables: {', '.join(names)}",
            where=where,
            remedy="unpack it, and put the one with the responses there",
        )
    target = scratch / f"{path.stem}.csv"
    with zipfile.ZipFile(path) as archive:
        target.write_bytes(archive.read(names[0]))
    return target
