"""Records as Parquet: one a row, nested as in the JSON lines."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from .records import ArticleRecord
from .writer import OutputError

#: Records of a row group.
_BATCH = 1000


class ParquetWriter:
    """One row a record, without loss: keys that a record lacks are null, sums are doubles."""

    def __init__(self, path: Path | None) -> None:
        import pyarrow.parquet as pq

        from .arrow import RECORD

        self._path = path
        self._schema = RECORD
        self._waiting: list[ArticleRecord] = []
        self._file: Any = pq.ParquetWriter(str(path), RECORD, compression="zstd")

    def write(self, record: ArticleRecord) -> None:
        """Write one record."""
        self._waiting.append(record)
        if len(self._waiting) == _BATCH:
            self._write_waiting()

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write_waiting()
            self._file.close()
        except OSError as failure:
            raise OutputError(f"{self._path}: {failure.strerror or failure}") from failure

    def _write_waiting(self) -> None:
        import pyarrow as pa

        try:
            if self._waiting:
                self._file.write_table(pa.Table.from_pylist(self._waiting, self._schema))
        except OSError as failure:
            raise OutputError(f"{self._path}: {failure.strerror or failure}") from failure
        self._waiting = []
