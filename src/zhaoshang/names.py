"""Which company names of an article stand for the same business."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from .language.characters import normalize, squeeze

_LEGAL = (
    "股份有限公司|有限责任公司|集团有限公司|有限公司|控股集团|集团公司|总公司|公司|集团|控股|股份|"
    "株式会社|co\\.,?ltd\\.?|co\\.|ltd\\.?|inc\\.?|corp\\.?|gmbh|ag"
)
_LEGAL_TAIL = re.compile(rf"(?:{_LEGAL})+$")
_LEGAL_FULL = re.compile(r"(公司|株式会社|ltd\.?|inc\.?|corp\.?|gmbh|集团|厂)$")
#: The mark of a Taiwanese stock behind its short name: 臻鼎-KY, 錼創科技-KY創.
_LISTING = re.compile(r"-ky.?$|-w$|-sw$|-b$|-u$")
#: A group and its listed company share a brand, but are two businesses.
_GROUP = re.compile(r"集团(?:有限(?:责任)?公司|公司)?$")
_LISTED = re.compile(r"(?<!集团)股份(?:有限公司|公司)?$")
_BRACKETS = re.compile(r"[（(\[][^（()）\]]*[）)\]]")
_BRANCH = re.compile(r"(分公司|分行|支行|分店|营业部|办事处|事业部|子公司)$")
#: Trade words that a short name may leave out right behind its brand.
_TRADE = re.compile(
    r"^(?:新?(?:科技|材料|能源|集团|控股|实业|工业|电子|股份|药业|医药|生物|化工|化学|机械|汽车|重工|食品|环保|智能|电气|技术|光电|"
    r"半导体|纺织|物流|建材|钢铁|铝业|电力|电器|制药|投资|发展|国际|企业|产业|制造|精密|装备|软件|信息|网络|通信|地产|置业|乳业|酒业|"
    r"纸业|水泥|生技|投控|光学|光电|金控|电机|建设|营造|航运|海运|重机|半导|塑胶|橡胶|玻璃|照明|家电|家居|服饰|乳品|牧业|农业|种业|矿业|铜业|锂业|能|石化|新材|金属|设备|系统|服务|商贸|贸易|供应链|数据|云|微电子|股份公司|"
    r"轮胎|精机|事业|健康|家纺|木业|冷链|机器人|锻造|铸造|水产|渔业|五金|电工|煤化工|快递|粮油|饮料|管材|特钢|钢管|焦化|煤业|能化|厨具|灯饰|"
    r"陶瓷|卫浴|门窗|传动|轴承|齿轮|阀门|泵业|电缆|电线|线缆|磁材|光伏|储能|氢能|风电|航空|航天|船舶|造船|钟表|玩具|鞋业|服装|印染|化纤|针织|皮革|包装|"
    r"印刷|造纸|浆纸|饲料|茶业|肉业|糖业|盐业|油脂|智造|自动化|仪器|仪表|检测|医疗|器械|基因|影像|芯片|激光|传感|通讯|传媒|文化|旅游|食品厂|"
    r"特种|高新|新型|金属网|煤层气|焊割|工具|模具|塑料|塑胶|化肥|农化|炭素|碳素|磁业|线路板|电路|压铸|冲压|紧固件)+)$"
)
_LONGEST_REGION = 5
_LONGEST_PLACE = 8
_ALIAS = re.compile(
    r"^[^,。;]{0,12}?\((?:下称|以下简称为?|以下称|简称|下同|后称|又称)[:,“\"「『‘]*(?P<name>[^”\"」』’),]{2,15})"
)


def core(name: str) -> str:
    """A name without white space, bracketed parts, listing mark and legal form, in its normal form."""
    plain = _LISTING.sub("", _BRACKETS.sub("", "".join(normalize(name).split())))
    return _LEGAL_TAIL.sub("", plain) or plain


def stated_aliases(text: str, mentions: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    """Pairs of (name, short name) that the text itself states: 甲公司（以下简称“甲”）."""
    pairs = []
    spans = list(mentions)
    for (start, end), (inner, after) in pairwise(spans):
        if text[end:inner] in ("（", "(") and text[after : after + 1] in ("）", ")", "，"):
            pairs.append((squeeze(text[start:end]), squeeze(text[inner:after])))
    for start, end in spans:
        behind = squeeze(text[end : end + 40])
        stated = _ALIAS.match(normalize(behind))
        if stated:
            pairs.append((squeeze(text[start:end]), behind[slice(*stated.span("name"))]))
    return pairs


def group(names: Iterable[str], aliases: Iterable[tuple[str, str]] = ()) -> list[tuple[str, ...]]:
    """Groups of names that stand for one business, the fullest name first.

    Args:
        names: the names of an article as written, white space removed, in text order.
        aliases: pairs that the text states to be the same.

    Two names are one business when they differ in script, brackets or legal
    form alone, when the text says so, or when one is short for exactly one
    longer name. A branch and a subsidiary stay apart from the parent.
    """
    order = list(dict.fromkeys(names))
    parent = {name: name for name in order}

    def find(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for full, short in aliases:
        if full in parent and short in parent:
            parent[find(short)] = find(full)
    known = {name: _Name.of(name) for name in order}
    by_core: dict[str, str] = {}
    for name in order:
        first = by_core.setdefault(known[name].core, name)
        if first != name and not _apart(known[name], known[first]):
            parent[find(name)] = find(first)
    longer = _by_bigram(known)
    for short in order:
        near = (full for full in longer.get(known[short].core[:2], ()) if find(full) != find(short))
        scored = [(_likeness(known[short], known[full]), full) for full in near]
        best = max((score for score, _ in scored), default=0)
        roots = {find(full) for score, full in scored if score == best}
        if best and len(roots) == 1:
            parent[find(short)] = roots.pop()
    groups: dict[str, list[str]] = {}
    for name in order:
        groups.setdefault(find(name), []).append(name)
    return [tuple(sorted(group, key=len, reverse=True)) for group in groups.values()]


class _Name(NamedTuple):
    """A name as it is compared: what of it is looked at for every other name of the article."""

    length: int
    core: str
    is_branch: bool
    is_group: bool
    is_listed: bool
    is_full: bool

    @classmethod
    def of(cls, name: str) -> _Name:
        plain = normalize(name)
        return cls(
            length=len(name),
            core=core(name),
            is_branch=bool(_BRANCH.search(plain)),
            is_group=bool(_GROUP.search(plain)),
            is_listed=bool(_LISTED.search(plain)),
            is_full=bool(_LEGAL_FULL.search(name)),
        )


def _by_bigram(known: dict[str, _Name]) -> dict[str, list[str]]:
    """The names that another can be short for, by the two characters that it would begin with.

    All pairs of names are too many in a long article; wherever a short name stands in a longer one, its
    first two characters do, not far from the beginning.
    """
    found: dict[str, list[str]] = {}
    for name, (_, plain, *_) in known.items():
        for bigram in {plain[at : at + 2] for at in range(min(_LONGEST_PLACE + 1, len(plain) - 1))}:
            found.setdefault(bigram, []).append(name)
    return found


def _apart(one: _Name, other: _Name) -> bool:
    """Whether the ends of two names say that they are two businesses, whatever they share."""
    if one.is_branch or other.is_branch:
        return True
    return (one.is_group and other.is_listed) or (one.is_listed and other.is_group)


def _likeness(short: _Name, full: _Name) -> int:
    """How surely ``short`` is short for ``full``: 0 (no) to 3."""
    if short.length >= full.length or _apart(short, full):
        return 0
    a, b = short.core, full.core
    if len(a) < 2 or a == b:
        return 0
    if b.startswith(a):
        return 3 if _TRADE.match(b[len(a) :]) or full.is_full else 0
    at = b.find(a)
    if 0 < at <= _LONGEST_REGION and len(a) >= 3 and (b.endswith(a) or _TRADE.match(b[at + len(a) :])):
        return 2
    if len(a) >= 4 and b.endswith(a) and at <= _LONGEST_PLACE:
        return 1
    if not full.is_full:
        return 0
    if 0 < at <= _LONGEST_REGION:
        return 2
    return 1 if _is_contraction(a, b) else 0


def _is_contraction(short: str, full: str) -> bool:
    """Whether ``short`` keeps the first two characters of the brand and then skips: 聚和材料."""
    if len(short) < 3:
        return False
    at = full.find(short[:2])
    if not 0 <= at <= 4:
        return False
    rest = iter(full[at + 2 :])
    return all(char in rest for char in short[2:])
