"""Facts out of a Spark DataFrame; needs the extra ``spark``.

>>> from zhaoshang.spark import extract_facts
>>> facts = extract_facts(spark.read.parquet("news.parquet"), keep=["id", "date"])

Each Python worker loads the pipeline once and takes Arrow batches, so the package of the pipeline must be
installed where the workers run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StringType, StructType
from spacy.language import Language

from .cli.extracting import extract_records as extract_units
from .cli.inputs import Unit
from .loading import DEFAULT_MODEL, load
from .output import ArticleRecord
from .output.arrow import RECORD, TABLES

_Rows = list[tuple[int, dict[str, Any]]]

#: What an article gives: see ``docs/record.md``.
RECORDS = pa.schema([RECORD.field(name) for name in ("error", "entities", "stages", "relations", "facts")])
#: What a fact gives; ``fact`` is its number in the article.
FACTS = pa.schema([field for field in TABLES["facts"] if field.name not in ("article", "park", "chain")])


def extract_records(
    frame: DataFrame, text: str = "text", keep: Sequence[str] = ("id",), model: str | Path = DEFAULT_MODEL
) -> DataFrame:
    """The record of each article: one row a row of ``frame``, in its order.

    Args:
        frame: a DataFrame with an article a row.
        text: the column of the articles' texts.
        keep: the columns of ``frame`` that stand in front of the record's.
        model: the pipeline's package, or its folder on every machine.

    Returns:
        A DataFrame of ``keep`` and the columns of :data:`RECORDS`. A row without text, or that the
        pipeline cannot read, has an ``error`` and empty lists.

    Raises:
        ValueError: a column is missing, ``text`` is no string, or a kept column is named like one of the
            record's.
    """
    return _mapped(frame, text, keep, model, RECORDS, _record_rows)


def extract_facts(
    frame: DataFrame, text: str = "text", keep: Sequence[str] = ("id",), model: str | Path = DEFAULT_MODEL
) -> DataFrame:
    """The facts of all articles: one row a fact, as :func:`extract_records` finds them.

    Returns a DataFrame of ``keep`` and the columns of :data:`FACTS`; articles without facts, and those that
    cannot be read, have no row. Raises what :func:`extract_records` raises.
    """
    return _mapped(frame, text, keep, model, FACTS, _fact_rows)


def _mapped(
    frame: DataFrame,
    text: str,
    keep: Sequence[str],
    model: str | Path,
    schema: pa.Schema,
    rows: Callable[[list[ArticleRecord]], _Rows],
) -> DataFrame:
    _check(frame, text, keep, schema)
    kept = [frame.schema[name] for name in keep]
    output = StructType([*kept, *from_arrow_schema(schema).fields])
    work = partial(_map_batches, text=text, model=str(model), schema=schema, rows=rows)
    return frame.select(text, *(name for name in keep if name != text)).mapInArrow(
        partial(work, keep=list(keep)), output
    )


def _check(frame: DataFrame, text: str, keep: Sequence[str], schema: pa.Schema) -> None:
    missing = [name for name in (text, *keep) if name not in frame.columns]
    if missing:
        raise ValueError(f"no column {', '.join(missing)} among {', '.join(frame.columns)}")
    if not isinstance(frame.schema[text].dataType, StringType):
        raise ValueError(f"column {text} holds {frame.schema[text].dataType.simpleString()}, not texts")
    taken = [name for name in keep if name in schema.names]
    if taken:
        raise ValueError(f"column {', '.join(taken)}: the result has one of that name; rename yours")


def _map_batches(
    batches: Iterable[pa.RecordBatch],
    *,
    text: str,
    keep: list[str],
    model: str,
    schema: pa.Schema,
    rows: Callable[[list[ArticleRecord]], _Rows],
) -> Iterator[pa.RecordBatch]:
    """In a worker: the result of each batch of articles."""
    nlp = _pipeline(model)
    for batch in batches:
        found = rows(_records(batch.column(text).to_pylist(), nlp))
        of_rows = pa.array([k for k, _ in found], pa.int64())
        kept = [batch.column(name).take(of_rows) for name in keep]
        new = pa.RecordBatch.from_pylist([row for _, row in found], schema=schema)
        yield pa.RecordBatch.from_arrays([*kept, *new.columns], names=[*keep, *schema.names])


@cache
def _pipeline(model: str) -> Language:
    return load(model)


def _records(texts: list[str | None], nlp: Language) -> list[ArticleRecord]:
    units = (Unit(source="", id="", text=text, problem="no text" if text is None else None) for text in texts)
    return list(extract_units(units, nlp))


def _record_rows(records: list[ArticleRecord]) -> _Rows:
    return [(k, {name: record[name] for name in RECORDS.names}) for k, record in enumerate(records)]  # type: ignore[literal-required]


def _fact_rows(records: list[ArticleRecord]) -> _Rows:
    return [
        (k, {"fact": number, **fact})
        for k, record in enumerate(records)
        for number, fact in enumerate(record["facts"])
    ]
