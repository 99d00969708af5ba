"""Facts out of a Spark DataFrame: a local session with two workers."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'zhaoshang[spark]'")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java 17, and there is none", allow_module_level=True)

from pyspark.sql import SparkSession

from helpers import toys
from zhaoshang import to_record
from zhaoshang.spark import FACTS, RECORDS, extract_facts, extract_records


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("zhaoshang")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "7",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    yield spark
    spark.stop()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    own = [article.text for article in toys()]
    return [own[k % 3] + "。" * (k % 5) for k in range(40)] + ["", "没有事实。"]


def rounded(value: Any) -> Any:
    """Scores to three places: the size of a batch moves the last ones."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return round(value, 3) if isinstance(value, float) else value


def test_records_are_those_of_pipe(
    session: SparkSession, toy_nlp: Language, toy_model: Path, texts: list[str]
) -> None:
    frame = session.createDataFrame(list(enumerate(texts)), "id int, text string").repartition(2)
    found = extract_records(frame, model=toy_model).collect()
    assert frame.rdd.getNumPartitions() == 2
    assert [row["id"] for row in sorted(found, key=lambda row: row["id"])] == list(range(len(texts)))
    rows = {row["id"]: rounded(row.asDict(recursive=True)) for row in found}
    assert any(row["facts"] for row in rows.values())
    for number, doc in enumerate(toy_nlp.pipe(texts)):
        record: dict[str, Any] = dict(to_record(doc))
        expected = {"id": number} | {name: record[name] for name in RECORDS.names}
        assert rows[number] == rounded(expected)


def test_a_fact_a_row(session: SparkSession, toy_nlp: Language, toy_model: Path, texts: list[str]) -> None:
    data = [(f"a-{k}", "2024-05-01", text) for k, text in enumerate(texts)]
    frame = session.createDataFrame(data, "key string, date string, body string")
    found = extract_facts(frame, text="body", keep=["key", "date"], model=toy_model)
    assert found.columns == ["key", "date", *FACTS.names]
    expected = {
        (f"a-{k}", number, fact["company"], fact["label"], fact.get("value"), fact.get("status"))
        for k, doc in enumerate(toy_nlp.pipe(texts))
        for number, fact in enumerate(to_record(doc)["facts"])
    }
    columns = ("key", "fact", "company", "label", "value", "status")
    rows = found.collect()
    assert len(rows) == len(expected) > 0
    assert {tuple(row[name] for name in columns) for row in rows} == expected
    assert {row["date"] for row in rows} == {"2024-05-01"}


def test_a_row_without_text_has_an_error_and_takes_no_other_with_it(
    session: SparkSession, toy_model: Path
) -> None:
    text = toys()[0].text
    frame = session.createDataFrame([(1, None), (2, text)], "id int, text string").coalesce(1)
    empty, full = extract_records(frame, model=toy_model).collect()
    assert (empty["id"], empty["error"], empty["facts"]) == (1, "no text", [])
    assert (full["id"], full["error"]) == (2, None)
    assert full["facts"]
    assert {row["id"] for row in extract_facts(frame, model=toy_model).collect()} == {2}


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"text": "body"}, "no column body"),
        ({"keep": ["key"]}, "no column key"),
        ({"text": "id"}, "column id holds int, not texts"),
        ({"keep": ["error"]}, "column error: the result has one"),
    ],
)
def test_wrong_columns_are_said_before_anything_runs(
    session: SparkSession, options: dict[str, Any], reason: str
) -> None:
    frame = session.createDataFrame([(1, "a", "b")], "id int, text string, error string")
    with pytest.raises(ValueError, match=reason):
        extract_records(frame, **options)
