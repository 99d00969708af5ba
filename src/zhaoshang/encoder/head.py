"""The head that the encoder was tuned with, in NumPy: entity tags from vectors and characters.

The parameters are those of ``torch_tagger.Head``, by the same names; the part
that learnt the roles of relations is left out.
"""

from __future__ import annotations

import numpy as np
from thinc.api import NumpyOps

from .checkpoint import from_safetensors, to_safetensors
from .examples import Numbers
from .weights import Floats, State

FILE = "head.safetensors"
_TABLES = ("characters", "before", "after", "spacing")
#: How many rows before and behind a row its tags depend on.
_REACH = 2
#: Rows that are computed at once: they stay in the processor's cache, and a long text takes no more memory.
_BLOCK = 512
_OPS = NumpyOps(use_blis=False)


class Head:
    """A small CNN over visible characters."""

    def __init__(self, state: State):
        self.state = {name: values for name, values in state.items() if not name.startswith("roles")}
        #: The three matrices of each convolution side by side: float32 (in, 3 * out).
        self._kernels = {
            name: np.ascontiguousarray(self.state[f"{name}.weight"].transpose(1, 2, 0)).reshape(
                self.state[f"{name}.weight"].shape[1], -1
            )
            for name in ("mix", "inner")
        }

    @classmethod
    def from_bytes(cls, data: bytes) -> Head:
        """The head that ``to_bytes`` or the tuning wrote."""
        return cls(from_safetensors(data))

    def to_bytes(self) -> bytes:
        """The bytes of a safetensors file, in fp16."""
        return to_safetensors(self.state)

    def __call__(self, vectors: Floats, features: Numbers, rows: Numbers | None = None) -> Floats:
        """Log odds of the tags: float32 (characters, N_TAGS).

        vectors: float32 (n, width); features: int64 (characters, 4), see ``examples.features``;
        rows: int64 (characters,), the characters' rows of ``vectors``, all of them if None.
        """
        count = len(features)
        result = np.empty((count, len(self.state["tags.bias"])), dtype=np.float32)
        for first in range(0, count, _BLOCK):
            low, end = max(0, first - _REACH), min(count, first + _BLOCK)
            seen = slice(low, end + _REACH)
            scores = self._scores(vectors[seen if rows is None else rows[seen]], features[seen])
            result[first:end] = scores[first - low : end - low]
        return result

    def _scores(self, vectors: Floats, features: Numbers) -> Floats:
        tables = [
            self.state[f"{name}.weight"][column] for name, column in zip(_TABLES, features.T, strict=True)
        ]
        x = _OPS.gelu(self._convolve("mix", np.concatenate([vectors, *tables], axis=1)))
        x = x + _OPS.gelu(self._convolve("inner", x))
        x = layer_norm(x, self.state["norm.weight"], self.state["norm.bias"])
        scores = x @ self.state["tags.weight"].T + self.state["tags.bias"]
        scores -= scores.max(axis=1, keepdims=True)
        result: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return result

    def _convolve(self, name: str, x: Floats) -> Floats:
        """Each row with the one before and after it: float32 (n, in) to (n, out)."""
        bias = self.state[f"{name}.bias"]
        before, own, after = np.split(x @ self._kernels[name], 3, axis=1)
        result: Floats = own + bias
        result[1:] += before[:-1]
        result[:-1] += after[1:]
        return result


def layer_norm(x: Floats, weight: Floats, bias: Floats) -> Floats:
    """``torch.nn.LayerNorm`` over rows: float32 (n, width) to the same shape."""
    x = x - x.mean(axis=1, keepdims=True)
    x = x / np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-5)
    result: Floats = x * weight + bias
    return result
