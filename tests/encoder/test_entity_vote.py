"""The component ``entity_vote``."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from spacy.language import Language
from spacy.tokens import Doc, Span

from zhaoshang.components.entity_vote import decode
from zhaoshang.tagging import tags
from zhaoshang.tagging.paths import best_spans
from zhaoshang.tagging.tags import N_TAGS, OUTSIDE

TEXT = "甲公 司投资5亿\n元。"
COMPANY, AMOUNT, PARK = (0, 4, "COMPANY"), (6, 10, "AMOUNT"), (0, 4, "PARK")


@pytest.fixture
def nlp() -> Language:
    tokenizer = {"@tokenizers": "zhaoshang.CharTokenizer.v1"}
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}})
    nlp.add_pipe("entity_vote", config={"weight": 1.0})
    return nlp


def doc_of(nlp: Language, head: list[tags.Span], given: list[tags.Span], odds: float) -> Doc:
    """The text, entities ``given``, and scores of tags that prefer ``head`` by ``odds``."""
    doc = nlp.make_doc(TEXT)
    scores = np.zeros((len(doc), N_TAGS), dtype=np.float32)
    scores[np.arange(len(doc)), tags.encode(head, len(doc))] = odds
    scores[doc.text.index("\n"), OUTSIDE] = 0.0
    doc._.tag_scores = scores
    doc.set_ents([Span(doc, *span[:2], label=span[2]) for span in given])
    return doc


def ents(doc: Doc) -> list[tags.Span]:
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


@pytest.mark.parametrize(
    ("head", "given", "odds", "want"),
    [
        ([COMPANY, AMOUNT], [COMPANY, AMOUNT], 0.5, [COMPANY, AMOUNT]),
        ([COMPANY], [AMOUNT], 9.0, [COMPANY]),
        ([COMPANY], [AMOUNT], 0.5, [AMOUNT]),
        ([COMPANY, AMOUNT], [PARK, AMOUNT], 9.0, [COMPANY, AMOUNT]),
        ([], [], 9.0, []),
    ],
)
def test_the_surer_of_both_decides(
    nlp: Language, head: list[tags.Span], given: list[tags.Span], odds: float, want: list[tags.Span]
) -> None:
    # An entity runs over the white space in it.
    assert ents(nlp(doc_of(nlp, head, given, odds))) == want


def test_without_scores_it_is_an_error(nlp: Language) -> None:
    with pytest.raises(ValueError, match="char_tagger"):
        nlp(TEXT)


_SCORES = st.integers(0, 30).flatmap(
    lambda n: arrays(np.float32, (n, N_TAGS), elements=st.floats(-20, 20, width=32))
)


@given(_SCORES)
def test_a_heavy_vote_decides_alone(scores: np.ndarray) -> None:
    given = tags.encode(best_spans([scores[::-1].copy()])[0], len(scores))
    assert decode(scores, given, 1e6) == tags.decode(given)


def test_a_vote_for_outside_does_not_cut_the_better_path() -> None:
    entity = tags.encode([(0, 3, "COMPANY")], 3)
    scores = np.full((3, N_TAGS), -20.0, dtype=np.float32)
    scores[:, OUTSIDE] = 0.0
    scores[np.arange(3), entity] = (12.0, -4.5, 12.0)
    assert decode(scores, tags.encode([], 3), 5.0) == [(0, 3, "COMPANY")]
    assert decode(scores, tags.encode([], 3), 7.0) == []


@given(_SCORES)
def test_without_weight_the_head_decides_alone(scores: np.ndarray) -> None:
    given = tags.encode(best_spans([scores[::-1].copy()])[0], len(scores))
    odds = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    assert decode(scores, given, 0.0) == best_spans([odds])[0]
