from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.training import Example

from helpers import article, toys
from strategies import articles
from test_composer import LISTS
from test_rewrite import shape, visible
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.augment import create_augmenter, other_names, other_width, to_traditional, wrap_lines
from zhaoshang.corpus.check import check
from zhaoshang.corpus.docs import to_article, to_doc
from zhaoshang.corpus.names import NameComposer
from zhaoshang.language.characters import normalize

SEEDS = st.integers(0, 99).map(random.Random)
SOURCE = article(
    "[[C:尚纬股份]]在[[P:太仓高新区]]投资[[A:25.5亿元>尚纬股份]]，[[C:尚\n纬]]表示年内[[START?:开工>尚纬]]。"
    "[[C:海螺公司]]、[[C:Kapp]][[SIGN:签约>海螺公司|Kapp]]。[[C:海螺公司]]产值[[A:十亿元]]。",
    ("尚纬股份", "尚纬"),
)


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    for name, words in LISTS.items():
        (tmp_path / f"{name}.txt").write_text(words, "utf8")
    return tmp_path


def surfaces(source: Article, label: str) -> list[str]:
    return [source.surface(e.start, e.end) for e in source.entities if e.label == label]


def test_other_names(lexicons: Path) -> None:
    found = other_names(SOURCE, random.Random(3), NameComposer(lexicons))
    assert shape(found) == shape(SOURCE)
    full, short, works, foreign, again = surfaces(found, "COMPANY")
    assert (full, works) != ("尚纬股份", "海螺公司")
    assert full == f"{short}股份"
    assert works == again
    assert foreign == "Kapp"
    assert found.businesses == [(full, short)]
    assert surfaces(found, "PARK") == surfaces(SOURCE, "PARK")
    one, other = surfaces(found, "AMOUNT")
    assert re.fullmatch(r"[1-9]\d\.\d亿元", one)
    assert other == "十亿元"
    assert "尚纬" not in found.text
    assert check(found) == []


def test_to_traditional() -> None:
    found = to_traditional(SOURCE)
    assert found.text.startswith("尚緯股份在太倉高新區投資25.5億元")
    assert len(found.text) == len(SOURCE.text)
    assert normalize(found.text) == normalize(SOURCE.text)
    assert shape(found) == shape(SOURCE)
    assert found.businesses == [("尚緯股份", "尚緯")]
    assert check(found) == []


def test_wrap_lines() -> None:
    source = article("[[C:尚纬股份]]今日[[SIGN:签约>尚纬股份]]，" * 12)
    found = wrap_lines(source, random.Random(0))
    lines = found.text.split("\n")
    assert len(lines) > 3
    assert max(map(len, lines)) <= 32
    assert not any(line.startswith(("，", "。", "、")) for line in lines)
    assert any("\n" in found.text[e.start : e.end] for e in found.entities)
    assert visible(found) == visible(source)


def test_other_width() -> None:
    sums = {
        tuple(found.text[e.start : e.end] for e in found.entities if e.label == "AMOUNT")
        for found in (other_width(SOURCE, random.Random(seed)) for seed in range(9))
    }
    assert sums == {("２５．５亿元", "十亿元"), ("25.5 亿元", "十亿元")}


@given(articles(), SEEDS)
def test_no_variant_changes_what_is_annotated(source: Article, rng: random.Random) -> None:
    for found in (wrap_lines(source, rng), other_width(source, rng), to_traditional(source)):
        assert shape(found) == shape(source)
        assert [normalize(text) for text in visible(found)] == [normalize(text) for text in visible(source)]


def test_the_augmenter_gives_one_example_for_one(lexicons: Path, toy_nlp: Language) -> None:
    augment = create_augmenter(lexicons, names=0.5, traditional=0.5, wrapped=0.5, width=0.5)
    texts = set()
    for _ in range(20):
        for source in toys():
            example = Example(toy_nlp.make_doc(source.text), to_doc(source, toy_nlp.vocab))
            (variant,) = augment(toy_nlp, example)
            assert variant.predicted.text == variant.reference.text
            assert not variant.predicted.ents
            assert shape(to_article(variant.reference)) == shape(source)
            texts.add(variant.reference.text)
    assert len(texts) > 20
    assert {source.text for source in toys()} & texts


def test_no_share_no_change(tmp_path: Path, toy_nlp: Language) -> None:
    augment = create_augmenter(tmp_path / "none")
    example = Example(toy_nlp.make_doc("甲"), toy_nlp.make_doc("甲"))
    assert list(augment(toy_nlp, example)) == [example]


def test_the_same_seed_gives_the_same_variants(lexicons: Path, toy_nlp: Language) -> None:
    def texts(seed: int) -> list[str]:
        augment = create_augmenter(str(lexicons), names=0.5, width=0.5, seed=seed)
        docs = [to_doc(source, toy_nlp.vocab) for source in toys() * 5]
        return [e.reference.text for doc in docs for e in augment(toy_nlp, Example(doc, doc))]

    assert texts(1) == texts(1)
    assert texts(1) != texts(2)
