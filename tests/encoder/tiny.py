"""A tiny random encoder, which needs no download."""

from __future__ import annotations

import numpy as np

from zhaoshang.encoder.checkpoint import Checkpoint
from zhaoshang.encoder.unigram import SPACE, SPECIAL, UnigramTokenizer
from zhaoshang.encoder.weights import Config, State

TEXT = "签约仪式在郑州举行，甲公司投资5亿元建厂。\n乙集团 的项目落户高新区，明年投产。"


def tiny_checkpoint(layers: int = 2, width: int = 32, seed: int = 0) -> Checkpoint:
    """An encoder over the characters of ``TEXT`` and some words of it."""
    words = ["签约", "投资", "亿元", "公司", "高新区"]
    plain = [SPACE, *sorted(set(TEXT) - set(" \n")), *words]
    pieces = [*SPECIAL, *plain]
    scores = [0.0] * len(SPECIAL) + [-5.0] * (len(plain) - len(words)) + [-6.0] * len(words)
    tokenizer = UnigramTokenizer(pieces, scores, {}, {" ", "\n"}, set())
    config = Config(width, layers, 2, 2 * width, len(pieces), 64)
    return Checkpoint(config, _state(config, np.random.default_rng(seed)), tokenizer)


def _state(config: Config, rng: np.random.Generator) -> State:
    width, inner = config.width, config.inner
    state = {
        "embeddings.word_embeddings.weight": rng.normal(size=(config.pieces, width)),
        "embeddings.position_embeddings.weight": rng.normal(size=(config.positions, width)),
        "embeddings.token_type_embeddings.weight": rng.normal(size=(2, width)),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(config.layers):
        part = f"encoder.layer.{layer}."
        sizes = {
            "attention.self.query": (width, width),
            "attention.self.key": (width, width),
            "attention.self.value": (width, width),
            "attention.output.dense": (width, width),
            "intermediate.dense": (inner, width),
            "output.dense": (width, inner),
        }
        for name, (rows, columns) in sizes.items():
            state[f"{part}{name}.weight"] = rng.normal(size=(rows, columns)) / columns**0.5
            state[f"{part}{name}.bias"] = np.zeros(rows)
        norms += [f"{part}attention.output.LayerNorm", f"{part}output.LayerNorm"]
    for name in norms:
        state[f"{name}.weight"], state[f"{name}.bias"] = np.ones(width), np.zeros(width)
    return {name: values.astype(np.float32) for name, values in state.items()}
