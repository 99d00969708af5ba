from __future__ import annotations

from helpers import article
from zhaoshang.scoring.nearest import nearest_company


def related(body: str) -> set[tuple[str, str, str]]:
    found = nearest_company(article(body))
    return {(found.surface(*r.head), r.label, found.surface(*r.tail)) for r in found.relations}


def test_the_nearest_of_the_sentence() -> None:
    body = "[[C:甲]]与来宾说，[[C:乙]]投[[A:5亿元>甲]]，[[START:开工]]。[[A:3亿元]]。很久以后[[C:丙]]"
    assert related(body) == {("乙", "INVESTMENT", "5亿元"), ("乙", "START", "开工")}


def test_the_one_in_front_of_two_as_near() -> None:
    assert related("[[C:甲]]的[[A:5亿元]]和[[C:乙]]") == {("甲", "INVESTMENT", "5亿元")}


def test_status_by_words() -> None:
    found = nearest_company(article("[[C:甲]]将[[START:开工]]，已[[SIGN?:签约]]"))
    assert [trigger.status for trigger in found.triggers] == ["planned", "actual"]
