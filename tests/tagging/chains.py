"""All paths of a short text, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from zhaoshang.tagging.tags import N_TAGS, allowed


def all_paths(length: int) -> Iterator[np.ndarray]:
    """Every path of tags that is allowed: int64 (length,)."""
    follows, first, last = allowed()
    for path in map(np.array, product(range(N_TAGS), repeat=length)):
        if first[path[0]] and last[path[-1]] and follows[path[:-1], path[1:]].all():
            yield path


def worth(scores: np.ndarray, path: np.ndarray, transitions: np.ndarray) -> float:
    """What the path adds up to."""
    steps = scores[np.arange(len(path)), path].sum(dtype=np.float64)
    return float(steps + transitions[path[:-1], path[1:]].sum(dtype=np.float64))
