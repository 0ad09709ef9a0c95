"""The manifest of an extract: which release it comes from, how that was validated, and what each file is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Contents:
    """A dataset in a file: how many rows and columns of it stand there, the header not counted."""

    dataset: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class ExtractFile:
    """A file of an extract; `bytes` is its size, `sha256` of its bytes."""

    name: str
    format: str
    contents: tuple[Contents, ...]
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Validation:
    """The checks that the release went through; `failed` are those that stop nothing."""

    outcome: str
    passed: int
    failed: int
    errored: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """An extract of a release. Times are UTC, in ISO 8601."""

    release_id: str
    published_at: str
    created_at: str
    validation: Validation
    datasets: tuple[str, ...]
    formats: tuple[str, ...]
    files: tuple[ExtractFile, ...]

    def answers(self, other: Manifest) -> bool:
        """Whether this is the extract that `other` would be: same release, same validation, datasets and formats."""
        return all(
            getattr(self, name) == getattr(other, name)
            for name in ("release_id", "published_at", "validation", "datasets", "formats")
        )


def verify_extract(folder: Path) -> list[str]:
    """The names of the files that are missing or no longer what the manifest says; empty when all is well."""
    manifest = read_manifest(folder)
    if manifest is None:
        return [MANIFEST]
    return [file.name for file in manifest.files if _sha256(folder / file.name) != file.sha256]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in `folder`, or None where there is none that can be read."""
    from pydantic import TypeAdapter

    try:
        return TypeAdapter(Manifest).validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None


def write_manifest(manifest: Manifest, folder: Path) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n", "utf-8")


def describe_file(path: Path, file_format: str, contents: tuple[Contents, ...]) -> ExtractFile:
    """What the manifest says of a file that was just written."""
    return ExtractFile(path.name, file_format, contents, path.stat().st_size, _sha256(path) or "")


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
