"""The English words of the catalogue: words for every record, and plain sentences whose words are all understood."""

from __future__ import annotations

import pytest

from flows.catalogue import load_catalogue
from flows.claims import extract_claims
from flows.claims.lexicon import load_lexicon

GROUPS = ("grammar", "measures", "natures", "hedges", "periods", "scopes", "distractors")


def test_every_indicator_sector_and_ecosystem_has_english_words() -> None:
    catalogue = load_catalogue()
    words = {record.code: record.words for record in catalogue.indicators.values()}
    words |= {record.code: record.words for record in catalogue.sectors.values()}
    words |= {record.code: record.words for record in catalogue.ecosystems.values()}
    assert [code for code, by_language in words.items() if not by_language.get("en")] == []


def test_cues_are_text_and_stand_once_in_their_list() -> None:
    for group in GROUPS:
        for value, phrases in load_catalogue().language_words["en"][group].items():
            assert all(isinstance(phrase, str) for phrase in phrases), value
            assert len(phrases) == len(set(phrases)), value


@pytest.mark.parametrize(
    ("printed", "stem_of"),
    [("companies", "companies"), ("reached", "reached"), ("dropping", "dropping"), ("supplied", "supplied")],
)
def test_irregular_plurals_and_verb_forms_are_known(printed: str, stem_of: str) -> None:
    lexicon = load_lexicon(load_catalogue(), "en")
    assert lexicon is not None
    assert printed in lexicon.forms
    assert lexicon.forms[printed] == lexicon.forms[stem_of]


@pytest.mark.parametrize(
    ("text", "value", "unit", "indicator", "measure", "hedge"),
    [
        ("Exports reached 26 billion dirhams.", 26e9, "MAD", "export_revenue", "level", None),
        ("Turnover came to more than 7.3 billion dirhams.", 7.3e9, "MAD", "revenue", "level", "more_than"),
        ("The sector employs nearly 65,000 people.", 65000, "jobs", "jobs", "level", "nearly"),
        ("The call centre created about 300 new jobs.", 300, "jobs", "jobs", "change", "about"),
        ("The association has 120 member companies.", 120, "companies", "members", "level", None),
        ("Export sales grew by 12 per cent.", 12, "percent", "export_revenue", "growth_rate", None),
        ("Exports dropped by 5%.", -5, "percent", "export_revenue", "growth_rate", None),
        ("The group invested 300 million euros.", 300e6, "EUR", "investment", "cumulative", None),
        ("The centre has 2,500 workstations.", 2500, "positions", "positions", "level", None),
        ("Revenue amounted to 500 crore rupees.", 5e9, "INR", "revenue", "level", None),
        ("The industry employs 2.9 lakh people.", 290000, "jobs", "jobs", "level", None),
        ("Tourist arrivals came to 14.5 million visitors.", 14.5e6, "persons", "arrivals", "level", None),
    ],
)
def test_words_of_the_press_are_understood(
    text: str, value: float, unit: str, indicator: str, measure: str, hedge: str | None
) -> None:
    country = "IN" if unit == "INR" or "lakh" in text else "MA"
    claims = extract_claims(text, language="en", published_at="2024-05", country=country)
    told = [(claim.value, claim.unit, claim.indicator, claim.measure, claim.hedge) for claim in claims]
    assert told == [(value, unit, indicator, measure, hedge)]


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("The plan aims at 40 billion dirhams of exports by 2030.", "target"),
        ("Exports are expected to reach 40 billion dirhams in 2026.", "forecast"),
        ("Exports are estimated at 40 billion dirhams.", "estimate"),
        ("Exports stood at 40 billion dirhams in 2023.", "actual"),
    ],
)
def test_natures(text: str, nature: str) -> None:
    (claim,) = extract_claims(text, language="en", published_at="2024-05", country="MA")
    assert claim.nature == nature


@pytest.mark.parametrize(
    ("country", "word", "unit"),
    [
        ("MA", "dirhams", "MAD"),
        ("AE", "dirhams", "AED"),
        ("EG", "pounds", "EGP"),
        ("KE", "shillings", "KES"),
        ("UG", "shillings", "UGX"),
        ("PK", "rupees", "PKR"),
        ("PH", "pesos", "PHP"),
        ("ZA", "rand", "ZAR"),
        ("GH", "cedis", "GHS"),
        ("NG", "naira", "NGN"),
        ("RW", "francs", "RWF"),
        ("KW", "dinars", "KWD"),
    ],
)
def test_currencies_go_by_country(country: str, word: str, unit: str) -> None:
    (claim,) = extract_claims(f"Sales reached 20 million {word}.", language="en", country=country)
    assert (claim.value, claim.unit) == (20e6, unit)
