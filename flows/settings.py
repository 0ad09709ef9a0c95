"""Where everything lies, and the few numbers that a project may change in `barometre.toml`."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from flows.errors import SetupError

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """A project folder (`home`) and its options.

    Data always lie under `home`. `sql/` and `expectations/` come from `home` where it has them, else from the
    checkout, so that a project folder may consist of `data/raw/` alone.
    """

    home: Path
    documents_per_task: int = field(default=50, metadata={"least": 1})
    releases_kept: int = field(default=10, metadata={"least": 1})
    minimum_firms: int = field(default=3, metadata={"least": 3})
    lock_wait_seconds: int = field(default=0, metadata={"least": 0})

    @property
    def raw(self) -> Path:
        return self.home / "data" / "raw"

    @property
    def press_releases(self) -> Path:
        return self.raw / "press_releases"

    @property
    def surveys(self) -> Path:
        return self.raw / "surveys"

    @property
    def warehouse(self) -> Path:
        return self.home / "data" / "warehouse"

    @property
    def staging(self) -> Path:
        return self.warehouse / "staging.duckdb"

    @property
    def releases(self) -> Path:
        return self.warehouse / "releases"

    @property
    def published(self) -> Path:
        """The link that always names the latest release."""
        return self.warehouse / "barometre.duckdb"

    @property
    def extracts(self) -> Path:
        return self.warehouse / "extracts"

    @property
    def validation(self) -> Path:
        return self.warehouse / "validation"

    @property
    def sql(self) -> Path:
        return self._own_or_checkout("sql")

    @property
    def expectations(self) -> Path:
        return self._own_or_checkout("expectations")

    def scripts(self, folder: str) -> list[Path]:
        """The SQL files of a folder of `sql`, in the order in which they run. Raises SetupError when there are none."""
        found = sorted((self.sql / folder).glob("*.sql"))
        if not found:
            raise SetupError(
                "there are no SQL files",
                where=str(self.sql / folder),
                remedy="restore them from git; an sql folder of the project's own needs all that the checkout's has",
            )
        return found

    def _own_or_checkout(self, name: str) -> Path:
        own = self.home / name
        return own if own.is_dir() else CHECKOUT / name

    def relative(self, path: Path) -> str:
        """`path` as people and tables name it: relative to the project folder, with forward slashes."""
        try:
            return path.resolve().relative_to(self.home).as_posix()
        except ValueError:
            return path.as_posix()


def load_settings(home: str | Path | None = None) -> Settings:
    """The settings of the project folder `home`; unnamed, of BAROMETRE_HOME, else of the checkout.

    Raises SetupError when the folder doesn't exist or `barometre.toml` is wrong, naming the option.
    """
    folder = Path(home or os.environ.get("BAROMETRE_HOME") or CHECKOUT).expanduser().resolve()
    if not folder.is_dir():
        raise SetupError(
            "there is no such project folder", where=str(folder), remedy="create it, or name another with --home"
        )
    return Settings(home=folder, **_options(folder / "barometre.toml"))


def _options(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SetupError(f"the settings can't be read: {error.strerror}", where=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"not valid TOML: {error}", where=str(path)) from None
    known = {option.name: option.metadata["least"] for option in fields(Settings) if option.name != "home"}
    for name, value in given.items():
        if name not in known:
            raise SetupError(f"unknown option {name!r}", where=str(path), remedy=f"known are {', '.join(known)}")
        if type(value) is not int or value < known[name]:
            raise SetupError(f"{name} must be a whole number from {known[name]} on, not {value!r}", where=str(path))
    return given
