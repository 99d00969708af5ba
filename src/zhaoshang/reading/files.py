"""Text files of any usual encoding, alone or in folders."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from charset_normalizer import from_bytes

#: What a folder is searched for.
SUFFIXES = (".txt", ".md")
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_LEGACY = ["gb18030", "big5", "big5hkscs"]


class ReadingError(ValueError):
    """A source that cannot be read; the message is one line that says why."""


class Source(NamedTuple):
    """A file to read, and the id of its record: its path below the folder that was named."""

    id: str
    path: Path
    problem: str | None = None


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """The files that ``paths`` name, folders searched for text files.

    A path that gives nothing is a source with its ``problem``, so that the others are read.
    """
    return [source for path in paths for source in _sources_of(path)]


def _sources_of(path: Path) -> list[Source]:
    try:
        if path.is_dir():
            files = sorted(f for f in path.rglob("*") if f.suffix.lower() in SUFFIXES and f.is_file())
            if files:
                return [Source(str(f.relative_to(path).with_suffix("")), f) for f in files]
            return [Source(path.name, path, f"no {' or '.join(SUFFIXES)} file in this folder")]
        if path.exists():
            return [Source(path.stem, path)]
    except OSError as error:
        return [Source(path.stem, path, error.strerror or type(error).__name__)]
    return [Source(path.stem, path, "no such file or folder")]


def read_text(path: Path) -> str:
    """The text of a file, line ends as they are.

    Raises:
        ReadingError: the file is empty, no text, or in no encoding that is known
            (UTF-8, UTF-16 and UTF-32 with a mark, GB18030, Big5); or the system says no.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadingError(error.strerror or type(error).__name__) from error
    text = decode(data)
    if not text.strip():
        raise ReadingError("empty file")
    return text


def decode(data: bytes) -> str:
    """Bytes as text. Raises ReadingError where they are none."""
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return _decode(data, encoding)
    if b"\0" in data:
        raise ReadingError("not a text file")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=_LEGACY).best()
    if best is None or not _is_text(str(best)):
        raise ReadingError("unknown encoding: neither UTF-8, UTF-16, GB18030 nor Big5")
    return _decode(data, best.encoding)


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadingError(f"broken {encoding}: {error.reason} at byte {error.start}") from error


def _is_text(text: str) -> bool:
    """Whether a guess at the encoding gave Chinese or Latin text and no rubbish."""
    visible = [char for char in text if not char.isspace()]
    known = sum(
        char.isascii() or "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in visible
    )
    return bool(visible) and known >= 0.9 * len(visible)
