"""The embedding of characters beside the vectors of the pretrained encoder."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from spacy import registry
from spacy.tokens import Doc
from thinc.api import Dropout, LayerNorm, Maxout, Model, chain, concatenate, with_array
from thinc.types import Floats2d

from ..extensions import register
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
) -> Model[list[Doc], list[Floats2d]]:
    """Embed the characters of Docs that went through ``char_encoder``.

    Args:
        width: the width of the output, and of the parts that are mixed for it.
        vectors_width: the width of ``doc._.char_vectors``.
        bigrams, word_tags, lexicon, small_width, bigram_width: as in ``zhaoshang.CharEmbed.v1``.
        dropout: dropout of the encoder's vectors and within the mixing layers.

    Returns:
        A model from Docs to float32 arrays of shape (len(doc), width).
    """
    characters = build_char_embed(width, bigrams, word_tags, lexicon, small_width, dropout, bigram_width)
    project: Model[Floats2d, Floats2d] = chain(
        LayerNorm(vectors_width),
        Dropout(dropout or 0.0),
        Maxout(width, vectors_width, nP=3, normalize=True),
    )
    encoded: Model[list[Doc], list[Floats2d]] = chain(char_vectors(vectors_width), with_array(project))
    mix = Maxout(width, 2 * width, nP=3, dropout=dropout, normalize=True)
    return chain(
        cast(Model[list[Doc], list[Floats2d]], concatenate(characters, encoded)),
        cast(Model[list[Floats2d], list[Floats2d]], with_array(mix)),
    )


def char_vectors(width: int) -> Model[list[Doc], list[Floats2d]]:
    """``doc._.char_vectors`` as float32 arrays (len(doc), width).

    Zeros where there are none: shapes are inferred before ``char_encoder`` ran.
    """
    return Model("char_vectors", _vectors_forward, dims={"nO": width})


def _vectors_forward(
    model: Model[list[Doc], list[Floats2d]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    found = []
    for doc in docs:
        vectors = doc._.char_vectors
        width = model.get_dim("nO")
        found.append(model.ops.alloc2f(len(doc), width) if vectors is None else model.ops.asarray2f(vectors))
    return found, lambda d_vectors: []
