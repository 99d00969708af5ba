"""Where records go: a table to read, JSON lines, or the facts as CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..record import FactEntry, Record

_COLUMNS = (
    "source", "company", "fact", "text", "value", "high", "currency", "bound", "status", "score", "names",
)  # fmt: skip
#: Columns of a table that goes to no terminal.
_WIDTH = 110
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class OutputError(OSError):
    """An output that cannot be written; the message names the file and the reason."""


class Writer(Protocol):
    """Takes records one by one; a context manager."""

    def write(self, record: Record) -> None:
        """Write one record."""

    def __enter__(self) -> Writer: ...

    def __exit__(self, *args: object) -> None: ...


class _FileWriter:
    """Opens its file at once, so that a wrong path fails before the work."""

    encoding = "utf-8"
    stdout_encoding: str | None = "utf-8"

    def __init__(self, path: Path | None) -> None:
        self._path = path
        try:
            self._file: IO[str] = (
                self._standard_output()
                if path is None
                else path.open("w", encoding=self.encoding, errors="replace", newline="")
            )
        except OSError as error:
            raise OutputError(f"{path}: {error.strerror}") from error

    def _standard_output(self) -> IO[str]:
        """Standard output; a character that it cannot show becomes ``?``."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding=self.stdout_encoding, errors="replace")
        return sys.stdout

    def _put(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError as error:
            raise OutputError(f"{self._path or 'standard output'}: {error.strerror}") from error

    def __enter__(self) -> _FileWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._finish()
            self._file.flush()
            if self._path is not None:
                self._file.close()
        except OSError as failure:
            raise OutputError(f"{self._path or 'standard output'}: {failure.strerror}") from failure

    def _finish(self) -> None:
        """What is written at the end."""


class JsonlWriter(_FileWriter):
    """One record a line."""

    def write(self, record: Record) -> None:
        """Write one record."""
        self._put(json.dumps(record, ensure_ascii=False) + "\n")


class CsvWriter(_FileWriter):
    """One fact a line; cells that a spreadsheet would run as a formula are quoted."""

    encoding = "utf-8-sig"

    def __init__(self, path: Path | None) -> None:
        super().__init__(path)
        self._rows = csv.writer(self)
        self._rows.writerow(_COLUMNS)

    def write(self, record: Record | str) -> None:
        """Write one record's facts; the csv module writes its lines by this name, too."""
        if isinstance(record, str):
            self._put(record)
            return
        for fact in record["facts"]:
            self._rows.writerow([safe_cell(cell) for cell in _cells(record, fact)])


class TableWriter(_FileWriter):
    """One table of all facts."""

    stdout_encoding = None  # what the terminal has

    def __init__(self, path: Path | None) -> None:
        super().__init__(path)
        self.table = Table(box=box.SIMPLE_HEAD, show_edge=False)
        for name, options in (
            ("article", {"max_width": 16, "no_wrap": True}),
            ("company", {"overflow": "fold"}),
            ("fact", {"no_wrap": True}),
            ("sum / stage", {"overflow": "fold"}),
            ("status", {"no_wrap": True}),
            ("score", {"justify": "right", "no_wrap": True}),
        ):
            self.table.add_column(name, **options)

    def write(self, record: Record) -> None:
        """Add the facts of one record."""
        for fact in record["facts"]:
            row = (record["id"], fact["company"], fact["label"], describe(fact))
            self.table.add_row(*map(Text, row), Text(fact.get("status", "")), f"{fact['score']:.2f}")

    def _finish(self) -> None:
        console = Console(file=self._file, width=None if self._file.isatty() else _WIDTH)
        if self.table.row_count:
            console.print(self.table)
        else:
            console.print("no facts found")


WRITERS: dict[str, type[_FileWriter]] = {
    "table": TableWriter,
    "jsonl": JsonlWriter,
    "csv": CsvWriter,
}


def open_writer(format: str, path: Path | None) -> Writer:
    """The writer of a format, its file open. Raises OutputError where it cannot be."""
    return WRITERS[format](path)  # type: ignore[return-value]


def describe(fact: FactEntry) -> str:
    """A sum with its value, or a stage word."""
    if "value" not in fact:
        return fact["text"]
    marks = {"exact": "", "about": "≈", "at_least": "≥", "at_most": "≤"}
    value = f"{fact['value']:,}" if fact["value"] == fact["high"] else f"{fact['value']:,}–{fact['high']:,}"
    return f"{fact['text']} ({marks[fact['bound']]}{value} {fact['currency']})"


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet runs: text that looks like a formula gets a quote in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _cells(record: Record, fact: FactEntry) -> list[object]:
    return [
        record["source"], fact["company"], fact["label"], fact["text"], fact.get("value", ""),
        fact.get("high", ""), fact.get("currency", ""), fact.get("bound", ""),
        fact.get("status", ""), fact["score"], "；".join(fact["names"]),
    ]  # fmt: skip
