from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import srsly
from hypothesis import given

from strategies import texts
from zhaoshang.language.lexicon import KINDS, N_COLUMNS, Lexicon, create_words

PLACE, INDUSTRY = KINDS.index("place"), KINDS.index("industry")


def bits(*kinds: str) -> int:
    return sum(1 << KINDS.index(kind) for kind in kinds)


def test_longest_words_that_begin_and_end_at_a_character() -> None:
    lexicon = Lexicon({"太仓": 1, "太仓市": 1, "仓市": 1, "市民": 1})
    tags = lexicon.tags("在太仓市民")
    assert tags.dtype == np.uint8
    assert tags.shape == (5, N_COLUMNS)
    assert tags[:, 0].tolist() == [0, 3 * 16, 2 * 16 + 2, 2 * 16 + 3, 2]
    assert not tags[:, 1:].any()


def test_columns_of_the_kinds() -> None:
    lexicon = Lexicon({"苏州市": bits("word", "place"), "生物医药": bits("word", "industry")})
    tags = lexicon.tags("苏州市生物医药")
    assert tags[:, PLACE].tolist() == [1, 2, 4, 0, 0, 0, 0]
    assert tags[:, INDUSTRY].tolist() == [0, 0, 0, 1, 2, 2, 4]
    others = [k for k in range(1, N_COLUMNS) if k not in (PLACE, INDUSTRY)]
    assert not tags[:, others].any()


def test_overlapping_words_of_a_kind_add_up() -> None:
    tags = Lexicon({"上海": bits("place"), "海南": bits("place")}).tags("上海南")
    assert tags[:, PLACE].tolist() == [1, 1 | 4, 4]
    tags = Lexicon({"苏州市区": bits("place"), "州市": bits("place")}).tags("苏州市区")
    assert tags[:, PLACE].tolist() == [1, 1 | 2, 2 | 4, 4]


def test_a_word_at_the_very_end_and_beyond_it() -> None:
    lexicon = Lexicon({"太仓": 1, "太仓市区": 1})
    assert lexicon.tags("太仓")[:, 0].tolist() == [32, 2]
    assert lexicon.tags("太")[:, 0].tolist() == [0]
    assert lexicon.tags("").shape == (0, N_COLUMNS)


def test_traditional_text_matches_words_in_normal_form() -> None:
    assert Lexicon({"台积电": 1}).tags("台積電")[:, 0].tolist() == [48, 0, 3]


@given(texts)
def test_tags_fit_any_text(text: str) -> None:
    tags = Lexicon({"甲公": bits("place"), "公司": 1, "签约亿元": bits("industry")}).tags(text)
    assert tags.shape == (len(text), N_COLUMNS)
    assert (tags[:, 1:] <= 7).all()


def test_words_from_lists(tmp_path: Path) -> None:
    places, trades = tmp_path / "places.txt", tmp_path / "industries.txt"
    places.write_text("# 注释\n太倉\n 苏州 \n市\n\n一个超过十二个字的非常长的地名\n", "utf8")
    trades.write_text("苏州\n", "utf8")
    words = create_words({"place": [places], "industry": [trades]}, jieba=False)()
    assert words == {"太仓": bits("word", "place"), "苏州": bits("word", "place", "industry")}


def test_a_list_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        create_words({"place": [tmp_path / "none.txt"]}, jieba=False)()


def test_words_of_jieba() -> None:
    pytest.importorskip("jieba")
    words = create_words({})()
    assert words["苏州"] == bits("word", "place")
    assert words["投资"] == bits("word")
    assert all(2 <= len(word) <= 12 for word in words)


def test_words_out_of_order_are_an_error() -> None:
    data = srsly.msgpack_dumps({"words": "甲甲乙\n甲甲丙", "kinds": b"\x01\x01"})
    with pytest.raises(ValueError, match="order"):
        Lexicon.from_bytes(data)
