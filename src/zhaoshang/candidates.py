"""Candidate relations: which businesses are in reach of a sum or a trigger.

A candidate pairs one tail with the mention of one business that the head rule
(:class:`zhaoshang.language.text_zones.HeadRule`) picks. What the model knows of it
comes from :mod:`zhaoshang.relations.features`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from .extensions import register
from .relations.features import Bags, PairFeatures, gaps, words_of_mention, words_of_tail
from .relations.view import PairView
from .schema import RELATION_LABELS

register()

Span = tuple[int, int]

_MOST_BEFORE = 10
_MOST_AFTER = 24
_LISTED = 40
_PARAGRAPHS_AHEAD = 8


class Candidate(NamedTuple):
    """A possible relation: spans of head and tail, and the relation's label."""

    head: Span
    tail: Span
    label: str


@dataclass(frozen=True)
class Candidates:
    """The candidates of one Doc, as arrays.

    ``spans`` is an int64 array of shape (n, 2, 2): start and end of head and tail.
    ``members`` is an int64 array of shape (n, 5): the mention, the tail, the
    enumeration in front of its tail, the business, and the business with the label
    that a candidate belongs to, each numbered from 0. ``of_pairs``, ``of_tails`` and
    ``of_mentions`` are bags of features, one each.
    """

    spans: np.ndarray
    labels: tuple[str, ...]
    members: np.ndarray
    of_pairs: Bags
    of_tails: Bags
    of_mentions: Bags

    def __len__(self) -> int:
        return len(self.labels)

    def __iter__(self) -> Iterator[Candidate]:
        for (head, tail), label in zip(self.spans.tolist(), self.labels, strict=True):
            yield Candidate(tuple(head), tuple(tail), label)


def candidates(doc: Doc) -> Candidates:
    """All candidates of a Doc with ``ents``, ``spans["stages"]`` and ``_.businesses``.

    They stand in the order of their tails, and those of a tail nearest first.
    """
    view = PairView(doc)
    pairs = _pairs(view)
    mention, tail = pairs.T
    return Candidates(
        spans=np.stack([view.mentions[mention], view.tails[tail]], axis=1),
        labels=tuple(view.labels[k] for k in tail.tolist()),
        members=_members(view, mention, tail),
        of_pairs=PairFeatures(view, mention, tail).bags(),
        of_tails=Bags.of_words(words_of_tail(view, k) for k in range(len(view.tails))),
        of_mentions=Bags.of_words(words_of_mention(view, k) for k in range(len(view.mentions))),
    )


def joined(parts: list[Candidates]) -> Candidates:
    """Candidates of one Doc under several annotations, as one; their sets stay apart."""
    members = []
    mentions = tails = others = 0
    for part in parts:
        members.append(part.members + np.array([mentions, tails, others, others, others]))
        mentions += len(part.of_mentions.lengths)
        tails += len(part.of_tails.lengths)
        others += int(part.members.max(initial=-1)) + 1
    return Candidates(
        spans=np.concatenate([part.spans for part in parts]),
        labels=tuple(label for part in parts for label in part.labels),
        members=np.concatenate(members),
        of_pairs=Bags.joined([part.of_pairs for part in parts]),
        of_tails=Bags.joined([part.of_tails for part in parts]),
        of_mentions=Bags.joined([part.of_mentions for part in parts]),
    )


def _pairs(view: PairView) -> np.ndarray:
    """Mention and tail of each candidate: int64 array of shape (n, 2)."""
    if not len(view.mentions) or not len(view.tails):
        return np.zeros((0, 2), dtype=np.int64)
    heads = _heads(view)
    distances = gaps(view.mentions[heads], view.tails[:, None])
    order = np.argsort(distances, axis=1, kind="stable")
    heads = np.take_along_axis(heads, order, axis=1)
    tail, column = np.nonzero(_in_reach(view, heads))
    return np.stack([heads[tail, column], tail], axis=1)


def _heads(view: PairView) -> np.ndarray:
    """The mention of each business that the head rule picks: shape (n_tails, n_businesses)."""
    before = view.mentions[None, :, 1] <= view.tails[:, None, 0]
    same = view.mention_zones[None] == view.tail_zones[:, None]
    clause, _, paragraph = np.moveaxis(same, 2, 0)
    rank = np.where(clause, 0, np.where(paragraph, 1, 3) + ~before)
    cost = rank * (len(view.text) + 1) + gaps(view.mentions[None], view.tails[:, None])
    columns = [np.flatnonzero(view.business == k) for k in range(view.business.max() + 1)]
    return np.stack([own[cost[:, own].argmin(axis=1)] for own in columns], axis=1)


def _in_reach(view: PairView, heads: np.ndarray) -> np.ndarray:
    """Which heads, the nearest first, are in reach of their tail: bool array of shape (n_tails, n_heads)."""
    paragraph = view.mention_zones[heads, 2]
    same = view.mention_zones[heads, 1] == view.tail_zones[:, None, 1]
    title = ~same & (paragraph == 0)
    before = ~same & ~title & (view.mentions[heads, 1] <= view.tails[:, None, 0])
    after = ~same & ~title & ~before & (paragraph - view.tail_zones[:, None, 2] <= _PARAGRAPHS_AHEAD)
    limits = ((same, _LISTED), (title, _MOST_BEFORE), (before, _MOST_BEFORE), (after, _MOST_AFTER))
    return np.logical_or.reduce([group & (np.cumsum(group, axis=1) <= most) for group, most in limits])


def _members(view: PairView, mention: np.ndarray, tail: np.ndarray) -> np.ndarray:
    """See :class:`Candidates`."""
    enumeration = view.mention_lists[mention, 0] + tail * (len(view.mentions) + 1)
    label = np.array([RELATION_LABELS.index(view.labels[k]) for k in tail.tolist()], dtype=np.int64)
    business = view.business[mention]
    return np.stack([mention, tail, enumeration, business, business * len(RELATION_LABELS) + label], axis=1)
