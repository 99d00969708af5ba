"""Sums of money as Chinese writes them, to exact numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from .language.characters import normalize


class Amount(NamedTuple):
    """A sum: ``value`` to ``high`` in the currency's unit (元, 美元); equal but for a range.

    ``currency`` is an ISO 4217 code; ``bound`` is exact, about, at_least or at_most.
    """

    value: Decimal
    high: Decimal
    currency: str
    bound: str


# Longer words stand before the words that they contain.
_CURRENCIES: tuple[tuple[str, str], ...] = (
    ("新台币", "TWD"), ("台币", "TWD"), ("nt$", "TWD"),
    ("港元", "HKD"), ("港币", "HKD"), ("港纸", "HKD"), ("hk$", "HKD"), ("hkd", "HKD"),
    ("澳门元", "MOP"), ("澳门币", "MOP"),
    ("新加坡元", "SGD"), ("新加坡币", "SGD"), ("新元", "SGD"), ("坡币", "SGD"), ("s$", "SGD"),
    ("澳大利亚元", "AUD"), ("澳元", "AUD"), ("澳币", "AUD"),
    ("加拿大元", "CAD"), ("加元", "CAD"), ("加币", "CAD"),
    ("新西兰元", "NZD"), ("纽元", "NZD"),
    ("美元", "USD"), ("美金", "USD"), ("us$", "USD"), ("usd", "USD"), ("$", "USD"),
    ("欧元", "EUR"), ("eur", "EUR"), ("€", "EUR"),
    ("日元", "JPY"), ("日圆", "JPY"), ("日币", "JPY"),
    ("韩元", "KRW"), ("韩圆", "KRW"), ("韩币", "KRW"),
    ("英镑", "GBP"), ("£", "GBP"), ("瑞士法郎", "CHF"), ("瑞郎", "CHF"),
    ("德国马克", "DEM"), ("马克", "DEM"), ("法国法郎", "FRF"), ("法郎", "FRF"),
    ("卢布", "RUB"), ("卢比", "INR"), ("印尼盾", "IDR"), ("越南盾", "VND"), ("泰铢", "THB"),
    ("林吉特", "MYR"), ("令吉", "MYR"), ("马币", "MYR"), ("披索", "PHP"), ("菲律宾比索", "PHP"),
    ("比索", "MXN"), ("雷亚尔", "BRL"), ("兰特", "ZAR"), ("迪拉姆", "AED"), ("里亚尔", "SAR"),
    ("里拉", "TRY"), ("土耳其里拉", "TRY"), ("坚戈", "KZT"), ("瑞典克朗", "SEK"), ("挪威克朗", "NOK"),
    ("丹麦克朗", "DKK"), ("克朗", "SEK"), ("兹罗提", "PLN"), ("福林", "HUF"), ("谢克尔", "ILS"),
    ("人民币", "CNY"), ("rmb", "CNY"), ("cny", "CNY"), ("¥", "CNY"), ("圆", "CNY"), ("元", "CNY"), ("块", "CNY"),
)  # fmt: skip
_PLAIN = frozenset({"元", "圆", "块", ""})
_CURRENCY = re.compile("|".join(re.escape(word) for word, _ in _CURRENCIES))
_CODE = dict(_CURRENCIES)

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_UNIT_TAIL = re.compile(r"[十百千拾佰仟万亿兆]+$")
_RANGE = re.compile(r"[-—–~―至到]+")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|.")
_OPEN = re.compile(r"[余多几]")
_FILLER = re.compile(r"[个整的,，\s]")
_NEIGHBOURS = re.compile(r"([一二两三四五六七八])([两二三四五六七八九])(?=[十百千万亿兆])")

_BEFORE = (
    ("at_most", re.compile(r"(不超过|不高于|不多于|最多|至多|最高|上限为?)$")),
    ("at_least", re.compile(r"(不低于|不少于|不下于|不小于|至少|最低|起码|超过|超|逾|突破|多达|高于)了?$")),
    ("about", re.compile(r"(约为?|大约|约合|近|将近|接近|大概|估计|左右)$")),
)
_AFTER = (
    ("at_least", re.compile(r"(以上|之上|余|多|起)")),
    ("at_most", re.compile(r"(以内|之内|以下)")),
    ("about", re.compile(r"(左右|上下)")),
)
_SAME_BELOW = re.compile(r"(新台币|台币|港元|港币|美元|欧元|日元|人民币)[,，]?(?:\w{0,4})下同")


def parse(text: str, before: str = "", after: str = "", default: str = "CNY") -> Amount | None:
    """The sum that ``text`` states, or None where it states no number.

    ``before`` and ``after`` are the text around it, which may bound it (超, 以上).
    A sum that names no currency other than 元 is in ``default``.
    """
    plain = _FILLER.sub("", normalize(text))
    words = _CURRENCY.findall(plain)
    named = [word for word in words if word not in _PLAIN]
    currency = _CODE[named[-1]] if named else default
    bound = "at_least" if _OPEN.search(plain) else _bound(normalize(before), normalize(after))
    number = _OPEN.sub("", _CURRENCY.sub("", plain))
    limits = _limits(number)
    return Amount(*limits, currency, bound) if limits else None


def context_currency(text: str) -> str:
    """The currency of bare 元 in an article: what it says with 下同, or CNY."""
    stated = _SAME_BELOW.search(normalize(text))
    return _CODE[stated[1]] if stated else "CNY"


def as_json(value: Decimal) -> int | float:
    """A value as a JSON number: an int where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def _bound(before: str, after: str) -> str:
    before, after = "".join(before.split())[-6:], "".join(after.split())[:3]
    for bound, pattern in _BEFORE:
        if pattern.search(before):
            return bound
    for bound, pattern in _AFTER:
        if pattern.match(after):
            return bound
    return "exact"


def _limits(number: str) -> tuple[Decimal, Decimal] | None:
    sides = [side for side in _RANGE.split(number) if side]
    if len(sides) == 1:
        neighbours = _NEIGHBOURS.search(number)
        if neighbours and _DIGITS[neighbours[2]] == _DIGITS[neighbours[1]] + 1:
            sides = [number.replace(neighbours[0], digit, 1) for digit in neighbours.groups()]
    if not 1 <= len(sides) <= 2:
        return None
    unit = _UNIT_TAIL.search(sides[-1])
    if len(sides) == 2 and unit and not _UNIT_TAIL.search(sides[0]):
        sides[0] += unit[0]
    values = [_number(side) for side in sides]
    low, high = values[0], values[-1]
    return None if low is None or high is None else (low, high)


def _number(text: str) -> Decimal | None:
    """A number in digits, Chinese numerals or both: 1亿5000万, 两亿三千万, 3.7万亿."""
    total = group = section = Decimal(0)  # from 亿 up; below 亿; below 万
    digits = ""
    last_unit = Decimal(1)
    for token in _TOKEN.findall(text):
        current = Decimal(digits) if digits not in ("", ".") else None
        if token[0].isascii() and token[0].isdigit():
            if digits and not digits.endswith("."):
                return None
            digits += token
        elif token in _DIGITS:
            digits += str(_DIGITS[token])
        elif token in (".", "点"):
            digits = (digits or "0") + "."
        elif token == "半":
            if current is not None:
                return None
            section += last_unit / 2
        elif token in _SMALL:
            last_unit = Decimal(_SMALL[token])
            section += (Decimal(1) if current is None else current) * last_unit
            digits = ""
        elif token == "万":
            last_unit = Decimal(_LARGE[token])
            amount = section + (current or 0)
            group += (amount or (0 if group else 1)) * last_unit
            section, digits = Decimal(0), ""
        elif token in _LARGE:
            last_unit = Decimal(_LARGE[token])
            amount = group + section + (current or 0)
            total += (amount or 1) * last_unit
            group, section, digits = Decimal(0), Decimal(0), ""
        else:
            return None
    if digits.endswith("."):
        return None
    rest = Decimal(digits) if digits else Decimal(0)
    if not text:
        return None
    return total + group + section + rest
