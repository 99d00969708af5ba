from __future__ import annotations

from helpers import gold_doc
from zhaoshang.components.company_names import company_names


def test_groups_the_companies_of_an_article() -> None:
    doc = gold_doc(
        "[[C:尚纬股\n份有限公司]]（以下简称“乐纬”）、[[P:尚纬产业园]]、[[C:乙公司]]。[[C:尚纬股份]]和[[C:乐纬]]"
    )
    assert company_names(doc)._.businesses == [
        ("尚纬股份有限公司", "尚纬股份", "乐纬"),
        ("乙公司",),
    ]


def test_no_company_no_business() -> None:
    assert company_names(gold_doc("[[P:太仓高新区]]"))._.businesses == []
    assert company_names(gold_doc(""))._.businesses == []
