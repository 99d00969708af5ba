from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from helpers import article, toys
from strategies import articles
from test_rewrite import shape, visible
from zhaoshang.corpus.article import Article
from zhaoshang.language.characters import normalize
from zhaoshang.scoring.perturbations import (
    ALL_KINDS,
    Perturbation,
    UnseenNames,
    full_width,
    mixed_scripts,
    narrow_marks,
    one_line,
    other_figures_but_dates,
    perturbations,
    shuffled_sentences,
    spaced_figures,
    spaces_for_marks,
    stray_spaces,
)
from zhaoshang.scoring.robustness import as_markdown, measure

pytest.importorskip("pypinyin")

SEEDS = st.integers(0, 99).map(random.Random)
NAMES = UnseenNames("海蓝科技\n天骏", ["四川"], ["精密机械"], ["海蓝", "天骏", "启衡"])
SOURCE = article(
    "2022年[[C:海蓝(四川)公司]]投资[[A:5.5亿元>海蓝(四川)公司]]，建33条线。\n\n"
    "昨天，“[[C:卡普Kapp]]”[[SIGN:签约>卡普Kapp]]！[[C:海蓝]]再投[[A:5.5亿元>海蓝]]；[[P:太仓高新区]]发展。",
    ("海蓝(四川)公司", "海蓝"),
)


@given(articles(), SEEDS)
def test_no_change_moves_a_mark_off_its_words(source: Article, rng: random.Random) -> None:
    for perturbation in perturbations(NAMES):
        found = perturbation.change(source, rng)
        expected = shape(source)
        if perturbation.kinds == ALL_KINDS:
            assert shape(found) == expected, perturbation.name
        for span in found.spans():
            assert found.text[span[0] : span[1]].strip() == found.text[span[0] : span[1]] != ""
        if not perturbation.name.startswith(
            ("homophones", "look-alikes", "unseen", "other figures", "sent", "half")
        ):
            assert ["".join(normalize(word).split()) for word in visible(found)] == [
                "".join(normalize(word).split()) for word in visible(source)
            ], perturbation.name


@given(articles(), SEEDS)
def test_shuffled_sentences_keep_their_marks(source: Article, rng: random.Random) -> None:
    found = shuffled_sentences(source, rng)
    assert sorted(found.text) == sorted(source.text)
    assert sorted(visible(found)) == sorted(visible(source))
    assert found.relations == []


def test_shuffled_sentences() -> None:
    found = {shuffled_sentences(SOURCE, random.Random(seed)).text for seed in range(9)}
    assert len(found) > 2
    assert all(text.startswith("2022年海蓝") for text in found)


def test_marks_and_widths() -> None:
    assert narrow_marks(SOURCE).text.endswith('昨天,"卡普Kapp"签约!海蓝再投5.5亿元;太仓高新区发展.')
    assert spaces_for_marks(SOURCE).text.endswith("昨天  卡普Kapp 签约 海蓝再投5.5亿元 太仓高新区发展 ")
    assert "卡普Ｋａｐｐ" in full_width(SOURCE).text
    assert "５.５亿元" in full_width(SOURCE).text
    assert "投资 5.5 亿元，建 33 条线" in spaced_figures(SOURCE).text
    assert one_line(SOURCE).text == SOURCE.text.replace("\n\n", " ")


def test_names_of_a_changed_width_are_names_of_the_business() -> None:
    source = article("[[C:卡普Kapp]][[SIGN:签约>卡普Kapp]]。[[C:卡普]]", ("卡普Kapp", "卡普"))
    assert full_width(source).businesses == [("卡普Ｋａｐｐ", "卡普")]


def test_stray_spaces_stand_in_names_too() -> None:
    found = stray_spaces(SOURCE, random.Random(0), share=1.0)
    assert re.fullmatch(r"海\s蓝\(四\s川\)公\s司", found.text[slice(*found.entities[0][:2])])
    assert found.facts() == SOURCE.facts()


def test_mixed_scripts_know_both_names() -> None:
    source = article("[[C:卢纬]]投资。" * 12 + "[[C:卢纬]]投[[A:5亿元>卢纬]]。")
    found = mixed_scripts(source, random.Random(0))
    assert {*found.names("COMPANY")} == {"卢纬", "盧緯"}
    assert [{*names} for names in found.businesses] == [{"卢纬", "盧緯"}]


def test_other_figures_but_dates() -> None:
    found = other_figures_but_dates(SOURCE, random.Random(0)).text
    match = re.match(r"2022年海蓝\(四川\)公司投资([1-9]\.\d)亿元，建([1-9]\d)条线", found)
    assert match
    assert match[1] != "5.5"
    assert found.count(f"{match[1]}亿元") == 2


def test_unseen_names() -> None:
    def rename(*business: str) -> dict[str, str]:
        return NAMES.rename(business, random.Random(0))

    alone = rename("四川海蓝精密机械有限公司")["四川海蓝精密机械有限公司"]
    assert re.fullmatch("四川[海蓝天骏启衡]{2}精密机械有限公司", alone)
    assert "海蓝" not in alone
    assert "天骏" not in alone
    together = rename("四川海蓝精密机械有限公司", "海蓝")
    assert together["四川海蓝精密机械有限公司"] == f"四川{together['海蓝']}精密机械有限公司"
    assert rename("Kapp") == rename("集团") == {}


def test_measure(toy_nlp: Language) -> None:
    def blanked(source: Article, rng: random.Random) -> Article:
        return Article(source.id, "无" * len(source.text), entities=list(source.entities))

    suite = [
        Perturbation("none", lambda source, rng: source),
        Perturbation("all gone", blanked, random=False, kinds=("entities",)),
    ]
    told: list[str] = []
    result = measure(toy_nlp, toys(), suite, draws=2, report=told.append)
    assert told == ["none: entities 1.000", "all gone: entities 0.000"]
    assert result["before"] == result["after"]["none"]["scores"]
    assert result["after"]["none"]["draws"] == [1.0, 1.0]
    assert result["after"]["all gone"]["draws"] == [0.0]
    table = as_markdown(result)
    assert "| all gone | 0.0 | -100.0 | -100.0 | – | – | – | – |" in table
    assert "| none | 100.0 | +0.0 | +0.0 | 100.0 | +0.0 | 100.0 | +0.0 |" in table
    columns = {line.count("|") for line in table.split("\n\n")[0].splitlines()}
    assert columns == {9}


def test_each_draw_is_another_and_each_run_the_same(toy_nlp: Language) -> None:
    seen: list[str] = []

    def watched(source: Article, rng: random.Random) -> Article:
        seen.append(str(rng.random()))
        return source

    for _ in range(2):
        measure(toy_nlp, toys(), [Perturbation("watched", watched)], draws=2)
    assert len(seen) == 12
    assert seen[:6] == seen[6:]
    assert len({*seen}) == 6
