"""The model of the relation extractor: candidates of Docs to scores.

Each candidate is first read alone, then once more beside those that it belongs
with: the other candidates of its tail (a sum has one owner, or partners), of its
business, and of its enumeration (甲、乙、丙等项目开工). Pooling over a set and reading
again follows Zaheer et al. 2017, Deep Sets (https://arxiv.org/abs/1703.06114).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any, cast

import numpy as np
from spacy import registry
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
from thinc.layers.chain import forward as all_rows
from thinc.types import Ragged

from ..candidates import Candidates, context_bounds
from ..relations.features import Bags
from .blocks import blocks, no_backward

#: Thinc's array types do not meet NumPy's in mypy; shapes stand in the docstrings.
Array = Any

#: What the scorer reads: Docs, and the candidates of each.
Pairs = tuple[list[Doc], list[Candidates]]

#: Tail, enumeration, business, business and label: see ``Candidates.members``.
_SETS = 4
#: Of a candidate, see ``candidates.context_bounds``; and what is read of them: the mean of each, head times tail.
_SPANS = 5
_PARTS = _SPANS + 1


@registry.architectures("zhaoshang.PairScorer.v1")
def build_pair_scorer(
    tok2vec: Model[list[Doc], list[Array]],
    hidden_width: int,
    feature_width: int,
    feature_rows: int,
    dropout: float = 0.2,
    feature_dropout: float = 0.3,
    rounds: int = 1,
    opinion: Model[Pairs, Array] | None = None,
    opinion_share: float = 0.5,
) -> Model[Pairs, Array]:
    """Score candidates by the vectors of their spans and by hashed features.

    Five spans are mean-pooled: the head, the tail, what stands between them and
    the contexts left and right of the tail; head and tail are multiplied as well.
    The features of the pair, of its tail and of its mention are embedded by hash and
    summed, each apart.

    Args:
        tok2vec: the shared character vectors, usually a listener.
        hidden_width: the width of the hidden layers.
        feature_width: the width of each of the three summed feature embeddings.
        feature_rows: the rows of the feature table.
        dropout: dropout before the hidden layer, and in it.
        feature_dropout: share of the features left out in training, so that the
            scorer does not lean on single words.
        rounds: how often each candidate is read again beside the others.
        opinion: another judge of the candidates, ``zhaoshang.EncodedPairs.v1``. It is asked in
            prediction alone: on the articles that it was tuned on it is always right.
        opinion_share: the weight, 0 to 1, of its logits in the mean with the scorer's own.

    Returns:
        A model whose output is float32 of shape (n_candidates, 2): the logits
        that the relation holds, and that the stage is planned.
    """
    embed: Model[Ragged, Array] = chain(
        cast(
            Model[Ragged, Ragged],
            with_array(HashEmbed(feature_width, feature_rows, column=0, seed=7)),
        ),
        reduce_sum(),
        LayerNorm(feature_width),
    )
    hidden: Model[Pairs, Array] = _lean(
        chain(
            concatenate(_span_vectors(tok2vec), _feature_vectors(embed, feature_dropout)),
            Dropout(dropout),
            Maxout(hidden_width, None, nP=2, normalize=True, dropout=dropout),
        ),
        _predict_alone,
    )
    for _ in range(rounds):
        hidden = _lean(
            chain(
                _beside_others(hidden),
                Maxout(hidden_width, None, nP=2, normalize=True, dropout=dropout),
            ),
            _predict_beside_others,
        )
    scorer: Model[Pairs, Array] = chain(hidden, Linear(2, hidden_width))
    if opinion is not None:
        scorer = _with_opinion(scorer, opinion, opinion_share)
    scorer.set_ref("tok2vec", tok2vec)
    return scorer


def _with_opinion(
    scorer: Model[Pairs, Array], opinion: Model[Pairs, Array], share: float
) -> Model[Pairs, Array]:
    """The scorer; in prediction the mean of its logits and those of ``opinion``, where that has some."""
    model: Model[Pairs, Array] = Model(
        "with_opinion",
        _opinion_forward,
        init=_opinion_init,
        layers=[scorer, opinion],
        attrs={"share": share},
    )
    model.set_ref("opinion", opinion)
    return model


def _opinion_forward(
    model: Model[Pairs, Array], pairs: Pairs, is_train: bool
) -> tuple[Array, Callable[[Array], Pairs]]:
    scorer, opinion = model.layers
    if is_train:
        return scorer(pairs, True)
    own, other = scorer.predict(pairs), opinion.predict(pairs)
    share = model.attrs["share"]
    return np.where(np.isnan(other), own, (1 - share) * own + share * other), no_backward


def _opinion_init(model: Model[Pairs, Array], X: Pairs | None = None, Y: Array | None = None) -> None:
    model.layers[0].initialize(X=X)


# The forward functions are no closures: processes that are not forked get the models pickled.
def _lean(model: Model[Pairs, Array], predict: Callable[[Model, Pairs], Array]) -> Model[Pairs, Array]:
    """A chain that does not run its layers one after the other over all candidates in prediction.

    A candidate takes some ten kilobytes between the layers, and a long article has tens of thousands.
    """
    return Model(
        model.name, partial(_lean_forward, predict), init=model.init, layers=model.layers, dims={"nO": None}
    )


def _lean_forward(
    predict: Callable[[Model, Pairs], Array], model: Model[Pairs, Array], pairs: Pairs, is_train: bool
) -> tuple[Array, Callable]:
    return all_rows(model, pairs, True) if is_train else (predict(model, pairs), no_backward)


def _predict_alone(model: Model[Pairs, Array], pairs: Pairs) -> Array:
    """Each candidate read alone: shape (n_candidates, hidden width)."""
    return np.concatenate([_read_alone(model, doc, group) for doc, group in zip(*pairs, strict=True)])


def _read_alone(model: Model[Pairs, Array], doc: Doc, group: Candidates) -> Array:
    (spans, features), (*_, hidden) = model.layers[0].layers, model.layers
    output = np.zeros((len(group), hidden.get_dim("nO")), dtype="f")
    if not len(group):
        return output
    embed = features.layers[0]
    sums = _prefix_sums(spans.layers[0].predict([doc])[0])
    bounds = context_bounds(group.spans, len(doc))
    words = embed.predict(_ragged([group.of_tails, group.of_mentions], 0.0))
    pair_vectors = _pair_vectors(embed, group.of_pairs)
    rows = group.members[:, [1, 0]] + (0, len(group.of_tails.lengths))
    for first, end in blocks(len(group)):
        parts = [
            _with_product(_means(sums, bounds[first:end])),
            pair_vectors(first, end),
            words[rows[first:end, 0]],
            words[rows[first:end, 1]],
        ]
        output[first:end] = hidden.predict(np.concatenate(parts, axis=1))
    return output


def _pair_vectors(embed: Model[Ragged, Array], bags: Bags) -> Callable[[int, int], Array]:
    """What gives ``embed``'s vectors of a range of the bags.

    Most features are small numbers, which the pairs of a block share: each is hashed and looked up once.
    """
    hashed, _, norm = embed.layers
    ends = np.append(0, np.cumsum(bags.lengths))

    def vectors(first: int, end: int) -> Array:
        different, inverse = np.unique(bags.ids[ends[first] : ends[end]], return_inverse=True)
        table = hashed.layers[0].predict(different.reshape(-1, 1))
        return norm.predict(embed.ops.reduce_sum(table[inverse], cast(Any, bags.lengths[first:end])))

    return vectors


def _predict_beside_others(model: Model[Pairs, Array], pairs: Pairs) -> Array:
    """Each candidate read beside the others of its sets: shape (n_candidates, hidden width)."""
    beside, hidden = model.layers
    own = beside.layers[0].predict(pairs)
    pooled = [_pooled_sets(own, members) for members in _sets(pairs[1])]
    output = np.zeros((len(own), hidden.get_dim("nO")), dtype="f")
    for first, end in blocks(len(own)):
        others = [values[number[first:end]] for values, number in pooled]
        output[first:end] = hidden.predict(np.concatenate([own[first:end], *others], axis=1))
    return output


def _pooled_sets(values: Array, members: np.ndarray) -> tuple[Array, np.ndarray]:
    """The greatest and the mean value of each set, and the set of each row."""
    order = np.argsort(members, kind="stable")
    ordered = values[order]
    first = _first_of_runs(members[order]) if len(members) else order
    sizes = np.diff(np.append(first, len(members)))
    number = np.empty_like(order)
    number[order] = np.repeat(np.arange(len(first)), sizes)
    greatest = np.maximum.reduceat(ordered, first, axis=0) if len(members) else ordered
    total = np.add.reduceat(ordered, first, axis=0) if len(members) else ordered
    return np.concatenate([greatest, total / sizes[:, None]], axis=1, dtype="f"), number


def _feature_vectors(embed: Model[Ragged, Array], dropout: float) -> Model[Pairs, Array]:
    """The vectors of the bags of pair, tail and mention: shape (n_candidates, 3 * width)."""
    forward = partial(_feature_forward, dropout)
    return Model("feature_vectors", forward, init=_feature_init, layers=[embed], dims={"nO": None})


def _feature_forward(
    dropout: float, model: Model[Pairs, Array], pairs: Pairs, is_train: bool
) -> tuple[Array, Callable[[Array], Pairs]]:
    groups = pairs[1]
    bags = [[g.of_pairs for g in groups], [g.of_tails for g in groups], [g.of_mentions for g in groups]]
    of_pairs, of_tails, of_mentions = ([len(bag.lengths) for bag in kind] for kind in bags)
    ragged = _ragged([bag for kind in bags for bag in kind], dropout if is_train else 0.0)
    vectors, backprop = model.layers[0](ragged, is_train)
    # The rows of the three kinds follow each other.
    pair = np.arange(sum(of_pairs))
    tail = sum(of_pairs) + _numbered([g.members[:, 1] for g in groups], of_tails)
    mention = sum(of_pairs) + sum(of_tails) + _numbered([g.members[:, 0] for g in groups], of_mentions)
    output = np.concatenate([vectors[pair], vectors[tail], vectors[mention]], axis=1)

    def backward(d_output: Array) -> Pairs:
        d_vectors = np.zeros_like(vectors)
        for rows, part in zip((pair, tail, mention), np.split(d_output, 3, axis=1), strict=True):
            used, sums = _sum_rows(rows, part)
            d_vectors[used] = sums
        backprop(d_vectors)
        return [], []

    return output, backward


def _feature_init(model: Model, X: Pairs | None = None, Y: Array | None = None) -> None:
    layer = model.layers[0]
    layer.initialize(X=None if X is None else _ragged([group.of_tails for group in X[1]], 0.0))
    model.set_dim("nO", 3 * layer.get_dim("nO"))


def _ragged(bags: list[Bags], dropout: float) -> Ragged:
    """Bags as Thinc has them, a share of their features left out."""
    ids = np.concatenate([bag.ids for bag in bags]).reshape(-1, 1)
    lengths = np.concatenate([bag.lengths for bag in bags])
    if dropout:
        kept = np.random.random(len(ids)) >= dropout
        ends = np.cumsum(lengths)
        before = np.concatenate([[0], np.cumsum(kept)])
        lengths = (before[ends] - before[ends - lengths]).astype("int32")
        ids = ids[kept]
    return Ragged(cast(Any, ids), cast(Any, lengths))


def _numbered(members: list[np.ndarray], sizes: list[int]) -> np.ndarray:
    """Numbers within each Doc as numbers through all Docs, which have ``sizes`` of them."""
    starts = np.cumsum([0, *sizes[:-1]])
    return np.concatenate([own + start for own, start in zip(members, starts, strict=True)])


def _sum_rows(rows: np.ndarray, values: Array) -> tuple[np.ndarray, Array]:
    """The different rows, and the sum of the values of each."""
    if not len(rows):
        return rows, values
    order = np.argsort(rows, kind="stable")
    first = _first_of_runs(rows[order])
    return rows[order][first], np.add.reduceat(values[order], first, axis=0)


def _first_of_runs(ordered: np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def _beside_others(hidden: Model[Pairs, Array]) -> Model[Pairs, Array]:
    """Each candidate's vector, and the greatest and mean values of each of its sets."""
    return Model("beside_others", _beside_forward, init=_beside_init, layers=[hidden], dims={"nO": None})


def _beside_forward(
    model: Model[Pairs, Array], pairs: Pairs, is_train: bool
) -> tuple[Array, Callable[[Array], Pairs]]:
    own, backprop = model.layers[0](pairs, is_train)
    pooled = [_pool_set(own, members) for members in _sets(pairs[1])]
    output = np.concatenate([own, *(values for values, _ in pooled)], axis=1)

    def backward(d_output: Array) -> Pairs:
        d_own, *d_pooled = np.split(d_output, [own.shape[1] * k for k in range(1, 2 * _SETS, 2)], axis=1)
        d_total = d_own.copy()
        for (_, back), d_values in zip(pooled, d_pooled, strict=True):
            d_total += back(d_values)
        return backprop(d_total)

    return output, backward


def _beside_init(model: Model, X: Pairs | None = None, Y: Array | None = None) -> None:
    model.layers[0].initialize(X=X)
    if X is not None:
        model.set_dim("nO", model.predict(X).shape[1])


def _sets(groups: list[Candidates]) -> list[np.ndarray]:
    """The sets of the candidates, numbered through all Docs: int64 arrays of shape (n_candidates,)."""
    columns = [[group.members[:, 1 + k] for group in groups] for k in range(_SETS)]
    sizes = [[int(own.max(initial=-1)) + 1 for own in column] for column in columns]
    return [_numbered(column, counts) for column, counts in zip(columns, sizes, strict=True)]


def _pool_set(values: Array, members: np.ndarray) -> tuple[Array, Callable[[Array], Array]]:
    """The greatest and the mean value of each row's set: shape (n, 2 * width)."""
    if not len(members):
        return np.zeros((0, 2 * values.shape[1]), dtype="f"), lambda d_output: np.zeros_like(values)
    order = np.argsort(members, kind="stable")
    ordered = values[order]
    first = _first_of_runs(members[order])
    sizes = np.diff(np.append(first, len(members)))
    number = np.repeat(np.arange(len(first)), sizes)
    greatest = np.maximum.reduceat(ordered, first, axis=0)
    mean = np.add.reduceat(ordered, first, axis=0) / sizes[:, None]
    output = np.empty((len(values), 2 * values.shape[1]), dtype="f")
    output[order] = np.concatenate([greatest, mean], axis=1)[number]

    def backward(d_output: Array) -> Array:
        d_greatest, d_mean = np.split(np.add.reduceat(d_output[order], first, axis=0), 2, axis=1)
        # Equal greatest values share the gradient.
        is_greatest = (ordered == greatest[number]).astype("f")
        shares = is_greatest / np.add.reduceat(is_greatest, first, axis=0)[number]
        d_values = np.empty_like(values)
        d_values[order] = shares * d_greatest[number] + (d_mean / sizes[:, None])[number]
        return d_values

    return output, backward


def _span_vectors(tok2vec: Model[list[Doc], list[Array]]) -> Model[Pairs, Array]:
    """Means of the vectors of five spans a candidate, and head times tail: shape (n_candidates, 6 * width)."""
    return Model("span_vectors", _span_forward, init=_span_init, layers=[tok2vec], dims={"nO": None})


def _span_forward(
    model: Model[Pairs, Array], pairs: Pairs, is_train: bool
) -> tuple[Array, Callable[[Array], Pairs]]:
    docs, groups = pairs
    vectors, backprop = model.layers[0](docs, is_train)
    width = vectors[0].shape[1] if vectors else model.get_dim("nO") // _PARTS
    bounds = [context_bounds(group.spans, len(doc)) for doc, group in zip(docs, groups, strict=True)]
    pooled = [_pool(v, b) for v, b in zip(vectors, bounds, strict=True)]
    means = np.concatenate(pooled) if pooled else np.zeros((0, _SPANS * width), dtype="f")

    def backward(d_output: Array) -> Pairs:
        d_means, d_product = d_output[:, :-width].copy(), d_output[:, -width:]
        d_means[:, :width] += d_product * means[:, width : 2 * width]
        d_means[:, width : 2 * width] += d_product * means[:, :width]
        ends = np.cumsum([len(b) for b in bounds]).tolist()
        parts = (d_means[low:high] for low, high in pairwise([0, *ends]))
        backprop([_unpool(d, b, v) for d, b, v in zip(parts, bounds, vectors, strict=True)])
        return [], []

    return _with_product(means), backward


def _span_init(model: Model, X: Pairs | None = None, Y: Array | None = None) -> None:
    layer = model.layers[0]
    layer.initialize(X=None if X is None else X[0])
    model.set_dim("nO", _PARTS * layer.get_dim("nO"))


def _with_product(means: Array) -> Array:
    """The means of head, tail and the other spans, and behind them those of head and tail multiplied."""
    width = means.shape[1] // _SPANS
    return np.concatenate([means, means[:, :width] * means[:, width : 2 * width]], axis=1)


def _pool(vectors: Array, bounds: np.ndarray) -> np.ndarray:
    """Means over spans by prefix sums; an empty span gives zeros."""
    return _means(_prefix_sums(vectors), bounds)


def _prefix_sums(vectors: Array) -> np.ndarray:
    """The sum of the vectors before each place: float64 of shape (len(vectors) + 1, width)."""
    sums = np.zeros((len(vectors) + 1, vectors.shape[1]), dtype="float64")
    for first, end in blocks(len(vectors)):
        rows = vectors[first:end].astype("float64")
        rows[0] += sums[first]
        np.cumsum(rows, axis=0, out=sums[first + 1 : end + 1])
    return sums


def _means(sums: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Means over spans, see :func:`_pool`."""
    totals = sums[bounds[:, :, 1]] - sums[bounds[:, :, 0]]
    means = totals / _lengths(bounds)
    return means.astype("f").reshape(len(bounds), _SPANS * sums.shape[1])


def _unpool(d_pooled: Array, bounds: np.ndarray, vectors: Array) -> Array:
    """The gradient of :func:`_pool` for the vectors."""
    shares = d_pooled.reshape(len(bounds), _SPANS, vectors.shape[1]) / _lengths(bounds)
    steps = np.zeros((len(vectors) + 1, vectors.shape[1]), dtype="float64")
    np.add.at(steps, bounds[:, :, 0], shares)
    np.subtract.at(steps, bounds[:, :, 1], shares)
    return np.cumsum(steps, axis=0)[:-1].astype("f")


def _lengths(bounds: np.ndarray) -> np.ndarray:
    return np.maximum(1, bounds[:, :, 1] - bounds[:, :, 0])[:, :, None]
