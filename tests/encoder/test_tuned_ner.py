"""The component ``tuned_ner``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language

from zhaoshang.components.tuned_ner import TunedNER
from zhaoshang.encoder import head
from zhaoshang.encoder.examples import BIGRAM_ROWS, CHARACTER_ROWS, SPACING_ROWS
from zhaoshang.encoder.tags import N_TAGS, encode

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


def _pipeline() -> tuple[Language, TunedNER]:
    tokenizer = {"@tokenizers": "zhaoshang.CharTokenizer.v1"}
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}})
    ner = nlp.add_pipe("tuned_ner", name="ner")
    assert isinstance(ner, TunedNER)
    return nlp, ner


def _entities(nlp: Language, ner: TunedNER) -> list[tuple[int, int, str]]:
    doc = nlp.make_doc(TEXT)
    visible = [at for at, char in enumerate(TEXT) if not char.isspace()]
    inner = [(visible.index(start), visible.index(end - 1) + 1, label) for start, end, label in SPANS]
    vectors = np.zeros((len(doc), WIDTH), dtype=np.float32)
    vectors[visible] = np.eye(N_TAGS)[encode(inner, len(visible))] * 9
    doc._.char_vectors = vectors
    return [(ent.start, ent.end, ent.label_) for ent in ner(doc).ents]


def test_entities_run_over_white_space(folder: Path) -> None:
    nlp, ner = _pipeline()
    ner.initialize(lambda: [], nlp=nlp, path=folder)
    assert _entities(nlp, ner) == SPANS


def test_it_comes_back_from_disk_and_bytes(folder: Path, tmp_path: Path) -> None:
    nlp, ner = _pipeline()
    ner.initialize(lambda: [], nlp=nlp, path=folder)
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline").get_pipe("ner")
    assert isinstance(again, TunedNER)
    assert _entities(nlp, again) == SPANS
    assert _entities(nlp, TunedNER("ner", scorer=None).from_bytes(ner.to_bytes())) == SPANS


def test_what_is_missing_is_said(folder: Path) -> None:
    nlp, ner = _pipeline()
    with pytest.raises(ValueError, match="no head"):
        nlp(TEXT)
    ner.initialize(lambda: [], nlp=nlp, path=folder)
    with pytest.raises(ValueError, match="no vectors"):
        nlp(TEXT)
