"""foolnltk: its label company, on a tensorflow that no longer has the parts it was written for."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .serving import Find, Span, by_sentence, serve


def load() -> Find:
    """The recogniser on sentences; the Viterbi search of ``tensorflow.contrib`` is made up for."""
    import tensorflow

    crf: Any = ModuleType("tensorflow.contrib.crf")
    crf.viterbi_decode = viterbi_decode
    sys.modules["tensorflow"] = tensorflow.compat.v1
    sys.modules["tensorflow.contrib"] = ModuleType("tensorflow.contrib")
    sys.modules["tensorflow.contrib.crf"] = crf
    import fool

    def find(texts: list[str]) -> list[list[Span]]:
        return [
            [(start, end, "COMPANY") for start, end, label, _ in entities if label == "company"]
            for entities in fool.ner(texts)
        ]

    return by_sentence(find)


def viterbi_decode(scores: Any, transitions: Any) -> tuple[list[int], float]:
    """The best path of tags through scores (length, tags) with transitions (from, to), and its score."""
    best, behind = scores[0], []
    for row in scores[1:]:
        ways = best[:, None] + transitions
        behind.append(ways.argmax(0))
        best = ways.max(0) + row
    path = [int(best.argmax())]
    for before in reversed(behind):
        path.append(int(before[path[-1]]))
    return path[::-1], float(best.max())


if __name__ == "__main__":
    serve(load)
