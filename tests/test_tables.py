"""Spreadsheets, Parquet and DuckDB hold what the JSON lines hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from helpers import extracted
from strategies import any_text
from zhaoshang.output import ArticleRecord, OutputError, open_writer
from zhaoshang.output import xlsx as xlsx_module
from zhaoshang.record import error_record, to_record


def record_of(body: str, *businesses: tuple[str, ...], id: str = "a") -> ArticleRecord:
    doc = extracted(body, *businesses)
    text = {"title": None, "span": [0, len(doc.text)], "meta": {"date": "2024-05-01"}, "text": doc.text}
    return {**to_record(doc, id, f"{id}.txt"), **text}  # type: ignore[typeddict-item]


@pytest.fixture
def records() -> list[ArticleRecord]:
    return [
        record_of(
            "[[C:甲公司]]在[[P:某园]]投资约[[A:1.5亿元-2亿元>甲公司]]、[[A:某数>甲公司]]，[[START?:开\n工>甲公司]]。[[C:甲]]",
            ("甲公司", "甲"),
        ),
        {**error_record("b", "b.txt", "empty file")},
        record_of("[[C:=1+1]]、[[C:@乙]][[SIGN:签约>=1+1|@乙]]，[[I:光伏]]。[[A:0.1元>@乙]]", id="c"),
        record_of("没有事实。", id="d"),
    ]


def write(format: str, path: Path, records: list[ArticleRecord]) -> None:
    with open_writer(format, path) as writer:
        for record in records:
            writer.write(record)


def without_nulls(value: Any) -> Any:
    """What JSON would hold: keys of no value left out, but for those that records write as null."""
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None or k in ("error", "title")}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def expected(records: list[ArticleRecord]) -> list[Any]:
    return [{"title": None, **json.loads(json.dumps(record))} for record in records]


def test_parquet_reads_back_as_it_was(records: list[ArticleRecord], tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    write("parquet", tmp_path / "out.parquet", records)
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist(maps_as_pydicts="strict")
    assert without_nulls(rows) == expected(records)


def test_parquet_of_many_row_groups(records: list[ArticleRecord], tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    write("parquet", tmp_path / "out.parquet", [records[0]] * 2500)
    assert pq.ParquetFile(tmp_path / "out.parquet").num_row_groups == 3
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 2500


def test_duckdb_reads_back_as_it_was(records: list[ArticleRecord], tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    write("duckdb", tmp_path / "out.duckdb", records)
    database = duckdb.connect(str(tmp_path / "out.duckdb"), read_only=True)

    def rows(table: str, key: int, *left_out: str) -> list[dict[str, Any]]:
        result = database.execute(f"SELECT * FROM {table} WHERE article = ?", [key])
        names = [column[0] for column in result.description]
        found = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        return [{k: v for k, v in row.items() if k not in ("article", *left_out)} for row in found]

    back = []
    for key in range(len(records)):
        (article,) = rows("articles", key)
        back.append(
            {
                **article,
                "entities": rows("entities", key, "entity"),
                "stages": rows("stages", key, "stage"),
                "relations": rows("relations", key),
                "facts": rows("facts", key, "fact", "park", "chain"),
            }
        )
    assert without_nulls(back) == expected(records)
    question = (
        "SELECT f.park, sum(f.value) FROM facts f JOIN articles USING (article) WHERE id = 'a' GROUP BY 1"
    )
    assert database.execute(question).fetchall() == [("某园", 150_000_000.0)]


def test_duckdb_of_many_batches(records: list[ArticleRecord], tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    write("duckdb", tmp_path / "out.duckdb", [records[0]] * 1001)
    database = duckdb.connect(str(tmp_path / "out.duckdb"), read_only=True)
    assert database.execute("SELECT count(*), max(article) FROM articles").fetchall() == [(1001, 1000)]


def test_xlsx_has_facts_and_articles(records: list[ArticleRecord], tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    write("xlsx", tmp_path / "out.xlsx", records)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    head, *rows = book["facts"].iter_rows(values_only=True)
    facts = [dict(zip(head, row, strict=True)) for row in rows]
    assert [fact["company"] for fact in facts] == [f["company"] for r in records for f in r["facts"]]
    assert (facts[0]["value"], facts[0]["high"], facts[0]["park"]) == (150_000_000, 200_000_000, "某园")
    assert all(cell.data_type != "f" for row in book["facts"].iter_rows() for cell in row)
    articles = list(book["articles"].iter_rows(min_row=2, values_only=True))
    assert [(row[1], row[4], row[5]) for row in articles] == [
        ("a", 3, None),
        ("b", 0, "empty file"),
        ("c", 3, None),
        ("d", 0, None),
    ]


def test_xlsx_of_more_rows_than_it_holds(
    records: list[ArticleRecord], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("xlsxwriter")
    monkeypatch.setattr(xlsx_module, "MOST_ROWS", 3)
    with pytest.raises(OutputError, match="more facts than the 3 rows"):
        write("xlsx", tmp_path / "out.xlsx", records)
    assert not (tmp_path / "out.xlsx").exists()


@given(any_text)
@settings(max_examples=20)
def test_any_title_can_be_written(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    path = tmp_path_factory.mktemp("any") / "out.xlsx"
    record = record_of("[[C:甲公司]][[SIGN:签约>甲公司]]") | {"title": title}
    write("xlsx", path, [record])  # type: ignore[list-item]
    (row,) = openpyxl.load_workbook(path)["articles"].iter_rows(min_row=2)
    assert row[2].data_type in ("s", "inlineStr", "n")
