"""Which tool wrote an export, and in which layout: small exports of each, and the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from export_cells import rows

from flows.errors import DataRefused
from flows.survey.exports.columns import choices, find
from flows.survey.exports.date_order import date_order
from flows.survey.exports.export import Column, Export
from flows.survey.exports.opening import open_export
from flows.survey.exports.recognise import Facts, recognise
from flows.survey.exports.tools import tools

SHARED = Path(__file__).parents[2] / "shared" / "surveys" / "samples"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real exports of ../shared are not here")


def opened(tmp_path: Path, export: str, **declared: object) -> Export:
    path = tmp_path / "export.csv"
    path.write_bytes(export.encode())
    return open_export(path, tmp_path, **declared)  # type: ignore[arg-type]


def parts(columns: tuple[Column, ...]) -> list[tuple[str | None, ...]]:
    return [(column.code, column.text, column.choice, column.choice_code) for column in columns]


OWN = '"id";"submitdate";"lastpage";"startlanguage";'
CODES = [("id", None), ("submitdate", None), ("lastpage", None), ("startlanguage", None)]
EXPORTS: dict[str, tuple[str, str, str, list[int], dict[int, tuple[str | None, ...]]]] = {
    # the export, its tool, its layout, the rows that are read, some of the columns: code, text, choice, code of choice
    "LimeSurvey, codes": (
        OWN + '"Q1";"Q1[other]";"Q2[SQ001]";"Q3[SQ1][1]"\r\n"1";"2024-02-01 10:00:00";"3";"fr";"A1";"";"12.5";\r\n\r\n',
        "limesurvey", "code", [2],
        {4: ("Q1", None, None, None), 5: ("Q1[other]", None, "other", "other"),
         6: ("Q2[SQ001]", None, "SQ001", "SQ001"), 7: ("Q3[SQ1][1]", None, "SQ1_1", "SQ1_1")},
    ),
    "LimeSurvey, codes and texts": (
        '"id. ID de la réponse";"submitdate. Date de soumission";"Q1. Vos <b>marchés</b> ?";'
        '"Q2[SQ1]. Où&nbsp;? [Fès]"\n'
        '"1";"";"A1";"Oui"\n',
        "limesurvey", "code_text", [2],
        {0: ("id", "ID de la réponse", None, None), 2: ("Q1", "Vos marchés ?", None, None),
         3: ("Q2[SQ1]", "Où ?", "Fès", "SQ1")},
    ),
    "LimeSurvey, texts": (
        '"Response ID","Date submitted","Last page","Start language","Where? [Fez]","Where? [Rabat]"\n'
        '"1","","1","en","Yes","No"\n',
        "limesurvey", "text", [2], {0: (None, "Response ID", None, None), 4: (None, "Where?", "Fez", None)},
    ),
    "LimeSurvey, VV": (
        "Response ID\tDate submitted\t\tWho?\t\"Where? [Fez]\"\tWhere? [Other]\n"
        "id\tsubmitdate\tseed\tQ1\tQ2_SQ1\tQ2_other\n"
        "1\t\t1\tone{newline}two{tab}\t{question_not_shown}\t{lbrace}x{quote}\n",
        "limesurvey", "vv", [3],
        {0: ("id", "Response ID", None, None), 3: ("Q1", "Who?", None, None),
         4: ("Q2[SQ1]", "Where?", "Fez", "SQ1"), 5: ("Q2[other]", "Where?", "Other", "other")},
    ),
    "KoboToolbox, names in groups": (
        '"start";"firm/name";"firm/staff";"markets";"markets/fr";"markets/us";"_id";"_uuid";"_index"\r\n'
        '"2025-03-01T09:00";"A";"12";"fr us";"1";"1";"7";"u";"1"\r\n',
        "kobo", "xml", [2],
        {1: ("firm/name", None, None, None), 3: ("markets", None, None, None), 4: ("markets/fr", None, "fr", "fr")},
    ),
    "KoboToolbox, labels": (
        '"start";"Raison sociale";"Ventes/achats (%)";"Marchés/France";"Marchés/États-Unis";"_id";"_uuid"\r\n'
        '"2025-03-01T09:00";"A";"12";"0";"";"7";"u"\r\n',
        "kobo", "labels", [2],
        {1: (None, "Raison sociale", None, None), 2: (None, "Ventes/achats (%)", None, None),
         3: (None, "Marchés", "France", None)},
    ),
    "ODK Central": (
        "SubmissionDate,firm-name,firm-markets/fr,firm-markets/us,meta-instanceID,KEY,SubmitterID,ReviewState\n"
        "2025-03-01T09:00:00.000Z,A,1,0,uuid:1,uuid:1,5,\n",
        "odk", "central", [2],
        {1: ("firm-name", None, None, None), 2: ("firm-markets/fr", None, "fr", "fr")},
    ),
    "Qualtrics": (
        "StartDate,Finished,RecordedDate,ResponseId,Q1,Q2_1,Q2_2,Q2_2_TEXT\n"
        "Date de début,Terminé,Date d'enregistrement,ID de réponse,Chiffre ?,Où - Fès,Où - Autre,Où - Autre - Texte\n"
        + ",".join(f'"{{""ImportId"":""QID{at}""}}"' for at in range(8))
        + "\n2024-01-01,1,2024-01-01,R_1,3,1,,\n",
        "qualtrics", "three_rows", [4],
        {3: ("ResponseId", "ID de réponse", None, None), 4: ("Q1", "Chiffre ?", None, None),
         5: ("Q2_1", "Où", "Fès", "1"), 6: ("Q2_2", "Où", "Autre", "2")},
    ),
    "Qualtrics, legacy": (
        "\ufeffV1,V2,V3,V10,Q1,Q2_1,Q2_2,\n"
        "ResponseID,ResponseSet,ExternalDataReference,Finished,How much?,Where-Fez,Where-Rabat,\n"
        "R_1,Default,,1,3,1,,\n",
        "qualtrics", "two_rows", [3],
        {0: ("ResponseID", None, None, None), 4: ("Q1", "How much?", None, None), 5: ("Q2_1", "Where", "Fez", "1")},
    ),
    "Qualtrics, later rows of the heading removed": (
        "StartDate,Finished,Progress,ResponseId,RecipientEmail,Q1\n2024-01-01,True,100,R_1,,3\n",
        "qualtrics", "one_row", [2], {5: ("Q1", None, None, None)},
    ),
    "SurveyMonkey": (
        "Respondent ID,Collector ID,Date Created,What &amp; <i>where</i>?,,,How many?,Comment?\n"
        ",,,Fez,Rabat,Other (please specify),Response,Open-Ended Response\n"
        "3292879998,1,01/31/2024 10:00:00 AM,Fez,,,3,\n",
        "surveymonkey", "two_rows", [3],
        {0: ("Respondent ID", "Respondent ID", None, None), 3: (None, "What & where?", "Fez", None),
         5: (None, "What & where?", "Other (please specify)", None), 6: (None, "How many?", None, None)},
    ),
    "SurveyMonkey, in French": (
        "ID du répondant,Où ?,,Combien ?\n,Fès,Rabat,Réponse libre\n3292879998,Fès,,3\n",
        "surveymonkey", "two_rows", [3], {1: (None, "Où ?", "Fès", None), 3: (None, "Combien ?", None, None)},
    ),
    "SurveyMonkey, one row": (
        "RespondentID,Where?,Where? - Other,Rabat - Salé?,Which? - Fez,Which? - Rabat\n3292879998,Fez,,3,Fez,\n",
        "surveymonkey", "one_row", [2],
        {1: (None, "Where?", None, None), 2: (None, "Where?", "Other", None), 3: (None, "Rabat - Salé?", None, None),
         4: (None, "Which?", "Fez", None)},
    ),
    "Microsoft Forms": (
        "ID,Heure de début,Heure de fin,Adresse de messagerie,Nom,Où ? ,Pourquoi ?,Pourquoi ?2\n"
        "1,2024-01-01 10:00,2024-01-01 10:05,anonymous,,Fès;Rabat;,a,b\n",
        "ms_forms", "table", [2], {5: (None, "Où ?", None, None), 7: (None, "Pourquoi ?2", None, None)},
    ),
    "Google Forms": (
        "Horodateur,Où ?,Combien ?\n31/01/2024 10:00:00,\"Fès, Rabat\",3\n",
        "google_forms", "sheet", [2], {1: (None, "Où ?", None, None)},
    ),
    "Google Forms, download of a quiz": (
        '"Timestamp","Total score","Where?","Where? [Score]"\n'
        '"2018/01/22 3:49:23 PM UTC+1","1 / 1","Fez;Rabat","1 / 1"\n',
        "google_forms", "download", [2], {2: (None, "Where?", None, None), 3: (None, "Where? [Score]", None, None)},
    ),
    "a spreadsheet in French": (
        "Enquête 2024;;\n;;\nFirme;Ville;Firme\nA;Fès;1,5\nTOTAL;;1,5\n",
        "csv_fr", "table", [4, 5], {0: (None, "Firme", None, None), 2: (None, "Firme", None, None)},
    ),
    "any CSV": ("firm,id,note\nA,1,x\n", "csv", "table", [2], {0: (None, "firm", None, None)}),
    "years as headings": ("Members\nfirm,2022,2023\nA,1,2\nB,3,4\n", "csv", "table", [3, 4], {}),
    "hardly answered": (
        "Members 2024,spring\nfirm,city,size,staff,exports,note\nA,,,1,,\nB,,,2,,\n", "csv", "table", [3, 4], {},
    ),
    "times first, but not those of answers": ("Timestamp,x\nsoon,1\n", "csv", "table", [2], {}),
}  # fmt: skip


@pytest.mark.parametrize(("export", "tool", "layout", "numbers", "some"), EXPORTS.values(), ids=EXPORTS.keys())
def test_tool_layout_and_columns(
    tmp_path: Path, export: str, tool: str, layout: str, numbers: list[int], some: dict[int, tuple[str | None, ...]]
) -> None:
    found, read = rows(opened(tmp_path, export), tmp_path)
    assert (found.tool, found.layout, [row for row, _ in read]) == (tool, layout, numbers)
    columns = parts(found.sheets[0].columns)
    assert {place: columns[place] for place in some} == some


@pytest.mark.parametrize("name", EXPORTS)
def test_the_codebook_helps_to_find_what_is_found_without_it(tmp_path: Path, name: str) -> None:
    export, tool, layout, *_ = EXPORTS[name]
    found = opened(tmp_path, export)
    wanted = [column.name for column in found.sheets[0].columns]
    assert opened(tmp_path, export, wanted=wanted, tool=tool, layout=layout).sheets == found.sheets


def test_absent_cells_are_kept_apart_from_blank_ones(tmp_path: Path) -> None:
    export, broken = OWN + '"Q1";"Q2"\r\n"1";;"1";"fr";"";"say ""no"""\r\n"2";"";"1";"fr";;\r\n', '"3";"x\r\n'
    expected = [["1", None, "1", "fr", "", 'say "no"'], ["2", "", "1", "fr", None, None]]
    for text in (export, export + broken):
        found, read = rows(opened(tmp_path, text), tmp_path)
        assert found.sheets[0].unquoted_null
        assert [cells for _, cells in read] == expected
    assert [row.row for row in found.sheets[0].broken] == [4]
    plain = opened(tmp_path, export.replace('"', ""))
    assert not plain.sheets[0].unquoted_null  # saved again by another program: every blank is bare


def test_the_marks_of_vv_become_what_they_stand_for(tmp_path: Path) -> None:
    _, read = rows(opened(tmp_path, EXPORTS["LimeSurvey, VV"][0]), tmp_path)
    assert read == [(3, ["1", "", "1", "one\ntwo\t", None, '{x"'])]


def test_a_cell_is_as_it_stands(tmp_path: Path) -> None:
    _, read = rows(opened(tmp_path, "a;b\r\n 1 ;N/A\r\n0012;'=x\r\n"), tmp_path)
    assert [cells for _, cells in read] == [[" 1 ", "N/A"], ["0012", "'=x"]]


def test_repeated_and_blank_headings_get_a_number(tmp_path: Path) -> None:
    columns = opened(tmp_path, "a,b,a,,a (2)\n1,2,3,4,5\n").sheets[0].columns
    assert [column.name for column in columns] == ["a", "b", "a (2)", "column 4", "a (2) (2)"]


def test_the_export_for_r_is_read_by_its_syntax_file(tmp_path: Path) -> None:
    (tmp_path / "survey_R_syntax_file.R").write_text(
        'data <- read.csv("export.csv", quote = "\'\\"", stringsAsFactors=FALSE)\n'
        "# LimeSurvey Field type: F\n"
        "data[, 1] <- as.numeric(data[, 1])\n"
        'attributes(data)$variable.labels[1] <- "id"\n'
        'names(data)[1] <- "id"\n'
        'data[, 2] <- factor(data[, 2], levels=c("A1","A2"),labels=c("Yes, \\"often\\"", "No"))\n'
        'attributes(data)$variable.labels[2] <- "Do you export?"\n'
        'names(data)[2] <- "Q1"\n'
        'data[, 3] <- factor(data[, 3], levels=c(1,0),labels=c("Ticked", "Not ticked"))\n'
        'attributes(data)$variable.labels[3] <- "[Fez] Where?"\n'
        'names(data)[3] <- "Q2_SQ1"\n'
        'attributes(data)$variable.labels[4] <- "[Rabat] Where?"\n'
        'names(data)[4] <- "Q2_SQ2"\n'
    )
    found, read = rows(opened(tmp_path, '"id","Do you","X1","X2"\n"1","A1","1","0"\n', wanted=["Q1"]), tmp_path)
    assert (found.tool, found.layout) == ("limesurvey", "r")
    assert read == [(2, ["1", "A1", "1", "0"])]
    assert parts(found.sheets[0].columns)[1:3] == [
        ("Q1", "Do you export?", None, None),
        ("Q2[SQ1]", "Where?", "Fez", "SQ1"),
    ]
    assert [dict(column.labels) for column in found.sheets[0].columns][1:3] == [
        {"A1": 'Yes, "often"', "A2": "No"},
        {"1": "Ticked", "0": "Not ticked"},
    ]


FORCED = [
    ("id;Q1;Q2[SQ001]\n1;A1;12.5\n", {"tool": "limesurvey", "wanted": ["Q1"]}, "limesurvey", "code"),
    (EXPORTS["KoboToolbox, names in groups"][0], {"tool": "csv"}, "csv", "table"),
    (EXPORTS["KoboToolbox, names in groups"][0], {"tool": "kobo", "layout": "labels"}, "kobo", "labels"),
]


@pytest.mark.parametrize(("export", "declared", "tool", "layout"), FORCED)
def test_the_codebook_may_say_what_it_is(
    tmp_path: Path, export: str, declared: dict[str, object], tool: str, layout: str
) -> None:
    found = opened(tmp_path, export, **declared)
    assert (found.tool, found.layout) == (tool, layout)


CONTRADICTED = [
    ("any CSV", {"tool": "sphinx"}, "'sphinx'", "limesurvey"),
    ("any CSV", {"tool": "kobo", "layout": "vv"}, "'vv'", "labels, xml"),
    ("any CSV", {"tool": "spss"}, "SPSS", "leave it out"),
    ("KoboToolbox, labels", {"tool": "limesurvey"}, "_id, _uuid", "tool: kobo"),
    ("Qualtrics", {"tool": "qualtrics", "layout": "one_row"}, "ImportId", "layout: three_rows"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "declared", "what", "remedy"), CONTRADICTED)
def test_what_the_codebook_says_must_fit(
    tmp_path: Path, name: str, declared: dict[str, object], what: str, remedy: str
) -> None:
    with pytest.raises(DataRefused) as caught:
        opened(tmp_path, EXPORTS[name][0], **declared)
    assert what in caught.value.what
    assert remedy in (caught.value.remedy or "")
    assert "export.csv" in (caught.value.where or "")


def test_a_workbook_is_told_by_the_same_marks() -> None:
    grid: list[list[str | None]] = [
        ["ID", "Start time", "Completion time", "Email", "Name", "Where?"],
        ["1", None, None, "anonymous", None, "Fez;"],
    ]
    found = recognise(grid, Facts(where="export.xlsx"))
    assert (found.tool, found.heading, found.first_row, found.generic) == ("ms_forms", 0, 1, False)
    titled: list[list[str | None]] = [["Members 2024"], [], ["firm", "city"], ["A", "Fez"], ["B", None]]
    plain = recognise(titled, Facts(where="export.xlsx"))
    assert (plain.tool, plain.heading, plain.generic, plain.parent) == ("workbook", 2, True, None)
    repeated: list[list[str | None]] = [["site", "_index", "_parent_table_name", "_parent_index"], ["A", "1", "x", "1"]]
    sites = recognise(repeated, Facts(where="export.xlsx"))
    assert (sites.tool, sites.parent) == ("kobo", Column("_parent_index", code="_parent_index"))


def test_columns_are_found_by_heading_code_text_and_choice(tmp_path: Path) -> None:
    kobo = opened(tmp_path, EXPORTS["KoboToolbox, names in groups"][0]).sheets[0].columns
    assert names(find(kobo, "STAFF")) == names(find(kobo, "firm/staff")) == ["firm/staff"]
    assert names(find(kobo, "markets")) == ["markets"]
    assert names(choices(kobo, "markets")) == ["markets/fr", "markets/us"]
    labels = opened(tmp_path, EXPORTS["KoboToolbox, labels"][0]).sheets[0].columns
    assert names(choices(labels, "marchés")) == ["Marchés/France", "Marchés/États-Unis"]
    assert names(find(labels, "Marchés [france]")) == ["Marchés/France"]
    assert find(labels, "Marchés") == []
    lime = opened(tmp_path, EXPORTS["LimeSurvey, codes and texts"][0]).sheets[0].columns
    for name in ("q2[sq1]", "Où ? [Fès]", "Où ? - Fès", "Q2[SQ1]. Où&nbsp;? [Fès]"):
        assert [column.code for column in find(lime, name)] == ["Q2[SQ1]"]
    assert [column.code for column in choices(lime, "q2")] == ["Q2[SQ1]"]
    french = opened(tmp_path, EXPORTS["a spreadsheet in French"][0]).sheets[0].columns
    assert names(find(french, "firme")) == ["Firme", "Firme (2)"]
    assert names(find(french, "Firme (2)")) == ["Firme (2)"]
    assert find(french, "Effectif") == []


def names(columns: list[Column]) -> list[str]:
    return [column.name for column in columns]


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["31/01/2024 10:00", "01/02/2024"], "dmy"),
        (["1/31/2024 10:00", "2/1/2024"], "mdy"),
        (["01/02/2024", "2024-01-31", ""], None),
        (["31/01/2024", "01/31/2024"], None),
    ],
)
def test_the_order_of_day_and_month_is_told_by_days_above_twelve(cells: list[str], order: str | None) -> None:
    assert date_order(cells) == order


def test_the_tools_are_told_apart_by_columns_that_they_have() -> None:
    for tool in tools().values():
        assert set(tool.marks) <= set(tool.columns)
        assert tool.layouts
        assert tool.decimal in ".,"
        assert tool.dates in ("dmy", "mdy", "ymd")
        assert set(tool.missing.values()) <= {"not_shown", "skipped", "refused", "dont_know", "not_applicable"}


REAL = {
    # file: tool, layout, encoding, number of responses
    "french_csv/synthetic_cp1252.csv": ("csv_fr", "table", "cp1252", 4),
    "french_csv/synthetic_utf16.csv": ("csv_fr", "table", "utf-16-le", 4),
    "french_csv/synthetic_utf8bom.csv": ("csv_fr", "table", "utf-8", 4),
    "google_forms/ds4002_fa23.csv": ("csv", "table", "utf-8", 158),
    "google_forms/ds4002_sp24.csv": ("google_forms", "sheet", "utf-8", 91),
    **{
        f"kobo/fed__{language}__{kind}.csv": ("kobo", "xml" if language == "xml" else "labels", "utf-8", 42)
        for language in ("en", "fr", "xml")
        for kind in ("both", "details", "summary")
    },
    "limesurvey/n2_2021_codeonly_v2.csv": ("limesurvey", "code", "utf-8", 36),
    "limesurvey/n2_codeandtext.csv": ("limesurvey", "code_text", "utf-8", 12),
    "limesurvey/n2_codeonly.csv": ("limesurvey", "code", "utf-8", 12),
    "qualtrics/many_types_insights_3hdr.csv": ("qualtrics", "three_rows", "utf-8", 5),
    "qualtrics/many_types_legacy_2hdr.csv": ("qualtrics", "two_rows", "utf-8", 5),
    "qualtrics/multi_answer_insights.csv": ("qualtrics", "three_rows", "utf-8", 5),
    "qualtrics/ropensci_sample.csv": ("qualtrics", "three_rows", "utf-8", 1),
    "qualtrics/ropensci_sample_legacy.csv": ("qualtrics", "two_rows", "utf-8", 1),
    "qualtrics/side_by_side_insights.csv": ("qualtrics", "three_rows", "utf-8", 25),
    "surveymonkey/StarWars_2hdr_latin1.csv": ("surveymonkey", "two_rows", "cp1252", 1186),
    "surveymonkey/steak_2hdr.csv": ("surveymonkey", "two_rows", "utf-8", 550),
    "surveymonkey/thanksgiving_1hdr_merged.csv": ("surveymonkey", "one_row", "utf-8", 1058),
}


@needs_shared
@pytest.mark.parametrize("name", REAL)
def test_real_exports(tmp_path: Path, name: str) -> None:
    found, read = rows(open_export(SHARED / name, tmp_path), tmp_path)
    assert (found.tool, found.layout, found.encoding, len(read)) == REAL[name]
    assert not found.sheets[0].broken
    assert ("StarWars" in name) == bool(found.notes)


@needs_shared
def test_every_real_export_is_expected() -> None:
    there = {f"{path.parent.name}/{path.name}" for path in SHARED.glob("*/*.csv") if path.parent.name != "xlsform"}
    assert there - set(REAL) == {"french_csv/synthetic_macroman.csv"}
