"""The flows, end to end, on real files, a real DuckDB and a real Prefect server."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client

from flows.errors import DataRefused, SetupError
from flows.extracts import extracts
from flows.press_releases import press_releases
from flows.refresh import refresh
from flows.settings import CHECKOUT, Settings
from flows.storage.query import query
from flows.storage.release import current_release
from flows.storage.staging import known_sources, quarantined, read_staging, utc_now
from flows.surveys import surveys
from flows.warehouse import warehouse

pytestmark = pytest.mark.usefixtures("prefect_server")

Drop = Callable[..., Path]

EXPORTS = "En 2018, l'offshoring marocain a réalisé 10 milliards de dirhams de chiffre d'affaires à l'export."


def rows(project: Settings, sql: str) -> list[tuple[object, ...]]:
    return query(project, sql).rows


def test_a_press_item_becomes_a_kpi_that_opens_on_its_sentence(project: Settings, drop: Drop) -> None:
    drop("a.txt", EXPORTS, publisher="Outlet", published_at="2019-04-24")
    refresh(home=str(project.home))
    assert rows(project, "SELECT indicator, value, unit, nature, measure, period_end::VARCHAR FROM kpi") == [
        ("export_revenue", 10e9, "MAD", "actual", "level", "2018-12-31")
    ]
    assert rows(
        project,
        "SELECT quote, publisher FROM kpi JOIN evidence USING (observation_id) JOIN claim USING (claim_id)"
        " JOIN document USING (document_id)",
    ) == [("10 milliards de dirhams", "Outlet")]


def test_running_twice_reads_nothing_again_and_publishes_nothing_new(project: Settings, drop: Drop) -> None:
    drop("a.txt", EXPORTS, published_at="2019-04-24")
    refresh(home=str(project.home))
    before = current_release(project), known_sources(project, "press_release")
    report = refresh(home=str(project.home))
    assert (current_release(project), known_sources(project, "press_release")) == before
    assert report.message.startswith("nothing new: 1 file unchanged")
    assert "nothing new to publish" in report.message
    assert "nothing new to hand out" in report.message


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ("text", 1),
        ("meta", 1),
        ("touch", 0),
        ("rename", 1),
        ("remove", 0),
    ],
)
def test_only_what_changed_is_read_again(project: Settings, drop: Drop, change: str, read: int) -> None:
    kept = drop("kept.txt", EXPORTS, published_at="2019-04-24")
    path = drop("a.txt", EXPORTS.replace("2018", "2017"), published_at="2019-04-24")
    press_releases(home=str(project.home))
    if change == "text":
        path.write_text(EXPORTS.replace("2018", "2016"), "utf-8")
    elif change == "meta":
        path.with_name("a.meta.json").write_text('{"language": "fr", "published_at": "2019-05"}', "utf-8")
    elif change == "touch":
        path.touch()
    elif change == "rename":
        path.with_name("a.meta.json").rename(path.with_name("b.meta.json"))
        path.rename(path.with_name("b.txt"))
    else:
        path.with_name("a.meta.json").unlink()
        path.unlink()
    report = press_releases(home=str(project.home))
    assert report.counts["read"] == read
    assert report.counts["removed"] == (change in ("rename", "remove"))
    assert project.relative(kept) in known_sources(project, "press_release")


def test_the_day_of_capture_stays_when_a_document_is_read_again(project: Settings, drop: Drop) -> None:
    path = drop("a.txt", EXPORTS, published_at="2019-04-24")
    refresh(home=str(project.home))
    first = rows(project, "SELECT document_id, captured_at FROM document")
    path.with_name("a.meta.json").write_text('{"language": "fr", "country": "MA", "publisher": "New"}', "utf-8")
    refresh(home=str(project.home))
    assert rows(project, "SELECT document_id, captured_at FROM document") == first
    assert rows(project, "SELECT publisher FROM document") == [("New",)]


def test_the_same_bytes_twice_count_once_and_the_second_takes_over(project: Settings, drop: Drop) -> None:
    drop("a.txt", EXPORTS, publisher="First", published_at="2019-04-24")
    drop("b.txt", EXPORTS, publisher="Second", published_at="2019-04-25")
    report = refresh(home=str(project.home))
    assert report.counts["press_releases: duplicates"] == 1
    assert rows(project, "SELECT publisher FROM document") == [("First",)]
    assert "data/raw/press_releases/b.txt: same bytes as data/raw/press_releases/a.txt" in report.details
    (project.press_releases / "a.txt").unlink()
    (project.press_releases / "a.meta.json").unlink()
    refresh(home=str(project.home))
    assert rows(project, "SELECT publisher FROM document") == [("Second",)]


def test_what_is_replaced_is_withdrawn_and_comes_back_as_if_it_was_never_gone(project: Settings, drop: Drop) -> None:
    path = drop("a.txt", EXPORTS, published_at="2019-04-24")
    drop("kept.txt", EXPORTS.replace("2018", "2017"), published_at="2019-04-24")
    refresh(home=str(project.home))
    current = "SELECT document_id, captured_at FROM document WHERE withdrawn_on IS NULL ORDER BY ALL"
    before, today = rows(project, current), utc_now().date()
    path.write_text("Erratum.", "utf-8")
    report = refresh(home=str(project.home))
    assert report.counts["press_releases: documents withdrawn"] == 1
    assert rows(project, "SELECT year(period_end) FROM kpi") == [(2017,)]
    assert rows(project, "SELECT documents, claims FROM release") == [(2, 1)]
    assert rows(
        project, "SELECT year(period_end), withdrawn_on FROM claim JOIN document USING (document_id) ORDER BY ALL"
    ) == [(2017, None), (2018, today)]
    path.write_text(EXPORTS, "utf-8")
    refresh(home=str(project.home))
    assert rows(project, current) == before
    assert rows(project, "SELECT year(period_end) FROM kpi ORDER BY ALL") == [(2017,), (2018,)]


def test_a_duplicate_takes_over_when_the_first_one_is_changed_but_not_when_it_is_read_again(
    project: Settings, drop: Drop
) -> None:
    first = drop("b.txt", EXPORTS, published_at="2019-04-24")
    press_releases(home=str(project.home))
    drop("a.txt", EXPORTS, published_at="2019-06")
    first.with_name("b.meta.json").write_text('{"language": "fr", "published_at": "2019-05"}', "utf-8")
    press_releases(home=str(project.home))
    statuses = {Path(path).name: source.status for path, source in known_sources(project, "press_release").items()}
    assert statuses == {"a.txt": "duplicate", "b.txt": "loaded"}
    first.write_text(EXPORTS.replace("2018", "2017"), "utf-8")
    report = press_releases(home=str(project.home))
    statuses = {Path(path).name: source.status for path, source in known_sources(project, "press_release").items()}
    assert statuses == {"a.txt": "loaded", "b.txt": "loaded"}
    assert report.counts["documents withdrawn"] == 0


OF_THE_SAME_BYTES = {
    # the metadata of several files, by name; the file that has the document, of whichever order they come in
    "the one published first": ({"b": {"published_at": "2019-04-24"}, "a": {"published_at": "2019-04-25"}}, "b"),
    "a day before its month": ({"a": {"published_at": "2019-04"}, "b": {"published_at": "2019-04-24"}}, "b"),
    "a stated day before none": ({"a": {"publisher": "A"}, "b": {"published_at": "2030"}}, "b"),
    "the one that says more": ({"a": {}, "c": {"url": "https://c"}, "b": {"url": "https://b", "publisher": "B"}}, "b"),
    "the first by its path": ({"b": {"publisher": "B"}, "a": {"publisher": "A"}}, "a"),
}


@pytest.mark.parametrize("case", OF_THE_SAME_BYTES)
def test_which_of_several_files_with_the_same_bytes_counts_is_the_same_in_any_order(
    project: Settings, drop: Drop, case: str
) -> None:
    files, owner = OF_THE_SAME_BYTES[case]
    found = set()
    for order in (list(files), list(reversed(files))):
        for name in order:
            drop(f"{name}.txt", EXPORTS, **files[name])
            press_releases(home=str(project.home))
        with read_staging(project) as connection:
            assert connection is not None
            found |= set(connection.execute("SELECT raw_path, publisher, published_on FROM document").fetchall())
            claims = connection.execute("SELECT DISTINCT document_id FROM claim").fetchall()
        assert len(claims) == 1
        statuses = {Path(path).stem: source.status for path, source in known_sources(project, "press_release").items()}
        assert statuses == dict.fromkeys(files, "duplicate") | {owner: "loaded"}
        for name in files:
            (project.press_releases / f"{name}.txt").unlink()
            (project.press_releases / f"{name}.meta.json").unlink(missing_ok=True)
        project.staging.unlink()
    assert len(found) == 1


PAGE_WITHOUT_TEXT = "<html><head><title></title></head><body><script>var text;</script></body></html>"
BAD_PRESS = {
    # file: (content, words of the reason, words of the remedy)
    "empty.txt": (b"", "empty", ""),
    "binary.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "PNG", ""),
    "encoding.txt": (b"Les recettes ont atteint 3 milliards \x81 \x8d.", "0x81", ""),
    "page.html": (PAGE_WITHOUT_TEXT.encode(), "no words", "capture it again"),
    "sheet.ods": (b"whatever", ".ods", ".txt"),
}


def test_bad_press_items_are_reported_and_do_not_stop_the_others(project: Settings, drop: Drop) -> None:
    for name, (content, *_) in BAD_PRESS.items():
        drop(name, content)
    drop("meta.txt", EXPORTS).with_name("meta.meta.json").write_text("{not json", "utf-8")
    drop("good.txt", EXPORTS.replace("2018", "2017"), published_at="2019-04-24")
    report = refresh(home=str(project.home))
    found = {Path(item.source).name: item for item in report.quarantined}
    assert set(found) == {*BAD_PRESS, "meta.txt"}
    for name, (_, reason, remedy) in BAD_PRESS.items():
        assert reason in found[name].reason
        assert remedy in (found[name].remedy or "")
        assert name in (found[name].place or "")
    assert "meta.meta.json, line 1" in (found["meta.txt"].place or "")
    assert len(rows(project, "FROM kpi")) == 1


CODEBOOK = """
survey: membres
wave: "2024"
title: Enquête synthétique
synthetic: true
language: fr
sector: offshoring
geography: MA
period: {start: 2024-01-01, end: 2024-12-31}
published: 2025-03-01
key: firm
roles: {ecosystem: ecosystem}
population: {CRM: 8, BPO: 6}
variables:
  firm: {column: Entreprise, type: text, confidential: true}
  ecosystem: {column: Écosystème, type: choice, required: true, values: {CRM: [], BPO: []}}
  exports:
    {column: CA export (kMAD), type: number, unit: MAD, scale: 1000, indicator: export_revenue, statistics: [total]}
"""
EXPORT = "Entreprise;Écosystème;CA export (kMAD)\n" + "".join(
    f"Firme {number};{ecosystem};{amount}\n"
    for number, (ecosystem, amount) in enumerate(
        [
            ("CRM", "1 000,5"),
            ("CRM", "2 000"),
            ("CRM", "3 000"),
            ("CRM", "3 000"),
            ("BPO", "500"),
            ("BPO", "700"),
            ("BPO", "600"),
        ]
    )
)


def wave(project: Settings, name: str, codebook: str = CODEBOOK, export: str | None = EXPORT) -> Path:
    folder = project.surveys / name
    folder.mkdir(parents=True)
    (folder / "codebook.yml").write_text(codebook, "utf-8")
    if export is not None:
        (folder / "export.csv").write_bytes(export.encode("cp1252"))
    return folder


def test_a_survey_wave_becomes_estimates_and_kpis(project: Settings) -> None:
    wave(project, "w2024")
    refresh(home=str(project.home))
    estimates = rows(project, "SELECT ecosystem, value, respondents, obs_status FROM survey_estimate ORDER BY ALL")
    assert estimates == [("BPO", 3_600_000.0, 3, "A"), ("CRM", 18_001_000.0, 4, "A"), (None, 21_601_000.0, 7, "A")]
    assert rows(project, "SELECT source_type, nature, value, known_from::VARCHAR FROM kpi WHERE ecosystem IS NULL") == [
        ("survey", "estimate", 21_601_000.0, "2025-03-01")
    ]


BAD_WAVES = {
    # folder: (codebook, export, words of the reason, words of the place)
    "no_codebook": (None, EXPORT, "codebook", ""),
    "typo": (CODEBOOK.replace("column: Écosystème", "colum: Écosystème"), EXPORT, "colum", "codebook.yml, line"),
    "missing_column": (CODEBOOK.replace("CA export (kMAD)", "CA total"), EXPORT, "CA total", "export.csv"),
    "empty": (CODEBOOK, "", "empty", "export.csv"),
    "frame_too_small": (CODEBOOK.replace("CRM: 8", "CRM: 2").replace("2024", "2025"), EXPORT, "4 firms of CRM", ""),
    "no_such_sector": (CODEBOOK.replace("offshoring", "ofshoring"), EXPORT, "'ofshoring'", "codebook.yml, line 7"),
    "no_export": (CODEBOOK, None, "no export", "no_export"),
}


def test_bad_waves_are_reported_and_do_not_stop_the_others(project: Settings) -> None:
    for name, (codebook, export, *_) in BAD_WAVES.items():
        folder = wave(project, name, codebook or "", export)
        if codebook is None:
            (folder / "codebook.yml").unlink()
    wave(project, "good")
    wave(project, "same_wave_again")
    report = surveys(home=str(project.home))
    found = {Path(item.source).name: item for item in report.quarantined}
    assert set(found) == {*BAD_WAVES, "same_wave_again"}
    for name, (_, _, reason, place) in BAD_WAVES.items():
        assert reason in found[name].reason
        assert place in (found[name].place or "")
        assert found[name].remedy
    assert "already read from data/raw/surveys/good" in found["same_wave_again"].reason
    assert report.counts["refused"] == len(BAD_WAVES) + 1
    assert report.counts["responses"] == 7


def test_a_wave_stays_with_the_folder_that_had_it_first_and_goes_to_the_other_when_that_goes(project: Settings) -> None:
    first = wave(project, "second_by_name")
    surveys(home=str(project.home))
    wave(project, "first_by_name")
    (first / "codebook.yml").write_text(CODEBOOK + "# read again\n", "utf-8")
    surveys(home=str(project.home))
    statuses = {Path(path).name: source.status for path, source in known_sources(project, "survey").items()}
    assert statuses == {"second_by_name": "loaded", "first_by_name": "duplicate"}
    shutil.rmtree(first)
    surveys(home=str(project.home))
    statuses = {Path(path).name: source.status for path, source in known_sources(project, "survey").items()}
    assert statuses == {"first_by_name": "loaded"}


def test_answers_that_stand_for_no_population_are_no_figures_of_the_sector(project: Settings) -> None:
    wave(project, "w2024", CODEBOOK.replace("population: {CRM: 8, BPO: 6}", ""))
    report = surveys(home=str(project.home))
    assert any("they are no sector's figures" in detail for detail in report.details)
    with read_staging(project) as connection:
        assert connection is not None
        assert connection.execute("SELECT DISTINCT indicator FROM survey_estimate").fetchall() == [(None,)]


def test_what_is_only_refused_makes_no_new_release(project: Settings, drop: Drop) -> None:
    drop("a.txt", EXPORTS, published_at="2019-04-24")
    refresh(home=str(project.home))
    before = current_release(project)
    drop("empty.txt", b"")
    report = refresh(home=str(project.home))
    assert "0 files read, 0 claims; 1 refused, 1 unchanged" in report.message
    assert current_release(project) == before


def test_rows_in_are_rows_loaded_and_rows_kept_out(project: Settings) -> None:
    broken = EXPORT + "Firme 8;CRM;beaucoup\nFirme 9;Autre;12\nFirme 10;CRM\n;;\nFirme 0;BPO;4\n"
    wave(project, "w2024", export=broken)
    report = surveys(home=str(project.home))
    source = known_sources(project, "survey")["data/raw/surveys/w2024"]
    assert source.rows_in == source.rows_loaded + source.rows_quarantined
    kept_out = {item.place: item for item in quarantined(project, "survey")}
    assert len(kept_out) == source.rows_quarantined == report.counts["responses quarantined"]
    assert "'beaucoup' is not a number" in kept_out["export.csv, row 9"].reason
    assert kept_out["export.csv, row 9"].record == {
        "Entreprise": "Firme 8",
        "Écosystème": "CRM",
        "CA export (kMAD)": "beaucoup",
    }


def test_prefect_is_not_told_what_a_respondent_answered(project: Settings) -> None:
    wave(project, "w2024", export=EXPORT + "Firme 8;CRM;l'an dernier 4321\n")
    surveys(home=str(project.home))
    [kept_out] = quarantined(project, "survey")
    assert "4321" in kept_out.reason
    artifact = asyncio.run(Artifact.aget("surveys-quarantine"))
    assert artifact is not None
    [row] = json.loads(str(artifact.data))
    assert row["place"] == "export.csv, row 9"
    assert "is not a number" in row["reason"]
    assert "4321" not in str(artifact.data)


def test_microdata_stay_in_staging(project: Settings) -> None:
    wave(project, "w2024")
    refresh(home=str(project.home))
    release = current_release(project)
    assert release is not None
    assert b"Firme 3" in project.staging.read_bytes()
    for path in (release, *(file for file in project.extracts.rglob("*") if file.is_file())):
        assert b"Firme 3" not in path.read_bytes()


def test_answers_that_a_killed_run_left_lying_go_even_when_no_wave_is_read(project: Settings) -> None:
    left = project.warehouse / ".reading-killed"
    left.mkdir(parents=True)
    (left / "answers.parquet").write_text("what firms said")
    surveys(home=str(project.home))
    assert not left.exists()


def test_a_failing_gate_keeps_the_previous_release_and_names_the_rows(project: Settings, drop: Drop) -> None:
    drop("a.txt", EXPORTS, published_at="2019-04-24")
    refresh(home=str(project.home))
    before = current_release(project)
    shutil.copytree(CHECKOUT / "expectations", project.home / "expectations")
    suite = project.home / "expectations" / "observation.json"
    declared = json.loads(suite.read_text("utf-8"))
    declared["expectations"].append(
        {
            "type": "expect_column_values_to_be_between",
            "kwargs": {"column": "value", "max_value": 5e9},
            "notes": "No value is above five billion.",
            "severity": "critical",
            "meta": {},
        }
    )
    suite.write_text(json.dumps(declared), "utf-8")
    with pytest.raises(DataRefused, match=r"observation\.value: No value is above five billion.*1 row") as refused:
        warehouse(home=str(project.home))
    assert "observation_id" in str(refused.value)
    assert current_release(project) == before
    assert not list(project.releases.glob("*.building*"))


def test_a_misspelt_expectation_is_an_error_of_the_set_up_not_of_the_data(project: Settings, drop: Drop) -> None:
    drop("a.txt", EXPORTS, published_at="2019-04-24")
    shutil.copytree(CHECKOUT / "expectations", project.home / "expectations")
    suite = project.home / "expectations" / "kpi.json"
    suite.write_text(suite.read_text("utf-8").replace('"column": "value"', '"column": "valeur"'), "utf-8")
    with pytest.raises(SetupError, match="valeur"):
        refresh(home=str(project.home))
    assert current_release(project) is None


def test_a_failing_audit_keeps_the_release_back(project: Settings, drop: Drop) -> None:
    drop("a.txt", EXPORTS, published_at="2019-04-24")
    shutil.copytree(CHECKOUT / "sql", project.home / "sql")
    audit = project.home / "sql" / "audits" / "nothing_is_round.sql"
    audit.write_text(
        "-- A value that is round.\nSELECT observation_id, value FROM observation WHERE value % 10 = 0;", "utf-8"
    )
    with pytest.raises(DataRefused, match="There is none: a value that is round"):
        refresh(home=str(project.home))
    assert current_release(project) is None


def test_an_empty_project_says_what_is_missing(project: Settings) -> None:
    with pytest.raises(DataRefused, match="kpi: A release shows at least one figure"):
        refresh(home=str(project.home))
    with pytest.raises(SetupError, match="no release to extract from"):
        extracts(home=str(project.home))


def test_a_second_refresh_is_told_who_holds_the_lock(project: Settings, drop: Drop) -> None:
    drop("a.txt", EXPORTS, published_at="2019-04-24")
    holder = (
        "import sys, time; from pathlib import Path; from flows.storage.lock import writer_lock\n"
        f"with writer_lock(Path({str(project.warehouse)!r}), 'the nightly refresh'):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(SetupError, match=f"the nightly refresh, process {process.pid}"):
            refresh(home=str(project.home))
        process.kill()
    refresh(home=str(project.home))  # the operating system gave the lock back


def test_runs_are_recognised_in_prefect_and_leave_artifacts(project: Settings, drop: Drop) -> None:
    drop("a.txt", EXPORTS, published_at="2019-04-24")
    drop("empty.txt", b"")
    refresh(home=str(project.home))
    [[run_id]] = query(project, "SELECT run_id FROM pipeline_run WHERE flow = 'press_releases'").rows
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(UUID(run_id))
    # Prefect's client for synchronous code can't ask for artifacts
    summary = asyncio.run(Artifact.aget("press-releases"))
    kept_out = asyncio.run(Artifact.aget("press-releases-quarantine"))
    assert run.name.startswith("press_releases 20")
    assert run.tags == ["barometre"]
    assert summary is not None
    assert str(summary.flow_run_id) == run_id
    assert "1 file read, 1 claim; 1 refused" in str(summary.data)
    assert kept_out is not None
    [row] = json.loads(str(kept_out.data))
    assert row["source"] == "data/raw/press_releases/empty.txt"


def test_the_first_article_is_told_right(project: Settings, shared: Path) -> None:
    for suffix in ("txt", "meta.json"):
        shutil.copy(shared / "documents" / "documents" / f"seed.{suffix}", project.press_releases)
    refresh(home=str(project.home))
    found = rows(
        project,
        """
        SELECT kpi.indicator, kpi.measure, kpi.nature, kpi.value, kpi.unit,
            year(kpi.period_start), year(kpi.period_end), quote
        FROM kpi JOIN evidence USING (observation_id) JOIN claim USING (claim_id) WHERE role = 'shown'
        """,
    )
    for expected in [
        ("export_revenue", "level", "actual", 10e9, "MAD", 2018, 2018, "10 milliards de dirhams"),
        ("direct_jobs", "cumulative", "actual", 69_900, "jobs", 2014, 2018, "69.900 emplois directs"),
        ("direct_jobs", "change", "target", 60_000, "jobs", None, 2020, "60 000 nouveaux emplois directs"),
        ("export_revenue", "change", "target", 18e9, "MAD", None, 2020, "18 milliards dirhams"),
        ("investment", "cumulative", "target", 1.5e9, "MAD", None, 2020, "1,5 milliard dirhams"),
        ("jobs", "rank", "actual", 3, "rank", 2014, 2018, "troisième place"),
    ]:
        assert expected in found
