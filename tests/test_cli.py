"""The command line as people and programs use it: what it prints, and the code it leaves with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import sample_data

from flows.settings import Settings

BAROMETRE = Path(sys.executable).parent / "barometre"


def barometre(
    *arguments: str | Path, home: Path | None = None, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "BAROMETRE_"))}
    return subprocess.run(
        [BAROMETRE, *arguments, *(("--home", home) if home else ())],
        capture_output=True,
        text=True,
        env=own | environment,
        cwd=cwd,
        timeout=300,
        check=False,
    )


def test_sql_answers_as_table_csv_and_json(published: Settings) -> None:
    question = "SELECT 1234567.5 AS amount, 2018 AS year, 'a;b' AS text, NULL AS nothing, DATE '2018-12-31' AS day"
    table = barometre("sql", question, home=published.home)
    assert "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}568" in table.stdout
    assert "2018 " in table.stdout
    assert "1 row" in table.stdout
    assert barometre("sql", question, "--format", "csv", home=published.home).stdout == (
        "amount,year,text,nothing,day\n1234567.5,2018,a;b,,2018-12-31\n"
    )
    assert json.loads(barometre("sql", question, "--json", home=published.home).stdout) == [
        {"amount": 1234567.5, "year": 2018, "text": "a;b", "nothing": None, "day": "2018-12-31"}
    ]


def test_sql_reads_a_query_from_a_file(published: Settings, tmp_path: Path) -> None:
    (tmp_path / "query.sql").write_text("-- how many?\nSELECT count(*) > 10 AS enough FROM kpi;", "utf-8")
    answer = barometre("sql", "--file", tmp_path / "query.sql", "--json", home=published.home)
    assert json.loads(answer.stdout) == [{"enough": True}]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["sql", "SELECT nothing FROM kpi"], 2, 'column "nothing" not found'),
        (["sql", "SELEC 1"], 2, "syntax error"),
        (["sql"], 2, "give one query"),
        (["sql", "DROP TABLE kpi"], 2, "read-only"),
        (["sql", "COPY kpi TO 'out.csv'"], 2, "disabled by configuration"),
        (["sql", "FROM '/etc/passwd'"], 2, ""),
        (["sql", "SET enable_external_access = true"], 2, "locked"),
        (["explain", "exports"], 2, "known are"),
        (["extract", "responses"], 2, "kpi"),
        (["extract", "--format", "pdf"], 2, "csv-fr"),
        (["claims", "nowhere.txt"], 2, "no such file"),
        (["run", "everything"], 2, "press-releases"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_what_can_t_be_done_is_said_in_words(published: Settings, arguments: list[str], code: int, says: str) -> None:
    home = () if arguments[0] == "nonsense" else ("--home", str(published.home))
    done = barometre(*arguments, *home)
    assert done.returncode == code
    assert says.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("command", [["sql", "FROM kpi"], ["explain", "jobs"], ["extract"]])
def test_before_anything_is_published_a_command_says_what_to_do(project: Settings, command: list[str]) -> None:
    done = barometre(*command, home=project.home)
    assert done.returncode == 2
    assert "barometre run" in done.stderr


def test_a_home_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = barometre("status", home=tmp_path / "nowhere")
    assert done.returncode == 2
    assert "there is no such project folder" in done.stderr


def test_the_home_may_come_from_the_environment(published: Settings, tmp_path: Path) -> None:
    done = barometre("sql", "SELECT 1 AS one", "--format", "csv", cwd=tmp_path, BAROMETRE_HOME=str(published.home))
    assert done.stdout == "one\n1\n"


def test_explain_shows_the_value_its_sentences_and_its_rivals(published: Settings) -> None:
    said = barometre("explain", "export_revenue", "--period", "2018", "--measure", "level", home=published.home).stdout
    assert "export_revenue, level, actual: 10" in said
    assert "shown: " in said
    assert "agrees: " in said
    assert "characters " in said
    assert " because " in said
    found = json.loads(barometre("explain", "export_revenue", "--period", "2018", "--json", home=published.home).stdout)
    for observation in found:
        assert [witness["role"] for witness in observation["evidence"]].count("shown") == 1


def test_explain_shows_what_contradicts_a_value_from_both_sides_and_where_its_series_breaks(
    published: Settings,
) -> None:
    for measure in ("change", "level"):
        said = barometre(
            "explain", "export_revenue", "--period", "2020", "--measure", measure, home=published.home
        ).stdout
        assert "conflict (additional or total): " in said
        assert ("the other is better founded: one amount" in said) is (measure == "level")
    found = json.loads(barometre("explain", "export_revenue", "--period", "2024", "--json", home=published.home).stdout)
    assert [len(row["breaks"]) for row in found if row["status"] == "B"] == [1]


def test_explain_opens_a_survey_estimate_on_its_method(published: Settings) -> None:
    said = barometre(
        "explain", "direct_jobs", "--sector", "offshoring", "--ecosystem", "CRM", home=published.home
    ).stdout
    assert "survey" in said
    assert "standard error" in said
    assert " firms; " in said


def test_explain_keeps_to_the_sector(published: Settings) -> None:
    found = {
        sector: json.loads(barometre("explain", "jobs", "--sector", sector, "--json", home=published.home).stdout)
        for sector in ("offshoring", "textile")
    }
    assert {row["sector"] for row in found["offshoring"]} == {"offshoring"}
    assert {row["sector"] for row in found["textile"]} <= {"textile"}


def test_status_tells_release_runs_sources_and_quarantine(published: Settings) -> None:
    found = json.loads(barometre("status", "--json", home=published.home).stdout)
    assert found["release"]["documents"] >= 12
    assert {run["flow"] for run in found["runs"]} == {"press_releases", "surveys", "warehouse", "extracts", "refresh"}
    assert {source["kind"] for source in found["sources"]} == {"press_release", "survey"}
    assert found["quarantine"]
    assert found["writer"] is None
    said = barometre("status", home=published.home).stdout
    assert found["release"]["release_id"] in said


def test_extract_hands_over_the_format_asked_for(published: Settings, tmp_path: Path) -> None:
    out = tmp_path / "handed over"
    done = barometre("extract", "kpi", "--format", "csv,parquet", "--out", out, home=published.home)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.iterdir()} == {"kpi.csv", "kpi.parquet", "manifest.json"}
    assert "checks passed" in done.stdout


def test_claims_prints_json_lines_of_the_contract(drop: Callable[..., Path]) -> None:
    path = drop("a.txt", "En 2018, l'offshoring a réalisé 10 milliards de dirhams de chiffre d'affaires à l'export.")
    done = barometre("claims", path, "--format", "jsonl")
    [claim] = [json.loads(line) for line in done.stdout.splitlines()]
    assert list(claim) == [
        *("document", "start", "end", "quote", "sentence", "value", "value_high", "unit", "indicator", "measure"),
        *("nature", "hedge", "sector", "ecosystem", "geography", "scope", "subject", "period_start", "period_end"),
        *("confidence", "reason", "note"),
    ]
    assert claim["document"] == str(path)
    assert path.read_text("utf-8")[claim["start"] : claim["end"]] == claim["quote"] == "10 milliards de dirhams"
    assert (claim["value"], claim["period_start"]) == (10_000_000_000, "2018-01-01")


def test_claims_goes_on_after_a_document_that_can_t_be_read(drop: Callable[..., Path]) -> None:
    folder = drop("a.txt", "En 2018, l'offshoring a réalisé 10 milliards de dirhams à l'export.").parent
    drop("b.txt", b"")
    drop("c.txt", "En 2017, l'offshoring a réalisé 9 milliards de dirhams à l'export.")
    done = barometre("claims", folder, "--format", "jsonl")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert "b.txt" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], []),
        (["sql", "SELECT 1"], []),
        (["claims", "{text}"], []),
        (["explain", "jobs"], ["pandas"]),  # DuckDB imports it when a query has parameters
        (["status"], []),
    ],
)
def test_light_commands_import_neither_prefect_nor_great_expectations_nor_pandas(
    published: Settings, drop: Callable[..., Path], arguments: list[str], heavy: list[str]
) -> None:
    text = drop("a.txt", "En 2018, l'offshoring a réalisé 10 milliards de dirhams à l'export.")
    script = (
        "import sys; from flows.cli import cli\n"
        "try: cli(standalone_mode=True)\nexcept SystemExit: pass\n"
        "print([m for m in ('prefect', 'great_expectations', 'pandas') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *(argument.format(text=text) for argument in arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"BAROMETRE_HOME": str(published.home)},
        check=True,
    )
    assert done.stderr.splitlines()[-1] == str(heavy)


GUARD = """
import os, socket
connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
def outside(address):
    return isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost")
def guard(method):
    def guarded(self, address):
        if outside(address):
            with open(os.environ["CALLS"], "a") as log:
                log.write(repr(address) + "\\n")
            raise OSError("no network here")
        return method(self, address)
    return guarded
socket.socket.connect, socket.socket.connect_ex = guard(connect), guard(connect_ex)
lookup = socket.getaddrinfo
def resolve(host, *rest, **more):
    if host not in (None, "127.0.0.1", "::1", "localhost", "0.0.0.0", ""):
        with open(os.environ["CALLS"], "a") as log:
            log.write(repr(host) + "\\n")
    return lookup(host, *rest, **more)
socket.getaddrinfo = resolve
"""


def test_run_ends_with_a_summary_quietly_and_calls_nobody(tmp_path: Path) -> None:
    home, guard, calls = sample_data(tmp_path / "home"), tmp_path / "guard", tmp_path / "calls"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD, "utf-8")
    done = barometre("run", home=home, PYTHONPATH=str(guard), CALLS=str(calls), CI="")
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    for word in ("Traceback", "ERROR", "Warning", "WARNING"):
        assert word not in said
    for part in ("files read", "waves read", "Kept out", "Latest figures", "Targets", "barometre.duckdb", "Next: "):
        assert part in said
    assert not calls.exists(), calls.read_text("utf-8")


def test_a_refused_release_leaves_with_one_and_a_broken_set_up_with_two(project: Settings) -> None:
    refused = barometre("run", home=project.home)
    assert refused.returncode == 1
    assert "A release shows at least one figure" in refused.stderr
    (project.home / "barometre.toml").write_text("releases_kep = 3", "utf-8")
    wrong = barometre("run", home=project.home)
    assert wrong.returncode == 2
    assert "unknown option 'releases_kep'" in wrong.stderr
    for done in (refused, wrong):
        assert "Traceback" not in done.stdout + done.stderr


TASKS_THAT_FAIL = """
import logging, sys
from flows.errors import SetupError
from flows.prefect_api import prepare_environment
from flows.running import _show_progress
from flows.settings import load_settings
prepare_environment(load_settings(sys.argv[1]), console="WARNING")
_show_progress()
for error in (SetupError("refused"), OSError(28, "disk full"), ZeroDivisionError("a mistake of ours")):
    try:
        raise error
    except Exception:
        logging.getLogger("prefect").exception("Task run failed")
"""


def test_what_a_task_refuses_is_not_told_twice_and_a_mistake_of_ours_is_told_with_its_place(project: Settings) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    command = [sys.executable, "-c", TASKS_THAT_FAIL, str(project.home)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=own).stderr
    assert shown.count("Traceback") == 1
    assert "a mistake of ours" in shown


def test_run_uses_the_server_that_serve_runs_for_this_project(project: Settings) -> None:
    from flows.prefect_api import served_url, server_file

    assert served_url(project) is None
    server_file(project).parent.mkdir()
    server_file(project).write_text('{"url": "http://127.0.0.1:9/api", "pid": 1}', "utf-8")
    started = time.monotonic()
    assert served_url(project) is None  # nobody answers there any more
    assert time.monotonic() - started < 10
