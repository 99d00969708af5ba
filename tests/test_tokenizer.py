from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.vocab import Vocab

from strategies import texts
from zhaoshang.language.tokenizer import CharTokenizer, create_char_tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> CharTokenizer:
    return CharTokenizer(Vocab())


_TOKENIZER = CharTokenizer(Vocab())


@given(st.one_of(texts, st.text(st.characters(exclude_categories=["Cs"]), max_size=50)))
def test_a_token_a_character(text: str) -> None:
    doc = _TOKENIZER(text)
    assert doc.text == text
    assert len(doc) == len(text)
    assert [token.idx for token in doc] == list(range(len(text)))
    assert [token.text for token in doc] == list(text)


def test_norm_is_the_normal_form(tokenizer: CharTokenizer) -> None:
    assert [token.norm_ for token in tokenizer("簽Ａ")] == ["签", "a"]


def test_empty_text_gives_an_empty_doc(tokenizer: CharTokenizer) -> None:
    assert len(tokenizer("")) == 0


def test_pipe_is_lazy_and_keeps_the_order(tokenizer: CharTokenizer) -> None:
    docs = tokenizer.pipe(iter(["甲", "乙丙"]))
    assert next(iter(docs)).text == "甲"
    assert [doc.text for doc in docs] == ["乙丙"]


def test_is_registered_and_survives_the_disk(tmp_path) -> None:
    config = {"nlp": {"tokenizer": {"@tokenizers": "zhaoshang.CharTokenizer.v1"}}}
    nlp: Language = spacy.blank("zh", config=config)
    assert isinstance(nlp.tokenizer, CharTokenizer)
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    assert [token.norm_ for token in again("簽\n約")] == ["签", "\n", "约"]
    assert isinstance(create_char_tokenizer()(nlp), CharTokenizer)
