"""What a sentence states: indicator, measure, nature, hedge and perimeter of each figure, and what always holds."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.claims import Claim, claim_to_json, extract_claims

SENTENCES: list[tuple[str, dict[str, Any]]] = [
    # ---- level, cumulative, change: the costliest confusion
    ("Le secteur emploie 130.000 personnes.", {"indicator": "jobs", "measure": "level", "unit": "jobs"}),
    ("Le secteur a créé 10.000 emplois en 2017.", {"indicator": "jobs", "measure": "cumulative"}),
    ("Entre 2014 et 2018, 70.000 postes ont vu le jour.", {"indicator": "jobs", "measure": "cumulative"}),
    ("Le plan vise 60.000 nouveaux emplois directs.", {"indicator": "direct_jobs", "measure": "change"}),
    ("Le secteur attend 7.000 emplois de plus.", {"indicator": "jobs", "measure": "change"}),
    ("Le CA à l'export s'est établi à 10 milliards de DH.", {"indicator": "export_revenue", "measure": "level"}),
    (
        "Le plan ajoute 18 milliards de dirhams de chiffre d'affaires additionnels à l'export.",
        {"indicator": "export_revenue", "measure": "change"},
    ),
    ("Les entreprises ont investi 1 milliard de dirhams.", {"indicator": "investment", "measure": "cumulative"}),
    ("En 2017, les investissements ont atteint 4 milliards d'euros.", {"indicator": "investment", "measure": "level"}),
    # ---- growth, share, rates
    ("Les exportations ont augmenté de 12 %.", {"measure": "growth_rate", "value": 12.0}),
    ("Les exportations ont reculé de 12 %.", {"measure": "growth_rate", "value": -12.0}),
    ("Le BPO représente 35% des effectifs.", {"indicator": "jobs", "measure": "share", "ecosystem": "BPO"}),
    ("Le taux d'intégration locale atteint 50%.", {"indicator": "local_integration_rate", "measure": "level"}),
    (
        "38 % des entreprises interrogées sont confiantes.",
        {"indicator": "survey_response", "measure": "share", "nature": "estimate"},
    ),
    (
        "Le chiffre d'affaires des entreprises a progressé de 3 %.",
        {"indicator": "revenue", "measure": "growth_rate"},
    ),
    ("L'activité devrait croître de 10% en 2019.", {"indicator": None, "measure": "growth_rate", "nature": "forecast"}),
    ("Le chiffre d'affaires a augmenté de 2 milliards de dirhams.", {"measure": "change", "value": 2e9}),
    ("Le secteur a perdu 2.000 emplois.", {"measure": "change", "value": -2000.0}),
    (
        "Le plan prévoit un chiffre d'affaires additionnel à l'export de 18 milliards de dirhams.",
        {"indicator": "export_revenue", "measure": "change", "nature": "target"},
    ),
    # ---- nature
    ("Le plan vise 270.000 emplois en 2030.", {"nature": "target"}),
    ("Le chiffre d'affaires devrait atteindre 9 milliards de dirhams en 2020.", {"nature": "forecast"}),
    ("Les effectifs sont estimés à 57.000 emplois.", {"nature": "estimate"}),
    ("Le chiffre d'affaires a atteint 9 milliards de dirhams en 2017.", {"nature": "actual"}),
    # ---- hedges stand outside the quote
    ("Le secteur compte plus de 500 entreprises.", {"hedge": "more_than", "quote": "500 entreprises"}),
    ("Le secteur compte près de 500 entreprises.", {"hedge": "nearly"}),
    ("Le secteur compte environ 500 entreprises.", {"hedge": "about"}),
    ("Le secteur compte au moins 500 entreprises.", {"hedge": "at_least"}),
    ("Le secteur compte moins de 500 entreprises.", {"hedge": "less_than"}),
    ("Le coût n'excède pas 5.000 dirhams.", {"hedge": "at_most"}),
    ("Le secteur a franchi la barre des 500 entreprises.", {"hedge": None}),
    # ---- perimeter
    ("Au Sénégal, les téléservices emploient 2 000 personnes.", {"geography": "SN", "sector": "offshoring"}),
    ("Le marché mondial de l'offshoring pèse 680 milliards de dollars.", {"geography": "world", "scope": "world"}),
    ("L'automobile exporte pour 65 milliards de dirhams.", {"sector": "automotive", "geography": "MA"}),
    ("Les centres d'appel réalisent 4,8 milliards de DH de chiffre d'affaires.", {"ecosystem": "CRM"}),
    ("Le budget du plan est de 11 milliards de dirhams.", {"indicator": "budget", "scope": "program"}),
    ("La société emploie 1.000 ingénieurs.", {"unit": "jobs", "scope": "company", "subject": "ingénieurs"}),
    # ---- never guessed
    ("Le barrage a reçu 3 milliards de dirhams.", {"indicator": None}),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_a_sentence_states_a_claim(sentence: str, expected: dict[str, Any]) -> None:
    (claim,) = extract_claims(sentence, language="fr", published_at="2018-06", country="MA")
    assert {name: getattr(claim, name) for name in expected} == expected


def test_a_conversion_is_a_claim_of_its_own_with_the_hedge_of_the_first() -> None:
    text = "Le secteur a exporté plus de 4,5 milliards de dirhams (400 millions d'euros) en 2009."
    dirhams, euros = extract_claims(text, language="fr")
    assert (dirhams.value, dirhams.unit, euros.value, euros.unit) == (4.5e9, "MAD", 400e6, "EUR")
    assert euros.hedge == dirhams.hedge == "more_than"
    assert euros.period_end == dirhams.period_end == date(2009, 12, 31)


def test_a_headline_takes_the_period_that_the_body_tells() -> None:
    text = "Offshoring : 4 milliards de dirhams à l'export\n\nEn 2009, il a exporté pour 4 milliards de dirhams."
    assert {claim.period_end for claim in extract_claims(text, language="fr")} == {date(2009, 12, 31)}


def test_a_list_takes_the_horizon_of_its_first_line() -> None:
    text = "Objectifs à l'horizon 2030 :\n- 270.000 emplois directs ;\n- 40 milliards de dirhams d'exportations."
    claims = extract_claims(text, language="fr", published_at="2024")
    assert [(claim.indicator, claim.nature, claim.period_end) for claim in claims] == [
        ("direct_jobs", "target", date(2030, 12, 31)),
        ("export_revenue", "target", date(2030, 12, 31)),
    ]


def test_a_part_keeps_its_own_qualifier() -> None:
    text = "Le secteur a créé 69.900 emplois directs, dont 51.000 emplois dans les services."
    assert [claim.indicator for claim in extract_claims(text, language="fr")] == ["direct_jobs", "jobs"]


def test_shares_named_one_after_the_other_go_to_their_ecosystems() -> None:
    text = "Le CRM concentre 60% des emplois, suivi de l'ITO (25%) et du BPO (15%)."
    claims = extract_claims(text, language="fr")
    assert [(claim.ecosystem, claim.indicator, claim.measure) for claim in claims] == [
        ("CRM", "jobs", "share"),
        ("ITO", "jobs", "share"),
        ("BPO", "jobs", "share"),
    ]


def test_offsets_point_into_the_original_text() -> None:
    text = "L\u2019off\u00adshoring a cre\u0301e\u0301 69.900\u202femplois directs\u00a0en 2018."
    (claim,) = extract_claims(text, language="fr")
    assert claim.quote == text[claim.start : claim.end] == "69.900\u202femplois directs"
    assert claim.sentence == text


def test_each_claim_says_why() -> None:
    (claim,) = extract_claims("Le plan vise 60.000 nouveaux emplois d'ici 2030.", language="fr", published_at="2024")
    assert "change ('nouveaux')" in claim.reason
    assert "target" in claim.reason


def test_firm_evidence_is_worth_more_than_a_figure_carried_over() -> None:
    text = "Les exportations ont atteint 10 milliards de dirhams en 2018. On en attendait 12 milliards de dirhams."
    firm, carried = extract_claims(text, language="fr", published_at="2019")
    assert 0 <= carried.confidence < firm.confidence <= 1


@pytest.mark.parametrize("language", ["de", "xx"])
def test_a_language_without_words_has_no_claims(language: str) -> None:
    assert extract_claims("69.900 emplois directs", language=language) == []


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "0", "%", "\u0301", "\u00ad", "9" * 400, "1" + ".000" * 50, "\u00b9AB"]
)
def test_poor_texts_have_no_claims_and_raise_nothing(text: str) -> None:
    assert extract_claims(text, language="fr") == []


def test_json_has_the_contract_in_order() -> None:
    (claim,) = extract_claims("Les exportations ont atteint 10 milliards de dirhams en 2018.", language="fr")
    record = claim_to_json(claim, "a.txt")
    assert list(record) == [
        *("document", "start", "end", "quote", "sentence", "value", "value_high", "unit", "indicator", "measure"),
        *("nature", "hedge", "sector", "ecosystem", "geography", "scope", "subject", "period_start", "period_end"),
        *("confidence", "reason", "note"),
    ]
    assert json.loads(json.dumps(record))["period_end"] == "2018-12-31"
    assert json.dumps(record["value"]) == "10000000000"


FRAGMENTS = """le de des en à fin 2018 2014-2020 12 1,5 69.900 milliard milliards de dirhams MMDH % emplois ( ) . ; : ,
-
+ n° top troisième rang entre et contre dont respectivement l'an dernier premier trimestre 31 février décembre 29 un an
plus tard millions $ € 0 000 les cinq dernières années jusqu'à double moitié quarts trois demi"""
WORDS = st.sampled_from([*FRAGMENTS.split(), "\n", "\n\n"])


@settings(max_examples=300)
@given(st.one_of(st.text(), st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=30).map("".join)))
def test_any_text_is_read_and_quoted_exactly(text: str) -> None:
    for claim in extract_claims(text, language="fr", published_at="2020-02-29", country="MA"):
        assert text[claim.start : claim.end] == claim.quote != ""
        assert claim.quote in claim.sentence
        assert 0 <= claim.confidence <= 1
        assert claim.period_start is None or claim.period_end is None or claim.period_start <= claim.period_end


@given(st.lists(st.sampled_from([sentence for sentence, _ in SENTENCES]), min_size=1, max_size=4))
def test_reading_twice_gives_the_same(sentences: list[str]) -> None:
    def read() -> list[Claim]:
        return extract_claims(" ".join(sentences), language="fr", published_at="2018")

    assert read() == read()
