"""The Arabic words: spellings, particles, numbers, units, months, hedges, natures and periods."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from flows.catalogue import load_catalogue
from flows.catalogue.folding import fold, fold_word
from flows.catalogue.load import FOLDER
from flows.claims import Claim, extract_claims
from flows.claims.lexicon import WORD

CODES = [
    # printed                               value          unit
    ("10 مليارات درهم", 10e9, "MAD"),
    ("1.5 مليار درهم", 1.5e9, "MAD"),
    ("17,9 مليار درهم", 17.9e9, "MAD"),
    ("٣٫٥ مليار دولار", 3.5e9, "USD"),
    ("٦٤٦ مليون يورو", 646e6, "EUR"),
    ("5 مليارات و200 مليون درهم", 5.2e9, "MAD"),
    ("ملياري درهم", 2e9, "MAD"),
    ("مليوني أورو", 2e6, "EUR"),
    ("مليار درهم", 1e9, "MAD"),
    ("خمسة ملايين دولار أمريكي", 5e6, "USD"),
    ("2.2 بليون دولار", 2.2e9, "USD"),
    ("3 ملايير درهم", 3e9, "MAD"),
    ("3 تريليونات دولار", 3e12, "USD"),
    ("40 مليون دينار تونسي", 40e6, "TND"),
    ("40 مليون دينار جزائري", 40e6, "DZD"),
    ("40 مليون ريال سعودي", 40e6, "SAR"),
    ("40 مليون ريال قطري", 40e6, "QAR"),
    ("40 مليون درهم إماراتي", 40e6, "AED"),
    ("40 مليون جنيه", 40e6, "EGP"),
    ("40 مليون ليرة لبنانية", 40e6, "LBP"),
    ("12,5 في المائة", 12.5, "percent"),
    ("12.5 بالمئة", 12.5, "percent"),
    ("12.5 في المئة", 12.5, "percent"),
    ("12.5٪", 12.5, "percent"),
    ("69.900 منصب شغل", 69_900, "jobs"),
    ("30 ألف فرصة عمل", 30_000, "jobs"),
    ("خمسة آلاف وظيفة", 5_000, "jobs"),
    ("ألفي موطن شغل", 2_000, "jobs"),
    ("ثلاثة وعشرين ألف منصب شغل", 23_000, "jobs"),
    ("مائة وخمسين ألف منصب شغل", 150_000, "jobs"),
    ("ثلاثمائة شركة", 300, "companies"),
    ("سبع مقاولات", 7, "companies"),
    ("خمسة عشر مصنعا", 15, "companies"),
    ("230 مركز نداء", 230, "companies"),
    ("80 هكتارا", 80, "hectares"),
    ("12 ألف سائح", 12_000, "persons"),
]


def one(sentence: str, country: str = "MA") -> Claim:
    claims = extract_claims(sentence, language="ar", published_at="2024-05-20", country=country)
    assert len(claims) == 1, [claim.quote for claim in claims]
    return claims[0]


@pytest.mark.parametrize(("printed", "value", "unit"), CODES)
def test_a_figure_is_read_with_its_unit(printed: str, value: float, unit: str) -> None:
    text = f"سجل القطاع {printed}."
    claim = one(text)
    assert (claim.value, claim.unit) == (value, unit)
    assert claim.quote == text[claim.start : claim.end]


@pytest.mark.parametrize(
    ("country", "currency", "unit"),
    [
        ("MA", "درهم", "MAD"),
        ("AE", "درهم", "AED"),
        ("TN", "دينار", "TND"),
        ("DZ", "دينار", "DZD"),
        ("JO", "دينار", "JOD"),
        ("KW", "دينار", "KWD"),
        ("SA", "ريال", "SAR"),
        ("OM", "ريال", "OMR"),
        ("EG", "جنيه", "EGP"),
        ("SD", "جنيه", "SDG"),
        ("TR", "ليرة", "TRY"),
    ],
)
def test_a_shared_currency_word_is_that_of_the_country(country: str, currency: str, unit: str) -> None:
    assert one(f"بلغت الإيرادات 20 مليون {currency}.", country).unit == unit


@pytest.mark.parametrize(
    "printed",
    ["الصادرات", "والصادرات", "وصادراته", "فصادراتها", "وبالصادرات", "للصادرات", "ولصادراتهم", "صــادرات", "صادِرات"],
)
def test_a_word_is_known_with_what_is_written_onto_it(printed: str) -> None:
    assert one(f"{printed} 5 مليارات درهم.").indicator == "export_revenue"


@pytest.mark.parametrize("printed", ["ب10 ملايين درهم", "بـ10 ملايين درهم", "و10 ملايين درهم", "ل10 ملايين درهم"])
def test_a_particle_before_digits_is_no_part_of_the_figure(printed: str) -> None:
    claim = one(f"استثمرت {printed}.")
    assert (claim.value, claim.quote) == (10e6, "10 ملايين درهم")


def test_spellings_of_one_word_fold_to_one_and_keep_their_offsets() -> None:
    assert len({fold_word(word) for word in ("إستراتيجية", "استراتيجية", "أستراتيجيه", "استراتيـجيّة")}) == 1
    assert fold_word("على مدى") == fold_word("علي مدي")
    text = "القيـمة المُضافة، 5٪"
    folded = fold(text)
    at = folded.text.index("مضافه")
    assert text[slice(*folded.span(at, at + 5))] == "مُضافة"


@pytest.mark.parametrize(
    ("words", "month"),
    [
        (("يناير", "جانفي", "كانون الثاني"), 1),
        (("فبراير", "فيفري", "شباط"), 2),
        (("أبريل", "إبريل", "أفريل", "نيسان"), 4),
        (("ماي", "مايو", "أيار"), 5),
        (("يونيو", "جوان", "حزيران"), 6),
        (("يوليوز", "يوليو", "جويلية", "تموز"), 7),
        (("غشت", "أغسطس", "أوت", "آب"), 8),
        (("شتنبر", "سبتمبر", "أيلول"), 9),
        (("نونبر", "نوفمبر", "تشرين الثاني"), 11),
        (("دجنبر", "ديسمبر", "كانون الأول"), 12),
    ],
)
def test_a_month_has_its_names_of_each_country(words: tuple[str, ...], month: int) -> None:
    known = {fold_word(name): number for name, number in read_words()["months"].items()}
    for word in words:
        bare = " ".join(fold_word(part).removeprefix("ال") for part in word.split())
        assert known[bare] == month


@pytest.mark.parametrize(
    ("printed", "hedge"),
    [
        ("أكثر من", "more_than"),
        ("أزيد من", "more_than"),
        ("ما يزيد عن", "more_than"),
        ("ما لا يقل عن", "at_least"),
        ("ما يناهز", "nearly"),
        ("قرابة", "nearly"),
        ("حوالي", "about"),
        ("نحو", "about"),
        ("أقل من", "less_than"),
        ("لا يتجاوز", "at_most"),
    ],
)
def test_a_hedge_stands_before_the_figure(printed: str, hedge: str) -> None:
    assert one(f"يشغل القطاع {printed} 5.000 عامل.").hedge == hedge


@pytest.mark.parametrize(
    ("sentence", "nature"),
    [
        ("بلغت الصادرات 5 مليارات درهم.", "actual"),
        ("تستهدف الحكومة صادرات بقيمة 5 مليارات درهم.", "target"),
        ("من المتوقع أن تبلغ الصادرات 5 مليارات درهم.", "forecast"),
        ("ستبلغ الصادرات 5 مليارات درهم.", "forecast"),
        ("تقدر الصادرات بنحو 5 مليارات درهم.", "estimate"),
    ],
)
def test_a_verb_tells_how_sure_a_figure_is(sentence: str, nature: str) -> None:
    assert one(sentence).nature == nature


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("سنة 2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("في عام ٢٠١٨", date(2018, 1, 1), date(2018, 12, 31)),
        ("خلال العام الماضي", date(2023, 1, 1), date(2023, 12, 31)),
        ("خلال السنة المنصرمة", date(2023, 1, 1), date(2023, 12, 31)),
        ("بين 2014 و2018", date(2014, 1, 1), date(2018, 12, 31)),
        ("ما بين سنتي 2014 و2018", date(2014, 1, 1), date(2018, 12, 31)),
    ],
)
def test_a_period_is_read(period: str, start: date, end: date) -> None:
    claim = one(f"بلغت صادرات النسيج 5 مليارات درهم {period}.")
    assert (claim.period_start, claim.period_end) == (start, end)


@pytest.mark.parametrize("until", ["بحلول سنة 2030", "في أفق 2030", "بحلول عام 2030", "إلى غاية 2030"])
def test_a_horizon_has_no_start(until: str) -> None:
    claim = one(f"تستهدف الاستراتيجية إحداث 240 ألف منصب شغل {until}.")
    assert (claim.period_start, claim.period_end) == (None, date(2030, 12, 31))


def test_a_fall_is_negative() -> None:
    claim = one("انخفضت الواردات بنسبة 4,2 في المائة سنة 2023.")
    assert (claim.indicator, claim.measure, claim.value) == ("imports", "growth_rate", -4.2)


@pytest.mark.parametrize(
    "text",
    [
        "ترتكز الاستراتيجية على خمسة محاور و12 إجراء.",
        "المادة 12 من القانون رقم 47.18.",
        "الهاتف: 0522334455، شارع محمد الخامس، الطابق 3.",
        "عرف المعرض مشاركة 1.500 مشارك.",
    ],
)
def test_what_is_no_claim_is_left_out(text: str) -> None:
    assert extract_claims(text, language="ar", published_at="2024") == []


def test_its_categories_are_those_of_another_language_or_of_what_is_written_onto_words() -> None:
    french, english = (yaml.safe_load((FOLDER / f"words_{code}.yml").read_text("utf-8")) for code in ("fr", "en"))
    own = {"proclitic", "prefixed_article", "enclitic", "feminine", "construct", "hedging", "point_before"}
    for group in ("measures", "natures", "hedges", "periods", "scopes", "distractors", "grammar"):
        assert not read_words()[group].keys() - french[group].keys() - english[group].keys() - own, group


def test_every_indicator_and_sector_has_arabic_words() -> None:
    catalogue = load_catalogue()
    for table in (catalogue.indicators, catalogue.sectors, catalogue.ecosystems):
        for code, record in table.items():
            assert record.words.get("ar"), code


def test_no_word_stands_with_and_without_its_article() -> None:
    """A word given with its article means that form alone, so its bare form would no longer be known with one."""
    tokens: set[str] = set()
    for record in load_catalogue().indicators.values():
        for words in (record.words, record.verbs, record.implied, record.qualifiers):
            tokens.update(token for phrase in words.get("ar", ()) for token in WORD.findall(fold_word(phrase)))
    assert not [token for token in tokens if token.startswith("ال") and token[2:] in tokens]


def read_words() -> dict[str, dict[str, object]]:
    words: dict[str, dict[str, object]] = yaml.safe_load((FOLDER / "words_ar.yml").read_text("utf-8"))
    return words
