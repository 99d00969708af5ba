"""Many articles by one process and by two; and a run that is killed again and again, against an unbroken one."""

from __future__ import annotations

import itertools
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked

_FOLDERS = (Path("assets/articles/dev"), Path("assets/articles/train"))


class Cost(NamedTuple):
    """Seconds of a run from start to end, those without loading the pipeline, and those of all its processes together."""

    whole: float
    work: float
    processor: float


def main(
    model: str,
    articles: int = 2000,
    characters: int = 300,
    jobs: int = 2,
    rounds: int = 1,
    kills: int = 5,
    seed: int = 0,
    output: Path | None = None,
) -> None:
    """Compare the rate of one process with that of JOBS, and the records of broken runs with those of an unbroken one.

    The ARTICLES are paragraphs of the project's own, put together until they have CHARACTERS. Rates are of the
    best of ROUNDS. The moments of the KILLS are drawn with SEED; each run after the first resumes. Writes a table to
    OUTPUT, if it is given, and to standard output; fails where records differ. Seconds say something on an idle
    machine alone; the processor's (of both runs, loading included) are nearly the same on a busy one.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        size = _write_articles(folder / "news", articles, characters)
        command = [sys.executable, "-m", "zhaoshang", "extract", str(folder / "news"), "--model", model]
        times: dict[int, list[Cost]] = {1: [], jobs: []}
        for _ in range(rounds):
            for count, measured in times.items():
                measured.append(_timed(command, count, folder / f"jobs-{count}.jsonl"))
        best = {count: min(measured) for count, measured in times.items()}
        whole = (folder / "jobs-1.jsonl").read_bytes()
        same = (folder / f"jobs-{jobs}.jsonl").read_bytes() == whole
        killed = _killed(command, jobs, folder / "killed.jsonl", len(whole), kills, seed)
        resumed = (folder / "killed.jsonl").read_bytes() == whole
    table = _table(articles, size, best, jobs, [(f"`--jobs {jobs}`", same), (killed, resumed)])
    print(table)
    if output is not None:
        output.write_text(f"Written by `spacy project run jobs`.\n\n{table}\n", encoding="utf-8")
    if not (same and resumed):
        raise SystemExit("the records differ")


def _write_articles(folder: Path, count: int, characters: int) -> int:
    """Write so many text files; their characters."""
    folder.mkdir()
    size = 0
    for k, text in enumerate(itertools.islice(_texts(characters), count)):
        size += len(text)
        (folder / f"{k:05}.txt").write_text(text, encoding="utf-8")
    return size


def _texts(characters: int) -> Iterator[str]:
    """Texts of at least so many characters, without end."""
    paragraphs = [
        line
        for folder in _FOLDERS
        for article in marked.read_dir(folder)
        for line in article.text.splitlines()
        if line.strip()
    ]
    text = ""
    for paragraph in itertools.cycle(paragraphs):
        text += f"{paragraph}\n"
        if len(text) >= characters:
            yield text
            text = ""


def _timed(command: list[str], jobs: int, output: Path) -> Cost:
    began, used = time.monotonic(), _processor()
    done = subprocess.run(
        [*command, "--jobs", str(jobs), "--output", str(output), "--json-errors"],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    whole = time.monotonic() - began
    work = json.loads(done.stderr.splitlines()[-1])["summary"]["seconds"]
    return Cost(whole, work, _processor() - used)


def _processor() -> float:
    """Processor seconds of all processes that this one has waited for, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _killed(command: list[str], jobs: int, output: Path, size: int, kills: int, seed: int) -> str:
    """Kill a run at random moments and resume it each time, to the end; what was done, in words."""
    draw = random.Random(seed)
    resume = [*command, "--jobs", str(jobs), "--output", str(output), "--resume", "--quiet"]
    left = []
    for share in sorted(draw.random() for _ in range(kills)):
        with subprocess.Popen(resume) as process:
            while process.poll() is None and _size(output) < share * size:
                time.sleep(draw.random() / 10)
            process.kill()
        left.append(_size(output) / size)
    subprocess.run(resume, check=True)
    return "killed at " + ", ".join(f"{share:.0%}" for share in left) + " and resumed"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _table(
    articles: int,
    size: int,
    costs: dict[int, Cost],
    jobs: int,
    outputs: list[tuple[str, bool]],
) -> str:
    one, several = costs[1], costs[jobs]
    rows = [
        f"{articles:,} articles, {size:,} characters.",
        "",
        "| | seconds, all | seconds, pipelines loaded | processor seconds | articles a second | characters a second |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| `--jobs {count}` | {cost.whole:.1f} | {cost.work:.1f} | {cost.processor:.1f} "
            f"| {articles / cost.work:.1f} | {size / cost.work:,.0f} |"
            for count, cost in costs.items()
        ),
        f"| ratio | {one.whole / several.whole:.2f} | {one.work / several.work:.2f} | "
        f"{one.processor / several.processor:.2f} | | |",
        "",
        "| output | against that of an unbroken run in one process |",
        "| --- | --- |",
        *(f"| {what} | {'the same bytes' if same else 'DIFFERENT'} |" for what, same in outputs),
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    run(main)
