"""The functions of the package itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import zhaoshang
from helpers import toys
from test_text_zones import WRAPPED
from zhaoshang import ModelError


def test_extract(toy_nlp: Language) -> None:
    record = zhaoshang.extract(toys()[0].text, toy_nlp)
    assert [(fact["company"], fact["label"]) for fact in record["facts"]] == [
        ("甲公司", "INVESTMENT"),
        ("甲公司", "START"),
    ]


def test_the_default_model_is_loaded_once(toy_nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []

    def load() -> Language:
        loaded.append(1)
        return toy_nlp

    monkeypatch.setattr(zhaoshang.loading, "load", load)
    zhaoshang.loading._default.cache_clear()
    texts = [toys()[0].text, "今日开工", ""]
    assert [len(zhaoshang.extract(text)["stages"]) for text in texts] == [1, 1, 0]
    zhaoshang.loading._default.cache_clear()
    assert loaded == [1]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "。", "\0", "\ufeff", "a", "𠮷" * 50, "\r\n" * 9])
def test_extract_from_next_to_nothing(text: str, toy_nlp: Language) -> None:
    assert zhaoshang.extract(text, toy_nlp)["entities"] == []


def test_offsets_are_those_of_the_text_as_received(toy_nlp: Language) -> None:
    text = WRAPPED.replace("\n", "\r\n")
    record = zhaoshang.extract(text, toy_nlp)
    spans = [*record["entities"], *record["stages"]]
    assert {text[span["start"] : span["end"]] for span in spans} == {span["text"] for span in spans}
    assert "投\r\n产" in {span["text"] for span in record["stages"]}


def test_load(toy_model: Path) -> None:
    for model in (toy_model, str(toy_model)):
        assert "relation_extractor" in zhaoshang.load(model).pipe_names


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    for model in ("zh_none_such", tmp_path / "none", tmp_path, ""):
        with pytest.raises(ModelError, match="cannot load this model") as caught:
            zhaoshang.load(model)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("model", ["zh_none_such", "training/none", "a b/c", "x" * 300])
def test_a_model_that_is_not_there_says_what_to_do(model: str) -> None:
    with pytest.raises(ModelError) as caught:
        zhaoshang.load(model)
    said = str(caught.value)
    assert said.startswith(f"{model}: cannot load this model: no such package is installed")
    assert all(way in said for way in ("wheel", "pip", "folder", "--model", "zhaoshang.load"))
    assert "[E" not in said


def test_a_broken_model(toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{", "utf8")
    (tmp_path / "config.cfg").write_text("[nlp", "utf8")
    with pytest.raises(ModelError, match="cannot load this model") as caught:
        zhaoshang.load(tmp_path)
    assert "\n" not in str(caught.value)


def test_another_kind_of_pipeline(tmp_path: Path) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "nlp")
    with pytest.raises(ModelError, match="it lacks ner, relation_extractor, facts"):
        zhaoshang.load(tmp_path / "nlp")


def test_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert version("zhaoshang") == zhaoshang.__version__
