"""A double-array trie that looks up all prefixes at all places of a text at once.

A state is a slot of the array; the state reached from ``s`` by character
``c`` is ``base[s] + c`` if ``check`` of it is ``s``. The state of a first
character is the character itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
_NONE = -1
_WINDOW = 512


class Trie:
    """Words over characters ``0..characters-1``, each with a value >= 0."""

    def __init__(self, words: Mapping[Sequence[int], int], characters: int):
        self._characters = characters
        children, values = _nodes(words)
        self._base, self._check, self._value = _lay_out(children, values, characters)

    def matches(self, text: npt.NDArray[np.integer]) -> Iterator[tuple[int, Ints, Ints]]:
        """For each length from 1: where words of it start, and their values.

        ``text``: shape (n,). Yields (length, starts, values), both int32 of
        the same shape (matches,), starts ascending.
        """
        text = text.astype(np.int32)
        starts = np.arange(len(text), dtype=np.int32)
        states = text
        length = 1
        while len(starts):
            values = self._value[states]
            found = values != _NONE
            yield length, starts[found], values[found]
            bases = self._base[states]
            alive = (bases != _NONE) & (starts < len(text) - length)
            starts, states, bases = starts[alive], states[alive], bases[alive]
            following = bases + text[starts + length]
            alive = self._check[following] == states
            starts, states = starts[alive], following[alive]
            length += 1


def _nodes(words: Mapping[Sequence[int], int]) -> tuple[list[dict[int, int]], list[int]]:
    """The trie with a dictionary for each node; the root is node 0."""
    children: list[dict[int, int]] = [{}]
    values = [_NONE]
    for word, value in words.items():
        node = 0
        for char in word:
            to = children[node].get(char)
            if to is None:
                to = children[node][char] = len(children)
                children.append({})
                values.append(_NONE)
            node = to
        values[node] = value
    return children, values


class _Slots:
    """The array under construction; it grows, so that a search may look beyond its end."""

    def __init__(self, taken: int):
        """The first ``taken`` slots are not free."""
        self.free = np.zeros(taken, dtype=bool)
        self.base = np.full(taken, _NONE, dtype=np.int32)
        self.check = self.base.copy()
        self.value = self.base.copy()

    def reserve(self, size: int) -> None:
        """Have at least ``size`` slots."""
        more = max(size, 2 * len(self.free)) - len(self.free)
        if size > len(self.free):
            self.free = np.append(self.free, np.ones(more, dtype=bool))
            filler = np.full(more, _NONE, dtype=np.int32)
            self.base, self.check, self.value = (
                np.append(part, filler) for part in (self.base, self.check, self.value)
            )

    def lowest_free(self, first: int) -> int:
        """The lowest free slot from ``first`` on."""
        while first < len(self.free) and not self.free[first]:
            first += 1
        return first

    def fit(self, chars: npt.NDArray[np.int64], lowest: int) -> int:
        """The lowest base >= 0 at which all of ``chars`` (ascending) fall on free slots from ``lowest`` on."""
        first = max(0, lowest - int(chars[0]))
        while True:
            self.reserve(first + _WINDOW + int(chars[-1]))
            starts = np.arange(first, first + _WINDOW)
            fits = self.free[starts[:, None] + chars[None, :]].all(axis=1)
            if fits.any():
                return int(starts[fits.argmax()])
            first += _WINDOW


def _lay_out(children: list[dict[int, int]], values: list[int], characters: int) -> tuple[Ints, Ints, Ints]:
    slots = _Slots(characters)
    slot = {node: char for char, node in children[0].items()}
    for char, node in children[0].items():
        slots.value[char] = values[node]

    # Parents before their children, wide nodes before narrow ones.
    level = list(children[0].values())
    lowest = characters
    while level:
        level.sort(key=lambda node: -len(children[node]))
        following: list[int] = []
        for node in level:
            if not (kids := children[node]):
                continue
            chars = np.array(sorted(kids), dtype=np.int64)
            lowest = slots.lowest_free(lowest)
            start = slots.fit(chars, lowest)
            slots.base[slot[node]] = start
            slots.free[start + chars] = False
            slots.check[start + chars] = slot[node]
            for char, kid in kids.items():
                slot[kid] = start + char
                slots.value[start + char] = values[kid]
            following += kids.values()
        level = following
    # A base beyond the last used slot must still be addressable with any character.
    used = int(np.flatnonzero(~slots.free)[-1]) + 1 + characters
    slots.reserve(used)
    return slots.base[:used], slots.check[:used], slots.value[:used]
