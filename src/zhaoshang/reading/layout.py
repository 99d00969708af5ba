"""Layout undone, reversibly: the lines of newspaper columns joined before the pipeline reads them.

Only what the layout put in is taken out, and a map leads back, so that
records speak of the source. A text whose line breaks are its author's (lists,
verse, tables) is left as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ..language.text_zones import is_wrapped

_BREAK = re.compile(r"[ \t\r\u3000]*\n(?:[ \t\r\u3000]*\n)*")
_RETURN = re.compile(r"\r(?=\n)")
_ENDED = re.compile(r"[。！？；：…!?;:][”’」』）)]*$")
_NEW_PARAGRAPH = re.compile(
    r"[ \t\u3000]{2}|[●■▲◆★◎▶•·○□—]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、](?!\d)"
)
#: A space beside a figure, or between single characters set apart to fill a line (分 别 完 成).
_SPACED_OUT = re.compile(
    r"(?<=[\d.％%]) +(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) +(?=\d)"
    r"|(?<=[ \n][\u4e00-\u9fff]) (?=[\u4e00-\u9fff] )|(?<= [\u4e00-\u9fff]) (?=[\u4e00-\u9fff])"
)
#: A line that fills less of its column than this ends its paragraph; before an empty line it must fill more.
_FULL, _FULL_BEFORE_EMPTY = 0.7, 0.9


@dataclass
class Layout:
    """A text without its layout, and the way back.

    ``positions[i]`` is the character of ``source`` that ``text[i]`` was.
    """

    source: str = field(repr=False)
    text: str
    positions: list[int] | range = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Layout:
        """The layout of a text from which nothing was taken out."""
        return cls(text, text, range(len(text)))

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The span of ``source`` that a span of ``text`` stands for; it is not empty."""
        return self.positions[start], self.positions[end - 1] + 1


def undo_layout(source: str) -> Layout:
    """Join the hard-wrapped lines of ``source``; any other text stays as it is.

    A line end of Windows becomes a line break alone in every text.
    """
    taken = [m.span() for m in _RETURN.finditer(source)]
    if is_wrapped(source):
        taken += _wrapping_breaks(source)
    if not taken:
        return Layout.of(source)
    positions: list[int] = []
    done = 0
    for start, end in sorted(taken):
        positions.extend(range(done, start))
        done = max(done, end)
    positions.extend(range(done, len(source)))
    return Layout(source, "".join(source[k] for k in positions), positions)


def _wrapping_breaks(source: str) -> list[tuple[int, int]]:
    """The line breaks within sentences, and the spaces that justify a line."""
    breaks = []
    widths = _column_widths(source)
    for match in _BREAK.finditer(source):
        line = source[source.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        following = source[match.end() : match.end() + 8]
        if not line or not following.strip() or _ENDED.search(line) or _NEW_PARAGRAPH.match(following):
            continue
        least = _FULL if match[0].count("\n") == 1 else _FULL_BEFORE_EMPTY
        if len(line) >= least * widths.get(match.start(), len(line)):
            breaks.append((match.start(), match.end()))
    spaces = [m.span() for m in _SPACED_OUT.finditer(source)]
    return breaks + spaces


def _column_widths(source: str) -> dict[int, int]:
    """For the end of every line, the usual length of the lines around it."""
    lines = [(m.end(), len(m[0].strip())) for m in re.finditer(r"[^\n]*\S[^\n]*", source)]
    widths = {}
    for k, (end, _) in enumerate(lines):
        around = [length for _, length in lines[max(0, k - 6) : k + 7]]
        usual, _ = Counter(around).most_common(1)[0]
        widths[end] = max(usual, sorted(around)[len(around) // 2])
    return widths
