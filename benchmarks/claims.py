"""How fast claims are read, with how much memory, and beside Recognizers-Text, on one core.

    python benchmarks/claims.py [--documents DIR] [--gold DIR] [--runs 5] [--json]

A folder of documents holds `name.txt` and `name.meta.json`, as data/raw/press_releases does; --gold, a folder of
`name.json` with the annotated `claims` of each. Reading costs by the claim more than by the character, so how dense
the text is stands beside each speed, and so does the floor: the same text folded, tokenized and parted into sentences
only. MB are 10^6 bytes of UTF-8. Documents repeat to make up a length; no sentence that was read is remembered.
Recognizers-Text is installed into a temporary environment (needs a package index; --no-recognizers leaves it out).
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import recognizers
from documents import Document, joined, load, main_language, sentences, size_of
from pipeline import measure

from flows.catalogue import load_catalogue
from flows.catalogue.folding import fold
from flows.claims.lexicon import load_lexicon
from flows.claims.scan import tokenize
from flows.claims.sentences import sentence_spans

CHECKOUT = Path(__file__).resolve().parent.parent
ANNOTATED = CHECKOUT.parent / "shared" / "documents"
PRESS = CHECKOUT / "data" / "raw" / "press_releases"
LANGUAGES = ("fr", "en", "ar")

READ = """
import pathlib, sys
from flows.claims import extract_claims
extract_claims(pathlib.Path(sys.argv[1]).read_text("utf-8"), language=sys.argv[2], published_at="2020", country="MA")
"""

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: bytes of a concatenation and of each length, single documents, and runs of each."""

    concatenation: int
    lengths: tuple[int, ...]
    singles: int
    runs: int
    processes: int
    sample: int


FULL = Plan(1_000_000, (500_000, 1_000_000, 2_000_000, 5_000_000), 10_000, 5, 11, 30_000)
QUICK = Plan(10_000, (5_000, 20_000), 20, 1, 1, 5_000)


def main() -> None:
    """Measure everything in turn and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    annotated = ANNOTATED.is_dir()
    parser.add_argument("--documents", type=Path, default=ANNOTATED / "documents" if annotated else PRESS)
    parser.add_argument("--gold", type=Path, default=ANNOTATED / "gold" if annotated else None)
    parser.add_argument("--runs", type=int, help="runs of each; their median is printed")
    parser.add_argument("--quick", action="store_true", help="tiny texts, one run: whether it works, not how fast")
    parser.add_argument("--no-recognizers", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    runs = options.runs or plan.runs
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    documents = load(options.documents, options.gold)
    figures: Figures = {"machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"}
    # First, while this process is small: the peak of a child begins at that of the process which starts it.
    figures["processes"] = processes(documents, plan)
    figures["texts"] = describe(documents)
    figures["concatenation"] = {
        language: concatenation(documents, language, plan.concatenation, runs)
        for language in LANGUAGES
        if any(document.language == language for document in documents)
    }
    figures["singles"] = singles(documents, plan.singles, runs)
    figures["lengths"] = lengths(documents, plan.lengths, runs)
    if not options.no_recognizers:
        figures["recognizers"] = beside_recognizers(documents, plan.sample, min(runs, 3))
    print(json.dumps(figures, indent=2) if options.json else table(figures))


# ---- what is measured


def processes(documents: list[Document], plan: Plan) -> Figures:
    """Peak MiB of whole processes that read a long text, and seconds that an import takes beyond starting Python."""
    language = main_language(documents)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peaks = {}
        for size in (plan.concatenation, plan.lengths[-1]):
            text = folder / f"{size}.txt"
            text.write_text(joined(documents, language, size).text, "utf-8")
            peaks[f"{size / 1e6:g}"] = measure([sys.executable, "-c", READ, str(text), language], {}).peak
        one = folder / "one.txt"
        one.write_text(next(document.text for document in documents if document.language == language), "utf-8")
        commands = {
            "python": ["-c", "pass"],
            "import": ["-c", "import flows.claims"],
            "first": ["-c", READ, str(one), language],
        }
        walls: dict[str, list[float]] = {kind: [] for kind in commands}
        for number in range(plan.processes + 1):
            for kind, command in commands.items():
                wall = measure([sys.executable, *command], {}).wall
                if number:
                    walls[kind].append(wall)
    beyond = {kind: statistics.median(map(float.__sub__, walls[kind], walls["python"])) for kind in ("import", "first")}
    return {"peak_mib": peaks, "import_seconds": beyond["import"], "first_document_seconds": beyond["first"]}


def describe(documents: list[Document]) -> Figures:
    """How many and how long the documents are, and how many claims are read in a KB of them."""
    size = sum(size_of(document.text) for document in documents)
    claims = sum(len(document.read()) for document in documents)
    return {"documents": len(documents), "bytes": size, "claims_per_kb": claims / size * 1000}


def concatenation(documents: list[Document], language: str, size: int, runs: int) -> Figures:
    """MB/s of one text made of the documents of a language, and of its floor."""
    text = joined(documents, language, size)
    megabytes = size_of(text.text) / 1e6
    claims = len(text.read())
    return {
        "megabytes": megabytes,
        "characters": len(text.text),
        "claims_per_kb": claims / megabytes / 1000,
        "mb_per_second": rates(text.read, megabytes, runs),
        "floor_mb_per_second": rates(lambda: floor(text), megabytes, runs),
    }


def floor(document: Document) -> int:
    """The sentences of a document, folded and tokenized, and nothing linked: how many there are."""
    lexicon = load_lexicon(load_catalogue(), document.language)
    assert lexicon
    folded = fold(document.text)
    tokenize(folded.text, lexicon)
    return sum(1 for _ in sentence_spans(folded.text, folded.cased, lexicon.abbreviations))


def singles(documents: list[Document], count: int, runs: int) -> Figures:
    """MB/s and documents a second where each is read on its own."""
    each = list(itertools.islice(itertools.cycle(documents), count))
    megabytes = sum(size_of(document.text) for document in each) / 1e6

    def read_all() -> None:
        for document in each:
            document.read()

    read = rates(read_all, megabytes, runs)
    return {
        "documents": count,
        "megabytes": megabytes,
        "mb_per_second": read,
        "documents_per_second": read["median"] / megabytes * count,
    }


def lengths(documents: list[Document], sizes: tuple[int, ...], runs: int) -> list[Figures]:
    """MB/s of one text after the other, each longer: the same where time is linear."""
    found = []
    for size in sizes:
        text = joined(documents, main_language(documents), size)
        megabytes = size_of(text.text) / 1e6
        found.append({"megabytes": megabytes, "mb_per_second": rates(text.read, megabytes, min(runs, 3))})
    return found


def beside_recognizers(documents: list[Document], size: int, runs: int) -> Figures | None:
    """Both readers on the same documents in the same run; None where Recognizers-Text can't be installed."""
    spoken = [document for document in documents if document.language in recognizers.LANGUAGES]
    sizes = list(itertools.accumulate(size_of(document.text) for document in spoken))
    sample = [document for document, upto in zip(spoken, sizes, strict=True) if upto <= size] or spoken[:1]
    with tempfile.TemporaryDirectory() as name:
        python = recognizers.install(Path(name))
        if python is None:
            return None
        theirs, found = recognizers.read(python, list(sentences(sample)), runs)
    read = [
        recognizers.Reading(number, claim.start, claim.end, claim.value, claim.unit)
        for number, document in enumerate(sample)
        for claim in document.read()
    ]
    megabytes = sum(size_of(document.text) for document in sample) / 1e6
    ours = rates(lambda: [document.read() for document in sample], megabytes, max(runs, 3))["median"]
    their = megabytes / statistics.median(theirs)
    return {
        "documents": len(sample),
        "megabytes": megabytes,
        "mb_per_second": {"ours": ours, "recognizers": their},
        "ratio": ours / their,
        "annotated": sum(len(document.gold) for document in sample),
        "right": {"ours": right(sample, read), "recognizers": right(sample, found)},
    }


def right(documents: list[Document], readings: list[recognizers.Reading]) -> Figures:
    """How many annotated figures were read with the right value, and how many with the right unit too."""
    judged = [
        recognizers.is_right(
            [reading for reading in readings if reading.document == number],
            *(claim["start"], claim["end"], claim["value"], claim["unit"]),
        )
        for number, document in enumerate(documents)
        for claim in document.gold
    ]
    return {"value": sum(valued for valued, _ in judged), "unit_too": sum(both for _, both in judged)}


def rates(work: Callable[[], object], megabytes: float, runs: int) -> dict[str, float]:
    """MB/s of the median, slowest and fastest run, after one that is not counted."""
    seconds = []
    for number in range(runs + 1):
        started = time.perf_counter()
        work()
        if number:
            seconds.append(time.perf_counter() - started)
    return {
        "median": megabytes / statistics.median(seconds),
        "min": megabytes / max(seconds),
        "max": megabytes / min(seconds),
    }


# ---- what is printed


def table(figures: Figures) -> str:
    """The figures for people."""
    texts, process = figures["texts"], figures["processes"]
    lines = [
        f"{figures['machine']}, one core",
        f"{texts['documents']} documents, {texts['bytes'] / 1000:.0f} KB, {texts['claims_per_kb']:.1f} claims per KB",
        f"\n{'median of the runs, MB/s':48}{'median':>8}{'min':>8}{'max':>8}{'claims per KB':>15}",
    ]
    for language, found in figures["concatenation"].items():
        name = f"{language}: one text of {found['megabytes']:.2f} MB"
        lines.append(f"{rate_line(name, found['mb_per_second'])}{found['claims_per_kb']:15.1f}")
        lines.append(rate_line("    its floor: fold, tokenize, part sentences", found["floor_mb_per_second"]))
    single = figures["singles"]
    name = f"{single['documents']} single documents ({single['documents_per_second']:.0f} a second)"
    lines.append(rate_line(name, single["mb_per_second"]))
    lines += [
        rate_line(f"length: one text of {found['megabytes']:.2f} MB", found["mb_per_second"])
        for found in figures["lengths"]
    ]
    lines.append("")
    lines += [
        f"{f'peak of a process that reads {size} MB':48}{peak:8.0f} MiB" for size, peak in process["peak_mib"].items()
    ]
    lines.append(f"{'import flows.claims, beyond python':48}{process['import_seconds']:8.3f} s")
    lines.append(f"{'import and the first document, beyond python':48}{process['first_document_seconds']:8.3f} s")
    return "\n".join([*lines, *recognizers_lines(figures)])


def rate_line(name: str, found: dict[str, float]) -> str:
    return f"{name:48}{found['median']:8.2f}{found['min']:8.2f}{found['max']:8.2f}"


def recognizers_lines(figures: Figures) -> list[str]:
    """What is said of Recognizers-Text."""
    if "recognizers" not in figures:
        return ["\nRecognizers-Text: left out"]
    found = figures["recognizers"]
    if found is None:
        return ["\nRecognizers-Text: skipped, it can't be installed here (is there a package index?)"]
    lines = [f"\n{found['documents']} documents, {found['megabytes'] * 1000:.0f} KB, one by one"]
    lines[0] += f"{'MB/s':>19}{'right value':>14}{'unit too':>11}  of {found['annotated']} annotated"
    for who, name in (("ours", "barometre"), ("recognizers", "Recognizers-Text")):
        judged = found["right"][who]
        lines.append(f"{name:48}{found['mb_per_second'][who]:8.4f}{judged['value']:14}{judged['unit_too']:11}")
    return [*lines, f"{'times its speed':48}{found['ratio']:8.0f}"]


if __name__ == "__main__":
    main()
