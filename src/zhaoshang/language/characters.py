"""Character normalisation: one character in, one character out.

Traditional becomes simplified (OpenCC's character table, phrases ignored),
full width becomes half width (NFKC where it gives one character), capitals
become small. Offsets never change, so features may use the normal form while
text and spans stay as they were received.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import numpy as np
import opencc

_WHITE = re.compile(r"(?P<word>(?<=[A-Za-z.,&'])[ \u00a0]+(?=[A-Za-z&]))|\s+")
_CJK = range(0x3400, 0xA000)
_BMP = 0x10000
_BLOCK = 0x80


@cache
def table() -> np.ndarray:
    """The map of code points of the basic plane: uint32 array of shape (65536,)."""
    codes = np.arange(_BMP, dtype=np.uint32)
    for code in _folded():
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(folded) == 1 and ord(folded) < _BMP:
            codes[code] = ord(folded)
    simplified = opencc.OpenCC("t2s").convert("\n".join(map(chr, _CJK))).split("\n")
    for code, char in zip(_CJK, simplified, strict=True):
        if len(char) == 1 and ord(char) < _BMP:
            codes[code] = ord(char)
    return codes[codes]  # a radical folds into a traditional character, say


def _folded() -> Iterator[int]:
    """The code points that have another form, and some beside them: a quarter of the time that all take."""
    for first in range(0, _BMP, _BLOCK):
        block = range(first, first + _BLOCK)
        if 0xD800 <= first < 0xE000:
            continue
        text = "".join(map(chr, block))
        # What a normal text consists of is normal, each by itself.
        if not unicodedata.is_normalized("NFKC", text) or text.lower() != text:
            yield from block


@cache
def _translation() -> dict[int, int]:
    codes = table()
    other = np.flatnonzero(codes != np.arange(_BMP))
    return dict(zip(other.tolist(), codes[other].tolist(), strict=True))


def normalize(text: str) -> str:
    """``text`` with every character in its normal form; same length."""
    return text.translate(_translation())


def code_points(text: str) -> np.ndarray:
    """Normal code points of ``text``: uint32 array of shape (len(text),)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    plain = codes < _BMP
    return np.where(plain, table()[np.where(plain, codes, 0)], codes)


def visible(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def squeeze(text: str) -> str:
    """``text`` without layout white space; a space between Latin words stays one."""
    return _WHITE.sub(lambda match: " " if match["word"] else "", text)
