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
_OPS = NumpyOps(use_blis=False)


class Head:
    """A small CNN over visible characters."""

    def __init__(self, state: State):
        self.state = {name: values for name, values in state.items() if not name.startswith("roles")}

    @classmethod
    def from_bytes(cls, data: bytes) -> Head:
        """The head that ``to_bytes`` or the tuning wrote."""
        return cls(from_safetensors(data))

    def to_bytes(self) -> bytes:
        """The bytes of a safetensors file, in fp16."""
        return to_safetensors(self.state)

    def __call__(self, vectors: Floats, features: Numbers) -> Floats:
        """Log odds of the tags: float32 (characters, N_TAGS).

        vectors: float32 (characters, width); features: int64 (characters, 4),
        see ``examples.features``.
        """
        tables = [
            self.state[f"{name}.weight"][column] for name, column in zip(_TABLES, features.T, strict=True)
        ]
        x = _OPS.gelu(self._convolve("mix", np.concatenate([vectors, *tables], axis=1)))
        x = x + _OPS.gelu(self._convolve("inner", x))
        x = x - x.mean(axis=1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-5)
        x = x * self.state["norm.weight"] + self.state["norm.bias"]
        scores = x @ self.state["tags.weight"].T + self.state["tags.bias"]
        scores -= scores.max(axis=1, keepdims=True)
        result: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return result

    def _convolve(self, name: str, x: Floats) -> Floats:
        """Each row with the one before and after it: float32 (n, in) to (n, out)."""
        weight = self.state[f"{name}.weight"]  # (out, in, 3)
        result = x @ weight[:, :, 1].T + self.state[f"{name}.bias"]
        result[1:] += x[:-1] @ weight[:, :, 0].T
        result[:-1] += x[1:] @ weight[:, :, 2].T
        return np.asarray(result, dtype=np.float32)
