"""The reading order of a page: columns, lines and paragraphs from the places of its characters.

A recursive cut of the page at its gutters (after the X-Y cut of Nagy and Seth, 1984): where a gutter
divides most lines, what crosses it (a headline over both columns) parts the page into bands, and each
band is read column by column. A table is no page of columns: its cells do not fill them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple


class Run(NamedTuple):
    """Characters on one line without a gap: their box in points, y upwards, and the font's size."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float

    @property
    def middle(self) -> float:
        """Half of its height."""
        return (self.bottom + self.top) / 2


class TextLine(NamedTuple):
    """A line of a column, and the column's edges."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    column_left: float
    column_right: float


_LEAST_LINES = 3
#: Width of a gutter in ems, share of lines that may cross it, share of a column that its lines fill.
_GUTTER, _CROSSING, _FILLED = 0.8, 0.4, 0.6
_SHORTEST_LINE = 6
_MOST_CANDIDATES = 400
_DEEPEST = 8
_CLOSED = re.compile(r"[。！？!?…；：:][”’」』）)]*$")


def reading_order(runs: Sequence[Run], depth: int = 0) -> list[TextLine]:
    """The lines of a page, or of a part of it, in the order in which they are read."""
    gutter = _gutter(runs) if depth < _DEEPEST else None
    if gutter is None:
        return _column(runs)
    ordered: list[TextLine] = []
    rows = sorted(runs, key=lambda run: -run.middle)
    across = [run for run in runs if run.left < gutter < run.right]
    for crosses, band in groupby(rows, key=lambda run: _is_beside(run, across)):
        members = list(band)
        if crosses:
            ordered += _column(members)
            continue
        for side in ([r for r in members if r.right <= gutter], [r for r in members if r.left >= gutter]):
            ordered += reading_order(side, depth + 1)
    return ordered


def _is_beside(run: Run, others: Sequence[Run]) -> bool:
    """Whether a run is on one line with one of ``others``, or is one of them."""
    return any(abs(run.middle - other.middle) < 0.5 * other.size for other in others)


def paragraphs(lines: Iterable[TextLine]) -> list[str]:
    """Lines in reading order joined to paragraphs: also over the end of a column or page."""
    texts: list[str] = []
    before: TextLine | None = None
    for line in lines:
        if before is not None and _continues(before, line):
            texts[-1] = joined(texts[-1], line.text)
        else:
            texts.append(line.text)
        before = line
    return texts


def joined(before: str, after: str) -> str:
    """Two lines as one; Latin words keep their space, a hyphen between them goes."""
    if re.search(r"[a-z]{2}-$", before) and re.match(r"[a-z]", after):
        return before[:-1] + after
    latin = re.search(r"[A-Za-z,.;:&]$", before) and re.match(r"[A-Za-z&]", after)
    return f"{before} {after}" if latin else before + after


def _gutter(runs: Sequence[Run]) -> float | None:
    """The middle of the gutter that divides the most lines, if there is one."""
    if len(runs) < 2 * _LEAST_LINES:
        return None
    em = median(run.size for run in runs)
    best: tuple[int, float] | None = None
    for x in _candidates(runs, em):
        left = [run for run in runs if run.right <= x]
        right = [run for run in runs if run.left >= x]
        crossing = len(runs) - len(left) - len(right)
        if crossing > _CROSSING * len(runs) or not _is_column(left):
            continue
        if not (_is_column(right) or _is_overflow(left, right)):
            continue
        score = min(len(left), len(right)) - crossing
        if best is None or score > best[0]:
            best = score, x
    return best[1] if best else None


def _candidates(runs: Sequence[Run], em: float) -> list[float]:
    """Middles of the gaps between the right ends of runs and what begins behind them on their lines."""
    lefts = sorted({round(run.left, 1) for run in runs})
    found = set()
    for right in {round(run.right, 1) for run in runs}:
        following = next((left for left in lefts if left >= right + _GUTTER * em), None)
        if following is not None:
            found.add(round((right + following) / 2, 1))
    return sorted(found)[:_MOST_CANDIDATES]


def _is_column(runs: Sequence[Run]) -> bool:
    """Whether runs are lines of text one below the other that fill their width."""
    if len(runs) < _LEAST_LINES:
        return False
    width = max(run.right for run in runs) - min(run.left for run in runs)
    rows = len({round(run.middle / max(run.size, 1)) for run in runs})
    return (
        rows >= _LEAST_LINES
        and median(run.right - run.left for run in runs) >= _FILLED * min(width, 60 * runs[0].size)
        and median(len(run.text) for run in runs) >= _SHORTEST_LINE
    )


def _is_overflow(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether ``right`` is the last few lines of a text, at the top of the column that they begin."""
    if not right or len(right) >= _LEAST_LINES or len(left) < 3 * _LEAST_LINES:
        return False
    heights = sorted((run.middle for run in left), reverse=True)
    return min(run.middle for run in right) >= heights[_LEAST_LINES] and len(right[0].text) >= _SHORTEST_LINE


def _column(runs: Sequence[Run]) -> list[TextLine]:
    """The lines of one column from its top down."""
    if not runs:
        return []
    left = min(run.left for run in runs)
    rights = sorted(run.right for run in runs)
    right = rights[int(0.9 * (len(rights) - 1))]  # but for marks that hang out of the column
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.middle, run.left)):
        if lines and abs(lines[-1][0].middle - run.middle) <= 0.5 * max(run.size, lines[-1][0].size):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [_line(sorted(line, key=lambda run: run.left), left, right) for line in lines]


def _line(runs: Sequence[Run], left: float, right: float) -> TextLine:
    text = runs[0].text
    for before, run in zip(runs, runs[1:], strict=False):
        text += (" " if run.left - before.right > 0.5 * run.size else "") + run.text
    return TextLine(
        text,
        runs[0].left,
        min(run.bottom for run in runs),
        max(run.right for run in runs),
        max(run.top for run in runs),
        max(run.size for run in runs),
        left,
        right,
    )


def _continues(before: TextLine, line: TextLine) -> bool:
    """Whether a line continues the paragraph of the line before it."""
    em = line.size
    if abs(before.size - em) > 0.12 * em or line.left > line.column_left + 1.2 * em:
        return False
    unit = re.match(r"[A-Za-z\d.,%&'-]{1,24}", line.text)
    needed = (0.55 * len(unit[0]) if unit else 1) + 1.2
    full = before.right + needed * em >= before.column_right
    same_column = (before.column_left, before.column_right) == (line.column_left, line.column_right)
    if same_column and before.bottom > line.bottom:
        return full and before.bottom - line.bottom <= 2.6 * em
    return full and not _CLOSED.search(before.text)
