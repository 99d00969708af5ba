"""The loss of a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over the tags.

The sums over all paths are taken by the scaled forward-backward algorithm (Rabiner 1989, section V.A), those
of all texts of a batch side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .paths import Floats
from .tags import N_TAGS, Tags, allowed

#: A tag so much worse than another counts no less: its share of a sum is none, and products of two stay above 0.
_LOWEST = -300.0

_Doubles = npt.NDArray[np.float64]


class Loss(NamedTuple):
    """The negative log likelihood of the gold paths, in nats, and its gradients.

    ``d_scores``: float32 (characters, N_TAGS) of each text; ``d_transitions``: float32 (N_TAGS, N_TAGS).
    """

    value: float
    d_scores: list[Floats]
    d_transitions: Floats


def loss(scores: Sequence[Floats], gold: Sequence[Tags], transitions: Floats) -> Loss:
    """How unlikely the gold paths are. Memory grows with the longest text times their number.

    Args:
        scores: of the tags of each text, float32 (characters, N_TAGS).
        gold: the tags of each text, int64 (characters,); a path that is allowed.
        transitions: what a tag adds that follows another, float32 (N_TAGS, N_TAGS).
    """
    d_scores = [np.zeros_like(own) for own in scores]
    total, d_transitions = 0.0, np.zeros((N_TAGS, N_TAGS))
    # The longest first: the texts that reach a step are the first ones.
    order = sorted((at for at, own in enumerate(scores) if len(own)), key=lambda at: -len(scores[at]))
    if order:
        lengths = np.array([len(scores[at]) for at in order])
        padded = np.zeros((lengths[0], len(order), N_TAGS))
        for column, at in enumerate(order):
            padded[: len(scores[at]), column] = scores[at]
        log_partition, marginals, expected = _sums(padded, lengths, transitions)
        d_transitions += expected
        for column, at in enumerate(order):
            total += log_partition[column] - _path_score(scores[at], gold[at], transitions)
            d_scores[at][:] = marginals[: lengths[column], column]
            d_scores[at][np.arange(len(gold[at])), gold[at]] -= 1.0
            np.subtract.at(d_transitions, (gold[at][:-1], gold[at][1:]), 1.0)
    return Loss(float(total), d_scores, d_transitions.astype(np.float32))


def _path_score(scores: Floats, path: Tags, transitions: Floats) -> float:
    steps = scores[np.arange(len(path)), path].sum(dtype=np.float64)
    return float(steps + transitions[path[:-1], path[1:]].sum(dtype=np.float64))


def _sums(
    scores: _Doubles, lengths: npt.NDArray[np.int64], transitions: Floats
) -> tuple[_Doubles, _Doubles, _Doubles]:
    """Over all paths of each text: the logarithm of the sum of what they are worth, (texts,); the chance of
    each tag, (steps, texts, N_TAGS); how often one follows another, (N_TAGS, N_TAGS), of all texts.
    """
    steps, texts, _ = scores.shape
    may_follow, may_start, may_end = allowed()
    moves = np.where(may_follow, np.exp(transitions.astype(np.float64)), 0.0)
    counts = (np.arange(steps)[:, None] < lengths).sum(axis=1)
    highest = scores.max(axis=2, keepdims=True)
    potentials = np.exp(np.maximum(scores - highest, _LOWEST))

    forward, scale = np.zeros_like(potentials), np.ones((steps, texts, 1))
    before = np.where(may_start, 1.0, 0.0) * np.ones((texts, 1))
    for step, count in enumerate(counts):
        reached = before[:count] * potentials[step, :count]
        scale[step, :count] = reached.sum(axis=1, keepdims=True)
        forward[step, :count] = reached / scale[step, :count]
        before = forward[step] @ moves

    # What may be the last tag is a matter of the end alone, and rescales the whole.
    last = (lengths - 1, np.arange(texts))
    at_end = (forward[last] * may_end).sum(axis=1, keepdims=True)
    backward = np.zeros_like(potentials)
    backward[last] = may_end / at_end
    for step in range(steps - 2, -1, -1):
        count = counts[step + 1]
        later = potentials[step + 1, :count] * backward[step + 1, :count] / scale[step + 1, :count]
        backward[step, :count] = later @ moves.T

    log_partition = (
        np.log(at_end[:, 0])
        + (np.log(scale) + highest * (np.arange(steps)[:, None, None] < lengths[:, None])).sum(axis=0)[:, 0]
    )
    later = potentials[1:] * backward[1:] / scale[1:]
    followed = np.einsum("tbi,tbj->ij", forward[:-1], later, optimize=True) * moves
    return log_partition, forward * backward, followed
