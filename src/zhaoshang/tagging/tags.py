"""Spans as one tag a character (BIOES), and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ..schema import ENTITY_LABELS

Span = tuple[int, int, str]
Tags: TypeAlias = npt.NDArray[np.int64]

OUTSIDE = 0
#: Tags of label ``k`` begin here, in this order.
_BEGIN, _INSIDE, _END, _SINGLE = range(4)
N_TAGS = 1 + 4 * len(ENTITY_LABELS)


def encode(spans: Iterable[Span], length: int) -> Tags:
    """The tags of ``length`` characters: int64 (length,). Spans are flat.

    Raises ValueError for a label that is none of the annotation scheme's.
    """
    tags = np.full(length, OUTSIDE, dtype=np.int64)
    for start, end, label in spans:
        first = _first(label)
        tags[start:end] = first + _INSIDE
        tags[start], tags[end - 1] = first + _BEGIN, first + _END
        if end - start == 1:
            tags[start] = first + _SINGLE
    return tags


def decode(tags: Sequence[int] | Tags) -> list[Span]:
    """The spans of a path that :func:`allowed` allows."""
    spans = []
    start = 0
    path = np.asarray(tags)
    for at in np.flatnonzero(path != OUTSIDE).tolist():
        label, kind = divmod(int(path[at]) - 1, 4)
        if kind in (_BEGIN, _SINGLE):
            start = at
        if kind in (_END, _SINGLE):
            spans.append((start, at + 1, ENTITY_LABELS[label]))
    return spans


def among(spans: Iterable[Span], places: npt.NDArray[np.int64]) -> list[Span]:
    """``spans`` of a text in numbers of those of its characters that stand at ``places``, ascending int64 (n,).

    They are cut to these; a span that holds none of them is left out.
    """
    spans = list(spans)
    starts = np.searchsorted(places, [start for start, _, _ in spans]).tolist()
    ends = np.searchsorted(places, [end for _, end, _ in spans]).tolist()
    found = zip(starts, ends, (label for _, _, label in spans), strict=True)
    return [(start, end, label) for start, end, label in found if start < end]


@cache
def allowed() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which tag may follow which, which may be the first and which the last: bool (N_TAGS, N_TAGS), (N_TAGS,), (N_TAGS,)."""
    open_after = np.zeros(N_TAGS, dtype=np.int64)  # the label that is open after a tag, 0 none
    open_before = np.zeros(N_TAGS, dtype=np.int64)
    for number, label in enumerate(ENTITY_LABELS, start=1):
        first = _first(label)
        open_after[[first + _BEGIN, first + _INSIDE]] = number
        open_before[[first + _INSIDE, first + _END]] = number
    return open_after[:, None] == open_before[None, :], open_before == 0, open_after == 0


def _first(label: str) -> int:
    if label not in ENTITY_LABELS:
        raise ValueError(f"{label!r} is no label of the entities: {', '.join(ENTITY_LABELS)}")
    return 1 + 4 * ENTITY_LABELS.index(label)
