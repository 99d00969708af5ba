"""The best paths through the scores of tags (Viterbi 1967), those of many texts at once.

By log probabilities most characters of a text are surely outside. What stands between them is short, so that
all of it, of all texts, is searched side by side. The scores of a random field are seldom as far apart: its texts
are searched whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .tags import N_TAGS, OUTSIDE, Span, Tags, allowed, decode

Floats: TypeAlias = npt.NDArray[np.float32]

#: Outside by so much more than any other tag: a path that does not go through it is hardly ever the better one.
SURE = 9.0
_NEVER = np.float32(-1e9)
#: Characters of runs side by side, padding included: some megabytes.
_MOST_CELLS = 1 << 17


def best_spans(
    scores: Sequence[Floats], transitions: Floats | None = None, sure: float = SURE
) -> list[list[Span]]:
    """The spans of the best path of each text, see :func:`best_path`.

    Args:
        scores: of the tags of each text, float32 (characters, N_TAGS).
        transitions: what a tag adds that follows another, float32 (N_TAGS, N_TAGS); nothing if None.
        sure: as in :func:`best_path`.
    """
    lengths = [len(text) for text in scores]
    if not sum(lengths):
        return [[] for _ in lengths]
    ends = np.cumsum(lengths)
    path = best_path(np.concatenate(scores), ends, transitions, sure)
    return [decode(own) for own in np.split(path, ends[:-1])]


def best_path(
    scores: Floats, ends: npt.NDArray[np.int64], transitions: Floats | None = None, sure: float = SURE
) -> Tags:
    """The tags of the best path of texts that stand one behind the other: int64 (characters,).

    Args:
        scores: of the tags, float32 (characters, N_TAGS).
        ends: where each text ends, int64 (texts,).
        transitions: as in :func:`best_spans`.
        sure: by how much OUTSIDE is more than any other tag where the path is taken to go through it;
            with infinity the path is the best one exactly.
    """
    moves = np.where(allowed()[0], 0.0 if transitions is None else transitions, _NEVER).astype(np.float32)
    others = np.delete(scores, OUTSIDE, axis=1).max(axis=1)
    unsure = scores[:, OUTSIDE] < others + np.float32(sure)
    path = np.full(len(scores), OUTSIDE, dtype=np.int64)
    starts, stops = _runs(unsure, ends)
    if not len(starts):
        return path
    order = np.argsort(starts - stops, kind="stable")  # the longest first
    starts, stops = starts[order], stops[order]
    entering, leaving = _edges(starts, stops, ends, moves)
    for some in _groups(stops - starts):
        places = starts[some] + np.arange(stops[some.start] - starts[some.start])[:, None]
        within = places < stops[some]
        inside = np.where(within, places, starts[some])
        found = _search(scores, inside, within, moves, entering[some], leaving[some])
        path[places[within]] = found[within]
    return path


def _groups(lengths: npt.NDArray[np.int64]) -> Iterator[slice]:
    """Runs that are searched side by side: the longest of them bounds how many there are, at least one."""
    first = 0
    while first < len(lengths):
        end = first + max(1, _MOST_CELLS // int(lengths[first]))
        yield slice(first, min(end, len(lengths)))
        first = end


def _runs(mask: npt.NDArray[np.bool_], ends: npt.NDArray[np.int64]) -> tuple[Tags, Tags]:
    """Where ``mask`` holds without a gap within a text: starts and ends, int64 (runs,)."""
    first = np.zeros(len(mask), dtype=bool)
    first[0] = True
    first[ends[ends < len(mask)]] = True
    before = np.concatenate([[False], mask[:-1]])
    after = np.concatenate([mask[1:], [False]])
    last = np.concatenate([first[1:], [True]])
    return np.flatnonzero(mask & (first | ~before)), np.flatnonzero(mask & (last | ~after)) + 1


def _edges(starts: Tags, stops: Tags, ends: npt.NDArray[np.int64], moves: Floats) -> tuple[Floats, Floats]:
    """What the first and the last tag of each run get for what stands around it: float32 (runs, N_TAGS)."""
    _, first, last = allowed()
    entering = np.tile(moves[OUTSIDE], (len(starts), 1))
    entering[np.isin(starts, np.concatenate([[0], ends]))] = np.where(first, 0.0, _NEVER)
    leaving = np.tile(moves[:, OUTSIDE], (len(stops), 1))
    leaving[np.isin(stops, ends)] = np.where(last, 0.0, _NEVER)
    return entering, leaving


def _search(
    scores: Floats,
    places: Tags,
    within: npt.NDArray[np.bool_],
    moves: Floats,
    entering: Floats,
    leaving: Floats,
) -> Tags:
    """The tags of the best paths: int64 (steps, runs), of ``places`` (steps, runs); the longest runs stand first."""
    steps, runs = places.shape
    counts = within.sum(axis=1)
    back = np.zeros((steps, runs, N_TAGS), dtype=np.int8)
    best = scores[places[0]] + entering
    last = within.sum(axis=0) - 1
    into = np.ascontiguousarray(moves.T)
    for step in range(1, steps):
        count = counts[step]  # runs that reach as far
        paths = best[:count, None, :] + into
        back[step, :count] = paths.argmax(axis=2)
        best[:count] = np.maximum.reduce(paths, axis=2) + scores[places[step, :count]]
    tags = np.zeros((steps, runs), dtype=np.int64)
    tags[last, np.arange(runs)] = (best + leaving).argmax(axis=1)
    for step in range(steps - 1, 0, -1):
        columns = np.arange(counts[step])
        at = tags[step, columns]
        tags[step - 1, columns] = back[step, columns, at]
    return tags
