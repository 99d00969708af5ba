"""The component ``crf_ner``."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import fix_random_seed

from helpers import article, small_tok2vec, toys
from zhaoshang.corpus.docs import to_doc
from zhaoshang.schema import ENTITY_LABELS
from zhaoshang.tagging.tags import N_TAGS

#: A name and a sum that white space cuts.
CUT = "[[C:甲 公\n司]]投资[[A:5亿\n元>甲 公\n司]]的项目今日[[START:开工>甲 公\n司]]。"

Spans = list[tuple[int, int, str]]


def spans(doc: Doc) -> Spans:
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


@pytest.fixture(scope="module")
def trained() -> tuple[Language, list[Example]]:
    """A pipeline that has learnt the toys and the cut names by heart, and these."""
    fix_random_seed(0)
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "zhaoshang.CharTokenizer.v1"}}})
    nlp.add_pipe("tok2vec", config={"model": small_tok2vec("zhaoshang.Tok2Vec.v1")})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 16, "upstream": "*"}
    tagger = {"@architectures": "zhaoshang.CRFTagger.v1", "tok2vec": listener, "hidden_width": 16}
    nlp.add_pipe("crf_ner", name="ner", config={"model": tagger})
    sources = [*toys(), article(CUT)]
    examples = [Example(nlp.make_doc(a.text), to_doc(a, nlp.vocab)) for a in sources]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.02
    losses = [nlp.update(examples, sgd=optimizer)["ner"] for _ in range(40)]
    assert losses[-1] < losses[0] / 20
    return nlp, examples


def test_the_toys_are_learnt_by_heart(trained: tuple[Language, list[Example]]) -> None:
    nlp, examples = trained
    for example in examples:
        assert spans(nlp(example.text)) == spans(example.reference)
    assert nlp.evaluate(examples)["ents_f"] == 1.0


def test_docs_together_are_as_each_alone(trained: tuple[Language, list[Example]]) -> None:
    nlp, examples = trained
    texts = [example.text for example in examples] + ["", " \n ", "天"]
    assert [spans(doc) for doc in nlp.pipe(texts)] == [spans(nlp(text)) for text in texts]
    assert spans(nlp(" \n ")) == []


def test_it_learns_what_follows_what(trained: tuple[Language, list[Example]]) -> None:
    transitions = trained[0].get_pipe("ner").model.get_ref("transitions").get_param("transitions")
    assert np.abs(transitions).max() > 0.01


def test_it_comes_back_from_disk(trained: tuple[Language, list[Example]], tmp_path: Path) -> None:
    nlp, examples = trained
    nlp.to_disk(tmp_path)
    # Processes that are not forked get a loaded pipeline pickled.
    again = pickle.loads(pickle.dumps(spacy.load(tmp_path)))
    assert [spans(again(e.text)) for e in examples] == [spans(nlp(e.text)) for e in examples]
    assert nlp.get_pipe("ner").labels == ENTITY_LABELS


@pytest.mark.parametrize("text", ["", " ", "甲公司投资5亿元。"])
def test_from_what_is_not_annotated_nothing_is_learnt(
    trained: tuple[Language, list[Example]], text: str
) -> None:
    nlp, _ = trained
    recogniser = nlp.get_pipe("ner")
    example = Example(nlp.make_doc(text), nlp.make_doc(text))
    assert nlp.update([example])["ner"] == 0.0
    _, d_scores, d_transitions = recogniser.get_loss([example], [np.zeros((len(text), N_TAGS), dtype="f")])
    assert not d_scores[0].any()
    assert not d_transitions.any()


def test_another_label_is_an_error(trained: tuple[Language, list[Example]]) -> None:
    nlp, _ = trained
    reference = nlp.make_doc("甲公司")
    reference.set_ents([Span(reference, 0, 3, "ORG")])
    with pytest.raises(ValueError, match="'ORG' is no label"):
        nlp.update([Example(nlp.make_doc("甲公司"), reference)])


def test_entities_that_were_there_give_way(trained: tuple[Language, list[Example]]) -> None:
    nlp, examples = trained
    doc = nlp.get_pipe("tok2vec")(nlp.make_doc(examples[0].text))
    doc.set_ents([Span(doc, 0, 1, "PARK")])
    assert spans(nlp.get_pipe("ner")(doc)) == spans(examples[0].reference)
