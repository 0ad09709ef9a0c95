"""What a figure is about: sector, ecosystem, place and scope, in French, English and Arabic."""

from __future__ import annotations

import pytest

from flows.claims import extract_claims

Told = tuple[str | None, ...]


def read(text: str, language: str, field: str, country: str = "MA") -> Told:
    claims = extract_claims(text, language=language, published_at="2024-05-02", country=country)
    return tuple(getattr(claim, field) for claim in claims)


@pytest.mark.parametrize(
    ("language", "text", "sectors"),
    [
        # a text is about what it opens with
        ("fr", "Le textile recule.\nLes exportations ont atteint 3 milliards de dirhams en 2022.", ("textile",)),
        ("en", "Tourism recovers.\nReceipts reached 3 billion dollars in 2022.", ("tourism",)),
        ("ar", "قطاع السيارات في نمو.\nبلغت الصادرات 3 مليارات درهم سنة 2022.", ("automotive",)),
        # federations name their sector
        ("fr", "Le GIFAS réalise un chiffre d'affaires de 62 milliards d'euros en 2022.", ("aerospace",)),
        ("fr", "L'AMITH annonce 200.000 emplois en 2022.", ("textile",)),
        ("en", "Revenue of the industry reached $150 billion in 2021, NASSCOM said.", ("digital",)),
        # a sentence that names another sector overrides the text's
        (
            "fr",
            "L'automobile avance.\nLes exportations automobiles valent 9 milliards de dirhams en 2022. "
            "Les exportations du textile valent 4 milliards de dirhams en 2022.",
            ("automotive", "textile"),
        ),
        (
            "en",
            "IT services made $9 billion in 2021, while the textile business made $3 billion in 2021.",
            ("digital", "textile"),
        ),
        # a branch that the catalogue lacks is no sector, and not the text's
        (
            "fr",
            "L'automobile avance.\nLes exportations automobiles valent 9 milliards de dirhams en 2022. "
            "Les exportations agroalimentaires valent 4 milliards de dirhams en 2022.",
            ("automotive", None),
        ),
        (
            "ar",
            "صادرات السيارات في نمو.\nبلغت صادرات السيارات 9 مليارات درهم سنة 2022. "
            "وبلغت صادرات الفلاحة 4 مليارات درهم سنة 2022.",
            ("automotive", None),
        ),
        # but the accounts of a country list them
        (
            "fr",
            "Office des Changes : les exportations valent 300 milliards de dirhams en 2022. "
            "Les exportations de phosphates valent 80 milliards de dirhams. "
            "Les exportations automobiles valent 90 milliards de dirhams.",
            ("external_trade", "external_trade", "automotive"),
        ),
        # what a sector is ranked with is not what the text is about
        (
            "fr",
            "L'offshoring emploie 120.000 personnes, derrière l'automobile et le textile. "
            "Il a réalisé 10 milliards de dirhams d'exportations en 2022.",
            ("offshoring", "offshoring"),
        ),
    ],
)
def test_the_sector(language: str, text: str, sectors: Told) -> None:
    assert read(text, language, "sector") == sectors


@pytest.mark.parametrize(
    ("language", "text", "ecosystems"),
    [
        ("fr", "Les centres d'appels recrutent.\nLe secteur compte 45.000 emplois en 2012.", ("CRM",)),
        ("fr", "L'offshoring vaut 10 milliards de DH, dont 4 milliards issus des centres d'appels.", (None, "CRM")),
        (
            "fr",
            "Dans l'offshoring, le BPO et l'ITO représentent respectivement 10% et 25% des revenus.",
            ("BPO", "ITO"),
        ),
        (
            "fr",
            "Les centres d'appels dominent ; le BPO et l'ITO pèsent respectivement 10% et 25% des revenus.",
            ("BPO", "ITO"),
        ),
        ("en", "Call centres employed 30,000 people in 2012, and made $2 billion in revenue.", ("CRM", "CRM")),
        # a name of the whole sector ends what was told of one of its ecosystems
        ("en", "BPO grows.\nRevenues of the IT-BPM sector reached $15 billion in 2013.", (None,)),
        ("en", "BPO grows.\nThe global business services sector employed 9,000 people in 2013.", (None,)),
        ("ar", "تشغل مراكز النداء 27 ألف عامل.", ("CRM",)),
    ],
)
def test_the_ecosystem(language: str, text: str, ecosystems: Told) -> None:
    assert read(text, language, "ecosystem") == ecosystems


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("fr", "Le textile emploie 200.000 personnes.", ("MA",)),
        ("fr", "A Tunis, le textile emploie 160.000 personnes.", ("TN",)),
        ("en", "The call centre employs 5,000 people in Bangalore.", ("IN",)),
        ("en", "Call centres employ 9,000 people in Kenya, 4,000 people in Ghana.", ("KE", "GH")),
        ("ar", "يشغل قطاع النسيج في تونس 160 ألف شخص.", ("TN",)),
        # the place that the figure is set against, or goes to, is not its own
        ("fr", "Le textile occupe le sixième rang des exportateurs, derrière la Turquie.", ("MA",)),
        ("fr", "Le textile vient juste après la Tunisie, avec 200.000 emplois.", ("MA",)),
        ("fr", "L'Inde reçoit 12% des exportations de textile.", ("MA",)),
        ("ar", "وذهب 26 في المائة من صادرات النسيج إلى السعودية.", ("MA",)),
        # the world's market, also in the sentence that goes on about it
        (
            "en",
            "The global BPO market was $163 billion in 2021. It is expected to grow to $183 billion by 2023.",
            ("world", "world"),
        ),
        ("ar", "بلغت عائدات السياحة 60 مليار درهم قبل الأزمة الاقتصادية العالمية.", ("MA",)),
    ],
)
def test_the_place(language: str, text: str, places: Told) -> None:
    assert read(text, language, "geography") == places


@pytest.mark.parametrize(
    ("language", "text", "scopes"),
    [
        ("fr", "Le textile emploie 200.000 personnes.", ("sector",)),
        ("fr", "La filiale du groupe emploie 500 personnes dans l'offshoring au Maroc.", ("company",)),
        ("fr", "Office des Changes : les exportations valent 300 milliards de dirhams en 2022.", ("country",)),
        ("en", "The free zone employs 9,000 people in the automotive industry.", ("project",)),
        ("ar", "بلغ العجز التجاري 190 مليار درهم سنة 2023.", ("country",)),
    ],
)
def test_the_scope(language: str, text: str, scopes: Told) -> None:
    assert read(text, language, "scope") == scopes


def test_without_a_country_of_the_text_there_is_no_place_by_default() -> None:
    claims = extract_claims("Le textile emploie 200.000 personnes.", language="fr")
    assert [claim.geography for claim in claims] == [None]
