"""Sums of money as Chinese writes them, to exact numbers.

A sum is read from the outside in: the words around its number (超, 以上, 余) give
the bound, the words for the money its currency; a range has two sides; a side is
numbers with units of money (5元6角); a number is taken apart at its largest unit
first. A text that does not fit as a whole is no sum: nothing in its middle is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Context, Decimal, localcontext
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


# All words below are in the normal form of ``normalize``: simplified, half width, small.

# The names of each currency; its code in small letters is one too.
_NAMES = """
CNY 人民币 rmb cnh
TWD 新台币 台币 新台元 nt$ ntd
HKD 港元 港币 港圆 港纸 港银 港蚊 蚊 hk$
MOP 澳门元 澳门币 葡币
USD 美元 美金 美圆 美币 美刀 us$
EUR 欧元 欧罗 €
JPY 日元 日圆 日币 円 jp¥
KRW 韩元 韩圆 韩币 韩圜 南韩元 ₩
GBP 英镑 镑 £
CHF 瑞士法郎 瑞郎 法郎
SGD 新加坡元 新加坡币 新元 新币 坡元 坡币 星元 星币 叻币 s$ sg$
AUD 澳大利亚元 澳洲元 澳元 澳币 a$ au$
CAD 加拿大元 加拿大币 加元 加币 c$ ca$
NZD 新西兰元 新西兰币 纽西兰元 纽西兰币 纽元 纽币 nz$
RUB 卢布 俄罗斯卢布 俄卢布 ₽
BYN 白俄罗斯卢布 白俄卢布
INR 卢比 印度卢比 ₹
PKR 巴基斯坦卢比
LKR 斯里兰卡卢比
NPR 尼泊尔卢比
IDR 印尼盾 印度尼西亚盾 印尼卢比 盾
VND 越南盾 越盾 ₫
THB 泰铢 泰币 铢 ฿
MYR 林吉特 马来西亚林吉特 令吉 零吉 马币 马来西亚元 rm
PHP 菲律宾比索 菲律宾披索 菲币 披索 ₱
LAK 基普 老挝基普
KHR 瑞尔 柬埔寨瑞尔
MMK 缅元 缅币 缅甸元
BDT 塔卡 孟加拉塔卡
BND 文莱元
MNT 图格里克
KZT 坚戈 哈萨克斯坦坚戈 腾格
UZS 苏姆 乌兹别克斯坦苏姆
KGS 索姆 吉尔吉斯斯坦索姆
TJS 索莫尼
TRY 里拉 土耳其里拉 ₺
ILS 谢克尔 新谢克尔 以色列谢克尔
AED 迪拉姆 迪尔汗 阿联酋迪拉姆
SAR 里亚尔 沙特里亚尔
QAR 卡塔尔里亚尔
OMR 阿曼里亚尔
IRR 伊朗里亚尔
KWD 科威特第纳尔
IQD 伊拉克第纳尔
DZD 阿尔及利亚第纳尔
RSD 塞尔维亚第纳尔
EGP 埃及镑 埃镑
MAD 摩洛哥迪拉姆
ZAR 兰特 南非兰特
ETB 比尔 埃塞俄比亚比尔
KES 肯尼亚先令
TZS 坦桑尼亚先令
UGX 乌干达先令
NGN 奈拉 尼日利亚奈拉 ₦
GHS 塞地 加纳塞地
ZMW 克瓦查 赞比亚克瓦查
AOA 宽扎
XOF 西非法郎
XAF 中非法郎
BRL 雷亚尔 巴西雷亚尔 巴西元 r$
MXN 比索 墨西哥比索 墨西哥披索
ARS 阿根廷比索
CLP 智利比索
COP 哥伦比亚比索
PEN 索尔 新索尔 秘鲁索尔
SEK 克朗 瑞典克朗
NOK 挪威克朗
DKK 丹麦克朗
ISK 冰岛克朗
CZK 捷克克朗
PLN 兹罗提 波兰兹罗提
HUF 福林 匈牙利福林
RON 列伊 罗马尼亚列伊
BGN 列弗
UAH 格里夫纳 ₴
DEM 马克 德国马克 西德马克
FRF 法国法郎
ITL 意大利里拉
NLG 荷兰盾
"""
_CODE = {
    word: code
    for code, *names in map(str.split, filter(None, _NAMES.splitlines()))
    for word in (code.lower(), *names)
}
# Signs that currencies share: the article's own currency or else the first.
_SIGNS = {
    "$": ("USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MOP", "BND", "MXN"),
    "¥": ("CNY", "JPY"),
}
# Units of whatever currency it is, and the coins of one currency.
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_PARTS = dict.fromkeys("元圆块", Decimal(1))
_PARTS |= dict.fromkeys("角毛毫", _TENTH) | dict.fromkeys("分仙", _HUNDREDTH)
_PARTS["厘"] = Decimal("0.001")
_COINS = {
    "港仙": "HKD", "港分": "HKD", "美分": "USD", "美仙": "USD", "欧分": "EUR", "便士": "GBP",
    "澳分": "AUD", "戈比": "RUB",
}  # fmt: skip
_HONG_KONG_COINS = frozenset("仙毫")
_CODE |= _COINS
_PARTS |= dict.fromkeys(_COINS, _HUNDREDTH)


def _any(words: Collection[str]) -> str:
    """A pattern for any of the words, the longest first; Latin ones stand alone."""
    patterns = []
    for word in sorted(words, key=len, reverse=True):
        start = "(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
        end = "(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
        patterns.append(start + re.escape(word) + end)
    # Nearly everywhere none of them begins, and a look at one character says so.
    firsts = re.escape("".join(sorted({word[0] for word in words})))
    return f"(?:(?=[{firsts}])(?:{'|'.join(patterns)}))"


_NAME = _any([*_CODE, *_SIGNS])
_WORD = _any([*_CODE, *_SIGNS, *_PARTS])
_FIND_NAME = re.compile(_NAME)
_FIND_WORD = re.compile(_WORD)

# The number.
_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_FORMAL = {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}
_RARE = {"○": 0, "◯": 0, "弌": 1, "弍": 2, "貮": 2, "弎": 3, "参": 3}
_D = "0-9" + "".join(_CHINESE | _FORMAL | _RARE)
_UNIT = "十百千万亿兆拾佰仟廿卅卌"
_NUMBER = f"[{_D}{_UNIT}半.,点·・•。]+"
_CANONICAL = str.maketrans(
    {c: str(i) for c, i in (_CHINESE | _FORMAL | _RARE).items()}
    | {"拾": "十", "佰": "百", "仟": "千", "廿": "2十", "卅": "3十", "卌": "4十"}
    | dict.fromkeys("点·・•。", ".")
)
_SIZES = (
    ("兆", Decimal(10**12)), ("亿", Decimal(10**8)), ("万", Decimal(10**4)),
    ("千", Decimal(1000)), ("百", Decimal(100)), ("十", Decimal(10)),
)  # fmt: skip
_ENGLISH = {
    "trillion": "兆", "billion": "十亿", "million": "百万", "bn": "十亿", "mn": "百万",
}  # fmt: skip
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_GROUPED = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+)(?![\d,])", re.ASCII)
# What speech leaves out at the end: the 万 of 三亿五千 and 1亿5000, the 亿 of 两兆五千.
_ELIDED = re.compile(r"(亿|兆)([1-9]千[0-9百十]*|[1-9][0-9]{3})$")
_LOWER = {"亿": "万", "兆": "亿"}

# 六七千万, 二、三十亿, 三五亿: one of two digits.
_PAIR = re.compile(rf"(?<![{_D}.点])([一二两三四五六七八])、?([二两三四五六七八九])(?![{_D}.点])")
_HALF_MORE = re.compile(rf"(?<=[{_D}{_UNIT}])个半(?=[{_UNIT}])")
_MEASURE = re.compile(rf"(?<=[{_D}{_UNIT}半余多来几数])个(?=[{_UNIT}半多余来])")
# 20余亿, 十几万, 两点多亿, 三千几百万, 一亿数千万; 十来万, 百把万.
_OPEN = re.compile(
    rf"(?:(?<=[亿兆])[几数][十百千]*万|(?<=[{_UNIT}])[几数][十百千]+|点[多几]"
    rf"|(?<=[{_D}{_UNIT}])(?:[余多几数]|好几))(?![{_D}])"
)
_ROUGH = re.compile(rf"(?<=[0{_UNIT}])[来把](?![{_D}])")

# A side and a range. 钱 and 整 belong to the word for the money: 块钱, 元整.
_RUN = f"(?:(?:{_WORD}钱?)+[整正]?)"
_SIDE = re.compile(f"(?P<prefix>{_WORD}*)(?P<sums>{_NUMBER}(?:{_RUN}{_NUMBER})*{_RUN}?)")
_SUM = re.compile(f"({_NUMBER})({_RUN}?)")
_RANGE = re.compile(r"[-—–―─‐‒−~〜∼]+|乃?至|到|(?<=\d)、(?=\d)", re.ASCII)
# The units that both sides share: 万 of 三百二十万, 百万 of 五百万.
_SHARED = re.compile(f"(?:(?<=^[{_D}])[百千佰仟])?[万亿兆]*$")
_FIRST = re.compile(f"[{_D}{_UNIT}半.]")
# 万 and 亿 alone are no number (亿元以上); 百 and 千 are (百亿元).
_COUNT = re.compile(f"[{_D}十百千拾佰仟廿卅卌半]")

#: 5.6w: 万 by its first letter.
_W = re.compile(r"(?<=\d)w(?![a-z])")
# What is cut off: white space, quotes, a remark at the end, what a sum is paid for (元/吨).
_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_EDGES = "“”\"'‘’「」『』《》()[]【】,、。:;!?-—–―─~"
_MONEY_IN_BRACKETS = re.compile(rf"\(({_WORD}+)\)")
_REMARK = re.compile(r"(?<=.)\([^()]*\)$")
_PER = re.compile(rf"(?<=[^\d.])(?:[/每][^{_D}/每至到~—–-]+)+(?=$|{_RANGE.pattern})")
_PARAGRAPH = re.compile(r"\n\s")
# Longer texts are no sums; so no number is too long to be exact.
_LONGEST = 64
_AROUND = 40
_EXACT = Context(prec=300)

# The words around a sum.
_MAY = "(?:[得能可应宜会再]|允许)?"
_BEFORE = {
    "at_most": (
        f"不{_MAY}(?:超过?|高于|多于|大于|突破)|不逾|(?:未|没有?)(?:超过?|突破|达到?|到|及|满|足)"
        "|(?<![看拿等找得用谈])不到|不足|不满|不及|不过|低于|少于|小于|跌破"
        "|最多|至多|顶多|最高|充其量|上限"
    ),
    "at_least": (
        f"不{_MAY}(?:低于|少于|小于)|不下于|(?<![剩留拿放容压降装])不下|不亚于|不止|超[过出越]|逾"
        "|(?<![反赶])超(?!募)|突破|冲破|(?<![打攻爆击看])破|高于|大于|多于"
        "|(?<=[值额入收资模计润售税均已首次年要将跨迈越])过(?!会)|至少|最低|最少|最?起码|保底|下限"
    ),
    "about": (
        "约莫|(?<=折合)约|(?<=[(])合约|(?<![签节纽违履契合])约|(?<![最附新邻就相])近|逼近"
        "|大概|大致|大体|差不多|估计|几乎"
    ),
}
_AFTER = {
    "at_least": (
        r"[及或]?以上(?![述所各])|之上|有余|出头|开外|往上|朝上|不止(?=$|\W)|打底|为下限"
        r"|起(?![诉草家火源用飞码因点伏来])|[余多](?!元[化素件])(?=$|[\W的元圆块美港欧日人])"
    ),
    "at_most": (
        r"[及或]?以下(?![简称各几])|[以之]内(?!部)|以里|之下|不到(?=$|[\W的])|为上?限"
        r"|封顶(?=$|[,。;)])"
    ),
    "about": "左右(?![岸侧两手])|上下(?![游级班车])|附近|光景",
}
# What may stand between a bound and the number: 最高可补助500万元, 超过每吨5000元.
_INTO = (
    "投资|投入|出资|投|斥资|耗资|募集?资?金?|集资|资助|补助|补贴|奖励|给予|支持|总计|总额|金额"
    r"|[由从自]|介[于乎]|\(含\)|[为是合折达到成有要需须可会将在了共计用奖补获得省只:“\"‘「『]"
    "|每(?:平方(?:米|公里|尺)|立方米|千瓦时?|公[斤里顷]"
    "|[吨亩桶斤度台瓦片股张辆户年月天人家个套件升克米尺方枚箱瓶])"
)


def _named(bounds: dict[str, str]) -> str:
    return "|".join(f"(?P<{bound}>{words})" for bound, words in bounds.items())


_LEAD_WORD = f"{'|'.join(_BEFORE.values())}|{_INTO}"
_LEAD_TOKEN = re.compile(f"{_named(_BEFORE)}|{_INTO}|{_WORD}")
_LEAD = re.compile(f"(?:{_LEAD_WORD}|{_WORD})*$")
_BRIDGE = re.compile(f"(?:{_LEAD_WORD})*$")
_UP = re.compile("(?<![线网以之])上$")
_INCLUDED = r"(?:\(含[^()]*\)?)?"
_TRAIL_TOKEN = re.compile(f"{_INCLUDED}(?:{_named(_AFTER)}|之间|不等|整|{_WORD})")
_TAIL = re.compile(f"(?:{_INCLUDED}(?:{'|'.join(_AFTER.values())}|之间|不等|整))+$")
_NAME_BEHIND = re.compile(rf"\((?P<aside>{_NAME})[,.)]|(?P<name>{_NAME})")

# What a bare number lacks.
_MONEY = re.compile(f"[万亿百千]|{_WORD}")

# The currency of an article.
_SAME_BELOW = re.compile(rf"({_NAME})[^\w\n]{{0,2}}\w{{0,4}}[^\w\n]{{0,2}}下同")
_DECLARED = re.compile(
    rf"(?:以下|本文|文中|下文|注明|说明|标明|表明|标示)[^。\n]{{0,12}}均[为指系以]({_NAME})(?!\w)"
)
_TRADITIONAL = re.compile("[億萬幣資產業園廠]")
_TAIWAN_DOLLAR = re.compile(r"新?台币|(?<![a-z])nt\$")
_TAIWAN = re.compile(
    "台湾|台北|新北|桃园|新竹|苗栗|台中|彰化|南投|云林|嘉义|台南|高雄|屏东|宜兰|花莲|台东|基隆"
    "|竹科|南科|中科(?!院)|经济部|投审会|上柜|法说会"
)
_ELSEWHERE = re.compile("香港|澳门|港元|港币|内地|人民币|市委|省委|国务院")


def parse(text: str, before: str = "", after: str = "", default: str = "CNY") -> Amount | None:
    """The sum that ``text`` states, or None where it states no number.

    ``before`` and ``after`` are the text around it, which may bound it (超, 以上)
    or name its currency (人民币约). A sum that names no currency other than 元
    is in ``default``. 百亿元 and 千亿元 state a number; 亿元 and 数亿元 do not.
    A minus sign in front is left out, as a dash is: of a loss the size is given.
    """
    return _parse(_plain(text), before, after, default)


def _parse(plain: str, before: str, after: str, default: str) -> Amount | None:
    first = _FIRST.search(plain)
    if not first or not _COUNT.search(plain) or len(plain) > _LONGEST:
        return None
    head, body = plain[: first.start()], plain[first.start() :]
    lead = _compact(_PARAGRAPH.split(before[-_AROUND:])[-1])
    trail = _compact(_PARAGRAPH.split(after[:_AROUND])[0])
    if body[0] in "十百千":  # 上百亿元
        lead, head = _UP.sub("超", lead), _UP.sub("超", head)
    if not _LEAD.fullmatch(head):
        return None
    tail = _TAIL.search(body)
    if tail:
        body, trail = body[: tail.start()], tail[0] + trail
    number, inside = _strip_open(body)
    with localcontext(_EXACT):
        limits = _limits(number)
    if limits is None:
        return None
    words = [*_FIND_WORD.findall(head), *limits.words]
    if not any(word in _CODE or word in _SIGNS for word in words):
        words += _name_outside(lead + head, trail, bare=not words)
    currency = _currency(words, default)
    if currency is None:
        return None
    return Amount(limits.low, limits.high, currency, _bound(lead + head, inside, trail))


def is_sum(text: str) -> bool:
    """Whether ``text`` can be a sum of money: a number that is parsed, with a unit of money or 万, 亿 behind it.

    A bare number (the 8.2 of 8.2%) is none.
    """
    plain = _plain(text)
    return bool(_MONEY.search(plain)) and _parse(plain, "", "", "CNY") is not None


def context_currency(text: str) -> str:
    """The currency of bare 元 in an article.

    What the article says with 下同 or 均为; 新台幣 where it is Taiwanese: in
    traditional characters, with that currency or places of Taiwan; else CNY.
    """
    plain = normalize(text)
    # Both patterns are slow to find nothing, as nearly every article lets them.
    stated = ("下同" in plain and _SAME_BELOW.search(plain)) or ("均" in plain and _DECLARED.search(plain))
    if stated:
        return _currency([stated[1]], "CNY") or "CNY"
    if not _TRADITIONAL.search(text):
        return "CNY"
    taiwan, elsewhere = len(_TAIWAN.findall(plain)), len(_ELSEWHERE.findall(plain))
    return "TWD" if _TAIWAN_DOLLAR.search(plain) or taiwan > elsewhere else "CNY"


def as_json(value: Decimal) -> int | float:
    """A value as a JSON number: an int where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def _compact(text: str) -> str:
    return _BLANK.sub("", normalize(text))


def _plain(text: str) -> str:
    """``text`` without what is no part of the sum."""
    plain = _compact(text)
    if "(" in plain:
        plain = _REMARK.sub("", _MONEY_IN_BRACKETS.sub(r"\1", plain))
    plain = plain.strip(_EDGES)
    for english, unit in _ENGLISH.items():
        plain = plain.replace(english, unit)
    return _PER.sub("", _W.sub("万", plain))


def _strip_open(body: str) -> tuple[str, str]:
    """``body`` without 余, 多, 几, 来 and 个, and the bound that they give."""
    body = _MEASURE.sub("", _HALF_MORE.sub(".5", body))
    body, opened = _OPEN.subn("", body)
    body, rough = _ROUGH.subn("", body)
    return body, "at_least" if opened else "about" if rough else "exact"


def _bound(lead: str, inside: str, trail: str) -> str:
    """What is said of the number: more or less, the nearest in front first, or else about."""
    said = [inside]
    suffix = _LEAD.search(lead)
    if suffix:
        tokens = [token.lastgroup for token in _LEAD_TOKEN.finditer(lead, suffix.start())]
        said = [token for token in tokens[::-1] if token] + said
    at = 0
    while token := _TRAIL_TOKEN.match(trail, at):
        said.append(token.lastgroup or "")
        at = token.end()
    limits = [bound for bound in said if bound in ("at_least", "at_most")]
    return limits[0] if limits else "about" if "about" in said else "exact"


def _name_outside(lead: str, trail: str, bare: bool) -> list[str]:
    """The name of the currency around a sum that has none: 人民币约 in front, 人民币 behind.

    ``bare`` says that the sum has no 元 either; behind 元 only a 币 is its currency.
    """
    for name in [*_FIND_NAME.finditer(lead)][-1:]:
        of_another_sum = re.search(f"[{_D}{_UNIT}余多]$", lead[: name.start()])
        if not of_another_sum and _BRIDGE.match(lead, name.end()):
            return [name[0]]
    behind = _NAME_BEHIND.match(trail)
    if behind and behind["aside"]:
        return [behind["aside"]]
    return [behind["name"]] if behind and (bare or behind["name"].endswith("币")) else []


def _currency(words: list[str], default: str) -> str | None:
    """The one currency that the words name, or ``default``; None for two of them."""
    codes = {_CODE[word] for word in words if word in _CODE}
    if not codes:
        signs = [_SIGNS[word] for word in words if word in _SIGNS]
        codes = {default if default in sign else sign[0] for sign in signs}
    if not codes:
        coins = _HONG_KONG_COINS.intersection(words)
        return "HKD" if coins and default == "CNY" else default
    return codes.pop() if len(codes) == 1 else None


class _Limits(NamedTuple):
    """The lowest and the highest value and the words for the money."""

    low: Decimal
    high: Decimal
    words: list[str]


class _Side(NamedTuple):
    """One side of a range: its value, the words for the money and the last of them."""

    value: Decimal
    words: list[str]
    unit: str


def _limits(text: str) -> _Limits | None:
    """3亿元, 3至5亿元, 三五亿元."""
    sides = _RANGE.split(text)
    pair = _PAIR.search(text)
    if pair:
        first, second = (_CHINESE[digit] for digit in pair.groups())
        if second == first + 1 or (first, second) == (3, 5):
            if len(sides) > 1:
                return None
            sides = [text[: pair.start()] + d + text[pair.end() :] for d in pair.groups()]
    high = _side(sides[-1])
    if high is None or len(sides) > 2:
        return None
    low = _low_side(sides[0], sides[1], high) if len(sides) == 2 else high
    if low is None or (low.value > high.value and low.unit and not high.unit):
        return None
    values = sorted(_tidy(side.value) for side in (low, high))
    return _Limits(values[0], values[1], low.words + high.words)


def _low_side(text: str, high_text: str, high: _Side) -> _Side | None:
    """The first side, which may leave the end to the second: 3至5亿元, 三百至五百万."""
    low = _side(text)
    if low and low.unit:
        return low
    shared = _SHARED.search(high_text.removesuffix(high.unit))
    units = shared[0] if shared else ""
    scale = _scale(_FIND_WORD.findall(high.unit))
    for start in range(len(units) + 1):
        low = _side(text + units[start:])
        if low and low.value * scale <= high.value:
            return low._replace(value=low.value * scale)
    return None


def _side(text: str) -> _Side | None:
    """人民币3亿元, 5元6角, 四十七块五."""
    match = _SIDE.fullmatch(text)
    if not match:
        return None
    words = _FIND_WORD.findall(match["prefix"])
    total = Decimal(0)
    last: Decimal | None = None  # what one of the unit before is worth
    unit = ""
    for number, unit in _SUM.findall(match["sums"]):
        run = _FIND_WORD.findall(unit)
        value = _number(_canonical(number, in_money=bool(run)))
        scale = _scale(run) if run else _scale_behind(number, last)
        if value is None or scale is None:
            return None
        if last is not None and (value * scale >= last or (run and scale >= last)):
            return None
        total += value * scale
        words += run
        last = scale
    return _Side(total, words, unit)


def _scale(run: list[str]) -> Decimal:
    """What one of a unit is worth: 1 for 元人民币, 0.1 for 毛."""
    scale = Decimal(1)
    for word in run:
        scale *= _PARTS.get(word, 1)
    return scale


def _scale_behind(number: str, last: Decimal | None) -> Decimal | None:
    """What one of a number without a unit is worth, the last in 8毛6, 三块零五, 三块半."""
    if last is None:
        return Decimal(1)
    if number == "半":
        return last
    return last.scaleb(-len(number)) if re.fullmatch(f"[{_D}]{{1,2}}", number) else None


def _canonical(number: str, in_money: bool) -> str:
    """A number in digits, point and units; ``in_money`` says that 元 or the like follows."""
    number = number.translate(_CANONICAL).replace("万亿", "兆")
    number = _GROUPED.sub(lambda match: match[0].replace(",", ""), number)
    if number.startswith("半"):
        number = "0.5" + number[1:]
    if in_money:
        return number
    return _ELIDED.sub(lambda match: match[0] + _LOWER[match[1]], number)


def _number(text: str) -> Decimal | None:
    """The value of a canonical number: 3亿5千万, 1百8十.5."""
    for unit, size in _SIZES:
        head, found, rest = text.partition(unit)
        if found:
            count, more = _unit_count(head, size), _rest(rest, size)
            if count is None or more is None or (rest and "." in head):
                return None
            return count * size + more
    return Decimal(text) if _PLAIN_NUMBER.fullmatch(text) else None


def _unit_count(head: str, size: Decimal) -> Decimal | None:
    """How many of a unit: one where it stands alone; of 十, 百, 千 a plain number."""
    if not head:
        return Decimal(1)
    return _number(head) if size >= 10**4 or _PLAIN_NUMBER.fullmatch(head) else None


def _rest(rest: str, size: Decimal) -> Decimal | None:
    """What follows a unit: tenths of it (三亿五), behind 零 as it stands, always less than it."""
    if not rest:
        return Decimal(0)
    if rest == "半":
        return size / 2
    if re.fullmatch("[1-9]", rest):
        return int(rest) * size / 10
    if re.match(r"0(?!\.)", rest):
        rest = rest.lstrip("0")
    if not re.match(r"[0-9十]|\.[0-9]+$", rest):
        return None
    value = _number(rest)
    return value if value is not None and value < size else None


def _tidy(value: Decimal) -> Decimal:
    """The value without an exponent or empty places."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()
