"""The features of candidate relations: hashes for the model to embed.

Words around a mention and around a tail are looked at once a mention and once a
tail. What holds of a pair (distances, what stands between, lists) is compared for
all pairs at once, so that a pair costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from spacy.strings import hash_string  # type: ignore[attr-defined]

from ..language.characters import squeeze
from .cues import class_name
from .view import PairView

_DIGITS = re.compile(r"[0-9〇零一二三四五六七八九十]+")
_NUMERALS = "零一二三四五六七八九十两"
_COUNTED = re.compile(rf"([{_NUMERALS}])(?:家|户|方)")
_NEAR = 12
_BETWEEN = 60
_BEFORE_SUMS = 30
#: Labels whose pairs stand alike share features: sums, signings, and what is built.
_KINDS = {"INVESTMENT": 0, "SIGN": 1, "START": 2, "PRODUCTION": 2}
#: Values of a feature are below 2**16, names fill the bits up to 2**40, kinds stand above.
_NAME_BITS, _KIND_BITS = 16, 40


@dataclass(frozen=True)
class Bags:
    """Bags of hashed features: ``ids`` is uint64 of shape (n_ids,), ``lengths`` int32 of shape (n_bags,)."""

    ids: np.ndarray
    lengths: np.ndarray

    @classmethod
    def of_words(cls, groups: Iterable[Iterable[str]]) -> Bags:
        """A bag of each group of words."""
        hashed = [[hash_string(word) for word in group] for group in groups]
        ids = np.array([key for keys in hashed for key in keys], dtype=np.uint64)
        return cls(ids, np.array([len(keys) for keys in hashed], dtype=np.int32))

    @classmethod
    def joined(cls, parts: list[Bags]) -> Bags:
        """The bags of several, one behind the other."""
        return cls(np.concatenate([p.ids for p in parts]), np.concatenate([p.lengths for p in parts]))

    def take(self, rows: np.ndarray) -> Bags:
        """The bags ``rows``, an int array of shape (n,); one may be taken several times."""
        lengths = self.lengths[rows]
        starts = (np.cumsum(self.lengths) - self.lengths)[rows]
        own = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return Bags(self.ids[np.repeat(starts, lengths) + own], lengths)


def words_of_mention(view: PairView, k: int) -> Iterator[str]:
    """What stands around the company ``k``, and how its name ends."""
    start, end = view.mentions[k].tolist()
    name = view.text[start:end]
    right = squeeze(view.text[end : end + 10])
    left = squeeze(view.text[max(0, start - 8) : start])
    yield from (f"h>{right[:n]}" for n in (1, 2, 3, 4))
    yield from (f"h<{left[-n:]}" for n in (1, 2, 3))
    yield from (f"h={name[-n:]}" for n in (1, 2))
    low, high = view.clauses.range(start)
    yield from (f"h>>{cue}" for cue in view.cues.within(end, min(high, end + 24)))
    yield from (f"h<<{cue}" for cue in view.cues.within(max(low, start - 12), start))
    low, high = view.sentences.range(start)
    yield from (f"hs{cue}" for cue in view.cues.within(low, min(high, low + 200)))


def words_of_tail(view: PairView, k: int) -> Iterator[str]:
    """What stands around the sum or trigger ``k``, and what it is."""
    start, end = view.tails[k].tolist()
    label = view.labels[k]
    yield label
    yield f"{label}title={view.tail_zones[k, 2] == 0}"
    yield from (f"{label}{word}" for word in _cues_of_tail(view, start, end))
    left = squeeze(view.text[max(0, start - 16) : start])[-_NEAR:]
    right = squeeze(view.text[end : end + 16])[:_NEAR]
    yield from (f"{label}l{left[-n:]}" for n in (1, 2, 3, 4))
    yield from (f"{label}r{right[:n]}" for n in (1, 2, 3, 4))
    yield from (f"{label}ll{left[i : i + 2]}" for i in range(len(left) - 1))
    yield from (f"{label}rr{right[i : i + 2]}" for i in range(min(6, len(right) - 1)))
    surface = squeeze(view.text[start:end])
    if label == "INVESTMENT":
        digits = _DIGITS.search(surface)
        yield f"digits={len(digits[0]) if digits else 0}"
        surface = _DIGITS.sub("0", surface)
    yield f"{label}={surface}"
    yield f"{label}count={view.counts[k]}"


def _cues_of_tail(view: PairView, start: int, end: int) -> Iterator[str]:
    """The cue words close to a tail, in its clause, and in the rest of its sentence."""
    low, high = view.clauses.range(start)
    first, last = view.sentences.range(start)
    for side, begin, stop in (
        ("<", max(low, start - 6), start),
        ("<<", max(low, start - 30), start),
        ("<<<", max(first, low - 30), low),
        (">", end, min(high, end + 6)),
        (">>", end, min(high, end + 20)),
        (">>>", high, min(last, high + 30)),
        ("s", first, min(last, first + 200)),
    ):
        yield from (f"{side}{cue}" for cue in view.cues.within(begin, stop))


class PairFeatures:
    """The features of pairs of mentions and tails.

    Most are a name with a small number, compared for all pairs as arrays of shape
    (n_pairs,), and apart for each kind of tail.
    """

    def __init__(self, view: PairView, mention: np.ndarray, tail: np.ndarray) -> None:
        """``mention`` and ``tail`` number those of the view, int64 arrays of shape (n_pairs,)."""
        self._view, self._mention, self._tail = view, mention, tail
        self._heads, self._tails = view.mentions[mention], view.tails[tail]
        self._before = self._heads[:, 1] <= self._tails[:, 0]
        self._side = np.where(self._before, 0, 1)
        #: What stands between head and tail.
        self._low = np.where(self._before, self._heads[:, 1], self._tails[:, 1])
        self._high = np.where(self._before, self._tails[:, 0], self._heads[:, 0])
        kinds = [_KINDS[label] for label in view.labels]
        self._kinds_of_tails = np.array(kinds, dtype=np.int64)
        self._kinds = self._kinds_of_tails[tail]
        same = view.mention_zones[mention] == view.tail_zones[tail]
        zone = np.where(same[:, 0], 0, np.where(same[:, 1], 1, np.where(same[:, 2], 2, 3)))
        #: The side and the narrowest zone that head and tail share, 0 to 7.
        self._place = self._side * 4 + zone

    def bags(self) -> Bags:
        """One bag a pair."""
        if not len(self._mention):
            return Bags.of_words([])
        numbers = self._distances() | self._counts() | self._roles() | self._neighbours() | self._lists()
        pair, free = self._words_between()
        order = np.argsort(pair, kind="stable")
        pair, free = pair[order], free[order]
        counts = np.bincount(pair, minlength=len(self._mention))
        # A bag is the numbers, and the words behind them; each goes where it belongs: sorting them all takes
        # several times their memory.
        words_before = np.cumsum(counts) - counts
        starts = np.arange(len(counts)) * len(numbers) + words_before
        ids = np.empty(len(counts) * len(numbers) + len(free), dtype=np.uint64)
        kinds = self._kinds << _KIND_BITS
        for k, (name, value) in enumerate(numbers.items()):
            ids[starts + k] = (_code(name) + kinds + value).astype(np.uint64)
        ids[np.arange(len(free)) + (pair + 1) * len(numbers)] = free
        return Bags(ids, (counts + len(numbers)).astype(np.int32))

    def _distances(self) -> dict[str, np.ndarray]:
        zones, others = self._view.mention_zones[self._mention], self._view.tail_zones[self._tail]
        apart = others - zones
        # The pairs of a tail stand in a row, the nearest first.
        order = np.arange(len(self._tail)) - np.searchsorted(self._tail, self._tail)
        return {
            "place": self._place,
            "gap": _bucket(self._high - self._low) * 2 + self._side,
            "order": np.minimum(order, 7) * 8 + self._place,
            "nearer": np.minimum(self._nearer(), 5) * 8 + self._place,
            "sentences": np.clip(apart[:, 1], -5, 5) + 5,
            "paragraphs": np.clip(apart[:, 2], -4, 4) + 4,
            "title": (zones[:, 2] == 0) * 2 + (others[:, 2] == 0),
        }

    def _nearer(self) -> np.ndarray:
        """How many companies stand nearer to the tail on the head's side."""
        starts, ends = self._view.mentions.T
        tail_start, tail_end = self._tails.T
        left = _count(ends, self._heads[:, 1] + 1, tail_start + 1)
        right = _count(starts, tail_end, self._heads[:, 0])
        return np.where(self._before, left, right)

    def _counts(self) -> dict[str, np.ndarray]:
        """How much of what stands between head and tail."""
        view, side, place = self._view, self._side, self._place
        companies = self._between(view.mentions[:, 0])
        sums = self._between(view.tails[view.is_sum, 0])
        triggers = self._between(view.tails[~view.is_sum, 0])
        # In normal form commas and semicolons are ASCII.
        semicolons, full_stops = self._between(view.find(";")), self._between(view.find("。"))
        return {
            "companies": np.minimum(companies, 6) * 2 + side,
            "sums": np.minimum(sums, 5) * 2 + side,
            "triggers": np.minimum(triggers, 5) * 2 + side,
            "companies, sums": (np.minimum(companies, 3) * 4 + np.minimum(sums, 3)) * 8 + place,
            "companies, triggers": (np.minimum(companies, 3) * 4 + np.minimum(triggers, 3)) * 8 + place,
            "commas": np.minimum(self._between(view.find(",")), 6) * 2 + side,
            "enumerated": np.minimum(self._between(view.find("、")), 5) * 2 + side,
            "stops": np.minimum(semicolons + full_stops, 5) * 2 + side,
            "semicolons": np.minimum(semicolons, 2) * 8 + place,
            "quotes": np.minimum(self._between(view.find("“")), 2) * 2 + side,
            "second sum": ((sums > 0) & (companies == 0)) * 2 + side,
            "count of projects": view.counts[self._tail] * 8 + place,
        }

    def _roles(self) -> dict[str, np.ndarray]:
        """What kind of mention the head is in its sentence, paragraph and article."""
        view, place = self._view, self._place
        starts = [view.clauses.range(start)[0] for start in view.mentions[:, 0].tolist()]
        leads = view.mentions[:, 0] - np.array(starts) <= 2
        is_lead = leads[self._mention]
        leads_between = self._between(view.mentions[leads, 0])
        often = np.bincount(view.business)
        frequency = often[view.business[self._mention]]
        in_title = np.zeros(len(often), dtype=bool)
        in_title[view.business[view.mention_zones[:, 2] == 0]] = True
        return {
            "lead": is_lead * 8 + place,
            "leads between": np.minimum(leads_between, 4) * 8 + place,
            "topic": (is_lead & self._before & (leads_between == 0)) * 8 + place,
            "frequency": np.minimum(frequency, 6),
            "most frequent": frequency == often.max(),
            "businesses": _bucket(np.full(len(frequency), len(often))),
            "first of sentence": _is_first(view.mention_zones[:, 1])[self._mention] * 8 + place,
            "first of paragraph": _is_first(view.mention_zones[:, 2])[self._mention] * 8 + place,
            "business in title": in_title[view.business[self._mention]],
        }

    def _neighbours(self) -> dict[str, np.ndarray]:
        """How many companies are near the tail, and what follows the head."""
        view = self._view
        in_sentence = _zone_sizes(view.mention_zones[:, 1], view.tail_zones[:, 1])[self._tail]
        in_paragraph = _zone_sizes(view.mention_zones[:, 2], view.tail_zones[:, 2])[self._tail]
        ends = np.array([view.sentences.range(start)[1] for start in view.mentions[:, 0].tolist()])
        # What follows a mention is its own up to the next company.
        limits = np.minimum(ends, np.append(view.mentions[1:, 0], len(view.text)))
        follows = {
            kind: _count(view.tails[self._kinds_of_tails == kind, 0], view.mentions[:, 1], limits) > 0
            for kind in (0, 1, 2)
        }
        alike = np.stack([follows[kind] for kind in (0, 1, 2)], axis=1)[self._mention, self._kinds]
        return {
            "companies of sentence": _bucket(in_sentence) * 2 + self._side,
            "companies of paragraph": _bucket(in_paragraph) * 2 + self._side,
            "followed by sum": follows[0][self._mention] * 8 + self._place,
            "followed by alike": alike * 8 + self._place,
        }

    def _lists(self) -> dict[str, np.ndarray]:
        """Where head and tail stand in their lists: 甲、乙、丙分别投资1亿元、2亿元、3亿元."""
        view, place = self._view, self._place
        _, at, length = view.mention_lists[self._mention].T
        sums = np.full((len(view.tails), 3), (0, 0, 1))
        sums[view.is_sum] = view.sum_lists
        _, sum_at, sums_length = sums[self._tail].T
        matched = at == sum_at
        alike = length == sums_length
        shape = np.where(length == 1, 0, np.where(at == length - 1, 3, np.where(at == 0, 1, 2)))
        respective = self._announced("分别") * (1 + alike)
        named = np.where(self._announced("前者"), 1, np.where(self._announced("后者"), 2, 0))
        return {
            "list": _bucket(length) * 2 + self._side,
            "list place": shape * 8 + place,
            "list of sums": np.minimum(sums_length, 4) * 2 + self._side,
            "lists match": ((alike & (length > 1)) * 2 + matched) * 8 + place,
            "respective": ((respective * 2 + matched) * 2 + (sums_length > 1)) * 8 + place,
            "former, latter": (named * 4 + shape) * 8 + place,
            "all of list": (self._counted(length) * 2 + (length > 1)) * 8 + place,
        }

    def _announced(self, word: str) -> np.ndarray:
        """Whether a word stands in the tail's sentence shortly before the tail."""
        starts = [self._view.sentences.range(start)[0] for start in self._view.tails[:, 0].tolist()]
        low = np.maximum(np.array(starts)[self._tail], self._tails[:, 0] - _BEFORE_SUMS)
        return _count(self._view.find(word), low, self._tails[:, 0]) > 0

    def _counted(self, length: np.ndarray) -> np.ndarray:
        """Whether a count behind a list (甲、乙、丙三家) is its length: 0 no count, 1 no, 2 yes."""
        found = list(_COUNTED.finditer(self._view.text))
        starts = np.array([match.start() for match in found], dtype=np.int64)
        numbers = np.array([*(_NUMERALS.index(match[1]) for match in found), -1])
        first = np.searchsorted(starts, self._low)
        is_there = self._before & (first < np.searchsorted(starts, self._high))
        return np.where(is_there, 1 + (numbers[first] == length), 0)

    def _between(self, starts: np.ndarray) -> np.ndarray:
        """How many of the sorted starts are between head and tail."""
        return _count(starts, self._low, self._high)

    def _words_between(self) -> tuple[np.ndarray, np.ndarray]:
        """Hashes of the cue words nearest the tail, and of a short text between them as a whole.

        Returns the pair of each hash, and the hashes: arrays of shape (n_hashes,).
        """
        cues = self._view.cues
        low = np.where(self._before, np.maximum(self._low, self._high - _BETWEEN), self._low)
        high = np.where(self._before, self._high, np.minimum(self._high, self._low + _BETWEEN))
        first = np.searchsorted(cues.starts, low)
        counts = np.maximum(0, np.searchsorted(cues.starts, high) - first)
        pair = np.repeat(np.arange(len(counts)), counts)
        place = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts) + first[pair]
        words = np.array(
            [(hash_string(word) >> 8, hash_string(class_name(word)) >> 8) for word in cues.words],
            dtype=np.uint64,
        ).reshape(-1, 2)[place]
        salts = (2 * self._kinds + self._side + 1).astype(np.uint64)
        pair, hashes = np.repeat(pair, 2), (words + salts[pair][:, None]).ravel()
        order = np.lexsort((hashes, pair))
        pair, hashes = pair[order], hashes[order]
        new = np.append(True, (pair[1:] != pair[:-1]) | (hashes[1:] != hashes[:-1]))[: len(pair)]
        near, wholes = self._short_texts()
        return np.concatenate([pair[new], near]), np.concatenate([hashes[new], wholes])

    def _short_texts(self) -> tuple[np.ndarray, np.ndarray]:
        """Pairs with little between head and tail, and the hashes of what it is."""
        text = self._view.text
        near = np.flatnonzero(self._high - self._low <= _NEAR)
        between = [squeeze(text[self._low[k] : self._high[k]]) for k in near.tolist()]
        signs = (2 * self._kinds + self._side + 1)[near].tolist()
        hashes = [hash_string(f"{sign} {whole}") for sign, whole in zip(signs, between, strict=True)]
        return near, np.array(hashes, dtype=np.uint64)


def gaps(heads: np.ndarray, tails: np.ndarray) -> np.ndarray:
    """Characters between heads and tails, spans of shape (..., 2)."""
    before = heads[..., 1] <= tails[..., 0]
    return np.where(before, tails[..., 0] - heads[..., 1], heads[..., 0] - tails[..., 1])


def _count(starts: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How many of the sorted starts are in the ranges from low up to high."""
    return np.maximum(0, np.searchsorted(starts, high) - np.searchsorted(starts, low))


def _zone_sizes(zones: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """How many of the sorted zones equal each wanted one."""
    return np.searchsorted(zones, wanted, "right") - np.searchsorted(zones, wanted)


def _is_first(zones: np.ndarray) -> np.ndarray:
    """Whether each, in text order, is the first of its zone."""
    return np.append(True, zones[1:] != zones[:-1])


def _bucket(n: np.ndarray) -> np.ndarray:
    """0 to 4, then by powers of two."""
    return np.where(n < 5, np.maximum(n, 0), 3 + np.ceil(np.log2(np.maximum(n, 1))).astype(np.int64))


@cache
def _code(name: str) -> int:
    """Where the codes of a feature begin."""
    return (hash_string(name) & ((1 << (_KIND_BITS - _NAME_BITS)) - 1)) << _NAME_BITS
