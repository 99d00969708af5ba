"""What every tokenizer of an encoder gives: pieces, with offsets into the text as it was.

The pieces depend on the encoder: those of multilingual-e5-small are
``unigram``, those of a BERT ``wordpiece``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text, without those that frame it; all int32."""

    #: Shape (pieces,).
    ids: Ints
    #: Where the characters of each piece start and end in the text, without
    #: the space before them: shape (pieces,). A piece that owns no character
    #: starts where it ends.
    starts: Ints
    ends: Ints
    #: The piece of each character, -1 for space and for what is passed over,
    #: else ascending: shape (len(text),).
    owners: Ints

    def __len__(self) -> int:
        """How many pieces there are."""
        return len(self.ids)


class Tokenizer(ABC):
    """Texts to pieces."""

    #: The piece of each id.
    pieces: list[str]
    #: The ids of the pieces before and after a text, of padding, and of what no piece holds.
    start: int
    end: int
    pad: int
    unknown: int

    def __len__(self) -> int:
        """How many pieces are known."""
        return len(self.pieces)

    def __call__(self, text: str) -> Pieces:
        """The pieces of one text."""
        return self.batch([text])[0]

    @abstractmethod
    def batch(self, texts: Sequence[str]) -> list[Pieces]:
        """The pieces of each text."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """All that ``from_json`` needs, as JSON holds it."""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Tokenizer:
        """The tokenizer that gave ``data``: its field ``kind`` says which one it is.

        Raises ValueError for a kind that is not known. There was a time
        without that field, when all were unigram.
        """
        from .unigram import UnigramTokenizer
        from .wordpiece import WordPieceTokenizer

        match data.get("kind", UnigramTokenizer.KIND):
            case UnigramTokenizer.KIND:
                return UnigramTokenizer.from_json(data)
            case WordPieceTokenizer.KIND:
                return WordPieceTokenizer.from_json(data)
            case kind:
                raise ValueError(f"a tokenizer of the kind {kind!r} is not known here")
