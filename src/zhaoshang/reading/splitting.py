"""A file that holds several articles split at their headlines.

A headline is a block of short lines without the end of a sentence. Section headings look the same: an
article begins where the block is followed by what follows headlines only (a line of author or date, or a
text that begins with 本报讯 and the like), or where the text before it ends as articles do (names in
brackets, a rule) and the block is no lower in rank than the file's first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from ..language.characters import normalize
from .bylines import find_meta, has_dateline, is_byline, is_names, is_signed

_HEADING = re.compile(r"(#{1,6})\s+")
_DECORATION = " \t\u3000#＃*_"
_RULE = re.compile(r"\s*(?:[-=_*—＝－─━~～]\s?){3,}\s*")
_NO_TITLE_END = re.compile(r"[。；;，,、：:]$")
_SENTENCE = re.compile(r"[。！？；][”’」』）)]*")
_LISTED = re.compile(r"[●■◆★•·○◎◇△▲▼□▶]|\d+[.．、)）]|[（(][一二三四五六七八九十\d]+[)）]|!\[|\||>")
_COMMENTS = re.compile(
    r"(?:(?:最新|全部|热门|精彩|网友|用户|发表|我要|查看)?(?:评论|留言|跟帖)(?:留言|列表|区|\s?[(（]?\d+[)）]?)?|参与讨论)\s*[:：]?"
)
_MORE = re.compile(
    r"(?:相关|推荐|延伸|热门|更多|编辑|猜你喜欢)(?:阅读|新闻|文章|链接|推荐|内容|精彩|报道)?\s*[:：]?|(?:上|下)一篇\s*[:：]?.{0,40}|猜你喜欢"
)
_SHORTEST_TITLE, _LONGEST_TITLE, _LONGEST_BLOCK, _LONGEST_HEAD = 4, 60, 4, 4
#: Less than this is no text of an article.
_LEAST_TEXT = 40
#: What a pipeline reads at once, in characters: its memory grows with them, and no article is as long.
LONGEST_ARTICLE = 20_000
#: Behind 相关阅读 there are headlines only; a paragraph of this length is text.
_PARAGRAPH = 80


class Line(NamedTuple):
    """A line that is not empty: what is to be seen of it, and its span."""

    text: str
    start: int
    end: int
    #: Whether an empty line stands before it.
    is_apart: bool

    @property
    def rank(self) -> int:
        """The level of a Markdown heading, 1 to 6; 0 of any other line."""
        match = _HEADING.match(self.text)
        return len(match[1]) if match else 0

    @property
    def plain(self) -> str:
        """Without the marks of a heading."""
        return self.text.strip(_DECORATION)


class Part(NamedTuple):
    """An article within a text: its span, title, meta, and the span of what stands below it."""

    start: int
    end: int
    title: str | None
    meta: dict[str, str]
    below: tuple[int, int] | None


class _Block(NamedTuple):
    """A headline: lines ``first`` to ``last``, the lines of its credits up to ``body``, where the text begins."""

    first: int
    last: int
    body: int


def split(text: str) -> list[Part]:
    """The articles of ``text``, whose lines are paragraphs; at least one, and together all of the text."""
    lines = list(_lines(text))
    written = [0, *accumulate(len(line.text) if _is_paragraph(line) else 0 for line in lines)]
    blocks = [block for block in _blocks(lines) if _is_text(lines, block)]
    opening = (
        blocks[0]
        if blocks and blocks[0].first <= _LONGEST_HEAD and written[blocks[0].first] < _LEAST_TEXT
        else None
    )
    rank = _rank(lines, opening) if opening else 0
    starts: list[tuple[int, _Block | None]] = [(0, opening)]
    since = opening.body if opening else 0
    for block in blocks:
        has_text_before = written[block.first] - written[min(since, block.first)] >= _LEAST_TEXT
        if block is not opening and has_text_before and _begins_article(lines, since, block, rank):
            starts.append((block.first, block))
            since = block.body
    ends = [lines[line].start for line, _ in starts[1:]] + [len(text)]
    parts = []
    for k, ((first, headline), end) in enumerate(zip(starts, ends, strict=True)):
        start = lines[first].start if k else 0
        following = starts[k + 1][0] if k + 1 < len(starts) else len(lines)
        parts.append(_part(lines[first:following], start, end, _within(headline, first)))
    return parts


def cut(text: str, most: int = LONGEST_ARTICLE) -> list[tuple[int, int]]:
    """``text`` as spans of at most ``most`` characters, at least one, and together all of it.

    They end with a paragraph; where there is none, with a sentence; where there is none, anywhere.
    """
    spans = []
    start = 0
    while len(text) - start > most:
        end = start + most
        after = text.rfind("\n", start, end) + 1 or text.rfind("。", start, end) + 1 or end
        spans.append((start, after))
        start = after
    return [*spans, (start, len(text))]


def _lines(text: str) -> Iterator[Line]:
    at = 0
    is_apart = True
    for raw in text.split("\n"):
        body = raw.strip()
        if body:
            start = at + len(raw) - len(raw.lstrip())
            yield Line(body, start, start + len(body), is_apart)
        is_apart = not body
        at += len(raw) + 1


def _blocks(lines: Sequence[Line]) -> Iterator[_Block]:
    k = 0
    while k < len(lines):
        if not is_title(lines[k]):
            k += 1
            continue
        last = k
        while last + 1 < len(lines) and is_title(lines[last + 1]):
            last += 1
        first = _first_of_block(lines, max(k, last - _LONGEST_BLOCK + 1), last)
        body = last + 1
        while body < len(lines) and body - last <= _LONGEST_HEAD and _is_credit(lines[body]):
            body += 1
        yield _Block(first, last, body)
        k = max(body, last + 1)


def _first_of_block(lines: Sequence[Line], least: int, last: int) -> int:
    """Where a headline begins: not amid lines that belong to what is above them.

    Lines with an empty one between them are one headline where both are marked as headings, or where the
    upper one stands alone.
    """
    first = last
    while first > least:
        above = first - 1
        if lines[first].is_apart and not (lines[above].is_apart or (lines[first].rank and lines[above].rank)):
            break
        first = above
    if first and not (lines[first].is_apart or lines[first].rank or _ends_text(lines[first - 1])):
        return last  # the lines go on from above: only the last is surely of the headline
    return first


def _ends_text(line: Line) -> bool:
    return bool(_SENTENCE.search(line.text[-3:])) or is_signed(line.text) or _is_credit(line)


def is_title(line: Line) -> bool:
    """Whether a line has the shape of a headline or of a section's heading."""
    if len(line.text) > 2 * _LONGEST_TITLE:
        return False
    text = line.plain
    if not _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE or not re.search(r"[\u4e00-\u9fff]{2}", text):
        return False
    if _NO_TITLE_END.search(text) or _LISTED.match(text) or " > " in text or "。" in text:
        return False
    if text.endswith(("...", "…")) or re.search(r"^[(（【].*[)）】]$", text):
        return False
    return not (_is_credit(line) or has_dateline(text) or _below(text))


def _is_credit(line: Line) -> bool:
    return is_byline(line.text) or is_names(line.text)


def _is_text(lines: Sequence[Line], block: _Block) -> bool:
    """Whether a text follows a headline and its credits."""
    return block.body < len(lines) and _is_paragraph(lines[block.body])


def _is_paragraph(line: Line) -> bool:
    return len(line.text) >= _LEAST_TEXT or bool(_SENTENCE.search(line.text)) or has_dateline(line.text)


def _rank(lines: Sequence[Line], block: _Block) -> int:
    return min((line.rank or 7) for line in lines[block.first : block.last + 1])


def _begins_article(lines: Sequence[Line], since: int, block: _Block, rank: int) -> bool:
    """Whether a headline behind the text that begins at ``since`` is the next article's."""
    credits = lines[block.last + 1 : block.body]
    if _rank(lines, block) == 1 == rank:  # a document of its own has one such heading
        return True
    if has_dateline(lines[block.body].text) or any(_says_when_or_who(line.text) for line in credits):
        return True
    ended = any(
        is_signed(line.text) or is_byline(line.text) or _RULE.fullmatch(line.text)
        for line in lines[max(since, block.first - 2) : block.first]
    )
    return ended and _rank(lines, block) <= (rank or 7)


def _says_when_or_who(credit: str) -> bool:
    return not re.match(r"[(（]?\s*(?:图片?|摄影|责任编辑|责编|编辑)", normalize(credit))


def _within(block: _Block | None, first: int) -> _Block | None:
    return block and _Block(block.first - first, block.last - first, block.body - first)


def _part(lines: Sequence[Line], start: int, end: int, block: _Block | None) -> Part:
    below = _first_below(lines)
    text = lines[:below]
    body = block.body if block else 0
    head = [line.text for line in text[block.last + 1 : body]] if block else []
    first = text[body].text if body < len(text) else ""
    return Part(
        start,
        end,
        _title(lines[block.first : block.last + 1]) if block else None,
        find_meta(head, first, [line.text for line in text[max(body, len(text) - 3) :]]),
        (lines[below].start, lines[-1].end) if below else None,
    )


def _title(block: Sequence[Line]) -> str:
    """The highest heading of a headline, or its first line; with the lines that begin with a dash."""
    rank = min((line.rank or 7) for line in block)
    at = next(k for k, line in enumerate(block) if (line.rank or 7) == rank)
    title = block[at].plain
    for line in block[at + 1 :]:
        if not re.match(r"[—–-]{1,2}", line.plain):
            break
        title += line.plain
    return title


def _below(text: str) -> bool:
    folded = normalize(text)
    return bool(_COMMENTS.fullmatch(folded) or _MORE.fullmatch(folded))


def _first_below(lines: Sequence[Line]) -> int | None:
    """The line at which comments or links begin, below the text; None where there are none."""
    last_paragraph = max((k for k, line in enumerate(lines) if len(line.text) >= _PARAGRAPH), default=-1)
    before = 0
    for k, line in enumerate(lines):
        if before >= _LEAST_TEXT and len(line.text) <= _LONGEST_TITLE:
            folded = normalize(line.plain)
            if _COMMENTS.fullmatch(folded) or (k > last_paragraph and _MORE.fullmatch(folded)):
                return k
        before += len(line.text)
    return None
