"""Sums: a table of written forms, properties over all values, and the project's own articles."""

from __future__ import annotations

import csv
import json
from decimal import Decimal, getcontext, localcontext
from pathlib import Path

import opencc
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhaoshang.amounts import Amount, as_json, context_currency, parse
from zhaoshang.corpus import marked

_DATA = Path(__file__).parent / "data" / "amounts.tsv"
_ARTICLES = sorted((Path(__file__).parents[1] / "assets" / "articles").rglob("*.marked"))
_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_BOUNDS = {"exact", "about", "at_least", "at_most"}


class Row(dict):
    """A line of the table; ``\\n`` in its texts stands for a line break."""

    def __init__(self, line: dict[str, str]):
        super().__init__({key: value.replace("\\n", "\n") for key, value in line.items()})

    @property
    def amount(self) -> Amount | None:
        if not self["value"]:
            return None
        value, high = Decimal(self["value"]), Decimal(self["high"])
        return Amount(value, high, self["currency"], self["bound"])


def _rows() -> list[Row]:
    with _DATA.open(encoding="utf8", newline="") as file:
        return [Row(line) for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


_ROWS = _rows()
_SUMS = [row for row in _ROWS if row.amount is not None]


def _id(row: Row) -> str:
    return f"{row['before']}[{row['text']}]{row['after']}"


# The table.


def test_table_is_large():
    assert len(_ROWS) >= 280
    assert len({_id(row) for row in _ROWS}) == len(_ROWS)


@pytest.mark.parametrize("row", _ROWS, ids=_id)
def test_table(row: Row):
    assert parse(row["text"], row["before"], row["after"]) == row.amount


@pytest.mark.parametrize("row", _SUMS, ids=_id)
def test_values_are_exact(row: Row):
    amount = parse(row["text"], row["before"], row["after"])
    assert amount is not None
    for value in (amount.value, amount.high):
        assert type(value) is Decimal
        assert "E" not in str(value)
        assert not ("." in str(value) and str(value).endswith("0"))


@pytest.mark.parametrize("variant", ["s2t", "s2tw", "s2hk"])
def test_traditional_is_simplified(variant: str):
    convert = opencc.OpenCC(variant).convert
    for row in _ROWS:
        plain = parse(row["text"], row["before"], row["after"])
        texts = [convert(row[key]) for key in ("text", "before", "after")]
        assert parse(*texts) == plain, texts


def test_full_width_is_half_width():
    for row in _ROWS:
        wide = row["text"].translate(_FULL_WIDTH)
        assert parse(wide, row["before"], row["after"]) == row.amount, wide


@given(st.sampled_from(_ROWS), st.data())
def test_white_space_changes_nothing(row: Row, data: st.DataObject):
    text = row["text"]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        blank = data.draw(st.sampled_from([" ", "\n", "\u3000", "\r\n", "\t", "\u00a0", "\u200b"]))
        text = text[:at] + blank + text[at:]
    assert parse(text, row["before"], row["after"]) == row.amount


# Values written in several ways.


def _numeral(value: int, digits: str = "零一二三四五六七八九", units: str = "十百千") -> str:
    """The standard numeral of a whole number below 10^16."""
    groups = []
    for name in ("", "万", "亿", "万亿"):
        value, group = divmod(value, 10_000)
        groups.append((name, group))
    text = ""
    gap = False
    for name, group in reversed(groups):
        if not group:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += digits[0]
        text += _group(group, digits, units) + name
        gap = False
    return text or digits[0]


def _group(value: int, digits: str, units: str) -> str:
    text, gap = "", False
    for size, unit in ((1000, units[2]), (100, units[1]), (10, units[0]), (1, "")):
        digit = value // size % 10
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit] + unit
        gap = not digit
    return text


_WHOLE = st.one_of(
    st.integers(0, 10**5),
    st.integers(0, 10**16 - 1),
    st.builds(lambda digits, zeros: digits * 10**zeros, st.integers(1, 9999), st.integers(0, 12)),
)
_UNITS = {"": 1, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12, "兆": 10**12}
_COEFFICIENT = st.decimals("0.01", "99999", places=2)


@given(_WHOLE)
def test_numeral(value: int):
    for text in (_numeral(value), _numeral(value, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")):
        assert parse(text + "元") == Amount(Decimal(value), Decimal(value), "CNY", "exact"), text


@given(_WHOLE)
def test_numeral_without_yuan(value: int):
    amount = parse(_numeral(value))
    assert amount is not None
    assert amount.value == value


@given(_WHOLE)
def test_digits(value: int):
    high, low = divmod(value, 10**8)
    texts = [str(value), f"{value:,}", f"{value:,}.00", f"{value:,}".replace(",", "，")]
    texts += [text.translate(_FULL_WIDTH) for text in texts]
    if high and low >= 10**7 and not low % 10**4:
        texts.append(f"{high}亿{low // 10**4}万")
        texts.append(f"{high}億{low // 10**4:,}萬")
    for text in texts:
        assert parse(text + "元", default="TWD") == Amount(Decimal(value), Decimal(value), "TWD", "exact")


@given(_COEFFICIENT, st.sampled_from(sorted(_UNITS)))
def test_unit(coefficient: Decimal, unit: str):
    value = coefficient * _UNITS[unit]
    numeral = _numeral(int(coefficient)) + "点" + _digit_string(f"{coefficient:.2f}"[-2:])
    for number in (str(coefficient), f"{coefficient:,}", numeral):
        if number == numeral and coefficient >= {"百万": 10, "千万": 10, "万": 10**4}.get(unit, 10**5):
            continue  # nobody writes 三十点五百万
        for text in (
            f"{number}{unit}美元",
            f"{number} {unit}\n美元",
            f"US${number}{unit}",
            f"美元{number}{unit}",
        ):
            assert parse(text) == Amount(value, value, "USD", "exact"), text


def _digit_string(digits: str) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in digits)


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["万", "亿", "万亿"]))
def test_range(one: int, other: int, unit: str):
    assume(one < other)
    low, high = Decimal(one * _UNITS[unit]), Decimal(other * _UNITS[unit])
    expected = Amount(low, high, "CNY", "exact")
    for sign in ("至", "到", "-", "－", "~", "～", "—", "——", "–", " - "):
        for first, second in ((str(one), str(other)), (_numeral(one), _numeral(other))):
            assert parse(f"{first}{unit}元{sign}{second}{unit}元") == expected
            assert parse(f"{first}{unit}{sign}{second}{unit}元") == expected
        assert parse(f"{one}{sign}{other}{unit}元") == expected


@given(st.integers(1, 8), st.sampled_from(["十", "百", "千", "万", "十万", "千万", "亿", "百亿", "千亿"]))
def test_neighbouring_digits(digit: int, unit: str):
    low, high = "零一二三四五六七八九"[digit : digit + 2]
    size = _value_of(unit)
    assert parse(f"{low}{high}{unit}元") == Amount(digit * size, (digit + 1) * size, "CNY", "exact")


def _value_of(unit: str) -> Decimal:
    amount = parse(f"1{unit}")
    assert amount is not None
    return amount.value


@given(st.integers(0, 999999), st.integers(1, 9), st.integers(1, 9))
def test_coins(yuan: int, jiao: int, fen: int):
    value = Decimal(yuan * 100 + jiao * 10 + fen) / 100
    texts = [f"{yuan}元{jiao}角{fen}分", f"{yuan}块{jiao}毛{fen}", f"{_numeral(yuan)}元{jiao}角{fen}分"]
    if not yuan:
        texts += [f"{jiao}角{fen}分", f"{jiao}毛{fen}"]
    for text in texts:
        assert parse(text) == Amount(value, value, "CNY", "exact"), text


# Anything else.


@given(st.text(), st.text(), st.text())
def test_never_raises(text: str, before: str, after: str):
    amount = parse(text, before, after)
    assert amount is None or amount.bound in _BOUNDS
    assert context_currency(text)


_PIECES = (
    *"015９２.,，．点零一两三五十百千万亿億兆萬半廿个余多几来元圆块角分毛仙$¥至到-~—、约超起上/每吨（）()整钱含\n",
    *["美元", "港币", "人民币", "US$", "不超过", "以上", "左右", "合计", "之间", "million"],
)


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_never_raises_on_pieces_of_sums(text: str):
    amount = parse(text, text, text)
    if amount is not None:
        assert 0 <= amount.value <= amount.high
        assert amount.bound in _BOUNDS
        assert json.loads(json.dumps(as_json(amount.high))) == as_json(amount.high)


@pytest.mark.parametrize("piece", ["1", "元", "1元", "合计", "nt$", "多", "几百", "(含", "每吨", "1,", "至"])
def test_long_texts_are_no_sums(piece: str):
    assert parse(piece * 100_000, piece * 100_000, piece * 100_000) is None
    assert parse("5亿元", piece * 100_000, piece * 100_000) is not None


def test_surrogates_and_other_digits():
    assert parse("\ud800亿元") is None
    assert parse("٣亿元") is None
    assert parse("5亿元", "\udfff", "\x00") is not None


def test_the_callers_precision_does_not_matter():
    with localcontext() as context:
        context.prec = 3
        amount = parse("1,234,567.89元")
    assert amount is not None
    assert amount.value == Decimal("1234567.89")
    assert getcontext().prec == 28


# Currencies.


@pytest.mark.parametrize(
    ("text", "default", "currency"),
    [
        ("5億元", "TWD", "TWD"),
        ("5億", "TWD", "TWD"),
        ("5億元", "HKD", "HKD"),
        ("5角", "HKD", "HKD"),
        ("5仙", "HKD", "HKD"),
        ("5仙", "MYR", "MYR"),
        ("$5億", "HKD", "HKD"),
        ("$5億", "TWD", "TWD"),
        ("US$5億", "HKD", "USD"),
        ("¥5億", "JPY", "JPY"),
        ("¥5億", "HKD", "CNY"),
        ("人民幣5億元", "TWD", "CNY"),
        ("5億美元", "TWD", "USD"),
        ("3億新台幣", "CNY", "TWD"),
    ],
)
def test_default(text: str, default: str, currency: str):
    amount = parse(text, default=default)
    assert amount is not None
    assert amount.currency == currency


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "CNY"),
        ("项目总投资5亿元。", "CNY"),
        ("公司收入9.72億元（港元．下同），股東應佔溢利1億元。", "HKD"),
        ("總投資360億元（人民幣，下同）的項目，港元兌美元", "CNY"),
        ("斥資5亿元（新台币，下同）建厂", "TWD"),
        ("投资5亿美元（下同）。", "USD"),
        ("营收12亿元（港币,下同）", "HKD"),
        ("营收12亿元（单位：美元，下同）", "USD"),
        ("收购价3亿元（新加坡元，以下同）", "SGD"),
        ("（以下如无特别说明，均为美元）投资5亿元", "USD"),
        ("（文中金额均为港元）", "HKD"),
        ("（本文金額除註明者外均為新台幣）", "TWD"),
        ("投资3000万美元，注册资本1000万美元。", "CNY"),
        ("同比增长，下同。投资5亿元", "CNY"),
        ("投資新台幣58億元，2026年量產，另有3億元", "TWD"),
        ("台積電在台南投資500億元，高雄廠明年動工。", "TWD"),
        ("NT$5億元的投資", "TWD"),
        ("投资3亿元（约新台币13亿元）", "CNY"),
        ("香港公司在內地投資5億元，台灣企業", "CNY"),
        ("廣東肇慶的工業園投資5億元", "CNY"),
    ],
)
def test_context_currency(text: str, currency: str):
    assert context_currency(text) == currency


def test_bare_sums_of_a_taiwanese_article():
    text = "投資新台幣58億元，另有1億元設備。"
    amount = parse("1億元", "另有", "設備", context_currency(text))
    assert amount == Amount(Decimal(10**8), Decimal(10**8), "TWD", "exact")


# JSON.


@pytest.mark.parametrize(
    ("value", "expected"),
    [("500000000", 500_000_000), ("5E+8", 500_000_000), ("0.33", 0.33), ("47.5", 47.5), ("2.0", 2), ("0", 0)],
)
def test_as_json(value: str, expected: float):
    number = as_json(Decimal(value))
    assert number == expected
    assert type(number) is type(expected)


# The project's articles.


def test_articles_are_there():
    assert _ARTICLES


@pytest.mark.parametrize("path", _ARTICLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_articles(path: Path):
    article = marked.read(path)
    default = context_currency(article.text)
    for entity in article.entities:
        if entity.label == "AMOUNT":
            text = article.text[entity.start : entity.end]
            before, after = article.text[: entity.start], article.text[entity.end :]
            amount = parse(text, before[-10:], after[:6], default)
            assert amount is not None, text
            assert 0 <= amount.value <= amount.high, text
            assert amount.value or text.startswith("0"), text
            alone = parse(text, default=default)
            assert alone is not None
            assert (alone.value, alone.high) == (amount.value, amount.high)
