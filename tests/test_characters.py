from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from strategies import any_text, texts
from zhaoshang.language.characters import code_points, normalize, squeeze, table


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("簽約億元", "签约亿元"),
        ("動土啟用", "动土启用"),
        ("ＡＢ１２％", "ab12%"),
        ("Kapp-GRUBER", "kapp-gruber"),
        ("，。：（）", ",。:()"),
        ("\u3000", " "),
        ("\u2fba\u2f92", "马见"),  # radicals, as PDF files have them
        ("½㎡ﬀ", "½㎡ﬀ"),  # NFKC gives several characters
        ("𠮷😀", "𠮷😀"),
        ("", ""),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalize(text) == normal


def test_table_covers_the_basic_plane_and_is_its_own_normal_form() -> None:
    codes = table()
    assert codes.shape == (0x10000,)
    assert codes.dtype == np.uint32
    assert (codes[codes] == codes).all()
    assert codes[ord("廠")] == ord("厂")
    assert codes[0xD800] == 0xD800


def test_normalize_never_moves_a_character() -> None:
    every = "".join(chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    assert len(normalize(every)) == len(every)


@given(any_text)
def test_normalize_keeps_length_and_is_idempotent(text: str) -> None:
    assert len(normalize(text)) == len(text)
    assert normalize(normalize(text)) == normalize(text)


@given(any_text)
def test_code_points_are_those_of_the_normal_form(text: str) -> None:
    assert code_points(text).tolist() == [ord(char) for char in normalize(text)]


def test_code_points_of_a_lone_surrogate() -> None:
    assert code_points("a\ud800").tolist() == [ord("a"), 0xD800]


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("成都国\n星宇航", "成都国星宇航"),
        ("50.5 亿元", "50.5亿元"),
        ("\u3000甲 公司\n", "甲公司"),
        ("Kapp  Gruber", "Kapp Gruber"),
        ("A. O. Smith", "A. O. Smith"),
        ("Procter & Gamble", "Procter & Gamble"),
        ("Kapp\n Gruber", "KappGruber"),
        ("3 M", "3M"),
        (" a ", "a"),
        ("", ""),
    ],
)
def test_squeeze(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


@given(texts)
def test_squeeze_takes_out_white_space_alone_and_is_idempotent(text: str) -> None:
    squeezed = squeeze(text)
    assert "".join(squeezed.split()) == "".join(text.split())
    assert squeeze(squeezed) == squeezed
    assert squeezed.strip() == squeezed
