"""Blocks of pages between their markers."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from zhaoshang.cli.pages import put_block

_PAGE = "a\n<!-- one -->\nold\n<!-- /one -->\nb\n<!-- two -->\n<!-- /two -->\n"


def test_a_block_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(_PAGE, "utf8")
    put_block(page, "one", r"| \1 |" + "\n")
    put_block(page, "two", "new\n")
    assert (
        page.read_text("utf8")
        == "a\n<!-- one -->\n| \\1 |\n<!-- /one -->\nb\n<!-- two -->\nnew\n<!-- /two -->\n"
    )


def test_a_page_without_the_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(_PAGE, "utf8")
    with pytest.raises(typer.BadParameter, match="no place for three"):
        put_block(page, "three", "new\n")
    assert page.read_text("utf8") == _PAGE
