"""The head that says of candidate relations whether they hold, in PyTorch; used in tuning alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..relations.features import Bags
from .pairs import FEATURE_ROWS, Pairs

_SPANS = 5
_KINDS = 3


@dataclass(frozen=True, slots=True)
class PairBatch:
    """The pairs of all windows of a batch, one behind the other."""

    windows: Tensor  #: The window of each: int64 (pairs,)
    bounds: Tensor  #: int64 (pairs, 5, 2)
    targets: Tensor  #: float32 (pairs, 2), NaN where unknown
    words: Tensor  #: Rows of features, of pairs, then of tails, then of mentions: int64 (words,)
    starts: Tensor  #: Where the bags of ``words`` begin: int64 (3 * pairs,)

    def to(self, device: torch.device) -> PairBatch:
        """The batch on ``device``."""
        parts = (self.windows, self.bounds, self.targets, self.words, self.starts)
        return PairBatch(*(part.to(device) for part in parts))


def collate_pairs(windows: Sequence[Pairs]) -> PairBatch:
    """The pairs of each window as one batch."""
    counts = [len(pairs.targets) for pairs in windows]
    bags = Bags.joined([pairs.words[kind] for kind in range(_KINDS) for pairs in windows])
    rows = (bags.ids % np.uint64(FEATURE_ROWS)).astype(np.int64)
    lengths = bags.lengths.astype(np.int64)
    arrays = (
        np.repeat(np.arange(len(windows)), counts),
        np.concatenate([pairs.bounds for pairs in windows]),
        np.concatenate([pairs.targets for pairs in windows]),
        rows,
        np.cumsum(lengths) - lengths,
    )
    return PairBatch(*map(torch.from_numpy, arrays))


class PairHead(nn.Module):
    """Means of the vectors of five spans, head and tail multiplied, and hashed features."""

    def __init__(self, width: int, hidden: int = 256, dropout: float = 0.3):
        super().__init__()
        self.reduce = nn.Linear(width, 128)
        self.head = nn.Linear(128, 128)
        self.tail = nn.Linear(128, 128)
        self.words = nn.EmbeddingBag(FEATURE_ROWS, 64, mode="sum")
        self.norm = nn.LayerNorm(64)
        self.mix = nn.Linear((_SPANS + 1) * 128 + _KINDS * 64, hidden)
        self.scores = nn.Linear(hidden, 2)
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.words.weight, std=0.3)

    def forward(self, vectors: Tensor, pairs: PairBatch) -> Tensor:
        """Logits that each pair holds, and that its stage is planned: float32 (pairs, 2).

        vectors: float32 (windows, characters, width).
        """
        reduced = functional.gelu(self.reduce(self.dropout(vectors)))
        sums = functional.pad(reduced.cumsum(1), (0, 0, 1, 0))
        window = pairs.windows[:, None]
        low, high = pairs.bounds.unbind(2)
        lengths = (high - low).clamp(min=1)[..., None]
        spans = (sums[window, high] - sums[window, low]) / lengths
        product = self.head(spans[:, 0]) * self.tail(spans[:, 1])
        words = self.norm(self._words(pairs)).unflatten(0, (_KINDS, -1)).transpose(0, 1)
        parts = [spans.flatten(1), product, words.flatten(1)]
        x = functional.gelu(self.mix(self.dropout(torch.cat(parts, dim=1))))
        scores: Tensor = self.scores(self.dropout(x))
        return scores

    def _words(self, pairs: PairBatch) -> Tensor:
        """The sum of each bag's features, some left out in training: float32 (3 * pairs, 64)."""
        weights = torch.ones(pairs.words.shape, device=pairs.words.device)
        if self.training:
            weights = functional.dropout(weights, self.dropout.p)
        summed: Tensor = self.words(pairs.words, pairs.starts, per_sample_weights=weights)
        return summed
