"""What the documentation shows is what happens: commands and their output, links, and nothing left out."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args, get_origin

import click
import pytest
import yaml
from conftest import sample_data

from flows.catalogue import Indicator, load_catalogue
from flows.claims.claim import Claim, Hedge, Measure, Nature
from flows.cli import cli
from flows.documents.metadata import Metadata
from flows.errors import SetupError
from flows.settings import CHECKOUT, Settings
from flows.storage.query import query
from flows.survey.codebook.codebook import (
    Calibration,
    Codebook,
    Confidentiality,
    Design,
    Margin,
    Part,
    Period,
    Reason,
    Roles,
    Rules,
    Variable,
)
from flows.survey.disclosure.sensitivity import (
    CONCENTRATION,
    FREE,
    ONE_UNIT,
    SECONDARY,
    SMALL_COUNT,
    TWO_UNITS,
    sensitivity,
)
from flows.survey.disclosure.sensitivity import Rules as SensitivityRules

PAGES = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
SHOWN_HOME = "/srv/barometre"

# Commands that are not run as they stand, and where they are tested, or why they are not.
ELSEWHERE = {
    "make run": "test_the_first_run_prints_what_is_shown; the Makefile only makes the environment before it",
    "make test": "this is what runs these tests",
    "barometre serve": "tests/test_schedule.py serves deployments until one fires",
    "export PREFECT_API_URL=https://prefect.example.org/api": "there is no such server",
    "export PREFECT_DEFAULT_WORK_POOL_NAME=barometre": "for the commands below it",
    "prefect work-pool create barometre --type process": "Prefect's own, and needs that server",
    "prefect --no-prompt deploy --all": "needs that server; tests/test_schedule.py reads the same prefect.yaml",
    "prefect worker start --pool barometre": "runs until it is ended",
    "ln -s releases/20190425T063000Z-0a1b2c3d.duckdb data/warehouse/back": "test_going_back_to_an_earlier_release",
    "mv -T data/warehouse/back data/warehouse/barometre.duckdb": "test_going_back_to_an_earlier_release",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A command as a page shows it, and its output as far as it is shown."""

    place: str
    command: str
    shown: str


def examples() -> Iterator[Example]:
    for page in PAGES:
        text = page.read_text("utf-8")
        for block in re.finditer(r"^ *```console\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
            line = text.count("\n", 0, block.start()) + 1
            for said in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]:
                first, *rest = said.splitlines()
                more = 0
                while more < len(rest) and rest[more].startswith("> "):
                    more += 1
                command = "\n".join([first, *(line[2:] for line in rest[:more])])
                yield Example(f"{page.name}:{line}", command, "\n".join(rest[more:]).strip())


EXAMPLES = list(examples())
STEP_BY_STEP = "surveys.md"  # its commands build on one another, in a project of their own
REFUSED = {"barometre survey describe wrong": 1}
RUN_HERE = [
    example
    for example in EXAMPLES
    if example.command not in ELSEWHERE and not example.place.startswith(f"{STEP_BY_STEP}:")
]


@pytest.fixture(scope="module")
def home(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published samples with the checkout's queries, as a person has them who stands in the checkout."""
    copy = tmp_path_factory.mktemp("docs") / "home"
    shutil.copytree(published.home, copy, symlinks=True)
    shutil.copytree(CHECKOUT / "sql", copy / "sql")
    return copy


def run(command: str, home: Path, *, in_bash: bool = False) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "BAROMETRE_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"
    program, *arguments = ["bash", "-c", command] if in_bash else shlex.split(command)
    return subprocess.run(
        [shutil.which(program, path=path) or program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=home,
        env=own | {"PATH": path, "BAROMETRE_HOME": str(home)},
        timeout=300,
        check=False,
    )


def require_shown(shown: str, printed: str, home: Path) -> None:
    """`printed` is what is `shown`: a line … stands for any lines, … in a line for anything; widths don't matter."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*?") + r"\n"
        for line in plain(shown).splitlines()
    ]
    found = plain(printed).replace(str(home), SHOWN_HOME)
    if not re.fullmatch("".join(lines), f"{found}\n"):
        pytest.fail(f"shown:\n{shown}\n\nprinted:\n{found}", pytrace=False)


def plain(text: str) -> str:
    lines = [re.sub(r"[ \u00a0\u202f]+", " ", line).rstrip() for line in text.splitlines()]
    return re.sub("─+", "─", "\n".join(lines)).strip("\n")


@pytest.mark.parametrize("example", RUN_HERE, ids=lambda example: f"{example.place} {example.command.split()[:2]}")
def test_a_command_prints_what_is_shown(example: Example, home: Path) -> None:
    done = run(example.command, home)
    assert done.returncode == 0, done.stdout
    if example.shown:
        require_shown(example.shown, done.stdout, home)


def test_a_newcomer_gets_from_an_export_to_an_estimate(published: Settings, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(published.home, home, symlinks=True)
    shutil.copytree(CHECKOUT / "docs" / "examples", home / "docs" / "examples")
    text = page(STEP_BY_STEP)
    files = {
        text.count("\n", 0, block.start()) + 1: (block[1], block[2])
        for block in re.finditer(r"^<!-- file: (\S+) -->\n```\w+\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    }
    assert files
    for example in (example for example in EXAMPLES if example.place.startswith(f"{STEP_BY_STEP}:")):
        line = int(example.place.rpartition(":")[2])
        for earlier in [place for place in files if place < line]:
            name, content = files.pop(earlier)
            (home / name).write_text(content, "utf-8")
        done = run(example.command, home, in_bash=True)
        assert done.returncode == REFUSED.get(example.command, 0), done.stdout
        if example.shown:
            require_shown(example.shown, done.stdout, home)


def test_commands_that_are_tested_elsewhere_are_still_shown() -> None:
    assert set(ELSEWHERE) <= {example.command for example in EXAMPLES}


def test_the_first_run_prints_what_is_shown(tmp_path: Path) -> None:
    [example] = [example for example in EXAMPLES if example.command == "make run" and example.shown]
    sample_data(tmp_path)
    done = run("barometre run", tmp_path)
    assert done.returncode == 0, done.stdout
    require_shown(example.shown, done.stdout, tmp_path)


def test_going_back_to_an_earlier_release(published: Settings, tmp_path: Path) -> None:
    shutil.copytree(published.warehouse, tmp_path / "data" / "warehouse", symlinks=True)
    link, remove = [command for command in ELSEWHERE if command.startswith(("ln ", "mv "))]
    earlier = tmp_path / "data" / "warehouse" / shlex.split(link)[2]
    shutil.copyfile(published.published, earlier)
    for command in (link, remove):
        assert run(command, tmp_path).returncode == 0
    assert (tmp_path / "data" / "warehouse" / "barometre.duckdb").resolve() == earlier.resolve()
    assert run('barometre sql "FROM release"', tmp_path).returncode == 0


def test_the_generated_pages_are_those_of_the_samples(published: Settings) -> None:
    made = runpy.run_path(str(CHECKOUT / "docs" / "generate.py"))["pages"](published)
    for name, text in made.items():
        assert (CHECKOUT / "docs" / name).read_text("utf-8") == text, f"docs/{name} is not up to date: make docs"


def test_every_example_query_and_every_table_is_told(published: Settings) -> None:
    questions, tables = page("questions.md"), page("tables.md")
    for script in (CHECKOUT / "sql" / "examples").glob("*.sql"):
        assert f"`sql/examples/{script.name}`" in questions
    for (table,) in query(published, "SELECT table_name FROM duckdb_columns() WHERE NOT internal").rows:
        assert f"## {table}\n" in tables


def test_every_command_and_option_is_told() -> None:
    told = "\n".join(path.read_text("utf-8") for path in PAGES)
    for name, command in each_command(cli, "barometre"):
        assert name in told
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("-") or option in told, option


def each_command(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    for own, command in group.commands.items():
        yield f"{name} {own}", command
        if isinstance(command, click.Group):
            yield from each_command(command, f"{name} {own}")


@pytest.mark.parametrize("path", [*PAGES, *sorted((CHECKOUT / "data" / "raw").glob("*/README.md"))], ids=str)
def test_links_resolve(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        file, _, anchor = target.partition("#")
        if file.startswith("https://"):
            continue
        linked = (path.parent / file).resolve() if file else path
        assert linked.exists(), f"{path.name} links to {target}"
        if anchor:
            assert anchor in {slug(heading) for heading in headings(linked)}, f"{path.name} links to {target}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_files_that_are_named_are_there(path: Path) -> None:
    named = re.findall(r"`((?:flows|sql|tests|docs|expectations)/[\w./-]+)`", path.read_text("utf-8"))
    assert [name for name in named if not (CHECKOUT / name).exists()] == []


def test_every_part_of_the_program_has_its_place_in_the_architecture() -> None:
    told = page("architecture.md")
    parts = {path.parent.name for path in (CHECKOUT / "flows").glob("*/__init__.py")}
    assert {name for name in parts if f"flows/{name}/" not in told} == set()
    assert {field.name for field in fields(Claim) if f"`{field.name}`" not in told} == set()


def test_every_code_is_in_the_vocabulary(published: Settings) -> None:
    told = page("vocabulary.md")
    assert codes(told, "Measures") == set(get_args(Measure))
    assert codes(told, "Natures") == set(get_args(Nature))
    assert codes(told, "Hedges") == set(get_args(Hedge))
    [(scopes,)] = query(
        published, "SELECT comment FROM duckdb_columns() WHERE table_name = 'claim' AND column_name = 'scope'"
    ).rows
    assert codes(told, "Scopes") == set(re.split(", | or ", scopes))


def test_hedges_open_figures_as_the_models_do() -> None:
    model = (CHECKOUT / "sql" / "models" / "40_statements.sql").read_text("utf-8")
    ranges = {
        name: (float(low), float(high)) for name, low, high in re.findall(r"\('(\w+)', +([\d.]+), ([\d.]+)\)", model)
    }
    told = re.findall(r"^\| `(\w+)` \|.*\| ([\d.]+) to ([\d.]+) \|$", page("vocabulary.md"), re.MULTILINE)
    assert {name: (float(low), float(high)) for name, low, high in told} == ranges


def test_every_key_of_a_source_is_explained() -> None:
    told = page("adding-a-source.md")
    assert {field.name for field in fields(Metadata) if f"`{field.name}`" not in told} == set()


CODEBOOK: dict[str, type[Part]] = {
    "The wave": Codebook,
    "The period": Period,
    "A variable": Variable,
    "Roles": Roles,
    "The design": Design,
    "Calibration": Calibration,
    "A margin": Margin,
    "Rules": Rules,
    "Rules of confidentiality": Confidentiality,
}


@pytest.mark.parametrize("heading", CODEBOOK)
def test_every_entry_of_a_codebook_is_explained(heading: str) -> None:
    told = section(page("surveys.md"), heading)
    entries = CODEBOOK[heading].model_fields
    assert sorted(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE)) == sorted(entries)
    for name, field in entries.items():
        [row] = re.findall(rf"^\| `{name}` \|.*$", told, re.MULTILINE)
        choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        assert [choice for choice in choices if f"`{choice}`" not in row] == []
        if heading == "Rules":  # the first choice is the one that is taken
            assert re.findall(r"`(\w+)`", row.split("|")[3])[0] == field.default


def test_every_part_of_a_codebook_is_there() -> None:
    assert set(CODEBOOK.values()) == set(Part.__subclasses__())
    reasons = re.findall(r"`(\w+)`", "".join(re.findall(r"^\|.*?\|", why_no_answer(), re.MULTILINE)))
    assert set(reasons) == set(get_args(Reason))


def why_no_answer() -> str:
    return section(page("surveys.md"), "Why there is no answer")


def test_the_worked_examples_of_confidentiality_come_out_so() -> None:
    table = section(page("surveys.md"), "When a cell is unsafe")
    rows = re.findall(r"^\| ([\d, ]+) \| `(.*?)` \| (\w) \|", table, re.MULTILINE)
    assert len(rows) == 7
    for answers, rule, status in rows:
        given = Confidentiality.model_validate(yaml.safe_load(rule))
        rules = SensitivityRules(
            minimum_frequency=given.minimum_firms or 3,
            dominance=tuple(given.dominance or ()),
            p_percent=given.p_percent,
        )
        assert sensitivity([float(answer) for answer in answers.split(",")], rules=rules).conf_status == status


def test_every_status_is_explained(published: Settings) -> None:
    table = section(page("surveys.md"), "Codes")
    told = set(re.findall(r"^\| `(\w+)` \| `(\w)` \|", table, re.MULTILINE))
    known = {("obs_status", "A"), ("obs_status", "Q")}
    known |= {("conf_status", code) for code in (FREE, SMALL_COUNT, SECONDARY, ONE_UNIT, TWO_UNITS, CONCENTRATION)}
    assert told == known
    for column in ("obs_status", "conf_status"):
        used = query(published, f"SELECT DISTINCT {column} FROM survey_estimate").rows
        assert {(column, code) for (code,) in used} <= told


def test_every_key_of_an_indicator_is_explained() -> None:
    told = codes(page("adding-an-indicator.md"), "The entry")
    assert told == {field.name for field in fields(Indicator)} - {"label_fr"}


def test_the_indicator_of_the_example_can_be_added_and_a_collision_is_told(tmp_path: Path) -> None:
    text = page("adding-an-indicator.md")
    entry, _plan = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    folder = tmp_path / "catalogue"
    shutil.copytree(CHECKOUT / "flows" / "catalogue", folder)
    units = (folder / "units.yml").read_text("utf-8")
    hours = "units:\n- {code: hours, label: hours, kind: count, symbols: [], words: {}}"
    (folder / "units.yml").write_text(units.replace("units:", hours, 1), "utf-8")
    indicators = (folder / "indicators.yml").read_text("utf-8")
    (folder / "indicators.yml").write_text(indicators + entry, "utf-8")
    assert load_catalogue(folder).indicators["training_hours"].label == "Training hours"
    other = tmp_path / "colliding"
    shutil.copytree(folder, other)
    (other / "indicators.yml").write_text(indicators + entry.replace("[heure de formation", "[formation"), "utf-8")
    with pytest.raises(SetupError) as refused:
        load_catalogue(other)
    assert refused.value.what in text


def test_every_option_is_told_with_its_value() -> None:
    told = page("operations.md")
    for option in fields(Settings):
        if option.name != "home":
            assert f"| `{option.name}` | {option.default} |" in told


@pytest.mark.parametrize(
    ("name", "heading"), [("operations.md", "When something is wrong"), ("adding-a-source.md", "When it is refused")]
)
def test_messages_are_those_of_the_program(name: str, heading: str) -> None:
    source = "\n".join(path.read_text("utf-8") for path in (CHECKOUT / "flows").rglob("*.py"))
    rows = re.findall(r"^\| ([^|]+) \|", section(page(name), heading), re.MULTILINE)[2:]
    parts = [part for row in rows for part in re.split(r"; | ?\.\.\. ?", row) if part]
    assert len(parts) >= len(rows) > 0
    assert [part for part in parts if part not in source] == []


def page(name: str) -> str:
    return (CHECKOUT / "docs" / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one."""
    [found] = re.findall(rf"^#+ {heading}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    return str(found)


def codes(text: str, heading: str) -> set[str]:
    """The codes in the first column of the table under a heading."""
    cells = re.findall(r"^\| (`[^|]+`) \|", section(text, heading), re.MULTILINE)
    return {code for cell in cells for code in re.findall(r"`(\w+)`", cell)}


def headings(path: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)


def slug(heading: str) -> str:
    """The anchor that Git hosts give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
