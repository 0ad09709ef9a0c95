"""Great Expectations, kept quiet: it warns, logs and may report home, none of which is for the reader of a run."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def silenced() -> Iterator[None]:
    """Import and use Great Expectations in here: no analytics, no log lines, no warnings.

    One thread at a time, since warning filters, and the current context of Great Expectations, are the process's.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # read when it is imported
    logger = logging.getLogger("great_expectations")
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        level = logger.level
        logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            logger.setLevel(level)
