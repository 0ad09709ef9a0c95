"""The extractor on annotated press items that lie beside the project, where they do."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.claims import Claim, claim_to_json, extract_claims

SHARED = Path(__file__).resolve().parents[2] / "shared" / "documents"
DOCUMENTS = SHARED / "documents"

pytestmark = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the annotated documents are not beside the project")


def read(name: str) -> list[Claim]:
    meta = json.loads((DOCUMENTS / f"{name}.meta.json").read_text("utf-8"))
    return extract_claims(
        (DOCUMENTS / f"{name}.txt").read_bytes().decode("utf-8"),
        language=meta["language"],
        published_at=meta["published_at"],
        country=meta["country"],
    )


def stated(claim: Claim) -> tuple[Any, ...]:
    period = claim.period_start and claim.period_start.year, claim.period_end
    return claim.indicator, claim.measure, claim.nature, claim.value, claim.unit, *period


@pytest.mark.parametrize(
    "expected",
    [
        ("export_revenue", "level", "actual", 10e9, "MAD", 2018, date(2018, 12, 31)),
        ("direct_jobs", "cumulative", "actual", 69_900, "jobs", 2014, date(2018, 12, 31)),
        ("direct_jobs", "change", "target", 60_000, "jobs", None, date(2020, 12, 31)),
        ("export_revenue", "change", "target", 18e9, "MAD", None, date(2020, 12, 31)),
        ("investment", "cumulative", "target", 1.5e9, "MAD", None, date(2020, 12, 31)),
        ("jobs", "rank", "actual", 3, "rank", 2014, date(2018, 12, 31)),
    ],
)
def test_the_seed_states(expected: tuple[Any, ...]) -> None:
    assert expected in [stated(claim) for claim in read("seed")]


def test_the_seed_has_no_claim_on_plan_years_and_pillars() -> None:
    quotes = [claim.quote for claim in read("seed")]
    assert not [quote for quote in quotes if "2019" in quote or "pilier" in quote]


def test_the_score_on_french() -> None:
    names = [path.stem for path in sorted((SHARED / "gold").glob("*.json")) if not path.stem.startswith(("en_", "ar_"))]
    score = _scorer()
    predictions: dict[str, list[dict[str, Any]]] = {
        name: [claim_to_json(claim, name) for claim in read(name)] for name in names
    }
    result = score.summary(score.evaluate(score.load_gold(SHARED / "gold", set(names)), predictions))
    assert result["f1"] >= 0.95
    assert result["complete_f1"] >= 0.65
    assert result["distractor_rate"] <= 0.03


def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
