"""Brackets and quotation marks: which belong to a name and which stand around it."""

from __future__ import annotations

import re
import unicodedata

_PAIRS = {
    "（": "）", "(": ")", "［": "］", "[": "]", "【": "】", "〔": "〕", "｛": "｝", "{": "}",
    "“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "＜": "＞", "﹁": "﹂", "﹃": "﹄",
}  # fmt: skip
_CLOSING = {close: open_ for open_, close in _PAIRS.items()}
#: Punctuation with which a name may end or begin: 4S店+, C#, A*, AT&T.
_OF_NAMES = frozenset("+＋*＊#＃&＆%％°")
#: Co., Ltd. and S.A. keep their point.
_ABBREVIATED = re.compile(r"[A-Za-z]\.$")


def trimmed(name: str) -> tuple[int, int]:
    """The part of ``name``, from ``start`` to ``end``, without what only stands around it.

    White space and punctuation are cut off the edges, a pair of brackets or quotation marks
    around the whole, and everything from a bracket that has no counterpart.
    """
    start, end = 0, len(name)
    while True:
        before = start, end
        start, end = _without_edges(name, *_balanced(name, start, end))
        if start < end and _PAIRS.get(name[start]) == name[end - 1] and _partner(name, start, end) == end - 1:
            start, end = start + 1, end - 1
        if (start, end) == before or start >= end:
            return start, max(start, end)


def _balanced(name: str, start: int, end: int) -> tuple[int, int]:
    """The first part without a bracket whose counterpart is missing."""
    opened: list[int] = []
    for at in range(start, end):
        if name[at] in _PAIRS:
            opened.append(at)
        elif name[at] in _CLOSING:
            if not opened or name[opened[-1]] != _CLOSING[name[at]]:
                return (start, at) if at > start else (at + 1, end)
            opened.pop()
    if not opened:
        return start, end
    return (start, opened[0]) if opened[0] > start else (opened[0] + 1, end)


def _without_edges(name: str, start: int, end: int) -> tuple[int, int]:
    while start < end and _is_stray(name[start]):
        start += 1
    while start < end and _is_stray(name[end - 1]) and not _ABBREVIATED.search(name, start, end):
        end -= 1
    return start, end


def _is_stray(char: str) -> bool:
    if char in _PAIRS or char in _CLOSING or char in _OF_NAMES:
        return False
    return char.isspace() or unicodedata.category(char)[0] in "PC"


def _partner(name: str, start: int, end: int) -> int | None:
    """Where the bracket at ``start`` is closed."""
    depth = 0
    for at in range(start, end):
        depth += (name[at] in _PAIRS) - (name[at] in _CLOSING)
        if not depth:
            return at
    return None
