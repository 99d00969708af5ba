"""Pages of the docs that hold what a command measured, between two markers of the same name."""

from __future__ import annotations

import re
from pathlib import Path

import typer


def put_block(page: Path, name: str, block: str) -> None:
    """Put ``block``, whole lines, between ``<!-- name -->`` and ``<!-- /name -->`` of a page.

    Raises typer.BadParameter where the page has no such place, and OSError where it cannot be read or written.
    """
    place = re.compile(rf"(?<=<!-- {re.escape(name)} -->\n).*?(?=<!-- /{re.escape(name)} -->)", re.S)
    text = page.read_text("utf8")
    if not place.search(text):
        raise typer.BadParameter(f"{page}: no place for {name}")
    page.write_text(place.sub(lambda _: block, text, count=1), "utf8")
