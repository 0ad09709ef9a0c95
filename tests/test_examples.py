"""The questions people ask, in sql/examples: each says what it asks, and has an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import CHECKOUT, Settings
from flows.storage.query import query

EXAMPLES = sorted((CHECKOUT / "sql" / "examples").glob("*.sql"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_asks_a_question_and_gets_an_answer(example: Path, published: Settings) -> None:
    sql = example.read_text("utf-8")
    first = sql.splitlines()[0]
    assert first.startswith("-- ")
    assert first.endswith("?")
    answer = query(published, sql)
    assert answer.rows
    assert query(published, sql).rows == answer.rows


def test_there_are_examples_of_what_people_ask_most() -> None:
    assert len(EXAMPLES) >= 8
    assert [path.name[:2] for path in EXAMPLES] == [f"{number:02}" for number in range(1, len(EXAMPLES) + 1)]
