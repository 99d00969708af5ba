"""The formats of files: bytes to text.

Plain text and Markdown are read here; HTML, PDF and DOCX by libraries (the extra ``files``) in a child
process with limits on time and memory, so that no file can stop a run.
"""

from __future__ import annotations

from ..encodings import decode
from ..errors import ReadingError
from .document import Document
from .kinds import Kind, kind_of
from .sandbox import read_in_child

__all__ = ["Document", "read_document"]

#: Larger files are refused.
MAX_BYTES = 64 * 2**20
#: Longer texts are refused: five hundred articles are shorter.
MAX_CHARACTERS = 1_000_000


def read_document(data: bytes, name: str = "") -> Document:
    """The text of a file, and what its format says of it.

    Raises:
        ReadingError: it cannot be read; one line with the reason.
    """
    if len(data) > MAX_BYTES:
        raise ReadingError(f"too large: {len(data):,} bytes, {MAX_BYTES:,} at most")
    kind = kind_of(data, name)
    document = Document(_plain(data)) if kind is Kind.TEXT else read_in_child(kind, data)
    if not document.text.strip():
        raise ReadingError("empty file" if kind is Kind.TEXT else f"no text in this {kind.value} file")
    _check_length(len(document.text))
    return document


def _plain(data: bytes) -> str:
    _check_length(len(data) // 4)  # no encoding takes more bytes for a character
    return decode(data)


def _check_length(characters: int) -> None:
    if characters > MAX_CHARACTERS:
        raise ReadingError(f"too long: more than {MAX_CHARACTERS:,} characters")
