"""Gold Docs with proposed stage words."""

from __future__ import annotations

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from zhaoshang.corpus import marked
from zhaoshang.corpus.docs import to_doc
from zhaoshang.language.tokenizer import CharTokenizer
from zhaoshang.relations.proposals import with_proposals
from zhaoshang.schema import STAGES_KEY

_MARKED = """#kind: 快讯
---
[[C:开工集团]]昨日[[START:开工>开工集团]]，签名墙前，书记说还有一处投产。
---
"""


def _docs() -> tuple[Doc, Doc]:
    vocab = Vocab()
    article = marked.parse(_MARKED, "a")
    gold = to_doc(article, vocab)
    predicted = CharTokenizer(vocab)(article.text)
    words = [("开工", "START"), ("签", "SIGN"), ("投产", "PRODUCTION")]
    found = [(at, at + len(w), label) for w, label in words for at in _places(article.text, w)]
    predicted.spans[STAGES_KEY] = [Span(predicted, *span) for span in sorted(found)]
    return gold, predicted


def _places(text: str, word: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(word, at)]


def test_proposals_stand_beside_the_gold_triggers() -> None:
    gold, predicted = _docs()
    copy = with_proposals(gold, predicted)
    # The word in the company's name is none, the gold trigger stands once.
    assert [(s.text, s.label_) for s in copy.spans[STAGES_KEY]] == [
        ("开工", "START"),
        ("签", "SIGN"),
        ("投产", "PRODUCTION"),
    ]
    assert copy.spans[STAGES_KEY][0].start == gold.text.rindex("开工")
    assert copy.text == gold.text
    assert [(e.start, e.end, e.label_) for e in copy.ents] == [(e.start, e.end, e.label_) for e in gold.ents]
    assert copy._.businesses == gold._.businesses


def test_without_proposals_the_gold_triggers_stay() -> None:
    gold, _ = _docs()
    copy = with_proposals(gold, CharTokenizer(gold.vocab)(gold.text))
    assert [s.text for s in copy.spans[STAGES_KEY]] == ["开工"]
