"""Archives of CSV files: what a survey tool gives to download, the responses and what is repeated in them."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from flows.errors import DataRefused
from flows.survey.answers.words import spelling
from flows.survey.exports.columns import find, wanted_among
from flows.survey.exports.tools import tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.survey.exports.export import Export

TEXTS = (".csv", ".tsv", ".txt")


def is_archive_of_tables(path: Path) -> bool:
    """Whether the archive at `path` holds text files that may be tables; a workbook is an archive too, and doesn't."""
    return zipfile.is_zipfile(path) and bool(_tables(path))


def unpacked(path: Path, scratch: Path) -> list[Path]:
    """The tables of the archive at `path`, put into `scratch`."""
    files = []
    with zipfile.ZipFile(path) as archive:
        for number, name in enumerate(_tables(path)):
            target = scratch / f"{path.stem}.{number}" / PurePosixPath(name).name
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, target.open("wb") as file:
                while chunk := source.read(1 << 20):
                    file.write(chunk)
            files.append(target)
    return files


def together(exports: Sequence[Export], where: str, sheet: str | None, wanted: Sequence[str]) -> list[Export]:
    """The table of the responses, then those that are repeated in it.

    The responses are in `sheet` where it is named, else in the table with most of the `wanted` columns that isn't
    repeated itself. Raises DataRefused where that leaves more than one, or none.
    """
    named = [export for export in exports if sheet is None or spelling(export.sheets[0].name) == spelling(sheet)]
    main = [export for export in named if sheet is not None or not _is_repeated(export)]
    counts = [wanted_among(export.sheets[0].columns, wanted) for export in main]
    best = [export for export, count in zip(main, counts, strict=True) if count == max(counts)]
    if len(best) != 1:
        names = ", ".join(export.sheets[0].name for export in exports)
        raise DataRefused(
            f"it can't be told which of the tables in this archive has the responses: {names}",
            where=where,
            remedy="name it in codebook.yml with `sheet:`, or put that table there alone",
        )
    return [best[0], *(export for export in exports if export is not best[0] and _is_repeated(export))]


def _tables(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = [PurePosixPath(name) for name in archive.namelist()]
    return [str(name) for name in names if name.suffix.casefold() in TEXTS and "__MACOSX" not in name.parts]


def _is_repeated(export: Export) -> bool:
    return any(find(export.sheets[0].columns, name) for name in tools()[export.tool].parent)
