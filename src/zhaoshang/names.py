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
_REGISTERED = re.compile(r"(?:有限(?:责任)?|股份)公司$")
_PLACE_IN_BRACKETS = re.compile(r"[(\[](?!集团|控股|股份)[^()\]]*[)\]]")
#: 中国电建 and 中电建 are one.
_STATE = re.compile(r"^中国(?=..)")
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
    r"特种|高新|新型|机床|铜材|铝材|钢材|器材|酿造|酒厂|药厂|中药厂|电器厂|机械厂|压力机|滤清器|锅炉|汽配|零部件|功能材料|前驱体|金属网|煤层气|焊割|工具|模具|塑料|塑胶|化肥|农化|炭素|碳素|磁业|线路板|电路|压铸|冲压|紧固件)+)$"
)
_LONGEST_PLACE = 8
_LONGEST_ACRONYM = 4
_ALIAS = re.compile(
    r"^[^,。;]{0,12}?\((?:下称|以下简称为?|以下称|简称|下同|后称|又称)[:,“\"「『‘]*(?P<name>[^”\"」』’),]{2,15})"
)


def core(name: str) -> str:
    """A name without white space, bracketed parts, listing mark and legal form, in its normal form."""
    plain = _LISTING.sub("", _BRACKETS.sub("", "".join(normalize(name).split())))
    return _STATE.sub("中", _LEGAL_TAIL.sub("", plain) or plain)


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
    longer name. Behind the long name a brand is short for it; in front of it, it may be the
    parent's. A branch and a subsidiary stay apart from the parent, and so do two registered names.
    """
    order = list(dict.fromkeys(names))
    known = {name: _Name.of(name) for name in order}
    groups = _Groups(known)
    for full, short in aliases:
        if full in known and short in known:
            groups.join(full, short)
    by_core: dict[str, str] = {}
    for name in order:
        first = by_core.setdefault(known[name].core, name)
        if groups.fit(first, name):
            groups.join(first, name)
    longer = _by_beginning(known)
    place = {name: at for at, name in enumerate(order)}
    for short in order:
        scored = [
            (score, full)
            for full in _sharing(known[short].core, longer)
            if (score := _likeness(known[short], known[full], place[full] < place[short]))
            and groups.fit(full, short)
        ]
        best = max((score for score, _ in scored), default=0)
        chosen = [full for score, full in scored if score == best]
        if len({groups.of[full] for full in chosen}) == 1:
            groups.join(chosen[0], short)
    return [tuple(sorted(group, key=len, reverse=True)) for group in groups.members.values()]


class _Groups:
    """Names brought together step by step."""

    def __init__(self, known: dict[str, _Name]) -> None:
        self._known = known
        #: The name that stands for the group of each.
        self.of = {name: name for name in known}
        #: The names of each group, by the one that stands for it.
        self.members = {name: [name] for name in known}

    def fit(self, one: str, other: str) -> bool:
        """Whether two names are in different groups, and no two names of these are told apart by their form."""
        first, second = self.of[one], self.of[other]
        return first != second and not any(
            _apart(self._known[a], self._known[b]) for a in self.members[first] for b in self.members[second]
        )

    def join(self, one: str, other: str) -> None:
        """Make the groups of two names one."""
        first, second = self.of[one], self.of[other]
        if first != second:
            for name in self.members[second]:
                self.of[name] = first
            self.members[first] += self.members.pop(second)


class _Name(NamedTuple):
    """A name as it is compared: what of it is looked at for every other name of the article."""

    length: int
    core: str
    is_branch: bool
    is_group: bool
    #: Whether group or holding stands anywhere in it.
    is_holding: bool
    is_listed: bool
    #: Whether it ends in a legal form, group or factory.
    is_full: bool
    is_registered: bool
    #: The place in its brackets.
    bracketed: str

    @classmethod
    def of(cls, name: str) -> _Name:
        plain = normalize(name)
        return cls(
            length=len(name),
            core=core(name),
            is_branch=bool(_BRANCH.search(plain)),
            is_group=bool(_GROUP.search(plain)),
            is_holding="集团" in plain or "控股" in plain,
            is_listed=bool(_LISTED.search(plain)),
            is_full=bool(_LEGAL_FULL.search(name)),
            is_registered=bool(_REGISTERED.search(plain)),
            bracketed="".join(_PLACE_IN_BRACKETS.findall(plain)),
        )


def _by_beginning(known: dict[str, _Name]) -> dict[str, list[str]]:
    """The names that another can be short for, by what that would begin with: two characters, or their first alone.

    All pairs of names are too many in a long article; wherever a short name stands in a longer one, its
    first two characters do, not far from the beginning.
    """
    found: dict[str, list[str]] = {}
    for name, (_, plain, *_) in known.items():
        bigrams = {plain[at : at + 2] for at in range(min(_LONGEST_PLACE + 1, len(plain) - 1))}
        for beginning in {plain[:1], *bigrams}:
            found.setdefault(beginning, []).append(name)
    return found


def _sharing(core: str, longer: dict[str, list[str]]) -> Iterable[str]:
    """The names of an index of :func:`_by_beginning` that a core may be short for."""
    return dict.fromkeys([*longer.get(core[:2], ()), *longer.get(core[:1], ())])


def _apart(one: _Name, other: _Name) -> bool:
    """Whether the form of two names says that they are two businesses, whatever they share."""
    if one.is_branch or other.is_branch:
        return True
    if one.bracketed and other.bracketed and one.bracketed != other.bracketed:
        return True
    if one.is_registered and other.is_registered and not _is_tail(one.core, other.core):
        return True
    if one.is_listed != other.is_listed:
        unlisted = other if one.is_listed else one
        return unlisted.is_group or unlisted.is_registered
    return False


def _is_tail(one: str, other: str) -> bool:
    """Whether one core ends in the other: they differ in a region in front at most."""
    return one.endswith(other) or other.endswith(one)


def _likeness(short: _Name, full: _Name, is_later: bool) -> int:
    """How surely ``short`` is short for ``full``, which stands in front of it or not: 0 (no) to 4."""
    if short.length >= full.length or short.is_group > full.is_holding:
        return 0
    a, b = short.core, full.core
    if len(a) < 2 or a == b:
        return 0
    at = b.find(a)
    if at < 0 or at > _LONGEST_PLACE:
        shorter = _is_contraction(a, b) and (full.is_full or is_later)
        return int(shorter or (is_later and _is_acronym(a, b)))
    tail = b[at + len(a) :]
    if is_later:
        # Of several the group: 徕远 behind 新疆徕远食品集团 and 徕远商贸.
        is_group = full.is_holding and (not tail or _TRADE.match(tail))
        return 4 if is_group else 2 if at else 3
    if full.bracketed:
        return 0
    if not at:
        return 3 if full.is_full or _is_trade(a, tail) else 0
    return 2 if full.is_full and (not tail or _is_trade(a, tail)) else 0


def _is_trade(short: str, tail: str) -> bool:
    """Whether what a short name leaves out is a trade, or the end of one that it begins: 楚磷新能 of 楚磷新能源材料."""
    return any(_TRADE.match(short[len(short) - cut :] + tail) for cut in range(min(3, len(short) - 1)))


def _is_contraction(short: str, full: str) -> bool:
    """Whether ``short`` keeps the first two characters of the brand and then skips: 聚和材料."""
    if len(short) < 3:
        return False
    at = full.find(short[:2])
    if not 0 <= at <= 4:
        return False
    rest = iter(full[at + 2 :])
    return all(char in rest for char in short[2:])


def _is_acronym(short: str, full: str) -> bool:
    """Whether ``short`` begins as ``full`` does and skips from there on: 云锡 of 云南锡业."""
    rest = iter(full[1:])
    if len(short) > _LONGEST_ACRONYM or short[0] != full[0] or short.isascii():
        return False
    return all(char in rest for char in short[1:])
