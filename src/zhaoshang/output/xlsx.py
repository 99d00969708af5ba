"""Facts and articles as an Excel workbook, by XlsxWriter."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

from .records import ArticleRecord
from .rows import FactRow, fact_rows
from .writer import OutputError

#: What the format holds.
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_ARTICLES = ("source", "id", "title", "date", "facts", "error")
_WIDE = {
    "source": 24,
    "company": 30,
    "text": 18,
    "value": 18,
    "high": 18,
    "names": 30,
    "park": 24,
    "chain": 20,
}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class XlsxWriter:
    """A workbook of two sheets, ``facts`` and ``articles``; text is never a formula."""

    def __init__(self, path: Path | None) -> None:
        import xlsxwriter

        self._path = path
        # On a full disk a ZIP file that is written in place complains again when it is collected.
        self._bytes = BytesIO()
        self._book: Any = xlsxwriter.Workbook(self._bytes, _OPTIONS)
        self._facts = self._sheet("facts", FactRow._fields)
        self._articles = self._sheet("articles", _ARTICLES)

    def write(self, record: ArticleRecord) -> None:
        """Add the facts of one record, and a row for its article."""
        for row in fact_rows(record):
            self._facts.add(row)
        meta = record.get("meta", {})
        self._articles.add(
            (
                record["source"],
                record["id"],
                record.get("title"),
                meta.get("date"),
                len(record["facts"]),
                record["error"],
            )
        )

    def __enter__(self) -> XlsxWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            return  # an unfinished workbook is none: it is put together when it is closed
        from xlsxwriter.exceptions import XlsxWriterException

        try:
            self._book.close()
            if self._path is not None:
                self._path.write_bytes(self._bytes.getbuffer())
        except (OSError, XlsxWriterException) as failure:
            reason = getattr(failure, "strerror", None) or str(failure)
            raise OutputError(f"{self._path}: {reason}") from failure

    def _sheet(self, name: str, columns: tuple[str, ...]) -> _Sheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for k, column in enumerate(columns):
            sheet.set_column(k, k, _WIDE.get(column, 12))
        filled = _Sheet(sheet, name, self._path)
        filled.add(columns)
        return filled


class _Sheet:
    def __init__(self, sheet: Any, name: str, path: Path | None) -> None:
        self._sheet = sheet
        self._name = name
        self._path = path
        self._rows = 0

    def add(self, cells: tuple[object, ...]) -> None:
        if self._rows == MOST_ROWS:
            raise OutputError(f"{self._path}: more {self._name} than the {MOST_ROWS:,} rows that xlsx holds")
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(self._rows, column, cell[:MOST_CHARACTERS])
            elif cell is not None:
                self._sheet.write_number(self._rows, column, cell)
        self._rows += 1
