"""A BERT as Hugging Face lays it out becomes a checkpoint, or an error of one line."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tiny import TEXT
from tiny_bert import SIZES, VOCABULARY, random_state, write_bert

from zhaoshang.encoder import build as building
from zhaoshang.encoder import checkpoint as checkpoints
from zhaoshang.encoder.build import build
from zhaoshang.encoder.weights import Config, SourceError
from zhaoshang.encoder.wordpiece import WordPieceTokenizer


def _fast(**changes: Any) -> dict[str, Any]:
    """The tokenizer.json of the tiny model."""
    vocabulary = {piece: k for k, piece in enumerate(VOCABULARY)}
    return {"normalizer": {"lowercase": True}, "model": {"type": "WordPiece", "vocab": vocabulary, **changes}}


def _prefixed(prefix: str) -> dict[str, np.ndarray]:
    return {prefix + name: values for name, values in random_state().items()}


def _old_names() -> dict[str, np.ndarray]:
    renamed = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    state = {}
    for name, values in random_state().items():
        for new, old in renamed.items():
            name = name.replace(new, old)
        state[name] = values
    return state


def test_sizes_weights_and_pieces_are_the_models(tmp_path: Path) -> None:
    found = build(str(write_bert(tmp_path)))
    assert found.config == SIZES
    assert found.source == str(tmp_path)
    state = random_state()
    words = "embeddings.word_embeddings.weight"
    assert found.state.keys() == state.keys()
    for name in state.keys() - {"embeddings.token_type_embeddings.weight"}:
        np.testing.assert_array_equal(found.state[name], state[name])
    assert found.state[words].dtype == np.float32
    assert found.tokenizer.pieces == VOCABULARY
    assert isinstance(found.tokenizer, WordPieceTokenizer)


@pytest.mark.parametrize(
    "state",
    [
        _prefixed("bert."),
        {**_prefixed("bert."), "cls.predictions.bias": np.zeros(3, np.float32)},
        {**random_state(), "pooler.dense.bias": np.zeros(3, np.float32)},
        _old_names(),
        {name: values.astype(np.float16) for name, values in random_state().items()},
    ],
    ids=["prefix", "with a head", "with a pooler", "gamma and beta", "halves"],
)
def test_names_and_precisions_that_there_are(state: dict[str, np.ndarray], tmp_path: Path) -> None:
    expected = random_state()["encoder.layer.1.output.LayerNorm.weight"]
    found = build(str(write_bert(tmp_path, state)))
    np.testing.assert_allclose(found.state["encoder.layer.1.output.LayerNorm.weight"], expected, rtol=1e-3)
    assert {values.dtype for values in found.state.values()} == {np.dtype(np.float32)}


def test_one_kind_of_texts_is_enough(tmp_path: Path) -> None:
    name = "embeddings.token_type_embeddings.weight"
    state = random_state()
    state[name] = state[name][:1]
    assert build(str(write_bert(tmp_path, state))).state[name].shape == (2, SIZES.width)


def test_the_lowest_layers(tmp_path: Path) -> None:
    folder = write_bert(tmp_path)
    found = build(str(folder), layers=1)
    assert found.config.layers == 1
    assert not any("layer.1." in name for name in found.state)
    with pytest.raises(SourceError, match="has 2 layers, not 3"):
        build(str(folder), layers=3)


def test_traditional_and_full_width_are_read_as_simplified_and_half(tmp_path: Path) -> None:
    tokenizer = build(str(write_bert(tmp_path))).tokenizer
    assert tokenizer("簽約儀式，ＬＥＤ５").ids.tolist() == tokenizer("签约仪式，led5").ids.tolist()
    # Nothing becomes what the model does not know.
    assert isinstance(tokenizer, WordPieceTokenizer)
    assert "龍" not in tokenizer.normal


@pytest.mark.parametrize(
    ("settings", "fast", "lower", "strips"),
    [
        (None, None, True, True),
        ({"do_lower_case": False}, None, False, False),
        ({"do_lower_case": False, "strip_accents": True}, None, False, True),
        (None, {"normalizer": {"lowercase": False, "strip_accents": None}}, False, False),
        ({"do_lower_case": True}, {"normalizer": {"lowercase": False}}, True, True),
    ],
)
def test_casing(
    settings: dict[str, Any] | None, fast: dict[str, Any] | None, lower: bool, strips: bool, tmp_path: Path
) -> None:
    folder = write_bert(tmp_path, tokenizer=fast and {**_fast(), **fast})
    if settings is not None:
        (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    tokenizer = build(str(folder)).tokenizer
    assert isinstance(tokenizer, WordPieceTokenizer)
    assert (tokenizer.lower, tokenizer.strip_accents) == (lower, strips)


def test_the_vocabulary_may_be_in_tokenizer_json(tmp_path: Path) -> None:
    assert build(str(write_bert(tmp_path, vocabulary=None, tokenizer=_fast()))).tokenizer.pieces == VOCABULARY


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model_type": "roberta"}, "model_type is 'roberta', only 'bert'"),
        ({"hidden_act": "gelu_new"}, "hidden_act is 'gelu_new'"),
        ({"position_embedding_type": "relative_key"}, "position_embedding_type is 'relative_key'"),
        ({"is_decoder": True}, "is_decoder is True"),
        ({"hidden_size": "wide"}, "invalid literal"),
        ({"num_attention_heads": 5}, "cannot be shared by 5 heads"),
        ({"num_attention_heads": 0}, "a size is below 1"),
        ({"max_position_embeddings": 128}, "128 positions"),
        ({"num_hidden_layers": 3}, r"lacks encoder\.layer\.2\."),
        ({"intermediate_size": 96}, r"intermediate\.dense\.weight has the shape"),
        ({"vocab_size": SIZES.pieces - 1}, "pieces, but embeddings of"),
        ({"vocabulary": None}, "neither vocab.txt nor"),
        ({"vocabulary": VOCABULARY[3:]}, r"no \[CLS\]"),
        ({"vocabulary": None, "tokenizer": _fast(type="Unigram")}, "the pieces are Unigram"),
        ({"vocabulary": None, "tokenizer": _fast(continuing_subword_prefix="_")}, "is '_', not '##'"),
        ({"vocabulary": None, "tokenizer": _fast(vocab={"a": 1, "b": 7})}, "are not 0 to 1"),
        ({"state": {"embeddings.word_embeddings.weight": np.zeros((2, 2), np.float32)}}, "lacks"),
    ],
)
def test_what_the_encoder_cannot_be(change: dict[str, Any], reason: str, tmp_path: Path) -> None:
    write_bert(tmp_path, **change)
    with pytest.raises(SourceError, match=reason) as caught:
        build(str(tmp_path))
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
)
@pytest.mark.parametrize("content", [b"", b"[]", bytes(range(256)) * 4])
def test_broken_files(name: str, content: bytes, tmp_path: Path) -> None:
    write_bert(tmp_path)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=name):
        build(str(tmp_path))


def test_values_that_are_no_numbers(tmp_path: Path) -> None:
    state = random_state()
    state["embeddings.LayerNorm.bias"][0] = np.nan
    with pytest.raises(SourceError, match="no numbers"):
        build(str(write_bert(tmp_path, state)))


def test_pickles_are_not_read(tmp_path: Path) -> None:
    write_bert(tmp_path)
    (tmp_path / "model.safetensors").rename(tmp_path / "pytorch_model.bin")
    with pytest.raises(SourceError, match=r"no model\.safetensors; .*pickle"):
        build(str(tmp_path))


def test_a_model_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {}

    def snapshot_download(name: str, *, revision: str | None, allow_patterns: list[str]) -> str:
        asked.update(name=name, revision=revision, files=allow_patterns)
        return str(write_bert(tmp_path))

    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(snapshot_download=snapshot_download))
    assert build("someone/some-bert@refs/pr/1").source == "someone/some-bert@refs/pr/1"
    assert (asked["name"], asked["revision"]) == ("someone/some-bert", "refs/pr/1")
    assert not any(name.endswith((".bin", ".py")) or "*" in name for name in asked["files"])
    build("someone/some-bert")
    assert asked["revision"] is None


def test_the_hub_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def snapshot_download(*_: Any, **__: Any) -> str:
        raise OSError("no\nnetwork")

    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(snapshot_download=snapshot_download))
    with pytest.raises(SourceError, match="does not give it: no network"):
        build("someone/some-bert")


def test_there_is_no_huggingface_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(SourceError, match="pip install huggingface_hub"):
        build("someone/some-bert")


def test_the_command(tmp_path: Path) -> None:
    write_bert(tmp_path / "bert")
    building.main(tmp_path / "checkpoint", str(tmp_path / "bert"), layers=1)
    found = checkpoints.read(tmp_path / "checkpoint")
    assert found.config == Config(**{**vars(SIZES), "layers": 1})
    assert found.source == str(tmp_path / "bert")
    assert found.tokenizer(TEXT).ids.tolist() == build(found.source).tokenizer(TEXT).ids.tolist()
    with pytest.raises(SystemExit, match=r"error: .*config\.json: No such file"):
        building.main(tmp_path / "other", str(tmp_path / "checkpoint"))


def test_the_width_of_the_vectors_is_one_setting_of_the_config(root: Path) -> None:
    from spacy.util import load_config

    setting = {"components.tok2vec.model.embed.vectors_width": SIZES.width}
    text = load_config(root / "configs" / "trf.cfg", setting, interpolate=True).to_str()
    assert set(re.findall(r"^vectors_width = (.*)$", text, re.M)) == {str(SIZES.width)}


def test_one_step_of_tuning_and_a_pipeline(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    import spacy

    from zhaoshang.corpus import marked
    from zhaoshang.encoder import head
    from zhaoshang.encoder.onnx_export import export
    from zhaoshang.encoder.tuning import Options, head_of, tune

    article = marked.parse("---\n" + TEXT.replace("甲公司", "[[C:甲公司]]") + "\n---\n", "tiny")
    pretrained = build(str(write_bert(tmp_path / "bert")))
    options = Options(frozen=1, epochs=1, dropout=0.0, threads=1, device="cpu")
    tuned = tune(pretrained, [article], [article], options, None, lambda line: None)
    top = "encoder.layer.1.output.dense.weight"
    assert not np.allclose(tuned.checkpoint.state[top], pretrained.state[top])
    assert tuned.checkpoint.source == pretrained.source
    checkpoints.write(tmp_path / "tuned", tuned.checkpoint)
    stored = checkpoints.read(tmp_path / "tuned")
    assert stored.source == pretrained.source
    graph = export(stored, matrices="int8").SerializeToString()
    checkpoints.write_graph(tmp_path / "encoder", graph, stored.tokenizer)
    (tmp_path / "encoder" / head.FILE).write_bytes(head_of(tuned.tagger).to_bytes())

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "zhaoshang.CharTokenizer.v1"}}})
    for name in ("char_encoder", "char_tagger"):
        nlp.add_pipe(name).initialize(list, nlp=nlp, path=tmp_path / "encoder")  # type: ignore[attr-defined]
    nlp.add_pipe("tuned_ner", name="ner")
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    for text in (TEXT, "", " \n", TEXT * 20):
        vectors = again(text)._.char_vectors
        assert vectors.shape == (len(text), SIZES.width)
        assert vectors.any(axis=1).tolist() == [not char.isspace() for char in text]
    assert np.array_equal(again(TEXT)._.char_vectors, nlp(TEXT)._.char_vectors)
    assert np.array_equal(again(TEXT)._.tag_scores, nlp(TEXT)._.tag_scores)


def test_the_graph_gives_what_torch_gives(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from zhaoshang.encoder.onnx_export import export
    from zhaoshang.encoder.onnx_model import OnnxEncoder
    from zhaoshang.encoder.torch_model import Encoder

    found = build(str(write_bert(tmp_path)))
    ids = np.array([2, 7, 9, 11, 3], dtype=np.int32)
    with torch.inference_mode():
        expected = Encoder.from_checkpoint(found)(torch.from_numpy(ids[None]))[-1][0].numpy()
    for matrices, tolerance in (("float32", 2e-3), ("int8", 0.1)):
        model = export(found, matrices=matrices).SerializeToString()  # type: ignore[arg-type]
        (rows,) = OnnxEncoder(model, found.tokenizer.pad)([ids])
        np.testing.assert_allclose(rows, expected, atol=tolerance)
