"""Opening an export, whatever it is: told by its content, never by its name."""

from __future__ import annotations

import io
import re
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from flows.errors import DataRefused
from flows.survey.exports.archives import is_archive_of_tables, together, unpacked
from flows.survey.exports.copies import SEPARATOR, write_copy
from flows.survey.exports.dialect import MOST_LINES, Dialect, dialect
from flows.survey.exports.encoded import Encoded, damage, encoded
from flows.survey.exports.export import BrokenRow, Export, Sheet
from flows.survey.exports.limesurvey_r import r_columns
from flows.survey.exports.recognise import Facts, Recognised, recognise
from flows.survey.exports.records import Shape, records
from flows.survey.exports.regular import is_regular
from flows.survey.exports.vv import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from flows.survey.exports.records import Cells

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SPSS = (b"$FL2", b"$FL3")
NO_TABLES = {
    re.compile(r"\s*<(?:!doctype|html|head|body|table)\b", re.IGNORECASE): "a web page",
    re.compile(r"\s*<\?xml\b"): "an XML file, as the structure of a survey is",
    re.compile(r"\s*(?:\{\s*\"|\[\s*\{\s*\")"): "a JSON file",
}


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
        from flows.survey.exports.spss import open_spss

        return open_spss(path, scratch, where=where)
    if head.startswith(COMPOUND) or (head.startswith(ZIP) and not is_archive_of_tables(path)):
        from flows.survey.exports.workbook import open_workbook

        return open_workbook(path, scratch, where=where, sheet=sheet, wanted=wanted, tool=tool, layout=layout)
    facts = Facts(where=where, wanted=wanted, tool=tool, layout=layout)
    if head.startswith(ZIP):
        return _open_archive(path, scratch, facts, encoding, sheet)
    return _open_text(path, scratch, facts, encoding)


def copied(export: Export, scratch: Path) -> Export:
    """`export` with numbered copies of its tables, for one that DuckDB refuses; broken rows are set aside."""
    return replace(
        export, sheets=tuple(sheet if sheet.numbered else _copied(sheet, scratch) for sheet in export.sheets)
    )


def _copied(sheet: Sheet, scratch: Path) -> Sheet:
    with sheet.path.open(encoding="utf-8-sig", newline="") as lines:
        return _copy(lines, sheet, scratch, vv=False)


@dataclass(frozen=True, slots=True)
class _Text:
    encoded: Encoded
    dialect: Dialect
    recognised: Recognised

    @property
    def skip(self) -> int:
        return self.dialect.hidden + self.recognised.first_row


def _open_archive(path: Path, scratch: Path, facts: Facts, declared: str | None, sheet: str | None) -> Export:
    files = unpacked(path, scratch)
    if len(files) == 1:
        return _open_text(files[0], scratch, facts, declared)
    exports = [
        _open_text(file, scratch, replace(facts, where=f"{facts.where}, {file.name}", wanted=()), declared)
        for file in files
    ]
    responses, *others = together(exports, facts.where, sheet, facts.wanted)
    sheets = (responses.sheets[0], *(other.sheets[0] for other in others))
    left_out = [export.source for export in exports if export is not responses and export not in others]
    notes = [note for export in (responses, *others) for note in export.notes]
    return replace(
        responses,
        source=facts.where,
        sheets=sheets,
        notes=(*notes, *(f"{name} is not read" for name in left_out)),
    )


def _open_text(path: Path, scratch: Path, facts: Facts, declared: str | None) -> Export:
    content = encoded(path, facts.where, declared)
    with closing(_lines(content)) as lines:
        head = list(islice(lines, MOST_LINES))
    _refuse_what_is_no_table("".join(head[:3]), facts.where)
    written = dialect(head, facts.wanted)
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
        notes=tuple(filter(None, [damage(cell for record in written.grid for cell in record)])),
        dates=recognised.dates,
    )


def _refuse_what_is_no_table(beginning: str, where: str) -> None:
    for sign, what in NO_TABLES.items():
        if sign.match(beginning):
            raise DataRefused(
                f"this is no table, but looks like {what}",
                where=where,
                remedy="export the responses as CSV, as a workbook or for SPSS, and put that there",
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
    with closing(_lines(text.encoded)) as lines:
        return _copy(lines, sheet, scratch, vv=vv)


def _copy(lines: Iterator[str] | TextIO, sheet: Sheet, scratch: Path, *, vv: bool) -> Sheet:
    shape = Shape(sheet.separator, len(sheet.columns), sheet.skip, sheet.first_row, sheet.unquoted_null)
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
