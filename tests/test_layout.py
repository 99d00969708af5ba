from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import texts
from test_text_zones import HEADLINES, WRAPPED
from zhaoshang.corpus import marked
from zhaoshang.corpus.typeset import wrapped
from zhaoshang.reading import Layout, undo_layout
from zhaoshang.reading.layout import Kept


def test_lines_of_a_column_are_joined() -> None:
    layout = undo_layout(WRAPPED)
    assert "总投资二十亿元的甲公司" in layout.text
    assert "建成投产，届时" in layout.text
    assert layout.text.count("\n") == 2
    assert layout.source == WRAPPED


def test_spans_lead_back_to_the_source() -> None:
    layout = undo_layout(WRAPPED)
    at = layout.text.index("投资二十亿元")
    start, end = layout.to_source(at, at + 6)
    assert WRAPPED[start:end] == "投\n资二十亿元"


def test_authors_line_breaks_stay() -> None:
    for text in ("甲公司\n乙公司\n", HEADLINES, ""):
        layout = undo_layout(text)
        assert layout.text == text
        assert layout == Layout.of(text)


def test_windows_line_ends_leave_nothing_behind() -> None:
    windows = WRAPPED.replace("\n", "\r\n")
    assert undo_layout(windows).text == undo_layout(WRAPPED).text
    spaced = WRAPPED.replace("\n", " \r\n")
    assert "总投资二十亿元的甲公司" in undo_layout(spaced).text
    assert undo_layout("甲公司\r\n今日开工\r\n").text == "甲公司\n今日开工\n"
    layout = undo_layout("甲公司\r\n今日开工")
    assert layout.to_source(4, 6) == (5, 7)


COLUMN = """\
总投资二十亿元的先进封装测试项目由Semi-
conductor和甲公司共同投资建设，今年在高
新区开工，届时可年产芯片五十万片，投产后
可带动上下游企业落户园区，合作方是Merck
Group，它在当地已有三个工厂，产值二十亿
元，预计明年投产。
"""


def test_latin_words_at_the_end_of_a_line() -> None:
    text = undo_layout(COLUMN).text
    assert "由Semiconductor和甲公司" in text
    assert "合作方是Merck Group，它" in text
    assert text.count("\n") == 1


def test_spaces_within_numbers_and_between_single_characters() -> None:
    text = "投资 50 亿元的项目， 2023 年投产 ，亩均 3.5 万元"
    assert undo_layout(text).text == "投资50亿元的项目， 2023年投产 ，亩均3.5万元"
    spaced = "招 商 引 资 ， 投 资 5 0 亿 元\n甲 乙 丙\n1 2 3 4 5 6 7 8"
    assert undo_layout(spaced).text == "招商引资，投资50亿元\n甲 乙 丙\n1 2 3 4 5 6 7 8"


@pytest.mark.parametrize(
    ("line", "once"),
    [
        ("■■记者记者 杨心平杨心平//文文 龚启文龚启文//图图", "■记者 杨心平/文 龚启文/图"),
        ("经开区首季经开区首季 开门红开门红", "经开区首季 开门红"),
        ("现代新城崛起现代新城崛起", "现代新城崛起"),
    ],
)
def test_what_is_set_twice_is_taken_once(line: str, once: str) -> None:
    layout = undo_layout(f"{line}\n\n甲公司签约。")
    assert layout.text == f"{once}\n\n甲公司签约。"
    start, end = layout.to_source(0, len(once))
    assert layout.source[start] == once[0]
    assert end <= len(line)


@pytest.mark.parametrize(
    "line",
    ["高高兴兴", "讨论讨论", "————————————", "哈哈哈哈哈哈哈哈哈哈", "20202020", "一步一步来一步一步来！"],
)
def test_what_only_looks_set_twice_stays(line: str) -> None:
    text = f"{line}\n\n甲公司签约。"
    assert undo_layout(text).text == text


def test_page_numbers_do_not_part_a_paragraph() -> None:
    page = "\n".join(["总投资二十亿元的项目开工后将带动上", "下游企业落户园区，形成产业集群效应"])
    text = f"{page}\n— 1 —\n{page}\n第2页 共3页\n{page}\n{page}。"
    layout = undo_layout(text)
    assert layout.text == page.replace("\n", "") * 4 + "。"
    assert [text[slice(*span)] for span in layout.furniture] == ["— 1 —", "第2页 共3页"]


@pytest.mark.parametrize(
    "text",
    [
        "序号　企业　投资额\n1　甲公司　5亿元\n2　乙公司　3亿元\n3　丙公司　2亿元\n4　丁公司　1亿元\n5　戊公司　1亿元。",
        "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。\n" * 3,
        "签约企业名单。\n" + "江苏甲乙丙丁戊科技有限公司\n" * 9,
        "—12—15日，甲公司签约\n第3页的内容很多",
    ],
)
def test_lists_verse_and_tables_are_left_as_they_are(text: str) -> None:
    assert undo_layout(text).text == text


@pytest.mark.parametrize("hanging", [False, True])
@pytest.mark.parametrize(("gap", "indent"), [("\n\n", ""), ("\n", "\u3000\u3000"), ("\n", "")])
@pytest.mark.parametrize("width", [16, 18, 24, 30])
def test_wrapped_articles_get_their_paragraphs_back(
    width: int, gap: str, indent: str, hanging: bool, root: Path
) -> None:
    gold = marked.read_dir(root / "assets" / "articles" / "dev")[:40]
    left = kept = 0
    for article in gold:
        wanted = _paragraph_ends(article.text)
        source = wrapped(article.text, width, gap, indent, hanging)
        found = _paragraph_ends(undo_layout(source).text)
        left += len(found - wanted)
        kept += len(found & wanted) / len(wanted)
    assert left <= 0.02 * width * len(gold)
    assert kept >= (0.95 if gap == "\n\n" or indent else 0.75) * len(gold)


def _paragraph_ends(text: str) -> set[int]:
    """How many visible characters stand before the end of each paragraph."""
    lengths = [len("".join(line.split())) for line in text.split("\n")]
    return set(accumulate(length for length in lengths if length))


def test_an_article_in_columns_among_others() -> None:
    wide = "甲公司总投资五亿元的项目昨日在经开区开工，预计明年投产。" * 3
    text = f"{wide}\n\n{WRAPPED}{WRAPPED}\n{wide}\n"
    layout = undo_layout(text)
    assert layout.text.startswith(wide + "\n\n")
    assert layout.text.endswith("\n" + wide + "\n")
    assert "总投资二十亿元的甲公司" in layout.text


laid_out = st.one_of(
    texts,
    st.text(max_size=60),
    st.lists(st.sampled_from([*WRAPPED, "\r\n", "\n— 3 —\n", "\f", "\u2028", " "])).map("".join),
    st.lists(st.sampled_from(["甲乙公司", "Ａ", "Merck ", "签约，", "50 亿元", "\n"])).map(
        lambda p: "".join(p)
    ),
    st.builds(wrapped, texts, st.integers(1, 30), hanging=st.booleans()),
    texts.map(lambda text: "".join(2 * char for char in text)),
)


@given(laid_out, st.data())
def test_no_visible_character_is_lost_or_invented(text: str, data: st.DataObject) -> None:
    # As a column: the text amid lines that say so.
    source = data.draw(st.sampled_from([text, WRAPPED + text + WRAPPED]))
    layout = undo_layout(source)
    positions = list(layout.positions)
    assert positions == sorted(set(positions))
    assert len(positions) == len(layout.text)
    for at, char in zip(positions, layout.text, strict=True):
        assert source[at] == char or (source[at].isspace() and char in "\n ")
    furniture = {at for start, end in layout.furniture for at in range(start, end)}
    assert furniture.isdisjoint(positions)
    for at in set(range(len(source))) - set(positions) - furniture:
        assert source[at].isspace()


@given(laid_out, st.data())
def test_a_span_leads_to_its_own_characters(text: str, data: st.DataObject) -> None:
    layout = undo_layout(WRAPPED + text)
    start = data.draw(st.integers(0, len(layout.text) - 1))
    end = data.draw(st.integers(start + 1, len(layout.text)))
    first, last = layout.to_source(start, end)
    assert 0 <= first < last <= len(layout.source)
    furniture = {at for a, b in layout.furniture for at in range(a, b)}
    shown = "".join(layout.source[at] for at in range(first, last) if at not in furniture)
    assert "".join(shown.split()) == "".join(layout.text[start:end].split())


@given(laid_out, st.integers(0, 20), st.integers(0, 20))
def test_a_part_is_undone_as_a_text_of_its_own(text: str, before: int, behind: int) -> None:
    source = "签" * before + text + "约" * behind
    part, alone = undo_layout(source, before, before + len(text)), undo_layout(text)
    assert part.text == alone.text
    assert [at - before for at in part.positions] == list(alone.positions)
    assert part.source == source


def test_positions_are_a_sequence() -> None:
    kept = Kept([(0, 2), (5, 5), (7, 10)])
    expected = [0, 1, 7, 8, 9]
    assert list(kept) == [kept[k] for k in range(5)] == expected
    assert kept[-1] == 9
    assert kept[1:4] == [1, 7, 8]
    with pytest.raises(IndexError):
        kept[5]
