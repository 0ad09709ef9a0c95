"""Self-checks: contradictions of figures are noted with their arithmetic, consistent ones never."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.catalogue import load_catalogue
from flows.catalogue.load import FOLDER
from flows.claims.claim import Claim
from flows.claims.printed import printed_interval
from flows.claims.selfchecks import noted
from flows.errors import SetupError

APART = 1000  # offsets between the sentences of a case
Figure = tuple[str, dict[str, Any]]
Sentence = tuple[str, list[Figure]]


def told(quote: str, value: float, unit: str = "MAD", **fields: Any) -> Figure:
    year = fields.pop("year", None)
    period = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)} if year else {}
    return quote, {"value": value, "unit": unit, "indicator": "export_revenue", **period, **fields}


def read(sentences: list[Sentence]) -> list[Claim]:
    """The claims of a text; each quote is looked for after the one before."""
    claims = []
    for number, (sentence, figures) in enumerate(sentences):
        place = 0
        for quote, fields in figures:
            place = sentence.index(quote, place)
            start = number * APART + place
            place += len(quote)
            claims.append(replace(BLANK, start=start, end=start + len(quote), quote=quote, sentence=sentence, **fields))
    return claims


def notes(*sentences: Sentence) -> dict[str, str]:
    """Quote to note of the claims that have one."""
    return {claim.quote: claim.note for claim in noted(read(list(sentences)), load_catalogue()) if claim.note}


BLANK = Claim(
    start=0,
    end=0,
    quote="",
    sentence="",
    value=0.0,
    value_high=None,
    unit="MAD",
    indicator=None,
    measure="level",
    nature="actual",
    hedge=None,
    sector="offshoring",
    ecosystem=None,
    geography="MA",
    scope="sector",
    subject=None,
    period_start=None,
    period_end=None,
    confidence=0.8,
    reason="",
)


def rate(quote: str, value: float, **fields: Any) -> Figure:
    return told(quote, value, "percent", **{"measure": "growth_rate", **fields})


def share(quote: str, value: float, **fields: Any) -> Figure:
    return told(quote, value, "percent", **{"measure": "share", "indicator": "revenue", **fields})


def jobs(quote: str, value: float, **fields: Any) -> Figure:
    return told(quote, value, "jobs", **{"indicator": "jobs", **fields})


def money(quote: str, value: float, **fields: Any) -> Figure:
    return told(quote, value, **{"indicator": "revenue", **fields})


SUSPECT: list[tuple[str, list[Sentence], str, str]] = [
    (
        "growth against two levels of its sentence",
        [
            (
                "Les exportations ont atteint 12,1 milliards en 2018 contre 10,0 milliards en 2017, en hausse de 15 %.",
                [
                    told("12,1 milliards", 12.1e9, year=2018),
                    told("10,0 milliards", 10e9, year=2017),
                    rate("15 %", 15.0),
                ],
            )
        ],
        "15 %",
        "+21 %",
    ),
    (
        "growth against levels of other sentences",
        [
            ("Exports grew by 40% in 2018.", [rate("40%", 40.0, year=2018)]),
            ("They were 8.5 billion in 2018.", [told("8.5 billion", 8.5e9, year=2018)]),
            ("They had been 8.1 billion in 2017.", [told("8.1 billion", 8.1e9, year=2017)]),
        ],
        "40%",
        "from one to the other is +4.938 %",
    ),
    (
        "a rise where the printed years tell a fall",
        [
            (
                "En hausse de 25 %: 8,0 milliards en 2018 après 10,0 milliards en 2017.",
                [rate("25 %", 25.0), told("8,0 milliards", 8e9, year=2018), told("10,0 milliards", 10e9, year=2017)],
            )
        ],
        "25 %",
        "-20 %",
    ),
    (
        "a multiple over years",
        [
            (
                "Elles ont triplé, de 5,0 milliards en 2010 à 9,0 milliards en 2018.",
                [
                    told("triplé", 3.0, "multiple", measure="multiple"),
                    told("5,0 milliards", 5e9, year=2010),
                    told("9,0 milliards", 9e9, year=2018),
                ],
            )
        ],
        "triplé",
        "times 1.8",
    ),
    (
        "a difference of amounts",
        [
            (
                "65,1 milliards en 2018 contre 58,8 milliards en 2017, soit 3,4 milliards de plus.",
                [
                    told("65,1 milliards", 65.1e9, year=2018),
                    told("58,8 milliards", 58.8e9, year=2017),
                    told("3,4 milliards", 3.4e9, measure="change", year=2017),
                ],
            )
        ],
        "3,4 milliards",
        "+6,300,000,000 MAD",
    ),
    (
        "a level subtracted from an additional amount",
        [
            ("Il manque 8 MMDH.", [told("8 MMDH", 8e9, measure="change")]),
            ("Le secteur exporte 10 MMDH.", [told("10 MMDH", 10e9)]),
            ("Il doit en ajouter 18 MMDH.", [told("18 MMDH", 18e9, measure="change", nature="target")]),
        ],
        "8 MMDH",
        "8,000,000,000 = 18,000,000,000 - 10,000,000,000 MAD",
    ),
    (
        "parts above their total",
        [
            (
                "Un chiffre d'affaires de 10 milliards, dont 7 milliards pour le CRM et 6 milliards pour l'ITO.",
                [
                    money("10 milliards", 10e9),
                    money("7 milliards", 7e9, ecosystem="CRM"),
                    money("6 milliards", 6e9, ecosystem="ITO"),
                ],
            )
        ],
        "10 milliards",
        "7,000,000,000 + 6,000,000,000 = 13,000,000,000 MAD, not 10,000,000,000",
    ),
    (
        "one part above its total, in English",
        [("900 jobs, including 1,200 in Fez.", [jobs("900 jobs", 900.0), jobs("1,200", 1200.0)])],
        "1,200",
        "a part, '1,200', above its total, '900 jobs'",
    ),
    (
        "direct and indirect jobs",
        [
            (
                "100.000 emplois, dont 60.000 directs et 70.000 indirects.",
                [
                    jobs("100.000 emplois", 1e5),
                    jobs("60.000", 6e4, indicator="direct_jobs"),
                    jobs("70.000", 7e4, indicator="indirect_jobs"),
                ],
            )
        ],
        "100.000 emplois",
        "60,000 + 70,000 = 130,000 jobs",
    ),
    (
        "a whole split that leaves something over",
        [
            (
                "10 milliards répartis entre 4 milliards pour l'un et 3 milliards pour l'autre.",
                [money("10 milliards", 10e9), money("4 milliards", 4e9), money("3 milliards", 3e9)],
            )
        ],
        "10 milliards",
        "= 7,000,000,000 MAD, not 10,000,000,000",
    ),
    (
        "a total after its parts",
        [
            (
                "4 milliards pour l'un et 3 milliards pour l'autre, soit un total de 9 milliards.",
                [money("4 milliards", 4e9), money("3 milliards", 3e9), money("9 milliards", 9e9)],
            )
        ],
        "9 milliards",
        "= 7,000,000,000 MAD, not 9,000,000,000",
    ),
    (
        "shares above a whole",
        [
            (
                "Le CRM fait 60 % des revenus et le BPO 55 %.",
                [share("60 %", 60.0, ecosystem="CRM"), share("55 %", 55.0, ecosystem="BPO")],
            )
        ],
        "55 %",
        "60 + 55 = 115 %",
    ),
    (
        "a change too small to be one",
        [("Les exportations sont en hausse de 5,2 MAD.", [told("5,2 MAD", 5.2, measure="change")])],
        "5,2 MAD",
        "a rate may be meant",
    ),
    (
        "a rate told as an amount",
        [("Un taux de croissance annuel de 12 millions.", [told("12 millions", 12e6, indicator=None)])],
        "12 millions",
        "is a rate, but '12 millions' is an amount in MAD",
    ),
    (
        "more than a country makes",
        [("Le secteur pèse 400.000 milliards.", [money("400.000 milliards", 4e14)])],
        "400.000 milliards",
        "266.7 times the GDP",
    ),
    (
        "more than the world makes",
        [("A market of $800 trillion.", [money("$800 trillion", 8e14, unit="USD", geography="world")])],
        "$800 trillion",
        "the GDP of the world",
    ),
    (
        "more jobs than people",
        [("Il emploie 70 millions de personnes.", [jobs("70 millions", 7e7)])],
        "70 millions",
        "38,000,000 people in MA",
    ),
    (
        "a rank among countries",
        [("Le Maroc est 412e.", [told("412e", 412.0, "rank", measure="rank", scope="country")])],
        "412e",
        "above 250",
    ),
    ("a share above its whole", [("Il en fait 140 %.", [share("140 %", 140.0)])], "140 %", "100 %"),
    ("a fall to below nothing", [("Elles ont reculé de 120 %.", [rate("120 %", -120.0)])], "120 %", "fall of 120 %"),
    (
        "a year read as a count",
        [("En 2018 emplois et CA ont crû.", [jobs("2018 emplois", 2018.0)])],
        "2018 emplois",
        "year",
    ),
    (
        "a conversion at no rate of exchange",
        [
            (
                "11 milliards (1,02 million d'euros)",
                [money("11 milliards", 11e9), money("1,02 million", 1.02e6, unit="EUR")],
            )
        ],
        "1,02 million",
        "told again",
    ),
    (
        "an investment called profit",
        [
            (
                "Les investissements ont enregistré 1 milliard de bénéfice.",
                [money("1 milliard", 1e9, indicator="profit")],
            )
        ],
        "1 milliard",
        "'bénéfice' contradicts 'investissements'",
    ),
    (
        "one amount under two labels",
        [
            ("Il faut 1,5 milliard.", [money("1,5 milliard", 1.5e9, indicator="investment", nature="target")]),
            ("Ils mettront 1,5 Md.", [money("1,5 Md", 1.5e9, indicator="investment", nature="target")]),
            ("Le but: 1500 millions.", [money("1500 millions", 1.5e9, indicator="profit", nature="target")]),
        ],
        "1500 millions",
        "but investment 2 times",
    ),
    (
        "exports above turnover",
        [
            ("Le CA a atteint 30 milliards en 2018.", [money("30 milliards", 30e9, year=2018)]),
            ("L'export a atteint 36 milliards en 2018.", [told("36 milliards", 36e9, year=2018)]),
        ],
        "36 milliards",
        "export revenue '36 milliards', revenue '30 milliards'",
    ),
    (
        "as many created in a year as there are",
        [
            ("Il emploie 130.000 personnes.", [jobs("130.000 personnes", 130e3, year=2023)]),
            ("Il a créé 130.000 emplois en 2023.", [jobs("130.000 emplois", 130e3, measure="cumulative", year=2023)]),
        ],
        "130.000 emplois",
        "jobs created '130.000 emplois', jobs '130.000 personnes'",
    ),
]


@pytest.mark.parametrize(
    ("sentences", "quote", "arithmetic"), [case[1:] for case in SUSPECT], ids=[c[0] for c in SUSPECT]
)
def test_what_is_suspicious_is_noted_with_its_arithmetic(
    sentences: list[Sentence], quote: str, arithmetic: str
) -> None:
    found = notes(*sentences)
    assert list(found) == [quote]
    assert arithmetic in found[quote]


SOUND: list[tuple[str, list[Sentence]]] = [
    (
        "growth within rounding",
        [
            (
                "10 milliards en 2018 contre 8 milliards en 2017, en hausse de 15 %.",
                [told("10 milliards", 10e9, year=2018), told("8 milliards", 8e9, year=2017), rate("15 %", 15.0)],
            )
        ],
    ),
    (
        "hedged levels",
        [
            (
                "Plus de 100 milliards en 2018 contre près de 100 milliards en 2017, soit 15 % de plus.",
                [
                    told("100 milliards", 100e9, year=2018, hedge="more_than"),
                    told("100 milliards", 100e9, year=2017, hedge="nearly"),
                    rate("15 %", 15.0, year=2018),
                ],
            )
        ],
    ),
    (
        "growth at constant rates of exchange",
        [
            (
                "12,1 en 2018 contre 10,0 en 2017, soit +15 % à taux de change constants.",
                [told("12,1", 12.1e9, year=2018), told("10,0", 10e9, year=2017), rate("+15 %", 15.0, year=2018)],
            )
        ],
    ),
    (
        "two rates, one of which is meant",
        [
            (
                "12,1 en 2018 contre 10,0 en 2017, soit +21 %, et +15 % sans le rachat.",
                [
                    told("12,1", 12.1e9, year=2018),
                    told("10,0", 10e9, year=2017),
                    rate("+21 %", 21.0, year=2018),
                    rate("+15 %", 15.0, year=2018),
                ],
            )
        ],
    ),
    (
        "yearly growth over several years",
        [
            (
                "De 10,0 en 2010 à 20,0 en 2020, soit 7,2 % par an.",
                [
                    told("10,0", 10e9, year=2010),
                    told("20,0", 20e9, year=2020),
                    rate("7,2 %", 7.2, period_start=date(2010, 1, 1), period_end=date(2020, 12, 31)),
                ],
            )
        ],
    ),
    (
        "growth of another series",
        [
            (
                "12,1 en 2018 contre 10,0 en 2017; le CRM gagne 40 %.",
                [
                    told("12,1", 12.1e9, year=2018),
                    told("10,0", 10e9, year=2017),
                    rate("40 %", 40.0, year=2018, ecosystem="CRM"),
                ],
            )
        ],
    ),
    (
        "products that the catalogue doesn't tell apart",
        [
            (
                "17,2 pour l'un, 5,1 pour l'autre contre 9,0, 8,0 et 7,0 (+7 %).",
                [
                    told("17,2", 17.2e9, year=2018),
                    told("5,1", 5.1e9, year=2018),
                    told("9,0", 9e9, year=2017),
                    told("8,0", 8e9, year=2017),
                    rate("+7 %", 7.0, year=2018),
                ],
            )
        ],
    ),
    (
        "parts that leave a rest",
        [
            (
                "500 millions, dont 400 millions au CRM, 72 millions à l'ITO et le reste ailleurs.",
                [money("500 millions", 5e8), money("400 millions", 4e8), money("72 millions", 72e6)],
            )
        ],
    ),
    (
        "groups that overlap",
        [
            (
                "100 emplois, dont 70 de femmes et 60 de jeunes.",
                [jobs("100 emplois", 100.0), jobs("70", 70.0), jobs("60", 60.0)],
            )
        ],
    ),
    (
        "another figure after the parts",
        [
            (
                "10 milliards, dont 7 milliards au CRM, contre 6 milliards un an plus tôt.",
                [money("10 milliards", 10e9), money("7 milliards", 7e9), money("6 milliards", 6e9)],
            )
        ],
    ),
    (
        "a share that grew",
        [("Passée de 45 % à 60 %.", [share("45 %", 45.0, ecosystem="CRM"), share("60 %", 60.0, ecosystem="BPO")])],
    ),
    (
        "answers that overlap",
        [("60 % et 70 %", [share(q, v, indicator="survey_response") for q, v in (("60 %", 60.0), ("70 %", 70.0))])],
    ),
    ("a target exceeded", [("L'objectif est atteint à 117 %.", [share("117 %", 117.0)])]),
    ("debt as a share of GDP", [("170 % du PIB", [share("170 %", 170.0, indicator="gdp_contribution")])]),
    ("a rate of exchange", [("Au taux de change de 10 dirhams", [money("10 dirhams", 10.0, indicator=None)])]),
    ("a rate and then its amount", [("Un taux de croissance record, avec 12 millions", [money("12 millions", 12e6)])]),
    ("an amount per head", [("Une recette de 300 dirhams par nuit", [money("300 dirhams", 300.0)])]),
    ("a year-like count", [("Il emploie 2018 salariés.", [jobs("2018 salariés", 2018.0)])]),
    (
        "the world's market",
        [("Un marché de 680 milliards", [money("680 milliards", 6.8e11, unit="USD", geography="world")])],
    ),
    (
        "debts of all the world",
        [("300.000 milliards de dettes", [money("300.000 milliards", 3e14, unit="USD", indicator=None)])],
    ),
    (
        "a conversion",
        [
            (
                "11 milliards (1,02 milliard d'euros)",
                [money("11 milliards", 11e9), money("1,02 milliard", 1.02e9, unit="EUR")],
            )
        ],
    ),
    (
        "an investment that yields",
        [("Les investissements ont généré 1 milliard de bénéfices.", [money("1 milliard", 1e9, indicator="profit")])],
    ),
    (
        "an investment bank",
        [("La banque d'investissement a fait 1 milliard de profits.", [money("1 milliard", 1e9, indicator="profit")])],
    ),
    (
        "a sector named otherwise",
        [
            ("Les ventes ont atteint 17 milliards en 2018.", [money("17 milliards", 17e9, year=2018)]),
            ("L'export a atteint 103 milliards en 2018.", [told("103 milliards", 103e9, year=2018)]),
        ],
    ),
]


@pytest.mark.parametrize("sentences", [case[1] for case in SOUND], ids=[case[0] for case in SOUND])
def test_what_is_sound_or_open_is_left_alone(sentences: list[Sentence]) -> None:
    assert notes(*sentences) == {}


@pytest.mark.parametrize(
    ("quote", "value", "hedge", "low", "high"),
    [
        ("8,5 milliards", 8.5e9, None, 8.45e9, 8.55e9),
        ("26,219 milliards", 26.219e9, None, 26.2185e9, 26.2195e9),
        ("10 milliards", 10e9, None, 9.5e9, 10.5e9),
        ("69.900 postes", 69900.0, None, 69850.0, 69950.0),
        ("60 000 emplois", 60000.0, None, 59500.0, 60500.0),
        ("١٫٥ مليار", 1.5e9, None, 1.45e9, 1.55e9),
        ("un million et demi", 1.5e6, None, 1.45e6, 1.55e6),
        ("trois milliards", 3e9, None, 2.5e9, 3.5e9),
        ("500", 500.0, "more_than", 495.0, 606.0),
        ("10 %", -10.0, "more_than", -12.6, -9.5),
        ("0", 0.0, None, -0.5, 0.5),
    ],
)
def test_the_digits_tell_how_far_a_figure_is_rounded(
    quote: str, value: float, hedge: Any, low: float, high: float
) -> None:
    assert printed_interval(replace(BLANK, quote=quote, value=value, hedge=hedge)) == pytest.approx((low, high))


def in_french(value: float, decimals: int) -> tuple[str, float]:
    """`value` as printed in billions, and what is read."""
    quote = f"{value / 1e9:.{decimals}f}"
    return f"{quote} milliards".replace(".", ","), float(quote) * 1e9


@given(
    base=st.floats(1e9, 9e11),
    growth=st.floats(-0.9, 9.0),
    decimals=st.tuples(*[st.integers(0, 3)] * 3),
    apart=st.booleans(),
)
def test_consistent_figures_are_never_noted_however_rounded(
    base: float, growth: float, decimals: tuple[int, int, int], apart: bool
) -> None:
    before, value_before = in_french(base, decimals[0])
    after, value_after = in_french(base * (1 + growth), decimals[1])
    by = f"{100 * growth:.{decimals[2]}f} %"
    figures = [
        told(after, value_after, year=2018),
        told(before, value_before, year=2017),
        rate(by, float(by[:-2]), year=2018),
    ]
    sentences = [(f"{after} en 2018", figures[:1]), (f"{before} en 2017", figures[1:2]), (f"soit {by}", figures[2:])]
    whole = [(f"{after} en 2018 contre {before} en 2017, soit {by}", figures)]
    assert not any("contradicts" in note for note in notes(*(sentences if apart else whole)).values())


@given(parts=st.lists(st.floats(1e9, 9e10), min_size=2, max_size=6), decimals=st.integers(0, 2))
def test_parts_rounded_one_by_one_sum_to_their_total(parts: list[float], decimals: int) -> None:
    printed = [in_french(part, decimals) for part in parts]
    total, value = in_french(sum(parts), decimals)
    sentence = f"{total} répartis entre {', '.join(quote for quote, _ in printed)}"
    assert notes((sentence, [money(total, value), *(money(*part) for part in printed)])) == {}


@given(st.randoms(use_true_random=False))
def test_only_the_note_changes_and_the_order_of_claims_says_nothing(chance: random.Random) -> None:
    sentences = [sentence for case in SUSPECT for sentence in case[1]]
    claims = read(sentences)
    shuffled = chance.sample(claims, len(claims))
    found = noted(shuffled, load_catalogue())
    assert [replace(claim, note=None) for claim in found] == shuffled
    assert sorted(found, key=lambda claim: claim.start) == noted(claims, load_catalogue())


def test_a_note_already_there_is_kept() -> None:
    (claim,) = read([("Il en fait 140 %.", [share("140 %", 140.0, note="hard to read")])])
    (found,) = noted([claim], load_catalogue())
    assert found.note
    assert found.note.startswith("hard to read; ")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("lowest_amount: 1000", "lowest_amount: many", "lowest_amount is 'many'"),
        ("  tonnes:", "  tons:", "no unit 'tons'"),
        ("signed: [trade_balance", "signed: [trade_balances", "no indicator 'trade_balances'"),
        ("- [budget, profit]", "- [budget]", "names two indicators"),
        ("  yields:", "  yield:", "yield"),
    ],
)
def test_a_mistake_in_the_limits_stops_with_its_line(tmp_path: Path, old: str, new: str, what: str) -> None:
    for path in FOLDER.glob("*.yml"):
        shutil.copy(path, tmp_path)
    limits = tmp_path / "limits.yml"
    text = limits.read_text("utf-8")
    assert old in text
    limits.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(SetupError, match=what) as error:
        load_catalogue(tmp_path)
    assert "limits.yml, line" in str(error.value)
