"""Text to BERT's WordPieces, with offsets into the text as it was.

The normalisation and the words are those of BERT's BasicTokenizer
(https://github.com/google-research/bert, tokenization.py) as Hugging Face's
``BertTokenizerFast`` does them; each word is then cut into the longest pieces
from the left. Two things differ: every character that Python calls white space
ends a word, control characters (a form feed) too; and ``[MASK]`` in a text is text.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from .tokenizer import Ints, Pieces, Tokenizer

START, END, PAD, UNKNOWN = "[CLS]", "[SEP]", "[PAD]", "[UNK]"
#: What a piece begins with that stands within a word.
INSIDE = "##"
#: A longer word is unknown as a whole.
MAX_WORD = 100

_SPACE = " "
_REPLACEMENT = "\ufffd"
_PUNCTUATION = frozenset(string.punctuation)
# What BERT takes for Chinese: the CJK ideographs, neither kana nor hangul.
_CHINESE = (
    range(0x4E00, 0xA000),
    range(0x3400, 0x4DC0),
    range(0x20000, 0x2A6E0),
    range(0x2A700, 0x2CEB0),
    range(0xF900, 0xFB00),
    range(0x2F800, 0x2FA20),
)
#: A word, and where each character of it stands in the text.
_Word = tuple[str, list[int]]


class WordPieceTokenizer(Tokenizer):
    """The longest pieces first, within words.

    White space and control characters belong to no piece. An accent that is a
    character of its own belongs to the piece of the character before it, if
    there is one, where accents are stripped.
    """

    KIND = "wordpiece"

    def __init__(
        self,
        pieces: Sequence[str],
        lower: bool = True,
        strip_accents: bool | None = None,
        normal: Mapping[str, str] | None = None,
    ):
        """
        Args:
            pieces: the vocabulary in the order of its ids.
            lower: make capitals small.
            strip_accents: drop accents; as ``lower`` if None.
            normal: what a character becomes before all else, one for one.

        Raises:
            ValueError: the vocabulary lacks ``[CLS]``, ``[SEP]``, ``[PAD]`` or ``[UNK]``.
        """
        self.pieces = list(pieces)
        self.lower = lower
        self.strip_accents = lower if strip_accents is None else strip_accents
        self.normal = dict(normal or {})
        # Of pieces that stand there twice the last one counts, as in BERT.
        self._ids = {piece: k for k, piece in enumerate(self.pieces)}
        for piece in (START, END, PAD, UNKNOWN):
            if piece not in self._ids:
                raise ValueError(f"the vocabulary has no {piece}")
        self.start, self.end, self.pad, self.unknown = (
            self._ids[piece] for piece in (START, END, PAD, UNKNOWN)
        )
        self._longest = max(map(len, self.pieces))
        #: What each character that was met becomes, see ``_fold``.
        self._folded: dict[str, str] = {}

    def batch(self, texts: Sequence[str]) -> list[Pieces]:
        """The pieces of each text."""
        return [self._pieces(text) for text in texts]

    def to_json(self) -> dict[str, Any]:
        """See :meth:`Tokenizer.to_json`."""
        return {
            "kind": self.KIND,
            "pieces": self.pieces,
            "lower": self.lower,
            "strip_accents": self.strip_accents,
            "normal": ["".join(self.normal.keys()), "".join(self.normal.values())],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> WordPieceTokenizer:
        """See :meth:`Tokenizer.from_json`."""
        normal = dict(zip(*data["normal"], strict=True))
        return cls(data["pieces"], data["lower"], data["strip_accents"], normal)

    def _pieces(self, text: str) -> Pieces:
        ids: list[int] = []
        owners = np.full(len(text), -1, dtype=np.int32)
        for word, places in self._words(text):
            for piece, first, last in self._cut(word):
                for at in places[first:last]:
                    # A character may become several; it is the first one's.
                    if owners[at] < 0:
                        owners[at] = len(ids)
                ids.append(piece)
        self._own_accents(text, owners)
        return _located(np.array(ids, dtype=np.int32), owners)

    def _words(self, text: str) -> Iterator[_Word]:
        """The words of ``text``, normalised; Chinese and punctuation character by character."""
        word = ""
        places: list[int] = []
        folded = self._folded
        for at, char in enumerate(text):
            if char not in folded:
                folded[char] = self._fold(char)
            for to in folded[char]:
                apart = _stands_alone(to)
                if word and (apart or to == _SPACE):
                    yield word, places
                    word, places = "", []
                if apart:
                    yield to, [at]
                elif to != _SPACE:
                    word += to
                    places.append(at)
        if word:
            yield word, places

    def _fold(self, char: str) -> str:
        """What BERT makes of ``char``: nothing, a space, or one or more characters."""
        if char.isspace():
            return _SPACE
        char = self.normal.get(char, char)
        if char == _REPLACEMENT or unicodedata.category(char)[0] == "C":
            return ""
        if self.strip_accents:
            parts = unicodedata.normalize("NFD", char)
            char = "".join(part for part in parts if not _is_accent(part))
        return "".join(map(str.lower, char)) if self.lower else char

    def _cut(self, word: str) -> Iterator[tuple[int, int, int]]:
        """The pieces of a word: id, first and last character (exclusive)."""
        found: list[tuple[int, int, int]] = []
        first = 0
        while first < len(word) <= MAX_WORD:
            prefix = INSIDE if first else ""
            for last in range(min(len(word), first + self._longest), first, -1):
                piece = self._ids.get(prefix + word[first:last])
                if piece is not None:
                    break
            else:
                break
            found.append((piece, first, last))
            first = last
        yield from found if first == len(word) else [(self.unknown, 0, len(word))]

    def _own_accents(self, text: str, owners: Ints) -> None:
        """Give the accents that were dropped to the pieces that they stand behind."""
        if not self.strip_accents or text.isascii():
            return
        for at in np.flatnonzero(owners < 0).tolist():
            if at and _is_accent(text[at]):
                owners[at] = owners[at - 1]


def _located(ids: Ints, owners: Ints) -> Pieces:
    visible = np.flatnonzero(owners >= 0)
    own, numbers = owners[visible], np.arange(len(ids))
    first = np.searchsorted(own, numbers, side="left")
    behind = np.searchsorted(own, numbers, side="right")
    # The first piece owns a character, so there always is one before ``behind``.
    ends = visible[behind - 1] + 1
    starts = np.where(first < behind, visible[np.minimum(first, len(visible) - 1)], ends)
    return Pieces(ids, starts.astype(np.int32), ends.astype(np.int32), owners)


def _is_accent(char: str) -> bool:
    return unicodedata.category(char) == "Mn"


@cache
def _stands_alone(char: str) -> bool:
    if char in _PUNCTUATION:
        return True
    return any(ord(char) in part for part in _CHINESE) or unicodedata.category(char)[0] == "P"
