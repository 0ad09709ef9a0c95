"""Tables of a text: what head, caption and labels tell of each cell. The tables are made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.catalogue.folding import fold
from flows.claims import extract_claims
from flows.claims.claim import Claim
from flows.claims.figure_lists import likeliest_heads, list_row
from flows.claims.tables import find_tables

TRADE = """Échanges extérieurs du royaume

Janvier-Avril (en MDH) | 2019 | 2018 | Valeur | %
Importations | 163 400 | 158 100 | +5 300 | +3,4
Exportations | 97 250 | 99 100 | -1 850 | -1,9
dont Services | 31 020 | 29 540 | +1 480 | +5,0
Taux de couverture | 59,5 | 62,7 | |
"""
LINES = """Le secteur de l'offshoring en chiffres

Tableau 4 : chiffre d'affaires à l'export par filière (en millions de dirhams)

Filière | 2021 | 2022 | 2023 (p) | Évolution | Part (%)
---|---|---|---|---|---
CRM | 5 900 | 6 250 | 6 500 | 4,0% | 52
BPO | 1 110,5 | 1 300 | 1 480 | 13,8% | 11,8
Ingénierie | 2 800 | 3 900 | 4 520 | 15,9% | 36,2
Total | 9 810,5 | 11 450 | 12 500 | 9,2% | 100
"""
BY_YEAR = """Indicateurs de la fédération

Année\tEmplois directs\tCA à l'export (MDH)\tNombre d'entreprises\tTaux d'intégration locale (%)
2017\t61 300\t9 150\tn.d.\t44
2018\t66 800\t9 900\t310\t46,5
2023 (prévision)\t105 000\t17 000\t450\t60
"""
SPACED = """Évolution des exportations

En MDH               2013       2014     Var. (%)
Automobile         31 200     39 800         27,6
Textile et cuir 32 010     33 220          3,8
Aéronautique        7 020      7 110          1,3
"""
SINGLE = """Échanges à fin mai (MDH)
2016 2015 Valeur %
Importations 165 204 158 377 +6 827 +4,3
Exportations : 94 410 92 015 +2 395 +2,6
"""
PLAN = """Le contrat fixe, d'ici 2022, ce qui suit :
Écosystème | Emplois à créer | Investissement (MDH)
CRM | 17 500 | 280
ITO | 9 000 | 450
"""
ENGLISH = """The IT-BPM industry at a glance

Revenue and headcount
|   | 2019 | 2020 | 2026 target |
|---|---:|---:|---:|
| Revenue (USD billion) | 24.1 | 25.9 | 41 |
| Headcount (million) | 1.25 | 1.3 | 1.9 |
| Number of companies | 1,080 | 1,145 | |
"""
MONTHS = """Tourism receipts and arrivals

International tourist arrivals by month
Month  2021  2022  % change
January  12,400  31,900  157.3
February  11,800  40,100  239.8
"""
FISCAL = """Exports of software services (US$ million)
\tFY2020\tFY2021\tFY2022E\tCAGR 2020-2022
IT services\t70,250\t74,800\t82,100\t8.1%
BPM\t24,100.5\t25,300\t27,400\t6.6%
"""
ARABIC = """صادرات المغرب

الصادرات حسب القطاعات (بملايين الدراهم)
القطاع | 2021 | 2022 | التغير | %
السيارات | 83 800 | 111 300 | 27 500 | 32,8
النسيج والجلد | 36 400 | 43 900 | 7 500 | 20,6
"""
ARABIC_YEARS = """مناصب الشغل في قطاع ترحيل الخدمات
السنة | عدد مناصب الشغل | رقم المعاملات (مليار درهم)
2019 | ٧٤.٠٠٠ | 10,5
2026 (متوقع) | 180.000 | 26
"""

JANUARY_TO_APRIL = (date(2019, 1, 1), date(2019, 4, 30))


def claims(text: str, language: str = "fr", published_at: str = "2019-06", country: str = "MA") -> dict[str, Claim]:
    """The claims by the line's first word, and their quote."""
    found = extract_claims(text, language=language, published_at=published_at, country=country)
    assert all(text[claim.start : claim.end] == claim.quote and claim.quote in claim.sentence for claim in found)
    assert [claim.start for claim in found] == sorted(claim.start for claim in found)
    return {f"{claim.sentence.strip('| ').split()[0]} {claim.quote}": claim for claim in found}


def told(claim: Claim) -> tuple[object, ...]:
    return claim.value, claim.unit, claim.indicator, claim.measure


def year(number: int) -> tuple[date, date]:
    return date(number, 1, 1), date(number, 12, 31)


def test_the_corner_tells_unit_and_part_of_the_year() -> None:
    found = claims(TRADE)
    imports, growth = found["Importations 163 400"], found["Importations +3,4"]
    assert told(imports) == (163_400e6, "MAD", "imports", "level")
    assert (imports.period_start, imports.period_end) == JANUARY_TO_APRIL
    assert told(found["Importations +5 300"]) == (5_300e6, "MAD", "imports", "change")
    assert told(growth) == (3.4, "percent", "imports", "growth_rate")
    assert (growth.period_start, growth.period_end) == JANUARY_TO_APRIL
    assert found["Exportations 99 100"].period_end == date(2018, 4, 30)
    assert told(found["Exportations -1 850"]) == (-1_850e6, "MAD", "export_revenue", "change")


def test_a_part_goes_on_the_row_above_it() -> None:
    assert told(claims(TRADE)["dont 31 020"]) == (31_020e6, "MAD", "services_exports", "level")


def test_a_rate_has_no_currency() -> None:
    assert told(claims(TRADE)["Taux 59,5"]) == (59.5, "percent", "coverage_rate", "level")


def test_the_caption_tells_unit_and_indicator_and_the_rows_their_ecosystem() -> None:
    found = claims(LINES, published_at="2024-02")
    assert told(found["CRM 6 250"]) == (6_250e6, "MAD", "export_revenue", "level")
    assert found["CRM 6 250"].ecosystem == "CRM"
    assert told(found["BPO 1 110,5"]) == (1_110.5e6, "MAD", "export_revenue", "level")
    assert told(found["BPO 13,8%"]) == (13.8, "percent", "export_revenue", "growth_rate")
    assert (found["BPO 13,8%"].period_start, found["BPO 13,8%"].period_end) == year(2023)
    assert told(found["BPO 11,8"]) == (11.8, "percent", "export_revenue", "share")
    assert found["BPO 1 480"].nature == "estimate"
    assert found["Total 12 500"].ecosystem is None


def test_what_no_word_of_the_catalogue_names_is_the_subject() -> None:
    found = claims(LINES, published_at="2024-02")
    assert found["Ingénierie 4 520"].subject == "Ingénierie"
    assert found["CRM 6 500"].subject is None
    assert found["Total 12 500"].subject is None


def test_the_whole_of_parts_is_no_claim() -> None:
    assert "Total 100" not in claims(LINES, published_at="2024-02")


def test_years_in_rows_and_indicators_in_columns() -> None:
    found = claims(BY_YEAR)
    jobs, forecast = found["2018 66 800"], found["2023 17 000"]
    assert told(jobs) == (66_800, "jobs", "direct_jobs", "level")
    assert (jobs.period_start, jobs.period_end) == year(2018)
    assert told(forecast) == (17_000e6, "MAD", "export_revenue", "level")
    assert forecast.nature == "forecast"
    assert (forecast.period_start, forecast.period_end) == year(2023)
    assert told(found["2018 310"]) == (310, "companies", "companies", "level")
    assert told(found["2017 44"]) == (44, "percent", "local_integration_rate", "level")
    assert len(found) == 11


def test_columns_that_spaces_part() -> None:
    found = claims(SPACED, published_at="2015")
    assert told(found["Automobile 39 800"]) == (39_800e6, "MAD", "export_revenue", "level")
    assert found["Automobile 39 800"].sector == "automotive"
    assert told(found["Textile 32 010"]) == (32_010e6, "MAD", "export_revenue", "level")
    assert told(found["Aéronautique 1,3"]) == (1.3, "percent", "export_revenue", "growth_rate")
    assert len(found) == 9


def test_a_row_is_read_once_wherever_sentences_might_end_in_it() -> None:
    text = "En MDH      2013      2014\nExp. totales. Automobile      31 200 DH      39 800 DH\n"
    found = extract_claims(text, language="fr", published_at="2015", country="MA")
    assert [claim.quote for claim in found] == ["31 200 DH", "39 800 DH"]
    assert len({claim.sentence for claim in found}) == 1


def test_a_list_of_figures_that_single_spaces_part() -> None:
    found = claims(SINGLE, published_at="2016-07")
    assert told(found["Importations 165 204"]) == (165_204e6, "MAD", "imports", "level")
    assert found["Importations 165 204"].period_end == date(2016, 5, 31)
    assert told(found["Exportations +2 395"]) == (2_395e6, "MAD", "export_revenue", "change")
    assert told(found["Exportations +2,6"]) == (2.6, "percent", "export_revenue", "growth_rate")
    assert len(found) == 8


def test_the_line_above_tells_that_figures_are_aimed_at() -> None:
    found = claims(PLAN, published_at="2016")
    jobs, money = found["CRM 17 500"], found["ITO 450"]
    assert told(jobs) == (17_500, "jobs", "jobs", "cumulative")
    assert told(money)[:3] == (450e6, "MAD", "investment")
    assert jobs.nature == money.nature == "target"
    assert jobs.period_start is None
    assert jobs.period_end == date(2022, 12, 31)


def test_english_with_units_in_the_rows() -> None:
    found = claims(ENGLISH, "en", "2021-03", "PH")
    assert told(found["Revenue 25.9"]) == (25.9e9, "USD", "revenue", "level")
    assert told(found["Headcount 1.25"]) == (1.25e6, "jobs", "jobs", "level")
    assert told(found["Headcount 1.9"]) == (1.9e6, "jobs", "jobs", "level")
    assert found["Headcount 1.9"].nature == "target"
    assert found["Headcount 1.9"].period_end == date(2026, 12, 31)
    assert told(found["Number 1,145"]) == (1145, "companies", "companies", "level")


def test_months_in_rows_and_years_in_columns() -> None:
    found = claims(MONTHS, "en", "2022-05", "MA")
    arrivals, growth = found["February 40,100"], found["January 157.3"]
    assert told(arrivals) == (40_100, "persons", "arrivals", "level")
    assert (arrivals.period_start, arrivals.period_end) == (date(2022, 2, 1), date(2022, 2, 28))
    assert told(growth) == (157.3, "percent", "arrivals", "growth_rate")
    assert (growth.period_start, growth.period_end) == (date(2022, 1, 1), date(2022, 1, 31))


def test_fiscal_years_estimates_and_yearly_growth() -> None:
    found = claims(FISCAL, "en", "2022-04", "IN")
    assert told(found["BPM 24,100.5"])[:3] == (24_100.5e6, "USD", "export_revenue")
    assert found["IT 82,100"].nature == "estimate"
    growth = found["IT 8.1%"]
    assert growth.measure == "growth_rate"
    assert (growth.period_start, growth.period_end) == (date(2020, 1, 1), date(2022, 12, 31))


def test_arabic() -> None:
    found = claims(ARABIC, "ar", "2023-02")
    assert told(found["السيارات 111 300"]) == (111_300e6, "MAD", "export_revenue", "level")
    assert told(found["السيارات 27 500"]) == (27_500e6, "MAD", "export_revenue", "change")
    assert told(found["النسيج 20,6"]) == (20.6, "percent", "export_revenue", "growth_rate")
    assert found["النسيج 20,6"].sector == "textile"
    assert len(found) == 8


def test_arabic_with_years_in_rows() -> None:
    found = claims(ARABIC_YEARS, "ar", "2020-05")
    assert told(found["2019 ٧٤.٠٠٠"]) == (74_000, "jobs", "jobs", "level")
    assert told(found["2026 26"]) == (26e9, "MAD", "revenue", "level")
    assert found["2026 180.000"].nature == "forecast"


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        (
            "(En M€) | 2022 | 2021 | Var. 22/21",
            "Résultat net | (12,5) | 30,1 | ns",
            (-12.5e6, "EUR", "profit", "level"),
        ),
        ("En milliers | 2022 | 2021 | Écart", "Effectif | 12,5 | 11 | 1,5", (12_500, "jobs", "jobs", "level")),
        ("En milliards de FCFA | 2022 | 2021", "Exportations | 8,5 | 8,1", (8.5e9, "XOF", "export_revenue", "level")),
        ("Indicateur | Valeur | Année", "Chiffre d'affaires | 1,2 Md€ | 2022", (1.2e9, "EUR", "revenue", "level")),
        ("Rang | Société | Effectif", "1 | Alpha | 3 200", (3_200, "jobs", "jobs", "level")),
        ("Zone | Superficie aménagée (ha)", "Nord | 127", (127, "hectares", "land_area", "level")),
        ("CA (MDH) | Emplois", "9 900 | 66 800", (9_900e6, "MAD", "revenue", "level")),
    ],
)
def test_units_of_the_first_figure(head: str, row: str, expected: tuple[object, ...]) -> None:
    found = extract_claims(f"Chiffres\n\n{head}\n{row}\n", language="fr", published_at="2023", country="SN")
    assert told(found[0]) == expected


def test_a_movement_is_known_by_its_arithmetic() -> None:
    rows = "CRM | 40 000 | 42 000 | 2 000\nITO | 8 000 | 9 000 | 1 000\n"
    text = "Emplois du secteur\n\nFilière | 2021 | 2022 | Variation\n" + rows
    assert told(claims(text)["CRM 2 000"]) == (2_000, "jobs", "jobs", "change")
    percent = text.replace("| 2 000", "| 5").replace("| 1 000", "| 12,5")
    assert told(claims(percent)["ITO 12,5"]) == (12.5, "percent", "jobs", "growth_rate")
    unclear = text.replace("| 2 000", "| 7").replace("| 1 000", "| 3")
    assert {"CRM 7", "ITO 3"}.isdisjoint(claims(unclear))


def test_a_head_over_several_columns() -> None:
    text = "Exportations (MDH)\n\nSecteur | 2022 | 2021 | Variation\n|  |  | Valeur | %\nTextile | 44 | 36 | 8 | 22,2\n"
    found = claims(text, published_at="2023")
    assert told(found["Textile 8"]) == (8e6, "MAD", "export_revenue", "change")
    assert told(found["Textile 22,2"]) == (22.2, "percent", "export_revenue", "growth_rate")


def test_a_section_tells_what_its_rows_are_about() -> None:
    text = "En MDH | 2022 | 2021\nExportations\nTextile | 44 000 | 36 000\nImportations\nTextile | 30 000 | 28 000\n"
    found = claims(text, published_at="2023")
    assert found["Textile 44 000"].indicator == "export_revenue"
    assert found["Textile 30 000"].indicator == "imports"


@pytest.mark.parametrize(
    "text",
    [
        "Lundi | 20:00 | 12\nMardi | 21:30 | 14\n",
        "Accueil | Économie | Sport\nPage 3 | 12 | 14\n",
        "Société | Année de création | Code\nAlpha | 1998 | 3 200\nBeta | 2004 | 2 100\n",
        "Note | 2014 | 2015\nSérie A | 12 | 14\nSérie B | 13 | 15\n",
        "Une phrase.  Une autre phrase.\nUne phrase 12.  Une autre 14.\n",
    ],
)
def test_without_unit_and_indicator_there_is_no_claim(text: str) -> None:
    assert extract_claims(text, language="fr", published_at="2016") == []


def test_the_unit_of_a_caption_is_no_amount() -> None:
    text = "التجارة الخارجية لتونس (مليون دينار)\n  2021  2022  نسبة التطور\nالصادرات  46 600  57 500  23,4\n"
    assert [claim.quote for claim in extract_claims(text, language="ar", published_at="2023", country="TN")] == [
        "46 600",
        "57 500",
        "23,4",
    ]


def test_prose_around_a_table_is_read_as_before() -> None:
    before, after = "Le secteur compte 300 entreprises en 2018.\n\n", "\nIl emploie 70.000 personnes en 2018.\n"
    found = [told(claim) for claim in extract_claims(before + TRADE + after, language="fr", published_at="2019")]
    assert found[0] == (300, "companies", "companies", "level")
    assert found[-1] == (70_000, "jobs", "jobs", "level")


@pytest.mark.parametrize(
    ("head", "row", "figures"),
    [
        (
            "2015 2014 Valeur %",
            "Importations 236 956 249 047 -12 091 -4,9%",
            ["236 956", "249 047", "-12 091", "-4,9%"],
        ),
        ("En MDH 2014 2015 Var. %", "Textile 33 475 33 086 - 1,2", ["33 475", "33 086", "- 1,2"]),
        ("2014 2015", "Emplois 900 1 050", ["900", "1 050"]),
        ("2014 2015 Var. %", "Total 12 14", ["12", "14"]),
    ],
)
def test_digits_fall_into_the_columns(head: str, row: str, figures: list[str]) -> None:
    heads = likeliest_heads(fold(head).text, fold(row).text)
    assert heads is not None
    read = list_row(fold(row).text, heads)
    assert read is not None
    assert [row[start:end] for start, end in read.figures] == figures


PIECES = st.sampled_from(
    [
        "|",
        " | ",
        "\t",
        "  ",
        "\n",
        "\n\n",
        "---",
        "2015",
        "2014 ",
        "%",
        "(en MDH)",
        "Var. ",
        "12 345",
        "-4,9",
        "(1,5)",
        "Exportations",
    ]
)


@settings(max_examples=300, deadline=None)
@given(text=st.lists(PIECES | st.text(max_size=3), max_size=60).map("".join))
@example(text="|\n|")
@example(text="\t\n1\t2\n")
@example(text="2014 2015 %\n1 2 3")
def test_any_text_with_bars_and_tabs(text: str) -> None:
    for language in ("fr", "en", "ar"):
        found = extract_claims(text, language=language, published_at="2016")
        assert [claim.start for claim in found] == sorted(claim.start for claim in found)
        for claim in found:
            assert text[claim.start : claim.end] == claim.quote
            assert claim.quote in claim.sentence


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.lists(st.integers(1, 10**7), min_size=2, max_size=2), min_size=1, max_size=8))
def test_the_figures_of_a_table_come_back(rows: list[list[int]]) -> None:
    lines = (f"Exportations | {later} | {earlier}" for later, earlier in rows)
    text = "\n".join(["En MDH | 2015 | 2014", *lines])
    found = extract_claims(text, language="fr", published_at="2016", country="MA")
    assert [claim.value for claim in found] == [float(f"{value * 1e6:.12g}") for row in rows for value in row]
    assert {claim.indicator for claim in found} == {"export_revenue"}


def test_a_text_without_tables_has_none() -> None:
    assert find_tables(fold("Le secteur emploie 70 000 personnes.\n- 12 entreprises\n- 14 sites\n")) == []
