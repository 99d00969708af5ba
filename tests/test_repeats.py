from __future__ import annotations

from helpers import article
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.repeats import near_duplicates, outline, shared_frames

BODY = "昨日，{}在开发区举行了简短的仪式，总投资{}的新厂房将在三个季度之内完工，当地官员没有到场。"


def made(name: str, amount: str, id: str) -> Article:
    return article(BODY.format(f"[[C:{name}]]", f"[[A:{amount}]]"), id=id)


def test_names_and_numbers_are_no_part_of_the_outline() -> None:
    assert outline(article("[[C:甲公司]]投资[[A:5亿元]]，占地３２亩")) == "□投资□,占地0亩"


def test_the_same_article_with_other_names_is_found() -> None:
    other = article(
        "雨下了整整一夜，河水漫过堤岸，镇上的人都去看桥，谁也没有说话，只有孩子在笑。", id="other"
    )
    pairs = near_duplicates([made("甲公司", "5亿元", "one"), other, made("乙集团", "3200万元", "two")])
    assert [(pair.first, pair.second, pair.likeness) for pair in pairs] == [("one", "two", 1.0)]


def test_frames_that_stand_too_often_are_found() -> None:
    articles = [made(f"{name}公司", "5亿元", name) for name in "甲乙丙"]
    assert shared_frames(articles, most=3) == []
    ((frame, count),) = shared_frames(articles, most=2)
    assert frame.startswith("昨日,□在开发区")
    assert count == 3


def test_short_frames_are_the_languages() -> None:
    assert shared_frames([article("开工了。" * 9)], most=2) == []
