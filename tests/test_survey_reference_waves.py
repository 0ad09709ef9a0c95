"""Published data as survey waves: a codebook can say each design, and the estimates are those of R's survey package."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from flows.reporting.survey import estimates

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "surveys" / "reference"
STATISTICS = {"mean": "mean", "total": "total", "ratio": "ratio", "mean (proportion)": "share"}
YES_NO = {"type": "choice", "values": {"Yes": "Yes", "No": "No"}}
NUMBER = {"type": "number", "unit": "persons"}
TYPES: dict[str, dict[str, Any]] = {
    "stype": {"type": "choice", "values": {"E": "E", "H": "H", "M": "M"}},
    **dict.fromkeys(("sch_wide", "comp_imp", "large"), YES_NO),
    **{name: {"type": "integer"} for name in ("dnum", "snum", "stratid", "psuid", "id1", "id2")},
    **{name: {"type": "text"} for name in ("key", "ESA", "ambulance", "Stratum")},
}
COLUMNS = {"sch_wide": "sch.wide", "comp_imp": "comp.imp", "api_stu": "api.stu"}
DESIGNS: dict[str, tuple[str | None, str | None, str | None, str | float, str | None]] = {
    "apipop": (None, None, None, 6194, None),
    "apisrs": (None, None, None, 6194, None),
    "apistrat": ("stype", None, None, "fpc", None),
    "apiclus1": (None, "dnum", None, 757, None),
    "apiclus2": (None, "dnum", "snum", "fpc1", "fpc2"),
    "fpc": ("stratid", "psuid", None, "Nh", None),
    "mu284": (None, "id1", "id2", "n1", "n2"),
    "scd": ("ESA", "ambulance", None, 0, None),
    "inline": ("Stratum", None, None, 0, None),
}  # stratum, primary and secondary unit, and how many of these the population has
NAMES = {*TYPES, "fpc", "fpc1", "fpc2", "Nh", "n1", "n2"}
SCHOOLS = {"E": 4421, "H": 755, "M": 1018}

pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference estimates are not beside the project")


def items() -> list[Any]:
    if not REFERENCE.is_dir():
        return []
    return [pytest.param(i, id=i["id"]) for i in json.loads((REFERENCE / "expected.json").read_text("utf-8"))["items"]]


@pytest.mark.parametrize("item", items())
def test_a_codebook_says_it(item: dict[str, Any], tmp_path: Path) -> None:
    variable, statistic, category = what(item)
    domain = asked_domain(item)
    prepared(item).to_csv(tmp_path / "export.csv", index=False)
    text = yaml.safe_dump(codebook(item, variable, statistic, domain), sort_keys=False)
    (tmp_path / "codebook.yml").write_text(text, "utf-8")
    [found] = [
        row
        for row in estimates(tmp_path, minimum_firms=3).records()
        if row["variable"] == variable
        and row["statistic"] == statistic
        and row["category"] == category
        and row["domain"] == ("; ".join(f"{name}={value}" for name, value in domain.items()) or None)
    ]
    factor = 100 if found["unit"] == "percent" else 1
    assert found["value"] / factor == pytest.approx(item["estimate"], rel=1e-6)
    assert found["standard_error"] / factor == pytest.approx(item["se"], rel=1e-6, abs=1e-9)
    if item["df"] is not None:
        assert found["degrees_of_freedom"] == item["df"]
        assert [found["ci_low"] / factor, found["ci_high"] / factor] == pytest.approx(item["ci95_t"], rel=1e-6)


def what(item: dict[str, Any]) -> tuple[str, str, str | None]:
    """The variable, the statistic and the category that are asked for."""
    kind, name = item["estimator"], item["variable"]
    if kind.startswith("quantile"):
        q = float(kind.split()[1])
        return variable_of(name), "median" if q == 0.5 else f"p{q * 100:.0f}", None
    if kind.startswith("combined ratio"):
        return variable_of(name), "total", None
    if name == "1":  # how many there are of the domain: the count of an answer
        [(column, value)] = domains(item).items()
        return column, "count", value
    name, _, category = name.partition("==")
    return variable_of(name.partition("/")[0]), STATISTICS[kind], category or None


def domains(item: dict[str, Any]) -> dict[str, str]:
    conditions = re.findall(r"([\w.]+)(==|>)([\w.]+)", item["domain"] or "")
    return {
        "large" if sign == ">" else variable_of(name): "Yes" if sign == ">" else value
        for name, sign, value in conditions
    }


def asked_domain(item: dict[str, Any]) -> dict[str, str]:
    return {} if item["variable"] == "1" else domains(item)


def codebook(item: dict[str, Any], variable: str, statistic: str, domain: dict[str, str]) -> dict[str, Any]:
    design = designed(item)
    ratio_to = item["variable"].partition("/")[2]
    used = ["key", "weight_", variable, *filter(None, [ratio_to]), *domain, *named(design)]
    variables = {name: {"column": COLUMNS.get(name, name)} | TYPES.get(name, NUMBER) for name in used}
    variables[variable]["statistics"] = [statistic]
    if ratio_to:
        variables[variable] |= {"ratio_to": ratio_to, "unit": "jobs"}
    return {
        "survey": "reference",
        "wave": "all",
        "title": item["id"],
        "period": {"start": "2000-01-01", "end": "2000-12-31"},
        "key": "key",
        "confidentiality": {"public": "published data"},
        "rules": {"nonresponse": "leave_out"},
        "tables": [list(domain)] if domain else [],
        "variables": variables,
        **design,
    }


def designed(item: dict[str, Any]) -> dict[str, Any]:
    """What the codebook says of the item's design."""
    told, name = item["design"], item["dataset"].partition(":")[0]
    free = "no fpc" in told or "WRONG" in told or "lonely" in told or name in ("scd", "inline")
    stratum, psu, ssu, fpc, ssu_fpc = DESIGNS[name]
    if name == "apiclus1" and "lonely" in told:
        stratum, psu = "dnum", None
    said = {
        "psu": psu,
        "ssu": ssu,
        "fpc": None if free else fpc,
        "ssu_fpc": None if free else ssu_fpc,
        "replacement": free,
        "lonely": "remove" if name == "inline" else told.partition("lonely.psu=")[2] or None,
    }
    # Without finite population correction, or with the numbers that the weights rest on, they are in the data.
    roles = {
        "stratum": None if "WRONG" in told else stratum,
        "weight": "weight_" if free or (not ssu_fpc and name != "apipop") else None,
    }
    return {
        "design": {entry: value for entry, value in said.items() if value},
        "roles": {role: variable for role, variable in roles.items() if variable},
        **calibrated(item),
    }


def calibrated(item: dict[str, Any]) -> dict[str, Any]:
    told = item["design"]
    by_type = {"by": "stype", "counts": SCHOOLS}
    if "post-stratified" in told:
        return {"calibration": {"method": "poststratification", "margins": [by_type]}}
    if "raked" in told:
        margins = [by_type, {"by": "sch_wide", "counts": {"No": 1072, "Yes": 5122}}]
        return {"calibration": {"method": "raking", "margins": margins}}
    if "stypeH" in told:
        return {"calibration": {"method": "linear", "margins": [by_type], "totals": {"api99": 3914069}}}
    if "GREG" in told:
        return {"calibration": {"method": "linear", "firms": 6194, "totals": {"api99": 3914069}}}
    if item["estimator"].startswith("combined ratio"):
        return {"calibration": {"method": "ratio", "totals": {"enroll": 3811472}}}
    return {}


def named(told: Any) -> list[str]:
    """The variables that a part of a codebook names."""
    if isinstance(told, str):
        return [told] if told in NAMES else []
    if isinstance(told, dict):
        return [*(name for name in told.get("totals", ())), *(name for part in told.values() for name in named(part))]
    return [name for part in told for name in named(part)] if isinstance(told, list) else []


def variable_of(column: str) -> str:
    return column.replace(".", "_")


def prepared(item: dict[str, Any]) -> pd.DataFrame:
    """The data as an export, with a key, a weight, and whether a unit is in a domain of large ones."""
    name = item["dataset"]
    if name.startswith("inline"):
        data = pd.DataFrame({n: json.loads(v) for n, v in re.findall(r"(\w+)=(\[.*?\])", name)})
    else:
        data = pd.read_csv(REFERENCE / f"{name}.csv", keep_default_na=False, na_values=[""])
    whole = data.select_dtypes("float").columns[data.select_dtypes("float").mod(1).isin([0]).all()]
    data[whole] = data[whole].astype(int)
    weight = next((data[column] for column in ("pw", "weight", "w") if column in data), 1)
    data = data.drop(columns=["w", "weight"], errors="ignore").assign(key=range(1, len(data) + 1), weight_=weight)
    if ">" in (item["domain"] or ""):
        column, _, least = item["domain"].partition(">")
        data["large"] = (data[column] > float(least)).map({True: "Yes", False: "No"})
    return data
