"""Real exports that lie beside the project, where they do: the responses, typed, whatever the tool and the layout."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from waves import read, told

from flows.errors import DataRefused
from flows.settings import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

SHARED = CHECKOUT.parent / "shared" / "surveys" / "samples"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real exports are not beside the project")

# The headings of one form as names and in two languages.
NAMES = ["company_id", "ecosystem", "city", "size_class", "export_revenue", "headcount", "women", "markets",
    "exporter", "seats"]  # fmt: skip
HEADINGS: dict[str, list[Any]] = {
    "xml": NAMES,
    "en": ["Member id", "Main ecosystem", "City of head office", "Size class", "Export revenue (kMAD)",
        "Headcount at 31/12", "of which women", "Markets served", "Do you export?", None],
    "fr": ["Identifiant adhérent", "Écosystème principal", "Ville du siège", "Taille",
        "Chiffre d’affaires à l’export (kMAD)", "Effectif au 31/12", "dont femmes", "Marchés servis",
        "Exportez-vous ?", "Positions de production"],
}  # fmt: skip
KOBO: dict[str, dict[str, Any]] = {
    "company_id": {"type": "text"},
    "ecosystem": {
        "type": "choice",
        "values": {
            "crm": ["Customer relations (CRM)", "Relation client (CRM)"],
            "bpo": "BPO, gestion externalisée",
            **{code: code for code in ("ito", "eso", "kpo")},
        },
    },
    "city": {
        "type": "choice",
        "values": {
            "casablanca": [],
            "rabat": "Rabat - Salé",
            "tanger": "Tangier",
            "fes": ["Fez", "Fès"],
            "other": [],
            "autre_ville": ["Other city", "Autre ville"],
        },
    },
    "size_class": {
        "type": "choice",
        "values": {
            "s1": ["Under 50", "Moins de 50 salariés"],
            "s2": ["50 to 249", "50 à 249 salariés"],
            "s3": ["250 and over", "250 salariés et plus"],
        },
    },
    "export_revenue": {"type": "number", "min": 0},
    "headcount": {"type": "integer", "min": 0},
    "women": {"type": "integer", "versions": ["vB2"]},
    "markets": {
        "type": "multiple",
        "values": {
            "fr": "France",
            "es": ["Spain", "Espagne"],
            "us": ["United States", "États-Unis"],
            "uk": ["United Kingdom", "Royaume-Uni"],
            "af": ["West Africa", "Afrique de l’Ouest"],
        },
    },
    "exporter": {"type": "yes_no"},
}
ROLES = {"ecosystem": "ecosystem", "city": "city", "size_class": "size_class"}
UNKNOWN = {"dont_know": ["nsp", "Don’t know", "Ne sait pas"]}


def kobo(language: str, rules: dict[str, str] | None = None, **more: dict[str, Any]) -> dict[str, Any]:
    headings = dict(zip(NAMES, HEADINGS[language], strict=True))
    variables = {name: {"column": headings[name], **told} for name, told in (KOBO | more).items()}
    return {"key": "company_id", "roles": ROLES, "missing": UNKNOWN, "rules": rules or {}, "variables": variables}


@pytest.fixture(scope="module")
def submissions() -> list[dict[str, Any]]:
    """What was sent, with the groups of the form left out of the names."""
    sent = json.loads((SHARED / "kobo" / "fed_submissions.json").read_text("utf-8"))
    return [{name.rpartition("/")[2]: value for name, value in one.items()} for one in sent]


def expected(submissions: list[dict[str, Any]]) -> dict[str, list[Any]]:
    order = list(KOBO["markets"]["values"])
    named = {name: [one.get(name) for one in submissions] for name in ("company_id", "ecosystem", "city", "size_class")}
    return named | {
        "export_revenue": [float(one["export_revenue"]) if "export_revenue" in one else None for one in submissions],
        "headcount": [int(one["headcount"]) if "headcount" in one else None for one in submissions],
        "women": [int(one["women"]) if "women" in one else None for one in submissions],
        "markets": [
            sorted(one["markets"].split(), key=order.index) if one.get("markets") else None for one in submissions
        ],
        "exporter": [{"oui": True, "non": False}.get(one.get("exporter", "")) for one in submissions],
    }


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("layout", ["both", "details", "summary"])
@pytest.mark.parametrize("language", HEADINGS)
def test_kobo_has_the_same_responses_in_every_layout(
    tmp_path: Path, submissions: list[dict[str, Any]], language: str, layout: str, suffix: str
) -> None:
    wave = read(tmp_path, SHARED / "kobo" / f"fed__{language}__{layout}.{suffix}", kobo(language))
    found = told(wave, *KOBO, "women__missing", "exporter__missing")
    assert {name: found[name] for name in KOBO} == expected(submissions)
    assert (wave.tool, wave.layout) == ("kobo", "xml" if language == "xml" else "labels")
    assert wave.rows_in == len(submissions) == 42
    assert len(wave.responses()) == 41  # one was sent again
    assert [why for why in found["problem"] if why] == [f"sent again: see row {_last_of_twice(submissions) + 2}"]
    unasked = [place for place, one in enumerate(submissions) if one["__version__"] == "vA1"]
    assert [found["women__missing"][place] for place in unasked] == ["not_shown"] * 30
    assert Counter(found["exporter__missing"])["dont_know"] == 7


def _last_of_twice(submissions: list[dict[str, Any]]) -> int:
    """The place of the later of the two submissions with one identifier."""
    twice = {uuid for uuid, count in Counter(one["_uuid"] for one in submissions).items() if count > 1}
    both = [place for place, one in enumerate(submissions) if one["_uuid"] in twice]
    return max(both, key=lambda place: (submissions[place]["_submission_time"], place))


@pytest.mark.parametrize("language", ["xml", "fr"])
def test_kobo_keeps_out_what_was_not_approved(tmp_path: Path, submissions: list[dict[str, Any]], language: str) -> None:
    path = SHARED / "kobo" / f"fed__{language}__both.csv"
    wave = read(tmp_path, path, kobo(language, {"not_approved": "quarantine"}))
    refused = [one["_validation_status"].get("uid") == "validation_status_not_approved" for one in submissions]
    assert [str(why).startswith("not approved") for why in told(wave)["problem"]] == refused
    assert sum(refused) == 12


@pytest.mark.parametrize("language", ["xml", "fr"])
@pytest.mark.parametrize(
    ("aggregate", "of"), [("total", sum), ("count", len), ("max", max), ("min", min), ("first", lambda seats: seats[0])]
)
def test_kobo_sites_are_aggregated(
    tmp_path: Path, submissions: list[dict[str, Any]], language: str, aggregate: str, of: Any
) -> None:
    seats = {"type": "integer", "sheet": "sites", "aggregate": aggregate}
    wave = read(tmp_path, SHARED / "kobo" / f"fed__{language}__both.xlsx", kobo(language, seats=seats))
    answers = [
        [int(site["sites/seats"]) for site in one.get("sites", []) if "sites/seats" in site] for one in submissions
    ]
    nothing = 0 if aggregate == "count" else None
    assert told(wave, "seats")["seats"] == [of(given) if given else nothing for given in answers]


def test_kobo_without_its_repeats_is_told_so(tmp_path: Path) -> None:
    seats = {"type": "integer", "sheet": "sites"}
    with pytest.raises(DataRefused, match="the sheet 'sites' of the variable seats is missing"):
        read(tmp_path, SHARED / "kobo" / "fed__xml__both.csv", kobo("xml", seats=seats))


DEGREES = {f"A8[SQ00{number}]": f"c{number}" for number in range(1, 9)}


@pytest.mark.parametrize(
    ("name", "responses", "complete"),
    [("n2_codeonly.csv", 12, 5), ("n2_codeandtext.csv", 12, 5)],
)
def test_limesurvey(tmp_path: Path, name: str, responses: int, complete: int) -> None:
    variables = {
        "id": {"column": "id", "type": "integer"},
        "institute": {"column": "A1", "type": "text"},
        "describes": {
            "type": "multiple",
            "columns": {code: column for column, code in DEGREES.items()},
            "values": {code: code for code in DEGREES.values()},
        },
    }
    wave = read(tmp_path, SHARED / "limesurvey" / name, {"key": "id", "variables": variables})
    found = told(wave, "id", "describes", "describes__missing")
    assert (wave.tool, wave.refused, wave.rows_in) == ("limesurvey", (), responses)
    assert Counter(found["problem"]) == {None: complete, "incomplete: submitdate is blank": responses - complete}
    assert found["id"] == list(range(23, 57, 3))
    assert Counter(found["describes__missing"])["not_shown"] == 1
    assert sum("c1" in (chosen or []) for chosen in found["describes"]) == 4


def test_limesurvey_saved_again_by_a_spreadsheet(tmp_path: Path) -> None:
    variables = {"id": {"column": "id", "type": "integer"}, "field": {"column": "A3", "type": "text"}}
    wave = read(tmp_path, SHARED / "limesurvey" / "n2_2021_codeonly_v2.csv", {"key": "id", "variables": variables})
    assert (wave.tool, wave.layout, wave.refused) == ("limesurvey", "code", ())
    assert len(set(told(wave, "id")["id"])) == wave.rows_in == 36


@pytest.mark.parametrize(
    ("name", "layout"), [("ropensci_sample.csv", "three_rows"), ("ropensci_sample_legacy.csv", "two_rows")]
)
def test_qualtrics_with_two_and_three_heading_rows(tmp_path: Path, name: str, layout: str) -> None:
    key = "ResponseId" if layout == "three_rows" else "ResponseID"
    variables = {
        "id": {"column": key, "type": "text"},
        "chosen": {"column": "Q1", "type": "choice", "values": {"one": "1", "two": "2"}},
        "said": {"column": "Q2", "type": "text"},
    }
    wave = read(tmp_path, SHARED / "qualtrics" / name, {"key": "id", "variables": variables})
    assert (wave.tool, wave.layout) == ("qualtrics", layout)
    assert told(wave, "id", "chosen", "said") == {
        "problem": [None],
        "id": ["R_2YPOQ602ER1jkf1"],
        "chosen": ["two"],
        "said": ["Hello World!"],
    }


def test_qualtrics_answers_of_a_test_are_kept_out_unless_wanted(tmp_path: Path) -> None:
    columns = {"one": "Q2_1", "two": "Q2_2", "three": "Q2_3"}
    variables = {
        "id": {"column": "ResponseID", "type": "text"},
        "several": {"type": "multiple", "columns": columns, "values": {code: code for code in columns}},
    }
    path = SHARED / "qualtrics" / "multi_answer_insights.csv"
    wave = read(tmp_path, path, {"key": "id", "variables": variables})
    assert told(wave)["problem"] == ["a test: Status is 2"] * 5
    kept = read(tmp_path, path, {"key": "id", "rules": {"test": "keep"}, "variables": variables})
    every = ["one", "two", "three"]
    assert told(kept, "several") == {
        "problem": [None] * 5,
        "several": [["two", "three"], every, every, every, ["one", "three"]],
    }


FILMS = [(673, "I  The Phantom Menace"), (571, "II  Attack of the Clones"), (550, "III  Revenge of the Sith"),
    (607, "IV  A New Hope"), (758, "V The Empire Strikes Back"), (738, "VI Return of the Jedi")]  # fmt: skip


def test_surveymonkey_with_two_heading_rows(tmp_path: Path) -> None:
    variables = {
        "id": {"column": "RespondentID", "type": "integer"},
        "seen_any": {"column": "Have you seen any of the 6 films in the Star Wars franchise?", "type": "yes_no"},
        "seen": {
            "column": "Which of the following Star Wars films have you seen? Please select all that apply.",
            "type": "multiple",
            "values": {title.split()[0]: f"Star Wars: Episode {title}" for _, title in FILMS},
        },
        "gender": {"column": "Gender", "type": "choice", "values": {"f": "Female", "m": "Male"}},
    }
    wave = read(tmp_path, SHARED / "surveymonkey" / "StarWars_2hdr_latin1.csv", {"key": "id", "variables": variables})
    found = told(wave, *variables)
    assert (wave.tool, wave.layout, wave.encoding, wave.rows_in) == ("surveymonkey", "two_rows", "cp1252", 1186)
    assert not any(found["problem"])
    assert max(found["id"]) == 3292879998  # above what 31 bits hold
    assert Counter(found["seen_any"]) == {True: 936, False: 250}
    assert Counter(film for films in found["seen"] for film in films or []) == {
        title.split()[0]: count for count, title in FILMS
    }
    assert Counter(found["gender"]) == {"f": 549, "m": 497, None: 140}


def test_surveymonkey_with_one_heading_row(tmp_path: Path) -> None:
    question = (
        "Which of these side dishes aretypically served at your Thanksgiving dinner? Please select all that apply."
    )
    variables = {
        "id": {"column": "RespondentID", "type": "integer"},
        "celebrates": {"column": "Do you celebrate Thanksgiving?", "type": "yes_no"},
        "dishes": {
            "column": question,
            "type": "multiple",
            "values": {"carrots": "Carrots", "corn": "Corn", "rest": "*"},
        },
    }
    path = SHARED / "surveymonkey" / "thanksgiving_1hdr_merged.csv"
    found = told(read(tmp_path, path, {"key": "id", "variables": variables}), "celebrates", "dishes")
    assert Counter(found["celebrates"]) == {True: 980, False: 78}
    dishes = Counter(dish for chosen in found["dishes"] for dish in chosen or [])
    assert (dishes["carrots"], dishes["corn"]) == (242, 464)


@pytest.mark.parametrize("name", ["ds4002_sp24.csv", "ds4002_sp24.xlsx"])
def test_google_forms(tmp_path: Path, name: str) -> None:
    level = "Are you currently enrolled as an undergraduate or graduate student at the University of Virginia?"
    variables = {
        "when": {"column": "Timestamp", "type": "text"},
        "day": {"column": "Timestamp", "type": "date"},
        "believes": {
            "column": "Do you believe that a hotdog falls under the category of a sandwich?",
            "type": "yes_no",
        },
        "level": {"column": level, "type": "choice", "values": {"u": "Undergraduate", "g": "Graduate"}},
    }
    codebook = {"key": "when", "rules": {"duplicates": "first"}, "variables": variables}
    wave = read(tmp_path, SHARED / "google_forms" / name, codebook)
    found = told(wave, "day", "believes", "level")
    assert (wave.tool, wave.rows_in) == ("google_forms", 91)
    assert Counter(found["believes"]) == {True: 30, False: 61}
    assert Counter(found["level"]) == {"u": 86, "g": 5}
    days = [str(day)[:10] for day in found["day"]]
    assert (days[0], days[-1], None in found["day"]) == ("2024-01-18", "2024-01-22", False)


FRENCH = {
    "firm": {"column": "Entreprise", "type": "text"},
    "eco": {"column": "Écosystème", "type": "choice", "values": {code: code for code in ("CRM", "BPO", "KPO", "ITO")}},
    "exports": {"column": "CA export (kMAD)", "type": "number"},
    "exporter": {"column": "Exportez-vous ?", "type": "yes_no"},
}
FRENCH_CODEBOOK = {"key": "firm", "missing": {"dont_know": "NSP"}, "variables": FRENCH}


@pytest.mark.parametrize("name", ["cp1252", "utf16", "utf8bom", "macroman"])
def test_french_spreadsheets_read_alike(tmp_path: Path, name: str) -> None:
    declared = {"encoding": "mac-roman"} if name == "macroman" else {}
    wave = read(tmp_path, SHARED / "french_csv" / f"synthetic_{name}.csv", FRENCH_CODEBOOK | declared)
    assert told(wave, *FRENCH, "exporter__missing") == {
        "problem": [None] * 4,
        "firm": ["Atlas Services", "Société Générale d’Appels", "Œuvre & Cie", "Prix en €"],
        "eco": ["CRM", "BPO", "KPO", "ITO"],
        "exports": [1234.5, 12000, None, 3.5],
        "exporter": [True, False, None, True],
        "exporter__missing": [None, None, "dont_know", None],
    }


def test_mac_roman_does_not_pass_in_silence(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="0x8f"):
        read(tmp_path, SHARED / "french_csv" / "synthetic_macroman.csv", FRENCH_CODEBOOK)
