"""Files and folders: what there is to read, and the bytes and text of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .encodings import decode
from .errors import ReadingError

#: What a folder is searched for.
SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx")


class Source(NamedTuple):
    """A file to read, and the id of its record: its path below the folder that was named."""

    id: str
    path: Path
    problem: str | None = None


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """The files that ``paths`` name, folders searched for files that can be read.

    A path that gives nothing is a source with its ``problem``, so that the others are read.
    """
    return [source for path in paths for source in _sources_of(path)]


def _sources_of(path: Path) -> list[Source]:
    try:
        if path.is_dir():
            files = sorted(f for f in path.rglob("*") if f.suffix.lower() in SUFFIXES and f.is_file())
            if files:
                return [Source(id, f) for id, f in zip(_ids(path, files), files, strict=True)]
            return [Source(path.name, path, "no .txt, .md, .html, .pdf or .docx file in this folder")]
        if path.exists():
            return [Source(path.stem, path)]
    except OSError as error:
        return [Source(path.stem, path, error.strerror or type(error).__name__)]
    return [Source(path.stem, path, "no such file or folder")]


def _ids(folder: Path, files: list[Path]) -> list[str]:
    """Paths below the folder without the suffix; with it where two files differ in nothing else."""
    names = [str(file.relative_to(folder).with_suffix("")) for file in files]
    seen = Counter(names)
    return [
        name if seen[name] == 1 else str(file.relative_to(folder))
        for name, file in zip(names, files, strict=True)
    ]


def read_text(path: Path) -> str:
    """The text of a file, line ends as they are.

    Raises:
        ReadingError: the file is empty, no text, or in no encoding that is known
            (UTF-8, UTF-16 and UTF-32 with a mark, GB18030, Big5); or the system says no.
    """
    text = decode(read_bytes(path))
    if not text.strip():
        raise ReadingError("empty file")
    return text


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises ReadingError where the system says no."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReadingError(error.strerror or type(error).__name__) from error
