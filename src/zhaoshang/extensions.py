"""The custom attributes that the pipeline sets on ``Doc._`` and ``Span._``.

``Doc._.word_tags``
    word boundaries, uint8 array of shape (len(doc),), see ``language.segmentation``
``Doc._.lexicon_tags``
    lexicon matches, uint8 array of shape (len(doc), n_lexicons)
``Doc._.businesses``
    groups of company names that stand for one business, a list of tuples of str
``Doc._.relations``
    list of ``(head_start, head_end, label, tail_start, tail_end, score)``
``Doc._.facts``
    list of :class:`zhaoshang.facts.Fact`
``Span._.status``
    of a stage trigger: ``actual`` or ``planned``
``Span._.amount``
    of an AMOUNT: :class:`zhaoshang.amounts.Amount`, or None where it states no number
"""

from __future__ import annotations

from spacy.tokens import Doc, Span

_DOC = {"word_tags": None, "lexicon_tags": None, "businesses": [], "relations": [], "facts": []}
_SPAN = {"status": "actual", "amount": None}


def register() -> None:
    """Register the attributes; calling it again changes nothing."""
    for owner, attributes in ((Doc, _DOC), (Span, _SPAN)):
        for name, default in attributes.items():
            if not owner.has_extension(name):
                owner.set_extension(name, default=default)
