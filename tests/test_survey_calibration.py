"""Calibration: published examples, the totals that are met and have no error, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import DataRefused
from flows.survey.estimation.calibration import calibrate, poststratify, rake
from flows.survey.estimation.estimators import count, mean, means_by, total
from flows.survey.estimation.sampling import sample

if TYPE_CHECKING:
    from flows.survey.estimation.design import Design

# Published: Kalton and Flores-Cervantes 2003, Weighting methods, Journal of Official Statistics 19:2, tables 1 to 4,
# as R's survey package has them in tests/kalton.R: sample and population by a (4 rows) and b (3 columns).
IN_SAMPLE = [[20, 40, 40], [50, 140, 310], [100, 50, 50], [30, 100, 70]]
IN_POPULATION = [[80, 40, 55], [60, 150, 340], [170, 60, 200], [55, 165, 125]]
A, B = (np.repeat(code.ravel(), np.ravel(IN_SAMPLE)) for code in np.indices((4, 3)))
KNOWN_A, KNOWN_B = np.sum(IN_POPULATION, axis=1), np.sum(IN_POPULATION, axis=0)


def kalton() -> Design:
    return sample(A.size, weight=np.ones(A.size))


def by_cells() -> Design:
    known = {f"{a}{b}": IN_POPULATION[a][b] for a in range(4) for b in range(3)}
    return poststratify(kalton(), [f"{a}{b}" for a, b in zip(A, B, strict=True)], known)


def by_margins() -> Design:
    return rake(kalton(), {"a": (A, dict(enumerate(KNOWN_A))), "b": (B, dict(enumerate(KNOWN_B)))})


def dummies() -> Any:
    return np.column_stack([a == A for a in range(4)] + [b == B for b in (1, 2)]).astype(np.float64)


def by_linear_margins() -> Design:
    return calibrate(kalton(), dummies(), np.array([*KNOWN_A, *KNOWN_B[1:]]))


def by_scores() -> Design:
    totals = [KNOWN_A.sum(), KNOWN_A @ np.arange(4), KNOWN_B @ np.arange(3)]
    return calibrate(kalton(), np.column_stack([np.ones(A.size), A, B]), np.array(totals, dtype=np.float64))


KALTON = [
    (by_cells, [[4.00, 1.00, 1.38], [1.20, 1.07, 1.10], [1.70, 1.20, 4.00], [1.83, 1.65, 1.79]]),
    (by_margins, [[1.81, 1.45, 2.02], [1.08, 0.87, 1.21], [2.20, 1.76, 2.45], [1.83, 1.47, 2.04]]),
    (by_linear_margins, [[1.82, 1.50, 1.97], [1.09, 0.78, 1.24], [2.19, 1.88, 2.34], [1.83, 1.52, 1.98]]),
    (by_scores, [[1.21, 1.17, 1.14], [1.43, 1.40, 1.36], [1.66, 1.62, 1.59], [1.88, 1.85, 1.81]]),
]


@pytest.mark.parametrize(("way", "weights"), KALTON)
def test_published_weights(way: Any, weights: list[list[float]]) -> None:
    weight = way().weight
    found = [[weight[(a == A) & (b == B)][0] for b in range(3)] for a in range(4)]
    assert np.array(found) == pytest.approx(np.array(weights), abs=0.00501)


def test_what_is_known_has_no_error() -> None:
    for way in (by_cells, by_margins, by_linear_margins):
        for a in range(4):
            found = count(np.equal(A, a), way())
            assert found.value == pytest.approx(KNOWN_A[a])
            assert found.standard_error == pytest.approx(0, abs=1e-6)


def test_poststrata_as_a_regression_on_their_indicators() -> None:
    y = np.arange(A.size) % 17 + 3.0 * A
    as_cells = poststratify(kalton(), A, dict(enumerate(KNOWN_A)))
    as_regression = calibrate(kalton(), dummies()[:, :4], KNOWN_A)
    for domain in (None, B == 1):
        assert repr(mean(y, as_cells, domain).value)[:12] == repr(mean(y, as_regression, domain).value)[:12]
        one, other = mean(y, as_cells, domain).standard_error, mean(y, as_regression, domain).standard_error
        assert one == pytest.approx(other)


def test_domains_of_a_calibrated_design_at_once() -> None:
    y = np.arange(A.size) % 17 + 3.0 * A
    design = by_margins()
    by = means_by(y, design, B, 3)
    for b in range(3):
        assert by[b].standard_error == pytest.approx(mean(y, design, np.equal(B, b)).standard_error)


def test_a_ratio_estimator_is_a_calibration() -> None:
    # One auxiliary variable, variance proportional to it: weights times 20/12, residuals y - 2x.
    x, y = np.array([1.0, 2, 3]), np.array([1.0, 5, 6])
    found = total(y, calibrate(sample(3, population=np.full(3, 6)), x, np.array([20.0]), variance=x))
    assert [found.value, found.standard_error] == pytest.approx([40, 20 / 12 * 6**0.5])


def test_poststrata_by_hand() -> None:
    # Two post-strata with weights 2 to 3 and 6: residuals ±1 and ±3 times those, 4/3 times their squares.
    design = poststratify(sample(4, weight=[2] * 4), ["x", "x", "y", "y"], {"x": 6, "y": 12})
    found = total(np.array([1.0, 3, 10, 16]), design)
    assert [found.value, found.standard_error] == pytest.approx([168, (4 / 3 * 2 * (3**2 + 18**2)) ** 0.5])


REFUSED = [
    (lambda d: poststratify(d, ["x", "x", "z"], {"x": 5}, "city"), "city z has responses, but no known population"),
    (lambda d: poststratify(d, ["x"] * 3, {"x": 5, "z": 2}), "cell z has a known population, but no response"),
    (lambda d: poststratify(d, ["x", None, "x"], {"x": 5}), "1 units have no cell"),
    (
        lambda d: rake(d, {"a": (["x"] * 3, {"x": 5}), "b": (["x", "x", "y"], {"x": 5, "y": 1})}),
        "the margins add up to different populations: a to 5, b to 6",
    ),
    (
        lambda d: rake(d, {"a": (["x", "x", "y"], {"x": 5, "y": 1}), "b": (["x", "x", "y"], {"x": 1, "y": 5})}),
        "raking did not converge in 200 sweeps: [ab] is still",
    ),
    (lambda d: calibrate(d, np.ones((3, 2)), np.array([5, 6]), ["firms", "jobs"]), "no weights meet .* firms, jobs"),
    (lambda d: calibrate(d, np.ones(3), np.array([5]), variance=np.array([1, 0, 1])), "a variance not above 0"),
    (lambda d: calibrate(d, np.array([1, np.nan, 2]), np.array([5])), "an auxiliary value or total is missing"),
]


@pytest.mark.parametrize(("way", "message"), REFUSED)
def test_what_can_not_be_met(way: Any, message: str) -> None:
    with pytest.raises(DataRefused, match=message):
        way(sample(3))


def test_missing_answers_come_before_calibration() -> None:
    with pytest.raises(ValueError, match="calibrate then"):
        by_cells().answering(A > 0)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(1, 9)), min_size=2, max_size=30))
def test_raking_meets_all_margins(units: list[tuple[int, int, int]]) -> None:
    a, b, weight = (np.array(column) for column in zip(*units, strict=True))
    margins: dict[str, Any] = {}
    for name, labels, factor in (("a", a, 1.0), ("b", b, 1.0)):
        margins[name] = labels, {label: factor * float(weight[labels == label].sum()) for label in set(labels.tolist())}
    design = rake(sample(len(units), weight=weight**0), margins | {})
    for labels, known in margins.values():
        for label, firms in known.items():
            assert count(labels == label, design).value == pytest.approx(firms)
