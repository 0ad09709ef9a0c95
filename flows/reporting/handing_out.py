"""`barometre extract`: which folder an extract goes to, and what to say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.errors import SetupError
from flows.reporting.extract import FORMATS, write_extract
from flows.storage.release import current_release

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flows.reporting.manifest import Manifest
    from flows.settings import Settings


def hand_out(
    settings: Settings, name: str | None, formats: Sequence[str] | None, out: Path | None
) -> tuple[Path, Manifest]:
    """Write the extract of the current release: the dataset `name`, else all, in `formats`, else all, into `out`.

    Unnamed, the folder is that of the release below data/warehouse/extracts; a part of an extract gets one beside it.
    """
    release = current_release(settings)
    if release is None:
        raise SetupError("there is no release to extract from", where=str(settings.published), remedy="barometre run")
    part = "-".join(filter(None, [name, *(formats or ())]))
    folder = out or settings.extracts / f"{release.stem}{'-' if part else ''}{part}"
    return folder, write_extract(release, folder, formats=formats or FORMATS, name=name)


def in_words(folder: Path, manifest: Manifest) -> str:
    """Where the extract lies, what is in it, and how its release was validated."""
    validation = manifest.validation
    lines = [
        f"release {manifest.release_id}, {validation.outcome}: {validation.passed} checks passed,"
        f" {validation.failed} failed without stopping it"
    ]
    for file in manifest.files:
        rows = ", ".join(f"{contents.dataset} {contents.rows} rows" for contents in file.contents)
        lines.append(f"  {folder / file.name}  {rows}  sha256 {file.sha256[:12]}…")
    return "\n".join(lines)
