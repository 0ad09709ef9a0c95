"""How time expressions become closed intervals in each language, and by the kind of figure they date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.catalogue import load_catalogue
from flows.catalogue.folding import fold
from flows.claims import extract_claims
from flows.claims.lexicon import load_lexicon
from flows.claims.period import Period
from flows.claims.periods import PeriodReader
from flows.claims.scan import scan, tokenize

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


def read(sentence: str, language: str, published: tuple[int, int | None] | None = (2023, 10)) -> list[Period]:
    catalogue = load_catalogue()
    lexicon = load_lexicon(catalogue, language)
    assert lexicon is not None
    folded = fold(sentence)
    scanned = scan(tokenize(folded.text, lexicon), 0, len(folded.text), lexicon)
    return PeriodReader(scanned, folded.cased, published).read()


def told(sentence: str, language: str, published: tuple[int, int | None] | None = (2023, 10)) -> list[str]:
    """The periods as `kind start/end`, with nothing where an end is open."""
    return [f"{p.kind} {p.start or ''}/{p.end or ''}" for p in read(sentence, language, published)]


NINE_MONTHS = "range 2022-01-01/2022-09-30"
FIVE_YEARS = "range 2018-01-01/2022-12-31"


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("fr", "les neuf premiers mois de 2022", NINE_MONTHS),
        ("fr", "les 9 premiers mois de l'année 2022", NINE_MONTHS),
        ("fr", "les premiers neuf mois de l'exercice 2022", NINE_MONTHS),
        ("fr", "les trois premiers trimestres 2022", NINE_MONTHS),
        ("en", "in the first nine months of 2022", NINE_MONTHS),
        ("en", "in the first three quarters of 2022", NINE_MONTHS),
        ("ar", "الأشهر التسعة الأولى من سنة 2022", NINE_MONTHS),
        ("ar", "خلال التسعة أشهر الأولى من 2022", NINE_MONTHS),
        ("ar", "الأشهر الـ9 الأولى من العام الماضي", NINE_MONTHS),
        ("ar", "الشهرين الأولين من السنة الجارية", "range 2023-01-01/2023-02-28"),
        ("fr", "au cours des cinq dernières années", FIVE_YEARS),
        ("en", "over the last five years", FIVE_YEARS),
        ("en", "for the past 5 years", FIVE_YEARS),
        ("ar", "خلال السنوات الخمس الماضية", FIVE_YEARS),
        ("ar", "السنوات الـ5 الأخيرة", FIVE_YEARS),
        ("ar", "في العامين الماضيين", "range 2021-01-01/2022-12-31"),
        ("en", "over the past decade", "range 2013-01-01/2022-12-31"),
        ("fr", "En 2018, comme au cours des cinq dernières années", "range 2013-01-01/2017-12-31"),
        ("fr", "les trois prochaines années", "until /2026-12-31"),
        ("fr", "les trois années à venir", "until /2026-12-31"),
        ("en", "over the next three years", "until /2026-12-31"),
        ("ar", "خلال السنوات الثلاث المقبلة", "until /2026-12-31"),
        ("fr", "au dernier trimestre 2018", "range 2018-10-01/2018-12-31"),
        ("en", "the last three months of 2018", "range 2018-10-01/2018-12-31"),
        ("ar", "الربع الأخير من سنة 2018", "range 2018-10-01/2018-12-31"),
        ("fr", "les trois derniers mois", "range 2023-07-01/2023-09-30"),
        ("en", "last month", "range 2023-09-01/2023-09-30"),
    ],
)
def test_counted_parts_are_read_in_any_order(language: str, sentence: str, expected: str) -> None:
    assert told(sentence, language)[-1] == expected


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("fr", "au 1er semestre 2022", "range 2022-01-01/2022-06-30"),
        ("fr", "S1-2022", "range 2022-01-01/2022-06-30"),
        ("fr", "4T 2022", "range 2022-10-01/2022-12-31"),
        ("fr", "au T2", "range 2023-04-01/2023-06-30"),
        ("fr", "au troisième trimestre de l'exercice en cours", "range 2023-07-01/2023-09-30"),
        ("fr", "au troisième trimestre de l'année dernière", "range 2022-07-01/2022-09-30"),
        ("en", "Q3 FY24", "range 2024-07-01/2024-09-30"),
        ("en", "in 1H22", "range 2022-01-01/2022-06-30"),
        ("en", "first-half 2022", "range 2022-01-01/2022-06-30"),
        ("en", "the 2nd quarter of 2022", "range 2022-04-01/2022-06-30"),
        ("en", "2022 first quarter", "range 2022-01-01/2022-03-31"),
        ("ar", "النصف الأول من 2022", "range 2022-01-01/2022-06-30"),
        ("ar", "الربع الثالث", "range 2023-07-01/2023-09-30"),
        ("ar", "الفصل الثاني من العام الجاري", "range 2023-04-01/2023-06-30"),
        ("fr", "d'ici le premier trimestre 2030", "until /2030-03-31"),
        ("ar", "في نهاية الربع الثالث من 2022", "day 2022-09-30/2022-09-30"),
        ("fr", "5 % au T3-2022, après 4 % au trimestre précédent", "range 2022-04-01/2022-06-30"),
    ],
)
def test_quarters_and_half_years(language: str, sentence: str, expected: str) -> None:
    assert told(sentence, language)[-1] == expected


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("en", "in the year to March 31", "range 2022-04-01/2023-03-31"),
        ("en", "in the year to March 31, 2005, to over $16 billion", "range 2004-04-01/2005-03-31"),
        ("en", "the 12 months to March 2020", "range 2019-04-01/2020-03-31"),
        ("en", "in the fiscal year ending March 2021", "range 2020-04-01/2021-03-31"),
        ("en", "the quarter ended June 30, 2022", "range 2022-04-01/2022-06-30"),
        ("en", "nine months ended September 30, 2022", NINE_MONTHS),
        ("fr", "l'exercice clos le 31 mars 2020", "range 2019-04-01/2020-03-31"),
        ("fr", "l'exercice clos au 31/12/2019", "range 2019-01-01/2019-12-31"),
        ("fr", "douze mois à fin mars 2020", "range 2019-04-01/2020-03-31"),
        ("ar", "السنة المالية المنتهية في 31 مارس 2020", "range 2019-04-01/2020-03-31"),
        ("en", "FY23 revenue", "year 2023-01-01/2023-12-31"),
        ("en", "FY 2024", "year 2024-01-01/2024-12-31"),
        ("en", "FY 2019-20", "range 2019-01-01/2020-12-31"),
        ("fr", "exercice 2019/20", "range 2019-01-01/2020-12-31"),
        ("en", "this fiscal", "year 2023-01-01/2023-12-31"),
        ("ar", "العام المالي الجاري", "year 2023-01-01/2023-12-31"),
    ],
)
def test_the_months_that_end_at_a_day_and_fiscal_years(language: str, sentence: str, expected: str) -> None:
    assert told(sentence, language) == [expected]


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("en", "On April 23, 2019 the minister spoke", ["date 2019-04-23/2019-04-23"]),
        ("en", "Tuesday, 23 April 2019", ["date 2019-04-23/2019-04-23"]),
        ("fr", "Casablanca, 23 avril 2019 -", ["date 2019-04-23/2019-04-23"]),
        ("ar", "الدار البيضاء، ٢٣ أبريل ٢٠١٩ -", ["date 2019-04-23/2019-04-23"]),
        ("fr", "le 27.03.2024", ["date 2024-03-27/2024-03-27"]),
        ("fr", "Le 12/02/2016 à 00h15", ["date 2016-02-12/2016-02-12"]),
        ("en", "2019-04-23", ["date 2019-04-23/2019-04-23"]),
        ("en", "3/28/2020", ["date 2020-03-28/2020-03-28"]),
        ("ar", "20 نوفمبر (تشرين الثاني) 2019", ["date 2019-11-20/2019-11-20"]),
        ("fr", "du 3 au 6 avril 2019", ["date /"]),
        ("fr", "du 1er au 31 mars 2019", ["range 2019-03-01/2019-03-31"]),
        ("fr", "du 1er janvier au 30 juin 2018", ["range 2018-01-01/2018-06-30"]),
        ("fr", "au 31 décembre 2018", ["day 2018-12-31/2018-12-31"]),
        ("en", "as of December 31, 2018", ["day 2018-12-31/2018-12-31"]),
        ("en", "at 31 March 2020", ["day 2020-03-31/2020-03-31"]),
        ("ar", "إلى غاية 30 يونيو 2023", ["day 2023-06-30/2023-06-30"]),
        ("en", "until 31 December 2035", ["until /2035-12-31"]),
        ("fr", "Rabat, mars 2019 - Le secteur", ["date 2019-03-01/2019-03-31"]),
    ],
)
def test_a_date_is_no_period_unless_something_is_counted_on_that_day(
    language: str, sentence: str, expected: list[str]
) -> None:
    assert told(sentence, language) == expected


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("en", "from January to June", "range 2023-01-01/2023-06-30"),
        ("en", "January-October 2022", "range 2022-01-01/2022-10-31"),
        ("en", "between 2018 and March 2022", "range 2018-01-01/2022-03-31"),
        ("fr", "de janvier à mai 2022", "range 2022-01-01/2022-05-31"),
        ("fr", "de novembre à février 2022", "range 2021-11-01/2022-02-28"),
        ("fr", "entre mars 2018 et 2020", "range 2018-03-01/2020-12-31"),
        ("fr", "de 2014 à fin 2018", "range 2014-01-01/2018-12-31"),
        ("ar", "ما بين يناير وماي 2022", "range 2022-01-01/2022-05-31"),
        ("ar", "من يناير إلى يونيو 2022", "range 2022-01-01/2022-06-30"),
        ("ar", "بين عامي 2018 و2022", FIVE_YEARS),
        ("en", "2018 to 2022", FIVE_YEARS),
        ("fr", "en janvier et février 2022", "range 2022-01-01/2022-02-28"),
        ("fr", "en juillet 2009", "range 2009-07-01/2009-07-31"),
        ("fr", "sur le mois de juin 2022", "range 2022-06-01/2022-06-30"),
        ("en", "June 2022 saw 1.4 million arrivals", "range 2022-06-01/2022-06-30"),
        ("ar", "خلال شهر مارس المنصرم", "range 2023-03-01/2023-03-31"),
        ("ar", "في كانون الثاني/يناير 2020", "range 2020-01-01/2020-01-31"),
        ("en", "In September it rose", "range 2023-09-01/2023-09-30"),
        ("en", "In November it rose", "range 2022-11-01/2022-11-30"),
        ("fr", "la valeur de juillet", "range 2023-07-01/2023-07-31"),
        ("fr", "il a annoncé en juillet", "date 2023-07-01/2023-07-31"),
        ("en", "he said in March 2021", "date 2021-03-01/2021-03-31"),
        ("fr", "à fin mai dernier", "day 2023-05-31/2023-05-31"),
        ("fr", "à la fin du mois de mai 2022", "day 2022-05-31/2022-05-31"),
        ("fr", "à la fin de l'année 2018", "day 2018-12-31/2018-12-31"),
        ("en", "at the end of April", "day 2023-04-30/2023-04-30"),
        ("en", "end-June 2021", "day 2021-06-30/2021-06-30"),
        ("ar", "متم سنة 2020", "day 2020-12-31/2020-12-31"),
        ("ar", "مع نهاية أغسطس 2023", "day 2023-08-31/2023-08-31"),
        ("ar", "بنهاية 2022", "day 2022-12-31/2022-12-31"),
        ("fr", "d'ici à fin 2025", "until /2025-12-31"),
        ("fr", "d'ici la fin de l'année 2025", "until /2025-12-31"),
        ("en", "by June 2030", "until /2030-06-30"),
        ("en", "by the same year, 2027", "until /2027-12-31"),
        ("ar", "بحلول نهاية 2025", "until /2025-12-31"),
        ("ar", "في أفق سنة 2030", "until /2030-12-31"),
        ("fr", "depuis janvier 2020", "since 2020-01-01/"),
        ("ar", "منذ يونيو (حزيران) الماضي", "since 2023-06-01/"),
    ],
)
def test_months_alone_and_from_one_to_another(language: str, sentence: str, expected: str) -> None:
    assert told(sentence, language) == [expected]


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("fr", "il y a cinq ans", ["year 2018-01-01/2018-12-31"]),
        ("en", "ten years ago", ["year 2013-01-01/2013-12-31"]),
        ("ar", "قبل خمس سنوات", ["year 2018-01-01/2018-12-31"]),
        ("en", "In 2019 it was 7, two years earlier 5", ["year 2019-01-01/2019-12-31", "year 2017-01-01/2017-12-31"]),
        ("fr", "En 2019 et deux ans plus tard", ["year 2019-01-01/2019-12-31", "year 2021-01-01/2021-12-31"]),
        ("fr", "En 2018, et cette année-là", ["year 2018-01-01/2018-12-31"] * 2),
        ("en", "In 2018, but also that year", ["year 2018-01-01/2018-12-31"] * 2),
        ("ar", "في سنة 2018 وفي نفس السنة", ["year 2018-01-01/2018-12-31"] * 2),
        ("fr", "depuis le début de l'année", ["since 2023-01-01/"]),
        ("en", "year to date", ["since 2023-01-01/"]),
        ("ar", "منذ بداية السنة", ["since 2023-01-01/"]),
        ("ar", "منذ بداية السنة الحالية حتى يوم 20 نوفمبر", ["range 2023-01-01/2023-11-20"]),
        ("fr", "par rapport à l'année 2022", ["base 2022-01-01/2022-12-31"]),
        ("en", "compared with the year 2022", ["base 2022-01-01/2022-12-31"]),
        ("ar", "مقارنة بسنة 2022", ["base 2022-01-01/2022-12-31"]),
        ("fr", "3 % de plus qu'en 2022", ["base 2022-01-01/2022-12-31"]),
        ("fr", "trois fois plus de centres d'appels qu'en 2022", ["base 2022-01-01/2022-12-31"]),
        ("en", "3% higher than in 2022", ["base 2022-01-01/2022-12-31"]),
        ("fr", "l'étude explique qu'en 2022", ["year 2022-01-01/2022-12-31"]),
        ("en", "between now and 2027", ["until /2027-12-31"]),
        ("fr", "mais en 2022", ["year 2022-01-01/2022-12-31"]),
    ],
)
def test_relative_periods(language: str, sentence: str, expected: list[str]) -> None:
    assert told(sentence, language) == expected


@pytest.mark.parametrize(
    ("language", "sentence", "year", "shift", "against"),
    [
        ("fr", "la même période de l'année précédente", -1, 0, False),
        ("fr", "par rapport à la même période de 2017", 2017, 0, True),
        ("en", "compared with the same period last year", -1, 0, True),
        ("en", "in the same period of 2022", 2022, 0, False),
        ("ar", "الفترة نفسها من العام الماضي", -1, 0, False),
        ("ar", "مقارنة بنفس الفترة من سنة 2022", 2022, 0, True),
        ("en", "over these four months", 0, 0, False),
        ("fr", "sur ces quatre mois", 0, 0, False),
        ("ar", "خلال هذه الأشهر الأربعة", 0, 0, False),
        ("fr", "un an plus tôt", 0, -1, False),
        ("fr", "il y a un an", 0, -1, False),
        ("en", "two years earlier", 0, -2, False),
    ],
)
def test_the_same_period_is_left_to_the_text(
    language: str, sentence: str, year: int, shift: int, against: bool
) -> None:
    (found,) = read(sentence, language)
    meant = found.end.year if found.end else -1 if found.start else 0
    assert (found.kind, meant, found.shift, found.against) == ("same", year, shift, against)


@pytest.mark.parametrize(
    ("language", "sentence", "kinds"),
    [
        ("en", "in the 2010s and the 1990s", ["date", "date"]),
        ("fr", "dans les années 2000", ["date"]),
        ("fr", "pendant 5 ans, en trois ans", ["date", "date"]),
        ("en", "within 24 months", ["date"]),
        ("ar", "خلال ثلاثة أشهر", ["date"]),
        ("fr", "2 000 emplois et 2000 emplois", []),
        ("fr", "Vision 2030 et Maroc Digital 2030", ["name", "name"]),
        ("en", "the 2030 Agenda and the 2021-2025 National Strategy", ["name", "name"]),
        ("ar", "رؤية 2030 ومخطط 2014-2020", ["name", "name"]),
        ("fr", "Covid-19 et ISO 9001", []),
        ("ar", "كوفيد-19", []),
    ],
)
def test_decades_durations_counts_and_names_are_no_periods(language: str, sentence: str, kinds: list[str]) -> None:
    assert [found.kind for found in read(sentence, language)] == kinds


def test_a_duration_ends_at_the_date_that_its_sentence_states() -> None:
    assert told("En 2018 il a doublé en deux ans", "fr")[-1] == "range 2017-01-01/2018-12-31"
    assert told("Le plan vise en 2018 un doublement en deux ans", "fr")[-1] == "date /"


def test_relative_periods_are_unknown_without_the_date_of_publication() -> None:
    for sentence in ("les 3 derniers mois", "cette année", "en mars", "au premier trimestre", "les 5 dernières années"):
        assert all(found.start is None and found.end is None for found in read(sentence, "fr", None)), sentence


WORDS = {
    "fr": "en à fin du le de l' les mois mars 31 1er an ans trois premiers dernières années trimestre 2018 - / , 12 19"
    " depuis d'ici clos exercice FY S1 T 4 même période il y a plus tôt même année ces janvier et 00 99 0 2099",
    "en": "in at end of the year to march 31 1st years three first last months quarter 2018 - / , 12 19 since by ended"
    " FY H1 Q 4 same period ago earlier that year these january and 00 99 0 2099 ten next decade",
    "ar": "في نهاية من سنة إلى مارس 31 السنوات ثلاث الأولى الماضية الأشهر الربع 2018 - / ، 12 19 منذ بحلول المنتهية"
    " نفس الفترة قبل هذه السنة يناير و 00 99 0 2099 عقد الشهرين",
}


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@given(data=st.data())
@settings(deadline=None)
def test_any_words_of_time_make_intervals_that_start_before_they_end(language: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS[language].split()), max_size=14))
    published = data.draw(
        st.one_of(st.none(), st.tuples(st.integers(1900, 2100), st.one_of(st.none(), st.integers(1, 12))))
    )
    sentence = data.draw(st.sampled_from([" ", ""])).join(words)
    last = 0
    for found in read(sentence, language, published):
        assert last <= found.first < found.last
        last = found.last
        assert found.start is None or found.end is None or found.start <= found.end
