from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from helpers import extracted
from strategies import any_text
from zhaoshang.output import (
    FORMATS,
    STREAMS,
    ArticleRecord,
    MissingExtraError,
    OutputError,
    format_of,
    open_writer,
    require,
)
from zhaoshang.output.csv_rows import safe_cell
from zhaoshang.output.table import describe
from zhaoshang.record import Record, error_record, to_record

BODY = (
    "[[C:=甲公司]]投资约[[A:1.5亿元-2亿元>=甲公司]]、[[A:3亿美元>=甲公司]]、[[A:某数>=甲公司]]，"
    "[[START?:开\n工>=甲公司]]。[[C:=甲]]在[[P:-园]]。"
)


@pytest.fixture
def record() -> ArticleRecord:
    doc = extracted(BODY, ("=甲公司", "=甲"))
    return {
        **to_record(doc, "a", "in/a.txt"),
        "title": "@题",
        "span": [0, len(doc.text)],
        "meta": {"date": "2024-05-01"},
        "text": doc.text,
    }


def write_all(format: str, path: Path, *records: Record) -> None:
    with open_writer(format, path) as writer:
        for record in records:
            writer.write(record)


def written(format: str, path: Path, *records: Record) -> str:
    write_all(format, path, *records)
    return path.read_text("utf-8")


def test_jsonl_is_a_record_a_line(record: Record, tmp_path: Path) -> None:
    failed = error_record("b", "b.txt", "empty file")
    lines = written("jsonl", tmp_path / "out", record, failed).splitlines()
    assert [json.loads(line) for line in lines] == [record, failed]
    assert "甲公司" in lines[0]


def test_csv_is_a_fact_a_line(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    written("csv", path, record, error_record("b", "b.txt", "empty file"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # for Excel
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["fact"] for row in rows] == ["INVESTMENT"] * 3 + ["START"]
    assert rows[0] == {
        "source": "in/a.txt",
        "company": "'=甲公司",
        "fact": "INVESTMENT",
        "text": "1.5亿元-2亿元",
        "value": "150000000",
        "high": "200000000",
        "currency": "CNY",
        "bound": "about",
        "status": "",
        "score": "1.0",
        "names": "'=甲公司；=甲",
        "park": "'-园",
        "chain": "",
        "evidence": "'=甲公司投资约1.5亿元-2亿元、3亿美元、某数，开",
        "id": "a",
        "title": "'@题",
        "date": "2024-05-01",
    }
    assert [rows[2][key] for key in ("text", "value", "bound")] == ["某数", "", ""]
    assert [rows[3][key] for key in ("text", "value", "status")] == ["开工", "", "planned"]


def test_csv_cells_with_everything_that_csv_quotes(tmp_path: Path) -> None:
    record = to_record(extracted('[[C:甲"，,公司]][[SIGN:签约>甲"，,公司]]'), "a", "a\nb,c.txt")
    written("csv", tmp_path / "out", record)
    with (tmp_path / "out").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["source"], row["company"]) == ("a\nb,c.txt", '甲"，,公司')


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_quoted(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@given(any_text)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert isinstance(cell, str)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("value", ["甲公司", "5亿元", "", 5, -5, 0.5, None])
def test_other_cells_stay(value: object) -> None:
    assert safe_cell(value) is value


def test_table(record: Record, tmp_path: Path) -> None:
    table = written("table", tmp_path / "out", record)
    lines = [line.split() for line in table.splitlines()]
    assert lines[0][0] == "article"
    assert lines[2][:5] == ["a", "=甲公司", "INVESTMENT", "1.5亿元-2亿元", "(≈150,000,000–200,000,000"]
    assert "START" in table
    assert "planned" in table


def test_table_shows_square_brackets_as_they_are(tmp_path: Path) -> None:
    record = to_record(extracted("[[C:甲公司]][[SIGN:签约>甲公司]]"), "[red]a[/red]")
    assert "[red]a[/red]" in written("table", tmp_path / "out", record)


def test_table_of_nothing(tmp_path: Path) -> None:
    assert written("table", tmp_path / "out") == "no facts found\n"
    failed = error_record("b", "b.txt", "empty file")
    assert written("table", tmp_path / "out", failed) == "no facts found\n"


def test_nothing_written_is_an_empty_file_or_a_head(tmp_path: Path) -> None:
    assert written("jsonl", tmp_path / "a") == ""
    assert len(written("csv", tmp_path / "b").splitlines()) == 1


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("[[A:5亿元]]", "5亿元 (500,000,000 CNY)"),
        ("超[[A:5亿美元]]", "5亿美元 (≥500,000,000 USD)"),
        ("不超过[[A:5亿元]]", "5亿元 (≤500,000,000 CNY)"),
        ("[[A:5.5元]]", "5.5元 (5.5 CNY)"),
        ("[[A:某数]]", "某数"),
    ],
)
def test_describe(amount: str, said: str) -> None:
    body = f"[[C:甲公司]]投{amount}".replace("]]", ">甲公司]]").replace("公司>甲公司]]", "公司]]")
    (fact,) = to_record(extracted(body))["facts"]
    assert describe(fact) == said


@pytest.mark.parametrize("format", STREAMS)
def test_a_place_that_cannot_be_written(format: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Is a directory"):
        open_writer(format, tmp_path)
    with pytest.raises(OutputError, match="No such file"):
        open_writer(format, tmp_path / "none" / "out")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("format", STREAMS)
@pytest.mark.parametrize("times", [1, 200])
def test_a_full_disk(format: str, times: int, record: Record) -> None:
    with pytest.raises(OutputError, match="/dev/full: No space left"):
        write_all(format, Path("/dev/full"), *[record] * times)


@pytest.mark.parametrize(
    ("format", "encoding", "want"),
    [
        ("jsonl", "ascii", "甲公司".encode()),
        ("csv", "gbk", "甲公司".encode()),
        ("table", "gbk", "甲公司".encode("gbk")),
        ("table", "ascii", b"???"),
    ],
)
def test_standard_output_of_another_encoding(
    format: str, encoding: str, want: bytes, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    with open_writer(format, None) as writer:
        writer.write(record)
    assert want in raw.getvalue()
    assert not sys.stdout.closed


def test_file_names_that_are_no_unicode(tmp_path: Path) -> None:
    record = to_record(extracted("[[C:甲公司]][[SIGN:签约>甲公司]]"), "\udcd6", "\udcd6.txt")
    for format in STREAMS:
        assert "?" in written(format, tmp_path / format, record)


@pytest.mark.parametrize(
    ("name", "format"),
    [("a.jsonl", "jsonl"), ("a.CSV", "csv"), ("a.xlsx", "xlsx"), ("a.duckdb", "duckdb"), ("a.b", "table")],
)
def test_the_format_of_a_file(name: str, format: str) -> None:
    assert format_of(Path(name)) == format
    assert format_of(None) == "table"


@pytest.mark.parametrize(
    ("format", "packages"), [("xlsx", "xlsxwriter"), ("parquet", "pyarrow"), ("duckdb", "duckdb and pyarrow")]
)
def test_packages_that_are_missing(
    format: str, packages: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhaoshang.output.formats.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=rf"{format} needs {packages}, .*zhaoshang\[tables\]"):
        open_writer(format, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
    for free in STREAMS:
        require(free)


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    code = (
        "import sys; import zhaoshang.cli.app; "
        "print({'pyarrow', 'duckdb', 'xlsxwriter', 'itables'} & {*sys.modules})"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert shown.stdout == "set()\n"
    assert set(STREAMS) < set(FORMATS)
