"""Furniture of the page within a text: page numbers, and lines that the typesetter set twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

Span = tuple[int, int]

_DASHES = r"[-\u2010-\u2015\u2212\uff0d\u2500·•~～]"
_PAGE_NUMBER = re.compile(
    rf"{_DASHES}{{1,3}}\s?\d{{1,4}}\s?{_DASHES}{{1,3}}"
    r"|第\s?[\d一二三四五六七八九十百]{1,5}\s?[页頁](?:\s?[,，/／]?\s?[共总總]\s?[\d一二三四五六七八九十百]{1,5}\s?[页頁])?"
    r"|[Pp]age\s\d{1,4}(?:\sof\s\d{1,4})?"
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
#: Lines of other lengths are not looked at: shorter ones double by chance (天天向上), longer ones are no headlines.
_SHORTEST_DOUBLED, _LONGEST_DOUBLED = 8, 60
_LINE_END = re.compile(r"[\n\r\f\v]")


def find_furniture(text: str) -> list[Span]:
    """The spans of ``text``, in order, that belong to the page and not to the article."""
    return [span for start, end in _lines(text) for span in _in_line(text, start, end)]


def _lines(text: str) -> Iterator[Span]:
    """The lines without the white space at their edges; empty ones are left out."""
    done = 0
    for end in [*(m.start() for m in _LINE_END.finditer(text)), len(text)]:
        line = text[done:end]
        body = line.strip()
        if body:
            start = done + len(line) - len(line.lstrip())
            yield start, start + len(body)
        done = end + 1


def _in_line(text: str, start: int, end: int) -> list[Span]:
    if end - start > _LONGEST_DOUBLED:
        return []
    line = text[start:end]
    if _PAGE_NUMBER.fullmatch(line) or (_BARE_NUMBER.fullmatch(line) and _at_page_end(text, start, end)):
        return [(start, end)]
    return [(start + a, start + b) for a, b in _second_copies(line)]


def _at_page_end(text: str, start: int, end: int) -> bool:
    return "\f" in text[max(0, start - 3) : start] or "\f" in text[end : end + 3]


def _second_copies(line: str) -> list[Span]:
    """What is there twice in a line in which everything is: ■■记者记者 杨心平杨心平//文文.

    A word of two characters or more must be among it, so that neither a rule
    (————) nor a reduplication (高高兴兴) is taken for one.
    """
    if any(count % 2 for char, count in Counter(line).items() if not char.isspace()):
        return []
    pieces = _squares(line)
    doubled = sum(2 * size for _, size in pieces)
    if doubled < _SHORTEST_DOUBLED or not any(
        len(set(re.findall(r"[^\W\d_]", line[at : at + size]))) >= 2 for at, size in pieces
    ):
        return []
    return [(at + size, at + 2 * size) for at, size in pieces]


def _squares(line: str) -> list[tuple[int, int]]:
    """``line`` as (start, length) of words that stand twice in a row, with white space between; else nothing.

    Dynamic programming from the end, the longest word at each place.
    """
    length = len(line)
    best: list[list[tuple[int, int]] | None] = [None] * length + [[]]
    for at in range(length - 1, -1, -1):
        if line[at].isspace():
            best[at] = best[at + 1]
            continue
        for size in range((length - at) // 2, 0, -1):
            rest = best[at + 2 * size]
            if rest is not None and line.startswith(line[at : at + size], at + size):
                best[at] = [(at, size), *rest]
                break
    return best[0] or []
