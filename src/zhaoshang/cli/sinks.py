"""Where records go while a run lasts, so that nothing finished is lost when it ends early.

JSON lines are appended to the output itself. Any other format of a file is made at the end from a journal
of JSON lines beside it, and takes its place in one step.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from io import RawIOBase
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol

from ..output import ArticleRecord, OutputError, Writer, open_writer
from ..output.jsonl import to_line

#: Formats that hold the records themselves; the others make their columns from the text.
_RECORDS = ("jsonl", "parquet", "duckdb")


class Earlier(NamedTuple):
    """A record of an earlier run."""

    source: str
    facts: int
    failed: bool


class Sink(Protocol):
    """Takes records; knows those of an earlier run that stay."""

    earlier: list[Earlier]

    def write(self, record: ArticleRecord) -> None:
        """Keep one record, on disk where there is a file."""

    def kept(self) -> str | None:
        """Where the finished records are when the run ends early."""

    def __enter__(self) -> Sink: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_sink(format: str, output: Path | None, resume: bool = False, keep_text: bool = True) -> Sink:
    """The sink of a format and a file, None for standard output.

    Without ``keep_text`` the formats that hold the records leave the articles' texts out.

    Raises:
        OutputError: the file cannot be written, or resumed.
    """
    keep_text = keep_text or format not in _RECORDS
    if output is None or (output.exists() and not output.is_file() and not output.is_dir()):
        return _Stream(open_writer(format, output), keep_text)
    if output.is_dir():
        raise OutputError(f"{output}: Is a directory")
    if format == "jsonl":
        return _Journal(output, resume, keep_text)
    return _Converted(format, output, resume, keep_text)


class _Stream:
    """Straight to standard output, or to what is no regular file."""

    def __init__(self, writer: Writer, keep_text: bool) -> None:
        self.earlier: list[Earlier] = []
        self._writer = writer
        self._keep_text = keep_text

    def write(self, record: ArticleRecord) -> None:
        self._writer.write(record if self._keep_text else _without_text(record))

    def kept(self) -> str | None:
        return None

    def __enter__(self) -> _Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.__exit__(kind, error, trace)


class _Journal:
    """A file of JSON lines, appended to record by record; it holds whole lines only."""

    def __init__(self, path: Path, resume: bool, keep_text: bool) -> None:
        self._path = path
        self._keep_text = keep_text
        self.earlier = _recover(path) if resume and path.exists() else []
        try:
            self._file = path.open("a+b" if resume else "w+b", buffering=0)
        except OSError as error:
            raise OutputError(f"{path}: {error.strerror}") from error

    def write(self, record: ArticleRecord) -> None:
        line = to_line(record if self._keep_text else _without_text(record))
        self._check_place()
        end = self._file.tell()
        try:
            _write_all(self._file, line.encode("utf-8", "replace"))
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(end)
            raise OutputError(f"{self._path}: {error.strerror}") from error

    def kept(self) -> str | None:
        return str(self._path)

    def __enter__(self) -> _Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._file:
                if kind is None:
                    self._check_place()
        except OSError as failure:
            if isinstance(failure, OutputError):
                raise
            raise OutputError(f"{self._path}: {failure.strerror}") from failure

    def _check_place(self) -> None:
        """See that the file still has its name; an open file outlives its folder, but nobody finds it."""
        try:
            if os.path.samestat(os.stat(self._path), os.fstat(self._file.fileno())):
                return
        except OSError:
            pass
        raise OutputError(f"{self._path}: it was removed or moved while it was written{self._rescue()}")

    def _rescue(self) -> str:
        """Copy the records to the folder for temporary files; where they are, for a message."""
        try:
            with tempfile.NamedTemporaryFile(
                "wb", prefix="zhaoshang-", suffix=".jsonl", delete=False
            ) as refuge:
                self._file.seek(0)
                shutil.copyfileobj(self._file, refuge)
        except OSError:
            return ""
        return f"; the finished records are in {refuge.name}"


def _write_all(file: RawIOBase, data: bytes) -> None:
    """Write all of it: an unbuffered file may take a part, on a disk that is nearly full."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) or 0 :]


class _Converted(_Journal):
    """A journal that becomes a file of another format at the end."""

    def __init__(self, format: str, output: Path, resume: bool, keep_text: bool) -> None:
        self._format = format
        self._output = output
        super().__init__(output.with_name(f"{output.name}.partial.jsonl"), resume, keep_text)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        if kind is None:
            convert(self._path, self._format, self._output)
            self._path.unlink()


def convert(records: Path, format: str, output: Path) -> None:
    """Write a file of JSON lines in another format; ``output`` is there as a whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    part = output.with_name(f".{output.name}.part")
    try:
        part.unlink(missing_ok=True)
        with open_writer(format, part) as writer, records.open(encoding="utf-8") as lines:
            for line in lines:
                writer.write(json.loads(line))
        os.replace(part, output)
    except OutputError as error:
        raise OutputError(
            f"{str(error).replace(str(part), str(output))}; the records are in {records}"
        ) from error
    except OSError as error:
        raise OutputError(f"{output}: {error.strerror or error}; the records are in {records}") from error
    finally:
        part.unlink(missing_ok=True)


def _recover(path: Path) -> list[Earlier]:
    """The whole records of an interrupted run; the file is cut behind them.

    What is cut is a line that was not finished and the records of the last source, which may not have all
    of its articles yet.

    Raises:
        OutputError: the file cannot be read, or is no file of records.
    """
    try:
        kept: list[Earlier] = []
        ends = [0]
        for number, (end, line) in enumerate(_finished_lines(path), 1):
            kept.append(_parse(line, f"{path}:{number}"))
            ends.append(end)
        last = kept[-1].source if kept else None
        while kept and kept[-1].source == last:
            kept.pop()
        os.truncate(path, ends[len(kept)])
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{path}: {error.strerror}") from error
    return kept


def _finished_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    end = 0
    with path.open("rb") as file:
        for line in file:
            end += len(line)
            if line.endswith(b"\n"):
                yield end, line


def _parse(line: bytes, place: str) -> Earlier:
    try:
        record = json.loads(line)
        return Earlier(record["source"], len(record["facts"]), record["error"] is not None)
    except (ValueError, TypeError, KeyError) as error:
        raise OutputError(f"{place}: no record of an earlier run, so it cannot be resumed") from error


def _without_text(record: ArticleRecord) -> ArticleRecord:
    bare = record.copy()
    bare.pop("text", None)
    return bare
