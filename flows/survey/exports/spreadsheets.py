"""Workbooks of spreadsheet programs as sheets whose rows stream as text: .xlsx by openpyxl, .xls, .xlsb and .ods by
calamine. Both are imported when a workbook is opened, not before."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from flows.errors import DataRefused
from flows.survey.exports.cells import written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Row = list[str | None]
"""The cells of a row up to its last one that isn't absent; None is an absent cell."""

ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})
NO_FORMULA = "#NAME?"  # what a spreadsheet program makes of an answer such as "=> see annex"

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, and of what is encrypted
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CHUNK = 1 << 20


@dataclass(slots=True)
class Remarks:
    """What was met in cells, by kind of remark: how often, and in which cell first."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, row: int, column: int) -> None:
        """One more of `kind`, in the cell at `row` and `column`, both from 1."""
        self.counts[kind] += 1
        if kind not in self.first:
            self.first[kind] = f"{column_letters(column)}{row}"

    def __iter__(self) -> Iterator[str]:
        for kind, count in self.counts.items():
            yield f"{kind} in {count} cell{'s' * (count > 1)} (first {self.first[kind]})"


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """A sheet: `rows(remarks)` streams its rows from the first on, blank ones too, and tells `remarks` what it met."""

    name: str
    hidden: bool
    rows: Callable[[Remarks], Iterator[Row]]


@contextmanager
def workbook_sheets(path: Path, where: str) -> Iterator[list[WorkbookSheet]]:
    """The sheets of the workbook at `path`, which messages call `where`; the file is closed afterwards.

    Raises DataRefused, also while rows are read, for a file that is encrypted, damaged or no workbook.
    """
    _refuse_what_is_none(path, where)
    with ExitStack() as files, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what of the looks of a workbook it can't keep
        try:
            sheets = (_by_openpyxl(path, files) if _is_xlsx(path) else None) or _by_calamine(path)
        except Exception as error:
            raise _damaged(error, where) from None
        yield [replace(sheet, rows=partial(_unless_damaged, sheet.rows, where)) for sheet in sheets]


def column_letters(column: int) -> str:
    """The letters of `column`, from 1: A, B, ..., Z, AA."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _refuse_what_is_none(path: Path, where: str) -> None:
    with path.open("rb") as file:
        head = file.read(512)
        if head.startswith(_COMPOUND):
            if _ENCRYPTED in head + file.read():
                raise _encrypted(where)
            return
    if not head:
        raise DataRefused("this file is empty", where=where, remedy="export it again")
    if not head.startswith(b"PK"):
        what = "a web page" if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else "text"
        raise DataRefused(
            f"this is no workbook, but {what} under the name of one",
            where=where,
            remedy="open it in a spreadsheet program and save it as .xlsx, or name it .csv if that is what it is",
        )


def _encrypted(where: str) -> DataRefused:
    return DataRefused(
        "this workbook is protected by a password", where=where, remedy="save it without a password, and put that here"
    )


def _is_xlsx(path: Path) -> bool:
    with path.open("rb") as file:
        if file.read(2) != b"PK":  # others may hold an archive in them
            return False
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.bin" not in archive.namelist() and "[Content_Types].xml" in archive.namelist()


def _by_openpyxl(path: Path, files: ExitStack) -> list[WorkbookSheet]:
    """The sheets, none where openpyxl doesn't understand the variant of the format or the styles in it."""
    import openpyxl

    def load(results: bool) -> Any:
        file = files.enter_context(path.open("rb"))
        return files.enter_context(closing(openpyxl.load_workbook(file, read_only=True, data_only=results)))

    try:
        plain = load(results=False)
    except (TypeError, ValueError, KeyError, OSError):
        return []
    calculated = _calculated(path)
    results = load(results=True) if calculated is not None else None
    return [
        WorkbookSheet(
            name=sheet.title,
            hidden=sheet.sheet_state != "visible",
            rows=partial(_streamed, sheet, results and results[sheet.title], bool(calculated)),
        )
        for sheet in plain.worksheets
    ]


def _calculated(path: Path) -> bool | None:
    """Whether the results of formulas are kept in the workbook at `path`; None where it has no formulas.

    Programs that only write workbooks keep a result of 0 with each formula and ask for calculation on loading.
    """
    with zipfile.ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(_contains(archive, name, _FORMULA) for name in parts):
            return None
        books = [name for name in archive.namelist() if name.endswith("workbook.xml")]
        return not any(b'fullCalcOnLoad="1"' in archive.read(name) for name in books)


def _contains(archive: zipfile.ZipFile, name: str, pattern: re.Pattern[bytes]) -> bool:
    with archive.open(name) as part:
        end = b""
        while chunk := part.read(_CHUNK):
            if pattern.search(end + chunk):
                return True
            end = chunk[-16:]
    return False


def _streamed(sheet: Any, results: Any, calculated: bool, remarks: Remarks) -> Iterator[Row]:
    for part in filter(None, (sheet, results)):
        part.reset_dimensions()  # some programs write a wrong one, and rows would be missing
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    if results is None:
        yield from (_text_cells(values, number, remarks) for number, values in rows)
        return
    for (number, values), last in zip(rows, results.iter_rows(values_only=True), strict=True):
        yield _text_cells(_answers(values, last, calculated, number, remarks), number, remarks)


def _answers(
    formulas: tuple[Any, ...], results: tuple[Any, ...], calculated: bool, row: int, remarks: Remarks
) -> list[Any]:
    """The results of the formulas; the formula itself where it is no formula but an answer that begins like one."""
    answers = list(formulas)
    for place, (value, result) in enumerate(zip(formulas, results, strict=True)):
        formula = getattr(value, "text", value)  # that of an array is kept in an object
        if value is result or not (isinstance(formula, str) and formula.startswith("=")) or formula == result:
            continue
        if result is None or result == NO_FORMULA or (not calculated and not result):
            remarks.add("an answer that begins with '=' is stored as a formula, and taken as text", row, place + 1)
            answers[place] = formula
        else:
            remarks.add("a formula stands, and its last result is taken", row, place + 1)
            answers[place] = result
    return answers


def _text_cells(values: Any, row: int, remarks: Remarks) -> Row:
    cells: Row = [value if type(value) is str else None if value is None else written(value) for value in values]
    while cells and cells[-1] is None:
        cells.pop()
    for place, cell in enumerate(cells):
        if cell and cell[0] == "#" and cell in ERRORS:
            remarks.add(f"the error {cell} stands", row, place + 1)
        elif cell and "_x" in cell:
            cells[place] = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), cell)
    return cells


def _by_calamine(path: Path) -> list[WorkbookSheet]:
    import python_calamine

    workbook = python_calamine.load_workbook(path)
    return [
        WorkbookSheet(
            name=sheet.name,
            hidden=sheet.visible != python_calamine.SheetVisibleEnum.Visible,
            rows=partial(_loaded, workbook, sheet.name),
        )
        for sheet in workbook.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def _loaded(workbook: Any, name: str, remarks: Remarks) -> Iterator[Row]:
    """The rows of a sheet that calamine has in memory; absent cells, blank texts and errors are one to it: absent."""
    sheet = workbook.get_sheet_by_name(name)
    above, left = sheet.start or (0, 0)
    yield from ([] for _ in range(above))
    for number, values in enumerate(sheet.to_python(), start=above + 1):
        yield _text_cells([None] * left + [None if value == "" else value for value in values], number, remarks)


def _unless_damaged(rows: Callable[[Remarks], Iterator[Row]], where: str, remarks: Remarks) -> Iterator[Row]:
    try:
        yield from rows(remarks)
    except Exception as error:
        raise _damaged(error, where) from None


def _damaged(error: Exception, where: str) -> DataRefused:
    """What no reader can make sense of; the readers raise anything between KeyError and errors of their own."""
    if type(error).__name__ == "PasswordError":
        return _encrypted(where)
    return DataRefused(
        f"this workbook is damaged and can't be read ({type(error).__name__}: {error})",
        where=where,
        remedy="export it again, or open it in a spreadsheet program and save it as .xlsx",
    )
