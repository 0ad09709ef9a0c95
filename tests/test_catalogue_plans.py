"""The plans of the catalogue: what was signed, where that stands, and what is wrong in words with a line."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from flows.catalogue import load_catalogue
from flows.catalogue.load import FOLDER
from flows.errors import SetupError
from flows.storage.plans import plan_lists

PLANS = load_catalogue().plans


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for path in FOLDER.glob("*.yml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_the_plans_of_the_federation_are_there() -> None:
    assert {
        "performance_contracts_offshoring",
        "pai_2014_2020",
        "apebi_2019_2020",
        "maroc_digital_2030",
        "offshoring_offer_2026",
        "emergence",
    } <= set(PLANS)


def test_each_plan_has_targets_and_each_target_says_who_told_it_when_and_where() -> None:
    for plan in PLANS.values():
        assert plan.targets, plan.code
        for target in plan.targets:
            assert target.source.by
            assert target.source.title
            assert re.fullmatch(r"(\d{4}(-\d\d){0,2})?", target.source.published_at or "")
            assert re.match(r"https?://", target.source.url)


def test_the_performance_contracts_as_they_were_signed() -> None:
    plan = PLANS["performance_contracts_offshoring"]
    assert (plan.start, plan.horizon, plan.base_year) == (date(2016, 5, 5), date(2020, 12, 31), 2016)
    assert [(one.indicator, one.measure, one.value, one.unit, one.base_year) for one in plan.targets] == [
        ("direct_jobs", "change", 60_000, "jobs", 2016),
        ("export_revenue", "change", 18e9, "MAD", 2016),
        ("investment", "cumulative", 1.5e9, "MAD", 2016),
    ]


def test_as_rows_a_target_is_additional_by_its_measure_and_has_the_horizon_of_its_plan() -> None:
    rows = plan_lists(load_catalogue())["plan_target"]
    for row in rows:
        assert row["additional"] == (row["measure"] in ("change", "cumulative", "growth_rate", "multiple"))
        assert (row["base_year"] is not None) == row["additional"]
    exports = [row for row in rows if (row["plan"], row["indicator"]) == ("maroc_digital_2030", "export_revenue")]
    assert [(row["value"], row["horizon"]) for row in exports] == [
        (25e9, date(2026, 12, 31)),
        (40e9, date(2030, 12, 31)),
    ]


WRONG = [  # what stands in plans.yml, what in its place; what the error says
    ("pillars: [CRM,", "pilars: [CRM,", "unknown key 'pilars'"),
    ("pillars: [CRM,", "pillars: [1,", "pillars holds 1, which is no text"),
    ("{indicator: direct_jobs, m", "{indicator: direct_job, m", "unknown indicator 'direct_job'"),
    ("measure: change, value: 60000", "measure: added, value: 60000", "unknown measure 'added'"),
    ("value: 60000, unit: jobs", "value: sixty, unit: jobs", "value is 'sixty'"),
    ("value: 60000, unit: jobs", "value: 60000, unit: job", "unknown unit 'job'"),
    ("sector: offshoring\n    measure: change", "sector: offshore\n    measure: change", "unknown sector 'offshore'"),
    ("base_year: 2016\n    source", "base_year: soon\n    source", "base_year is 'soon'"),
    ("source: ministry_2016}", "source: ministry_2017}", "there is no source 'ministry_2017'"),
    ("date: 2016-05-05", "date: in May", "date is in May; it must be YYYY-MM-DD"),
    ("publisher: FMES", "publishers: FMES", "unknown key 'publishers'"),
    ("horizon: 2026-12-31\n    source", "horizon: 2036-12-31\n    source", "lies after its horizon"),
    ("geography: MA", "geography: ZZ", "unknown geography 'ZZ'"),
    ("عقود النجاعة, عقد البرنامج]", "PAI]", "the name 'PAI' names both"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "complaint"), WRONG)
def test_what_is_wrong_is_said_with_file_and_line(copy: Path, old: str, new: str, complaint: str) -> None:
    path = copy / "plans.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(SetupError) as caught:
        load_catalogue(copy)
    assert complaint in str(caught.value)
    assert re.search(r"plans\.yml, line \d+", str(caught.value))
