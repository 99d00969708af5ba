"""One annotated article against another: the sets that the scores compare."""

from __future__ import annotations

from dataclasses import dataclass

from ..amounts import context_currency, parse
from ..corpus.article import Article
from ..language.characters import visible
from ..schema import STAGE_LABELS

Span = tuple[int, int]


def entity_set(article: Article) -> set[tuple[int, int, str]]:
    """Spans and labels of the entities."""
    return {(*visible(article.text, e.start, e.end), e.label) for e in article.entities}


def trigger_set(article: Article) -> set[tuple[int, int, str]]:
    """Spans and labels of the stage triggers."""
    return {(*visible(article.text, t.start, t.end), t.label) for t in article.triggers}


def relation_set(article: Article) -> set[tuple[Span, str, Span]]:
    """Head span, label and tail span of the relations."""
    return {
        (visible(article.text, *r.head), r.label, visible(article.text, *r.tail)) for r in article.relations
    }


@dataclass
class FactSets:
    """Facts as keys; ``status`` holds the statuses of each stage fact."""

    keys: set[tuple]
    status: dict[tuple, set[str]]


def fact_sets(article: Article, gold: Article | None = None) -> FactSets:
    """The facts of an article as comparable keys.

    A company is given by the business that any of its names belongs to in
    ``gold`` (the article itself where None); a sum by value and currency. The
    facts of the marks count, or those that the file lists where it has no marks.
    """
    reference = gold or article
    stated = article.stated if article.stated and not article.relations else article.facts()
    default = context_currency(article.text)
    keys: set[tuple] = set()
    status: dict[tuple, set[str]] = {}
    known = _gold_names(reference)
    for names, sums, stages in stated:
        company = next((known[name] for name in names if name in known), names[0])
        for text in sums:
            amount = parse(text, default=default)
            keys.add((company, "INVESTMENT", amount[:1] + amount[2:3] if amount else text))
        for stage, value in stages:
            key = (company, stage)
            keys.add(key)
            status.setdefault(key, set()).add(value)
    return FactSets(keys, status)


def label_of(key: tuple) -> str:
    """The label of a fact key."""
    return key[1]


def is_stage(key: tuple) -> bool:
    """Whether a fact key is of a stage."""
    return key[1] in STAGE_LABELS


def _gold_names(article: Article) -> dict[str, str]:
    """The first name of its business for every name."""
    groups = [*article.businesses, *(stated.names for stated in article.stated)]
    groups += [(name,) for name in article.names("COMPANY")]
    known: dict[str, str] = {}
    for names in groups:
        first = next((known[name] for name in names if name in known), names[0])
        for name in names:
            known.setdefault(name, first)
    return known
