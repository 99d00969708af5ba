"""The vectors of the pretrained encoder as embeddings: beside those of the characters, or alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from spacy import registry
from spacy.tokens import Doc
from thinc.api import Dropout, LayerNorm, Maxout, Model, chain, concatenate
from thinc.layers.chain import forward as all_rows
from thinc.types import Floats2d

from ..extensions import register
from ..tagging.tags import N_TAGS
from .blocks import blocks, no_backward, with_blocks
from .char_embed import build_char_embed

register()


@registry.architectures("zhaoshang.EncodedCharEmbed.v1")
def build_encoded_char_embed(
    width: int,
    vectors_width: int = 384,
    bigrams: bool = True,
    word_tags: bool = True,
    lexicon: bool = True,
    small_width: int = 16,
    dropout: float | None = None,
    bigram_width: int | None = None,
    tag_scores: bool = False,
) -> Model[list[Doc], list[Floats2d]]:
    """Embed the characters of Docs that went through ``char_encoder``.

    Args:
        width: the width of the output, and of the parts that are mixed for it.
        vectors_width: the width of ``doc._.char_vectors``.
        bigrams, word_tags, lexicon, small_width, bigram_width: as in ``zhaoshang.CharEmbed.v1``.
        dropout: dropout of the encoder's vectors and within the mixing layers.
        tag_scores: take ``doc._.tag_scores`` in as well, as probabilities; ``char_tagger`` sets them.

    Returns:
        A model from Docs to float32 arrays of shape (len(doc), width).
    """
    characters = build_char_embed(width, bigrams, word_tags, lexicon, small_width, dropout, bigram_width)
    encoded = build_encoded_vectors(width, vectors_width, dropout)
    parts = [characters, encoded, tag_probabilities()] if tag_scores else [characters, encoded]
    mix = Maxout(width, 2 * width + tag_scores * N_TAGS, nP=3, dropout=dropout, normalize=True)
    whole: Model[list[Doc], list[Floats2d]] = chain(
        cast(Model[list[Doc], list[Floats2d]], concatenate(*parts)),
        cast(Model[list[Floats2d], list[Floats2d]], with_blocks(mix)),
    )
    return Model(whole.name, _embed_forward, init=whole.init, layers=whole.layers, dims={"nO": width})


@registry.architectures("zhaoshang.EncodedVectors.v1")
def build_encoded_vectors(
    width: int, vectors_width: int = 384, dropout: float | None = None
) -> Model[list[Doc], list[Floats2d]]:
    """Map the vectors of ``char_encoder`` to another width, and nothing else.

    Args:
        width: the width of the output.
        vectors_width: the width of ``doc._.char_vectors``.
        dropout: dropout of the encoder's vectors.

    Returns:
        A model from Docs to float32 arrays of shape (len(doc), width).
    """
    project: Model[Floats2d, Floats2d] = chain(
        LayerNorm(vectors_width),
        Dropout(dropout or 0.0),
        Maxout(width, vectors_width, nP=3, normalize=True),
    )
    return chain(
        char_vectors(vectors_width), cast(Model[list[Floats2d], list[Floats2d]], with_blocks(project))
    )


def _embed_forward(
    model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable]:
    if is_train:
        return all_rows(model, docs, True)
    parts, mix = model.layers[0].layers, model.layers[1].layers[0]
    return [_embed_blocks(parts, mix, doc) for doc in docs], no_backward


def _embed_blocks(parts: list[Model], mix: Model, doc: Doc) -> Any:
    """What the parts read of a Doc is there for all of it, what they make of that for a block."""
    # A part is a layer that reads and one that looks at each row of that alone, or reads only.
    inputs = [(part.layers[0] if part.layers else part).predict([doc])[0] for part in parts]
    functions = [part.layers[1].layers[0].predict if part.layers else _as_it_is for part in parts]
    output = np.empty((len(doc), mix.get_dim("nO")), dtype="f")
    for first, end in blocks(len(doc)):
        made = [function(rows[first:end]) for function, rows in zip(functions, inputs, strict=True)]
        output[first:end] = mix.predict(np.concatenate(made, axis=1))
    return output


def _as_it_is(rows: Any) -> Any:
    return rows


def char_vectors(width: int) -> Model[list[Doc], list[Floats2d]]:
    """``doc._.char_vectors`` as float32 arrays (len(doc), width).

    Zeros where there are none: shapes are inferred before ``char_encoder`` ran.
    """
    return Model("char_vectors", _vectors_forward, dims={"nO": width})


def tag_probabilities() -> Model[list[Doc], list[Floats2d]]:
    """``doc._.tag_scores`` as probabilities: float32 arrays (len(doc), N_TAGS).

    Zeros where there are none: shapes are inferred before ``char_tagger`` ran.
    """
    return Model("tag_probabilities", _tags_forward, dims={"nO": N_TAGS})


def _vectors_forward(
    model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    return [_array(model, doc, doc._.char_vectors) for doc in docs], lambda d_vectors: []


def _tags_forward(
    model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    scores = [_array(model, doc, doc._.tag_scores) for doc in docs]
    return [model.ops.xp.exp(each) for each in scores], lambda d_tags: []


def _array(model: Model[list[Doc], list[Floats2d]], doc: Doc, values: Any) -> Floats2d:
    return model.ops.alloc2f(len(doc), model.get_dim("nO")) if values is None else model.ops.asarray2f(values)
