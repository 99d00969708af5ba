import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.language.brackets import trimmed


def cut(name: str) -> str:
    start, end = trimmed(name)
    return name[start:end]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("「伟创机电」", "伟创机电"),
        ("“伟创”", "伟创"),
        ("伟创（240", "伟创"),
        ("伟创」二期", "伟创"),
        ("（伟创", "伟创"),
        ("，伟创、", "伟创"),
        ("\n伟创 ", "伟创"),
        ("“原料+材料”产业链", "“原料+材料”产业链"),
        ("“甲”与“乙”", "“甲”与“乙”"),
        ("酷佧切削科技(四川)有限公司", "酷佧切削科技(四川)有限公司"),
        ("WEG S.A.", "WEG S.A."),
        ("Hengfeng (Vietnam) Co., Ltd.", "Hengfeng (Vietnam) Co., Ltd."),
        ("（）", ""),
        ("", ""),
    ],
)
def test_only_what_stands_around_a_name_is_cut(name: str, kept: str) -> None:
    assert cut(name) == kept


@given(st.text("甲a.（）「」“” 、+", max_size=12))
def test_cutting_twice_is_cutting_once(name: str) -> None:
    once = cut(name)
    assert cut(once) == once
