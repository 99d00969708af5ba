"""Marks kept without their text: offsets into a text that a package brings, and a hash of it.

So that what others wrote stays where it is published, and a training or a test can use it all the same.
"""

from __future__ import annotations

import hashlib
from typing import Any

from .article import Article, Mention, Relation, Trigger
from .marked import MarkedError


class StandoffError(MarkedError):
    """Marks that do not fit the installed text; the message says which."""


def digest(text: str) -> str:
    """A hash of a text, 16 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def to_entry(article: Article) -> dict[str, Any]:
    """The marks of an article, JSON-ready; a name of a business is the place of one of its mentions.

    A name that no mention has is left out, and a business of fewer than two names.
    """
    places = {article.surface(e.start, e.end): (e.start, e.end) for e in reversed(article.entities)}
    businesses = [[places[name] for name in names if name in places] for names in article.businesses]
    return {
        "hash": digest(article.text),
        "entities": article.entities,
        "triggers": article.triggers,
        "relations": article.relations,
        "businesses": [names for names in businesses if len(names) > 1],
    }


def to_article(id: str, text: str, entry: dict[str, Any], where: str) -> Article:
    """The article of a text and its entry; ``where`` is what an error calls it.

    Raises:
        StandoffError: the text is not the one that was marked.
    """
    if digest(text) != entry["hash"]:
        raise StandoffError(f"{where}: the installed text is another one than that which was marked")
    article = Article(
        id,
        text,
        entities=[Mention(*entity) for entity in entry["entities"]],
        triggers=[Trigger(*trigger) for trigger in entry["triggers"]],
        relations=[Relation(tuple(head), label, tuple(tail)) for head, label, tail in entry["relations"]],
    )
    article.businesses = [
        tuple(article.surface(*place) for place in names) for names in entry.get("businesses", ())
    ]
    return article
