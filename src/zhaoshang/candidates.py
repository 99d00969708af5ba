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
_CONTEXT = 8
_WIDEST_GAP = 60


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

    def bags(self, rows: np.ndarray) -> tuple[Bags, Bags, Bags]:
        """The features of the candidates ``rows``: of each pair, of its tail and of its mention."""
        mention, tail = self.members[rows, 0], self.members[rows, 1]
        return self.of_pairs.take(rows), self.of_tails.take(tail), self.of_mentions.take(mention)

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


def context_bounds(spans: np.ndarray, length: int) -> np.ndarray:
    """Head, tail, what stands between them, and what stands left and right of the tail.

    spans: int array of shape (n, 2, 2), see :class:`Candidates`; length: that of the text.
    Returns the starts and ends of the five spans: int array of shape (n, 5, 2).
    """
    head, tail = spans[:, 0], spans[:, 1]
    before = head[:, 1] <= tail[:, 0]
    high = np.where(before, tail[:, 0], head[:, 0])
    low = np.maximum(np.where(before, head[:, 1], tail[:, 1]), high - _WIDEST_GAP)
    between = np.stack([low, high], axis=1)
    left = np.stack([np.maximum(0, tail[:, 0] - _CONTEXT), tail[:, 0]], axis=1)
    right = np.stack([tail[:, 1], np.minimum(length, tail[:, 1] + _CONTEXT)], axis=1)
    return np.stack([head, tail, between, left, right], axis=1)


def _pairs(view: PairView) -> np.ndarray:
    """Mention and tail of each candidate: int64 array of shape (n, 2)."""
    if not len(view.mentions) or not len(view.tails):
        return np.zeros((0, 2), dtype=np.int64)
    mention, tail = _Heads(view).pairs()
    order = np.lexsort((view.business[mention], gaps(view.mentions[mention], view.tails[tail]), tail))
    mention, tail = mention[order], tail[order]
    near = _is_near(view, mention, tail)
    return np.stack([mention[near], tail[near]], axis=1)


class _Heads:
    """The heads of each tail by the head rule, all that can be in reach.

    The head of a business is its last mention before the tail or its first one behind it. No other is
    looked at, and far ones are left out: the tails of a long article must not cost all of its mentions each.
    """

    def __init__(self, view: PairView) -> None:
        self._view = view
        #: The mention of the same business before each, and behind it: -1 and n_mentions where there is none.
        self._before, self._behind = _same_business(view.business)
        starts = view.tails[:, 0]
        #: How many mentions end before each tail.
        self._split = np.searchsorted(view.mentions[:, 1], starts, "right")
        self._clause, self._clause_end = self._zone(0)
        self._sentence, self._sentence_end = self._zone(1)
        self._own, self._own_end = self._zone(2)
        paragraphs = view.mention_zones[:, 2]
        self._title = int(np.searchsorted(paragraphs, 1))
        reach = np.searchsorted(paragraphs, view.tail_zones[:, 2] + _PARAGRAPHS_AHEAD, "right")
        self._end = np.maximum(reach, self._own_end)

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Mentions and tails, int64 arrays of shape (n_pairs,)."""
        zones = (self._clause, self._clause_end, self._sentence, self._sentence_end, self._own, self._own_end)
        numbers = np.stack([*zones, self._split, self._end], axis=1).tolist()
        heads = [self._of_tail(*own) for own in numbers]
        mention = np.concatenate(heads)
        tail = np.repeat(np.arange(len(heads)), [len(own) for own in heads])
        kept = ~self._gives_way(mention, tail)
        return mention[kept], tail[kept]

    def _of_tail(
        self,
        clause: int,
        clause_end: int,
        sentence: int,
        sentence_end: int,
        own: int,
        own_end: int,
        split: int,
        end: int,
    ) -> np.ndarray:
        """The heads of a tail; of a business on both sides of it in its clause both mentions.

        The arguments are numbers of mentions: the first in the tail's clause, sentence and paragraph and the
        first behind each, the first behind the tail and the first out of reach.
        """
        # A mention gives way to one on the other side of the tail that is in a narrower zone with it.
        behind, before = self._behind, self._before
        last = [
            np.flatnonzero(behind[:own] >= own_end),
            own + np.flatnonzero(behind[own:clause] >= clause_end),
            clause + np.flatnonzero(behind[clause:split] >= split),
        ]
        first = [
            split + np.flatnonzero(before[split:clause_end] < split),
            clause_end + np.flatnonzero(before[clause_end:own_end] < own),
            own_end + np.flatnonzero(before[own_end:end] < 0),
        ]
        title, far = _cut(last[0], self._title)
        earlier, same = _cut(last[1], sentence)
        last[:2] = [title[-_MOST_BEFORE:], far[-_MOST_BEFORE:], earlier[-_MOST_BEFORE:], same[-_LISTED:]]
        same, later = _cut(first[1], sentence_end)
        first[1:] = [same[:_LISTED], later[: max(_MOST_BEFORE, _MOST_AFTER)], first[2][:_MOST_AFTER]]
        return np.concatenate(last + first)

    def _gives_way(self, mention: np.ndarray, tail: np.ndarray) -> np.ndarray:
        """Whether the other mention of the business in the tail's clause is nearer, or as near and first."""
        is_last = mention < self._split[tail]
        other = np.where(is_last, self._behind[mention], self._before[mention])
        clause, end = self._clause[tail], self._clause_end[tail]
        both = (clause <= mention) & (mention < end) & (clause <= other) & (other < end)
        ends = self._view.tails[tail]
        own = gaps(self._view.mentions[mention], ends)
        others = gaps(self._view.mentions[np.where(both, other, mention)], ends)
        return both & np.where(is_last, others < own, others <= own)

    def _zone(self, zone: int) -> tuple[np.ndarray, np.ndarray]:
        """The first and the end of the mentions in each tail's clause (0), sentence (1) or paragraph (2)."""
        numbers, own = self._view.mention_zones[:, zone], self._view.tail_zones[:, zone]
        first, end = np.searchsorted(numbers, own), np.searchsorted(numbers, own, "right")
        return np.minimum(first, self._split), np.maximum(end, self._split)


def _same_business(business: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(business, kind="stable")
    before, behind = np.full(len(order), -1), np.full(len(order), len(order))
    same = business[order[1:]] == business[order[:-1]]
    before[order[1:][same]] = order[:-1][same]
    behind[order[:-1][same]] = order[1:][same]
    return before, behind


def _is_near(view: PairView, mention: np.ndarray, tail: np.ndarray) -> np.ndarray:
    """Which heads, those of a tail nearest first, are not too many: bool array of shape (n_pairs,)."""
    _, sentence, paragraph = view.mention_zones[mention].T
    same = sentence == view.tail_zones[tail, 1]
    before = view.mentions[mention, 1] <= view.tails[tail, 0]
    kind = np.where(same, 0, np.where(paragraph == 0, 1, np.where(before, 2, 3)))
    limits = np.array([_LISTED, _MOST_BEFORE, _MOST_BEFORE, _MOST_AFTER])
    return _places(tail * len(limits) + kind) < limits[kind]


def _cut(ascending: np.ndarray, bound: int) -> tuple[np.ndarray, np.ndarray]:
    """What is under ``bound``, and the rest."""
    at = int(np.searchsorted(ascending, bound))
    return ascending[:at], ascending[at:]


def _places(groups: np.ndarray) -> np.ndarray:
    """How many of its group stand before each."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    places = np.empty_like(order)
    places[order] = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return places


def _members(view: PairView, mention: np.ndarray, tail: np.ndarray) -> np.ndarray:
    """See :class:`Candidates`."""
    enumeration = view.mention_lists[mention, 0] + tail * (len(view.mentions) + 1)
    label = np.array([RELATION_LABELS.index(view.labels[k]) for k in tail.tolist()], dtype=np.int64)
    business = view.business[mention]
    return np.stack([mention, tail, enumeration, business, business * len(RELATION_LABELS) + label], axis=1)
