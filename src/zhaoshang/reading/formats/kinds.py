"""Which format a file has, by its first bytes; its name decides only where they do not."""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum
from pathlib import PurePath

from ..errors import ReadingError


class Kind(str, Enum):
    """The formats that are read."""

    TEXT = "text"
    HTML = "HTML"
    PDF = "PDF"
    DOCX = "DOCX"


_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
#: First bytes of what people have beside articles, and what to tell them.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls); save it as .docx"),
    (b"{\\rtf", "an RTF file; save it as .docx"),
    (b"\x89PNG", "an image (PNG): its text would need OCR"),
    (b"\xff\xd8\xff", "an image (JPEG): its text would need OCR"),
    (b"GIF8", "an image (GIF): its text would need OCR"),
    (b"II*\0", "an image (TIFF): its text would need OCR"),
    (b"MM\0*", "an image (TIFF): its text would need OCR"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"Rar!", "an archive (RAR)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
)


def kind_of(data: bytes, name: str = "") -> Kind:
    """The format of a file.

    Raises:
        ReadingError: it is one that is not read; says which.
    """
    for first, what in _OTHERS:
        if data.startswith(first):
            raise ReadingError(what)
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    if suffix in (".pdf", ".docx"):
        raise ReadingError(f"broken {suffix[1:].upper()}: it does not begin as one")
    start = data[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        start = start.replace(b"\0", b"")[2:]
    if suffix in _HTML_SUFFIXES or _HTML.match(start.removeprefix(b"\xef\xbb\xbf")):
        return Kind.HTML
    return Kind.TEXT


def _kind_of_zip(data: bytes) -> Kind:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except Exception as error:  # zipfile raises what its parsing meets: struct.error, NotImplementedError, …
        raise ReadingError(f"broken ZIP or DOCX: {error or type(error).__name__}") from error
    if "word/document.xml" in names:
        return Kind.DOCX
    raise ReadingError(
        "a ZIP file, and no DOCX in it"
        if "[Content_Types].xml" not in names
        else "an Office file, but no DOCX"
    )
