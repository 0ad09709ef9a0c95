"""Small waves, written into a project folder and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import yaml

from flows.survey.answers.reading import Wave, read_wave

if TYPE_CHECKING:
    from pathlib import Path

DESCRIBED = {
    "survey": "members",
    "wave": 1,
    "title": "Members",
    "period": {"start": "2024-01-01", "end": "2024-12-31"},
}


def read(home: Path, export: str | bytes | Path, codebook: str | dict[str, Any], name: str = "export.csv") -> Wave:
    """The wave of `export`, its content or a file, by `codebook`: what it says beyond survey, wave, title, period."""
    folder, scratch = home / "data" / "raw" / "surveys" / "members", home / "scratch"
    for made in (folder, scratch):
        made.mkdir(parents=True, exist_ok=True)
    said = (
        codebook
        if isinstance(codebook, str)
        else yaml.safe_dump(DESCRIBED | codebook, allow_unicode=True, sort_keys=False)
    )
    (folder / "codebook.yml").write_text(said, "utf-8")
    if not isinstance(export, str | bytes):
        name, export = export.name, export.read_bytes()
    (folder / name).write_bytes(export if isinstance(export, bytes) else export.encode())
    return read_wave(folder, home, scratch)


def told(wave: Wave, *variables: str) -> dict[str, list[Any]]:
    """Each of these columns of a wave's frame as a list, None where there is nothing."""
    frame = wave.frame(*variables)
    return {name: [_plain(value) for value in frame[name]] for name in ("problem", *variables)}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if pd.isna(value):
        return None
    return value.item() if isinstance(value, np.generic) else value
