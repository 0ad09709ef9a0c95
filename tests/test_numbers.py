"""How figures and their units are read: what is printed, and the value in base units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.claims import extract_claims

NBSP, NARROW = "\u00a0", "\u202f"

AMOUNTS = [
    # printed                          value          unit
    ("10 milliards de dirhams", 10e9, "MAD"),
    ("1,5 milliard dirhams", 1.5e9, "MAD"),
    ("8.5 milliards de DH", 8.5e9, "MAD"),
    ("26,219 milliards de DH", 26.219e9, "MAD"),
    ("1.5 MMDH", 1.5e9, "MAD"),
    ("7,3 MMDH", 7.3e9, "MAD"),
    ("150 MDH", 150e6, "MAD"),
    ("900 KDH", 900e3, "MAD"),
    ("15 Mds de DH", 15e9, "MAD"),
    ("24 Mds EUR", 24e9, "EUR"),
    ("60,9Mds€", 60.9e9, "EUR"),
    ("400 M €", 400e6, "EUR"),
    ("30 M€", 30e6, "EUR"),
    ("€25 millions", 25e6, "EUR"),
    ("le milliard de dirhams", 1e9, "MAD"),
    ("un milliard d'euros", 1e9, "EUR"),
    ("un million et demi de dollars", 1.5e6, "USD"),
    ("trois milliards d'euros", 3e9, "EUR"),
    ("10.000 MDT", 10e9, "TND"),
    ("1.200 millions de dirhams", 1.2e9, "MAD"),
    ("329'900 francs suisses", 329_900, "CHF"),
    ("25 milliards de francs CFA", 25e9, "XOF"),
    ("69.900 dirhams", 69_900, "MAD"),
    ("1.234.567 dirhams", 1_234_567, "MAD"),
    ("1.234,56 dirhams", 1_234.56, "MAD"),
    ("60 000 dirhams", 60_000, "MAD"),
    (f"60{NBSP}000{NBSP}dirhams", 60_000, "MAD"),
    (f"60{NARROW}000{NARROW}dirhams", 60_000, "MAD"),
    ("18 milliards Dirhamsadditionnels", 18e9, "MAD"),
    ("12,5%", 12.5, "percent"),
    (f"12,5{NBSP}%", 12.5, "percent"),
    ("66 pour cent", 66, "percent"),
    ("0,1 point", 0.1, "points"),
]

COUNTS = [
    ("69.900 emplois directs", 69_900, "jobs"),
    (f"60{NARROW}000 nouveaux emplois directs", 60_000, "jobs"),
    ("160 mille emplois", 160_000, "jobs"),
    ("une centaine d'entreprises", 100, "companies"),
    ("vingt-cinq entreprises", 25, "companies"),
    ("deux cents entreprises", 200, "companies"),
    ("quatre-vingt-dix entreprises", 90, "companies"),
    ("cent mille emplois", 100_000, "jobs"),
    ("un million de véhicules", 1e6, "vehicles"),
    ("107 hectares", 107, "hectares"),
]


@pytest.mark.parametrize(("printed", "value", "unit"), AMOUNTS + COUNTS)
def test_a_figure_is_read_with_its_unit(printed: str, value: float, unit: str) -> None:
    text = f"Le secteur affiche {printed}."
    claims = extract_claims(text, language="fr", country="MA")
    assert [(claim.value, claim.unit) for claim in claims] == [(value, unit)]
    assert claims[0].quote == text[claims[0].start : claims[0].end]


@pytest.mark.parametrize(
    ("printed", "low", "high", "unit"),
    [
        ("20 à 25%", 20, 25, "percent"),
        ("entre 20 et 25%", 20, 25, "percent"),
        ("20-25 %", 20, 25, "percent"),
        ("8 à 10 milliards de dirhams", 8e9, 10e9, "MAD"),
        ("de 3 à 4 millions d'euros", 3e6, 4e6, "EUR"),
        ("entre 500 et 600 emplois", 500, 600, "jobs"),
    ],
)
def test_a_range_has_two_ends(printed: str, low: float, high: float, unit: str) -> None:
    (claim,) = extract_claims(f"Le secteur affiche {printed}.", language="fr")
    assert (claim.value, claim.value_high, claim.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("L'effectif passe de 63.000 à 100.000 emplois.", [63_000, 100_000]),
        ("Le secteur a exporté pour 10 milliards de dirhams en 2018 contre 8 en 2017.", [10e9, 8e9]),
        ("Les exportations ont atteint 17,9 milliards de dirhams en 2023 et 40 milliards en 2030.", [17.9e9, 40e9]),
        ("Le BPO et l'ITO apportent respectivement 10 et 25% des revenus.", [10, 25]),
    ],
)
def test_an_elided_unit_or_magnitude_is_carried_over(sentence: str, values: list[float]) -> None:
    assert [claim.value for claim in extract_claims(sentence, language="fr", published_at="2024")] == values


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("au troisième rang", 3),
        ("en troisième place", 3),
        ("à la 71ème place", 71),
        ("au 3e rang", 3),
        ("dans le top 30", 30),
        ("n°1", 1),
    ],
)
def test_a_rank_is_a_place(printed: str, place: float) -> None:
    (claim,) = extract_claims(f"Pour l'emploi, le secteur est {printed}.", language="fr")
    assert (claim.value, claim.unit, claim.measure) == (place, "rank", "rank")


@pytest.mark.parametrize(("printed", "factor"), [("doublé", 2), ("triplé", 3), ("été multiplié par 2,8", 2.8)])
def test_a_multiple_is_a_factor(printed: str, factor: float) -> None:
    (claim,) = extract_claims(f"Le chiffre d'affaires a {printed}.", language="fr")
    assert (claim.value, claim.unit, claim.measure) == (factor, "multiple", "multiple")


@pytest.mark.parametrize(
    "text",
    [
        "Le plan s'articule autour de 7 piliers et de deux axes.",
        "Le plan stratégique 2019-2020 est en place depuis le 23 avril 2019 à 12h30.",
        "Tél. : 05 22 33 44 55, fax 05 22 33 44 56.",
        "La stratégie Maroc Digital 2030 et l'indice GSLI 2023 font référence.",
        "Les plateformes P2I, la Covid-19 et la norme ISO 9001 comptent.",
        "Plus de 700 professionnels sont annoncés à la neuvième édition du salon.",
        "Réf. 2022-117, p. 3/8. Article 12 de la loi 47-18.",
        "Loi n° 47-18, décret 2-17-585, ISO 27001, G20, 5G.",
        "Article publié le 12/06/2019 à 10:45 - Lu 1.234 fois",
        "Le forum, au 5 rue Ibn Sina, 20000 Casablanca, a réuni 1.500 participants de 20 pays.",
        "Le projet dure 18 mois et comprend 3 phases, 2 ateliers et 12 mesures, 24h/24.",
        "Neuf entreprises sur dix en sont contentes.",
        "Le 25 Septembre 2024 À 11:21, deux réunions et un projet.",
    ],
)
def test_what_is_no_claim_is_left_out(text: str) -> None:
    assert extract_claims(text, language="fr", published_at="2024") == []


def grouped(value: int, separator: str) -> str:
    return f"{value:,}".replace(",", separator)


@given(st.integers(1_000, 999_999_999), st.sampled_from([".", " ", NBSP, NARROW, "'"]))
def test_a_count_reads_back_in_every_grouping(value: int, separator: str) -> None:
    (claim,) = extract_claims(f"Le secteur compte {grouped(value, separator)} emplois.", language="fr")
    assert (claim.value, claim.unit, claim.indicator) == (value, "jobs", "jobs")


@given(
    st.integers(1, 999),
    st.integers(0, 99),
    st.sampled_from([",", "."]),
    st.sampled_from(
        [(" milliards de dirhams", 1e9), (" MMDH", 1e9), ("Mds DH", 1e9), (" millions de DH", 1e6), (" MDH", 1e6)]
    ),
)
def test_an_amount_reads_back_in_every_format(whole: int, cents: int, mark: str, unit: tuple[str, float]) -> None:
    printed = f"{whole}{mark}{cents:02d}{unit[0]}"
    (claim,) = extract_claims(f"Les exportations ont atteint {printed}.", language="fr")
    assert claim.value == pytest.approx((whole + cents / 100) * unit[1], rel=1e-9)
    assert (claim.quote, claim.unit) == (printed, "MAD")
