"""Hard-wrapped lines: which line breaks a column of a newspaper, a mail or a typewriter put in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..language.text_zones import is_wrapped

Span = tuple[int, int]

LATIN = "A-Za-z\u00c0-\u024f"
_ENDED = re.compile(r"[。！？；：…!?;:][”’」』）)]*$")
_SENTENCE_ENDED = re.compile(r"[。！？!?…][”’」』）)]*$")
_NEW_PARAGRAPH = re.compile(
    r"[●■▲◆★◎▶•·○□—]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、](?!\d)|\d{1,3}\u3000"
    r"|本[报報刊网網台社][^，。]{0,10}[讯訊]|新[华華]社"
)
_INNER = re.compile(r"[，。、；：！？,;“”]")
#: What is not cut at a line's end: the least that must fit behind the line before.
_UNIT = re.compile(rf"[{LATIN}\d.,%&'-]{{1,24}}|[^\s][，。、；：！？”’）」』》,.;:!?)]?")
#: A space beside a figure, or between single characters set apart to fill a line (分 别 完 成).
_JUSTIFYING = re.compile(
    r"(?<=[\d.％%]) +(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) +(?=\d)"
    r"|(?<=[ \n][\u4e00-\u9fff]) (?=[\u4e00-\u9fff] )|(?<= [\u4e00-\u9fff]) (?=[\u4e00-\u9fff])"
)
#: A line that fills less of its column than this ends its paragraph; before an empty line it must fill more.
_FULL, _FULL_BEFORE_EMPTY = 0.7, 0.9
#: Of the lines that another one continues, so many end at a margin that is sharp, or at a ragged one.
_SHARP, _RAGGED = 0.8, 0.5
_WINDOW = 6
#: Punctuation set closer leaves room in a line; a paragraph's first line may have lost its indent.
_SLACK, _INDENT = 2, 2
_NO_WIDTH = 1_000_000
#: Widths that a column may have, in characters.
_NARROWEST, _WIDEST = 12, 90
_WIDEST_AMONG_OTHERS, _FEWEST_AMONG_OTHERS = 45, 8


@dataclass
class Breaks:
    """What wrapping put into a text, as spans of it."""

    #: White space to take out.
    taken: list[Span] = field(default_factory=list)
    #: Line breaks that stand for a space between Latin words.
    spaces: list[int] = field(default_factory=list)
    #: Hyphens that divide a Latin word.
    hyphens: list[Span] = field(default_factory=list)


class _Line(NamedTuple):
    """A line that is not empty: its visible part, its width and indent, and the empty lines behind it."""

    start: int
    end: int
    width: int
    indent: int
    #: Whether an empty line follows that is no page number's.
    before_empty: bool
    #: Whether furniture stands in it beside other text, as the second copies of a headline do.
    is_headline: bool


def wrapping_breaks(text: str, furniture: list[Span]) -> Breaks:
    """The line breaks within the paragraphs of a hard-wrapped text, and the spaces that fill its lines.

    ``text`` has line breaks of one character, and spaces for its ``furniture``: a line of that is no empty line.
    """
    breaks = Breaks()
    lines = _lines(text, furniture)
    whole = _Page(text, lines)
    pages = [whole] if whole.is_wrapped() else [_Page(text, part) for part in _narrow_parts(lines)]
    for page in pages:
        if page is whole or page.is_wrapped():
            for before, after in page.joints():
                _join(text, before.end, after.start, page.cuts_words, breaks)
            start, end = page.lines[0].start, page.lines[-1].end
            breaks.taken += [match.span() for match in _JUSTIFYING.finditer(text, start, end)]
    return breaks


def _narrow_parts(lines: list[_Line]) -> Iterator[list[_Line]]:
    """The parts of a text between its wide lines: an article in columns among others that are not."""
    part: list[_Line] = []
    for line in [*lines, None]:
        if line is not None and line.width <= _WIDEST_AMONG_OTHERS:
            part.append(line)
            continue
        if len(part) >= _FEWEST_AMONG_OTHERS:
            yield part
        part = []


def _lines(text: str, furniture: list[Span]) -> list[_Line]:
    spans = sorted(furniture)
    lines: list[_Line] = []
    at = known = 0
    for raw in text.split("\n"):
        end = at + len(raw)
        has_furniture = False
        while known < len(spans) and spans[known][0] < end:
            has_furniture = True
            known += 1
        body = raw.strip()
        if body:
            indent = len(raw) - len(raw.lstrip())
            start = at + indent
            lines.append(_Line(start, start + len(body), indent + len(body), indent, False, has_furniture))
        elif lines and not has_furniture:
            lines[-1] = lines[-1]._replace(before_empty=True)
        at = end + 1
    return _measured(text, lines)


def _measured(text: str, lines: list[_Line]) -> list[_Line]:
    """Widths in characters or, where more lines are then equal, in halves of an em (a Latin letter is one)."""
    halves = [2 * line.width - _ascii(text[line.start - line.indent : line.end]) for line in lines]
    if _equal(halves, 2) > _equal([line.width for line in lines], 1):
        return [line._replace(width=(half + 1) // 2) for line, half in zip(lines, halves, strict=True)]
    return lines


def _ascii(text: str) -> int:
    return len(text.encode("ascii", "ignore"))


def _equal(widths: list[int], tolerance: int) -> int:
    """How many widths are the commonest one, or a little less."""
    if not widths:
        return 0
    counts = Counter(widths)
    (usual, _), *_ = counts.most_common(1)
    return sum(counts[usual - k] for k in range(tolerance + 1))


class _Page:
    """Lines that may be wrapped, and their habits: widths, and how paragraphs are set apart."""

    def __init__(self, text: str, lines: list[_Line]) -> None:
        self.lines = lines
        self._text = text
        self._indent = sorted(line.indent for line in lines)[len(lines) // 10] if lines else 0

    def is_wrapped(self) -> bool:
        """Whether the line breaks are a column's, not their author's."""
        if not self.lines:
            return False
        text = self._text[self.lines[0].start : self.lines[-1].end]
        return self._is_flush() or (is_wrapped(text) and self._share_at_margin >= _RAGGED)

    def joints(self) -> Iterator[tuple[_Line, _Line]]:
        """The pairs of lines of which the second continues the paragraph of the first."""
        for k in range(len(self.lines) - 1):
            if self._is_continued(k):
                yield self.lines[k], self.lines[k + 1]

    @cached_property
    def cuts_words(self) -> bool:
        """Whether a wrapper counted characters, and cut Latin words; typesetters break at the space between them."""
        return self._is_exact and all(
            line.width == line.indent + line.end - line.start for line in self.lines
        )

    @cached_property
    def _is_exact(self) -> bool:
        equal = sum(line.width == width for line, width in zip(self.lines, self._widths, strict=True))
        return equal >= 0.6 * len(self.lines)

    @cached_property
    def _widths(self) -> list[int]:
        return list(_column_widths(self.lines))

    @cached_property
    def _is_sharp(self) -> bool:
        return self._is_exact or self._share_at_margin >= _SHARP

    @cached_property
    def _share_at_margin(self) -> float:
        """Of the lines that the next one seems to continue, the share that ends near their column's width."""
        continued = [
            self.lines[k].width >= self._widths[k] - _SLACK - (_INDENT if self._begins(k) else 0)
            for k in range(len(self.lines) - 1)
            if not self.lines[k].before_empty and not self._ended(k) and not self._starts_paragraph(k + 1)
        ]
        return sum(continued) / len(continued) if continued else 1.0

    @cached_property
    def _empty_lines(self) -> int:
        return sum(line.before_empty for line in self.lines[:-1])

    @cached_property
    def _empty_lines_cut(self) -> bool:
        """Whether empty lines stand within paragraphs: columns were cut where the page had room."""
        full_and_open = sum(
            line.before_empty and not self._ended(k) and self._is_full(k, _FULL_BEFORE_EMPTY)
            for k, line in enumerate(self.lines[:-1])
        )
        return full_and_open >= max(3, 0.12 * self._empty_lines)

    @cached_property
    def _sets_paragraphs_apart(self) -> bool:
        """Whether a paragraph's beginning shows by more than the short line before it."""
        ends = sum(
            self._sentence_ended(k) and not line.before_empty and not self._is_full(k, _FULL)
            for k, line in enumerate(self.lines[:-1])
        )
        indented = sum(self._starts_paragraph(k + 1) for k in range(len(self.lines) - 1))
        return any(marks >= 2 and ends <= marks for marks in (self._empty_lines, indented))

    def _is_flush(self) -> bool:
        """Whether the lines that end in mid-sentence end at one margin, which an author's do not.

        Names in a list may be of one length: there must be marks within the lines, too.
        """
        widths = Counter(line.width for line in self.lines)
        usual = max(widths, key=lambda width: (widths[width], width), default=0)
        if not _NARROWEST <= usual <= _WIDEST or max(widths) > usual + _SLACK:
            return False
        open_ended = [
            line
            for k, line in enumerate(self.lines[:-1])
            if not line.before_empty and not self._starts_paragraph(k + 1) and not self._ended(k)
        ]
        flush = [line for line in open_ended if abs(line.width - usual) <= 1]
        marked = [line for line in flush if _INNER.search(self._text, line.start + 1, line.end - 1)]
        equal = sum(line.width == usual for line in flush)
        return (
            (len(flush) > 2 or equal == len(flush) == 2)
            and len(open_ended) - len(flush) <= 0.1 * len(flush) + 1
            and len(marked) >= len(flush) / 2
        )

    def _is_continued(self, k: int) -> bool:
        """Whether the next line continues the paragraph of line ``k``."""
        if self.lines[k].is_headline or self.lines[k + 1].is_headline or self._starts_paragraph(k + 1):
            return False
        if _NEW_PARAGRAPH.match(self._text, self.lines[k + 1].start):
            return False
        if self.lines[k].before_empty:
            return self._empty_lines_cut and not self._ended(k) and self._is_full(k, _FULL_BEFORE_EMPTY)
        if self._ended(k) and not (self._sets_paragraphs_apart or self._is_sharp):
            return False
        return self._is_full(k, _FULL)

    def _is_full(self, k: int, share: float) -> bool:
        """Whether line ``k`` fills its column: in a sharp one, as far as what comes next lets it."""
        width, usual = self.lines[k].width, self._widths[k]
        if not self._is_sharp or self.lines[k].before_empty:
            return width >= share * usual
        unit = _UNIT.match(self._text, self.lines[k + 1].start)
        if not self._is_exact:
            width += _SLACK + (_INDENT if self._begins(k) else 0)
        return width + (len(unit[0]) if unit else 1) > usual

    def _begins(self, k: int) -> bool:
        """Whether line ``k`` may have lost an indent."""
        return k == 0 or self.lines[k - 1].before_empty or self._ended(k - 1)

    def _starts_paragraph(self, k: int) -> bool:
        return self.lines[k].indent >= self._indent + 2

    def _ended(self, k: int) -> bool:
        return bool(
            _ENDED.search(self._text, max(self.lines[k].start, self.lines[k].end - 4), self.lines[k].end)
        )

    def _sentence_ended(self, k: int) -> bool:
        end = self.lines[k].end
        return bool(_SENTENCE_ENDED.search(self._text, max(self.lines[k].start, end - 4), end))


def _column_widths(lines: list[_Line]) -> Iterator[int]:
    """For every line, the usual width of the lines around, before or behind it, whichever it fits best.

    A width is usual that two lines have, one of them by a character less if need be. Where the column
    changes, the lines on both sides belong to different ones. Of no usual width: more than any line's.
    """
    widths = [line.width for line in lines]
    for k, width in enumerate(widths):
        windows = (
            widths[max(0, k - _WINDOW) : k + 1],
            widths[max(0, k - _WINDOW) : k + _WINDOW + 1],
            widths[k : k + _WINDOW + 1],
        )
        usual = [w for window in windows if (w := _usual(tuple(window))) is not None]
        fitting = [w for w in usual if w >= width - 1]
        yield min(fitting) if fitting else max(usual, default=_NO_WIDTH)


@lru_cache(maxsize=100_000)
def _usual(widths: tuple[int, ...]) -> int | None:
    counts = Counter(widths)
    _, usual = max((count, w) for w, count in counts.items())
    return usual if counts[usual] + counts[usual - 1] >= 2 else None


def _join(text: str, end: int, start: int, cuts_words: bool, breaks: Breaks) -> None:
    """Take out the white space between two lines; between Latin words one line break stays, as a space."""
    before, after = text[end - 1], text[start]
    latin = re.compile(rf"[{LATIN}]")
    if before == "-" and end >= 2 and text[end - 2].islower() and after.islower() and text[end - 2].isascii():
        breaks.hyphens.append((end - 1, end))
    elif latin.match(after) and (before in ",.;:&" or (latin.match(before) and not cuts_words)):
        at = text.index("\n", end)
        breaks.spaces.append(at)
        breaks.taken += [(end, at), (at + 1, start)]
        return
    breaks.taken.append((end, start))
