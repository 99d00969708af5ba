"""Facts as a table to read."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..record import FactEntry
from .records import ArticleRecord
from .writer import TextWriter

#: Columns of a table that goes to no terminal.
_WIDTH = 110
_MARKS = {"exact": "", "about": "≈", "at_least": "≥", "at_most": "≤"}


def describe(fact: FactEntry) -> str:
    """A sum with its value, or a stage word."""
    if "value" not in fact:
        return fact["text"]
    value = f"{fact['value']:,}" if fact["value"] == fact["high"] else f"{fact['value']:,}–{fact['high']:,}"
    return f"{fact['text']} ({_MARKS[fact['bound']]}{value} {fact['currency']})"


class TableWriter(TextWriter):
    """One table of all facts, written at the end."""

    stdout_encoding = None  # what the terminal has

    def __init__(self, path: Path | None) -> None:
        super().__init__(path)
        self.table = Table(box=box.SIMPLE_HEAD, show_edge=False)
        self.table.add_column("article", max_width=16, no_wrap=True)
        self.table.add_column("company", overflow="fold")
        self.table.add_column("fact", no_wrap=True)
        self.table.add_column("sum / stage", overflow="fold")
        self.table.add_column("status", no_wrap=True)
        self.table.add_column("score", justify="right", no_wrap=True)

    def write(self, record: ArticleRecord) -> None:
        """Add the facts of one record."""
        for fact in record["facts"]:
            row = (record["id"], fact["company"], fact["label"], describe(fact), fact.get("status", ""))
            self.table.add_row(*map(Text, row), f"{fact['score']:.2f}")

    def _finish(self) -> None:
        console = Console(file=self._file, width=None if self._file.isatty() else _WIDTH)
        console.print(self.table if self.table.row_count else "no facts found")
