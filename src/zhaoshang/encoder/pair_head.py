"""The head that judged candidate relations while the encoder was tuned, in NumPy.

The parameters are those of ``torch_pairs.PairHead``, by the same names.
"""

from __future__ import annotations

import numpy as np
from thinc.api import NumpyOps

from ..relations.features import Bags
from .head import layer_norm
from .pairs import FEATURE_ROWS, Numbers
from .weights import Floats, State

#: The names of its parameters.
PARAMETERS = (
    *(
        f"{layer}.{kind}"
        for layer in ("reduce", "head", "tail", "norm", "mix", "scores")
        for kind in ("weight", "bias")
    ),
    "words.weight",
)
_OPS = NumpyOps(use_blis=False)


class PairHead:
    """Scores pairs of spans by the encoder's vectors and by hashed features."""

    def __init__(self, state: State):
        self._features = state["words.weight"]
        self._state = {
            name: values.astype(np.float32) for name, values in state.items() if name != "words.weight"
        }

    def __call__(self, vectors: Floats, bounds: Numbers, words: tuple[Bags, Bags, Bags]) -> Floats:
        """Logits that each pair holds, and that its stage is planned: float32 (pairs, 2).

        vectors: float32 (characters, width), no white space among them; bounds: int64 (pairs, 5, 2), see
        ``candidates.context_bounds``; words: the features of each pair, of its tail and of its mention.
        """
        if not len(bounds):
            return np.zeros((0, 2), dtype=np.float32)
        reduced = _OPS.gelu(self._linear("reduce", vectors))
        sums = np.zeros((len(reduced) + 1, reduced.shape[1]))
        np.cumsum(reduced, axis=0, out=sums[1:])
        low, high = np.moveaxis(bounds, 2, 0)
        spans = (sums[high] - sums[low]) / np.maximum(1, high - low)[..., None]
        spans = spans.astype(np.float32)
        product = self._linear("head", spans[:, 0]) * self._linear("tail", spans[:, 1])
        parts = [spans.reshape(len(spans), -1), product, *map(self._words, words)]
        return self._linear("scores", _OPS.gelu(self._linear("mix", np.concatenate(parts, axis=1))))

    def _linear(self, name: str, x: Floats) -> Floats:
        result: Floats = x @ self._state[f"{name}.weight"].T + self._state[f"{name}.bias"]
        return result

    def _words(self, bags: Bags) -> Floats:
        """The sum of each bag's features, normalised: float32 (bags, 64)."""
        rows = self._features[bags.ids % np.uint64(FEATURE_ROWS)].astype(np.float32)
        summed = np.asarray(_OPS.reduce_sum(rows, bags.lengths))
        return layer_norm(summed, self._state["norm.weight"], self._state["norm.bias"])
