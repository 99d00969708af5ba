"""Stage words that count projects."""

from __future__ import annotations

import pytest

from zhaoshang.relations.counting import count_kind

NOT, BEHIND, IN_FRONT, OF_LIST = 0, 4, 8, 12
PERIOD, EVENT = 1, 2


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("1-11月,累计签约项目25个,总投资9亿元。", "签约", BEHIND + PERIOD),
        ("新开工亿元以上工业项目十七个。", "开工", BEHIND),
        ("会上,31个项目集中签约。", "签约", IN_FRONT + EVENT),
        ("去年同期签约的58个项目已经动工。", "签约", BEHIND + PERIOD),
        ("甲公司、乙公司等9个项目集中开工。", "开工", OF_LIST + EVENT),
        ("甲公司与开发区签约,总投资25亿元。", "签约", NOT),
        ("项目投产后可提供300个岗位。", "投产", NOT),
        ("甲公司二期投产,新增300个岗位。", "投产", NOT),
        ("甲公司签约3个月后开工。", "签约", NOT),
    ],
)
def test_counts_of_projects(text: str, word: str, kind: int) -> None:
    start = text.index(word)
    assert count_kind(text, start, start + len(word), (0, len(text))) == kind


def test_a_count_of_the_next_sentence_is_not_its_own() -> None:
    text = "甲公司今天签约。3个项目在谈。"
    assert count_kind(text, 5, 7, (0, 8)) == NOT
