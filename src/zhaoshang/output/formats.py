"""The formats by name, each with its writer; what a format needs is imported where it is used."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from .writer import Writer


class _Format(NamedTuple):
    module: str
    writer: str
    suffix: str
    packages: tuple[str, ...] = ()


_FORMATS = {
    "table": _Format("table", "TableWriter", ".txt"),
    "jsonl": _Format("jsonl", "JsonlWriter", ".jsonl"),
    "csv": _Format("csv_rows", "CsvWriter", ".csv"),
    "xlsx": _Format("xlsx", "XlsxWriter", ".xlsx", ("xlsxwriter",)),
    "parquet": _Format("parquet", "ParquetWriter", ".parquet", ("pyarrow",)),
    "duckdb": _Format("duckdb_file", "DuckdbWriter", ".duckdb", ("duckdb", "pyarrow")),
}

FORMATS: tuple[str, ...] = tuple(_FORMATS)
#: Those that can go to standard output.
STREAMS: tuple[str, ...] = ("table", "jsonl", "csv")


class MissingExtraError(ImportError):
    """A format whose packages are not installed; the message says how to get them."""


def format_of(path: Path | None) -> str:
    """The format that a file's name asks for; the table where it asks for none."""
    for name, format in _FORMATS.items():
        if path is not None and path.suffix.lower() == format.suffix:
            return name
    return "table"


def require(format: str) -> None:
    """See to it that a format can be written. Raises MissingExtraError where packages are missing."""
    missing = [package for package in _FORMATS[format].packages if find_spec(package) is None]
    if missing:
        raise MissingExtraError(
            f"{format} needs {' and '.join(missing)}, which the extra tables installs: pip install 'zhaoshang[tables]'"
        )


def open_writer(format: str, path: Path | None) -> Writer:
    """The writer of a format, its file open; ``path`` None is standard output, for the STREAMS alone.

    Raises:
        OutputError: the file cannot be opened.
        MissingExtraError: the packages of the format are not installed.
    """
    require(format)
    module = import_module(f".{_FORMATS[format].module}", __package__)
    writer: Writer = getattr(module, _FORMATS[format].writer)(path)
    return writer
