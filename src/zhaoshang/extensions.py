"""The custom attributes that the pipeline sets on ``Doc._`` and ``Span._``.

``Doc._.word_tags``
    word boundaries, uint8 array of shape (len(doc),), see ``language.segmentation``
``Doc._.lexicon_tags``
    lexicon matches, uint8 array of shape (len(doc), n_lexicons)
``Doc._.char_vectors``
    vectors of the pretrained encoder, float32 array of shape (len(doc), 384), or None
``Doc._.tag_scores``
    log odds of entity tags by the head that the encoder was tuned with, float32 array of shape
    (len(doc), ``tagging.tags.N_TAGS``), or None
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

Facts and amounts are kept as plain values (``fact_values``, ``amount_values``),
which ``Doc.to_bytes``, ``DocBin`` and the processes of ``nlp.pipe`` can carry.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc, Span

from .amounts import Amount

if TYPE_CHECKING:
    from .facts import Fact

_DOC: dict[str, object] = {
    "word_tags": None,
    "lexicon_tags": None,
    "char_vectors": None,
    "tag_scores": None,
    "businesses": [],
    "relations": [],
    "fact_values": [],
}
_SPAN: dict[str, object] = {"status": "actual", "amount_values": None}


def register() -> None:
    """Register the attributes; calling it again changes nothing."""
    for owner, attributes in ((Doc, _DOC), (Span, _SPAN)):
        for name, default in attributes.items():
            if not owner.has_extension(name):
                owner.set_extension(name, default=default)
    if not Doc.has_extension("facts"):
        Doc.set_extension("facts", getter=_get_facts, setter=_set_facts)
    if not Span.has_extension("amount"):
        Span.set_extension("amount", getter=_get_amount, setter=_set_amount)


def _get_facts(doc: Doc) -> list[Fact]:
    from .facts import Fact  # it registers the attributes itself

    return [
        Fact(
            company, tuple(names), label, text, score,
            [(start, end) for start, end in evidence], _to_amount(amount), status,
        )
        for company, names, label, text, score, evidence, amount, status in doc._.fact_values
    ]  # fmt: skip


def _set_facts(doc: Doc, facts: list[Fact]) -> None:
    doc._.fact_values = [
        [
            fact.company, fact.names, fact.label, fact.text, fact.score,
            fact.evidence, _to_values(fact.amount), fact.status,
        ]
        for fact in facts
    ]  # fmt: skip


def _get_amount(span: Span) -> Amount | None:
    return _to_amount(span._.amount_values)


def _set_amount(span: Span, amount: Amount | None) -> None:
    span._.amount_values = _to_values(amount)


def _to_values(amount: Amount | None) -> list[str] | None:
    return None if amount is None else [str(amount.value), str(amount.high), amount.currency, amount.bound]


def _to_amount(values: Any) -> Amount | None:
    if values is None:
        return None
    value, high, currency, bound = values
    return Amount(Decimal(value), Decimal(high), currency, bound)
