"""Great Expectations' Data Docs: what each gate found when it last ran, as pages."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

    from flows.quality.suites import Suite

RESULTS = "results/validations"
COMPLETE_LISTS = ("unexpected_list", "unexpected_index_list", "unexpected_index_query")
VALUES = ("partial_unexpected_list", "partial_unexpected_counts", "observed_value")


def render(
    found: Mapping[str, ExpectationSuiteValidationResult], suites: Mapping[str, Suite], docs: Path, *, gate: str
) -> None:
    """Pages of `found` by table, below `docs/index.html`.

    The folder holds the last result of each table at each gate and never grows: an earlier one is removed from
    `docs/results`, where results lie beside the pages, and rebuilding the index removes its page.
    """
    from great_expectations.core import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    for table in found:
        shutil.rmtree(docs / RESULTS / table / gate, ignore_errors=True)
    context = _context(docs)
    run = RunIdentifier(run_name=gate, run_time=datetime.now(UTC))
    rendered: list[Any] = []  # identifiers of both kinds, which build_data_docs takes and its annotation doesn't
    for table, result in found.items():
        suite_id = ExpectationSuiteIdentifier(name=table)
        result_id = ValidationResultIdentifier(
            expectation_suite_identifier=suite_id, run_id=run, batch_identifier=table
        )
        context.suites.add_or_update(copy.copy(suites[table].expectations))
        context.validation_results_store.set(result_id, _shown(result, run, private=suites[table].private))
        rendered += [suite_id, result_id]
    context.build_data_docs(resource_identifiers=rendered)


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


def _shown(result: ExpectationSuiteValidationResult, run: Any, *, private: bool) -> ExpectationSuiteValidationResult:
    """What a page shows: a few offenders, and of a private table only how many; never a traceback."""
    shown = copy.deepcopy(result)
    shown.meta["run_id"] = run
    for one in shown.results:
        for name in COMPLETE_LISTS + (VALUES if private else ()):
            one.result.pop(name, None)
        for info in (one.exception_info, *one.exception_info.values()):
            if isinstance(info, dict) and "exception_traceback" in info:
                info["exception_traceback"] = ""
    return shown
