"""``company_names``: groups the company names of an article by business."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from ..extensions import register
from ..language.characters import squeeze
from ..names import group, stated_aliases

register()


@Language.component("company_names", requires=["doc.ents"], assigns=["doc._.businesses"])
def company_names(doc: Doc) -> Doc:
    """Set ``doc._.businesses``: a tuple of names a business, the fullest first."""
    text = doc.text
    mentions = [(e.start_char, e.end_char) for e in doc.ents if e.label_ == "COMPANY"]
    names = (squeeze(text[start:end]) for start, end in mentions)
    doc._.businesses = group(names, stated_aliases(text, mentions))
    return doc
