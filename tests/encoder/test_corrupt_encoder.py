"""A broken file of the encoder is found when the pipeline is loaded, not with the first text."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from tiny import tiny_checkpoint

from zhaoshang import ModelError, load
from zhaoshang.components.char_encoder import CharEncoder
from zhaoshang.encoder import checkpoint as checkpoints

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


@pytest.fixture
def model(toy_model: Path, tmp_path: Path) -> Path:
    """The toy pipeline with an encoder in front."""
    checkpoints.write(tmp_path / "checkpoint", tiny_checkpoint())
    nlp: Language = spacy.load(toy_model)
    encoder = nlp.add_pipe("char_encoder", first=True)
    assert isinstance(encoder, CharEncoder)
    encoder.initialize(lambda: [], nlp=nlp, path=tmp_path / "checkpoint", matrices="float32")
    nlp.to_disk(tmp_path / "model")
    return tmp_path / "model"


def damage(path: Path, kind: str) -> None:
    data = path.read_bytes()
    path.write_bytes({"empty": b"", "half": data[: len(data) // 2], "noise": bytes(range(256)) * 4}[kind])


@pytest.mark.parametrize("kind", ["empty", "half", "noise"])
@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
def test_corrupt_file_of_the_encoder(name: str, kind: str, model: Path) -> None:
    assert "char_encoder" in load(model).pipe_names
    damage(model / "char_encoder" / name, kind)
    with pytest.raises(ModelError, match="cannot load this model") as caught:
        load(model)
    assert "\n" not in str(caught.value)
