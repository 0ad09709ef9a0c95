"""What `refreshing` has in memory before it begins a refresh: the modules, and the words of the catalogue."""

from __future__ import annotations

import great_expectations  # noqa: F401

import flows.quality.data_docs
import flows.refresh  # noqa: F401
from flows.catalogue import load_catalogue
from flows.claims import extract_claims

load_catalogue()
extract_claims("10 milliards de dirhams en 2018", language="fr", published_at=None, country="MA")
