"""Encodings of Chinese text, detected."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from .errors import ReadingError

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_LEGACY = ["gb18030", "big5", "big5hkscs"]
#: Characters that are looked at to tell text from anything else.
_SAMPLE = 20_000
_SAMPLE_BYTES = 60_000


def decode(data: bytes) -> str:
    """Bytes as text, without a byte order mark.

    UTF-8, UTF-16 with a mark or without, UTF-32 with one, GB18030 and Big5.

    Raises:
        ReadingError: they are no text, or in none of these encodings.
    """
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return _decode(data, encoding)
    if b"\0" in data:
        return _decode_unmarked_utf16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    best = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=_LEGACY).best()
    if best is None or not _is_text(str(best)):
        raise ReadingError("unknown encoding: neither UTF-8, UTF-16, GB18030 nor Big5")
    return _decode(data, best.encoding)


def _decode_unmarked_utf16(data: bytes) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text, least=0.98):
            return text
    raise ReadingError("not a text file")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadingError(f"broken {encoding}: {error.reason} at byte {error.start}") from error


def _is_text(text: str, least: float = 0.9) -> bool:
    """Whether a guess at the encoding gave Chinese or Latin text and no rubbish."""
    visible = [char for char in text[:_SAMPLE] if not char.isspace()]
    known = sum(
        " " < char < "\x7f"
        or "\u3000" <= char <= "\u9fff"
        or "\uff00" <= char <= "\uffef"
        or char in "“”‘’—…·×"
        for char in visible
    )
    return bool(visible) and known >= least * len(visible)
