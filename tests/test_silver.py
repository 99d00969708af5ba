from __future__ import annotations

from pathlib import Path

import pytest
import srsly

from zhaoshang.corpus import silver, standoff
from zhaoshang.corpus.article import Mention, Relation, Trigger

LINES = ["无关。", "甲公司投产。", "乙厂投资5亿元。", "天晴。"]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two marked lines."""
    monkeypatch.setattr(silver, "_lines", lambda: list(LINES))
    entries = [
        {
            "line": 1,
            "hash": standoff.digest(LINES[1]),
            "entities": [[0, 3, "COMPANY"]],
            "triggers": [[3, 5, "PRODUCTION", "actual"]],
            "relations": [[[0, 3], "PRODUCTION", [3, 5]]],
        },
        {
            "line": 2,
            "hash": standoff.digest(LINES[2]),
            "entities": [[0, 2, "COMPANY"], [4, 7, "AMOUNT"]],
            "triggers": [],
            "relations": [[[0, 2], "INVESTMENT", [4, 7]]],
        },
    ]
    srsly.write_jsonl(tmp_path / "silver.jsonl", entries)
    return tmp_path / "silver.jsonl"


def test_lines_become_articles_with_their_marks_in_place(path: Path) -> None:
    (article,) = silver.read(path)
    assert article.text == "甲公司投产。\n乙厂投资5亿元。"
    assert article.entities == [Mention(0, 3, "COMPANY"), Mention(7, 9, "COMPANY"), Mention(11, 14, "AMOUNT")]
    assert article.triggers == [Trigger(3, 5, "PRODUCTION", "actual")]
    assert article.relations == [
        Relation((0, 3), "PRODUCTION", (3, 5)),
        Relation((7, 9), "INVESTMENT", (11, 14)),
    ]


@pytest.mark.parametrize("text", ["甲公司停产。", ""])
def test_another_text_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(silver, "_lines", lambda: [LINES[0], text])
    with pytest.raises(standoff.StandoffError, match="line 1"):
        list(silver.read(path))


def test_promising_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        "甲公司在本市兴建的新厂房昨日投产，工人们很高兴。",
        "天气晴朗，湖面上有很多小船，岸边的人们唱着歌。",
        "公司",
    ]
    monkeypatch.setattr(silver, "_lines", lambda: lines)
    assert silver.promising_lines() == [0]
