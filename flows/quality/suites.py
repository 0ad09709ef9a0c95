"""Expectation suites: Great Expectations' own JSON, one file for each gated table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import SetupError

if TYPE_CHECKING:
    from great_expectations.core import (
        ExpectationSuite,
        ExpectationSuiteValidationResult,
        ExpectationValidationResult,
    )
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

REMEDY = "mend the suite; docs.greatexpectations.io lists the expectations and their arguments"


@dataclass(frozen=True, slots=True)
class Suite:
    """The expectations of one table.

    The file's `meta.barometre` may name the columns of the table's `key`, by which messages name a row, and declare
    the table `private`: then no value of it is shown outside staging.
    """

    path: Path
    expectations: ExpectationSuite
    key: tuple[str, ...]
    private: bool

    def sentence(self, configuration: ExpectationConfiguration) -> str:
        """What is expected, in words: the expectation's note, else its type spelt out."""
        notes = configuration.notes
        if isinstance(notes, list):
            notes = " ".join(notes)
        return notes or configuration.type.replace("_", " ").capitalize() + "."

    def paired(
        self, found: ExpectationSuiteValidationResult
    ) -> list[tuple[ExpectationConfiguration, ExpectationValidationResult]]:
        """Each expectation with its result, in the order of the file: Great Expectations returns them in another."""
        results = {_identity(one.expectation_config): one for one in found.results}
        expected = [one.configuration for one in self.expectations.expectations]
        return [(one, results[_identity(one)]) for one in expected]


def load_suite(path: Path) -> Suite:
    """The suite in `path`. Raises SetupError that names the file and the expectation at fault."""
    content = _read(path)
    given, meta = content.get("expectations"), content.get("meta") or {}
    ours = meta.get("barometre", {}) if isinstance(meta, dict) else None
    if not isinstance(given, list) or not isinstance(ours, dict):
        raise SetupError("not an expectation suite: it has no list of expectations", where=str(path), remedy=REMEDY)
    from great_expectations.core import ExpectationSuite

    expectations: list[Expectation] = []
    for number, one in enumerate(given, start=1):
        where = f"{path}, expectation {number}"
        expectation = _expectation(one, where)
        if _identity(expectation.configuration) in [_identity(earlier.configuration) for earlier in expectations]:
            raise SetupError("it stands there already", where=where, remedy="remove it")
        expectations.append(expectation)
    suite = ExpectationSuite(name=path.stem, expectations=expectations, meta=meta, notes=content.get("notes"))
    return Suite(path, suite, key=tuple(ours.get("key", ())), private=bool(ours.get("private", False)))


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SetupError(
            "there is no such expectation suite", where=str(path), remedy="write one for the table"
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"not valid JSON: {error}", where=str(path), remedy=REMEDY) from None
    return content if isinstance(content, dict) else {}


def _expectation(given: Any, where: str) -> Expectation:
    """Built one by one: a suite built at once drops whatever it doesn't understand and only logs it."""
    from great_expectations.compatibility.pydantic import ValidationError
    from great_expectations.exceptions.exceptions import GreatExpectationsError
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    try:
        return ExpectationConfiguration(**given).to_domain_obj()
    except (GreatExpectationsError, ValidationError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise SetupError(f"not a valid expectation: {reason}", where=where, remedy=REMEDY) from None


def _identity(configuration: ExpectationConfiguration | None) -> str:
    if configuration is None:
        raise ValueError("a result without its expectation")
    kwargs = {name: value for name, value in configuration.kwargs.items() if name != "batch_id"}
    return json.dumps([configuration.type, kwargs], sort_keys=True, default=str)
