"""What a pipeline costs: printed as JSON by a process of its own, see ``pipelines.py``."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from zhaoshang import load
from zhaoshang.corpus import marked

_ROUNDS = 3


def main(model: str, articles: str, threads: int) -> None:
    """Print seconds to load, characters a second (the best of three rounds) and peak memory in bytes."""
    began = time.perf_counter()
    nlp = load(model)
    texts = [article.text for article in marked.read_dir(Path(articles))]
    nlp("开工")  # what is loaded with the first text
    loaded = time.perf_counter() - began
    for _, component in nlp.pipeline:
        if hasattr(component, "threads"):
            component.threads = threads
    rates = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        for _doc in nlp.pipe(texts):
            pass
        rates.append(sum(map(len, texts)) / (time.perf_counter() - began))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    json.dump({"load": loaded, "rate": max(rates), "memory": peak}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
