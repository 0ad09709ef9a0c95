"""Large waves are protected as if each of their firms were looked at, in seconds."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from survey_case import VALUES, codebook, protected, statuses

from flows.survey.disclosure import condensing
from flows.survey.disclosure.condensing import condensed
from flows.survey.disclosure.sensitivity import Rules, sensitivity

RULES = [
    Rules(),
    Rules(20),
    Rules(3, ((1, 60), (3, 80)), 10),
    Rules(3, ((1, 60),), 10, public_weights=False),
]


def firms(size: int, seed: int = 1) -> pd.DataFrame:
    """Of KPO there are two."""
    random = np.random.default_rng(seed)
    ecosystems = np.append(["KPO", "KPO"], random.choice(list(VALUES["eco"])[:4], size - 2, p=[0.5, 0.3, 0.15, 0.05]))
    return pd.DataFrame(
        {
            "firm": np.arange(size).astype(str),
            "w": random.choice([1.0, 2.0, 5.0], size),
            "eco": ecosystems,
            "size": random.choice(list(VALUES["size"]), size),
            "city": random.choice(list(VALUES["city"]), size, p=[0.6, 0.39, 0.01]),
            "y": random.lognormal(3, 2, size) * (random.random(size) > 0.1),
        }
    )


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("seed", range(5))
def test_the_rules_say_the_same_of_fewer_firms(rules: Rules, seed: int) -> None:
    """Of every cell, and the totals stay."""
    told = firms(3000, seed)
    y, weight = told["y"].to_numpy(), told["w"].to_numpy()
    holding = np.where(np.arange(3000) % 50 == 0, 1, np.arange(3000) + 2).astype(np.intp)
    cells = [pd.factorize(told[name], sort=True)[0].astype(np.intp) for name in ("eco", "city")]
    most = max([condensing.KEPT, 2 * rules.minimum_frequency])
    few = condensed(y, weight, holding, cells, kept=most, weighted=rules.public_weights)
    assert few.answers.value.size < 2000
    for codes, their in zip(cells, few.cells, strict=True):
        for cell in np.unique(codes):
            of_all, of_few = codes == cell, their == cell
            assert few.answers.amount[of_few].sum() == pytest.approx((y * weight)[of_all].sum())
            verdict = sensitivity(y[of_all], weight[of_all], holding[of_all], rules)
            found = few.answers
            theirs = sensitivity(found.value[of_few], found.weight[of_few], found.holding[of_few], rules)
            assert theirs.reasons == verdict.reasons
            assert theirs.upper_protection == pytest.approx(verdict.upper_protection, rel=1e-6)


def test_answers_below_0_stay_as_they_are() -> None:
    y = np.append(np.full(500, 3.0), -1.0)
    few = condensed(y, np.ones(501), np.arange(501, dtype=np.intp), [np.zeros(501, dtype=np.intp)])
    assert (few.answers.value < 0).sum() == 1


def test_the_pattern_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    told = firms(4000)
    found = statuses(protected(told, codebook()))
    monkeypatch.setattr(condensing, "LARGE", 10**9)
    assert found == statuses(protected(told, codebook())) != {}


def test_200_000_responses_take_seconds() -> None:
    """By hand: a question of 200 000 takes 1 s, one of a million 3 s, its estimates included."""
    told = firms(200_000)
    started = time.perf_counter()
    estimates = protected(told, codebook(confidentiality={"dominance": [[1, 85]], "p_percent": 10}))
    assert time.perf_counter() - started < 30
    assert (estimates["conf_status"] != "F").any()
