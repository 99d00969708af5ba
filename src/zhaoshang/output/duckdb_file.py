"""Records as a DuckDB database."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from .context import chain_of, park_of
from .records import ArticleRecord
from .writer import OutputError

#: Records between two insertions.
_BATCH = 1000


class DuckdbWriter:
    """The tables articles, entities, stages, relations and facts, joined by the column ``article``."""

    def __init__(self, path: Path | None) -> None:
        import duckdb

        from .arrow import TABLES

        self._path = path
        self._error: type[Exception] = duckdb.Error
        self._schemas = TABLES
        self._rows: dict[str, list[dict[str, object]]] = {name: [] for name in TABLES}
        self._articles = 0
        self._database: Any = None
        try:
            self._database = duckdb.connect(str(path))
            for name, schema in TABLES.items():
                self._database.register("empty", schema.empty_table())
                self._database.execute(f"CREATE TABLE {name} AS SELECT * FROM empty")
                self._database.unregister("empty")
        except duckdb.Error as failure:
            raise self._failed(failure) from failure

    def write(self, record: ArticleRecord) -> None:
        """Write one record."""
        key = self._articles
        self._articles += 1
        self._rows["articles"].append({"article": key, **record})
        self._rows["entities"] += [
            {"article": key, "entity": k, **e} for k, e in enumerate(record["entities"])
        ]
        self._rows["stages"] += [{"article": key, "stage": k, **s} for k, s in enumerate(record["stages"])]
        self._rows["relations"] += [{"article": key, **relation} for relation in record["relations"]]
        self._rows["facts"] += [
            {
                "article": key,
                "fact": k,
                **fact,
                "park": park_of(record, fact) or None,
                "chain": chain_of(record, fact) or None,
            }
            for k, fact in enumerate(record["facts"])
        ]
        if self._articles % _BATCH == 0:
            self._insert()

    def __enter__(self) -> DuckdbWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._insert()
            self._database.close()
        except self._error as failure:
            raise self._failed(failure) from failure

    def _insert(self) -> None:
        import pyarrow as pa

        try:
            for name, rows in self._rows.items():
                if rows:
                    self._database.register("rows", pa.Table.from_pylist(rows, self._schemas[name]))
                    self._database.execute(f"INSERT INTO {name} SELECT * FROM rows")
                    self._database.unregister("rows")
                    rows.clear()
        except self._error as failure:
            raise self._failed(failure) from failure

    def _failed(self, failure: Exception) -> OutputError:
        return OutputError(f"{self._path}: {' '.join(str(failure).split())}")
