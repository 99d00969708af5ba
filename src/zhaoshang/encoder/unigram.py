"""Text to XLM-R's unigram pieces, with offsets into the text as it was.

The most probable cut is found as SentencePiece finds it (Viterbi), but for a
whole batch of texts at once: numpy looks up which pieces match where, and
Python only chooses among those that beat their own characters.

Every character belongs to one piece, or to none when it is space or has no
width. A space or a run of them is one ``▁``, which joins the piece after it
or stands alone as a piece without characters; so does the one that every text
starts with. A character that no piece holds is a piece ``<unk>`` of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .tokenizer import Ints, Pieces, Tokenizer
from .trie import Trie

SPACE = "▁"
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
#: How far below the least probable piece an unknown character is.
UNKNOWN_PENALTY = 10.0

_TABLE_SIZE = 0x30000
# Characters by number: these four, then those of the pieces.
_UNKNOWN, _BREAK, _DROPPED, _SPACE = range(4)


class UnigramTokenizer(Tokenizer):
    """Unigram pieces over normalised characters.

    ``normal`` says what a character becomes (one for one), ``spaces`` and
    ``dropped`` which ones are space and which ones are passed over.
    """

    KIND = "unigram"

    def __init__(
        self,
        pieces: Sequence[str],
        scores: Sequence[float],
        normal: dict[str, str],
        spaces: set[str],
        dropped: set[str],
        unknown_score: float | None = None,
    ):
        self.pieces = list(pieces)
        self.scores = [float(score) for score in scores]
        self.normal = normal
        self.spaces = spaces
        self.dropped = dropped
        self.unknown_score = min(self.scores) - UNKNOWN_PENALTY if unknown_score is None else unknown_score
        self.start, self.pad, self.end, self.unknown, _ = map(self.pieces.index, SPECIAL)
        self._build()

    def batch(self, texts: Sequence[str]) -> list[Pieces]:
        """The pieces of each text; much faster for many short texts at once than one by one."""
        if not texts:
            return []
        lengths = np.array([len(text) for text in texts])
        text_starts = np.concatenate([[0], np.cumsum(lengths)])
        # Each text gets a break and a space in front; ``origins`` says where
        # in the joined texts a character of the stream comes from.
        chars = np.insert(
            self._numbers("".join(texts)),
            np.repeat(text_starts[:-1], 2),
            np.tile(np.array([_BREAK, _SPACE], dtype=np.uint16), len(texts)),
        )
        inserted = 2 * np.repeat(np.arange(1, len(texts) + 1), lengths + 2)
        origins = np.arange(len(chars)) - inserted
        firsts = text_starts[:-1] + 2 * np.arange(len(texts))
        origins[firsts] = origins[firsts + 1] = text_starts[:-1]
        here = chars != _DROPPED
        chars, origins = chars[here], origins[here]
        here = np.ones(len(chars), dtype=bool)
        here[1:] = (chars[1:] != _SPACE) | (chars[:-1] != _SPACE)
        chars, origins = chars[here], origins[here]

        starts, ids = self._cut(chars)
        return self._split(chars, origins, starts, ids, text_starts)

    def bare_ids(self, text: str) -> list[int]:
        """The ids of a text that is normalised already, with no ▁ in front."""
        numbers = [self._numbering.get(char, _UNKNOWN) for char in text]
        _, ids = self._cut(np.array(numbers, dtype=np.uint16))
        return [int(piece) for piece in ids]

    def to_json(self) -> dict[str, Any]:
        """See :meth:`Tokenizer.to_json`."""
        return {
            "kind": self.KIND,
            "pieces": self.pieces,
            "scores": [float(f"{score:.7g}") for score in self.scores],
            "unknown_score": self.unknown_score,
            "normal": ["".join(self.normal.keys()), "".join(self.normal.values())],
            "spaces": "".join(sorted(self.spaces)),
            "dropped": "".join(sorted(self.dropped)),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> UnigramTokenizer:
        """See :meth:`Tokenizer.from_json`."""
        return cls(
            data["pieces"],
            data["scores"],
            dict(zip(*data["normal"], strict=True)),
            set(data["spaces"]),
            set(data["dropped"]),
            data["unknown_score"],
        )

    def _build(self) -> None:
        plain = [(k, piece) for k, piece in enumerate(self.pieces) if piece not in SPECIAL]
        known = sorted({char for _, piece in plain for char in piece} - {SPACE})
        known = [char for char in known if ord(char) < _TABLE_SIZE]
        numbering = {SPACE: _SPACE} | {char: k for k, char in enumerate(known, _SPACE + 1)}
        self._numbering = numbering
        count = len(known) + _SPACE + 1

        table = np.full(_TABLE_SIZE, _UNKNOWN, dtype=np.uint16)
        for char in known:
            table[ord(char)] = numbering[char]
        for char, to in self.normal.items():
            table[ord(char)] = numbering.get(to, _UNKNOWN)
        for char in self.dropped:
            table[ord(char)] = _DROPPED
        for char in self.spaces:
            table[ord(char)] = _SPACE
        self._table = table

        self._single_ids = np.full(count, self.unknown, dtype=np.int32)
        self._single_scores = np.full(count, self.unknown_score)
        words: dict[Sequence[int], int] = {}
        for k, piece in plain:
            if len(piece) == 1:
                self._single_ids[numbering[piece]] = k
                self._single_scores[numbering[piece]] = self.scores[k]
            else:
                words[tuple(numbering[char] for char in piece)] = k
        self._single_scores[_BREAK] = 0
        self._trie = Trie(words, count)
        self._piece_scores = np.array(self.scores)

    def _numbers(self, text: str) -> npt.NDArray[np.uint16]:
        """The number of each character of ``text``: shape (len(text),)."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        if len(codes) and codes.max() >= _TABLE_SIZE:
            known = codes < _TABLE_SIZE
            return np.where(known, self._table[np.where(known, codes, 0)], _UNKNOWN)
        return self._table[codes]

    def _cut(self, chars: npt.NDArray[np.uint16]) -> tuple[npt.NDArray[np.intp], Ints]:
        """The most probable pieces of ``chars``: where they start, their ids."""
        sums = np.concatenate([[0.0], np.cumsum(self._single_scores[chars])])
        parts = [
            (starts, starts + length, ids) for length, starts, ids in self._trie.matches(chars) if len(starts)
        ]
        ids = self._single_ids[chars]
        first = np.ones(len(chars), dtype=bool)
        if parts:
            # Longest first, so that of equals with one end the longest wins.
            begins, ends, values = map(np.concatenate, zip(*parts[::-1], strict=True))
            gains = self._piece_scores[values] - (sums[ends] - sums[begins])
            better = np.flatnonzero(gains >= 0)
            better = better[np.argsort(ends[better], kind="stable")]
            begins, ends, values = begins[better], ends[better], values[better]
            chosen = _choose(begins.tolist(), ends.tolist(), gains[better].tolist(), len(chars))
            begins, ends = begins[chosen], ends[chosen]
            ids[begins] = values[chosen]
            inside = np.zeros(len(chars) + 1, dtype=np.int8)
            np.add.at(inside, begins + 1, 1)
            np.add.at(inside, ends, -1)
            first = np.cumsum(inside[:-1], dtype=np.int8) == 0
        return np.flatnonzero(first), ids[first]

    def _split(
        self,
        chars: npt.NDArray[np.uint16],
        origins: npt.NDArray[np.int64],
        starts: npt.NDArray[np.intp],
        ids: Ints,
        text_starts: npt.NDArray[np.int64],
    ) -> list[Pieces]:
        """The pieces of each text out of those of the joined texts."""
        ends = np.append(starts[1:], len(chars))
        blank = chars[starts] == _SPACE
        alone = blank & (ends - starts == 1)
        piece_starts = origins[starts + (blank & ~alone)]
        piece_ends = np.where(alone, piece_starts, origins[ends - 1] + 1)
        breaks = np.flatnonzero(chars[starts] == _BREAK)

        owners = np.full(text_starts[-1], -1, dtype=np.int32)
        visible = (chars != _SPACE) & (chars != _BREAK)
        lengths = ends - starts
        owners[origins[visible]] = np.repeat(np.arange(len(starts)), lengths)[visible]
        result = []
        stops = np.append(breaks[1:], len(starts))
        for k, (begin, stop) in enumerate(zip((breaks + 1).tolist(), stops.tolist(), strict=True)):
            low, high = text_starts[k : k + 2].tolist()
            own = owners[low:high]
            result.append(
                Pieces(
                    ids[begin:stop],
                    (piece_starts[begin:stop] - low).astype(np.int32),
                    (piece_ends[begin:stop] - low).astype(np.int32),
                    np.where(own < 0, own, own - begin).astype(np.int32),
                )
            )
        return result


def _choose(begins: list[int], ends: list[int], gains: list[float], length: int) -> list[int]:
    """Which spans, none overlapping, have the greatest sum of gains.

    The spans come by ascending end; of equals the first one wins.
    """
    best = [0.0] * (length + 1)
    choice = [-1] * (length + 1)
    filled = 0
    for k, (begin, end, gain) in enumerate(zip(begins, ends, gains, strict=True)):
        if filled < end:
            value = best[filled]
            for at in range(filled + 1, end + 1):
                best[at] = value
            filled = end
        value = best[begin] + gain
        if value > best[end] or (value == best[end] and choice[end] < 0):
            best[end] = value
            choice[end] = k
    chosen = []
    at = length
    while at > 0:
        k = choice[at]
        if k < 0:
            at -= 1
        else:
            chosen.append(k)
            at = begins[k]
    return chosen
