"""From a file in `data/raw/press_releases` to a document: its text, and what is known about it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from flows.documents.content import Content
from flows.documents.document import Document
from flows.documents.html_reader import read_html
from flows.documents.metadata import SUFFIX, Metadata, metadata_path, read_metadata
from flows.documents.text_reader import read_text
from flows.errors import DataRefused
from flows.settings import Settings

Reader = Callable[[bytes, str], Content]

# One reader for each media type: it takes the bytes, and the file's name for its messages.
READERS: dict[str, Reader] = {"text/plain": read_text, "text/html": read_html}
MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


def list_documents(folder: Path) -> list[Path]:
    """The files under `folder` that are to be read, in the order of their paths.

    Files that can't be read are among them, so that reading refuses them aloud: an unknown suffix, a meta.json without
    its document. Not among them are hidden files, locks of office programs, READMEs and the meta.json of a document.
    """
    files = [path for path in folder.rglob("*") if path.is_file() and not _is_aside(path.relative_to(folder))]
    described = {metadata_path(path) for path in files if not path.name.endswith(SUFFIX)}
    return sorted(path for path in files if path not in described)


def _is_aside(path: Path) -> bool:
    return path.stem.upper() == "README" or any(part.startswith((".", "~$")) for part in path.parts)


def read_document(path: Path, home: Path) -> Document:
    """The document in `path`, with the metadata of the meta.json beside it, else those that it states itself.

    `home` is the project folder, to which messages and `raw_path` are relative. Raises DataRefused, with place and
    remedy, for a document or a meta.json that can't be read.
    """
    raw_path = Settings(home=home.resolve()).relative(path)
    media_type = _media_type(path, raw_path)
    data = _bytes(path, raw_path)
    content = READERS[media_type](data, raw_path)
    if not any(character.isalnum() for character in content.text):
        raise DataRefused(
            "the file holds no words",
            where=raw_path,
            remedy="capture it again (a page that builds itself by script must be saved as text), or remove it",
        )
    known = _first_known(_metadata_beside(path, home), content.stated)
    return Document(
        document_id=hashlib.sha256(data).hexdigest(),
        raw_path=raw_path,
        media_type=media_type,
        text=content.text,
        title=known.title,
        url=known.url,
        publisher=known.publisher,
        published_at=known.published_at,
        language=known.language,
        country=known.country,
    )


def input_fingerprint(path: Path) -> str:
    """SHA-256 over the bytes of a document and of its meta.json: it changes when either does, or when one appears.

    Raises DataRefused when a file can't be opened.
    """
    beside = metadata_path(path)
    parts = [_bytes(path, path.as_posix()), _bytes(beside, beside.as_posix()) if beside.exists() else b""]
    digests = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(digests).hexdigest()


def _media_type(path: Path, where: str) -> str:
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type:
        return media_type
    if path.name.endswith(SUFFIX):
        name = path.name.removesuffix(SUFFIX)
        raise DataRefused(
            "these metadata have no document",
            where=where,
            remedy=f"put {Path(name).stem}.txt or .html beside it, or name it as its document is named, "
            f"without the document's suffix: NAME.txt has NAME{SUFFIX}",
        )
    raise DataRefused(
        f"files of the type {path.suffix or '(none)'} can't be read",
        where=where,
        remedy=f"convert it to .txt or .html (read are {', '.join(MEDIA_TYPES)})",
    )


def _bytes(path: Path, where: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataRefused(
            f"the file can't be opened: {error.strerror or error}",
            where=where,
            remedy="see that it is there and that you may read it",
        ) from None


def _metadata_beside(path: Path, home: Path) -> Metadata:
    beside = metadata_path(path)
    if not beside.exists():
        return Metadata()
    where = Settings(home=home.resolve()).relative(beside)
    return read_metadata(_bytes(beside, where), where)


def _first_known(given: Metadata, stated: Metadata) -> Metadata:
    """Field by field, what a person wrote beside the document, else what the document says of itself."""
    names = [field.name for field in fields(Metadata)]
    return Metadata(**{name: getattr(given, name) or getattr(stated, name) for name in names})
