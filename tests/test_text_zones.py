from __future__ import annotations

import pytest
from hypothesis import given

from strategies import texts
from zhaoshang.language.text_zones import (
    HeadRule,
    Zones,
    clauses,
    is_wrapped,
    paragraphs,
    sentences,
)

WRAPPED = """\
　　苏州高新区昨日举行项目集中签约仪式，总投
资二十亿元的甲公司半导体项目、总投资五亿
元的乙公司项目等八个项目签约落户高新区的
科技城，还有丙公司。
　　甲公司董事长表示，公司将在三年之内建成投
产，届时可实现年产值三十亿元的目标和规模。
"""
HEADLINES = "\n".join(["甲公司投资二十亿元的项目在高新区开工"] * 8)


def pieces(zones: Zones, text: str) -> list[str]:
    cuts = sorted({zones.range(position) for position in range(len(text))})
    return [text[start:end] for start, end in cuts]


def test_clauses() -> None:
    text = "甲公司，投资5亿元；乙公司：开工。好\n完"
    assert pieces(clauses(text), text) == ["甲公司，", "投资5亿元；", "乙公司：", "开工。", "好\n", "完"]


def test_sentences_hold_their_closing_quotes() -> None:
    text = "他说：“开工了！”大家鼓掌。（完。）尾"
    assert pieces(sentences(text), text) == ["他说：“开工了！”", "大家鼓掌。", "（完。）", "尾"]


def test_paragraphs_of_unwrapped_text_end_at_every_line() -> None:
    text = "标题\n第一段。\n第二段"
    assert pieces(paragraphs(text), text) == ["标题\n", "第一段。\n", "第二段"]


def test_lines_of_a_column_are_one_paragraph() -> None:
    assert is_wrapped(WRAPPED)
    found = pieces(paragraphs(WRAPPED), WRAPPED)
    assert [piece.strip()[:6] for piece in found if piece.strip()] == ["苏州高新区昨", "甲公司董事长"]


def test_windows_line_ends_change_no_paragraph() -> None:
    text = WRAPPED.replace("\n", "\r\n").replace("　", "")
    assert len([piece for piece in pieces(paragraphs(text), text) if piece.strip()]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "短",
        HEADLINES,
        "第一段的话到这里就说完了。\n" * 10,
        "这一行特别长，它不是报纸的栏，是作者自己写的段落，一行就是一段，所以不能当成折行来处理，是吧\n" * 8,
        "\n".join(WRAPPED.split("\n")[:3]),
        ("这一行在栏里没有说完的话还在往下说\n" + "很长的段落，说完了。" * 6 + "\n") * 4,
    ],
)
def test_text_with_line_breaks_of_its_author(text: str) -> None:
    assert not is_wrapped(text)


@given(texts)
def test_zones_cover_the_text_without_a_gap(text: str) -> None:
    for make in (clauses, sentences, paragraphs):
        assert "".join(pieces(make(text), text)) == text
        zones = make(text)
        for position in range(len(text)):
            start, end = zones.range(position)
            assert start <= position < end
        assert [zones.index(p) for p in range(len(text))] == sorted(map(zones.index, range(len(text))))


TEXT = "甲公司来了。\n甲公司投资，乙说甲公司今日开工，甲公司说。后来甲公司又来。\n甲公司"
MENTIONS = [(at, at + 3) for at in range(len(TEXT)) if TEXT.startswith("甲公司", at)]
TAIL = (TEXT.index("开工"), TEXT.index("开工") + 2)


@pytest.mark.parametrize(
    ("mentions", "head"),
    [
        ([0, 1, 2, 3, 4, 5], 2),  # in the clause
        ([0, 1, 3, 4, 5], 1),  # before it in the paragraph
        ([0, 3, 4, 5], 3),  # behind it in the paragraph, the nearest
        ([0, 4, 5], 4),
        ([0, 5], 0),  # before it in the article
        ([5], 5),
    ],
)
def test_head_rule(mentions: list[int], head: int) -> None:
    choice = HeadRule(TEXT).choose([MENTIONS[k] for k in mentions], TAIL)
    assert mentions[choice] == head


def test_head_rule_takes_the_nearest_of_the_clause_on_either_side() -> None:
    text = "甲公司与别人联合开工的甲公司"
    tail = (text.index("开工"), text.index("开工") + 2)
    assert HeadRule(text).choose([(0, 3), (len(text) - 3, len(text))], tail) == 1
