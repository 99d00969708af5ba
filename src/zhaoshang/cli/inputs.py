"""What the command line names, as a stream of units: files, standard input, lines of JSONL."""

from __future__ import annotations

import glob
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..reading import Source, find_sources

#: The field of a JSONL file that holds the text, where none is named.
TEXT_FIELD = "text"
STANDARD_INPUT = "-"
_JSONL = (".jsonl", ".ndjson")
_PATTERN = "*?["


@dataclass(frozen=True)
class Unit:
    """What is read as one: a file, standard input, or a line of JSONL.

    ``source`` names it in records and messages and is its own within a run. One of ``path``, ``data`` (a
    file's bytes), ``text`` and ``problem`` (why there is nothing to read) is set.
    """

    source: str
    id: str
    path: Path | None = None
    data: bytes | None = None
    text: str | None = None
    title: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    problem: str | None = None


class Input(NamedTuple):
    """A source, and whether its lines are units of their own."""

    source: Source
    is_jsonl: bool

    @property
    def is_standard_input(self) -> bool:
        """Whether it is no file."""
        return self.source.id == STANDARD_INPUT and str(self.source.path) == STANDARD_INPUT


def find_inputs(arguments: Iterable[str], text_field: str | None = None) -> list[Input]:
    """The inputs that files, folders, patterns and ``-`` name, each once, in their order.

    With ``text_field`` standard input is JSONL; files are by their suffix. An argument that gives nothing
    is an input with its ``problem``.
    """
    found: dict[Path, Input] = {}
    for argument in arguments:
        for item in _inputs_of(argument, text_field):
            found.setdefault(item.source.path, item)
    return list(found.values())


def count_units(inputs: Iterable[Input]) -> int | None:
    """How many units there are; None where standard input alone will tell."""
    total = 0
    for item in inputs:
        if not item.is_jsonl or item.source.problem:
            total += 1
        elif item.is_standard_input:
            return None
        else:
            total += _count_lines(item.source.path)
    return total


def read_units(inputs: Iterable[Input], text_field: str | None = None) -> Iterator[Unit]:
    """The units of the inputs, read lazily: files stay closed, lines come as they are asked for."""
    for item in inputs:
        if item.is_jsonl and not item.source.problem:
            yield from _lines_of(item, text_field or TEXT_FIELD)
        elif item.is_standard_input:
            yield Unit(STANDARD_INPUT, STANDARD_INPUT, data=sys.stdin.buffer.read())
        else:
            id, path, problem = item.source
            yield Unit(_shown(path), _shown(id), path=None if problem else path, problem=problem)


def _inputs_of(argument: str, text_field: str | None) -> Iterator[Input]:
    if argument == STANDARD_INPUT:
        yield Input(Source(STANDARD_INPUT, Path(STANDARD_INPUT)), text_field is not None)
        return
    for path in _expand(argument):
        for source in find_sources([path]):
            yield Input(source, source.path.suffix.lower() in _JSONL)


def _expand(argument: str) -> list[Path]:
    """An argument as paths; a pattern that the shell left alone is matched here."""
    if any(char in argument for char in _PATTERN) and not os.path.lexists(argument):
        return [Path(name) for name in sorted(glob.glob(argument, recursive=True))] or [Path(argument)]
    return [Path(argument)]


def _lines_of(item: Input, text_field: str) -> Iterator[Unit]:
    name, stem = _shown(item.source.path), _shown(item.source.id)
    try:
        if item.is_standard_input:
            yield from _parse_lines(sys.stdin.buffer, name, stem, text_field)
        else:
            with item.source.path.open("rb") as file:
                yield from _parse_lines(file, name, stem, text_field)
    except OSError as error:
        yield Unit(name, stem, problem=error.strerror or type(error).__name__)


def _parse_lines(lines: Iterable[bytes], name: str, stem: str, text_field: str) -> Iterator[Unit]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _parse_line(line, f"{name}:{number}", f"{stem}:{number}", text_field)


def _parse_line(line: bytes, source: str, id: str, text_field: str) -> Unit:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Unit(source, id, problem=f"no UTF-8: {error.reason} at byte {error.start} of the line")
    except (ValueError, RecursionError) as error:
        return Unit(source, id, problem=f"no JSON: {error}")
    if not isinstance(value, dict):
        return Unit(source, id, problem="no JSON object")
    text = value.pop(text_field, None)
    own = value.pop("id", None)
    id = _clean(str(own)) if isinstance(own, str | int) and str(own) else id
    if not isinstance(text, str):
        return Unit(source, id, problem=f'no text in the field "{text_field}"')
    if not text.strip():
        return Unit(source, id, problem="empty text")
    title = value.pop("title", None)
    meta = {_clean(key): _clean(str(of)) for key, of in value.items() if isinstance(of, str | int | float)}
    return Unit(
        source, id, text=_clean(text), title=_clean(title) if isinstance(title, str) else None, meta=meta
    )


def _count_lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(1 for line in file if line.strip())
    except OSError:
        return 1


def _shown(name: str | Path) -> str:
    """A name as text: bytes of a file name that are no UTF-8 become their numbers."""
    return str(name).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _clean(text: str) -> str:
    """A text without halves of surrogate pairs, which JSON can write and UTF-8 cannot."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
