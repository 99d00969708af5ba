"""What a change of the text may change in the record, where entities and relations are given."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.vocab import Vocab

from helpers import extracted, toys
from test_record import assert_valid
from zhaoshang.cli.extracting import extract_records
from zhaoshang.cli.inputs import Unit
from zhaoshang.components.amounts import amounts
from zhaoshang.components.facts import facts
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_doc
from zhaoshang.corpus.rewrite import Replacement, rewrite
from zhaoshang.facts import facts_of
from zhaoshang.language.characters import squeeze
from zhaoshang.record import FactEntry, Record, to_record

#: No name, number or word for money is written with these.
_UNSEEN = "龘靐齉爩麤灪籱蠿"
_MONEY = {"value", "high", "currency", "bound"}


@pytest.fixture(scope="module")
def gold(root: Path) -> list[Article]:
    """Annotated articles with a sum that is invested."""
    files = sorted((root / "assets" / "articles" / "dev").glob("*.marked"))[:60]
    found = [
        article for article in map(marked.read, files) if "INVESTMENT" in {r.label for r in article.relations}
    ]
    assert len(found) > 20
    return found


def record_of(article: Article) -> Record:
    """The record of an article as the pipeline would give it, were its models always right."""
    record = to_record(facts(amounts(to_doc(article, Vocab()))))
    assert_valid(record, article.text)
    return record


def sum_of(entry: object) -> tuple[object, ...]:
    """What makes two sums the same."""
    assert isinstance(entry, dict)
    if "value" in entry:
        return (entry["value"], entry["high"], entry["currency"])
    return (squeeze(entry["text"]),)


def invested(record: Record) -> set[tuple[object, ...]]:
    """Company and sum of the INVESTMENT relations."""
    entities = record["entities"]
    return {
        (entities[r["head"]]["norm"], *sum_of(entities[r["tail"]]))
        for r in record["relations"]
        if r["label"] == "INVESTMENT"
    }


@given(data=st.data())
@settings(max_examples=40)
def test_a_changed_digit_changes_only_its_sum(gold: list[Article], data: st.DataObject) -> None:
    article = data.draw(st.sampled_from(gold))
    places = [
        place
        for mention in article.entities
        if mention.label == "AMOUNT"
        for place in range(mention.start, mention.end)
        if article.text[place] in "0123456789"
    ]
    assume(places)
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from(sorted(set("123456789") - {article.text[place]})))
    before = record_of(article)
    after = record_of(rewrite(article, [Replacement(place, place + 1, digit)]))
    assert after["stages"] == before["stages"]
    assert after["relations"] == before["relations"]
    changed = [(a, b) for a, b in zip(before["entities"], after["entities"], strict=True) if a != b]
    assert len(changed) == 1
    old, new = changed[0]
    assert old["start"] <= place < old["end"]
    assert {key for key in {*old, *new} if old.get(key) != new.get(key)} <= {"text", "norm", *_MONEY}
    if "value" in old and "value" in new:
        assert (old["value"], old["high"]) != (new["value"], new["high"])
        assert (old["currency"], old["bound"]) == (new["currency"], new["bound"])

    def others(record: Record) -> list[FactEntry]:
        mine = {sum_of(old), sum_of(new)}
        return [f for f in record["facts"] if f["label"] != "INVESTMENT" or sum_of(f) not in mine]

    assert others(after) == others(before)
    for record in (before, after):
        facts_found = {(f["company"], *sum_of(f)) for f in record["facts"] if f["label"] == "INVESTMENT"}
        assert facts_found == invested(record)


@given(data=st.data(), name=st.text(alphabet=_UNSEEN, min_size=1, max_size=12))
@settings(max_examples=40)
def test_a_swapped_name_changes_only_its_company(gold: list[Article], data: st.DataObject, name: str) -> None:
    article = data.draw(st.sampled_from(gold))
    old_name = data.draw(st.sampled_from(sorted(set(article.names("COMPANY")))))
    mentions = [
        e for e in article.entities if e.label == "COMPANY" and article.surface(e.start, e.end) == old_name
    ]
    replacements = [Replacement(e.start, e.end, name) for e in mentions]
    before = record_of(article)
    after = record_of(rewrite(article, replacements, {old_name: name}))

    def renamed(text: str) -> str:
        return name if text == old_name else text

    def without_places(entry: dict[str, object]) -> dict[str, object]:
        return {key: value for key, value in entry.items() if key not in ("start", "end", "evidence")}

    for old, new in zip(before["entities"], after["entities"], strict=True):
        expected = {**old}
        if old["label"] == "COMPANY":
            if squeeze(old["text"]) == old_name:
                expected["text"] = name
            expected["norm"] = renamed(old["norm"])
        assert without_places({**new}) == without_places(expected)
    assert [without_places({**s}) for s in after["stages"]] == [
        without_places({**s}) for s in before["stages"]
    ]
    assert after["relations"] == before["relations"]
    expected_facts = [
        {**fact, "company": renamed(fact["company"]), "names": [renamed(n) for n in fact["names"]]}
        for fact in before["facts"]
    ]
    assert [without_places({**f}) for f in after["facts"]] == [without_places(f) for f in expected_facts]


@given(data=st.data())
@settings(max_examples=40)
def test_facts_do_not_depend_on_the_order_of_relations(gold: list[Article], data: st.DataObject) -> None:
    doc = amounts(to_doc(data.draw(st.sampled_from(gold)), Vocab()))
    in_order = facts_of(doc)
    doc._.relations = data.draw(st.permutations(doc._.relations))
    assert facts_of(doc) == in_order


def test_facts_stand_in_the_order_of_the_text() -> None:
    doc = extracted(
        "[[C:乙]]投资[[A:5亿元>乙]]，[[C:甲]]投资[[A:3亿元>甲]]。[[C:甲]][[SIGN:签约>甲]]，再投[[A:5亿元>甲]]。"
    )
    shown = [(fact["company"], fact["text"]) for fact in to_record(doc)["facts"]]
    assert shown == [("乙", "5亿元"), ("甲", "3亿元"), ("甲", "签约"), ("甲", "5亿元")]


@given(order=st.permutations(range(7)))
@settings(max_examples=10)
def test_records_stand_in_the_order_of_the_articles(toy_nlp: Language, order: list[int]) -> None:
    units = [Unit(str(n), str(n), text=toys()[n % 3].text * (n + 1)) for n in range(7)]

    def found(chosen: list[Unit]) -> dict[str, list[tuple[str, str, str]]]:
        return {
            record["id"]: [(f["company"], f["label"], f["text"]) for f in record["facts"]]
            for record in extract_records(chosen, toy_nlp)
        }

    shuffled = found([units[k] for k in order])
    assert list(shuffled) == [str(k) for k in order]
    assert shuffled == found(units)
