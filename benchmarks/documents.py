"""The texts of the benchmark of claims: documents, and longer texts made of them."""

from __future__ import annotations

import itertools
import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.catalogue import load_catalogue
from flows.catalogue.folding import fold
from flows.claims import Claim, extract_claims
from flows.claims.lexicon import load_lexicon
from flows.claims.sentences import sentence_spans
from flows.documents.decoding import decode


@dataclass(frozen=True, slots=True)
class Document:
    """A text, what is known of it, and the claims that were annotated in it, if any."""

    text: str
    language: str
    published: str | None
    country: str | None
    gold: list[dict[str, Any]]

    def read(self) -> list[Claim]:
        """Its claims."""
        return extract_claims(self.text, language=self.language, published_at=self.published, country=self.country)


def load(folder: Path, gold: Path | None) -> list[Document]:
    """The documents of `folder` with what was annotated in them, duplicates aside."""
    documents = []
    for path in sorted(folder.glob("*.txt")):
        meta = path.with_suffix(".meta.json")
        known = json.loads(meta.read_text("utf-8")) if meta.exists() else {}
        notes = gold / f"{path.stem}.json" if gold else None
        claims = json.loads(notes.read_text("utf-8"))["claims"] if notes and notes.exists() else []
        documents.append(
            Document(
                decode(path.read_bytes(), where=path.name).text,
                known.get("language") or "fr",
                known.get("published_at"),
                known.get("country"),
                [claim for claim in claims if not claim.get("duplicate")],
            )
        )
    if not documents:
        raise SystemExit(f"{folder} holds no document (name.txt); name another folder with --documents")
    return documents


def main_language(documents: list[Document]) -> str:
    """The language of most documents."""
    return statistics.mode(document.language for document in documents)


def joined(documents: list[Document], language: str, size: int) -> Document:
    """The documents of a language, over and over, as one text of at least `size` bytes."""
    chosen = [document for document in documents if document.language == language]
    parts: list[str] = []
    for document in itertools.cycle(chosen):
        parts.append(document.text)
        size -= size_of(document.text) + 2
        if size <= 0:
            break
    return Document("\n\n".join(parts), language, "2020", "MA", [])


def size_of(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def sentences(documents: list[Document]) -> Iterator[tuple[int, int, str, str]]:
    """The sentences of the documents: which document, the offset in it, its language, the text."""
    for number, document in enumerate(documents):
        lexicon = load_lexicon(load_catalogue(), document.language)
        assert lexicon
        folded = fold(document.text)
        for start, end in sentence_spans(folded.text, folded.cased, lexicon.abbreviations):
            first, last = folded.span(start, end)
            yield number, first, document.language, document.text[first:last]
