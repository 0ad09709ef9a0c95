"""The catalogue: complete, consistent, extensible without code, and strict about typos."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.catalogue import load_catalogue
from flows.catalogue.load import FOLDER
from flows.catalogue.reconciliation import confused_labels
from flows.catalogue.sources import fold_publisher
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


def test_what_no_text_is_read_by_reads_no_text_again(copy: Path) -> None:
    change(copy / "sources.yml", "label: Official statistics", "label: Statistics")
    change(copy / "reconciliation.yml", "fr: [provisoire,", "fr: [provisoire, à confirmer,")
    assert load_catalogue(copy).fingerprint == load_catalogue().fingerprint


def test_sources_are_ranked_from_the_federations_to_the_press_which_takes_all_others() -> None:
    sources = load_catalogue().sources
    assert list(sources) == ["federation", "statistics", "government", "organisation", "press"]
    assert [code for code, source in sources.items() if source.others] == ["press"]
    assert [code for code, source in sources.items() if not source.first_hand] == ["press"]


def test_publishers_are_the_same_in_any_spelling() -> None:
    for spelling in ("Bank Al-Maghrib", "BANK AL MAGHRIB", "bank  al‑maghrib ", "Bank-Al-Maghrïb"):
        assert fold_publisher(spelling) == "bank al maghrib"
    assert fold_publisher("www.oc.gov.ma") == "www oc gov ma"


def test_confused_labels_are_told_both_ways_and_of_what_refines_them() -> None:
    pairs = confused_labels(load_catalogue())
    assert set(pairs) == {(other, one) for one, other in pairs}
    assert not [pair for pair in pairs if pair[0] == pair[1]]
    # told here, in limits.yml, of what refines one of a pair, of a part and its whole
    for pair in (
        ("gdp_contribution", "production"),
        ("profit", "investment"),
        ("direct_jobs", "trained_people"),
        ("companies", "members"),
    ):
        assert pair in pairs


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
        ("sources.yml", "first_hand: false", "first_hand: perhaps", "first_hand is 'perhaps'"),
        ("sources.yml", "first_hand: false", "firsthand: false", "unknown key 'firsthand'"),
        ("sources.yml", "- INSEE", "- apebi", "'apebi' is in both federation, there spelt 'APEBI', and statistics"),
        ("sources.yml", "- code: government", "- code: government\n  others: true", "government and press"),
        ("reconciliation.yml", "[companies, members]", "[companies, member]", "no indicator 'member'"),
        ("reconciliation.yml", "[companies, members]", "[companies]", "names two indicators"),
        ("reconciliation.yml", "[companies, members]", "[jobs, jobs]", "confused with itself"),
        ("reconciliation.yml", "[provisoire,", "[Provisoire,", "lower case"),
        ("reconciliation.yml", "confused_labels:", "confused_label:", "confused_label'"),
        ("reconciliation.yml", "low: 9.5", "low: 95", "from 95 to 11.5 has nothing in it"),
        ("reconciliation.yml", "low: 9.5", "low: little", "low is 'little'"),
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
