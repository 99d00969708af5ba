"""Spans as one tag a character (BIOES), and back by the best path that is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from ..schema import ENTITY_LABELS
from .weights import Floats

Span = tuple[int, int, str]
Tags = npt.NDArray[np.int64]

OUTSIDE = 0
#: Tags of label ``k`` begin here, in this order.
_BEGIN, _INSIDE, _END, _SINGLE = range(4)
N_TAGS = 1 + 4 * len(ENTITY_LABELS)


def encode(spans: Iterable[Span], length: int) -> Tags:
    """The tags of ``length`` characters: int64 (length,). Spans are flat."""
    tags = np.full(length, OUTSIDE, dtype=np.int64)
    for start, end, label in spans:
        first = _first(label)
        tags[start:end] = first + _INSIDE
        tags[start], tags[end - 1] = first + _BEGIN, first + _END
        if end - start == 1:
            tags[start] = first + _SINGLE
    return tags


def decode(scores: Floats) -> list[Span]:
    """The spans of the best path: ``scores`` float32 (characters, N_TAGS), log odds."""
    length = len(scores)
    if not length:
        return []
    moves, starts, ends = _allowed()
    best = scores[0] + starts
    back = np.zeros((length, N_TAGS), dtype=np.int64)
    columns = np.arange(N_TAGS)
    for at in range(1, length):
        paths = best[:, None] + moves
        back[at] = paths.argmax(axis=0)
        best = paths[back[at], columns] + scores[at]
    tags = [int((best + ends).argmax())]
    for at in range(length - 1, 0, -1):
        tags.append(int(back[at, tags[-1]]))
    return _spans(tags[::-1])


def _first(label: str) -> int:
    return 1 + 4 * ENTITY_LABELS.index(label)


def _spans(tags: list[int]) -> list[Span]:
    spans = []
    start = 0
    for at, tag in enumerate(tags):
        kind = (tag - 1) % 4
        if tag == OUTSIDE:
            continue
        if kind in (_BEGIN, _SINGLE):
            start = at
        if kind in (_END, _SINGLE):
            spans.append((start, at + 1, ENTITY_LABELS[(tag - 1) // 4]))
    return spans


@cache
def _allowed() -> tuple[Floats, Floats, Floats]:
    """What may follow what, start and end: 0 or -inf; (tags, tags), (tags,), (tags,)."""
    open_after = np.zeros(N_TAGS, dtype=np.int64)  # the label that is open after a tag, 0 none
    open_before = np.zeros(N_TAGS, dtype=np.int64)
    for number, label in enumerate(ENTITY_LABELS, start=1):
        first = _first(label)
        open_after[[first + _BEGIN, first + _INSIDE]] = number
        open_before[[first + _INSIDE, first + _END]] = number
    moves = np.where(open_after[:, None] == open_before[None, :], 0.0, -np.inf)
    starts = np.where(open_before == 0, 0.0, -np.inf)
    ends = np.where(open_after == 0, 0.0, -np.inf)
    return moves.astype(np.float32), starts.astype(np.float32), ends.astype(np.float32)
