"""From the text of a cell to a typed value: the tables are the specification."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.survey.answers.projection import answers_query
from flows.survey.answers.questions import Question, Writing
from flows.survey.answers.values import read_choice, read_choices, read_date, read_integer, read_number
from flows.survey.answers.words import spelling, yes_no
from flows.survey.codebook.codebook import Rules, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"

NUMBERS = [  # text, with a decimal comma, with a decimal point
    ("12", 12, 12),
    ("0012", 12, 12),
    ("-3", -3, -3),
    ("- 3", -3, -3),
    ("\N{MINUS SIGN}3", -3, -3),
    ("+3", 3, 3),
    ("12,5", 12.5, 12.5),
    ("12.5", 12.5, 12.5),
    (",5", 0.5, 0.5),
    ("12,", 12, 12),
    ("1 234", 1234, 1234),
    (f"1{NBSP}234,5", 1234.5, 1234.5),
    (f"1{NARROW}234{NARROW}567", 1234567, 1234567),
    ("12,500", 12.5, None),  # 12.5, or 12 500?
    ("12.500", None, 12.5),
    ("0.500", 0.5, 0.5),
    ("1234.567", 1234.567, 1234.567),
    ("1.234,5", 1234.5, 1234.5),
    ("1,234.5", 1234.5, 1234.5),
    ("1.234.567", 1234567, 1234567),
    ("1,234,567", 1234567, 1234567),
    ("1.5e3", 1500, 1500),
    ("١٢", 12, 12),
    ("12 15", None, None),
    ("1 23", None, None),
    ("1.23.4", None, None),
    ("12 kMAD", None, None),
    ("environ 12", None, None),
    ("-", None, None),
    (".", None, None),
    ("nan", None, None),
    ("inf", None, None),
    ("1e999", None, None),
    ("0x10", None, None),
    ("1_000", None, None),
    ("=1+1", None, None),
]


@pytest.mark.parametrize(("text", "comma", "point"), NUMBERS)
def test_numbers(text: str, comma: float | None, point: float | None) -> None:
    assert (read_number(text, ","), read_number(text, ".")) == (comma, point)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False), st.sampled_from([" ", NBSP, ""]))
def test_a_number_written_as_in_french_reads_back(number: Any, space: str) -> None:
    text = f"{number:,.2f}".replace(",", space).replace(".", ",")
    assert read_number(text, ",") == float(number)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("12,0", 12),
        ("1 234", 1234),
        ("2147483649", 2**31 + 1),
        ("9007199254740992", 2**53),
        ("9007199254740994", None),  # a float doesn't have them all from here on
        ("12,4", None),
        ("douze", None),
    ],
)
def test_whole_numbers(text: str, value: int | None) -> None:
    assert read_integer(text, ",") == value


DATES = [  # text, the day where days come first, where months do
    ("2024-12-31", dt.date(2024, 12, 31), dt.date(2024, 12, 31)),
    ("2024-12-31 10:00:00", dt.date(2024, 12, 31), dt.date(2024, 12, 31)),
    ("2024-12-31T23:30:00.000+01:00", dt.date(2024, 12, 31), dt.date(2024, 12, 31)),
    ("2024-12-31T23:30:00Z", dt.date(2024, 12, 31), dt.date(2024, 12, 31)),
    ("31/12/2024", dt.date(2024, 12, 31), None),
    ("12/31/2024", None, dt.date(2024, 12, 31)),
    ("01/02/2024", dt.date(2024, 2, 1), dt.date(2024, 1, 2)),
    ("1.2.2024", dt.date(2024, 2, 1), dt.date(2024, 1, 2)),
    ("01-02-2024 08:00", dt.date(2024, 2, 1), dt.date(2024, 1, 2)),
    ("1/18/2024 14:18", None, dt.date(2024, 1, 18)),
    ("1/2/2024 3:49:23 PM", dt.date(2024, 2, 1), dt.date(2024, 1, 2)),
    ("2018/01/22 3:49:23 PM UTC+1", dt.date(2018, 1, 22), dt.date(2018, 1, 22)),
    ("29/02/2023", None, None),
    ("31/12/24", None, None),
    ("décembre 2024", None, None),
    ("2024", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("text", "day_first", "month_first"), DATES)
def test_dates(text: str, day_first: dt.date | None, month_first: dt.date | None) -> None:
    assert (read_date(text, "dmy"), read_date(text, "mdy")) == (day_first, month_first)


LABELS = {"s": "small", "small": "small", "moins de 50 salariés": "small", "large": "large", "large, très": "larger"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("S", "small"),
        (f"moins de{NBSP}50  salarie\N{COMBINING ACUTE ACCENT}s", "small"),
        ("ＬＡＲＧＥ", "large"),
        ("large.", None),
    ],
)
def test_a_choice(text: str, code: str | None) -> None:
    assert read_choice(text, LABELS) == code


def test_an_asterisk_spells_whatever_is_left() -> None:
    assert [read_choice(text, LABELS | {"*": "other"}) for text in ("S", "XL")] == ["small", "other"]


SEPARATED = [  # what stands in the cell, the separators, the codes
    ("s", [" "], ["small"]),
    ("large s", [" "], ["large", "small"]),
    ("s large s", [" "], ["small", "large"]),
    ("large;s;", [";"], ["large", "small"]),
    ("moins de 50 salariés large", [" "], ["small", "large"]),
    ("Large, très", [", ", ";"], ["larger"]),
    ("large, très, s", [", ", ";"], ["larger", "small"]),
    ("large, s", [", ", ";"], ["large", "small"]),
    ("large , s", [", "], ["large", "small"]),
    ("large, XL", [", "], None),
    ("large très", [" "], None),
    ("larges", [" "], None),
    ("large s", [], None),
    ("large", [], ["large"]),
    (";", [";"], None),
]


@pytest.mark.parametrize(("text", "separators", "codes"), SEPARATED)
def test_several_choices_in_one_cell(text: str, separators: list[str], codes: list[str] | None) -> None:
    assert read_choices(text, LABELS, separators) == codes


def test_choices_that_can_be_told_apart_in_two_ways_are_not() -> None:
    assert read_choices("a, b", {"a": "A", "b": "B", "a, b": "AB"}, [", "]) is None


def test_choices_that_begin_alike_are_told_apart_in_no_time() -> None:
    assert read_choices("a " * 200 + "x", {"a": "A", "a a": "B", "a a a": "C"}, [" "]) is None


def test_what_is_left_of_several_choices() -> None:
    assert read_choices("large, XL, S", LABELS | {"*": "other"}, [", "]) == ["large", "other", "small"]


# The projection: what becomes of a cell in the table of answers.

MISSING = {
    "nsp": "dont_know",
    "-99": "skipped",
    "9999-12-31": "refused",
    "sans objet": "not_applicable",
    "don't know": "dont_know",
}
SIZES = {"small": ["B1", "Moins de 50 salariés"], "large": "B2"}


def question(kind: str, *cells: str, **options: Any) -> Question:
    variable = Variable.model_validate({"column": "Q1", "type": kind} | options)
    return Question("q", variable, cells or ("c0",), missing=MISSING, required=variable.required)


def answers(
    asked: Question,
    *rows: Sequence[str | None],
    decimal: str = ",",
    absent: str = "skipped",
    separators: tuple[str, ...] = (";",),
    **rules: Any,
) -> list[tuple[Any, str | None, str | None]]:
    """The value, the reason for there being none, and the problem of each row of cells."""
    writing = Writing(decimal=decimal, dates="dmy", separators=separators, absent=absent)
    with duckdb.connect() as connection:
        columns = ", ".join(f"row[{place + 1}] AS c{place}" for place in range(len(rows[0])))
        given_rows = [list(row) for row in rows]
        connection.execute(
            f"CREATE TABLE cells AS SELECT {columns} FROM (SELECT unnest(?::VARCHAR[][]) AS row)", [given_rows]
        )
        query = answers_query(connection, "cells", [asked], writing, Rules(**rules), extra={})
        return connection.execute(query).fetchall()


CELLS: list[tuple[Question, str | None, Any, str | None, str | None]] = [
    # the question, the cell, the value, the reason for none, the problem
    (question("choice", values=SIZES), "B1", "small", None, None),
    (question("choice", values=SIZES), "LARGE", "large", None, None),
    (
        question("choice", values=SIZES),
        f"moins de{NBSP}50  salarie\N{COMBINING ACUTE ACCENT}s",
        "small",
        None,
        None,
    ),
    (question("choice", values=SIZES), "B3", None, "invalid", "Q1: 'B3' is not one of small, large"),
    (question("choice", values=SIZES), "Sans  objet", None, "not_applicable", None),
    (question("yes_no"), "OUI", True, None, None),
    (question("yes_no"), "N", False, None, None),
    (question("yes_no"), "NSP", None, "dont_know", None),
    (question("yes_no"), "peut-être", None, "invalid", "Q1: 'peut-être' is not yes or no"),
    (question("yes_no", values={"no": "2"}), "2", False, None, None),
    (question("yes_no", values={"no": "2"}), "1", None, "invalid", "Q1: '1' is not yes or no"),
    (question("integer"), "12,0", 12, None, None),
    (question("integer"), "2147483649", 2**31 + 1, None, None),
    (question("integer"), "12,4", None, "invalid", "Q1: '12,4' is not a whole number"),
    (question("integer", min=0), "-3", -3, None, "Q1: '-3' is negative"),
    (question("integer", min=0), "-99", None, "skipped", None),
    (question("integer", min=0), "-99,0", None, "skipped", None),
    (question("integer", min=0), " \N{MINUS SIGN}99", None, "skipped", None),
    (question("number", min=1), "0,5", 0.5, None, "Q1: '0,5' is below 1, the least that is allowed"),
    (question("number", min=1, max=5), "7", 7.0, None, "Q1: '7' is above 5, the most that is allowed"),
    (question("number"), "douze", None, "invalid", "Q1: 'douze' is not a number (decimal mark ,)"),
    (question("number"), "=1+1", None, "invalid", "Q1: '=1+1' is not a number (decimal mark ,)"),
    (question("number"), "", None, "skipped", None),
    (question("number"), f" {NBSP}", None, "skipped", None),
    (question("number", required=True), "nsp", None, "dont_know", "Q1: there is no answer"),
    (question("number", required=True), None, None, "skipped", "Q1: there is no answer"),
    (question("date"), "31/12/2024", dt.date(2024, 12, 31), None, None),
    (question("date"), "2024-12-31", dt.date(2024, 12, 31), None, None),
    (question("date"), "2024-12-31 10:00:00", dt.date(2024, 12, 31), None, None),
    (question("date"), "9999-12-31", None, "refused", None),
    (question("date"), "31/12/9999", None, "refused", None),
    (
        question("date"),
        "31/13/2024",
        None,
        "invalid",
        "Q1: '31/13/2024' is not a date such as 2024-12-31 or 31/12/2024",
    ),
    (question("text"), "N/A", "N/A", None, None),
    (question("text"), "=1+1", "=1+1", None, None),
    (question("text"), " a  b\n", "a  b", None, None),
    (question("text"), "nsp", None, "dont_know", None),
    (question("text"), "ＮＳＰ", None, "dont_know", None),
    (question("text"), "sans\N{EM SPACE}\n objet", None, "not_applicable", None),
    (question("multiple", values=SIZES), "B2;B1", ["small", "large"], None, None),
    (question("multiple", values=SIZES), "b2;", ["large"], None, None),
    (question("multiple", values=SIZES), "", None, "skipped", None),
    (question("multiple", values=SIZES), "nsp", None, "dont_know", None),
    (question("multiple", values=SIZES), "B2;B3", None, "invalid", "Q1: 'B2;B3' is not one or more of small, large"),
]


@pytest.mark.parametrize(("asked", "cell", "value", "reason", "problem"), CELLS)
def test_an_answer_is_typed_or_explained(
    asked: Question, cell: str | None, value: object, reason: str | None, problem: str | None
) -> None:
    assert answers(asked, [cell]) == [(value, reason, problem)]


def test_absent_cells_and_blank_ones_are_kept_apart_where_the_tool_does() -> None:
    found = answers(question("number"), [None], [""], ["nsp"], absent="not_shown")
    assert [reason for _, reason, _ in found] == ["not_shown", "skipped", "dont_know"]


def test_an_answer_that_cant_be_read_may_count_as_missing() -> None:
    found = answers(question("number", max=5), ["x"], ["7"], ["3"], invalid="missing")
    assert found == [(None, "invalid", None), (None, "invalid", None), (3.0, None, None)]
    (kept_out,) = answers(question("number", max=5, required=True), ["x"], invalid="missing")
    assert kept_out == (None, "invalid", "Q1: 'x' is not a number (decimal mark ,)")


SEVERAL = [  # cells of alternatives, the value, the reason
    (["1", ""], 1, None),
    (["", "2"], 2, None),
    (["1", "2"], 1, None),
    ([None, "2"], 2, None),
    (["nsp", "2"], 2, None),  # a word for no answer is none
    (["nsp", ""], None, "dont_know"),
    (["Don\N{RIGHT SINGLE QUOTATION MARK}t know", "2"], 2, None),
    (["", "sans objet"], None, "not_applicable"),
    ([None, ""], None, "skipped"),
    ([None, None], None, "not_shown"),
]


@pytest.mark.parametrize(("cells", "value", "reason"), SEVERAL)
def test_of_several_columns_the_first_with_an_answer_counts(
    cells: list[str | None], value: int | None, reason: str | None
) -> None:
    assert answers(question("integer", "c0", "c1"), cells, absent="not_shown") == [(value, reason, None)]


SPLIT = [  # cells of the columns of small, large, huge; where absent cells weren't shown; else; the reason in each
    (["1", "0", "1"], ["small", "huge"], ["small", "huge"], None, None),
    (["0", "0.0", "no"], [], [], None, None),
    (["Y", "", ""], ["small"], ["small"], None, None),
    (["", "B2", ""], ["large"], ["large"], None, None),
    (["", "", ""], [], None, None, "skipped"),
    ([None, "", None], [], None, None, "skipped"),
    ([None, None, None], None, None, "not_shown", "skipped"),
    (["nsp", "nsp", ""], None, None, "dont_know", "dont_know"),
    (["-99", "1", "-99"], ["large"], ["large"], None, None),
]


@pytest.mark.parametrize(("cells", "shown", "unknown", "reason", "unknown_reason"), SPLIT)
def test_choices_in_columns_of_their_own(
    cells: list[str | None],
    shown: list[str] | None,
    unknown: list[str] | None,
    reason: str | None,
    unknown_reason: str | None,
) -> None:
    variable = Variable.model_validate({"column": "Q1", "type": "multiple", "values": SIZES | {"huge": []}})
    asked = Question("q", variable, ("c0", "c1", "c2"), choices=("small", "large", "huge"), missing=MISSING)
    assert answers(asked, cells, absent="not_shown") == [(shown, reason, None)]
    assert answers(asked, cells) == [(unknown, unknown_reason, None)]


# One meaning, two speeds: what SQL makes out alone is what the functions above make of the same cells.

KINDS = {
    "number": question("number"),
    "integer": question("integer"),
    "date": question("date"),
    "text": question("text"),
    "choice": question("choice", values=SIZES | {"*": "*", "NSP": "x"}),
    "few": question("choice", values=SIZES),
    "yes_no": question("yes_no"),
    "multiple": question("multiple", values=SIZES),
}
white = st.sampled_from([*" \t\n\r\x0b\x0c\x1c\x1f\x85", NBSP, NARROW, "\N{EM SPACE}", "\N{LINE SEPARATOR}", ""])
digits = st.text("0123456789", min_size=1, max_size=6)
numerals = st.tuples(
    st.sampled_from(["", "-", "+", "\N{MINUS SIGN}", "- "]),
    st.lists(digits, min_size=1, max_size=3),
    st.sampled_from([" ", ".", ",", "_", NBSP, ""]),
    st.sampled_from(["", ".5", ",25", "e3", "E-2", ".", ",0"]),
).map(lambda parts: parts[0] + parts[2].join(parts[1]) + parts[3])
odd = st.sampled_from(
    ["nan", "NaN", "inf", "-Infinity", "infinity", "1e999", "0x1F", "1_0", "1d", "1f", "-99", "-99.0", "-99,0", "-0",
     "9007199254740993", "9223372036854775807", "١٢", "１２", "true", "=1", "'1", "1'", "0000-01-01", "0001-01-01",
     "9999-12-31", "31/12/9999", "2024-02-30", "20241231", "2024-W01-1", "2024-12-31T", "-2024-01-01", "12024-01-01",
     "2024-1-1", "today", "infinity", "epoch", "\N{LATIN SMALL LIGATURE FI}", "ß", "İ", "e\N{COMBINING ACUTE ACCENT}"]
)  # fmt: skip
words = st.sampled_from([*MISSING, "B1", "b2", "Moins de 50 salariés", "small", "large", *yes_no()]).flatmap(
    lambda word: st.sampled_from([word, word.upper(), word.capitalize(), word.replace(" ", "  "), word.title()])
)
iso = st.dates().map(str) | st.datetimes().map(str) | st.dates().map(lambda day: day.strftime("%d/%m/%Y"))
cells = st.tuples(white, st.one_of(numerals, odd, words, iso, st.text(max_size=30)), white).map("".join)


def read(kind: str, text: str, decimal: str) -> tuple[Any, str | None]:
    """What the functions for single cells make of `text`."""
    readers: dict[str, Callable[[], Any]] = {
        "number": lambda: read_number(text, decimal),
        "integer": lambda: read_integer(text, decimal),
        "date": lambda: read_date(text, "dmy"),
        "text": text.strip,
        "choice": lambda: read_choice(text, folded(KINDS["choice"])),
        "few": lambda: read_choice(text, folded(KINDS["few"])),
        "yes_no": lambda: {"yes": True, "no": False}.get(yes_no().get(spelling(text), "")),
        "multiple": lambda: in_order(read_choices(text, folded(KINDS["multiple"]), [";"])),
    }
    if not spelling(text):
        return None, "skipped"
    if spelling(text) in MISSING:
        return None, MISSING[spelling(text)]
    value = readers[kind]()
    if kind in ("number", "integer") and value == -99:
        return None, "skipped"
    if kind == "date" and value == dt.date(9999, 12, 31):
        return None, "refused"
    return value, None if value is not None else "invalid"


def folded(asked: Question) -> dict[str, str]:
    return {spelling(text): code for text, code in asked.variable.spellings.items()}


def in_order(codes: list[str] | None) -> list[str] | None:
    return codes and sorted(codes, key=list(SIZES).index)


@pytest.mark.parametrize(("kind", "decimal"), [*((kind, ",") for kind in KINDS), ("number", "."), ("integer", ".")])
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(cells.filter(lambda text: "\0" not in text), min_size=1, max_size=60))
@example(texts=[text for text, *_ in NUMBERS] + [text for text, *_ in DATES])
def test_one_meaning_at_two_speeds(kind: str, decimal: str, texts: list[str]) -> None:
    found = answers(KINDS[kind], *([text] for text in texts), decimal=decimal)
    for text, (value, reason, _) in zip(texts, found, strict=True):
        assert (text, value, reason) == (text, *read(kind, text, decimal))
        assert type(value) is type(read(kind, text, decimal)[0])
