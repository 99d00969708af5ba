"""The components ``char_tagger`` and ``tuned_ner``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from zhaoshang.components.char_tagger import CharTagger
from zhaoshang.encoder import head
from zhaoshang.encoder.examples import BIGRAM_ROWS, CHARACTER_ROWS, SPACING_ROWS
from zhaoshang.tagging.tags import N_TAGS, OUTSIDE, encode

WIDTH, HIDDEN = N_TAGS, 20
TEXT = "甲公 司投资5亿\n元。"
SPANS = [(0, 4, "COMPANY"), (6, 10, "AMOUNT")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A head that takes its tags from the vectors and nothing else."""
    state = {
        "characters.weight": np.zeros((CHARACTER_ROWS, 96)),
        "before.weight": np.zeros((BIGRAM_ROWS, 64)),
        "after.weight": np.zeros((BIGRAM_ROWS, 64)),
        "spacing.weight": np.zeros((SPACING_ROWS, 8)),
        "mix.weight": np.zeros((HIDDEN, WIDTH + 96 + 64 + 64 + 8, 3)),
        "mix.bias": np.zeros(HIDDEN),
        "inner.weight": np.zeros((HIDDEN, HIDDEN, 3)),
        "inner.bias": np.zeros(HIDDEN),
        "norm.weight": np.ones(HIDDEN),
        "norm.bias": np.zeros(HIDDEN),
        "tags.weight": np.eye(N_TAGS, HIDDEN),
        "tags.bias": np.zeros(N_TAGS),
        "roles.weight": np.zeros((6, HIDDEN)),
    }
    state["mix.weight"][:N_TAGS, :N_TAGS, 1] = np.eye(N_TAGS)
    data = head.Head({name: values.astype(np.float32) for name, values in state.items()}).to_bytes()
    (tmp_path / "tuned").mkdir()
    (tmp_path / "tuned" / head.FILE).write_bytes(data)
    return tmp_path / "tuned"


def _pipeline() -> tuple[Language, CharTagger]:
    tokenizer = {"@tokenizers": "zhaoshang.CharTokenizer.v1"}
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}})
    tagger = nlp.add_pipe("char_tagger")
    assert isinstance(tagger, CharTagger)
    nlp.add_pipe("tuned_ner", name="ner")
    return nlp, tagger


def _doc(nlp: Language) -> Doc:
    """The text with vectors that say its tags."""
    doc = nlp.make_doc(TEXT)
    visible = [at for at, char in enumerate(TEXT) if not char.isspace()]
    inner = [(visible.index(start), visible.index(end - 1) + 1, label) for start, end, label in SPANS]
    vectors = np.zeros((len(doc), WIDTH), dtype=np.float32)
    vectors[visible] = np.eye(N_TAGS)[encode(inner, len(visible))] * 9
    doc._.char_vectors = vectors
    return doc


def _entities(nlp: Language, tagger: CharTagger) -> list[tuple[int, int, str]]:
    return [(ent.start, ent.end, ent.label_) for ent in nlp.get_pipe("ner")(tagger(_doc(nlp))).ents]


def test_entities_run_over_white_space(folder: Path) -> None:
    nlp, tagger = _pipeline()
    tagger.initialize(lambda: [], nlp=nlp, path=folder)
    assert _entities(nlp, tagger) == SPANS


def test_scores_are_log_odds(folder: Path) -> None:
    nlp, tagger = _pipeline()
    tagger.initialize(lambda: [], nlp=nlp, path=folder)
    scores = tagger(_doc(nlp))._.tag_scores
    assert scores.shape == (len(TEXT), N_TAGS)
    assert np.exp(scores).sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    spaces = [at for at, char in enumerate(TEXT) if char.isspace()]
    assert (scores[spaces].argmax(axis=1) == OUTSIDE).all()


def test_an_empty_text(folder: Path) -> None:
    nlp, tagger = _pipeline()
    tagger.initialize(lambda: [], nlp=nlp, path=folder)
    for text in ("", " \n"):
        doc = nlp.make_doc(text)
        doc._.char_vectors = np.zeros((len(doc), WIDTH), dtype=np.float32)
        assert not nlp.get_pipe("ner")(tagger(doc)).ents


def test_it_comes_back_from_disk_and_bytes(folder: Path, tmp_path: Path) -> None:
    nlp, tagger = _pipeline()
    tagger.initialize(lambda: [], nlp=nlp, path=folder)
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline").get_pipe("char_tagger")
    assert isinstance(again, CharTagger)
    assert _entities(nlp, again) == SPANS
    assert _entities(nlp, CharTagger("char_tagger").from_bytes(tagger.to_bytes())) == SPANS


def test_what_is_missing_is_said(folder: Path) -> None:
    nlp, tagger = _pipeline()
    with pytest.raises(ValueError, match="no head"):
        nlp(TEXT)
    tagger.initialize(lambda: [], nlp=nlp, path=folder)
    with pytest.raises(ValueError, match="no vectors"):
        nlp(TEXT)
    with pytest.raises(ValueError, match="no scores of tags"):
        nlp.get_pipe("ner")(nlp.make_doc(TEXT))
