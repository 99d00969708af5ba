"""Weights with fewer digits, so that a pipeline's wheel is smaller."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from spacy import registry
from spacy.language import Language
from thinc.api import Model


def rounded(values: np.ndarray, bits: int) -> np.ndarray:
    """Each number with the nearest mantissa of so many bits: float32 of the same shape.

    A wheel is a zip file, and deflate packs the zeros behind them. ``bits`` is 1 to 24; with 24 nothing changes.
    """
    mantissa, exponent = np.frexp(values.astype(np.float64))
    return np.ldexp(np.rint(np.ldexp(mantissa, bits)), exponent - bits).astype(np.float32)


@registry.callbacks("zhaoshang.rounded_weights.v1")
def create_rounded_weights(bits: int) -> Callable[[Language], Language]:
    """For ``[training.before_to_disk]``: round the weights of all components.

    Raises ValueError unless ``bits`` is 1 to 24.
    """
    if not 1 <= bits <= 24:
        raise ValueError(f"a float32 has 1 to 24 bits of mantissa, not {bits}")

    def round_weights(nlp: Language) -> Language:
        for _, component in nlp.pipeline:
            model = getattr(component, "model", None)
            if isinstance(model, Model):
                _round(model, bits)
        return nlp

    return round_weights


def _round(model: Model, bits: int) -> None:
    for node in model.walk():
        for name in node.param_names:
            if node.has_param(name):
                values: Any = rounded(node.ops.to_numpy(node.get_param(name)), bits)
                weights: Any = node.ops.asarray(values)
                node.set_param(name, weights)
