"""A tiny random BERT in the layout of Hugging Face, written without transformers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from tiny import TEXT

from zhaoshang.encoder.weights import Config

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCABULARY = [*SPECIAL, *sorted(set(TEXT) - set(" \n5")), "5", "led", "##led", "屏", "##s", "e"]
SIZES = Config(width=48, layers=2, heads=4, inner=64, pieces=len(VOCABULARY), positions=256)
CONFIG: dict[str, Any] = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": SIZES.width,
    "num_hidden_layers": SIZES.layers,
    "num_attention_heads": SIZES.heads,
    "intermediate_size": SIZES.inner,
    "vocab_size": SIZES.pieces,
    "max_position_embeddings": SIZES.positions,
    "layer_norm_eps": 1e-12,
    "type_vocab_size": 2,
}


def random_state(seed: int = 0) -> dict[str, np.ndarray]:
    """Random parameters, named as in a BertModel."""
    rng = np.random.default_rng(seed)
    state = {}
    for name, shape in SIZES.shapes().items():
        values = rng.normal(size=shape) / (shape[-1] ** 0.5 if "encoder" in name else 1)
        norm = "LayerNorm.weight" in name
        state[name] = (1 + 0.1 * values if norm else values).astype(np.float32)
    return state


def write_bert(
    folder: Path,
    state: dict[str, np.ndarray] | None = None,
    vocabulary: list[str] | None = VOCABULARY,
    tokenizer: dict[str, Any] | None = None,
    **config: Any,
) -> Path:
    """Write a model into ``folder``; ``config`` changes its ``config.json``, None leaves a file out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({**CONFIG, **config}), encoding="utf-8")
    safetensors.numpy.save_file(random_state() if state is None else state, folder / "model.safetensors")
    if vocabulary is not None:
        (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    if tokenizer is not None:
        (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    return folder
