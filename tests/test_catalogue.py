"""The catalogue: complete, consistent, extensible without code, and strict about typos."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.catalogue import load_catalogue
from flows.catalogue.load import FOLDER
from flows.claims import extract_claims
from flows.errors import SetupError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for path in FOLDER.glob("*.yml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_every_indicator_is_defined_and_has_french_words() -> None:
    for indicator in load_catalogue().indicators.values():
        assert indicator.label
        assert indicator.label_fr
        assert indicator.definition.endswith(".")
        assert indicator.units
        assert indicator.words["fr"], indicator.code


def test_the_main_codes_are_there() -> None:
    catalogue = load_catalogue()
    assert {"jobs", "direct_jobs", "export_revenue", "revenue", "investment", "budget"} <= set(catalogue.indicators)
    assert {"MAD", "EUR", "USD", "TND", "CHF", "XOF", "percent", "jobs", "rank"} <= set(catalogue.units)
    assert {"CRM", "BPO", "ITO", "ESO", "KPO"} <= set(catalogue.ecosystems)


def test_plans_have_a_horizon_after_their_start() -> None:
    for plan in load_catalogue().plans.values():
        assert plan.start is None or plan.horizon is None or plan.start < plan.horizon


def test_it_is_read_once_and_its_fingerprint_follows_its_files(copy: Path) -> None:
    assert load_catalogue() is load_catalogue()
    assert load_catalogue(copy).fingerprint == load_catalogue().fingerprint
    other = copy / "other"
    other.mkdir()
    for path in copy.glob("*.yml"):
        shutil.copy(path, other)
    change(other / "sectors.yml", "Vehicles and their parts", "Vehicles and parts")
    assert load_catalogue(other).fingerprint != load_catalogue().fingerprint


def test_a_new_indicator_is_words_and_a_definition(copy: Path) -> None:
    with (copy / "indicators.yml").open("a", encoding="utf-8") as file:
        file.write(
            "- code: patents\n  label: {en: Patents, fr: Brevets}\n  definition: Patents filed.\n"
            "  units: [patents]\n  words:\n    fr: [brevet]\n"
        )
    change(
        copy / "units.yml",
        "\nunits:\n",
        "\nunits:\n- {code: patents, label: patents, kind: count, symbols: [], words: {fr: [brevet]}}\n",
    )
    (claim,) = extract_claims("Le secteur a déposé 1.200 brevets.", language="fr", catalogue=load_catalogue(copy))
    assert (claim.indicator, claim.unit, claim.value) == ("patents", "patents", 1200)


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("sectors.yml", "  label: {en: Textile", "  labell: {en: Textile", "labell"),
        ("indicators.yml", "code: fdi", "code: jobs", "told twice"),
        ("indicators.yml", "units: [hectares]", "units: [acres]", "acres"),
        ("indicators.yml", "nature: estimate", "nature: estimation", "estimation"),
        ("indicators.yml", "refines: jobs", "refines: jobz", "jobz"),
        ("indicators.yml", "fr: [déchet]", "fr: [déchet, bénéfice]", "names both"),
        ("ecosystems.yml", "sector: offshoring", "sector: offshorin", "offshorin"),
        ("plans.yml", "base_year: 2018", "base_year: soon", "base_year"),
        ("units.yml", "symbols: [ha]", "symbols: [no]", "no text"),
        ("words_fr.yml", "elided:", "elide:", "elide"),
        ("geographies.yml", "- {code: TN,", "- {code: TN", "YAML"),
    ],
)
def test_a_typo_stops_with_file_and_line(copy: Path, file: str, old: str, new: str, complaint: str) -> None:
    change(copy / file, old, new)
    with pytest.raises(SetupError) as caught:
        load_catalogue(copy)
    assert complaint in str(caught.value)
    assert file in str(caught.value)
    assert "line " in str(caught.value)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "plans.yml").unlink()
    with pytest.raises(SetupError, match=r"plans\.yml"):
        load_catalogue(copy)
