from __future__ import annotations

from decimal import Decimal

import pytest

from helpers import gold_doc
from zhaoshang.amounts import Amount
from zhaoshang.components.amounts import amounts


def of(body: str) -> list[Amount | None]:
    return [ent._.amount for ent in amounts(gold_doc(body)).ents]


@pytest.mark.parametrize(
    ("body", "bound"),
    [
        ("投资约[[A:5亿元]]", "about"),
        ("投资超[[A:5亿元]]", "at_least"),
        ("投资[[A:5亿元]]以上", "at_least"),
        ("不超过[[A:5亿元]]", "at_most"),
        ("投资[[A:5\n亿元]]。", "exact"),
    ],
)
def test_what_stands_around_a_sum_bounds_it(body: str, bound: str) -> None:
    assert of(body) == [Amount(Decimal(500000000), Decimal(500000000), "CNY", bound)]


def test_the_article_may_name_the_currency_once() -> None:
    first, second = of("投资[[A:5亿元]]（新台幣，下同），又投[[A:3億美元]]")
    assert first is not None
    assert second is not None
    assert (first.currency, second.currency) == ("TWD", "USD")


def test_only_sums_have_an_amount() -> None:
    assert of("[[C:3亿公司]]、[[P:5亿园区]]") == [None, None]
    assert of("[[A:某数]]") == [None]
    assert of("") == []
