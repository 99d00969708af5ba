from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.training import Example

from helpers import article, toys
from strategies import articles
from test_rewrite import shape
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.augment import create_augmenter
from zhaoshang.corpus.docs import to_doc
from zhaoshang.corpus.lookalikes import lookalikes
from zhaoshang.corpus.typos import by_shape, by_sound, common_characters, mistype, respell
from zhaoshang.encoder.augment import Augmenter

pytest.importorskip("pypinyin")

SEEDS = st.integers(0, 99).map(random.Random)
SOURCE = article(
    "[[C:海蓝精密]]投资[[A:5亿元>海蓝精密]]，[[C:海蓝]]表示年内[[START?:开工>海蓝]]。[[C:海蓝精密]]、[[C:卡普]]到场。"
    * 5,
    ("海蓝精密", "海蓝"),
)


def test_common_characters() -> None:
    assert len(common_characters()) == len(set(common_characters())) == 3755
    assert common_characters()[0] == "啊"
    assert common_characters()[-1] == "座"


def test_by_sound_whatever_the_tone() -> None:
    assert {"元", "原", "远"} <= {*by_sound("园")}
    assert "园" not in by_sound("园")
    assert by_sound("A") == by_sound("，") == by_sound("5") == by_sound(" ") == ""


def test_by_shape() -> None:
    assert {"末"} <= {*by_shape("未")}
    assert {"没"} <= {*by_shape("设")}
    assert by_shape("5") == ""
    for char, others in lookalikes().items():
        assert others
        assert char not in others
        assert {char, *others} <= {*common_characters()}


@given(articles(), SEEDS, st.sampled_from([by_sound, by_shape]), st.floats(0, 1))
def test_every_mark_keeps_its_place(source: Article, rng: random.Random, mistakes, share: float) -> None:
    found = mistype(source, rng, share, mistakes)
    assert len(found.text) == len(source.text)
    assert (found.entities, found.triggers, found.relations) == (
        source.entities,
        source.triggers,
        source.relations,
    )
    wrong = [(a, b) for a, b in zip(source.text, found.text, strict=True) if a != b]
    assert all(b in mistakes(a) for a, b in wrong)
    wanted = round(share * sum(not char.isspace() for char in source.text))
    assert len(wrong) == min(wanted, sum(bool(mistakes(char)) for char in source.text))


def test_a_mistyped_name_is_one_of_its_business() -> None:
    found = mistype(SOURCE, random.Random(1), 0.3, by_sound)
    spelt: dict[str, set[str]] = {}
    for old, new in zip(SOURCE.names("COMPANY"), found.names("COMPANY"), strict=True):
        spelt.setdefault({"海蓝": "海蓝精密"}.get(old, old), set()).add(new)
    assert all(len(names) > 2 for names in spelt.values())
    assert [{*names} for names in found.businesses] == [spelt["海蓝精密"], spelt["卡普"]]
    assert len(found.facts()) == 1
    assert len(SOURCE.facts()) == 1


def test_nothing_changes_without_a_share() -> None:
    assert mistype(SOURCE, random.Random(0), 0.0, by_sound) == SOURCE


def test_a_text_of_another_length() -> None:
    with pytest.raises(ValueError, match="cannot become one of 3"):
        respell(SOURCE, "甲乙丙")


def texts(nlp: Language, **shares: float) -> list[str]:
    augment = create_augmenter("unused", seed=3, **shares)
    docs = [to_doc(source, nlp.vocab) for source in toys() * 8]
    return [e.reference.text for doc in docs for e in augment(nlp, Example(nlp.make_doc(doc.text), doc))]


def test_the_augmenter_with_typos(toy_nlp: Language) -> None:
    plain = [source.text for source in toys() * 8]
    some, all_of_them = texts(toy_nlp, typos=0.4), texts(toy_nlp, typos=1.0)
    assert list(map(len, some)) == list(map(len, plain))
    changed = sum(a != b for a, b in zip(some, plain, strict=True))
    assert 0 < changed < sum(a != b for a, b in zip(all_of_them, plain, strict=True))


def test_without_typos_the_other_shares_draw_what_they_drew_before(toy_nlp: Language) -> None:
    draw = random.Random(3)
    expected = []
    for _ in toys() * 8:
        _names, traditional, _width, _wrapped = (draw.random() for _ in range(4))
        expected.append(traditional < 0.5)
    found = texts(toy_nlp, traditional=0.5, typos=0.0)
    plain = [source.text for source in toys() * 8]
    assert [a != b for a, b in zip(found, plain, strict=True)] == expected


def test_the_encoders_augmenter_with_typos() -> None:
    def variants(typos: float) -> list[Article]:
        augment = Augmenter([], names=0, wrapped=0.5, width=0.5, punctuated=0.5, typos=typos)
        rng = random.Random(0)
        return [augment(SOURCE, rng) for _ in range(9)]

    assert variants(1.0) != variants(0.0)
    assert all(shape(found) == shape(SOURCE) for found in variants(1.0))
    assert Augmenter.of([SOURCE]).typos == 0.0
    assert Augmenter.of([SOURCE], typos=0.2).typos == 0.2
