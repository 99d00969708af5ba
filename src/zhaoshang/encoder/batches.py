"""Piece ids of texts of many lengths, as padded batches of few lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of about the same length."""

    #: Which texts of those given these are.
    members: list[int]
    #: int32 (texts, pieces).
    ids: Ints
    #: bool (texts, pieces), False for padding.
    mask: npt.NDArray[np.bool_]


def batches(texts: Sequence[Ints], pad: int, most: int = 1024) -> Iterator[Batch]:
    """Batches of at most ``most`` pieces (or one text), the shortest texts first."""
    order = sorted(range(len(texts)), key=lambda k: len(texts[k]))
    first = 0
    for at in range(1, len(order) + 1):
        if at == len(order) or (at + 1 - first) * len(texts[order[at]]) > most:
            yield padded(order[first:at], texts, pad)
            first = at


def padded(members: list[int], texts: Sequence[Ints], pad: int) -> Batch:
    """The texts ``members`` as one batch."""
    longest = max(len(texts[k]) for k in members)
    ids = np.full((len(members), longest), pad, dtype=np.int32)
    mask = np.zeros((len(members), longest), dtype=bool)
    for row, k in enumerate(members):
        ids[row, : len(texts[k])] = texts[k]
        mask[row, : len(texts[k])] = True
    return Batch(members, ids, mask)
