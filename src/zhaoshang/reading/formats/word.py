"""DOCX, by python-docx: the text of the body, a paragraph and a table's row a line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from ..errors import ReadingError
from .document import Document

#: Bytes that the XML of a file may have when unpacked, and how many times the packed ones.
_MAX_XML, _MAX_RATIO = 64 * 2**20, 200
_SMALL = 2**20
_TITLE_STYLES = ("Title", "Heading1", "标题", "标题1")


def read(data: bytes) -> Document:
    """The text of a DOCX file; what is deleted or a fallback drawing's is left out, what is inserted is in.

    Raises:
        ReadingError: a ZIP bomb. Whatever python-docx meets in a broken file is raised as it is.
    """
    _check_size(data)
    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    paragraphs = [(p, _text(p)) for p in _blocks(body)]
    title = next((text for p, text in paragraphs if text.strip() and _style(p) in _TITLE_STYLES), None)
    properties = document.core_properties
    meta = {"author": properties.author} if title and properties.author not in ("", "python-docx") else {}
    return Document("\n".join(text for _, text in paragraphs), title and title.strip(), meta)


def _check_size(data: bytes) -> None:
    entries = [
        e for e in zipfile.ZipFile(io.BytesIO(data)).infolist() if e.filename.endswith((".xml", ".rels"))
    ]
    unpacked = sum(e.file_size for e in entries)
    packed = sum(e.compress_size for e in entries)
    if unpacked > _MAX_XML or (unpacked > _SMALL and unpacked > _MAX_RATIO * max(packed, 1)):
        raise ReadingError(f"broken DOCX: {packed:,} bytes that unpack into {unpacked:,}")


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs outside tables, and rows of tables, in the document's order."""
    for element in body.iter(qn("w:p"), qn("w:tr")):
        if not any(True for _ in element.iterancestors(qn("w:tr"), qn("w:p"), _FALLBACK)):
            yield element


_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CELL, _PARAGRAPH = qn("w:tc"), qn("w:p")
_WHITE = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", _CELL: "\u3000", qn("w:noBreakHyphen"): "-"}


def _text(block: Any) -> str:
    """The text of a paragraph or of a row, its cells set apart; a text box in it is a line of its own."""
    pieces: list[str] = []
    for element in block.iter(qn("w:t"), _PARAGRAPH, *_WHITE):
        if any(True for _ in element.iterancestors(_FALLBACK)):
            continue
        if element.tag == qn("w:t"):
            pieces.append(element.text or "")
        elif element.tag == _PARAGRAPH:
            inside_cell = element.getparent().tag == _CELL
            if pieces and element is not block and not inside_cell:
                pieces.append("\n")
        elif pieces and not _is_property(element):
            pieces.append(_WHITE[element.tag])
    return "".join(pieces)


def _is_property(element: Any) -> bool:
    """A tab stop of a paragraph's settings has the tag of a tab in its text."""
    return element.getparent().tag == qn("w:tabs")


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style.get(qn("w:val"), "") if style is not None else ""
