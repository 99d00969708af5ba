"""PDF with a text layer, by PDFium: columns in reading order, page numbers and running heads left out."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from itertools import dropwhile

import pypdfium2
from pypdfium2 import raw

from ..errors import ReadingError
from .columns import Run, paragraphs, reading_order
from .document import Document

_MOST_PAGES, _MOST_CHARACTERS, _MOST_ON_PAGE = 500, 2_000_000, 100_000
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\x02\ufffe\uffff"
_PAGE_NUMBER = re.compile(
    r"[\W_]{0,4}(?:第\s?)?\d{1,4}(?:\s?[页頁])?(?:\s?[/／共]\s?\d{1,4}\s?[页頁]?)?[\W_]{0,4}|[Pp]age \d+(?: of \d+)?"
)
#: A line is a running head where it is the first or the last on so many pages, and on half of them.
_RUNNING = 3


def read(data: bytes) -> Document:
    """The text of a PDF file.

    Raises:
        ReadingError: broken, protected, too long, or without a text layer.
    """
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        protected = "password" in str(error).lower() or "security" in str(error).lower()
        raise ReadingError(
            "a PDF protected by a password" if protected else f"broken PDF: {error}"
        ) from error
    if count > _MOST_PAGES:
        raise ReadingError(f"too long: {count} pages, {_MOST_PAGES} at most")
    pages = list(_pages(document, count))
    if not any(pages):
        raise ReadingError("a PDF without a text layer (scanned?): it would need OCR")
    lines = (line for runs in _without_furniture(pages) for line in reading_order(runs))
    text = "\n".join(paragraphs(lines))
    title = (document.get_metadata_dict().get("Title") or "").strip()
    return Document(text, title if title and title in text else None)


def _pages(document: pypdfium2.PdfDocument, count: int) -> Iterator[list[Run]]:
    length = 0
    for number in range(count):
        try:
            page = document[number]
            runs = list(_runs(page))
            page.close()
        except pypdfium2.PdfiumError:
            continue  # a broken page among sound ones
        length += sum(len(run.text) for run in runs)
        if length > _MOST_CHARACTERS:
            raise ReadingError(f"too long: more than {_MOST_CHARACTERS:,} characters")
        yield runs


def _runs(page: pypdfium2.PdfPage) -> Iterator[Run]:
    """The runs of a page in the order of the file; what is drawn twice at one place (as bold) once."""
    current: list[Run] = []
    for char in _without_copies(_characters(page)):
        if current and not _follows(current[-1], char):
            yield from _run(current)
            current = []
        current.append(char)
    yield from _run(current)


def _characters(page: pypdfium2.PdfPage) -> Iterator[Run]:
    textpage = page.get_textpage()
    count = min(raw.FPDFText_CountChars(textpage), _MOST_ON_PAGE)
    box = raw.FS_RECTF()
    for k in range(count):
        code = raw.FPDFText_GetUnicode(textpage, k)
        if (
            code < 32
            or 0xD800 <= code < 0xE000
            or code > 0x10FFFF
            or raw.FPDFText_IsGenerated(textpage, k) == 1
        ):
            continue
        char = chr(code)
        if char in _INVISIBLE:
            continue
        if raw.FPDFText_GetLooseCharBox(textpage, k, ctypes.byref(box)):
            size = max(1.0, abs(box.top - box.bottom) / 1.2)
            yield Run(char, box.left, box.bottom, box.right, box.top, size)
    textpage.close()


def _without_copies(chars: Iterator[Run]) -> Iterator[Run]:
    seen: dict[str, Run] = {}
    for char in chars:
        last = seen.get(char.text)
        seen[char.text] = char
        near = (
            last
            and abs(last.left - char.left) < 0.15 * char.size
            and abs(last.bottom - char.bottom) < 0.15 * char.size
        )
        if not near:
            yield char


def _follows(before: Run, char: Run) -> bool:
    gap = char.left - before.right
    return abs(char.middle - before.middle) < 0.4 * char.size and -0.5 * char.size < gap < 0.8 * char.size


def _run(chars: list[Run]) -> Iterator[Run]:
    """Characters as one run, without the spaces at its ends; of spaces alone none."""
    while chars and chars[-1].text.isspace():
        chars.pop()
    chars = list(dropwhile(lambda char: char.text.isspace(), chars))
    if not chars:
        return
    text = chars[0].text
    for before, char in zip(chars, chars[1:], strict=False):
        # The space between Latin words may be a gap only.
        gap = char.left - before.right > 0.25 * char.size and before.text.isascii() and char.text.isascii()
        text += (" " if gap and not (before.text + char.text).isspace() else "") + char.text
    sizes = Counter(round(char.size, 1) for char in chars)
    yield Run(
        " ".join(text.split()),
        chars[0].left,
        min(char.bottom for char in chars),
        max(char.right for char in chars),
        max(char.top for char in chars),
        sizes.most_common(1)[0][0],
    )


def _without_furniture(pages: list[list[Run]]) -> Iterator[list[Run]]:
    """The pages without their numbers, and without a head or foot that runs through them."""
    outer = [_outer_lines(page) for page in pages]
    heads = Counter(_pattern(line) for lines in outer for line in lines)
    for page, lines in zip(pages, outer, strict=True):
        furniture = {
            run
            for line in lines
            if _is_number(line) or heads[_pattern(line)] >= max(_RUNNING, len(pages) / 2)
            for run in line
        }
        yield [run for run in page if run not in furniture]


def _outer_lines(page: list[Run]) -> list[tuple[Run, ...]]:
    """The uppermost and the lowest line of a page, if it has more than these."""
    if not page:
        return []
    lines = []
    for edge in (max(page, key=lambda run: run.middle), min(page, key=lambda run: run.middle)):
        lines.append(tuple(run for run in page if abs(run.middle - edge.middle) < 0.5 * edge.size))
    return lines if lines[0] != lines[1] else []


def _is_number(line: tuple[Run, ...]) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(" ".join(run.text for run in line).strip()))


def _pattern(line: tuple[Run, ...]) -> str:
    return re.sub(r"\d+", "#", " ".join(run.text for run in line))
