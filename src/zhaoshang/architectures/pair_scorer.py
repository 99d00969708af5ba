"""The model of the relation extractor: candidates of Docs to scores."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any, cast

import numpy as np
from spacy import registry
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc
from thinc.api import (
    Dropout,
    HashEmbed,
    LayerNorm,
    Linear,
    Maxout,
    Model,
    chain,
    concatenate,
    reduce_sum,
    with_array,
)
from thinc.types import Ragged

from ..candidates import Candidate

#: Thinc's array types do not meet NumPy's in mypy; shapes stand in the docstrings.
Array = Any

#: What the scorer reads: Docs, and the candidates of each.
Pairs = tuple[list[Doc], list[list[Candidate]]]

_CONTEXT = 8
_WIDEST_GAP = 60


@registry.architectures("zhaoshang.PairScorer.v1")
def build_pair_scorer(
    tok2vec: Model[list[Doc], list[Array]],
    hidden_width: int,
    feature_width: int,
    feature_rows: int,
    dropout: float = 0.2,
    feature_dropout: float = 0.3,
) -> Model[Pairs, Array]:
    """Score candidates by the vectors of their spans and by hashed features.

    Five spans are mean-pooled: the head, the tail, what stands between them and
    the contexts left and right of the tail. The features of a candidate are
    embedded by hash and summed.

    Args:
        tok2vec: the shared character vectors, usually a listener.
        hidden_width: the width of the hidden layer.
        feature_width: the width of the summed feature embedding.
        feature_rows: the rows of the feature table.
        dropout: dropout before the hidden layer.
        feature_dropout: share of a candidate's features left out in training, so that
            the scorer does not lean on single words.

    Returns:
        A model whose output is float32 of shape (n_candidates, 2): the logits
        that the relation holds, and that the stage is planned.
    """
    spans = _span_vectors(tok2vec)
    features: Model[Pairs, Array] = chain(
        _hash_features(feature_dropout),
        cast(
            Model[Ragged, Ragged],
            with_array(HashEmbed(feature_width, feature_rows, column=0, seed=7)),
        ),
        reduce_sum(),
        LayerNorm(feature_width),
    )
    scorer: Model[Pairs, Array] = chain(
        concatenate(spans, features),
        Dropout(dropout),
        Maxout(hidden_width, None, nP=2, normalize=True, dropout=dropout),
        Linear(2, hidden_width),
    )
    scorer.set_ref("tok2vec", tok2vec)
    return scorer


# The forward functions are no closures: processes that are not forked get the models pickled.
def _hash_features(dropout: float) -> Model[Pairs, Ragged]:
    return Model("hash_features", partial(_hash_forward, dropout))


def _hash_forward(
    dropout: float, model: Model[Pairs, Ragged], pairs: Pairs, is_train: bool
) -> tuple[Ragged, Callable[[Ragged], Pairs]]:
    found = [candidate for group in pairs[1] for candidate in group]
    keys = [hash_string(feature) for candidate in found for feature in candidate.features]
    ids = np.array(keys, dtype="uint64").reshape(-1, 1)
    lengths = np.array([len(candidate.features) for candidate in found], dtype="int32")
    if is_train and dropout:
        kept = np.random.random(len(ids)) >= dropout
        ends = np.cumsum(lengths)
        before = np.concatenate([[0], np.cumsum(kept)])
        lengths = (before[ends] - before[ends - lengths]).astype("int32")
        ids = ids[kept]
    return Ragged(cast(Any, ids), cast(Any, lengths)), lambda d_ids: ([], [])


def _span_vectors(tok2vec: Model[list[Doc], list[Array]]) -> Model[Pairs, Array]:
    """Means of the vectors of five spans a candidate: shape (n_candidates, 5 * width)."""
    return Model("span_vectors", _span_forward, init=_span_init, layers=[tok2vec], dims={"nO": None})


def _span_forward(
    model: Model[Pairs, Array], pairs: Pairs, is_train: bool
) -> tuple[Array, Callable[[Array], Pairs]]:
    docs, groups = pairs
    vectors, backprop = model.layers[0](docs, is_train)
    width = vectors[0].shape[1] if vectors else model.get_dim("nO") // 5
    bounds = [_bounds(group, len(doc)) for doc, group in zip(docs, groups, strict=True)]
    pooled = [_pool(v, b) for v, b in zip(vectors, bounds, strict=True)]
    output = np.concatenate(pooled) if pooled else np.zeros((0, 5 * width), dtype="f")

    def backward(d_output: Array) -> Pairs:
        ends = np.cumsum([len(b) for b in bounds]).tolist()
        parts = (d_output[low:high] for low, high in pairwise([0, *ends]))
        backprop([_unpool(d, b, v) for d, b, v in zip(parts, bounds, vectors, strict=True)])
        return [], []

    return output, backward


def _span_init(model: Model, X: Pairs | None = None, Y: Array | None = None) -> None:
    layer = model.layers[0]
    layer.initialize(X=None if X is None else X[0])
    model.set_dim("nO", 5 * layer.get_dim("nO"))


def _bounds(group: list[Candidate], length: int) -> np.ndarray:
    """Starts and ends of the five spans: int array of shape (n_candidates, 5, 2)."""
    rows = []
    for candidate in group:
        head, tail = candidate.head, candidate.tail
        low, high = (head[1], tail[0]) if head[1] <= tail[0] else (tail[1], head[0])
        if high - low > _WIDEST_GAP:
            low = high - _WIDEST_GAP
        left = (max(0, tail[0] - _CONTEXT), tail[0])
        right = (tail[1], min(length, tail[1] + _CONTEXT))
        rows.append((head, tail, (low, high), left, right))
    return np.array(rows, dtype=np.int64).reshape(-1, 5, 2)


def _pool(vectors: Array, bounds: np.ndarray) -> np.ndarray:
    """Means over spans by prefix sums; an empty span gives zeros."""
    sums = np.zeros((len(vectors) + 1, vectors.shape[1]), dtype="float64")
    np.cumsum(vectors, axis=0, dtype="float64", out=sums[1:])
    totals = sums[bounds[:, :, 1]] - sums[bounds[:, :, 0]]
    means = totals / _lengths(bounds)
    return means.astype("f").reshape(len(bounds), 5 * vectors.shape[1])


def _unpool(d_pooled: Array, bounds: np.ndarray, vectors: Array) -> Array:
    """The gradient of :func:`_pool` for the vectors."""
    shares = d_pooled.reshape(len(bounds), 5, vectors.shape[1]) / _lengths(bounds)
    steps = np.zeros((len(vectors) + 1, vectors.shape[1]), dtype="float64")
    np.add.at(steps, bounds[:, :, 0], shares)
    np.subtract.at(steps, bounds[:, :, 1], shares)
    return np.cumsum(steps, axis=0)[:-1].astype("f")


def _lengths(bounds: np.ndarray) -> np.ndarray:
    return np.maximum(1, bounds[:, :, 1] - bounds[:, :, 0])[:, :, None]
