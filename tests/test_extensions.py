from __future__ import annotations

from decimal import Decimal

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from helpers import extracted, gold_doc
from zhaoshang.amounts import Amount
from zhaoshang.extensions import register
from zhaoshang.record import to_record

BODY = "[[C:尚纬]]投[[A:1.5-2亿元>尚纬]]、[[A:某数>尚纬]]，[[START?:开工>尚纬]]，[[C:尚纬股份]]"


def full_doc() -> Doc:
    return extracted(BODY, ("尚纬股份", "尚纬"))


def test_registering_again_changes_nothing() -> None:
    before = Doc.get_extension("facts"), Doc.get_extension("relations")
    register()
    assert (Doc.get_extension("facts"), Doc.get_extension("relations")) == before


def test_defaults() -> None:
    doc = gold_doc("[[A:5亿元]]")
    assert doc._.facts == doc._.businesses == []
    assert doc._.word_tags is doc._.lexicon_tags is None
    assert doc.ents[0]._.amount is None
    assert doc.ents[0]._.status == "actual"


def test_defaults_are_not_shared_between_docs() -> None:
    one, other = gold_doc("甲"), gold_doc("乙")
    one._.relations.append((0, 1, "SIGN", 1, 2, 1.0))
    assert other._.relations == []


def test_an_amount_is_given_back_exactly() -> None:
    span = gold_doc("[[A:5亿元]]").ents[0]
    amount = Amount(Decimal("0.10"), Decimal(3), "USD", "about")
    span._.amount = amount
    assert span._.amount == amount
    assert str(span._.amount.value) == "0.10"
    span._.amount = None
    assert span._.amount is None


def test_facts_can_be_taken_back() -> None:
    doc = full_doc()
    facts = doc._.facts
    assert len(facts) == 3
    doc._.facts = facts
    assert doc._.facts == facts
    doc._.facts = []
    assert doc._.facts == []


def test_an_annotated_doc_survives_bytes_and_docbins() -> None:
    doc = full_doc()
    vocab = Vocab()
    copies = [Doc(vocab).from_bytes(doc.to_bytes())]
    data = DocBin(docs=[doc], store_user_data=True).to_bytes()
    copies += DocBin(store_user_data=True).from_bytes(data).get_docs(vocab)
    for copy in [*copies, doc.copy()]:
        assert copy._.facts == doc._.facts
        assert to_record(copy) == to_record(doc)
