"""What becomes of responses and answers that need a decision: the codebook's rules, versions, choices, repeats."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from waves import read, told

from flows.errors import DataRefused

KOBO = """\
firm;women;note;_id;_uuid;_submission_time;_validation_status;__version__;_index
F1;3;;1;u1;2024-01-05T10:00:00;validation_status_approved;v1;1
F2;;;2;u2;2024-01-03T10:00:00;;v1;2
F3;-1;x;3;u3;2024-01-02T10:00:00;validation_status_not_approved;v2;3
F3;7;x;4;u4;2024-01-01T10:00:00;;v2;4
F4;8;;5;u5;2024-01-09T10:00:00+01:00;;v2;5
F4;9;;6;u5;2024-01-07T10:00:00;;v2;6
"""
KOBO_VARIABLES = {
    "firm": {"column": "firm", "type": "text"},
    "women": {"column": "women", "type": "integer", "min": 0, "versions": ["v2"]},
    "note": {"column": "note", "type": "text"},
}
SAME = "firm: another response has the same key"
NEGATIVE = "women: '-1' is negative"
NOT_APPROVED = "not approved: _validation_status is validation_status_not_approved"
NOT_ASKED = "women: another version of the form asked this differently"
RULES = [
    # the rules, the problems of the six responses, the answers to `women`
    ({}, [None, None, NEGATIVE, None, None, "sent again: see row 6"], [None, None, -1, 7, 8, 9]),
    (
        {"resubmitted": "first"},
        [None, None, NEGATIVE, None, "sent again: see row 7", None],
        [None, None, -1, 7, 8, 9],
    ),
    (
        {"resubmitted": "quarantine"},
        [None, None, NEGATIVE, None, "sent 2 times", "sent 2 times"],
        [None, None, -1, 7, 8, 9],
    ),
    (
        {"invalid": "missing"},
        [None, None, SAME, SAME, None, "sent again: see row 6"],
        [None, None, None, 7, 8, 9],
    ),
    (
        {"invalid": "missing", "duplicates": "last"},
        [None, None, None, f"{SAME} (row 4)", None, "sent again: see row 6"],
        [None, None, None, 7, 8, 9],
    ),
    (
        {"invalid": "missing", "duplicates": "first"},
        [None, None, f"{SAME} (row 5)", None, None, "sent again: see row 6"],
        [None, None, None, 7, 8, 9],
    ),
    (
        {"not_approved": "quarantine", "invalid": "missing"},
        [None, None, NOT_APPROVED, None, None, "sent again: see row 6"],
        [None, None, None, 7, 8, 9],
    ),
    (
        {"changed_question": "keep"},
        [None, None, NEGATIVE, None, None, "sent again: see row 6"],
        [3, None, -1, 7, 8, 9],
    ),
    (
        {"changed_question": "quarantine"},
        [NOT_ASKED, None, NEGATIVE, None, None, "sent again: see row 6"],
        [3, None, -1, 7, 8, 9],
    ),
]


@pytest.mark.parametrize(("rules", "problems", "women"), RULES, ids=[str(rules) for rules, *_ in RULES])
def test_rules(tmp_path: Path, rules: dict[str, str], problems: list[str | None], women: list[int | None]) -> None:
    """The time at which a response was sent says which one is the last, not the order of the export."""
    wave = read(tmp_path, KOBO, {"key": "firm", "rules": rules, "variables": KOBO_VARIABLES})
    assert told(wave, "women") == {"problem": problems, "women": women}
    assert wave.rows_in == 6


def test_each_rule_tells_how_many_it_decided_about(tmp_path: Path) -> None:
    rules = {"not_approved": "quarantine", "invalid": "missing", "duplicates": "last"}
    wave = read(tmp_path, KOBO, {"key": "firm", "rules": rules, "variables": KOBO_VARIABLES})
    assert wave.notes == (
        "responses sent again: 1 (the last one counts)",
        "1 responses that were not approved, kept out",
        "women: 1 answers can't be read or are out of bounds, and are missing",
        "women: what 2 responses of other versions of the form say doesn't count",
    )
    kept = read(tmp_path, KOBO, {"key": "firm", "variables": KOBO_VARIABLES})
    assert "1 responses that were not approved, kept" in kept.notes


def test_a_question_of_another_version_was_not_shown(tmp_path: Path) -> None:
    wave = read(tmp_path, KOBO, {"key": "firm", "variables": KOBO_VARIABLES})
    assert told(wave, "women__missing")["women__missing"][:3] == ["not_shown", "not_shown", None]
    assert wave.responses().eligible("women").tolist() == [False, False, True, True]


def versions(*blank: int) -> str:
    """An export of ten responses of v1 and ten of v2; on the rows `blank` of v1, and never in v2, `women` is blank."""
    rows = [f"F{row};{'' if row in blank else row};{'v1' if row < 10 else 'v2'};{row};u{row}\n" for row in range(20)]
    return "firm;women;__version__;_id;_uuid\n" + "".join(rows)


@pytest.mark.parametrize(("blank", "reason"), [(range(10), "not_shown"), ((*range(9), *range(10, 19)), "skipped")])
def test_what_nobody_answered_in_a_version_was_not_shown_unless_that_is_chance(
    tmp_path: Path, blank: Any, reason: str
) -> None:
    variables = {"firm": KOBO_VARIABLES["firm"], "women": {"column": "women", "type": "integer"}}
    wave = read(tmp_path, versions(*blank), {"key": "firm", "variables": variables})
    assert told(wave, "women__missing")["women__missing"][0] == reason
    assert any("women is in no response of version v1" in note for note in wave.notes) == (reason == "not_shown")


QUALTRICS = """\
StartDate,Status,Finished,ResponseId,DistributionChannel,Q1,Q9_1,Q9_2,Q9_3
Start Date,Response Type,Finished,Response ID,Distribution Channel,Firm?,Markets? - France,"Markets? - Spain, Italy",x
"{""ImportId"":""startDate""}","{""ImportId"":""status""}","{""ImportId"":""finished""}",\
"{""ImportId"":""_recordId""}","{""ImportId"":""distributionChannel""}","{""ImportId"":""QID1""}",\
"{""ImportId"":""QID9_1""}","{""ImportId"":""QID9_2""}","{""ImportId"":""QID9_3""}"
2024-01-01,0,1,R_1,anonymous,=F1,1,,1
2024-01-02,1,1,R_2,preview,F2,,,1
2024-01-03,0,0,R_3,anonymous,F3,-99,-99,-99
"""
QUALTRICS_VARIABLES = {
    "id": {"column": "ResponseId", "type": "text"},
    "firm": {"column": "Q1", "type": "text"},
    "markets": {
        "type": "multiple",
        "columns": {"fr": "Q9_1", "es": "Q9_2", "us": "Q9_3"},
        "values": {"us": [], "es": [], "fr": []},
    },
}


@pytest.mark.parametrize(
    ("rules", "problems"),
    [
        ({}, [None, "a test: Status is 1", "incomplete: Finished is 0"]),
        ({"test": "keep"}, [None, None, "incomplete: Finished is 0"]),
        ({"incomplete": "keep"}, [None, "a test: Status is 1", None]),
    ],
)
def test_previews_and_incomplete_responses(tmp_path: Path, rules: dict[str, str], problems: list[str | None]) -> None:
    wave = read(tmp_path, QUALTRICS, {"key": "id", "rules": rules, "variables": QUALTRICS_VARIABLES})
    assert told(wave, "firm", "markets", "markets__missing") == {
        "problem": problems,
        "firm": ["=F1", "F2", "F3"],  # no formula, but what was answered
        "markets": [["us", "fr"], ["us"], None],
        "markets__missing": [None, None, "skipped"],
    }


def test_a_column_of_a_choice_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="the column 'Q9_3' of the codebook is missing"):
        read(tmp_path, QUALTRICS.replace("Q9_3", "Q9_4"), {"key": "id", "variables": QUALTRICS_VARIABLES})


MARKETS = {
    "firm": {"column": "firm", "type": "text"},
    "markets": {
        "column": "markets",
        "type": "multiple",
        "values": {"fr": "France", "us": "United States", "sp": "Spain, Portugal"},
    },
}
LAYOUTS = {
    "joined, names": ["markets", "us fr", "sp", "", "fr"],
    "joined, labels": ["markets", "United States France", "Spain, Portugal", "", "France"],
    "split, names": ["markets/fr;markets/us;markets/sp", "1;1;0", "0;0;1", ";;", "1;0;0"],
    "split, labels": [
        "markets/France;markets/United States;markets/Spain, Portugal",
        *["1;1;0", "0;0;1", ";;", "1;0;0"],
    ],
    "both, names": [
        "markets;markets/fr;markets/us;markets/sp",
        *["us fr;1;1;0", "sp;0;0;1", ";;;", "fr;1;0;0"],
    ],
    "both, labels": [
        "markets;markets/France;markets/United States;markets/Spain, Portugal",
        *["United States France;1;1;0", "Spain, Portugal;0;0;1", ";;;", "France;1;0;0"],
    ],
}


@pytest.mark.parametrize("column", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_several_choices_in_every_layout(tmp_path: Path, column: list[str]) -> None:
    heading, *cells = column
    rows = "".join(f"F{row};{cell};{row};u{row}\n" for row, cell in enumerate(cells))
    wave = read(tmp_path, f"firm;{heading};_id;_uuid\n{rows}", {"key": "firm", "variables": MARKETS})
    assert wave.tool == "kobo"
    assert told(wave, "markets", "markets__missing") == {
        "problem": [None] * 4,
        "markets": [["fr", "us"], ["sp"], None, ["fr"]],
        "markets__missing": [None, None, "skipped", None],
    }
    assert not wave.unmapped


ALIKE = {
    "fr": "id;submitdate;startlanguage;Q1;Q2\n1;2024-01-01 10:00:00;fr;7;\n2;2024-01-01 10:00:00;en;;8\n",
    "N/A": "id;submitdate;startlanguage;Q1;Q2\n1;2024-01-01 10:00:00;fr;7;N/A\n2;2024-01-01 10:00:00;en;N/A;8\n",
}


@pytest.mark.parametrize("export", ALIKE.values(), ids=ALIKE.keys())
def test_one_question_in_several_columns(tmp_path: Path, export: str) -> None:
    variables = {"id": {"column": "id", "type": "integer"}, "jobs": {"column": ["Q1", "Q2"], "type": "integer"}}
    assert told(read(tmp_path, export, {"key": "id", "variables": variables}), "jobs")["jobs"] == [7, 8]


LIMESURVEY = """\
"id";"submitdate";"startlanguage";"Q1";"Q2[A]";"Q2[B]"
"2147483649";"2024-01-01 10:00:00";"fr";"";"Y";""
"2";"2024-01-01 10:00:00";"fr";;"";""
"3";"2024-01-01 10:00:00";"fr";"NSP";;
"4";"2024-01-01 10:00:00";"fr";"RF";"N/A";"N/A"
"5";"2024-01-01 10:00:00";"fr";"SO";"";"Y"
"6";"2024-01-01 10:00:00";"fr";"beaucoup";"";"Y"
"""


def test_reasons_for_no_answer_are_kept_apart(tmp_path: Path) -> None:
    variables = {
        "id": {"column": "id", "type": "integer"},
        "jobs": {"column": "Q1", "type": "integer", "missing": {"not_applicable": "SO"}},
        "uses": {"column": "Q2", "type": "multiple", "values": {"cloud": "A", "erp": "B"}},
    }
    codebook = {"key": "id", "missing": {"dont_know": ["NSP"], "refused": ["RF"]}, "rules": {"invalid": "missing"}}
    wave = read(tmp_path, LIMESURVEY, codebook | {"variables": variables})
    assert told(wave, "id", "jobs__missing", "uses", "uses__missing") == {
        "problem": [None] * 6,
        "id": [2**31 + 1, 2, 3, 4, 5, 6],
        "jobs__missing": ["skipped", "not_shown", "dont_know", "refused", "not_applicable", "invalid"],
        "uses": [["cloud"], [], None, None, ["erp"], ["erp"]],
        "uses__missing": [None, None, "not_shown", "not_shown", None, None],
    }


def test_spss_labels_and_missing_values(tmp_path: Path) -> None:
    import pandas as pd

    path = tmp_path / "wave.sav"
    answers = pd.DataFrame({"firm": [1.0, 2, 3, 4], "exports": [1.0, 0, 8, None], "jobs": [5.0, -1, -2, 7]})
    pyreadstat.write_sav(
        answers,
        path,
        variable_value_labels={
            "exports": {1.0: "Non", 0.0: "Oui", 8.0: "Ne sait pas"},
            "jobs": {-1.0: "Refus", -2.0: "Sans objet"},
        },
        missing_ranges={"exports": [8.0], "jobs": [{"lo": -9.0, "hi": -1.0}]},
    )
    variables = {
        "firm": {"column": "firm", "type": "integer"},
        "exports": {"column": "exports", "type": "yes_no"},
        "jobs": {"column": "jobs", "type": "integer", "min": 0},
    }
    wave = read(tmp_path, path, {"key": "firm", "variables": variables})
    assert told(wave, "exports", "exports__missing", "jobs", "jobs__missing") == {
        "problem": [None] * 4,
        "exports": [False, True, None, None],  # the labels say so: 1 is no
        "exports__missing": [None, None, "dont_know", "skipped"],
        "jobs": [5, None, None, 7],
        "jobs__missing": [None, "refused", "not_applicable", None],
    }


def workbook(path: Path, sites: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    main = book.active
    assert main is not None
    main.title = "Firms"
    firms: list[list[Any]] = [["F1", 1, "u1", 1], ["F2", 2, "u2", 2], ["F3", 3, "u3", 3]]
    for row in [["firm", "_id", "_uuid", "_index"], *firms]:
        main.append(row)
    repeated = book.create_sheet("sites")
    head: list[Any] = ["city", "seats", "_index", "_parent_table_name", "_parent_index"]
    for record in [head, *sites]:
        repeated.append(record)
    book.save(path)
    return path


SITES: list[list[Any]] = [
    ["Fès", 10, 1, "Firms", 1],
    ["Rabat", 30, 2, "Firms", 1],
    ["", "NSP", 3, "Firms", 2],
    ["Tanger", 99, 4, "Firms", 7],
]


@pytest.mark.parametrize(
    ("aggregate", "kind", "answers"),
    [
        ("total", "integer", [40, None, None]),
        ("mean", "number", [20.0, None, None]),
        ("min", "integer", [10, None, None]),
        ("max", "integer", [30, None, None]),
        ("first", "integer", [10, None, None]),
        ("count", "integer", [2, 0, 0]),
    ],
)
def test_what_is_asked_several_times_is_aggregated(
    tmp_path: Path, aggregate: str, kind: str, answers: list[object]
) -> None:
    variables = {
        "firm": {"column": "firm", "type": "text"},
        "seats": {"column": "seats", "type": kind, "sheet": "sites", "aggregate": aggregate},
        "cities": {"column": "city", "type": "integer", "sheet": "sites", "aggregate": "count"},
    }
    codebook = {"key": "firm", "missing": {"dont_know": "NSP"}, "variables": variables}
    wave = read(tmp_path, workbook(tmp_path / "wave.xlsx", SITES), codebook)
    reasons = [None, "dont_know", "skipped"] if aggregate != "count" else [None] * 3
    assert told(wave, "seats", "seats__missing", "cities") == {
        "problem": [None] * 3,
        "seats": answers,
        "seats__missing": reasons,
        "cities": [2, 0, 0],
    }
    assert "sheet sites: 1 of them belong to no response and count for none" in wave.notes


def test_an_answer_of_a_repeat_that_cant_be_read_is_a_problem_of_its_response(tmp_path: Path) -> None:
    variables = {
        "firm": {"column": "firm", "type": "text"},
        "seats": {"column": "seats", "type": "integer", "sheet": "sites"},
    }
    wave = read(tmp_path, workbook(tmp_path / "wave.xlsx", SITES), {"key": "firm", "variables": variables})
    assert told(wave)["problem"] == [None, "seats: 'NSP' is not a whole number", None]


def test_an_aggregate_must_fit_the_type(tmp_path: Path) -> None:
    variables = {"firm": {"column": "firm", "type": "text"}, "city": {"column": "c", "type": "text", "sheet": "sites"}}
    with pytest.raises(DataRefused, match="city is a text, and its total"):
        read(tmp_path, KOBO, {"key": "firm", "variables": variables})


OLD_MAC = "Firme;Activite;CA\nF1;{};1\nF2;Autre;2\n"
ACTIVITIES = {
    "firm": {"column": "Firme", "type": "text"},
    "activity": {"column": "Activite", "type": "choice", "values": {"eso": "Ingénierie", "other": "Autre"}},
}


def test_labels_of_an_old_mac_do_not_pass_in_silence(tmp_path: Path) -> None:
    """These bytes are letters in Windows-1252 too, but other ones."""
    export = OLD_MAC.format("Ingénierie").encode("mac-roman")
    wave = read(tmp_path, export, {"key": "firm", "variables": ACTIVITIES})
    assert told(wave)["problem"] == ["Activite: 'IngŽnierie' is not one of eso, other", None]
    note = wave.notes[-1]
    assert "'IngŽnierie' is 'Ingénierie' if the file is in mac-roman: say so with `encoding: mac-roman`" in note
    mended = read(tmp_path, export, {"key": "firm", "encoding": "mac-roman", "variables": ACTIVITIES})
    assert told(mended, "activity") == {"problem": [None, None], "activity": ["eso", "other"]}


SUMS = ["TOTAL;;9", " Total général :;;9", "Ensemble\N{NO-BREAK SPACE}:;;9", ";Sous-total;9", "totaux;TOTAL;9"]


@pytest.mark.parametrize("line", SUMS)
def test_a_sum_line_is_no_response(tmp_path: Path, line: str) -> None:
    codebook = {"key": "firm", "variables": ACTIVITIES}
    wave = read(tmp_path, OLD_MAC.format("eso") + line + "\n", codebook | {"roles": {"ecosystem": "activity"}})
    assert (wave.rows_in, told(wave)["problem"]) == (2, [None, None])
    assert wave.notes == ("row 4 sums up the responses and was set aside",)


def test_a_firm_whose_name_is_a_sum_is_one(tmp_path: Path) -> None:
    codebook = {"key": "firm", "variables": ACTIVITIES, "roles": {"ecosystem": "activity"}}
    assert read(tmp_path, OLD_MAC.format("eso") + "Ensemble;Autre;9\n", codebook).rows_in == 3


line = st.text(st.sampled_from('F1;"x,.-é\n\r '), max_size=25)
sound = st.builds("F{};{};{}".format, st.integers(0, 5), st.sampled_from(["eso", "Autre", "?"]), st.integers(-3, 9))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(line | sound, max_size=8), last=sound, encoding=st.sampled_from(["utf-8", "cp1252"]))
def test_every_row_is_a_response_or_in_quarantine(lines: list[str], last: str, encoding: str) -> None:
    variables = ACTIVITIES | {"revenue": {"column": "CA", "type": "number", "min": 0}}
    export = ("Firme;Activite;CA\n" + "\n".join([*lines, last]) + "\n").encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        wave = read(Path(folder), export, {"key": "firm", "variables": variables})
        frame = wave.frame()
        bad = frame.loc[frame["problem"].notna(), ["source_row", "problem"]]
        kept_out = [*wave.refused, *wave.quarantined({int(row): str(why) for row, why in bad.to_numpy()})]
        sound_rows = wave.responses().columns("source_row")["source_row"]
        places = [item.place for item in kept_out] + [f"row {row}" for row in sound_rows]
    assert wave.rows_in == len(places) == len(set(places))
    assert all(item.reason and item.record for item in kept_out)


BY_NAME_OR_LABEL = ["q1,jobs\nF1,12\n", "Membre,Effectif\nF1,12\n", "Member,Headcount\nF1,12\n", "q1,Effectif\nF1,12\n"]


@pytest.mark.parametrize("export", BY_NAME_OR_LABEL)
def test_a_codebook_made_from_a_form_reads_its_exports_by_names_and_by_labels(tmp_path: Path, export: str) -> None:
    variables = {
        "firm": {"column": "q1", "type": "text", "label": {"fr": "Membre", "en": "Member"}},
        "staff": {"column": "jobs", "type": "integer", "label": {"fr": "Effectif", "en": "Headcount"}},
    }
    wave = read(tmp_path, export, {"key": "firm", "variables": variables})
    assert told(wave, "firm", "staff") == {"problem": [None], "firm": ["F1"], "staff": [12]}
