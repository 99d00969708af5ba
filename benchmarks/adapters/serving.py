"""What the adapters share: texts in, spans out, and offsets where a tool gives words alone.

A request is a line of JSON, a list of texts; the answer is a line of JSON with the spans
``[start, end, label]`` of each text, the seconds of processor time that they took, and the
process's peak memory in bytes.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

#: Start, end (exclusive) and label; offsets are characters of the text.
Span = tuple[int, int, str]
#: From texts to the spans of each.
Find = Callable[[list[str]], Iterable[list[Span]]]

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]*")
_BATCH = 32


def serve(load: Callable[[], Find]) -> None:
    """Answer the requests on standard input with what ``load`` returns, until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a tool prints is no answer
    find = load()
    for line in sys.stdin:
        began = time.process_time()
        spans = list(find(json.loads(line)))
        seconds = time.process_time() - began
        answers.write(json.dumps({"spans": spans, "seconds": seconds, "memory": _peak_memory()}) + "\n")
        answers.flush()


def by_sentence(find: Find, batch: int = _BATCH) -> Find:
    """``find`` on sentences, ``batch`` of them at a time: for tools that were made for short texts."""

    def find_in_texts(texts: list[str]) -> list[list[Span]]:
        places = [(at, match) for at, text in enumerate(texts) for match in _SENTENCE.finditer(text)]
        found: list[list[Span]] = [[] for _ in texts]
        for first in range(0, len(places), batch):
            part = places[first : first + batch]
            for (at, match), spans in zip(part, find([match[0] for _, match in part]), strict=True):
                offset = match.start()
                found[at] += [(start + offset, end + offset, label) for start, end, label in spans]
        return found

    return find_in_texts


def companies(text: str, words: Iterable[tuple[str, str]], tag: str) -> list[Span]:
    """The words of ``tag`` as spans of the label COMPANY, without spaces at their ends.

    Raises:
        ValueError: the words do not make up the text, so that their offsets are unknown.
    """
    spans, at = [], 0
    for word, found in words:
        if found == tag:
            start = at + len(word) - len(word.lstrip())
            spans.append((start, at + len(word.rstrip()), "COMPANY"))
        at += len(word)
    if at != len(text):
        raise ValueError("the tool's words do not make up the text")
    return spans


def _peak_memory() -> int:
    # ru_maxrss would start at the memory of the process that started this one.
    status = Path("/proc/self/status").read_text("ascii", errors="ignore")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
