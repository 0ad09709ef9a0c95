"""Renders values as the French, English and Arabic press prints them, for tests that read them back.

Left out, for they are ambiguous by nature:
- a comma before three digits in French or Arabic with a magnitude (26,219 milliards is a decimal, 1,200 millions may be
  grouped), a dot likewise in English, and a dot before three digits with a magnitude in French (1.250 millions);
- three decimals without magnitude (1,234 is one thousand), more than nine digits in a row (a reference number);
- MM beside a currency other than the dirham: a milliard in Morocco, a million in American accounts;
- one single M or k that neither digits nor currency touch (12 m);
- units that several countries share (dinars, pounds, francs without their country);
- number words of Arabic, whose agreement would need a grammar of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st

NBSP, NARROW = "\u00a0", "\u202f"
SPACES = (" ", NBSP, NARROW)
ARABIC_INDIC = str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٫٬")


class Printed(NamedTuple):
    """A figure in print: its language, its text, and the value and unit that it stands for."""

    language: str
    text: str
    value: float
    unit: str


class Number(NamedTuple):
    """Digits in print and the value that they stand for; `whole` tells integers."""

    text: str
    value: Decimal

    @property
    def whole(self) -> bool:
        return self.value == int(self.value)


# Decimal marks, and what groups thousands with each.
MARKS = {"fr": (",", "."), "en": (".",), "ar": (",", ".")}
GROUPS = {",": (*SPACES, ".", "'", "’"), ".": (*SPACES, ",", "'", "’")}

# The words of a magnitude; those of Arabic have a plural after 3 to 10.
MAGNITUDES = {
    "fr": (("mille", 10**3), ("millions", 10**6), ("milliards", 10**9)),
    "en": (("thousand", 10**3), ("million", 10**6), ("billion", 10**9), ("lakh", 10**5), ("crore", 10**7)),
    "ar": (("ألف|آلاف", 10**3), ("مليون|ملايين", 10**6), ("مليار|مليارات", 10**9)),
}
ABBREVIATIONS = {
    "fr": (("M", 10**6), ("Md", 10**9), ("Mds", 10**9), ("Mrd", 10**9), ("Mrds", 10**9)),
    "en": (("m", 10**6), ("mn", 10**6), ("bn", 10**9), ("M", 10**6), ("k", 10**3)),
    "ar": (("M", 10**6),),
}
CURRENCY_WORDS = {
    "fr": (
        ("dirhams", "MAD"), ("euros", "EUR"), ("dollars", "USD"), ("francs CFA", "XOF"), ("francs suisses", "CHF"),
        ("livres sterling", "GBP"), ("dinars tunisiens", "TND"), ("roupies", "INR"), ("yens", "JPY"), ("DH", "MAD"),
    ),
    "en": (
        ("Moroccan dirhams", "MAD"), ("euros", "EUR"), ("dollars", "USD"), ("US dollars", "USD"),
        ("Swiss francs", "CHF"), ("pounds sterling", "GBP"), ("Tunisian dinars", "TND"),
        ("CFA francs", "XOF"), ("yen", "JPY"),
    ),
    "ar": (
        ("درهم", "MAD"), ("يورو", "EUR"), ("أورو", "EUR"), ("دولار", "USD"), ("دولار أمريكي", "USD"),
        ("دينار تونسي", "TND"), ("ريال سعودي", "SAR"), ("فرنك سويسري", "CHF"),
    ),
}  # fmt: skip
SYMBOLS = (("€", "EUR"), ("$", "USD"), ("£", "GBP"))
CODES = (("MAD", "MAD"), ("EUR", "EUR"), ("USD", "USD"), ("CHF", "CHF"), ("GBP", "GBP"))
SHORT = {"fr": (*SYMBOLS, ("DH", "MAD")), "en": SYMBOLS, "ar": SYMBOLS}
COUNTED = {
    "fr": (("emplois", "jobs"), ("salariés", "jobs"), ("entreprises", "companies"), ("véhicules", "vehicles")),
    "en": (("jobs", "jobs"), ("employees", "jobs"), ("companies", "companies"), ("vehicles", "vehicles")),
    "ar": (("منصب شغل", "jobs"), ("أجير", "jobs"), ("شركة", "companies"), ("سيارة", "vehicles")),
}
PERCENT = {
    "fr": ("{}%", "{} %", f"{{}}{NBSP}%", f"{{}}{NARROW}%", "{} pour cent"),
    "en": ("{}%", "{} %", "{} percent", "{} per cent", "{} pct"),
    "ar": ("{}%", "{} %", "{}٪", "%{}", "{} في المائة", "{} في المئة", "{} بالمائة", "{} بالمئة"),
}
RANKS = {
    "fr": ("{}e rang", "{}ème rang", "{}ème place", "{}e place", "n° {}", "n°{}", "N°{}", "numéro {}", "rang {}"),
    "en": ("ranked {}", "ranked {}th", "{}th place", "{}th position", "No. {}", "number {}", "No {}"),
    "ar": ("المرتبة {}", "المركز {}", "الرتبة {}"),
}
RANK_WORDS = {
    "fr": (("troisième rang", 3), ("cinquième place", 5), ("premier rang", 1), ("dixième place", 10)),
    "en": (("third place", 3), ("fifth place", 5), ("first place", 1), ("tenth place", 10), ("21st place", 21)),
    "ar": (("المرتبة الثالثة", 3), ("المركز الخامس", 5), ("الرتبة الأولى", 1), ("المرتبة العاشرة", 10)),
}
LANGUAGES = st.sampled_from(tuple(MAGNITUDES))


# ---- digits


@st.composite
def integers(draw: st.DrawFn, language: str, low: int = 1, high: int = 999_999_999) -> Number:
    """A whole number, in one run of digits or in groups of three."""
    value = draw(st.integers(low, high))
    groups = ("", *SPACES, ".", ",", "'", "’")
    return _digits(draw, language, f"{value:,}".replace(",", draw(st.sampled_from(groups))), Decimal(value))


@st.composite
def decimals(draw: st.DrawFn, language: str, high: int = 999) -> Number:
    """A number with up to two decimals; above a thousand its groups differ from its decimal mark."""
    whole, places = draw(st.integers(1, high)), draw(st.integers(0, 2))
    part = draw(st.integers(0, 10**places - 1))
    mark = draw(st.sampled_from(MARKS[language]))
    text = f"{whole:,}".replace(",", draw(st.sampled_from(GROUPS[mark]))) if whole > 999 else str(whole)
    value = Decimal(whole) + Decimal(part) / 10**places
    return _digits(draw, language, f"{text}{mark}{part:0{places}}" if places else text, value)


def _digits(draw: st.DrawFn, language: str, text: str, value: Decimal) -> Number:
    indic = language == "ar" and "." not in text and draw(st.booleans())
    return Number(text.translate(ARABIC_INDIC) if indic else text, value)


# ---- figures


@st.composite
def amounts(draw: st.DrawFn) -> Printed:
    """An amount of money, with or without magnitude, its currency before or after."""
    language = draw(LANGUAGES)
    forms: tuple[Callable[[st.DrawFn, str], Printed], ...]
    forms = (_in_full, _plain, _abbreviated, _code_after) + ((_before,) if language != "ar" else ())
    return draw(st.sampled_from(forms))(draw, language)


def _in_full(draw: st.DrawFn, language: str) -> Printed:
    """10,5 milliards de dirhams."""
    number, magnitude, factor = _with_magnitude(draw, language)
    word, unit = draw(st.sampled_from(CURRENCY_WORDS[language]))
    of = "" if language != "fr" or factor < 10**6 else "d'" if word[0] in "e" else "de "
    return Printed(
        language, f"{number.text}{_space(draw)}{magnitude}{_space(draw)}{of}{word}", _times(number, factor), unit
    )


def _plain(draw: st.DrawFn, language: str) -> Printed:
    """69.900 dirhams."""
    number = draw(st.one_of(integers(language, low=11), decimals(language, high=999_999)))
    word, unit = draw(st.sampled_from(CURRENCY_WORDS[language]))
    return Printed(language, f"{number.text}{_space(draw)}{word}", float(number.value), unit)


def _abbreviated(draw: st.DrawFn, language: str) -> Printed:
    """10 Mds DH, 12M€, 1,5MMDH."""
    number = draw(decimals(language))
    symbol, unit = draw(st.sampled_from(SHORT[language]))
    dirham = (("MM", 10**9), ("K", 10**3)) if symbol == "DH" else ()
    magnitude, factor = draw(st.sampled_from((*ABBREVIATIONS[language], *dirham)))
    first, second = draw(st.sampled_from(("", " ", NBSP))), draw(st.sampled_from(("", " ")))
    return Printed(language, f"{number.text}{first}{magnitude}{second}{symbol}", _times(number, factor), unit)


def _code_after(draw: st.DrawFn, language: str) -> Printed:
    """10 millions MAD, 12 €."""
    symbol, unit = draw(st.sampled_from(CODES + SYMBOLS))
    if draw(st.booleans()):
        number, magnitude, factor = _with_magnitude(draw, language)
        return Printed(language, f"{number.text} {magnitude} {symbol}", _times(number, factor), unit)
    number = draw(decimals(language, high=999_999))
    return Printed(language, f"{number.text} {symbol}", float(number.value), unit)


def _before(draw: st.DrawFn, language: str) -> Printed:
    """€10 million, MAD 1,5 milliard, $10bn."""
    symbol, unit = draw(st.sampled_from(CODES + SYMBOLS))
    space = draw(st.sampled_from(("", " "))) if len(symbol) == 1 else " "
    kind = draw(st.sampled_from(("word", "glued", "none")))
    if kind == "none":
        number = draw(decimals(language, high=999_999))
        return Printed(language, f"{symbol}{space}{number.text}", float(number.value), unit)
    if kind == "glued":
        number = draw(decimals(language))
        magnitude, factor = draw(st.sampled_from(ABBREVIATIONS[language]))
        return Printed(language, f"{symbol}{space}{number.text}{magnitude}", _times(number, factor), unit)
    number, magnitude, factor = _with_magnitude(draw, language)
    return Printed(language, f"{symbol}{space}{number.text} {magnitude}", _times(number, factor), unit)


@st.composite
def counts(draw: st.DrawFn) -> Printed:
    """How many of something, in digits, or in digits and a magnitude."""
    language = draw(LANGUAGES)
    noun, unit = draw(st.sampled_from(COUNTED[language]))
    if draw(st.booleans()):
        number = draw(integers(language, low=11))
        return Printed(language, f"{number.text}{_space(draw)}{noun}", float(number.value), unit)
    number, magnitude, factor = _with_magnitude(draw, language)
    of = "" if language != "fr" or factor < 10**6 else "d'" if noun[0] in "e" else "de "
    return Printed(language, f"{number.text} {magnitude} {of}{noun}", _times(number, factor), unit)


@st.composite
def percentages(draw: st.DrawFn) -> Printed:
    """A percentage, by sign or in words."""
    language = draw(LANGUAGES)
    number = draw(decimals(language))
    return Printed(
        language, draw(st.sampled_from(PERCENT[language])).format(number.text), float(number.value), "percent"
    )


@st.composite
def ranks(draw: st.DrawFn) -> Printed:
    """A place in a ranking."""
    language = draw(LANGUAGES)
    if draw(st.integers(0, 4)) == 0:
        text, place = draw(st.sampled_from(RANK_WORDS[language]))
        return Printed(language, text, place, "rank")
    place = draw(st.integers(4, 20))
    return Printed(language, draw(st.sampled_from(RANKS[language])).format(place), place, "rank")


@st.composite
def spelled(draw: st.DrawFn) -> Printed:
    """How many, in words."""
    language, value = draw(st.sampled_from(("fr", "en"))), draw(st.integers(2, 999_999))
    noun, unit = draw(st.sampled_from(COUNTED[language]))
    return Printed(language, f"{in_words(value, language)} {noun}", value, unit)


def _with_magnitude(draw: st.DrawFn, language: str) -> tuple[Number, str, int]:
    """Digits, the word of a magnitude after them, and its factor."""
    number = draw(decimals(language))
    words, factor = draw(st.sampled_from(MAGNITUDES[language]))
    singular, _, plural = words.partition("|")
    few = number.whole and 3 <= number.value <= 10
    return number, plural if plural and few else singular, factor


def _space(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(SPACES))


def _times(number: Number, factor: int) -> float:
    return float(number.value * factor)


# ---- words

UNITS = {
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
           "treize", "quatorze", "quinze", "seize"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
           "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
}  # fmt: skip
TENS = {
    "fr": ("", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", *["quatre-vingt"] * 2),
    "en": ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
}


def in_words(value: int, language: str) -> str:
    """A whole number below a million in French or English words."""
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return _hundreds(value, language)
    mille = {"fr": "mille", "en": "thousand"}[language]
    told = _hundreds(thousands, language)
    told = told[:-1] if told.endswith(("cents", "vingts")) else told  # deux cent mille
    many = "" if language == "fr" and thousands == 1 else f"{told} "
    return f"{many}{mille}" + (f" {_hundreds(rest, language)}" if rest else "")


def _hundreds(value: int, language: str) -> str:
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return _tens(value, language)
    if language == "en":
        return f"{UNITS['en'][hundreds]} hundred" + (f" and {_tens(rest, 'en')}" if rest else "")
    many = f"{UNITS['fr'][hundreds]} " if hundreds > 1 else ""
    return f"{many}cent" + (f" {_tens(rest, 'fr')}" if rest else "s" if many else "")


def _tens(value: int, language: str) -> str:
    units = UNITS[language]
    if value < len(units):
        return units[value]
    tens, rest = divmod(value, 10)
    if language == "fr" and tens in (7, 9):  # soixante-dix, quatre-vingt-onze
        rest += 10
    if not rest:
        return TENS[language][tens] + ("s" if (language, tens) == ("fr", 8) else "")
    if language == "fr" and rest in (1, 11) and tens < 8:
        return f"{TENS['fr'][tens]} et {_tens(rest, 'fr')}"
    return f"{TENS[language][tens]}-{_tens(rest, language)}"
