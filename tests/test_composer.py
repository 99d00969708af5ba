"""``corpus.names``: other names for companies."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from zhaoshang.corpus.names import NameComposer

LISTS = {
    "companies": "华光科技\n东岭集团\n# 注释\n\n",
    "brands-invented": "辰曜\n禾渡\n",
    "regions": "江苏\n苏州\n",
    "trades": "新材料\n机械\n",
}


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    for name, words in LISTS.items():
        (tmp_path / f"{name}.txt").write_text(words, "utf8")
    return tmp_path


@pytest.fixture
def composer(lexicons: Path) -> NameComposer:
    return NameComposer(lexicons)


def many(composer: NameComposer, *business: str) -> list[dict[str, str]]:
    rng = random.Random(0)
    return [composer.rename(business, rng) for _ in range(60)]


def test_a_full_name_becomes_a_full_name(composer: NameComposer) -> None:
    for renamed in many(composer, "四川伟力得能源股份有限公司"):
        (name,) = renamed.values()
        assert name.endswith("公司")
        assert "辰曜" in name or "禾渡" in name
        assert "新材料" in name or "机械" in name


def test_a_short_name_keeps_its_legal_form(composer: NameComposer) -> None:
    assert {r["海螺公司"] for r in many(composer, "海螺公司")} == {"辰曜公司", "禾渡公司"}
    assert {r["尚纬股份"] for r in many(composer, "尚纬股份")} == {"辰曜股份", "禾渡股份"}


def test_a_brand_becomes_any_name(composer: NameComposer) -> None:
    names = {renamed["舍弗勒"] for renamed in many(composer, "舍弗勒")}
    assert {"华光科技", "辰曜"} <= names
    assert "# 注释" not in names
    assert "" not in names


def test_names_of_a_business_keep_what_they_share(composer: NameComposer) -> None:
    for renamed in many(composer, "尚纬股份有限公司", "尚纬股份", "尚纬"):
        brand = renamed["尚纬"]
        assert brand in ("辰曜", "禾渡")
        assert renamed == {
            "尚纬股份有限公司": f"{brand}股份有限公司",
            "尚纬股份": f"{brand}股份",
            "尚纬": brand,
        }


@pytest.mark.parametrize("business", [("鸿海", "富士康"), ("Kapp",), ("3M公司",), ("甲", "甲公司")])
def test_names_that_stay(business: tuple[str, ...], composer: NameComposer) -> None:
    assert composer.rename(business, random.Random(0)) == {}


def test_lists_that_are_missing(lexicons: Path) -> None:
    (lexicons / "trades.txt").unlink()
    with pytest.raises(FileNotFoundError):
        NameComposer(lexicons)
