"""Estimates of published data against results of R's survey package, which lie beside the project, where they do."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from flows.survey.estimation.calibration import calibrate, poststratify, rake
from flows.survey.estimation.estimators import Estimate, mean, ratio, total
from flows.survey.estimation.quantiles import quantile
from flows.survey.estimation.sampling import sample

if TYPE_CHECKING:
    from flows.survey.estimation.design import Design, Floats, Lonely, Mask

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "surveys" / "reference"
INLINE = "inline"

pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference estimates are not beside the project")


def items() -> list[Any]:
    if not REFERENCE.is_dir():
        return []
    return [pytest.param(i, id=i["id"]) for i in json.loads((REFERENCE / "expected.json").read_text("utf-8"))["items"]]


@pytest.mark.parametrize("item", items())
def test_reference(item: dict[str, Any]) -> None:
    found = estimated(item)
    assert found.value == pytest.approx(item["estimate"], rel=1e-6)
    assert found.standard_error == pytest.approx(item["se"], rel=1e-6, abs=1e-9)
    if item["df"] is not None:
        assert found.degrees_of_freedom == item["df"]
        assert [found.ci_low, found.ci_high] == pytest.approx(item["ci95_t"], rel=1e-6)


def test_all_of_them_are_here() -> None:
    assert len(items()) == 62


# Printed in the package's own tests and documentation, to the digits printed there: what expected.json leaves out.
def districts(data: pd.DataFrame, **options: Any) -> Design:
    """Schools with their districts as strata, of which district 413 has one school."""
    return sample(len(data), weight=data["pw"], strata=data["dnum"], **options)


def two_stages() -> tuple[pd.DataFrame, Design]:
    data = dataset("apiclus2")
    return data, schools("apiclus2", "", data, with_replacement=False)


LONELY = [
    # rule, standard error of the mean of api00, and without district 413, school 31 of district 406 not in the domain
    ("remove", 5.8058, 5.8909, 5.8909),
    ("certainty", 5.8058, 5.8909, 5.8909),
    ("adjust", 5.8281, 5.8909, 5.9119),
    ("average", 6.0096, 5.8909, 6.0914),
]


@pytest.mark.parametrize(("rule", "error", "domain_error", "adjusted_error"), LONELY)
def test_printed_lonely(rule: Lonely, error: float, domain_error: float, adjusted_error: float) -> None:
    data = dataset("apiclus1")
    assert mean(values("api00", data), districts(data, lonely=rule)).standard_error == pytest.approx(error, abs=6e-5)
    in_full = np.where(data["dnum"] == 413, 1, 1000)
    found = mean(values("api00", data), districts(data, lonely=rule, population=in_full))
    assert found.standard_error == pytest.approx(5.7344, abs=6e-5)
    less = data[data["dnum"] != 413].reset_index(drop=True)
    domain = np.arange(len(less)) != 30
    for in_domain, expected in ((False, domain_error), (True, adjusted_error)):
        found = mean(values("api00", less), districts(less, lonely=rule, lonely_in_domain=in_domain), domain)
        assert found.standard_error == pytest.approx(expected, abs=6e-5)


def test_printed_two_stages() -> None:
    data = dataset("mu284")
    found = total(values("y1", data), design_of({"dataset": "mu284", "design": ""}, data))
    assert (found.value, round(found.standard_error or 0, 1)) == (15080, 2274.3)
    schools_, design = two_stages()
    found = total(values("enroll", schools_), design)  # six schools have no answer
    assert (round(found.value), round(found.standard_error or 0)) == (2639273, 799638)


def test_printed_calibrations() -> None:
    data = dataset("apiclus1")
    clusters = schools("apiclus1", "", data, with_replacement=False)
    found = total(values("enroll", data), calibrated("post-stratified", clusters, data))
    assert (round(found.value), round(found.standard_error or 0)) == (3680893, 406293)
    found = mean(values("api00", data), calibrated("raked", clusters, data))
    assert (round(found.value, 2), round(found.standard_error or 0, 3)) == (641.23, 23.704)
    everywhere = dataset("apipop")
    joint = (everywhere["stype"] + everywhere["sch.wide"]).value_counts().to_dict()
    joint_labels, improved = data["stype"] + data["sch.wide"], {"No": 1712, "Yes": 4482}
    design = rake(clusters, {"type": (joint_labels, joint), "comp.imp": (data["comp.imp"], improved)})
    found = mean(values("api00", data), design)
    assert (round(found.value, 2), round(found.standard_error or 0, 3)) == (642.61, 22.731)


def test_printed_ratio_calibration() -> None:
    data = dataset("apistrat")
    design = schools("apistrat", "", data, with_replacement=False)
    enrolled = values("enroll", data)
    design = calibrate(design, enrolled, np.array([3811472]), variance=enrolled)
    found = total(values("api.stu", data), design)
    assert (round(found.value), round(found.standard_error or 0)) == (3190038, 29566)


def estimated(item: dict[str, Any]) -> Estimate:
    data = dataset(item["dataset"])
    design = design_of(item, data)
    domain = mask(item["domain"], data)
    kind = item["estimator"]
    if kind == "ratio":
        above, below = item["variable"].split("/")
        return ratio(values(above, data), values(below, data), design, domain)
    if kind.startswith("combined ratio"):
        known = float(re.search(r"X known=(\d+)", kind).group(1))  # type: ignore[union-attr]
        return ratio(values(item["variable"], data), values("enroll", data), design, domain, known_total=known)
    y = values(item["variable"], data)
    if kind.startswith("quantile"):
        return quantile(y, float(kind.split()[1]), design, domain)
    return total(y, design, domain) if kind == "total" else mean(y, design, domain)


@cache
def dataset(name: str) -> pd.DataFrame:
    if name.startswith(INLINE):
        columns = {n: json.loads(v) for n, v in re.findall(r"(\w+)=(\[.*?\])", name)}
        return pd.DataFrame(columns)
    return pd.read_csv(REFERENCE / f"{name}.csv", keep_default_na=False, na_values=[""])


def design_of(item: dict[str, Any], data: pd.DataFrame) -> Design:
    """The sampling design of the data, as the item's `design` has it, and its calibration."""
    told, n = item["design"], len(data)
    with_replacement = "no fpc" in told
    if item["dataset"].startswith("api"):
        return calibrated(told, schools(item["dataset"], told, data, with_replacement=with_replacement), data)
    match item["dataset"]:
        case "fpc":
            population = None if with_replacement else data["Nh"]
            return sample(n, weight=data["weight"], strata=data["stratid"], psu=data["psuid"], population=population)
        case "mu284":
            return sample(n, psu=data["id1"], ssu=data["id2"], population=data["n1"], ssu_population=data["n2"])
        case "scd":
            return sample(n, strata=data["ESA"], psu=data["ambulance"])
        case _:
            return sample(n, weight=data["w"], strata=data["Stratum"], lonely="remove")


def schools(name: str, told: str, data: pd.DataFrame, *, with_replacement: bool) -> Design:
    n = len(data)
    match name:
        case "apipop":
            return sample(n, population=np.full(n, n))
        case "apisrs":
            return sample(n, weight=data["pw"], population=data["fpc"])
        case "apistrat":
            strata, population = data["stype"], None if with_replacement else data["fpc"]
            ignored = "WRONG" in told
            return (
                sample(n, weight=data["pw"])
                if ignored
                else sample(n, strata=strata, population=population, weight=data["pw"])
            )
        case "apiclus1" if "lonely" in told:
            lonely: Lonely = told.partition("lonely.psu=")[2]  # type: ignore[assignment]
            return sample(n, weight=data["pw"], strata=data["dnum"], lonely=lonely)
        case "apiclus1":
            return sample(n, weight=data["pw"], psu=data["dnum"], population=data["fpc"])
        case _ if with_replacement:
            return sample(n, weight=data["pw"], psu=data["dnum"], ssu=data["snum"])
        case _:
            populations = {"population": data["fpc1"], "ssu_population": data["fpc2"]}
            return sample(n, psu=data["dnum"], ssu=data["snum"], **populations)  # type: ignore[arg-type]


def calibrated(told: str, design: Design, data: pd.DataFrame) -> Design:
    types = {"E": 4421, "H": 755, "M": 1018}
    one, api99 = np.ones(len(data)), values("api99", data)
    if "post-stratified" in told:
        return poststratify(design, data["stype"], types)
    if "raked" in told:
        return rake(
            design,
            {"stype": (data["stype"], types), "sch.wide": (data["sch.wide"], {"No": 1072, "Yes": 5122})},
        )
    if "stypeH" in told:
        kinds = [values(f"stype=={kind}", data) for kind in "HM"]
        return calibrate(design, np.column_stack([one, *kinds, api99]), np.array([6194, 755, 1018, 3914069]))
    if "GREG" in told:
        return calibrate(design, np.column_stack([one, api99]), np.array([6194, 3914069]))
    return design


def values(variable: str, data: pd.DataFrame) -> Floats:
    name, _, category = variable.partition("==")
    if category:
        return np.asarray(data[name] == category, dtype=np.float64)
    return np.ones(len(data)) if variable == "1" else np.asarray(data[name], dtype=np.float64)


def mask(domain: str | None, data: pd.DataFrame) -> Mask:
    found = np.ones(len(data), dtype=bool)
    for condition in domain.split(" & ") if domain else ():
        name, sign, value = re.split(r"(==|>)", condition)
        found &= np.asarray(data[name] == value if sign == "==" else data[name] > float(value))
    return found
