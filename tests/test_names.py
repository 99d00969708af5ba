from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang import names as names_module
from zhaoshang.names import core, group, stated_aliases


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("舍弗勒（太仓）有限公司", "舍弗勒"),
        ("四川伟力得能源股份有限公司", "四川伟力得能源"),
        ("台灣積體電路製造股份有限公司", "台湾积体电路制造"),
        ("成都国\n星宇航", "成都国星宇航"),
        ("Kapp-Gruber Co., Ltd.", "kapp-gruber"),
        ("酷佧切削科技(四川)有限公司", "酷佧切削科技"),
        ("集团公司", "集团公司"),
        ("公司", "公司"),
    ],
)
def test_core(name: str, want: str) -> None:
    assert core(name) == want


SAME = [
    ("湖北嘉磷新能源材料股份有限公司", "嘉磷新能"),
    ("昇岳机床", "昇岳"),
    ("尚纬股份有限公司", "尚纬股份"),
    ("舍弗勒（太仓）有限公司", "舍弗勒"),
    ("海螺集团有限公司", "海螺公司"),
    ("宁德时代新能源科技股份有限公司", "宁德时代"),
    ("四川伟力得能源股份有限公司", "伟力得"),
    ("台灣積體電路製造公司", "台湾积体电路制造"),
    ("鴻海集團", "鸿海"),
    ("红星美凯龙集团", "红星美凯龙"),
    ("上海聚和新材料股份有限公司", "聚和材料"),
    ("深圳市宝德计算机系统有限公司", "宝德计算机"),
    ("臻鼎-KY", "臻鼎"),
    ("中国电建集团", "中电建集团"),
    ("江苏甲乙重工（集团）有限公司", "甲乙重工集团"),
    ("甲乙新材料控股有限公司", "甲乙集团"),
]
#: One business where the short name stands behind the long one; in front of it, it may be the parent's.
SAME_LATER = [
    ("云南陆良和平彝兴丝业", "彝兴丝业"),
    ("宁波某韵升", "韵升"),
    ("甲乙润滑材料", "甲乙"),
    ("甲乙轴承（沈阳）有限公司", "甲乙"),
    ("云南锡业集团", "云锡"),
    ("攀枝花钢铁集团", "攀钢集团"),
]
DIFFERENT = [
    ("重庆银行", "重庆银行成都分行"),
    ("中国移动", "中国联通"),
    ("甲公司", "乙公司"),
    ("海尔集团", "海螺集团"),
    ("中国石化有限公司", "中国建筑有限公司"),
    ("红星美凯龙", "红星酒业"),
    ("东风汽车集团", "长安汽车集团"),
    ("长江电力", "长江三峡集团"),
    ("开滦集团", "开滦股份"),
    ("柳鋼集團", "柳鋼股份"),
    ("协鑫", "协鑫集成"),
    ("甲乙集团", "丙甲乙化工有限公司"),
    ("甲乙股份", "丙市甲乙新材料有限公司"),
    ("甲乙轴承（沈阳）有限公司", "甲乙轴承（大连）有限公司"),
    ("甲乙玻璃股份有限公司", "丙省甲乙光伏玻璃有限公司"),
    ("攀枝花钢铁集团", "攀煤"),
]


@pytest.mark.parametrize("names", SAME)
def test_names_of_one_business(names: tuple[str, str]) -> None:
    assert group(names) == [names]
    assert group(names[::-1]) == [names]


@pytest.mark.parametrize("names", SAME_LATER)
def test_a_short_name_behind_the_long_one(names: tuple[str, str]) -> None:
    assert group(names) == [names]
    assert len(group(names[::-1])) == 2


@pytest.mark.parametrize("names", DIFFERENT)
def test_names_of_two_businesses(names: tuple[str, str]) -> None:
    assert sorted(group(names)) == sorted((name,) for name in names)


def test_a_short_name_that_fits_two_businesses_belongs_to_neither() -> None:
    names = ["东方电气有限公司", "东方重工有限公司", "东方"]
    assert len(group(names)) == 3


def test_a_short_name_belongs_to_the_group_rather_than_to_its_subsidiary() -> None:
    names = ["新疆远海食品集团有限公司", "远海商贸", "远海"]
    assert group(names) == [("新疆远海食品集团有限公司", "远海"), ("远海商贸",)]


def test_a_short_name_does_not_join_two_registered_names() -> None:
    names = ["甲乙玻璃集团股份有限公司", "甲乙", "甲乙光伏玻璃（丙市）有限公司"]
    assert group(names) == [("甲乙玻璃集团股份有限公司", "甲乙"), ("甲乙光伏玻璃（丙市）有限公司",)]


def test_what_the_text_says_joins_any_names() -> None:
    assert group(["鸿海", "富士康"], [("鸿海", "富士康")]) == [("富士康", "鸿海")]
    assert group(["鸿海"], [("鸿海", "富士康")]) == [("鸿海",)]


def test_branches_in_brackets_stay_apart() -> None:
    names = ["甲乙（太仓）分公司", "甲乙（上海）分公司", "甲乙公司"]
    assert len(group(names)) == 3


def test_groups_come_in_text_order_with_the_fullest_name_first() -> None:
    names = ["乙公司", "尚纬", "乙公司", "尚纬股份有限公司", "尚纬股份"]
    assert group(names) == [("乙公司",), ("尚纬股份有限公司", "尚纬股份", "尚纬")]
    assert group([]) == []


_NAME = st.lists(
    st.sampled_from(
        [
            "江苏",
            "尚纬",
            "东方",
            "甲",
            "科技",
            "材料",
            "新",
            "（太仓）",
            "有限公司",
            "集团",
            "股份",
            "公司",
            "分公司",
            "Co",
        ]
    ),
    min_size=1,
    max_size=4,
).map("".join)


@given(st.lists(_NAME, max_size=10), st.lists(st.tuples(_NAME, _NAME), max_size=3))
def test_group_is_a_partition(names: list[str], aliases: list[tuple[str, str]]) -> None:
    groups = group(names, aliases)
    assert sorted(name for g in groups for name in g) == sorted(set(names))
    for found in groups:
        assert [len(name) for name in found] == sorted(map(len, found), reverse=True)
    together = {name: found for found in groups for name in found}
    for full, short in aliases:
        if full in together and short in together:
            assert together[full] == together[short]


def aliases_in(text: str, *mentions: str) -> list[tuple[str, str]]:
    spans = [(text.index(name), text.index(name) + len(name)) for name in mentions]
    return stated_aliases(text, spans)


FULL = "甲乙丙科技有限公司"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (f"{FULL}（以下简称“甲乙丙”）投资", "甲乙丙"),
        (f"{FULL}(下称:甲乙丙)投资", "甲乙丙"),
        (f"{FULL}（简称甲乙丙，代码600000）投资", "甲乙丙"),
        (f"{FULL}（以下簡稱「甲乙丙」）投資", "甲乙丙"),
        (f"{FULL}（以下简\n称“甲乙\n丙”）投资", "甲乙丙"),
        (f"{FULL}与市政府（以下简称“甲乙丙”）", "甲乙丙"),
        (f"{FULL}（后称“KAPP”）", "KAPP"),
    ],
)
def test_stated_aliases(text: str, short: str) -> None:
    assert aliases_in(text, FULL) == [(FULL, short)]


@pytest.mark.parametrize(
    "text",
    [
        f"{FULL}投资",
        f"{FULL}（太仓）投资",
        f"{FULL}。某项目（以下简称“甲乙丙”）",
        f"{FULL}，与会的项目（以下简称“甲乙丙”）",
        f"{FULL}；项目（以下简称“甲乙丙”）",
        f"{FULL}在很远的地方的某一个很长很长的项目（以下简称“甲乙丙”）",
    ],
)
def test_no_alias(text: str) -> None:
    assert aliases_in(text, FULL) == []


def test_a_name_in_brackets_behind_a_name() -> None:
    assert aliases_in("鸿海（富士康）投资", "鸿海", "富士康") == [("鸿海", "富士康")]
    assert aliases_in("鸿海、富士康）投资", "鸿海", "富士康") == []
    assert aliases_in("鸿海（富士康集团等）", "鸿海", "富士康") == []


_PARTS = st.sampled_from(
    ["四川", "伟力", "力得", "得能", "能源", "科技", "集团", "股份", "有限公司", "分公司", "新", "A"]
)
_MADE = st.lists(st.lists(_PARTS, min_size=1, max_size=5).map("".join), max_size=12)


@given(_MADE)
def test_names_are_looked_for_where_a_short_form_can_stand(made: list[str]) -> None:
    found = group(made)
    with pytest.MonkeyPatch.context() as patch:
        everywhere = _AllNames(dict.fromkeys(made))
        patch.setattr(names_module, "_by_beginning", lambda known: everywhere)
        assert group(made) == found


class _AllNames(dict[str, None]):
    """All names for whatever is asked."""

    def get(self, key: str, default: object = None) -> list[str]:  # type: ignore[override]
        return list(self)
