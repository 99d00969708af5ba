"""The encoder with its heads of tags and pairs, in PyTorch; used in tuning alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from ..tagging.tags import N_TAGS
from .examples import BIGRAM_ROWS, CHARACTER_ROWS, ROLES, SPACING_ROWS, Example
from .torch_model import Encoder
from .torch_pairs import PairBatch, PairHead, collate_pairs

#: What the loss does not count.
NO_TAG = -100


@dataclass(frozen=True, slots=True)
class TorchBatch:
    """Examples padded to one length."""

    ids: Tensor  #: int64 (windows, pieces)
    mask: Tensor  #: bool (windows, pieces)
    owners: Tensor  #: int64 (windows, characters)
    features: Tensor  #: int64 (windows, characters, 4)
    tags: Tensor  #: int64 (windows, characters), NO_TAG for padding
    roles: Tensor  #: float32 (windows, characters, roles)
    pairs: PairBatch

    def to(self, device: torch.device) -> TorchBatch:
        """The batch on ``device``."""
        return TorchBatch(
            self.ids.to(device),
            self.mask.to(device),
            self.owners.to(device),
            self.features.to(device),
            self.tags.to(device),
            self.roles.to(device),
            self.pairs.to(device),
        )


def collate(examples: Sequence[Example], pad: int) -> TorchBatch:
    """One batch of ``examples``; ``pad`` is the padding piece."""
    pieces = max(len(example.ids) for example in examples)
    characters = max(len(example.tags) for example in examples)
    shape = (len(examples), characters)
    ids = np.full((len(examples), pieces), pad, dtype=np.int64)
    mask = np.zeros((len(examples), pieces), dtype=bool)
    owners = np.zeros(shape, dtype=np.int64)
    features = np.zeros((*shape, 4), dtype=np.int64)
    tags = np.full(shape, NO_TAG, dtype=np.int64)
    roles = np.zeros((*shape, len(ROLES)), dtype=np.float32)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = example.ids
        mask[row, : len(example.ids)] = True
        here = slice(len(example.tags))
        owners[row, here], features[row, here] = example.owners, example.features
        tags[row, here], roles[row, here] = example.tags, example.roles
    return TorchBatch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(owners),
        torch.from_numpy(features),
        torch.from_numpy(tags),
        torch.from_numpy(roles),
        collate_pairs([example.pairs for example in examples]),
    )


class Head(nn.Module):
    """A small CNN on pieces' vectors beside what each character is."""

    def __init__(self, width: int, hidden: int = 256, dropout: float = 0.3):
        super().__init__()
        self.characters = nn.Embedding(CHARACTER_ROWS, 96)
        self.before = nn.Embedding(BIGRAM_ROWS, 64)
        self.after = nn.Embedding(BIGRAM_ROWS, 64)
        self.spacing = nn.Embedding(SPACING_ROWS, 8)
        self.dropout = nn.Dropout(dropout)
        self.mix = nn.Conv1d(width + 96 + 64 + 64 + 8, hidden, 3, padding=1)
        self.inner = nn.Conv1d(hidden, hidden, 3, padding=1)
        self.norm = nn.LayerNorm(hidden)
        self.tags = nn.Linear(hidden, N_TAGS)
        self.roles = nn.Linear(hidden, len(ROLES))
        for embedding in (self.characters, self.before, self.after, self.spacing):
            nn.init.normal_(embedding.weight, std=0.3)

    def forward(self, vectors: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of tags and roles: float32 (windows, characters, tags), (..., roles).

        vectors: float32 (windows, characters, width); features: int64 (..., 4).
        """
        parts = [
            vectors,
            self.characters(features[..., 0]),
            self.before(features[..., 1]),
            self.after(features[..., 2]),
            self.spacing(features[..., 3]),
        ]
        x = self.dropout(torch.cat(parts, dim=-1)).transpose(1, 2)
        x = torch.nn.functional.gelu(self.mix(x))
        x = x + torch.nn.functional.gelu(self.inner(x))
        x = self.dropout(self.norm(x.transpose(1, 2)))
        return self.tags(x), self.roles(x)


class Tagger(nn.Module):
    """Encoder and heads."""

    @property
    def device(self) -> torch.device:
        """Where the parameters are; batches must be there too."""
        return self.head.tags.weight.device

    def __init__(self, encoder: Encoder, dropout: float = 0.3):
        super().__init__()
        self.encoder = encoder
        self.head = Head(encoder.config.width, dropout=dropout)
        self.pair_head = PairHead(encoder.config.width, dropout=dropout)

    def forward(self, batch: TorchBatch) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of tags and roles, as :class:`Head` gives them, and of pairs, as :class:`PairHead` does."""
        states = self.encoder(batch.ids, batch.mask)[-1]
        owners = batch.owners[:, :, None].expand(-1, -1, states.shape[2])
        vectors = states.gather(1, owners)
        tags, roles = self.head(vectors, batch.features)
        return tags, roles, self.pair_head(vectors, batch.pairs)
