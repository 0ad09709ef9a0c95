"""First codebooks: what is taken over from forms and exports, what is guessed, and what is left to a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import yaml

from flows.errors import DataRefused
from flows.survey.codebook.codebook import load_codebook
from flows.survey.drafting.drafts import draft
from flows.survey.drafting.page import scalar
from flows.survey.drafting.texts import language_of, name_of, plain, told, year_in
from flows.survey.drafting.xlsform import _bounds, _select

if TYPE_CHECKING:
    from flows.survey.codebook.codebook import Codebook

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "surveys" / "samples"
SETTINGS = [["form_title", "form_id"], ["Annual survey", "annual_2024"]]


def form(path: Path, survey: list[list[Any]], choices: Any = (), settings: Any = SETTINGS) -> Path:
    book = openpyxl.Workbook()
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def drafted(path: Path) -> tuple[str, Codebook]:
    """The draft of the file at `path`, and the codebook that it is as it stands."""
    text = draft(path, path.parent, path.name)
    target = path.parent / "codebook.yml"
    target.write_text(text, "utf-8")
    assert yaml.safe_load(text)["variables"].keys() == load_codebook(target).variables.keys()
    return text, load_codebook(target)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("Q1[SQ001]", "q1_sq001"),
        ("Chiffre d’affaires à l’export (kMAD)", "chiffre_d_affaires_a_l_export_kmad"),
        ("2_total", "q_2_total"),
        ("yes", "q_yes"),
        ("المدينة", "question"),
        ("taken", "taken_2"),
    ],
)
def test_names_of_variables(code: str, name: str) -> None:
    assert name_of(code, {"taken"}) == name


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Relation client (CRM)", "Relation client (CRM)"),
        ("a: b", '"a: b"'),
        ("no", '"no"'),
        ("7", '"7"'),
        ("- x", '"- x"'),
        ("#1", '"#1"'),
        ('say "x"', '"say \\"x\\""'),
        ("\u200fنعم\u2028", '"\\u200fنعم\\u2028"'),
        ("", '""'),
    ],
)
def test_scalars_stay_what_they_are(text: str, written: str) -> None:
    assert scalar(text) == written
    assert yaml.safe_load(f"{{x: {written}}}") == {"x": text}


def test_texts() -> None:
    assert plain("<p>Under&nbsp;<b>50</b> &amp; < 250</p><script>x()</script>") == "Under 50 & < 250"
    assert [language_of(name) for name in ("Français (fr)", "English", "Wolof")] == ["fr", "en", "Wolof"]
    assert [year_in(text) for text in ("s_2024_v1", "20240315", "id 120245", "none")] == [2024, 2024, None, None]
    assert told("key", "firmId", None)
    assert not told("key", "video", "Considered")


@pytest.mark.parametrize(
    ("text", "kind", "choices", "other"),
    [
        ("select_one eco", "one", "eco", False),
        ("select one from eco or specify other", "one", "eco", True),
        ("select_multiple eco or_other", "several", "eco", True),
        ("Select all that apply from eco", "several", "eco", False),
        ("select_one_from_file eco.csv", "from_file", "eco.csv", False),
        ("rank eco", "ranked", "eco", False),
    ],
)
def test_questions_with_choices(text: str, kind: str, choices: str, other: bool) -> None:
    found = _select(text)
    assert found
    assert (found.kind, found.choices, found.other) == (kind, choices, other)


@pytest.mark.parametrize(
    ("constraint", "bounds"),
    [
        (". >= 0", (0, None)),
        (".>=1 and .<=99.5", (1, 99.5)),
        (". > 0", (None, None)),
        (". <= ${total}", (None, None)),
        (". >= 0 or . = -9", (None, None)),
        ("regex(., '^M')", (None, None)),
    ],
)
def test_bounds_of_constraints(constraint: str, bounds: Any) -> None:
    assert _bounds(constraint) == bounds


def test_a_form(tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label::Français (fr)", "label::English (en)", "required", "constraint", "relevant"],
        ["start", "start"],
        ["begin_group", "firm", "Firme", "Firm"],
        ["text", "member_id", "Identifiant", "Member id", "yes"],
        ["select_one act", "activity", "Activité", "Activity", "yes"],
        ["select_multiple act or_other", "others", "Autres", "Others"],
        ["select_one yn", "exports", "Exporte", "Exports"],
        ["end_group"],
        ["decimal", "revenue", "CA", "Revenue", "yes", ". >= 0", "${exports} = 'oui'"],
        ["begin repeat", "sites", "Sites", "Sites"],
        ["integer", "seats", "Postes", "Seats", "yes"],
        ["end repeat"],
        ["calculate", "ratio"],
        ["note", "thanks", "Merci", "Thanks"],
    ]
    choices = [
        ["list name", "name", "label::Français (fr)", "label::English (en)"],
        ["act", "crm", "Relation: client", "Customers"],
        ["act", 2, "Autre", "Other"],
        ["act", "nsp", "Ne sait pas", "Don't know"],
        ["yn", "oui", "Oui", "Yes"],
        ["yn", "non", "Non", "No"],
    ]
    text, codebook = drafted(form(tmp_path / "form.xlsx", survey, choices))
    variables = codebook.variables
    assert (codebook.survey, codebook.wave, codebook.title, codebook.key) == (
        "annual",
        "2024",
        "Annual survey",
        "member_id",
    )
    assert codebook.period.start.year == 2024
    assert list(variables) == ["member_id", "activity", "others", "others_other", "exports", "revenue", "seats"]
    assert variables["member_id"].required
    assert variables["activity"].values["crm"] == {"fr": "Relation: client", "en": "Customers"}
    assert list(variables["activity"].values) == ["crm", "2"]
    assert variables["activity"].missing == {"dont_know": ["nsp", "Ne sait pas", "Don't know"]}
    assert "other" in variables["others"].values
    assert variables["others_other"].confidential
    assert variables["exports"].spellings["oui"] == "yes"
    assert (variables["revenue"].type, variables["revenue"].min, variables["revenue"].required) == ("number", 0, False)
    assert (variables["seats"].sheet, variables["seats"].aggregate, variables["seats"].required) == (
        "sites",
        "total",
        False,
    )
    assert "computed by the form; add those that are needed: ratio" in text


@pytest.mark.parametrize(
    ("rows", "remark"),
    [
        ([["select_one nowhere", "a", "A"]], "has the choices 'nowhere', which the form doesn't have"),
        ([["riddle", "a", "A"]], "row 2: the type 'riddle' of a is unknown"),
        ([["text", None, "A"]], "row 2: this 'text' has no name"),
        ([["text", "a", "A"], ["integer", "a", "B"]], "row 3: the name 'a' is given a second time"),
        ([["end group"], ["text", "a", "A"]], "row 2: 'end group' closes no group that is open"),
        ([["begin repeat", "r"], ["text", "a", "A"]], "1 group or repeat is never closed"),
        ([["rank list", "a", "A"]], "is a ranking"),
    ],
)
def test_broken_forms_say_what_is_not_used(tmp_path: Path, rows: list[list[Any]], remark: str) -> None:
    text, _ = drafted(form(tmp_path / "form.xlsx", [["type", "name", "label"], *rows]))
    assert remark in text


def test_a_form_without_a_year_takes_that_of_the_file(tmp_path: Path) -> None:
    path = form(tmp_path / "form.xlsx", [["type", "name"], ["text", "a"]], settings=())
    assert "nothing in it tells the year" in drafted(path)[0]


def test_a_form_in_one_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text(
        'survey,,\n,type,name,"label:English"\n,select one from s,size,Size\n'
        "choices,,\n,list name,name,label:English\n,s,1,Small\n"
    )
    assert drafted(path)[1].variables["size"].values == {"1": "Small"}


LSS = """<?xml version="1.0" encoding="UTF-8"?>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>{version}</DBVersion>
<questions><rows>{questions}</rows></questions><subquestions><rows>{subquestions}</rows></subquestions>
<answers><rows>{answers}</rows></answers>{texts}
<surveys><rows><row><language>fr</language><expires>2024-06-30</expires></row></rows></surveys>
<surveys_languagesettings><rows><row><surveyls_language>fr</surveyls_language>
<surveyls_title>Adhérents</surveyls_title></row></rows></surveys_languagesettings></document>"""


def row(**fields: Any) -> str:
    return "<row>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items()) + "</row>"


def test_a_questionnaire_of_an_older_version(tmp_path: Path) -> None:
    questions = "".join(
        row(
            qid=qid,
            parent_qid=0,
            gid=1,
            type=kind,
            title=code,
            question=text,
            question_order=qid,
            language=language,
            **more,
        )
        for qid, kind, code, texts, more in (
            (
                1,
                "L",
                "act",
                {"fr": "<b>Activité</b>", "en": "Activity"},
                {"mandatory": "Y", "other": "Y", "relevance": "1"},
            ),
            (2, "M", "mkt", {"fr": "Marchés", "en": "Markets"}, {}),
            (3, "K", "amounts", {"fr": "Montants", "en": "Amounts"}, {}),
            (4, "X", "intro", {"fr": "Bonjour", "en": "Hello"}, {}),
            (5, "Y", "exp", {"fr": "Exporte ?", "en": "Exports?"}, {}),
        )
        for language, text in texts.items()
    )
    parts = "".join(
        row(qid=qid, parent_qid=parent, title=code, question=text, question_order=qid, language="fr")
        for qid, parent, code, text in ((11, 2, "SQ1", "France"), (12, 2, "SQ2", "Espagne"), (13, 3, "CA", "Chiffre"))
    )
    answers = row(qid=1, code="A1", answer="CRM", language="fr", sortorder=1, scale_id=0)
    path = tmp_path / "survey.lss"
    path.write_text(
        LSS.format(version=365, questions=questions, subquestions=parts, answers=answers, texts=""), "utf-8"
    )
    text, codebook = drafted(path)
    variables = codebook.variables
    assert (codebook.title, codebook.wave, codebook.language) == ("Adhérents", "2024", "fr")
    assert list(variables) == ["record", "act", "act_other", "mkt", "amounts_ca", "exp"]
    assert variables["act"].label == {"fr": "Activité", "en": "Activity"}
    assert variables["act"].required
    assert list(variables["act"].values) == ["A1", "-oth-"]
    assert variables["mkt"].values == {"SQ1": "France", "SQ2": "Espagne"}
    assert (variables["amounts_ca"].column, variables["amounts_ca"].type) == (["amounts[CA]"], "number")
    assert "left out, text that is shown: intro" in text


def test_a_questionnaire_of_a_newer_version(tmp_path: Path) -> None:
    path = tmp_path / "survey.lss"
    texts = (
        "<question_l10ns><rows>"
        + row(id=1, qid=1, question="Taille", language="fr")
        + row(id=2, qid=1, question="Size", language="en")
        + "</rows></question_l10ns><answer_l10ns><rows>"
        + row(id=1, aid=7, answer="Petite", language="fr")
        + row(id=2, aid=7, answer="Small", language="en")
        + "</rows></answer_l10ns>"
    )
    questions = row(qid=1, parent_qid=0, gid=1, type="!", title="size", question_order=1)
    answers = row(aid=7, qid=1, code="S", sortorder=1, scale_id=0)
    path.write_text(
        LSS.format(version=600, questions=questions, subquestions="", answers=answers, texts=texts), "utf-8"
    )
    size = drafted(path)[1].variables["size"]
    assert size.label == {"fr": "Taille", "en": "Size"}
    assert size.values == {"S": {"fr": "Petite", "en": "Small"}}


@pytest.mark.parametrize("content", ["<a><b></a>", "<queXML/>", "no XML"])
def test_other_xml_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "survey.lss"
    path.write_text(content)
    with pytest.raises(DataRefused, match="XML"):
        draft(path, tmp_path, path.name)


def test_an_spss_file(tmp_path: Path) -> None:
    path = tmp_path / "wave_2023.sav"
    columns: dict[str, Any] = {
        "member": [f"M{n}" for n in range(30)],
        "size": [1, 2] * 15,
        "exports": [1, 2] * 15,
        "jobs": [5 * n for n in range(29)] + [-9],
        "weight": [1.5] * 30,
    }
    labels: Any = {"size": {1: "Small", 2: "Large"}, "exports": {1: "Oui", 2: "Non"}, "jobs": {-9: "Refus"}}
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        str(path),
        column_labels={"jobs": "Effectif"},
        variable_value_labels=labels,
        missing_ranges={"jobs": [-9]},
    )
    _, codebook = drafted(path)
    variables = codebook.variables
    assert (codebook.key, codebook.wave, codebook.export) == ("member", "2023", "wave_2023.sav")
    assert dict(codebook.roles.named) == {"size_class": "size", "weight": "weight_2"}
    assert variables["size"].values == {"1": "Small", "2": "Large"}
    assert (variables["exports"].type, variables["exports"].spellings["2"]) == ("yes_no", "no")
    assert (variables["jobs"].type, variables["jobs"].label) == ("integer", "Effectif")


def test_an_export_alone(tmp_path: Path) -> None:
    path = tmp_path / "answers 2024.csv"
    rows = [
        f"M{n};{city};{n},5;{'Oui' if n % 3 else 'Non'};0{n % 9 + 1}/12/2024;a@b{n}.ma;{markets}"
        for n in range(40)
        for city, markets in [("Nord", '"A;B"') if n % 2 else ("Sud", "A")]
    ]
    text = "\r\n".join(["Adhérent;Ville;CA;Exporte;Reçu;E-mail;Marchés", *rows, ""])
    path.write_bytes(text.encode("cp1252"))
    _, codebook = drafted(path)
    assert {name: variable.type for name, variable in codebook.variables.items()} == {
        "adherent": "text",
        "ville": "choice",
        "ca": "number",
        "exporte": "yes_no",
        "recu": "date",
        "e_mail": "text",
        "marches": "choice",
    }
    assert codebook.key == "adherent"
    assert dict(codebook.roles.named) == {"city": "ville"}
    assert codebook.variables["e_mail"].confidential


def test_a_heading_that_stands_there_twice_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "answers_2024.csv"
    path.write_text("Firm,Other,Other\n" + "".join(f"F{n},a{n},b{n}\n" for n in range(9)))
    text, codebook = drafted(path)
    assert [variable.heading for variable in codebook.variables.values()] == ["Firm", "Other (2)"]
    assert "left out, since the heading stands there several times: Other" in text


UNREADABLE = {"synthetic_macroman.csv", "n2_survey_structure_queXML.xml"}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of exports and forms are not beside the project")
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*")), ids=lambda path: path.name)
def test_the_samples_are_drafted(path: Path, tmp_path: Path) -> None:
    if path.suffix in (".json", ".qsf"):
        pytest.skip("neither form nor export")
    if path.name in UNREADABLE:
        with pytest.raises(DataRefused):
            draft(path, tmp_path, path.name)
        return
    target = tmp_path / "codebook.yml"
    target.write_text(draft(path, tmp_path, path.name), "utf-8")
    assert load_codebook(target).variables
