from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from helpers import blank_doc
from zhaoshang.components.segmenter import WordSegmenter


@pytest.fixture
def segmenter(segmenter_model: Path) -> WordSegmenter:
    component = WordSegmenter("segmenter")
    component.initialize(lambda: [], nlp=spacy.blank("zh"), path=segmenter_model)
    return component


def test_sets_a_tag_a_character(segmenter: WordSegmenter) -> None:
    doc = segmenter(blank_doc("太仓\n投资"))
    assert doc._.word_tags.tolist() == [1, 3, 0, 1, 3]


def test_says_that_it_has_no_model() -> None:
    with pytest.raises(ValueError, match="segmenter: no model"):
        WordSegmenter("segmenter")(blank_doc("太仓"))


def test_the_model_travels_with_the_pipeline(segmenter: WordSegmenter, tmp_path: Path) -> None:
    segmenter.to_disk(tmp_path / "segmenter")
    again = WordSegmenter("segmenter").from_disk(tmp_path / "segmenter")
    tags = [component(blank_doc("江苏太仓"))._.word_tags.tolist() for component in (segmenter, again)]
    assert tags[0] == tags[1]


def test_is_written_onto_its_own_folder(
    segmenter: WordSegmenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segmenter.to_disk(tmp_path / "segmenter")
    again = WordSegmenter("segmenter").from_disk(tmp_path / "segmenter")
    again.to_disk(tmp_path / "segmenter")
    monkeypatch.chdir(tmp_path)
    again.to_disk(Path("segmenter"))  # the same folder by another name
    assert len(again(blank_doc("江苏太仓"))._.word_tags) == 4


def test_a_pipeline_without_a_model_is_written_and_read_back(tmp_path: Path) -> None:
    nlp: Language = spacy.blank("zh")
    nlp.add_pipe("segmenter")
    nlp.to_disk(tmp_path / "nlp")
    with pytest.raises(OSError, match="no pkuseg model here"):
        spacy.load(tmp_path / "nlp")


def test_the_model_travels_as_bytes(segmenter: WordSegmenter) -> None:
    again = WordSegmenter("segmenter").from_bytes(segmenter.to_bytes())
    assert (
        again(blank_doc("江苏太仓"))._.word_tags.tolist()
        == segmenter(blank_doc("江苏太仓"))._.word_tags.tolist()
    )
