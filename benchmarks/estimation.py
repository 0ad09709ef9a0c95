"""How fast domain totals with standard errors are estimated, beside `svy` doing the same work.

    python benchmarks/estimation.py [--responses 1000000] [--domains 200] [--runs 5] [--peer-python PATH] [--json]

Made-up responses of a stratified sample, a skewed amount each, in domains that cross the strata. One call estimates the
totals of all domains with standard errors, intervals and design effects; other designs and statistics stand beside it.
`svy` (PyPI) is no dependency: --peer-python names the interpreter of an environment that has it (and numpy and
polars). It gets the same numbers, is timed without its start, reading and set-up, and its results are compared with
ours. It reports no design effects there, we do. Seconds are the least of the runs, with the greatest beside; MB are
10^6 bytes that one call took at most beyond the data (ours, traced in a run of its own).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from flows.survey.estimation.calibration import poststratify
from flows.survey.estimation.design import Design
from flows.survey.estimation.estimators import Estimates, means_by, ratios_by, totals_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.survey.estimation.design import Codes, Floats

PEER = """
import json, sys, time
import numpy, polars, svy

data, runs = numpy.load(sys.argv[1]), int(sys.argv[2])
frame = polars.DataFrame({name: data[name] for name in ("stratum", "domain", "weight", "firms", "amount")})
sample = svy.Sample(frame, svy.Design(stratum="stratum", wgt="weight", pop_size="firms"))
seconds = []
for _ in range(runs):
    started = time.perf_counter()
    found = sample.estimation.total("amount", by="domain")
    seconds.append(time.perf_counter() - started)
estimates = {str(one.by_level[0]): [one.est, one.se] for one in found.estimates}
print(json.dumps({"version": getattr(svy, "__version__", "?"), "seconds": seconds, "estimates": estimates}))
"""


@dataclass(frozen=True)
class Survey:
    """Responses of a stratified sample: (n,) but for `firms` (strata,)."""

    stratum: Codes
    domain: Codes
    weight: Floats
    amount: Floats
    base: Floats
    firms: Floats
    domains: int

    @property
    def design(self) -> Design:
        return Design(self.stratum, self.weight, self.firms)

    def clustered(self, clusters: int, *, two_stages: bool) -> Design:
        """The same responses in clusters, each in one stratum."""
        random = np.random.default_rng(2)
        psu = random.integers(0, clusters, self.stratum.size)
        stratum = random.integers(0, self.firms.size, clusters)
        population: Floats = 10.0 * np.bincount(stratum, minlength=self.firms.size).astype(np.float64)
        within: Floats = 3.0 * np.bincount(psu, minlength=clusters).astype(np.float64)
        return Design(stratum[psu], self.weight, population, psu, ssu_population=within if two_stages else None)

    def calibrated(self) -> Design:
        """The design post-stratified to five known populations."""
        cells = np.arange(self.stratum.size) % 5
        return poststratify(self.design, cells, dict.fromkeys(range(5), self.weight.sum() / 4.9))


def made_up(responses: int, domains: int, strata: int) -> Survey:
    random = np.random.default_rng(1)
    stratum = np.concatenate([np.arange(strata), random.integers(0, strata, responses - strata)])
    sampled = np.bincount(stratum)
    firms: Floats = (sampled * random.integers(2, 30, strata)).astype(np.float64)
    amount = random.lognormal(10, 1, responses)
    return Survey(
        stratum=stratum,
        domain=random.integers(0, domains, responses),
        weight=(firms / sampled)[stratum],
        amount=amount,
        base=amount * random.uniform(0.5, 2, responses),
        firms=firms,
        domains=domains,
    )


def cases(survey: Survey) -> dict[str, Callable[[], Estimates]]:
    """What is measured, by name; the first is what the peer does too."""
    amount, domain, domains = survey.amount, survey.domain, survey.domains
    one, two = survey.clustered(2000, two_stages=False), survey.clustered(2000, two_stages=True)
    many, known = survey.clustered(200_000, two_stages=True), survey.calibrated()
    everybody = np.zeros_like(domain)
    return {
        "totals, stratified": lambda: totals_by(amount, survey.design, domain, domains),
        "means, stratified": lambda: means_by(amount, survey.design, domain, domains),
        "ratios, stratified": lambda: ratios_by(amount, survey.base, survey.design, domain, domains),
        "totals, 2,000 clusters": lambda: totals_by(amount, fresh(one), domain, domains),
        "totals, 2,000 clusters, two stages": lambda: totals_by(amount, fresh(two), domain, domains),
        "totals, 200,000 clusters, two stages": lambda: totals_by(amount, fresh(many), domain, domains),
        "one total, stratified": lambda: totals_by(amount, survey.design, everybody, 1),
        "one total, post-stratified": lambda: totals_by(amount, known, everybody, 1),
    }


def fresh(design: Design) -> Design:
    """The design as new: nothing about it is remembered from the run before."""
    return Design(design.stratum, design.weight, design.population, design.psu, None, design.ssu_population)


def measured(run: Callable[[], Estimates], runs: int) -> dict[str, float]:
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"least": min(seconds), "greatest": max(seconds), "megabytes": peak / 1e6}


def beside(survey: Survey, python: Path, runs: int) -> dict[str, Any]:
    """The peer's seconds, and the greatest relative difference of its totals and standard errors from ours."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "survey.npz"
        np.savez(
            data,
            stratum=survey.stratum,
            domain=survey.domain,
            weight=survey.weight,
            amount=survey.amount,
            firms=survey.firms[survey.stratum],
        )
        done = subprocess.run([str(python), "-c", PEER, str(data), str(runs)], capture_output=True, check=False)
    if done.returncode:
        return {"skipped": done.stderr.decode().strip().splitlines()[-1]}
    told = json.loads(done.stdout)
    ours = totals_by(survey.amount, survey.design, survey.domain, survey.domains)
    theirs = np.array([told["estimates"][str(d)] for d in range(survey.domains)])
    return {
        "version": told["version"],
        "least": min(told["seconds"]),
        "greatest": max(told["seconds"]),
        "values_differ_by": float(np.abs(theirs[:, 0] / ours.value - 1).max()),
        "errors_differ_by": float(np.abs(theirs[:, 1] / ours.standard_error - 1).max()),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--responses", type=int, default=1_000_000)
    options.add_argument("--domains", type=int, default=200)
    options.add_argument("--strata", type=int, default=60)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--peer-python", type=Path, help="interpreter of an environment with svy")
    options.add_argument("--peer-runs", type=int, default=1)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    survey = made_up(given.responses, given.domains, given.strata)
    ours = {name: measured(run, given.runs) for name, run in cases(survey).items()}
    peer = {"skipped": "no --peer-python was given"}
    if given.peer_python:
        peer = beside(survey, given.peer_python, given.peer_runs)
    print(json.dumps({"ours": ours, "svy": peer}, indent=2) if given.json else table(given, ours, peer))


def table(given: argparse.Namespace, ours: dict[str, dict[str, float]], peer: dict[str, Any]) -> str:
    head = f"{given.responses:,} responses, {given.domains} domains, {given.strata} strata"
    lines = [head, f"{'':38}{'least s':>9}{'greatest':>10}{'MB':>7}"]
    for name, found in ours.items():
        lines.append(f"{name:38}{found['least']:9.3f}{found['greatest']:10.3f}{found['megabytes']:7.0f}")
    if "skipped" in peer:
        return "\n".join([*lines, f"svy: skipped, {peer['skipped']}"])
    lines.append(f"{'svy ' + peer['version'] + ': totals, stratified':38}{peer['least']:9.3f}{peer['greatest']:10.3f}")
    ratio = peer["least"] / ours["totals, stratified"]["least"]
    differ = f"values by {peer['values_differ_by']:.1g}, standard errors by {peer['errors_differ_by']:.1g}"
    return "\n".join([*lines, f"svy takes {ratio:.0f} times as long; they differ at most: {differ}"])


if __name__ == "__main__":
    main()
