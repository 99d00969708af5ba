"""``facts``: relations to deduplicated facts, into ``doc._.facts``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from ..facts import facts_of


@Language.component("facts", requires=["doc._.relations", "span._.amount"], assigns=["doc._.facts"])
def facts(doc: Doc) -> Doc:
    """Set ``doc._.facts``, see :func:`zhaoshang.facts.facts_of`."""
    doc._.facts = facts_of(doc)
    return doc
