"""The names of a business as links between mentions, and back."""

from __future__ import annotations

from collections import Counter

from ..corpus.article import Article
from .errors import AnnotationError

ALIAS = "ALIAS"

Span = tuple[int, int]
Names = tuple[str, ...]


def split_aliases(article: Article) -> tuple[list[tuple[Span, Span]], list[tuple[int, Names]]]:
    """The businesses of an article as links from each other name to the fullest, first mention to first mention.

    Businesses that links cannot say (a name without a mention, a name of two businesses) are the second
    value, each with its place in the list.
    """
    mentions = _first_mentions(article)
    uses = Counter(name for names in article.businesses for name in names)
    links: list[tuple[Span, Span]] = []
    others: list[tuple[int, Names]] = []
    for place, names in enumerate(article.businesses):
        if len(names) > 1 and all(name in mentions and uses[name] == 1 for name in names):
            links += [(mentions[name], mentions[names[0]]) for name in names[1:]]
        else:
            others.append((place, tuple(names)))
    return links, others


def join_aliases(
    article: Article, links: list[tuple[Span, Span]], others: list[tuple[int, Names]]
) -> list[Names]:
    """The businesses that links between mentions say, with those of ``others`` at their places.

    A chain of links is one business. Its fullest name is the one that the links lead to; where they lead to
    none or to several, the longest.

    Raises:
        AnnotationError: a name of ``others`` is linked to a business as well.
    """
    groups: list[dict[str, None]] = []
    heads: set[str] = set()
    for head, tail in links:
        name, fullest = article.surface(*head), article.surface(*tail)
        if name == fullest:
            continue
        heads.add(name)
        joined = [group for group in groups if name in group or fullest in group]
        kept = joined[0] if joined else {}
        if not joined:
            groups.append(kept)
        for group in joined[1:]:
            kept.update(group)
            groups.remove(group)
        kept.update({fullest: None, name: None})
    businesses = [_fullest_first(list(group), heads) for group in groups]
    known = {name for names in businesses for name in names}
    for place, names in others:
        twice = known.intersection(names)
        if twice:
            raise AnnotationError(f"a name of two businesses: {min(twice)}")
        businesses.insert(place, names)
    return businesses


def _first_mentions(article: Article) -> dict[str, Span]:
    mentions: dict[str, Span] = {}
    for start, end, label in sorted(article.entities):
        if label == "COMPANY":
            mentions.setdefault(article.surface(start, end), (start, end))
    return mentions


def _fullest_first(names: list[str], heads: set[str]) -> Names:
    ends = [name for name in names if name not in heads]
    fullest = ends[0] if len(ends) == 1 else max(ends or names, key=len)
    return (fullest, *(name for name in names if name != fullest))
