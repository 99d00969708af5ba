"""Scores of entity tags from character vectors, and of one tag after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy import registry
from spacy.tokens import Doc
from thinc.api import Linear, Maxout, Model, chain

from ..tagging.tags import N_TAGS
from .blocks import Array, with_blocks


@registry.architectures("zhaoshang.CRFTagger.v1")
def build_crf_tagger(
    tok2vec: Model[list[Doc], list[Array]],
    hidden_width: int = 64,
    maxout_pieces: int = 2,
    dropout: float | None = None,
) -> Model[list[Doc], list[Array]]:
    """Score the tags of characters for a linear-chain conditional random field.

    Args:
        tok2vec: Docs to float32 arrays of shape (len(doc), width).
        hidden_width: the width of the layer between.
        maxout_pieces: its pieces.
        dropout: dropout of that layer.

    Returns:
        A model from Docs to float32 arrays of shape (len(doc), N_TAGS). Its reference ``transitions`` is the
        layer that holds what a tag adds that follows another: parameter ``transitions``, float32
        (N_TAGS, N_TAGS), whose gradient is the component's to add.
    """
    width = tok2vec.maybe_get_dim("nO")
    hidden: Model = Maxout(hidden_width, width, nP=maxout_pieces, dropout=dropout, normalize=True)
    transitions: Model[list[Array], list[Array]] = Model(
        "transitions", _forward, init=_init, params={"transitions": None}
    )
    model: Model[list[Doc], list[Array]] = chain(
        tok2vec, with_blocks(chain(hidden, Linear(N_TAGS, hidden_width))), transitions
    )
    model.set_ref("tok2vec", tok2vec)
    model.set_ref("transitions", transitions)
    return model


def _init(model: Model, X: Any = None, Y: Any = None) -> None:
    model.set_param("transitions", model.ops.alloc2f(N_TAGS, N_TAGS))


def _forward(model: Model, scores: list[Array], is_train: bool) -> tuple[list[Array], Callable]:
    return scores, lambda d_scores: d_scores
