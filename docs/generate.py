"""Write the pages of docs/ that follow from the catalogue, the command line and a release of the sample data.

`python docs/generate.py` publishes the samples in a folder of its own first; `python docs/generate.py HOME` takes what
is published in HOME. A test compares the pages in docs/ with what this makes of the samples.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from flows.catalogue import Catalogue, Indicator, Plan, load_catalogue
from flows.catalogue.records import FROM_BASE, PlanTarget
from flows.cli import cli
from flows.reporting.table import number
from flows.settings import CHECKOUT, Settings, load_settings
from flows.storage.query import query
from flows.survey.exports.tools import tools

DOCS = CHECKOUT / "docs"
REMAKE = "<!-- Made by docs/generate.py: `make docs` writes it anew. -->"
BEGIN, END = "<!-- Made by docs/generate.py from here: `make docs` writes it anew. -->", "<!-- To here. -->"


def main() -> None:
    """Write all pages."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else publish_samples(Path(folder))
        for name, text in pages(load_settings(home)).items():
            (DOCS / name).write_text(text, "utf-8")


def pages(settings: Settings) -> dict[str, str]:
    """By file name, the text of each page; `settings` are those of a project folder with the samples published.

    Nothing in them depends on the day: no time of capture, run or release.
    """
    return {
        "questions.md": _page(_questions(settings)),
        "tables.md": _page(_tables(settings)),
        "commands.md": _page(_commands()),
        "surveys.md": _between_marks(DOCS / "surveys.md", _page(_survey_tools())),
        "vocabulary.md": _between_marks(DOCS / "vocabulary.md", _page(_code_lists(load_catalogue()))),
    }


def publish_samples(home: Path) -> Path:
    """Publish the samples, which are the files of data/raw that git knows, in the empty folder `home`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "data/raw"],  # noqa: S607  # git is what the checkout came with
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / name, home / name)
    barometre = Path(sys.executable).with_name("barometre")
    subprocess.run([barometre, "run", "--home", home], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own
    return home


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _questions(settings: Settings) -> Iterator[str]:
    yield "# Questions people ask"
    yield REMAKE
    yield (
        "Each of these stands as a file in `sql/examples/`. The answers are those of the sample data, whose texts and"
        " survey answers are made up ([press items](../data/raw/press_releases/README.md),"
        " [surveys](../data/raw/surveys/README.md)). The columns are described in [tables.md](tables.md)."
    )
    yield "```console\n$ barometre sql --file sql/examples/01_export_revenue_by_year.sql\n```"
    for script in settings.scripts("examples"):
        first, _, sql = script.read_text("utf-8").partition("\n")
        yield f"## {first.removeprefix('--').strip()}"
        yield f"`sql/examples/{script.name}`"
        yield f"```sql\n{sql.strip()}\n```"
        result = query(settings, sql)
        yield _table(result.columns, result.rows)


def _tables(settings: Settings) -> Iterator[str]:
    described = query(
        settings,
        """
        SELECT table_name, comment, NULL AS kind FROM duckdb_tables() WHERE NOT temporary
        UNION ALL SELECT view_name, comment, 'view' FROM duckdb_views() WHERE NOT internal
        UNION ALL SELECT function_name, comment, 'macro' FROM duckdb_functions() WHERE NOT internal
        ORDER BY table_name
        """,
    ).rows
    yield "# Tables of a release"
    yield REMAKE
    yield (
        "What `data/warehouse/barometre.duckdb` holds. The same words stand in the file itself, as comments of its"
        " tables and columns: `SELECT * FROM duckdb_columns()`."
    )
    yield _table(("name", "meaning"), [(f"[`{name}`](#{name})", comment) for name, comment, _ in described])
    for name, comment, kind in described:
        yield f"## {name}"
        yield f"{comment}{f' ({kind})' if kind else ''}."
        yield (
            f"`FROM {name}('2019-05-01')` has the columns of [`kpi`](#kpi)."
            if kind == "macro"
            else _columns(settings, name)
        )


def _columns(settings: Settings, table: str) -> str:
    columns = query(
        settings,
        "SELECT '`' || column_name || '`', lower(data_type), comment FROM duckdb_columns()"
        " WHERE table_name = ? AND NOT internal ORDER BY column_index",
        [table],
    ).rows
    return _table(("column", "type", "meaning"), columns)


def _commands() -> Iterator[str]:
    yield "# Commands"
    yield REMAKE
    yield (
        "What each command says of itself. Exit codes: 0 done; 1 the data were refused (a gate, an audit, a document"
        " that can't be read); 2 wrong usage or set-up; 130 interrupted."
    )
    for name, command in _each_command(cli, "barometre"):
        context = click.Context(command, info_name=name, terminal_width=100, **cli.context_settings)
        yield f"## {name}"
        yield f"```text\n{command.get_help(context)}\n```"


def _each_command(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """All commands with their full names; those of a group after it."""
    for own, command in group.commands.items():
        yield f"{name} {own}", command
        if isinstance(command, click.Group):
            yield from _each_command(command, f"{name} {own}")


def _survey_tools() -> Iterator[str]:
    yield _table(
        ("tool", "what", "layouts", "decimal mark", "dates"),
        [
            (
                f"`{tool.name}`",
                tool.title,
                "; ".join(f"`{layout.name}` {layout.title}" for layout in tool.layouts.values()),
                f"`{tool.decimal}`",
                f"`{tool.dates}`",
            )
            for tool in tools().values()
        ],
    )


def _code_lists(catalogue: Catalogue) -> Iterator[str]:
    yield "## Indicators"
    yield _table(
        ("code", "English", "French", "definition", "units", "counted"),
        [
            (f"`{one.code}`", one.label, one.label_fr, one.definition, ", ".join(one.units), _counted(one))
            for one in catalogue.indicators.values()
        ],
    )
    yield "`money` stands for any currency. *of* names the broader indicator, which a qualifier in the text narrows."
    yield "## Sectors"
    yield _table(
        ("code", "English", "French", "definition"),
        [(f"`{one.code}`", one.label, one.label_fr, one.definition) for one in catalogue.sectors.values()],
    )
    yield "## Ecosystems"
    yield _table(
        ("code", "English", "French", "definition", "sector"),
        [
            (f"`{one.code}`", one.label, one.label_fr, one.definition, one.sector)
            for one in catalogue.ecosystems.values()
        ],
    )
    yield "## Units"
    yield _table(
        ("code", "meaning", "kind"), [(f"`{one.code}`", one.label, one.kind) for one in catalogue.units.values()]
    )
    yield "## Geographies"
    yield ", ".join(f"`{one.code}` {one.label}" for one in catalogue.geographies.values()) + "."
    yield "## Plans"
    yield _table(
        ("code", "name", "owner", "sector", "geography", "years", "base year", "pillars"),
        [
            (
                f"`{one.code}`",
                one.names[0],
                one.owner,
                one.sector,
                one.geography,
                _years(one),
                str(one.base_year or ""),
                ", ".join(one.pillars),
            )
            for one in catalogue.plans.values()
        ],
    )
    yield "Their targets, as they were signed or announced:"
    yield _table(
        ("plan", "indicator", "measure", "target", "unit", "sector", "since", "by", "source"),
        [
            (
                f"`{one.code}`",
                f"`{each.indicator}`",
                each.measure,
                number(each.value),
                each.unit,
                each.sector or "",
                str(each.base_year) if each.measure in FROM_BASE else "",
                _horizon(one, each),
                f"[{', '.join(filter(None, (each.source.publisher, each.source.published_at)))}]({each.source.url})",
            )
            for one in catalogue.plans.values()
            for each in one.targets
        ],
    )


def _counted(indicator: Indicator) -> str:
    kind = "rate" if indicator.rate else "over a period" if indicator.flow else "on a day"
    said = [
        kind,
        "adds up over years" if indicator.accumulates else "",
        f"of `{indicator.refines}`" if indicator.refines else "",
        f"scope `{indicator.scope}`" if indicator.scope else "",
        f"nature `{indicator.nature}`" if indicator.nature else "",
    ]
    return ", ".join(filter(None, said))


def _horizon(plan: Plan, target: PlanTarget) -> str:
    horizon = target.horizon or plan.horizon
    return str(horizon.year) if horizon else ""


def _years(plan: Plan) -> str:
    return f"{plan.start.year if plan.start else ''}-{plan.horizon.year if plan.horizon else ''}"


def _between_marks(path: Path, made: str) -> str:
    """The text of `path` with `made` in the place of what stands between the two marks."""
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{made}\n{END}{after}"


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A Markdown table; numbers stand to the right."""
    numeric = [any(_is_number(row[index]) for row in rows) for index in range(len(columns))]
    lines = [
        columns,
        ["---:" if right else "---" for right in numeric],
        *([_cell(cell) for cell in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return number(value)
        case dt.date():
            return value.isoformat()
    return " ".join(str(value).split()).replace("|", "\\|")


if __name__ == "__main__":
    main()
