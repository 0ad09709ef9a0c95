"""What holds of every text: it is read without an error, quoted exactly, value by value, and sentence by sentence."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from figures_in_print import Printed, amounts, counts, percentages, ranks, spelled
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.claims import Claim, extract_claims

LANGUAGES = ("fr", "en", "ar", None)
ANY_LANGUAGE = st.sampled_from(LANGUAGES)


def read(text: str, language: str | None) -> list[Claim]:
    return extract_claims(text, language=language, published_at="2024-02-29", country="MA")


# ---- any text

# What has tripped readers of text: marks, digits and words of several scripts, and every joint of a figure.
HARD = (
    "\u0301", "e\u0301", "\u0651", "\u0640", "\u00ad", "\u200b", "\u200e", "\u200f", "\u202b", "\u202c", "\ufeff",
    "\u2066", "😀", "👩\u200d🏭", "🇲🇦", "\U0001d7d9", "①", "½", "²", "Ⅳ", "ﬁ", "İ", "ß", "ſ", "K", "\x00", "\x1c",
    "\u2028", "\r\n", "0", "1", "12", "2018", "69.900", "1,5", "8.5", "٣٫٥", "٦٤٦", "२०", "９", "10\n000", "1'000",
    "1.2.3", "99/99/9999", "9" * 12, "%", "٪", "‰", "€", "$", "MMDH", "Mds", "M€", "bn", "m", "k", "DH", "dirhams",
    "درهم", "euros", "jobs", "emplois", "منصب شغل", "milliards", "million", "مليار", "ألف", "et demi", "half", "نصف",
    "le", "un", "de", "à", "to", "و", "إلى", "entre", "between", "n°", "top", "3e", "rang", "ranked", "المرتبة", "fin",
    "d'ici", "by", "بحلول", "l'an dernier", "last year", "contre", "dont", "T1", "S2", "Q3", "31", "février",
    "February 30", "فبراير", "2014-2020", "2020 - 2014", "respectivement", "respectively", ".", ",", ";", ":", "(",
    ")", "-", "–", "'", "’", "«", "»", '"', "\n", "\n\n", "\n- ", "\t", " ", "\u00a0", "\u202f", "...",
)  # fmt: skip
CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PIECES = st.lists(st.one_of(st.sampled_from(HARD), CHARACTERS), max_size=30)
TEXTS = st.one_of(CHARACTERS, PIECES.map(" ".join), PIECES.map("".join))


@settings(max_examples=400, deadline=None)  # the first one reads the catalogue
@given(TEXTS, ANY_LANGUAGE)
@example("DH0\n000", "fr")
@example("10 000 " * 500, "fr")
def test_any_text_is_read_and_quoted_to_the_character(text: str, language: str | None) -> None:
    claims = read(text, language)
    for claim in claims:
        assert text[claim.start : claim.end] == claim.quote
        assert any(char.isalnum() for char in claim.quote)
        assert claim.quote in claim.sentence in text
        assert claim.value == claim.value < float("inf")
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)
    assert all(one.end <= other.start for one, other in itertools.pairwise(claims))


# ---- any value

CARRIERS = {
    "fr": ("Les exportations ont atteint {}.", "Un total de {}, selon la fédération.", "{} : le secteur avance."),
    "en": ("Exports reached {}.", "A total of {}, the federation says.", "The sector: {} so far."),
    "ar": ("بلغت الصادرات {}.", "بلغ المجموع {}، حسب الفيدرالية.", "حقق القطاع {} حسب الوزارة."),
}
RANKED = {
    "fr": "Le pays est au {}, selon la fédération.",
    "en": "For exports, the country is {}, the federation says.",
    "ar": "احتل المغرب {} حسب التقرير.",
}


@settings(max_examples=1200)
@given(st.one_of(amounts(), counts(), percentages(), spelled()), st.integers(0, 2))
@example(Printed("en", "13,449.70 Swiss francs", 13_449.7, "CHF"), 0)
@example(Printed("fr", "60\n000 emplois", 60_000, "jobs"), 0)
def test_a_figure_in_print_reads_back(printed: Printed, carrier: int) -> None:
    text = CARRIERS[printed.language][carrier].format(printed.text)
    assert stated(text, printed.language) == [(pytest.approx(printed.value, rel=1e-9), None, printed.unit)]


@pytest.mark.parametrize("printed", ["10 Mds$", "10Mrd$", "10mn$", "10bn$"])
def test_a_dollar_after_an_abbreviation_is_one_of_the_united_states(printed: str) -> None:
    language = "fr" if "r" in printed or "s" in printed else "en"
    assert [claim.unit for claim in read(CARRIERS[language][0].format(printed), language)] == ["USD"]


@given(ranks())
def test_a_rank_in_print_reads_back(printed: Printed) -> None:
    text = RANKED[printed.language].format(printed.text)
    assert stated(text, printed.language) == [(printed.value, None, "rank")]


def stated(text: str, language: str) -> list[tuple[object, ...]]:
    return [(claim.value, claim.value_high, claim.unit) for claim in read(text, language)]


# ---- sentences that don't touch each other

# Each tells all of its claim itself.
COMPLETE = {
    "fr": (
        "Les exportations de l'offshoring ont atteint 17,9 milliards de dirhams en 2023.",
        "En 2018, le secteur automobile employait 163.000 personnes au Maroc.",
        "Le chiffre d'affaires de l'aéronautique a progressé de 12,5 % en 2022.",
        "Le textile marocain vise 50.000 nouveaux emplois à l'horizon 2030.",
        "En 2019, les entreprises tunisiennes ont investi 400 millions d'euros dans le tourisme.",
    ),
    "en": (
        "Offshoring exports reached 17.9 billion dirhams in 2023.",
        "In 2018, the automotive sector employed 163,000 people in Morocco.",
        "Aerospace revenue rose by 12.5 percent in 2022.",
        "The textile industry aims to create 50,000 jobs by 2030.",
        "In 2019, Tunisian companies invested €400 million in tourism.",
    ),
    "ar": (
        "بلغت صادرات الأوفشورينغ 17,9 مليار درهم سنة 2023.",
        "في سنة 2018، كان قطاع السيارات يشغل 163.000 شخص في المغرب.",
        "ارتفع رقم معاملات صناعة الطيران بنسبة 12,5 في المائة سنة 2022.",
        "يستهدف قطاع النسيج إحداث 50.000 منصب شغل في أفق 2030.",
    ),
}
UNRELATED = {
    "fr": (
        "Le temps était doux ce matin-là.",
        "Les discussions se sont poursuivies dans la bonne humeur.",
        "Tél. : 05 22 33 44 55.",
        "La séance a été levée à 12h30.",
        "Le règlement compte 7 chapitres et deux annexes.",
    ),
    "en": (
        "The weather was mild that morning.",
        "Talks went on in good spirits.",
        "Phone: +212 5 22 33 44 55.",
        "The session ended at 12:30.",
        "The rules have 7 chapters and two annexes.",
    ),
    "ar": (
        "كان الجو معتدلا ذلك الصباح.",
        "استمرت المناقشات في جو ودي.",
        "الهاتف: 05 22 33 44 55.",
    ),
}  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A language and sentences in it, all different, each with the blanks after it: the rest of a line, or more."""
    language = draw(st.sampled_from(tuple(COMPLETE)))
    sentences = draw(st.lists(st.sampled_from(COMPLETE[language]), min_size=1, unique=True))
    return language, [sentence + draw(st.sampled_from((" ", "\n\n"))) for sentence in sentences]


@pytest.mark.parametrize("language", COMPLETE)
def test_each_complete_sentence_states_one_claim_and_the_unrelated_none(language: str) -> None:
    assert [len(read(sentence, language)) for sentence in COMPLETE[language]] == [1] * len(COMPLETE[language])
    assert [read(sentence, language) for sentence in UNRELATED[language]] == [[]] * len(UNRELATED[language])


@settings(max_examples=200)
@given(documents(), st.data())
def test_an_unrelated_sentence_changes_no_other_claim(document: tuple[str, list[str]], data: st.DataObject) -> None:
    language, sentences = document
    place = data.draw(st.integers(0, len(sentences)))
    before, after = "".join(sentences[:place]), "".join(sentences[place:])
    inserted = data.draw(st.sampled_from(UNRELATED[language])) + data.draw(st.sampled_from((" ", "\n\n")))
    expected = [
        replace(claim, start=claim.start + len(inserted), end=claim.end + len(inserted))
        if claim.start >= len(before)
        else claim
        for claim in read(before + after, language)
    ]
    assert read(before + inserted + after, language) == expected


# ---- documents that don't touch each other


@given(st.lists(documents(), min_size=2, max_size=4), st.data())
def test_the_order_of_documents_doesnt_matter(found: list[tuple[str, list[str]]], data: st.DataObject) -> None:
    texts = [(language, "".join(sentences)) for language, sentences in found]
    expected = [read(text, language) for language, text in texts]
    for number in data.draw(st.permutations(range(len(texts)))):
        assert read(data.draw(st.sampled_from(HARD)), texts[number][0]) is not None
        assert read(texts[number][1], texts[number][0]) == expected[number]


@given(documents())
def test_a_clear_text_tells_its_language(document: tuple[str, list[str]]) -> None:
    language, sentences = document
    text = "".join(sentences)
    assert read(text, None) == read(text, language) != []
