"""Great Expectations' Data Docs: what each gate found when it last ran, as pages that fetch nothing."""

from __future__ import annotations

import copy
import html
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.quality.docs_index import SUMMARY, moment, summary, write_index
from flows.quality.pages import result_page, suite_page, worst_first

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

    from flows.quality.gate import Check, GateResult
    from flows.quality.suites import Suite

RESULTS = "results/validations"
PAGES = "validations"
COMPLETE_LISTS = ("unexpected_list", "unexpected_index_list", "unexpected_index_query")
VALUES = ("partial_unexpected_list", "partial_unexpected_counts", "observed_value")


def render(
    found: Mapping[str, ExpectationSuiteValidationResult],
    suites: Mapping[str, Suite],
    results: Sequence[GateResult],
    docs: Path,
    *,
    gate: str,
) -> None:
    """Pages of `found` by table, below `docs/index.html`; `results` are the same as the gate tells them.

    The folder holds the last result of each table at each gate and never grows: an earlier one is removed, its page
    and what `docs/results` holds of it. What Great Expectations renders is made self-contained: its own pages load
    scripts, styles and a picture with an id of this installation from the network.
    """
    for result in results:
        for folder in (RESULTS, PAGES):
            shutil.rmtree(docs / folder / result.table / gate, ignore_errors=True)
        _suite_page(docs, result.table).unlink(missing_ok=True)
    now = datetime.now(UTC)
    _render_raw(found, suites, results, docs, gate, now)
    for result in results:
        _make_self_contained(result, suites[result.table], docs, moment(now))
    shutil.rmtree(docs / "static", ignore_errors=True)  # fonts and pictures that no page shows any more
    write_index(docs, docs / RESULTS)


def _render_raw(
    found: Mapping[str, ExpectationSuiteValidationResult],
    suites: Mapping[str, Suite],
    results: Sequence[GateResult],
    docs: Path,
    gate: str,
    now: datetime,
) -> None:
    from great_expectations.core import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    context = _context(docs)
    run = RunIdentifier(run_name=gate, run_time=now)
    rendered: list[Any] = []  # identifiers of both kinds, which build_data_docs takes and its annotation doesn't
    for result in results:
        suite = suites[result.table]
        suite_id = ExpectationSuiteIdentifier(name=result.table)
        result_id = ValidationResultIdentifier(
            expectation_suite_identifier=suite_id, run_id=run, batch_identifier=result.table
        )
        context.suites.add_or_update(copy.copy(suite.expectations))
        context.validation_results_store.set(result_id, _shown(found[result.table], suite, result, run))
        rendered += [suite_id, result_id]
    context.build_data_docs(resource_identifiers=rendered, build_index=False)


def _make_self_contained(result: GateResult, suite: Suite, docs: Path, when: str) -> None:
    """Write the pages of one table anew, as far as Great Expectations could render them."""
    sections = _sections(suite, result)
    for page in (docs / PAGES / result.table / result.gate).glob("*/*.html"):
        page.write_text(result_page(page.read_bytes(), result, sections, when=when, home="../" * 4), "utf-8")
    page = _suite_page(docs, result.table)
    if page.exists():
        page.write_text(suite_page(page.read_bytes(), result.table, home="../"), "utf-8")


def _suite_page(docs: Path, table: str) -> Path:
    return docs / "expectations" / f"{table}.html"


def _sections(suite: Suite, result: GateResult) -> dict[str, list[Check]]:
    """The checks as a page lists them: by its headings, which are columns and one for all other expectations."""
    sections: dict[str, list[Check]] = defaultdict(list)
    for number in worst_first(result):
        kwargs = suite.expectations.expectations[number].configuration.kwargs
        sections[str(kwargs.get("column", "Table-Level Expectations"))].append(result.checks[number])
    return sections


def _context(docs: Path) -> EphemeralDataContext:
    import great_expectations
    from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig

    def files(folder: str) -> dict[str, Any]:
        return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str((docs / folder).resolve())}

    config = DataContextConfig(
        stores={
            "expectations_store": {"class_name": "ExpectationsStore", "store_backend": files("results/expectations")},
            "validation_results_store": {
                "class_name": "ValidationResultsStore",
                "store_backend": files(RESULTS),
            },
        },
        expectations_store_name="expectations_store",
        validation_results_store_name="validation_results_store",
        data_docs_sites={
            "barometre": {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": files("."),
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            }
        },
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return great_expectations.get_context(mode="ephemeral", project_config=config)


def _shown(
    found: ExpectationSuiteValidationResult, suite: Suite, result: GateResult, run: Any
) -> ExpectationSuiteValidationResult:
    """What a page shows, the worst first: a few offenders, of a private table only how many; never a traceback."""
    shown = copy.deepcopy(found)
    shown.meta |= {"run_id": run, SUMMARY: summary(result)}
    in_order = [one for _, one in suite.paired(shown)]
    for one in in_order:
        for name in COMPLETE_LISTS + (VALUES if suite.private else ()):
            one.result.pop(name, None)
        for name in VALUES:
            if name in one.result:
                one.result[name] = _escaped(one.result[name])
        for info in (one.exception_info, *one.exception_info.values()):
            if isinstance(info, dict) and "exception_traceback" in info:
                info["exception_traceback"] = ""
    shown.results = [in_order[number] for number in worst_first(result)]
    return shown


def _escaped(value: Any) -> Any:
    """Great Expectations writes values into its pages as they are, also those that are markup."""
    if isinstance(value, dict):
        return {name: _escaped(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(one) for one in value]
    return html.escape(value, quote=False) if isinstance(value, str) else value
