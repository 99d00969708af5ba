from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.reading import ReadingError, Source, find_sources, read_text
from zhaoshang.reading.encodings import decode

SIMPLIFIED = "本报讯 甲公司在太仓投资5亿元，新厂房定于明年3月动工。\r\n预计后年投产。\n"
TRADITIONAL = "台積電宣布投資三千億元，在竹科動土興建晶圓廠，預計明年量產。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk"])
def test_simplified_text(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(SIMPLIFIED.encode(encoding))
    assert read_text(file) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "big5", "big5hkscs"])
def test_traditional_text(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"", "utf-16-le"), (b"", "utf-16-be")],
)
def test_both_orders_of_utf16(mark: bytes, encoding: str) -> None:
    assert decode(mark + SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b" \n\xe3\x80\x80\n", "empty file"),
        ("\ufeff".encode(), "empty file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (b"PK\x03\x04\x14\0\0\0", "not a text file"),
        (SIMPLIFIED.encode("utf-16-le")[:-1], "not a text file"),
        (bytes(range(256)) * 4, "not a text file"),
        (bytes(range(128, 256)) * 3, "unknown encoding"),
        (b"\xef\xbb\xbf\xff\xff", "broken utf-8-sig"),
        ("甲".encode("utf-16") + b"\x00", "broken utf-16"),
    ],
)
def test_what_cannot_be_read(data: bytes, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    with pytest.raises(ReadingError, match=reason) as caught:
        read_text(file)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_any_more(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="No such file"):
        read_text(tmp_path / "gone.txt")
    with pytest.raises(ReadingError, match="Is a directory"):
        read_text(tmp_path)


@given(st.one_of(st.binary(max_size=60), st.text(max_size=30).map(str.encode)))
def test_any_bytes_are_text_or_a_reading_error(data: bytes) -> None:
    with suppress(ReadingError):
        assert isinstance(decode(data), str)


def test_folders_are_searched_for_what_can_be_read(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "c.jpg", "b.pdf", "deep/er/d.docx", "e"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("甲", "utf8")
    (tmp_path / "folder.txt").mkdir()
    sources = find_sources([tmp_path, tmp_path / "c.jpg"])
    assert [source.id for source in sources] == ["a", "b.pdf", "b.txt", "deep/er/d", "c"]
    assert sources[0] == Source("a", tmp_path / "a.MD")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none.txt", "no such file or folder"),
        ("empty", "no .txt, .md, .html, .pdf or .docx file"),
        ("长" * 200, "too long"),
    ],
)
def test_paths_that_give_nothing(name: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (source,) = find_sources([tmp_path / name])
    assert source.path == tmp_path / name
    assert reason in str(source.problem)
