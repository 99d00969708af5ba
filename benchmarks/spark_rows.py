"""The records of a local Spark session against those of ``nlp.pipe``, row by row; needs the extra ``spark``."""

from __future__ import annotations

import json
import os
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from zhaoshang import load, to_record
from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.reading import undo_layout
from zhaoshang.spark import RECORDS, extract_records

_SENTENCES = 2


def main(
    model: str, articles: Path = Path("assets/articles/train"), count: int = 5_000, workers: int = 2
) -> None:
    """Put COUNT short articles, of sentences drawn from ARTICLES, through MODEL by ``nlp.pipe`` and by
    Spark with WORKERS.

    Scores are compared to three places: the size of a batch moves the last ones. Exits with 1 where a
    record differs.
    """
    texts = _short_articles(articles, count)
    began = time.perf_counter()
    expected = _by_pipe(model, texts)
    piped = time.perf_counter()
    found = _by_spark(model, texts, workers)
    spark = time.perf_counter()
    different = [k for k in range(count) if found.get(k) != expected[k]]
    characters = sum(map(len, texts))
    print(f"{count:,} articles, {characters:,} characters: {len(different)} records differ")
    print(f"characters a second, loading and start included: nlp.pipe {characters / (piped - began):,.0f}")
    print(f"Spark, {workers} workers {characters / (spark - piped):,.0f}")
    if different:
        raise SystemExit(f"error: record {different[0]} differs first: {texts[different[0]]!r}")


def _short_articles(articles: Path, count: int) -> list[str]:
    text = "\n".join(article.text for article in marked.read_dir(articles))
    sentences = [sentence for sentence in re.split(r"(?<=[。！？\n])", text) if sentence.strip()]
    rng = random.Random(0)
    return ["".join(rng.choices(sentences, k=_SENTENCES)) for _ in range(count)]


def _by_pipe(model: str, texts: list[str]) -> list[str]:
    nlp = load(model)
    layouts = [undo_layout(text) for text in texts]
    docs = nlp.pipe(layout.text for layout in layouts)
    return [_plain(dict(to_record(doc, layout=layout))) for doc, layout in zip(docs, layouts, strict=True)]


def _by_spark(model: str, texts: list[str], workers: int) -> dict[int, str]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master(f"local[{workers}]").config("spark.ui.enabled", "false").getOrCreate()
    )
    frame = session.createDataFrame(list(enumerate(texts)), "id long, text string").repartition(workers)
    rows = extract_records(frame, model=model).collect()
    session.stop()
    return {row["id"]: _plain(row.asDict(recursive=True)) for row in rows}


def _plain(record: dict[str, Any]) -> str:
    return json.dumps(_rounded({name: record[name] for name in RECORDS.names}), sort_keys=True)


def _rounded(value: Any) -> Any:
    """Without what is null, numbers alike, scores to three places."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(float(value), 3) if isinstance(value, (int, float)) else value


if __name__ == "__main__":
    run(main)
