"""``entity_bounds``: holds entities to the marks' scheme: no stray punctuation, no sum without money."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..amounts import is_sum
from ..extensions import register
from ..language.brackets import trimmed

register()


@Language.component("entity_bounds", requires=["doc.ents"], assigns=["doc.ents"])
def entity_bounds(doc: Doc) -> Doc:
    """Cut punctuation that is not part of a name off its edges, and drop what cannot be an entity.

    A quotation mark or bracket without its counterpart ends a name, a pair around the whole of it
    is outside. An AMOUNT needs money: a percentage or a count that was taken for one is dropped.
    """
    doc.ents = [kept for ent in doc.ents for kept in _within_scheme(ent)]
    return doc


def _within_scheme(ent: Span) -> list[Span]:
    if ent.label_ == "AMOUNT":
        return [ent] if is_sum(ent.text) else []
    start, end = trimmed(ent.text)
    if (start, end) == (0, len(ent.text)):
        return [ent]
    # Tokens are characters.
    return [Span(ent.doc, ent.start + start, ent.start + end, ent.label_)] if start < end else []
