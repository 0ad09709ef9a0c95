"""Specification of the settings: which folder is meant, what it may change, and what is said of a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.errors import SetupError
from flows.settings import CHECKOUT, Settings, load_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAROMETRE_HOME", raising=False)


def test_the_home_is_the_one_named_else_of_the_environment_else_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, set_up = tmp_path / "named", tmp_path / "set up é"
    named.mkdir()
    set_up.mkdir()
    assert load_settings().home == CHECKOUT
    monkeypatch.setenv("BAROMETRE_HOME", str(set_up))
    assert load_settings().home == set_up
    assert load_settings(named).home == named
    assert load_settings(str(named)).home == named
    monkeypatch.setenv("BAROMETRE_HOME", "")
    assert load_settings().home == CHECKOUT


def test_a_home_may_be_relative_or_below_that_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "project").mkdir()
    assert load_settings("project").home == tmp_path / "project"
    assert load_settings("~/project").home == tmp_path / "project"


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_home_that_is_no_folder_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="no such project folder") as refused:
        load_settings(tmp_path / name)
    assert refused.value.where == str(tmp_path / name)
    assert "--home" in (refused.value.remedy or "")


def test_data_lie_below_the_home(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    data = tmp_path / "data"
    assert settings.press_releases == data / "raw" / "press_releases"
    assert settings.surveys == data / "raw" / "surveys"
    assert settings.staging == data / "warehouse" / "staging.duckdb"
    assert settings.releases == data / "warehouse" / "releases"
    assert settings.published == data / "warehouse" / "barometre.duckdb"
    assert settings.extracts == data / "warehouse" / "extracts"
    assert settings.validation == data / "warehouse" / "validation"


@pytest.mark.parametrize("name", ["sql", "expectations"])
def test_sql_and_expectations_are_the_homes_own_or_else_those_of_the_checkout(tmp_path: Path, name: str) -> None:
    assert getattr(load_settings(tmp_path), name) == CHECKOUT / name
    (tmp_path / name).mkdir()
    assert getattr(load_settings(tmp_path), name) == tmp_path / name


def test_sql_files_come_in_the_order_in_which_they_run(tmp_path: Path) -> None:
    models = tmp_path / "sql" / "models"
    models.mkdir(parents=True)
    for name in ("20_b.sql", "10_c.sql", "30_a.sql", "notes.md"):
        (models / name).write_text("")
    settings = load_settings(tmp_path)
    assert [path.name for path in settings.scripts("models")] == ["10_c.sql", "20_b.sql", "30_a.sql"]
    with pytest.raises(SetupError, match="there are no SQL files") as refused:
        settings.scripts("audits")
    assert refused.value.where == str(tmp_path / "sql" / "audits")
    assert refused.value.remedy


def test_files_are_named_relative_to_the_home_with_forward_slashes(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.relative(settings.press_releases / "é" / "a b.txt") == "data/raw/press_releases/é/a b.txt"
    assert settings.relative(settings.raw / ".." / "raw" / "a.txt") == "data/raw/a.txt"
    assert settings.relative(CHECKOUT / "README.md") == (CHECKOUT / "README.md").as_posix()


def test_without_a_file_each_option_has_its_usual_value(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings(
        home=tmp_path, documents_per_task=50, releases_kept=10, minimum_firms=3, lock_wait_seconds=0
    )


def test_the_file_of_the_checkout_shows_each_option_with_its_usual_value() -> None:
    assert load_settings(CHECKOUT) == Settings(home=CHECKOUT)
    shown = (CHECKOUT / "barometre.toml").read_text("utf-8")
    options = Settings.__dataclass_fields__.keys() - {"home"}
    assert [option for option in options if option not in shown] == []


def test_options_are_read(tmp_path: Path) -> None:
    (tmp_path / "barometre.toml").write_text("# mine\nminimum_firms = 5\nlock_wait_seconds = 600\n")
    settings = load_settings(tmp_path)
    assert (settings.minimum_firms, settings.lock_wait_seconds, settings.releases_kept) == (5, 600, 10)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("minimum_firm = 5", "unknown option 'minimum_firm'"),
        ("home = '/tmp'", "unknown option 'home'"),
        ("[minimum_firms]\nvalue = 5", "minimum_firms must be a whole number from 3 on, not {'value': 5}"),
        ("minimum_firms = 0", "minimum_firms must be a whole number from 3 on, not 0"),
        ("minimum_firms = 2.5", "minimum_firms must be a whole number from 3 on, not 2.5"),
        ("minimum_firms = '3'", "minimum_firms must be a whole number from 3 on, not '3'"),
        ("releases_kept = true", "releases_kept must be a whole number from 1 on, not True"),
        ("documents_per_task = -1", "documents_per_task must be a whole number from 1 on, not -1"),
        ("lock_wait_seconds = -1", "lock_wait_seconds must be a whole number from 0 on, not -1"),
        ("minimum_firms = ", "not valid TOML: Invalid value (at end of document)"),
        ("minimum_firms = 3\nminimum_firms = 4", "not valid TOML: Cannot overwrite a value"),
        (b"# \xe9t\xe9", "not valid TOML: 'utf-8' codec can't decode byte 0xe9"),
    ],
)
def test_a_mistake_in_the_file_is_said_with_its_place(tmp_path: Path, text: str | bytes, message: str) -> None:
    file = tmp_path / "barometre.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SetupError) as refused:
        load_settings(tmp_path)
    assert message in refused.value.what
    assert refused.value.where == str(file)
    assert refused.value.exit_code == 2


def test_an_unknown_option_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "barometre.toml").write_text("minimum_firm = 5")
    with pytest.raises(SetupError) as refused:
        load_settings(tmp_path)
    assert refused.value.remedy == "known are documents_per_task, releases_kept, minimum_firms, lock_wait_seconds"


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "barometre.toml").write_bytes(b"\xef\xbb\xbfminimum_firms = 5\r\n")
    assert load_settings(tmp_path).minimum_firms == 5


def test_a_file_that_cant_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "barometre.toml").mkdir()
    with pytest.raises(SetupError, match="can't be read") as refused:
        load_settings(tmp_path)
    assert refused.value.where == str(tmp_path / "barometre.toml")
