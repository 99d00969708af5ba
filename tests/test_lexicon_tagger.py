from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from helpers import blank_doc
from zhaoshang.components.lexicon import LexiconTagger


@pytest.fixture
def tagger() -> LexiconTagger:
    component = LexiconTagger("lexicon")
    component.initialize(lambda: [], nlp=spacy.blank("zh"), words=lambda: {"太仓": 3, "投资": 1})
    return component


def test_sets_tags(tagger: LexiconTagger) -> None:
    assert tagger(blank_doc("太仓"))._.lexicon_tags[:, :2].tolist() == [[32, 1], [2, 4]]


def test_without_words_there_are_no_matches() -> None:
    assert not LexiconTagger("lexicon")(blank_doc("太仓"))._.lexicon_tags.any()


def test_bytes_and_disk_keep_the_words(tagger: LexiconTagger, tmp_path: Path) -> None:
    tagger.to_disk(tmp_path / "new" / "lexicon")
    copies = (
        LexiconTagger("lexicon").from_bytes(tagger.to_bytes()),
        LexiconTagger("lexicon").from_disk(tmp_path / "new" / "lexicon"),
    )
    want = tagger(blank_doc("在太仓投资"))._.lexicon_tags
    for copy in copies:
        assert (copy(blank_doc("在太仓投资"))._.lexicon_tags == want).all()
