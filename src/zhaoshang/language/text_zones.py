"""Clauses, sentences and paragraphs as character ranges.

A line break ends a paragraph, unless the text is hard-wrapped as newspaper
columns are: then only a break behind an end of sentence, before an indent or
at an empty line does.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_LINE = r"\n"
_WRAPPED = r"\n\s*\n|\n(?=[ \t\u3000]{2})|(?<=[。！？：；”」』）)])\r?\n"
_WIDEST_COLUMN = 45
_SHORTEST_FULL_LINE = 12
_FEWEST_LINES = 6


class Zones:
    """Ranges of a text between boundaries, looked up by position."""

    def __init__(self, text: str, boundary: str) -> None:
        self._length = len(text)
        self._starts = [0, *(m.end() for m in re.finditer(boundary, text))]

    def index(self, position: int) -> int:
        """The number of the zone that holds ``position``."""
        return bisect_right(self._starts, position) - 1

    def range(self, position: int) -> tuple[int, int]:
        """Start and end of the zone that holds ``position``."""
        k = self.index(position)
        return self._starts[k], self._starts[k + 1] if k + 1 < len(self._starts) else self._length


def is_wrapped(text: str) -> bool:
    """Whether the line breaks of a text are a column's, not its author's."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < _FEWEST_LINES:
        return False
    narrow = [line for line in lines if len(line) <= _WIDEST_COLUMN]
    running = [line for line in narrow if len(line) >= _SHORTEST_FULL_LINE]
    open_ended = [line for line in running if not re.search(r"[。！？；：]$", line)]
    return (
        len(narrow) >= 0.8 * len(lines)
        and len(open_ended) >= max(0.6 * len(running), 0.4 * len(lines))
        # A list of headlines is open-ended too, but no sentence ends within it.
        and len(re.findall(r"[。；]", text)) >= len(lines) / 8
    )


def _line_end(text: str) -> str:
    return _WRAPPED if is_wrapped(text) else _LINE


def clauses(text: str) -> Zones:
    """Clauses, ended by commas and stronger marks."""
    return Zones(text, rf"[，。；：！？,;:!?]|{_line_end(text)}")


def sentences(text: str) -> Zones:
    """Sentences, closing quotes and brackets included."""
    return Zones(text, rf"[。！？!?][”’」』）)]*|{_line_end(text)}")


def paragraphs(text: str) -> Zones:
    """Paragraphs."""
    return Zones(text, _line_end(text))


class HeadRule:
    """Which mention of a business is the head of a relation.

    The nearest in the tail's clause; failing that the nearest before it in the
    paragraph, then the nearest after it there; then before and after it in
    the article.
    """

    def __init__(self, text: str) -> None:
        self.clauses, self.paragraphs = clauses(text), paragraphs(text)

    def choose(self, mentions: list[tuple[int, int]], tail: tuple[int, int]) -> int:
        """The index of the head among ``mentions``, spans of one business (at least one)."""
        clause = self.clauses.range(tail[0])
        paragraph = self.paragraphs.range(tail[0])

        def rank(k: int) -> tuple[int, int]:
            start, end = mentions[k]
            before = end <= tail[0]
            distance = tail[0] - end if before else start - tail[1]
            if clause[0] <= start < clause[1]:
                return 0, distance
            inside = paragraph[0] <= start < paragraph[1]
            return (1 if inside else 3) + (not before), distance

        return min(range(len(mentions)), key=rank)
