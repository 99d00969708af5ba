"""A trie that looks up all prefixes at all places of a text at once.

It is held in sorted arrays, one for each depth: a node is its number among those of its depth, and is found by
its parent's number and its character. That is made in a few sorts, with no loop over the nodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
_NONE = -1


class Trie:
    """Words over characters ``0..characters-1``, each with a value >= 0."""

    def __init__(self, words: Mapping[Sequence[int], int], characters: int):
        self._characters = characters
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        values = np.fromiter(words.values(), dtype=np.int32, count=len(words))
        codes = np.fromiter(chain.from_iterable(words), dtype=np.int64, count=int(lengths.sum()))
        starts = np.cumsum(lengths) - lengths
        # The node of a first character is the character itself.
        nodes = codes[starts] if len(words) else codes
        #: Of the nodes of each depth, the values of the words that end there.
        self._values = [_values(nodes, values, lengths == 1, characters)]
        #: Of the nodes of each depth from 2 on, their keys, ascending.
        self._keys: list[npt.NDArray[np.int64]] = []
        for depth in range(2, int(lengths.max(initial=0)) + 1):
            here = lengths >= depth
            lengths, values, starts, nodes = lengths[here], values[here], starts[here], nodes[here]
            keys, nodes = np.unique(nodes * characters + codes[starts + depth - 1], return_inverse=True)
            self._keys.append(keys)
            self._values.append(_values(nodes, values, lengths == depth, len(keys)))

    def matches(self, text: npt.NDArray[np.integer]) -> Iterator[tuple[int, Ints, Ints]]:
        """For each length from 1: where words of it start, and their values.

        ``text``: shape (n,). Yields (length, starts, values), both int32 of
        the same shape (matches,), starts ascending.
        """
        codes = text.astype(np.int64)
        starts, nodes = np.arange(len(codes), dtype=np.int32), codes
        for length, values in enumerate(self._values, start=1):
            if length > 1:
                starts, nodes = self._next(codes, starts, nodes, length)
            if not len(starts):
                return
            found = values[nodes] != _NONE
            yield length, starts[found], values[nodes[found]]

    def _next(
        self, codes: npt.NDArray[np.int64], starts: Ints, nodes: npt.NDArray[np.int64], length: int
    ) -> tuple[Ints, npt.NDArray[np.int64]]:
        """The nodes of depth ``length`` that are reached, and where from."""
        keys = self._keys[length - 2]
        inside = starts <= len(codes) - length
        starts, nodes = starts[inside], nodes[inside]
        wanted = nodes * self._characters + codes[starts + length - 1]
        nodes = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found = keys[nodes] == wanted
        return starts[found], nodes[found]


def _values(nodes: npt.NDArray[np.int64], values: Ints, ends: npt.NDArray[np.bool_], count: int) -> Ints:
    result = np.full(count, _NONE, dtype=np.int32)
    result[nodes[ends]] = values[ends]
    return result
