"""The encoder in PyTorch, to train it; the only file that imports torch.

A plain BERT encoder (erf-GELU, layer norm after each part) whose parameters
are named as in Hugging Face's BertModel without its pooler.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from .checkpoint import Checkpoint
from .weights import Config, State


class Embeddings(nn.Module):
    """The sum of what a piece and its position mean."""

    def __init__(self, config: Config, dropout: float):
        super().__init__()
        self.word_embeddings = nn.Embedding(config.pieces, config.width)
        self.position_embeddings = nn.Embedding(config.positions, config.width)
        self.token_type_embeddings = nn.Embedding(2, config.width)
        self.LayerNorm = nn.LayerNorm(config.width, eps=config.eps)
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor) -> Tensor:
        """Int (texts, pieces) to float32 (texts, pieces, width)."""
        places = self.position_embeddings.weight[: ids.shape[1]]
        vectors = self.word_embeddings(ids) + places + self.token_type_embeddings.weight[0]
        normed: Tensor = self.dropout(self.LayerNorm(vectors))
        return normed


class SelfAttention(nn.Module):
    """Every piece looks at every other one that the mask lets it see."""

    def __init__(self, config: Config, dropout: float):
        super().__init__()
        self.heads = config.heads
        self.query = nn.Linear(config.width, config.width)
        self.key = nn.Linear(config.width, config.width)
        self.value = nn.Linear(config.width, config.width)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Float32 (texts, pieces, width) to the same; mask bool (texts, 1, 1, pieces)."""
        texts, pieces, width = x.shape
        shape = (texts, pieces, self.heads, width // self.heads)
        query, key, value = (
            part(x).view(shape).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        seen = F.scaled_dot_product_attention(query, key, value, mask, self.dropout if self.training else 0.0)
        return seen.transpose(1, 2).reshape(texts, pieces, width)


class Residual(nn.Module):
    """A linear map whose result is added to what was there, then normed."""

    def __init__(self, inner: int, config: Config, dropout: float):
        super().__init__()
        self.dense = nn.Linear(inner, config.width)
        self.LayerNorm = nn.LayerNorm(config.width, eps=config.eps)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, before: Tensor) -> Tensor:
        """Float32 (..., inner) and (..., width) to (..., width)."""
        normed: Tensor = self.LayerNorm(self.dropout(self.dense(x)) + before)
        return normed


class Attention(nn.Module):
    """Self-attention and its residual."""

    def __init__(self, config: Config, dropout: float):
        super().__init__()
        self.self = SelfAttention(config, dropout)
        self.output = Residual(config.width, config, dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Float32 (texts, pieces, width) to the same."""
        mixed: Tensor = self.output(self.self(x, mask), x)
        return mixed


class Intermediate(nn.Module):
    """The wide layer."""

    def __init__(self, config: Config):
        super().__init__()
        self.dense = nn.Linear(config.width, config.inner)

    def forward(self, x: Tensor) -> Tensor:
        """Float32 (..., width) to (..., inner)."""
        return F.gelu(self.dense(x))


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, config: Config, dropout: float):
        super().__init__()
        self.attention = Attention(config, dropout)
        self.intermediate = Intermediate(config)
        self.output = Residual(config.inner, config, dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Float32 (texts, pieces, width) to the same."""
        mixed = self.attention(x, mask)
        result: Tensor = self.output(self.intermediate(mixed), mixed)
        return result


class Stack(nn.Module):
    """The layers, one on the other."""

    def __init__(self, config: Config, dropout: float):
        super().__init__()
        self.layer = nn.ModuleList(Layer(config, dropout) for _ in range(config.layers))


class Encoder(nn.Module):
    """Piece ids to the hidden states of all layers."""

    def __init__(self, config: Config, dropout: float = 0.1):
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config, dropout)
        self.encoder = Stack(config, dropout)

    @classmethod
    def from_checkpoint(
        cls, checkpoint: Checkpoint, layers: int | None = None, dropout: float = 0.1
    ) -> Encoder:
        """The lowest ``layers`` layers (all if None) of ``checkpoint``, ready to run."""
        chosen = checkpoint if layers is None else checkpoint.with_layers(layers)
        model = cls(chosen.config, dropout)
        model.load_state_dict(
            {name: torch.from_numpy(values.copy()) for name, values in chosen.state.items()}
        )
        return model.eval()

    def freeze(self, layers: int = 0) -> Encoder:
        """Keep the embeddings and the lowest ``layers`` layers as they are."""
        for part in (self.embeddings, *list(self.encoder.layer)[:layers]):
            part.requires_grad_(False)
        return self

    def forward(self, ids: Tensor, mask: Tensor | None = None, layers: int | None = None) -> list[Tensor]:
        """The hidden states of the embeddings and of each layer, lowest first.

        ids: int (texts, pieces), with <s> and </s>; mask: bool (texts, pieces),
        True for what is no padding. Runs ``layers`` layers (all if None) and
        gives ``layers + 1`` float32 tensors (texts, pieces, width).
        """
        wide = None if mask is None or bool(mask.all()) else mask[:, None, None, :]
        states = [self.embeddings(ids)]
        for layer in self.encoder.layer[: self.config.layers if layers is None else layers]:
            states.append(layer(states[-1], wide))
        return states

    def state(self) -> State:
        """The parameters as numpy arrays, for a checkpoint or ONNX."""
        return {
            name: values.detach().cpu().float().numpy().copy() for name, values in self.state_dict().items()
        }
