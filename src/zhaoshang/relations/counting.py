"""Stage words that count projects: 全年签约项目28个, 31个项目集中开工.

What a year's count says of all projects, it says of no company that the article tells of elsewhere;
the count of one event may stand for those that are listed with it.
"""

from __future__ import annotations

import re

_COUNT = "[0-9〇零一二三四五六七八九十百千两数几]+[余多]?(?:个|项|宗|家|户|份)(?!月|工作日|百分点|小时|岗位|就业|车间|标段|省|市|县|区)"
_BEHIND = re.compile(rf"(?!后)[^,。;:、()\n0-9]{{0,14}}?{_COUNT}")
_IN_FRONT = re.compile(rf"(?P<members>等)?{_COUNT}[^,。;:、()\n]{{0,14}}$")
_PERIOD = re.compile(
    "今年|全年|去年|上年|上半年|下半年|年度|季度|累计|以来|截[至止]|年内|同期|[本当上]月|[0-9]月份|[0-9]+[-—–~至到][0-9]+月"
)
_EVENT = re.compile(
    "仪式|活动|现场|集中|大会|会上|推介|洽谈会|同[日时]|昨[日天]|今[日天]|当[日天]|[此本这]次"
)
_REACH = 28


def count_kind(text: str, start: int, end: int, sentence: tuple[int, int]) -> int:
    """How a stage word at ``start`` to ``end`` counts projects: 0 not at all, up to 15.

    One of the number behind it (4), in front of it (8), in front of it and behind 等 (12); and
    whether its sentence speaks of a period (1) and of an event (2). ``text`` is in normal form, ``sentence`` the
    place of its sentence there.
    """
    first, last = sentence
    if _BEHIND.match(text, end, min(last, end + _REACH)):
        kind = 4
    elif in_front := _IN_FRONT.search(text, max(first, start - _REACH), start):
        kind = 12 if in_front["members"] else 8
    else:
        return 0
    is_of = bool(_PERIOD.search(text, first, last)), bool(_EVENT.search(text, first, last))
    return kind + is_of[0] + 2 * is_of[1]
