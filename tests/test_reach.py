"""Which pairs are candidates, against the rule written down plainly."""

from __future__ import annotations

import pytest
from hypothesis import given
from spacy.vocab import Vocab

from strategies import articles
from zhaoshang import candidates as module
from zhaoshang.candidates import candidates
from zhaoshang.components.company_names import company_names
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_doc
from zhaoshang.language.text_zones import HeadRule
from zhaoshang.relations.view import PairView

Span = tuple[int, int]


@pytest.fixture(scope="module", autouse=True)
def few() -> object:
    """Limits that a short article reaches."""
    with pytest.MonkeyPatch.context() as patch:
        for name, most in {"_LISTED": 3, "_MOST_BEFORE": 1, "_MOST_AFTER": 2, "_PARAGRAPHS_AHEAD": 1}.items():
            patch.setattr(module, name, most)
        yield


@given(articles(), articles())
def test_the_nearest_heads_of_each_tail(one: Article, other: Article) -> None:
    doc = company_names(to_doc(_joined(one, other), Vocab()))
    assert [(c.head, c.tail) for c in candidates(doc)] == _plainly(PairView(doc), HeadRule(doc.text))


def _joined(one: Article, other: Article) -> Article:
    """Two articles as one: more companies than one has."""
    shift = len(one.text)
    entities = [e._replace(start=e.start + shift, end=e.end + shift) for e in other.entities]
    triggers = [t._replace(start=t.start + shift, end=t.end + shift) for t in other.triggers]
    return Article(
        id="joined",
        text=one.text + other.text,
        entities=[*one.entities, *entities],
        triggers=[*one.triggers, *triggers],
    )


def _plainly(view: PairView, rule: HeadRule) -> list[tuple[Span, Span]]:
    """All pairs, mention by mention."""
    pairs = []
    mentions: list[Span] = [(start, end) for start, end in view.mentions.tolist()]
    for start, end in view.tails.tolist():
        heads = []
        for business in range(view.business.max(initial=-1) + 1):
            own = [
                m for m, number in zip(mentions, view.business.tolist(), strict=True) if number == business
            ]
            head = own[rule.choose(own, (start, end))]
            heads.append((start - head[1] if head[1] <= start else head[0] - end, business, head))
        taken = {"same": 0, "title": 0, "before": 0, "after": 0}
        for _, _, head in sorted(heads):
            kind = _kind(view, head, start)
            if kind is None:
                continue
            taken[kind] += 1
            if taken[kind] <= {"same": 3, "title": 1, "before": 1, "after": 2}[kind]:
                pairs.append((head, (start, end)))
    return pairs


def _kind(view: PairView, head: Span, tail: int) -> str | None:
    if view.sentences.index(head[0]) == view.sentences.index(tail):
        return "same"
    paragraph = view.paragraphs.index(head[0])
    if paragraph == 0:
        return "title"
    if head[1] <= tail:
        return "before"
    return "after" if paragraph - view.paragraphs.index(tail) <= 1 else None
