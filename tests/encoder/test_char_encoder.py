"""The component ``char_encoder`` and the embedding that reads its vectors."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from tiny import TEXT, tiny_checkpoint

from zhaoshang.architectures.encoded_embed import build_encoded_char_embed
from zhaoshang.components.char_encoder import CharEncoder
from zhaoshang.encoder import checkpoint as checkpoints

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkpoint."""
    checkpoints.write(tmp_path / "checkpoint", tiny_checkpoint())
    return tmp_path / "checkpoint"


def _pipeline(**config: object) -> Language:
    tokenizer = {"@tokenizers": "zhaoshang.CharTokenizer.v1"}
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}})
    nlp.add_pipe("char_encoder", config=config)
    return nlp


def _initialized(folder: Path, **config: object) -> tuple[Language, CharEncoder]:
    nlp = _pipeline(**config)
    encoder = nlp.get_pipe("char_encoder")
    assert isinstance(encoder, CharEncoder)
    encoder.initialize(lambda: [], nlp=nlp, path=folder, matrices="float32")
    return nlp, encoder


def test_every_character_has_the_vector_of_its_piece(folder: Path) -> None:
    nlp, encoder = _initialized(folder)
    doc = nlp(TEXT)
    vectors = doc._.char_vectors
    assert vectors.shape == (len(doc), 32)
    assert vectors.dtype == np.float32
    at = TEXT.index("公司")
    assert np.array_equal(vectors[at], vectors[at + 1])
    assert not np.array_equal(vectors[at], vectors[at - 1])
    assert not vectors[TEXT.index("\n")].any()
    encoder.threads = 2
    assert np.allclose(nlp(TEXT)._.char_vectors, vectors, atol=1e-5)


def test_a_batch_gives_what_single_texts_give(folder: Path) -> None:
    nlp, _ = _initialized(folder)
    texts = [TEXT, "", "签约", TEXT[:20], "\n"]
    for text, doc in zip(texts, nlp.pipe(texts, batch_size=2), strict=True):
        assert np.allclose(doc._.char_vectors, nlp(text)._.char_vectors, atol=1e-5)


def test_long_texts_go_through_in_windows(folder: Path) -> None:
    nlp, _ = _initialized(folder, window=30, context=5)
    vectors = nlp(TEXT * 5)._.char_vectors
    assert vectors.shape == (5 * len(TEXT), 32)
    assert np.isfinite(vectors).all()


def test_it_comes_back_from_bytes_and_disk(folder: Path, tmp_path: Path) -> None:
    nlp, encoder = _initialized(folder)
    expected = nlp(TEXT)._.char_vectors
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert np.array_equal(again(TEXT)._.char_vectors, expected)
    other = CharEncoder("char_encoder").from_bytes(encoder.to_bytes())
    assert np.array_equal(other.encode([TEXT])[0], expected)
    # What multiprocessing does where it cannot fork.
    assert np.array_equal(pickle.loads(pickle.dumps(encoder)).encode([TEXT])[0], expected)


def test_a_graph_that_is_ready_is_taken_as_it_is(folder: Path, tmp_path: Path) -> None:
    nlp, encoder = _initialized(folder)
    encoder.to_disk(tmp_path / "graph")
    again, _ = _initialized(tmp_path / "graph")
    assert np.array_equal(again(TEXT)._.char_vectors, nlp(TEXT)._.char_vectors)


def test_the_cache_is_on_only_in_training(folder: Path, tmp_path: Path) -> None:
    nlp, encoder = _initialized(folder, cache=10)
    first = nlp(TEXT)._.char_vectors
    encoder._graph, encoder._model = b"broken", None
    assert np.allclose(nlp(TEXT)._.char_vectors, first, atol=1e-2)
    _, whole = _initialized(folder, cache=10)
    again = CharEncoder("char_encoder", cache=10).from_bytes(whole.to_bytes())
    again.encode([TEXT])
    assert again._cache is None


def test_the_cache_has_an_end(folder: Path) -> None:
    _, encoder = _initialized(folder, cache=1)
    first, second = encoder.encode([TEXT, "签约"])
    assert len(encoder._cache or ()) == 1
    assert np.allclose(encoder.encode(["签约", TEXT])[0], second, atol=1e-5)
    assert np.allclose(encoder.encode(["签约", TEXT])[1], first, atol=1e-2)


def test_without_an_encoder_it_says_so() -> None:
    with pytest.raises(ValueError, match="no encoder"):
        _pipeline()(TEXT)


def test_forget_vectors(folder: Path) -> None:
    nlp, _ = _initialized(folder)
    nlp.add_pipe("forget_vectors")
    assert nlp(TEXT)._.char_vectors is None


def test_the_embedding_reads_the_vectors(folder: Path) -> None:
    nlp, _ = _initialized(folder)
    docs = [nlp(TEXT), nlp("签约")]
    model = build_encoded_char_embed(16, 32, word_tags=False, lexicon=False)
    model.initialize(X=docs)
    rows, backprop = model.begin_update(docs)
    assert [part.shape for part in rows] == [(len(doc), 16) for doc in docs]
    backprop([np.ones_like(part) for part in rows])
    docs[1]._.char_vectors = np.zeros((2, 32), dtype=np.float32)
    assert not np.allclose(model.predict(docs)[1], rows[1])
    assert np.allclose(model.predict(docs)[0], rows[0])


def test_the_embedding_takes_docs_without_vectors(folder: Path) -> None:
    nlp = _pipeline()
    model = build_encoded_char_embed(16, 32, word_tags=False, lexicon=False)
    doc: Doc = nlp.make_doc(TEXT)
    model.initialize(X=[doc])
    assert model.predict([doc])[0].shape == (len(doc), 16)
