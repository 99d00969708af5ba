from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.cli.inputs import Unit, count_units, find_inputs, read_units


def units_of(*arguments: str, text_field: str | None = None) -> list[Unit]:
    inputs = find_inputs(arguments, text_field)
    units = list(read_units(inputs, text_field))
    total = count_units(inputs)
    assert total is None or total == len(units)
    assert len({unit.source for unit in units}) == len(units)
    return units


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two articles."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news" / "deep").mkdir(parents=True)
    (tmp_path / "news" / "b.txt").write_text("甲公司", "utf8")
    (tmp_path / "news" / "deep" / "a.txt").write_text("甲公司", "utf8")
    return tmp_path


def test_files_folders_and_patterns(folder: Path) -> None:
    wanted = ["news/b.txt", "news/deep/a.txt"]
    assert [unit.source for unit in units_of("news")] == wanted
    assert sorted(unit.source for unit in units_of("news/**/*.txt")) == wanted
    assert [unit.id for unit in units_of("news")] == ["b", "deep/a"]


def test_a_file_that_is_named_twice_is_read_once(folder: Path) -> None:
    assert len(units_of("news/b.txt", "news", "./news/b.txt", "news/*.txt")) == 2


def test_a_file_whose_name_is_a_pattern(folder: Path) -> None:
    (folder / "[1].txt").write_text("甲公司", "utf8")
    (unit,) = units_of("[1].txt")
    assert unit.path == Path("[1].txt")


def test_a_pattern_that_matches_nothing(folder: Path) -> None:
    (unit,) = units_of("*.none")
    assert (unit.source, unit.problem) == ("*.none", "no such file or folder")


def test_json_lines(folder: Path) -> None:
    lines = [
        {"text": "甲公司", "id": "x", "title": "题", "date": "2024-05-01", "tags": ["a"], "n": 3},
        {"text": "乙公司"},
    ]
    text = "\ufeff" + "\n\n".join(json.dumps(line) for line in lines)
    (folder / "a.jsonl").write_text(text, "utf8")
    first, second = units_of("a.jsonl")
    assert first == Unit("a.jsonl:1", "x", text="甲公司", title="题", meta={"date": "2024-05-01", "n": "3"})
    assert second == Unit("a.jsonl:3", "a:3", text="乙公司")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "no JSON: "),
        (b"[1]", "no JSON object"),
        (b"[" * 100_000, "no JSON: "),
        (b'{"body": "x"}', 'no text in the field "text"'),
        (b'{"text": 1}', 'no text in the field "text"'),
        (b'{"text": " "}', "empty text"),
        (b'{"text": "\xff"}', "no UTF-8: invalid start byte at byte 10 of the line"),
    ],
)
def test_lines_that_hold_no_text(line: bytes, problem: str, folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(b'{"text": "x"}\n' + line + b'\n{"text": "y"}\n')
    good, bad, after = units_of("a.jsonl")
    assert (good.text, after.text) == ("x", "y")
    assert bad.problem is not None
    assert bad.problem.startswith(problem)
    assert bad.text is None


def test_a_jsonl_file_that_is_not_there(folder: Path) -> None:
    (unit,) = units_of("none.jsonl")
    assert unit.problem == "no such file or folder"


@given(st.text(min_size=1).filter(str.strip))
def test_any_text_keeps_its_length_and_can_be_written(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    halves = text + "\ud83d甲\udc00"
    path.write_text(json.dumps({"text": halves}) + "\n", "ascii")
    (unit,) = read_units(find_inputs([str(path)]))
    assert unit.text is not None
    assert len(unit.text) == len(halves)
    assert unit.text.startswith(text)
    unit.text.encode("utf-8")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("甲公司".encode("gb18030"))))
    (unit,) = units_of("-")
    assert (unit.source, unit.data) == ("-", "甲公司".encode("gb18030"))


def test_standard_input_of_json_lines_is_read_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            line = b'{"text": "x"}\n'
            buffer[: len(line)] = line
            return len(line)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    inputs = find_inputs(["-"], "text")
    assert count_units(inputs) is None
    units = read_units(inputs, "text")
    assert [next(units).source for _ in range(3)] == ["-:1", "-:2", "-:3"]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
def test_file_names_of_another_encoding_stay_apart(folder: Path) -> None:
    for name in ("新", "闻"):
        path = os.fsencode(folder / "news") + b"/" + name.encode("gbk") + b".txt"
        with open(path, "wb") as file:
            file.write("甲公司".encode())
    sources = [unit.source for unit in units_of("news")]
    assert len(sources) == 4
    assert "news/\\xd0\\xc2.txt" in sources
