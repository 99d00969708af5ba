from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example
from spacy.vocab import Vocab

from helpers import toys
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_article, to_doc
from zhaoshang.corpus.reader import create_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    docs = [to_doc(source, Vocab()) for source in [*toys(), Article("empty", "")]]
    DocBin(docs=docs, store_user_data=True).to_disk(tmp_path / "toys.spacy")
    return tmp_path / "toys.spacy"


def test_gives_the_articles_and_unannotated_copies(corpus: Path, toy_nlp: Language) -> None:
    examples = list(create_corpus(corpus)(toy_nlp))
    assert [to_article(example.reference) for example in examples] == toys()
    for example in examples:
        assert example.predicted.text == example.reference.text
        assert not example.predicted.ents
        assert not example.predicted._.relations


def test_empty_articles_are_left_out(corpus: Path, toy_nlp: Language) -> None:
    assert len(list(create_corpus(corpus)(toy_nlp))) == 3


def test_limit(corpus: Path, toy_nlp: Language) -> None:
    assert len(list(create_corpus(corpus, limit=2)(toy_nlp))) == 2


def test_an_epoch_does_not_see_what_the_one_before_predicted(corpus: Path, toy_nlp: Language) -> None:
    read = create_corpus(corpus)
    for example in read(toy_nlp):
        example.predicted._.relations = [(0, 1, "SIGN", 1, 2, 1.0)]
        example.predicted.set_ents([example.predicted[0:2]])
    corpus.unlink()  # the second epoch reads no file
    for example in read(toy_nlp):
        assert not example.predicted.ents
        assert not example.predicted._.relations


def test_augmenter(corpus: Path, toy_nlp: Language) -> None:
    def twice(nlp: Language, example: Example) -> Iterator[Example]:
        yield example
        yield example

    assert len(list(create_corpus(corpus, augmenter=twice)(toy_nlp))) == 6


def test_a_missing_file(tmp_path: Path, toy_nlp: Language) -> None:
    read = create_corpus(tmp_path / "none.spacy")
    with pytest.raises(OSError, match=r"none\.spacy"):
        list(read(toy_nlp))
