"""``amounts``: the exact values of the sums, into ``span._.amount``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from ..amounts import context_currency, parse
from ..extensions import register

register()

_BEFORE, _AFTER = 16, 10


@Language.component("amounts", requires=["doc.ents"], assigns=["span._.amount"])
def amounts(doc: Doc) -> Doc:
    """Set ``ent._.amount`` of every AMOUNT, see :func:`zhaoshang.amounts.parse`."""
    text = doc.text
    default = context_currency(text)
    for ent in doc.ents:
        if ent.label_ == "AMOUNT":
            before = text[max(0, ent.start_char - _BEFORE) : ent.start_char]
            after = text[ent.end_char : ent.end_char + _AFTER]
            ent._.amount = parse(ent.text, before, after, default)
    return doc
