"""What the catalogue says for telling statements apart and weighing them, as rows of the staging store."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from flows.catalogue.reconciliation import confused_labels
from flows.catalogue.sources import fold_publisher

if TYPE_CHECKING:
    from flows.catalogue import Catalogue


def reconciling_lists(catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table: classes of sources, publishers, confused labels, provisional words, exchange ranges."""
    sources = catalogue.sources.values()
    publishers = {fold_publisher(name): source.code for source in sources for name in source.publishers}
    words = {word for words in catalogue.reconciliation.provisional_words.values() for word in words}
    return {
        "source_class": [
            {
                "source_class": source.code,
                "rank": rank,
                "label": source.label,
                "first_hand": source.first_hand,
                "others": source.others,
            }
            for rank, source in enumerate(sources, 1)
        ],
        "publisher": [{"name": name, "source_class": code} for name, code in publishers.items()],
        "confused_label": [{"indicator": one, "other": other} for one, other in confused_labels(catalogue)],
        "provisional_word": [{"word": word} for word in sorted(words)],
        "exchange_range": [dataclasses.asdict(entry) for entry in catalogue.reconciliation.exchange_ranges],
    }
