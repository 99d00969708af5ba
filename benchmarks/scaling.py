"""What a character costs as articles grow, and what memory does over many articles: two tables."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from spacy.language import Language

from zhaoshang import load, to_record
from zhaoshang.cli.script import run
from zhaoshang.corpus import marked

_SIZES = (200, 2_000, 20_000, 200_000)
_ROWS = 6
_SENTENCES = 3
_DIGIT = re.compile(r"\d")


class Memory(NamedTuple):
    """What the process holds after so many articles: MB, and entries of the vocabulary."""

    articles: int
    resident: float
    strings: int
    lexemes: int


def main(
    model: str,
    articles: Path = Path("assets/articles/train"),
    characters: int = max(_SIZES),
    many: int = 2_000,
    output: Path = Path("benchmarks/scaling.md"),
) -> None:
    """Measure MODEL on so many CHARACTERS of ARTICLES, in articles of each size, and on MANY short articles.

    Every size gets the same text. Rates are of the processor's time on one thread, from text to record.
    """
    nlp = load(model)
    text = "\n".join(article.text for article in marked.read_dir(articles))[:characters]
    nlp(text[:200])  # what is loaded with the first text
    rates = {size: _rate(nlp, text, size) for size in _SIZES if size <= len(text)}
    memory = list(_memory(nlp, _new_articles(text, many), max(1, many // (_ROWS - 1))))
    tables = f"{_size_table(rates)}\n\n{_memory_table(memory)}\n"
    output.write_text(
        f"Written by `benchmarks/scaling.py`, `{Path(model).name}`.\n\n{tables}", encoding="utf-8"
    )
    print(tables)


def _rate(nlp: Language, text: str, size: int) -> float:
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    began = time.process_time()
    for doc in nlp.pipe(parts):
        to_record(doc)
    return len(text) / (time.process_time() - began)


def _new_articles(text: str, many: int) -> Iterator[str]:
    """Short articles that are not the same twice: sentences drawn, their digits drawn again."""
    rng = random.Random(0)
    sentences = [sentence for sentence in re.split(r"(?<=[。！？\n])", text) if sentence.strip()]
    for _ in range(many):
        drawn = "".join(rng.choices(sentences, k=_SENTENCES))
        yield _DIGIT.sub(lambda _: str(rng.randrange(10)), drawn)


def _memory(nlp: Language, parts: Iterable[str], step: int) -> Iterator[Memory]:
    """Memory after the first batch, then after each ``step`` articles."""
    for n, doc in enumerate(nlp.pipe(parts), start=1):
        to_record(doc)
        if n == nlp.batch_size or n % step == 0:
            yield Memory(n, _resident(), len(nlp.vocab.strings), len(nlp.vocab))


def _resident() -> float:
    """The resident memory of this process in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _size_table(rates: dict[int, float]) -> str:
    lines = ["| characters an article | characters a second | of the fastest |", "| ---: | ---: | ---: |"]
    fastest = max(rates.values())
    lines += [f"| {size:,} | {rate:,.0f} | {rate / fastest:.2f} |" for size, rate in rates.items()]
    return "\n".join(lines)


def _memory_table(rows: Iterable[Memory]) -> str:
    lines = ["| articles | memory, MB | strings | lexemes |", "| ---: | ---: | ---: | ---: |"]
    lines += [f"| {r.articles:,} | {r.resident:.0f} | {r.strings:,} | {r.lexemes:,} |" for r in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    run(main)
