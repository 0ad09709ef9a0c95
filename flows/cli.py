"""The command line: each command thin, and nothing imported that it does not need."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import flows
from flows.errors import BarometreError, SetupError, of_the_system
from flows.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = ("press-releases", "surveys", "warehouse", "extracts")


def main() -> None:
    """Run the command line; what is wrong is said in words, never with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that can't show a character still shows the rest
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BarometreError as error:
        click.echo(f"barometre: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output had enough
        sys.stderr.close()
    except OSError as error:
        click.echo(f"barometre: {of_the_system(error)}", err=True)
        sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(flows.__version__, prog_name="barometre")
def cli() -> None:
    """Sector KPIs from press releases and member surveys: every figure opens on the sentence or estimate behind it."""


def with_home(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option --home, and its settings as first argument."""

    @click.option("--home", metavar="DIR", help="Project folder; default: $BAROMETRE_HOME, else the checkout.")
    @wraps(command)
    def run(home: str | None, **options: Any) -> None:
        command(load_settings(home), **options)

    return run


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@cli.command()
@click.argument("steps", nargs=-1, type=click.Choice(STEPS), metavar="[press-releases|surveys|warehouse|extracts]...")
@with_home
def run(settings: Settings, steps: tuple[str, ...]) -> None:
    """Run the flows once, now: those named, or all of them in order."""
    from flows.running import run_steps

    run_steps(settings, steps)


@cli.command()
@with_home
def serve(settings: Settings) -> None:
    """Serve the scheduled deployments of prefect.yaml, with a Prefect server unless one is configured."""
    from flows.serving import serve_deployments

    serve_deployments(settings)


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--format", "style", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@click.option(
    "--html",
    "page",
    is_flag=False,
    flag_value="",
    metavar="[PAGE]",
    help="Write a page that shows the claims in the text: to PAGE, else NAME.claims.html here; - prints it.",
)
@with_home
def claims(settings: Settings, paths: tuple[Path, ...], style: str, page: str | None) -> None:
    """Show the claims in documents, or in all documents of folders; touches no warehouse."""
    from flows.reporting.claims import PRINTED, print_claims, write_page

    if page and page != PRINTED and not paths:  # claims --html FILE
        paths, page = (Path(page),), ""
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    if page is not None and style != "table":
        raise click.UsageError("--html is a format of its own: leave out --format.")
    everything_read = print_claims(paths, style, settings) if page is None else write_page(paths, page, settings)
    if not everything_read:
        sys.exit(1)


@cli.command()
@click.argument("query", required=False)
@click.option("--file", "file", type=click.File("r", encoding="utf-8"), help="Read the query from a file; - is stdin.")
@click.option("--format", "style", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@as_json
@with_home
def sql(settings: Settings, query: str | None, file: Any, style: str, as_json: bool) -> None:
    """Query the published warehouse, read-only: barometre sql "FROM kpi"."""
    from flows.reporting.table import render, screen_width
    from flows.storage.query import query as ask

    if (query is None) == (file is None):
        raise SetupError("give one query, or a file with --file", remedy='for example: barometre sql "FROM kpi"')
    answer = ask(settings, query if query is not None else file.read())
    click.echo(render(answer, "json" if as_json else style, width=screen_width()))


@cli.command()
@click.argument("indicator")
@click.option("--period", help="Year, month or day in which the period begins or ends: 2018, 2018-12.")
@click.option("--sector", help="Code of the sector: offshoring, digital, textile, ...")
@click.option("--ecosystem", help="Code of the ecosystem: CRM, BPO, ITO, ESO, KPO.")
@click.option("--measure", help="level, cumulative, change, growth_rate, share, rank or multiple.")
@click.option("--nature", help="actual, target, forecast or estimate.")
@as_json
@with_home
def explain(settings: Settings, as_json: bool, **question: str | None) -> None:
    """Show what an INDICATOR's values rest on: the sentences and estimates behind them, and their rivals."""
    from flows.reporting.explain import Question, in_words
    from flows.reporting.explain import explain as answer

    explained = answer(settings, Question(**question))  # type: ignore[arg-type]  # click passes its options by name
    if as_json:
        click.echo(json.dumps(explained, ensure_ascii=False, indent=1, default=str))
    elif explained:
        click.echo(in_words(explained))
    else:
        click.echo(f'no value of {question["indicator"]} is like that; barometre sql "FROM kpi" shows what there is')


@cli.command()
@click.argument("name", required=False)
@click.option("--format", "formats", help="Comma-separated: csv, csv-fr, parquet, xlsx. Default: all.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Default: below data/warehouse/extracts.")
@as_json
@with_home
def extract(settings: Settings, name: str | None, formats: str | None, out: Path | None, as_json: bool) -> None:
    """Write the validated data of the current release: all of it, or the table NAME."""
    from flows.reporting.handing_out import hand_out, in_words

    folder, manifest = hand_out(settings, name, formats.split(",") if formats else None, out)
    if as_json:
        click.echo(json.dumps(asdict(manifest) | {"folder": str(folder)}, ensure_ascii=False, indent=1))
    else:
        click.echo(in_words(folder, manifest))


@cli.command()
@as_json
@with_home
def status(settings: Settings, as_json: bool) -> None:
    """Show the current release, the last runs, how fresh the sources are, quarantine and conflicts."""
    from flows.reporting import status as reporting

    found = reporting.status(settings)
    click.echo(reporting.as_json(found) if as_json else reporting.in_words(found))


@cli.command()
@click.argument("document")
@with_home
def erase(settings: Settings, document: str) -> None:
    """Erase a DOCUMENT that should never have been read, by raw path or SHA-256; its file must be gone from data/raw.

    A document whose file is merely removed is withdrawn: it counts no more, and stays as evidence of what was known.
    """
    from flows.storage.erasing import erase as erase_for_good
    from flows.storage.erasing import in_words

    click.echo(in_words(erase_for_good(settings, document)))


@cli.group()
def survey() -> None:
    """Look at a survey export, begin its codebook, and see its estimates; touches no warehouse."""


@survey.command("describe")
@click.argument("path", type=click.Path(path_type=Path))
@as_json
@with_home
def survey_describe(_settings: Settings, path: Path, as_json: bool) -> None:
    """Show what is recognised of an export; of a wave's folder also what its codebook maps, and what it doesn't."""
    from flows.reporting import survey as reporting

    found = reporting.describe(path)
    record = json.dumps(reporting.as_record(found), ensure_ascii=False, indent=1) if as_json else None
    click.echo(record or reporting.in_words(found))


@survey.command("codebook")
@click.argument("file", type=click.Path(path_type=Path))
@with_home
def survey_codebook(_settings: Settings, file: Path) -> None:
    """Print a first codebook.yml made from an XLSForm, a LimeSurvey .lss, an SPSS file, or the export itself."""
    from flows.reporting.survey import draft

    click.echo(draft(file), nl=False)


@survey.command("estimate")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@as_json
@with_home
def survey_estimate(settings: Settings, folder: Path, style: str, as_json: bool) -> None:
    """Show the protected estimates of the wave in FOLDER (an export and its codebook.yml)."""
    from flows.reporting.survey import estimates, estimates_in_words
    from flows.reporting.table import render

    answer = estimates(folder, settings.minimum_firms)
    style = "json" if as_json else style
    click.echo(estimates_in_words(answer) if style == "table" else render(answer, style))
