from __future__ import annotations

from pathlib import Path

import pytest
from spacy.vocab import Vocab

from helpers import gold_doc
from zhaoshang.components.entity_bounds import entity_bounds
from zhaoshang.corpus import marked
from zhaoshang.corpus.docs import to_doc

DEV = Path(__file__).parents[1] / "assets" / "articles" / "dev"


def kept(body: str) -> list[tuple[str, str]]:
    return [(ent.label_, ent.text) for ent in entity_bounds(gold_doc(body)).ents]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("增长[[A:8.2]]%，投资[[A:8.2亿元]]", [("AMOUNT", "8.2亿元")]),
        ("投资[[A:120亿]]，[[A:3家]]", [("AMOUNT", "120亿")]),
        ("[[C:「伟创」]]与[[C:伟创（240]]6）", [("COMPANY", "伟创"), ("COMPANY", "伟创")]),
        ("在[[P:“江津工业园]]”", [("PARK", "江津工业园")]),
        ("[[C:（）]]", []),
    ],
)
def test_what_the_scheme_rules_out_is_cut_or_dropped(body: str, left: list[tuple[str, str]]) -> None:
    assert kept(body) == left


def test_the_marks_of_whole_articles_stay_as_they_are() -> None:
    vocab = Vocab()
    for article in marked.read_dir(DEV):
        doc = to_doc(article, vocab)
        before = [(e.start, e.end, e.label_) for e in doc.ents]
        assert [(e.start, e.end, e.label_) for e in entity_bounds(doc).ents] == before
