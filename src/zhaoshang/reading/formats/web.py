"""HTML, by trafilatura: the main text without menus, links and comments, a paragraph a line."""

from __future__ import annotations

import re
from typing import Any

import trafilatura

from ..encodings import decode
from ..errors import ReadingError
from .document import Document

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
#: Encodings that pages name, and the larger ones that they use.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_INVISIBLE = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
_SPACES = re.compile(r"[ \t\xa0]+")
_SHORT = 400
#: What follows the headline in a page's title: the site's name.
_SITE = re.compile(r"\s*[-_|–—]+\s*[^-_|–—]{1,30}$")


def read(data: bytes) -> Document:
    """The main text of a page, its headline first.

    Raises:
        ReadingError: an unknown encoding, or no text. Whatever trafilatura meets is raised as it is.
    """
    html = _decode(data)
    tree = trafilatura.load_html(html)
    if tree is None:
        raise ReadingError("broken HTML: no page in it")
    found = _extract(tree, favor_recall=True)
    if found is not None and len(found.text or "") < _SHORT:
        # Of a short text much else on the page looks like text, too.
        strict = _extract(trafilatura.load_html(html), favor_precision=True)
        found = strict if strict is not None and strict.text else found
    if found is None or not found.text:
        raise ReadingError("no text in this HTML file")
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in found.text.translate(_INVISIBLE).split("\n"))
    title = _headline(tree, found.title)
    if (
        title
        and not _squeezed(text).startswith(_squeezed(title))
        and _squeezed(title) not in _squeezed(text[:200])
    ):
        text = f"{title}\n{text}"
    return Document(text, title, _meta(found))


def _extract(tree: Any, **options: Any) -> Any:
    return trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        **options,
    )


def _decode(data: bytes) -> str:
    match = _CHARSET.search(data[:4096])
    if match and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        named = match[1].decode("ascii").lower()
        try:
            return data.decode(_LARGER.get(named, named))
        except (LookupError, UnicodeDecodeError):
            pass  # pages name what they are not
    return decode(data)


def _headline(tree: Any, title: str | None) -> str | None:
    """The only first-rank heading, failing that the page's title without the site's name."""
    headings = {"".join(h.itertext()).strip() for h in tree.iter("h1")} - {""}
    if len(headings) == 1:
        return " ".join(headings.pop().translate(_INVISIBLE).split())
    title = _SITE.sub("", " ".join((title or "").translate(_INVISIBLE).split()))
    return title or None


def _meta(found: Any) -> dict[str, str]:
    values = {"date": found.date, "outlet": found.sitename, "author": found.author}
    return {key: str(value) for key, value in values.items() if value}


def _squeezed(text: str) -> str:
    return "".join(text.split())
