"""Long lists of pieces as windows that the encoder can take, and back again.

Each piece is kept from one window; the windows may look at some pieces more
on both sides. They are cut at the ends of lines, else of sentences, else of
clauses, else anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .tokenizer import Ints, Pieces, Tokenizer
from .weights import Floats

_CLOSING = r"[”’」』）)】》〉\"']*"
_CLAUSE = re.compile(rf"[，,、：:]{_CLOSING}")
_SENTENCE = re.compile(rf"[。！？!?；;…]+{_CLOSING}")
_LINE = re.compile(r"[\n\r\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces ``first`` to ``last`` are seen, ``kept_first`` to ``kept_last`` kept."""

    first: int
    last: int
    kept_first: int
    kept_last: int


def cut(pieces: Pieces, text: str, size: int = 254, context: int = 0) -> list[Window]:
    """Windows over the pieces of ``text``, each of at most ``size`` pieces.

    ``context`` pieces on either side of those that are kept are seen with
    them. ``size`` is without the two pieces that ``framed`` adds. A text
    without pieces has one window without pieces.
    """
    room = size - 2 * context
    if context < 0 or room < 1:
        raise ValueError(f"no room for pieces: windows of {size}, context of {context}")
    count = len(pieces)
    if not count:
        return [Window(0, 0, 0, 0)]
    strengths = _strengths(pieces, text)
    windows = []
    first = 0
    while first < count:
        last = min(first + room, count)
        if last < count:
            # The last of the strongest places in the second half of the room.
            low = first + room // 2 + 1
            near = strengths[low : last + 1][::-1]
            last -= int(near.argmax()) if len(near) else 0
        windows.append(Window(max(0, first - context), min(count, last + context), first, last))
        first = last
    return windows


def framed(window: Window, pieces: Pieces, tokenizer: Tokenizer) -> Ints:
    """The ids that the encoder gets: int32 of shape (last - first + 2,)."""
    inner = pieces.ids[window.first : window.last]
    return np.concatenate([[tokenizer.start], inner, [tokenizer.end]]).astype(np.int32)


def kept(window: Window, states: Floats) -> Floats:
    """The vectors of the pieces that are kept from a (framed) window.

    states: float32 (last - first + 2, width), padding cut off or not.
    """
    return states[1 + window.kept_first - window.first : 1 + window.kept_last - window.first]


def merge(windows: Sequence[Window], states: Sequence[Floats]) -> Floats:
    """The vector of each piece, from the states of all windows, see ``kept``: float32 (pieces, width)."""
    return np.concatenate([kept(window, rows) for window, rows in zip(windows, states, strict=True)])


def spread(vectors: Floats, owners: Ints) -> Floats:
    """The vector of each character's piece, zeros for space: (characters, width)."""
    result = np.zeros((len(owners), vectors.shape[1]), dtype=np.float32)
    owned = owners >= 0
    result[owned] = vectors[owners[owned]]
    return result


class Spreading:
    """What ``spread`` gives of merged windows, a window at a time: a long text's vectors are there once."""

    def __init__(self, owners: Ints) -> None:
        self._places = np.flatnonzero(owners >= 0)
        self._owners = owners[self._places]
        self._length = len(owners)
        self._vectors: Floats | None = None

    def add(self, window: Window, states: Floats) -> None:
        """Take the states of a window, see ``kept``."""
        if self._vectors is None:
            self._vectors = np.zeros((self._length, states.shape[1]), dtype=np.float32)
        # The owners ascend.
        low, high = np.searchsorted(self._owners, [window.kept_first, window.kept_last])
        rows = self._owners[low:high] - window.kept_first
        self._vectors[self._places[low:high]] = kept(window, states)[rows]

    @property
    def vectors(self) -> Floats:
        """The vector of each character's piece: float32 (characters, width). Raises ValueError before a window came."""
        if self._vectors is None:
            raise ValueError("no window of this text has come")
        return self._vectors


def _strengths(pieces: Pieces, text: str) -> npt.NDArray[np.uint8]:
    """How good it is to cut before each piece, and after the last one."""
    strengths = np.zeros(len(pieces) + 1, dtype=np.uint8)
    # The piece of the last character so far that has one; -1 before the first.
    latest = np.maximum.accumulate(pieces.owners) if len(text) else pieces.owners
    for strength, pattern in enumerate((_CLAUSE, _SENTENCE, _LINE), start=1):
        places = [found.end() - 1 for found in pattern.finditer(text)]
        strengths[latest[places] + 1] = strength
    return strengths
