"""Layout undone, reversibly: what typesetting put into a text is taken out before the pipeline reads it.

Only what the layout put in is taken out, and a map leads back, so that
records speak of the source. A text whose line breaks are its author's (lists,
verse, tables) keeps them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import overload

from .furniture import find_furniture
from .wrapping import wrapping_breaks

Span = tuple[int, int]

_RETURN = re.compile(r"\r(?=\n)")
#: Whatever else ends a line, as a line break; the same length.
_LINE_ENDS = str.maketrans("\r\v\f\x85\u2028\u2029", "\n" * 6)
_UNIT = "[%％万萬亿億千百个個家元美年月日号號人亩畝平公吨噸台套条條项項户戶]"
#: A space beside a number with its unit (投资 50 亿元), and single characters set apart (招 商 引 资 大 会).
_LOOSE_NUMBER = re.compile(
    rf"(?<=\d) {{1,2}}(?={_UNIT})|(?<=[\u4e00-\u9fff]) (?=\d[\d.,]*(?: {{1,2}})?{_UNIT})"
)
_SPACED_OUT = re.compile(
    r"(?<!\S)(?:[\u4e00-\u9fff\d，。、：；“”（）] ){5,}[\u4e00-\u9fff\d，。、：；“”（）](?!\S)"
)


class Kept(Sequence[int]):
    """Ascending positions, held as ranges: a text of millions of characters costs what was taken out of it."""

    def __init__(self, ranges: Iterable[Span]) -> None:
        self.ranges = tuple((start, end) for start, end in ranges if start < end)
        self._before = [0]
        for start, end in self.ranges:
            self._before.append(self._before[-1] + end - start)

    def __len__(self) -> int:
        return self._before[-1]

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(index)
        k = bisect_right(self._before, index) - 1
        return self.ranges[k][0] + index - self._before[k]

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(range(start, end) for start, end in self.ranges)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and self.ranges == other.ranges

    def __hash__(self) -> int:
        return hash(self.ranges)


@dataclass(frozen=True)
class Layout:
    """A text without its layout, and the way back.

    ``positions[i]`` is the character of ``source`` that ``text[i]`` was; a line break of the source may
    stand in ``text`` as a space. What was taken out is white space, but for the spans ``furniture`` of
    the source: page numbers, the second copies of doubled characters, hyphens at line ends, comments.
    """

    source: str = field(repr=False)
    text: str
    positions: Sequence[int] = field(repr=False)
    furniture: tuple[Span, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, text: str) -> Layout:
        """The layout of a text from which nothing was taken out."""
        return cls(text, text, Kept([(0, len(text))]))

    def to_source(self, start: int, end: int) -> Span:
        """The span of ``source`` that a span of ``text`` stands for; it is not empty."""
        return self.positions[start], self.positions[end - 1] + 1


def undo_layout(
    source: str, start: int = 0, end: int | None = None, furniture: Iterable[Span] = ()
) -> Layout:
    """Undo the layout of ``source``, or of its part from ``start`` to ``end``.

    Hard-wrapped lines are joined, spaces within numbers and between characters set apart are taken out,
    characters set twice are taken once, and page numbers and the ``furniture`` that the caller knows of
    (spans of ``source``) are left out. A line end of Windows becomes a line break alone in every text.
    """
    end = len(source) if end is None else end
    part = source[start:end]
    lines = part.translate(_LINE_ENDS)
    known = [(a - start, b - start) for a, b in furniture if start <= a < b <= end]
    known += find_furniture(part)
    breaks = wrapping_breaks(_blanked(lines, known), known)
    known += breaks.hyphens
    taken = _merged([*known, *breaks.taken, *_returns(part), *_loose_spaces(lines)])
    kept = Kept((start + a, start + b) for a, b in _between(taken, len(part)))
    text = _respaced(lines, breaks.spaces)
    return Layout(
        source,
        "".join(text[a - start : b - start] for a, b in kept.ranges),
        kept,
        tuple((start + a, start + b) for a, b in _merged(known)),
    )


def _blanked(text: str, spans: Iterable[Span]) -> str:
    """``text`` with the spans as spaces, its line breaks kept."""
    pieces = []
    done = 0
    for start, end in _merged(spans):
        pieces += [text[done:start], re.sub(r"[^\n]", " ", text[start:end])]
        done = end
    return "".join([*pieces, text[done:]])


def _respaced(text: str, breaks: Iterable[int]) -> str:
    chars = None
    for at in breaks:
        chars = chars or list(text)
        chars[at] = " "
    return "".join(chars) if chars else text


def _returns(text: str) -> list[Span]:
    return [match.span() for match in _RETURN.finditer(text)]


def _loose_spaces(text: str) -> list[Span]:
    spans = [match.span() for match in _LOOSE_NUMBER.finditer(text)]
    for match in _SPACED_OUT.finditer(text):
        if len(re.findall(r"[\u4e00-\u9fff]", match[0])) >= len(match[0]) // 4:
            spans += [(at, at + 1) for at in range(match.start() + 1, match.end(), 2)]
    return spans


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _between(taken: list[Span], length: int) -> Iterator[Span]:
    done = 0
    for start, end in taken:
        yield done, start
        done = end
    yield done, length
