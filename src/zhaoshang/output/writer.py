"""What every writer is, and files to write text to."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from .records import ArticleRecord


class OutputError(OSError):
    """An output that cannot be written; the message names the file and the reason."""


class Writer(Protocol):
    """Takes records one by one; a context manager. Its file is opened when it is made."""

    def write(self, record: ArticleRecord) -> None:
        """Write one record."""

    def __enter__(self) -> Writer: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class TextWriter:
    """A writer to a text file or, where ``path`` is None, to standard output."""

    encoding = "utf-8"
    #: The encoding of standard output, None for its own.
    stdout_encoding: str | None = "utf-8"

    def __init__(self, path: Path | None) -> None:
        self._name = str(path or "standard output")
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
            raise OutputError(f"{self._name}: {error.strerror}") from error

    def _flush(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            raise OutputError(f"{self._name}: {error.strerror}") from error

    def __enter__(self) -> TextWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._finish()
            self._file.flush()
            if self._path is not None:
                self._file.close()
        except OSError as failure:
            raise OutputError(f"{self._name}: {failure.strerror}") from failure

    def _finish(self) -> None:
        """What is written at the end."""
