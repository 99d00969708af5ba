"""``spacy.Tok2Vec.v2`` whose memory does not grow with what its layers make on their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy import registry
from spacy.ml.models.tok2vec import build_Tok2Vec_model
from spacy.tokens import Doc
from thinc.api import Model
from thinc.layers.chain import forward as all_rows

from .blocks import Array, in_blocks, no_backward


@registry.architectures("zhaoshang.Tok2Vec.v1")
def build_tok2vec(
    embed: Model[list[Doc], list[Any]], encode: Model[list[Any], list[Any]]
) -> Model[list[Doc], list[Any]]:
    """Embed Docs, and encode the context a block of rows at a time in prediction.

    Args:
        embed: Docs to float32 arrays of shape (len(doc), width).
        encode: these to others of the same shape; a convolution that says in its attribute ``pad`` how
            many rows it looks at on either side, as spaCy's MaxoutWindowEncoder does.

    Returns:
        A model from Docs to float32 arrays of shape (len(doc), width). It takes the weights of
        ``spacy.Tok2Vec.v2``, and gives what that gives.

    Raises:
        ValueError: ``encode`` does not say how far it looks.
    """
    if not encode.attrs.get("pad"):
        raise ValueError("zhaoshang.Tok2Vec.v1: the encoder must say in its attribute pad how far it looks")
    model: Model = build_Tok2Vec_model(embed, encode)
    dims = {name: model.maybe_get_dim(name) for name in model.dim_names}
    refs: dict[str, Model | None] = {"embed": embed, "encode": encode}
    return Model(model.name, _forward, init=model.init, layers=model.layers, dims=dims, refs=refs)


def _forward(model: Model, docs: list[Doc], is_train: bool) -> tuple[list[Array], Callable]:
    if is_train:
        return all_rows(model, docs, True)
    embed, encode = model.layers

    def encoded(rows: Array) -> Array:
        return encode.predict([rows])[0]

    reach = encode.attrs["pad"]
    return [in_blocks(encoded, rows, reach) for rows in embed.predict(docs)], no_backward
