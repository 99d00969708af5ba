"""An article's text as files of every kind that people have: to measure reading, and what it costs extraction.

The files are what newspapers, web sites and offices make of a text, and hold all of it. PDF needs
reportlab, DOCX python-docx (the extras ``test`` and ``files``).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape
from typing import Any

import opencc

Writer = Callable[[str], bytes]

_HANGING = "，。、；：！？”’）」』》"
_FONT = "STSong-Light"


def wrapped(text: str, width: int, gap: str = "\n\n", indent: str = "", hanging: bool = False) -> str:
    """``text`` in lines of ``width`` characters.

    Args:
        gap: what stands between paragraphs, and ``indent`` what they begin with.
        hanging: whether punctuation hangs out of the column, so that no line begins with it.
    """
    return gap.join("\n".join(_broken(indent + p, width, hanging)) for p in _paragraphs(text))


def traditional(text: str) -> str:
    """``text`` in traditional script (OpenCC s2t)."""
    return opencc.OpenCC("s2t").convert(text)


def doubled(text: str) -> str:
    """``text`` with the words of its first line set twice, as some newspapers' systems give headlines."""
    head, *rest = text.strip().split("\n")
    return "\n".join([" ".join(2 * word for word in head.split()), *rest])


def html_article(text: str) -> bytes:
    """A news page: menus, an ``article`` with ``h1`` and ``p``, comments, a list of links."""
    head, *rest = map(escape, _paragraphs(text))
    body = "\n".join(f"<p>　　{p}</p>" for p in rest)
    return (
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{head} - 某某新闻网</title></head><body>'
        f"<nav><ul><li><a href='/'>首页</a></li><li><a href='/jj'>经济</a></li><li><a href='/sz'>时政</a></li></ul></nav>"
        f"<article><h1>{head}</h1>{body}</article>"
        "<section class='comments'><h3>网友评论</h3><div class='comment'>为家乡点赞！</div></section>"
        "<aside><h4>相关新闻</h4><ul><li><a href='/1'>春节放假通知</a></li><li><a href='/2'>天气预报</a></li></ul></aside>"
        "<footer>版权所有 某某新闻网 未经许可不得转载</footer></body></html>"
    ).encode()


def html_divs(text: str) -> bytes:
    """An older page in GB18030: tables and ``div``, line breaks instead of paragraphs."""
    head, *rest = map(escape, _paragraphs(text))
    body = "<br><br>\n".join(f"　　{p}" for p in rest)
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{head}_某某市政府网</title>'
        "</head><body><div id='top'><a href='/'>首页</a> | <a href='/zw'>政务公开</a> | <a href='/bs'>办事服务</a></div>"
        f"<div class='content'><h1>{head}</h1><div class='TRS_Editor'>{body}</div></div>"
        "<div id='bottom'><a href='/map'>网站地图</a> | <a href='/about'>联系我们</a></div></body></html>"
    ).encode("gb18030")


def html_spans(text: str) -> bytes:
    """A page as a messenger's account has it: every paragraph in nested ``section`` and ``span``, with non-breaking spaces."""
    head, *rest = map(escape, _paragraphs(text))
    body = "".join(f"<section><p><span style='font-size:16px'>{p}</span></p></section>" for p in rest)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="{head}"></head><body>'
        f"<div id='page'><h1 class='title'>{head}</h1><div class='meta'><span>2023-05-19</span></div>"
        f"<div id='content'>{body}</div></div><script>var a = '不是正文';</script></body></html>"
    ).encode()


def pdf(text: str, columns: int = 1) -> bytes:
    """A PDF by reportlab: A4, a headline over the text's columns, page numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4)
    width, height = A4
    margin, gutter = 50, 20
    column = (width - 2 * margin - gutter * (columns - 1)) / columns
    frames = [
        Frame(
            margin + k * (column + gutter), margin, column, height - 2 * margin, leftPadding=0, rightPadding=0
        )
        for k in range(columns)
    ]

    def number(canvas: Any, page: Any) -> None:
        canvas.setFont(_FONT, 9)
        canvas.drawCentredString(width / 2, 25, f"— {page.page} —")

    document.addPageTemplates(PageTemplate(frames=frames, onPage=number))
    body = ParagraphStyle(
        "body", fontName=_FONT, fontSize=10.5, leading=16, wordWrap="CJK", firstLineIndent=21, spaceAfter=4
    )
    title = ParagraphStyle("title", parent=body, fontSize=16, leading=22, firstLineIndent=0)
    paragraphs = _paragraphs(text)
    document.build(
        [Paragraph(escape(p), title if k == 0 and len(p) < 50 else body) for k, p in enumerate(paragraphs)]
    )
    return out.getvalue()


def pdf_by_rows(text: str, columns: int = 2, width: int = 20, bold: bool = True) -> bytes:
    """A PDF as newspapers' systems write it: column by column for the eye, row by row in the file.

    The headline stands over all columns and is drawn twice, a little apart, where it is ``bold``.
    """
    head, *rest = _paragraphs(text)
    lines = [line for p in rest for line in _broken("　　" + p, width, hanging=True)]
    size, leading, left, top = 10, 15, 40, 780
    rows = 45
    pages: list[bytes] = []
    for first in range(0, max(len(lines), 1), rows * columns):
        part = lines[first : first + rows * columns]
        height = -(-len(part) // columns) if part else 0
        shown = []
        if first == 0:
            offsets = (0.0, 0.4) if bold else (0.0,)
            shown += [_shown(head, left + offset, top, 14) for offset in offsets]
        for row in range(height):
            for column in range(columns):
                at = column * height + row
                if at < len(part):
                    x = left + column * (width + 4) * size
                    shown.append(_shown(part[at], x, top - 40 - row * leading, size))
        shown.append(_shown(f"第{len(pages) + 1}页", 270, 30, 9))
        pages.append("\n".join(shown).encode("ascii"))
    return _pdf_file(pages, 2 * left + columns * (width + 4) * size)


def docx(text: str) -> bytes:
    """A Word file by python-docx: a title and paragraphs."""
    from docx import Document

    document = Document()
    head, *rest = _paragraphs(text)
    document.add_heading(head, 0)
    for paragraph in rest:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


#: What the same article is scored in, by name.
VARIANTS: dict[str, Writer] = {
    "as marked": str.encode,
    "wrapped at 18": lambda text: wrapped(text, 18).encode(),
    "wrapped at 24": lambda text: wrapped(text, 24).encode(),
    "wrapped at 30": lambda text: wrapped(text, 30).encode(),
    "traditional": lambda text: traditional(text).encode(),
    "HTML, article": html_article,
    "HTML, div": html_divs,
    "HTML, span": html_spans,
    "PDF, one column": pdf,
    "PDF, two columns": lambda text: pdf(text, 2),
    "PDF, by rows": pdf_by_rows,
    "DOCX": docx,
}


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _broken(paragraph: str, width: int, hanging: bool) -> list[str]:
    lines = []
    while paragraph:
        end = width
        while hanging and end < len(paragraph) and paragraph[end] in _HANGING:
            end += 1
        lines.append(paragraph[:end])
        paragraph = paragraph[end:]
    return lines


def _shown(text: str, x: float, y: float, size: int) -> str:
    """The operators that draw a line of text."""
    return f"BT /F {size} Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{text.encode('utf-16-be').hex()}> Tj ET"


def _pdf_file(pages: list[bytes], width: float) -> bytes:
    """A PDF of content streams, in Adobe's font for simplified Chinese, which needs no embedding."""
    kids = " ".join(f"{5 + 2 * k} 0 R" for k in range(len(pages)))
    font = "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor "
        + font.encode()
        + b">>",
    ]
    for k, content in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.0f} 842]/Resources<</Font<</F 3 0 R>>>>/Contents {6 + 2 * k} 0 R>>".encode()
        )
        objects.append(f"<</Length {len(content)}>>stream\n".encode() + content + b"\nendstream")
    data = b"%PDF-1.5\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    return (
        data
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )
