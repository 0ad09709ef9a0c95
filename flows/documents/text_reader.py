"""Reading plain text: the content as decoded, so that offsets into the text are offsets into the file."""

from __future__ import annotations

from flows.documents.content import Content
from flows.documents.decoding import decode


def read_text(data: bytes, where: str) -> Content:
    """The text of a .txt file, unchanged but for its byte order mark. Raises DataRefused when it doesn't decode."""
    return Content(decode(data, where=where).text)
