"""What the head that the encoder was tuned with says of candidate relations: a second opinion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from spacy import registry
from spacy.tokens import Doc
from thinc.api import Model

from ..candidates import Candidates, context_bounds
from ..encoder.checkpoint import from_safetensors
from ..encoder.pair_head import PARAMETERS, PairHead
from ..encoder.pairs import FILE
from ..extensions import register
from .blocks import blocks, no_backward

register()

#: Thinc's array types do not meet NumPy's in mypy; shapes stand in the docstrings.
Array = Any


@registry.architectures("zhaoshang.EncodedPairs.v1")
def build_encoded_pairs(reach: int = 250) -> Model[tuple[list[Doc], list[Candidates]], Array]:
    """Judge candidates of Docs that went through ``char_encoder`` by the head of ``encoder.torch_pairs``.

    It is not trained with the pipeline; :func:`take` gives it its parameters.

    Args:
        reach: the most characters, white space aside, from the one end of a pair to the other. The
            head learnt from windows, and has no opinion of wider ones.

    Returns:
        A model from Docs and their candidates to float32 of shape (n_candidates, 2): logits that the
        relation holds and that the stage is planned, NaN where it has no opinion.
    """
    parameters: dict[str, Any] = dict.fromkeys(PARAMETERS)
    return Model("encoded_pairs", _forward, params=parameters, attrs={"reach": reach}, dims={"nO": 2})


def take(model: Model, folder: Path) -> None:
    """Give the model the head that lies in ``folder``. Raises OSError where there is none."""
    for name, values in from_safetensors((folder / FILE).read_bytes()).items():
        half: Any = values.astype(np.float16)
        model.set_param(name, half)


def _forward(
    model: Model[tuple[list[Doc], list[Candidates]], Array],
    pairs: tuple[list[Doc], list[Candidates]],
    is_train: bool,
) -> tuple[Array, Callable]:
    docs, groups = pairs
    scores = [np.full((len(group), 2), np.nan, dtype="f") for group in groups]
    if model.has_param(PARAMETERS[0]):
        parameters: dict[str, Any] = {name: model.get_param(name) for name in PARAMETERS}
        head = PairHead(parameters)
        for doc, group, own in zip(docs, groups, scores, strict=True):
            _judge(head, doc, group, own, model.attrs["reach"])
    return np.concatenate(scores) if scores else np.zeros((0, 2), dtype="f"), no_backward


def _judge(head: PairHead, doc: Doc, group: Candidates, scores: np.ndarray, reach: int) -> None:
    """Write the logits of the candidates that are not too wide into ``scores``."""
    if doc._.char_vectors is None or not len(group):
        return
    # White space has no vector, and was no character in tuning.
    visible = np.flatnonzero(doc._.char_vectors.any(axis=1))
    bounds = np.searchsorted(visible, context_bounds(group.spans, len(doc)))
    widths = bounds[:, :2, 1].max(axis=1) - bounds[:, :2, 0].min(axis=1)
    near = np.flatnonzero(widths <= reach)
    for low, high in blocks(len(near)):
        rows = near[low:high]
        first, end = int(bounds[rows].min()), int(bounds[rows].max())
        vectors = doc._.char_vectors[visible[first:end]]
        scores[rows] = head(vectors, bounds[rows] - first, group.bags(rows))
