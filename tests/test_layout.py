from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from strategies import texts
from test_text_zones import HEADLINES, WRAPPED
from zhaoshang.reading import Layout, undo_layout


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


@given(st.one_of(texts, st.lists(st.sampled_from([*WRAPPED, "\r\n", " "])).map("".join)), st.data())
def test_every_character_is_one_of_the_source_in_its_order(text: str, data: st.DataObject) -> None:
    # As a column: the text amid lines that say so.
    source = data.draw(st.sampled_from([text, WRAPPED + text + WRAPPED]))
    layout = undo_layout(source)
    positions = list(layout.positions)
    assert positions == sorted(set(positions))
    assert "".join(source[k] for k in positions) == layout.text
    assert "".join(layout.text.split()) == "".join(source.split())
