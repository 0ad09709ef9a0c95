"""A first codebook for a survey, from its form, its questionnaire or its export."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.survey.drafting.page import codebook_text

if TYPE_CHECKING:
    from pathlib import Path

    from flows.survey.drafting.outline import Outline

XML = {".lss", ".lsg", ".lsq", ".xml"}
WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
SPSS = {".sav", ".zsav"}


def draft(path: Path, scratch: Path, where: str) -> str:
    """The text of a first codebook.yml made from the file at `path`, which messages call `where`.

    The file is an XLSForm (workbook or CSV), the structure of a LimeSurvey questionnaire, or an export (CSV, workbook,
    SPSS), of which copies go to `scratch`. Comments tell what was guessed, what is to be filled in, and what of the
    file can't be used. Raises DataRefused when it can't be read, or is none of these.
    """
    outline = _outline(path, scratch, where)
    if outline.year is None:
        year = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).year
        told = f"nothing in it tells the year: {year} is that of the file's date"
        outline = replace(outline, year=year, remarks=[*outline.remarks, told])
    return codebook_text(outline, where)


def _outline(path: Path, scratch: Path, where: str) -> Outline:
    """By what the file is called, then by what is in it; the readers are imported for the file that needs them."""
    suffix = path.suffix.lower()
    if suffix in XML:
        return _of_xml(path, where)
    if suffix in SPSS:
        return _of_spss(path, scratch, where)
    from flows.survey.drafting.xlsform import outline_of_form

    if suffix in WORKBOOKS | {".csv"} and (form := outline_of_form(path, where)):
        return form
    from flows.survey.drafting.export import outline_of_export
    from flows.survey.exports.opening import open_export

    return outline_of_export(open_export(path, scratch, where=where), path)


def _of_xml(path: Path, where: str) -> Outline:
    from flows.errors import DataRefused
    from flows.survey.drafting.limesurvey import outline_of_questionnaire

    outline = outline_of_questionnaire(path, where)
    if outline is None:
        raise DataRefused(
            "this XML is no structure of a LimeSurvey questionnaire",
            where=where,
            remedy="export it as .lss (Display/Export, survey structure), or have the codebook made from the responses",
        )
    return outline


def _of_spss(path: Path, scratch: Path, where: str) -> Outline:
    from flows.survey.drafting.export import outline_of_export
    from flows.survey.exports.spss import open_spss, weighted_by

    export = open_spss(path, scratch, where=where)
    return outline_of_export(export, path, weight=weighted_by(path))
