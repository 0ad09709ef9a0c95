"""The press items that come with the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import sample_files

from flows.documents.dates import latest_day
from flows.documents.metadata import metadata_path
from flows.documents.reading import list_documents, read_document
from flows.settings import CHECKOUT

FOLDER = CHECKOUT / "data/raw/press_releases"
ITEMS = [path for path in list_documents(FOLDER) if path in sample_files()]


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.name)
def test_each_is_read_and_described(path: Path) -> None:
    document = read_document(path, CHECKOUT)
    assert metadata_path(path).is_file()
    assert document.publisher
    assert document.language == "fr"
    assert latest_day(document.published_at)
    assert document.url is None or document.url.startswith("https://example.org/")


def test_there_are_enough_of_both_kinds_from_2016_to_2026() -> None:
    years = [latest_day(read_document(path, CHECKOUT).published_at) for path in ITEMS]
    assert len(ITEMS) >= 12
    assert sum(path.suffix == ".html" for path in ITEMS) >= 5
    assert {2016, 2019, 2024, 2026} <= {day.year for day in years if day}


@pytest.mark.parametrize("path", [path for path in ITEMS if path.suffix == ".html"], ids=lambda path: path.name)
def test_no_page_furniture_is_read(path: Path) -> None:
    text = read_document(path, CHECKOUT).text
    for furniture in ("À lire aussi", "imaginaire", "Accueil", "abonnés", "Abonnement", "témoins", "window.", "promis"):
        assert furniture not in text
