"""The hard cases are counted, and the training articles have enough of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import article
from zhaoshang.corpus import marked
from zhaoshang.corpus.hard_cases import count

#: Of whole texts; the corpus is to have at least so many of all others.
_TEXTS = "article "
_FEWEST = 25


@pytest.mark.parametrize(
    ("body", "case"),
    [
        ("现场12个项目总投资[[A:86亿元]]。", "sum of several projects or companies"),
        ("[[C:甲]]投资[[A:3亿元>甲]]，年产值[[A:9亿元]]。", "beside an investment: output"),
        ("[[C:甲]]与[[C:乙]]共投[[A:3亿元>甲|乙]]。", "one sum of several investors"),
        ("投资[[A:3亿元]]，其中外资[[A:100万美元]]。", "two currencies in an article"),
        ("投资[[A:3至5亿元]]。", "range"),
        ("[[C:甲]]原定5月开工，未能如期。", "stage denied, delayed or cancelled"),
        (
            "[[C:甲]]、[[C:乙]]、[[C:丙]]集中[[START:开工>甲|乙|丙]]。",
            "one trigger for three companies or more",
        ),
        ("水库[[START:开工]]。", "stage of no company"),
        ("[[C:甲]]与[[C:乙]]签订采购合同。", "purchase, loan or takeover signed"),
        ("投资[[A:3亿元>甲]]的[[C:甲]]项目", "company behind its sum"),
        ("[[C:甲]]来了。总投资[[A:3亿元>甲]]。", "company and sum in different sentences"),
        ("投资[[A:3\n亿元]]", "sum with white space or a line break inside"),
        ("投资[[A:３亿元]]", "full-width digits in a sum"),
        ("投资[[A:三亿元]]", "sum in Chinese numerals"),
        ("投资[[A:30余亿元]]", "余, 多 or 来 inside"),
        ("投资超[[A:30亿元]]", "约, 近, 超, 以上 around a sum"),
        ("[[C:甲]][[P:产业园]]", "company directly in front of a park"),
        ("[[C:甲]]智能制造产业基地", "company's plant that is no park"),
        ("走进高新区", "generic 高新区, 园区 unmarked"),
        ("[[I:光伏]]、[[I:储能]]等产业", "industries in a list"),
    ],
)
def test_a_case_is_counted_once(body: str, case: str) -> None:
    assert count([article(body)])[case] == 1
    assert count([article("[[C:甲]]来了。")])[case] == 0


def test_the_short_name_comes_first() -> None:
    found = count([article("[[C:甲]]来了。[[C:甲股份公司]]投资。", ("甲股份公司", "甲"))])
    assert found["short name in front of the full one"] == 1
    found = count([article("[[C:甲股份公司]]来了。[[C:甲]]投资。", ("甲股份公司", "甲"))])
    assert found["short name in front of the full one"] == 0


def test_the_training_articles_have_enough_of_each(root: Path) -> None:
    found = count(marked.read_dir(root / "assets" / "articles" / "train"))
    few = {name: number for name, number in found.items() if number < _FEWEST and not name.startswith(_TEXTS)}
    assert not few
