"""What a reader finds in the bytes of a document, before the metadata beside it are added."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.documents.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a document, and what the document says about itself."""

    text: str
    stated: Metadata = field(default_factory=Metadata)
