"""How time expressions become closed intervals, by the kind of figure they date."""

from __future__ import annotations

from datetime import date

import pytest

from flows.claims import extract_claims

YEAR_2018 = (date(2018, 1, 1), date(2018, 12, 31))


def period(sentence: str, published: str | None = None) -> tuple[date | None, date | None]:
    claim = extract_claims(sentence, language="fr", published_at=published)[0]
    return claim.period_start, claim.period_end


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("en 2018", *YEAR_2018),
        ("au titre de 2018", *YEAR_2018),
        ("à fin 2018", *YEAR_2018),  # a flow
        ("entre 2014 et 2018", date(2014, 1, 1), date(2018, 12, 31)),
        ("de 2014 à 2018", date(2014, 1, 1), date(2018, 12, 31)),
        ("sur la période 2014 - 2018", date(2014, 1, 1), date(2018, 12, 31)),
        ("sur 2014-18", date(2014, 1, 1), date(2018, 12, 31)),
        ("au premier trimestre 2018", date(2018, 1, 1), date(2018, 3, 31)),
        ("au 2e semestre 2018", date(2018, 7, 1), date(2018, 12, 31)),
        ("sur les neuf premiers mois de 2018", date(2018, 1, 1), date(2018, 9, 30)),
        ("en mars 2018", date(2018, 3, 1), date(2018, 3, 31)),
        ("entre le 1er janvier 2017 et le 30 juin 2018", date(2017, 1, 1), date(2018, 6, 30)),
        ("aujourd'hui", None, None),
    ],
)
def test_the_period_of_a_flow(when: str, start: date | None, end: date | None) -> None:
    assert period(f"Le chiffre d'affaires a atteint 10 milliards de dirhams {when}.", "2019-04") == (start, end)


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("à fin 2018", date(2018, 12, 31), date(2018, 12, 31)),
        ("au 30 juin 2018", date(2018, 6, 30), date(2018, 6, 30)),
        ("à fin février 2018", date(2018, 2, 28), date(2018, 2, 28)),
        ("en 2018", *YEAR_2018),
    ],
)
def test_the_period_of_a_stock(when: str, start: date, end: date) -> None:
    assert period(f"Le secteur emploie 60.000 personnes {when}.", "2019-04") == (start, end)


@pytest.mark.parametrize("when", ["à l'horizon 2020", "d'ici 2020", "à horizon 2020", "jusqu'en 2020"])
def test_a_horizon_has_no_start(when: str) -> None:
    sentence = f"Le plan vise 60.000 nouveaux emplois {when}."
    assert period(sentence, "2019-04") == (None, date(2020, 12, 31))


def test_a_cumulative_target_for_a_year_has_no_start() -> None:
    assert period("Le plan vise 1,5 milliard de dirhams d'investissements en 2020.", "2019") == (
        None,
        date(2020, 12, 31),
    )


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("l'an dernier", date(2018, 1, 1), date(2018, 12, 31)),
        ("cette année", date(2019, 1, 1), date(2019, 12, 31)),
        ("sur les cinq dernières années", date(2014, 1, 1), date(2018, 12, 31)),
    ],
)
def test_relative_dates_go_by_the_publication(when: str, start: date, end: date) -> None:
    sentence = f"Le chiffre d'affaires a atteint 10 milliards de dirhams {when}."
    assert period(sentence, "2019-04-23") == (start, end)
    assert period(sentence, None) == (None, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "Le plan Émergence 2015 a porté le chiffre d'affaires à 10 milliards de dirhams.",
        "La stratégie Maroc Digital 2030 emploie 60.000 personnes.",
        "Lancé en 2014, le secteur réalise 10 milliards de dirhams de chiffre d'affaires.",
    ],
)
def test_names_and_foundations_are_no_periods(sentence: str) -> None:
    assert period(sentence, "2019") == (None, None)


def test_each_figure_has_its_own_period() -> None:
    text = "Les exportations passent de 17,9 milliards de dirhams en 2023 à 25 MMDH en 2026 et 40 MMDH en 2030."
    claims = extract_claims(text, language="fr", published_at="2024")
    assert [claim.period_end and claim.period_end.year for claim in claims] == [2023, 2026, 2030]


def test_an_opening_period_governs_the_sentence() -> None:
    text = "En 2019, la branche réunissait 1.600 entreprises et 189.000 salariés."
    assert {(c.period_start, c.period_end) for c in extract_claims(text, language="fr")} == {
        (date(2019, 1, 1), date(2019, 12, 31))
    }


def test_a_growth_rate_compared_with_a_year_is_of_the_year_after() -> None:
    assert period("Les exportations ont augmenté de 14 % par rapport à 2022.", "2024") == (
        date(2023, 1, 1),
        date(2023, 12, 31),
    )
