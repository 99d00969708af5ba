"""The picture of the README: the facts of an article as ``zhaoshang extract`` shows them."""

from __future__ import annotations

import re
from pathlib import Path

import spacy
from rich.console import Console

from zhaoshang.cli.extracting import extract_records
from zhaoshang.cli.inputs import find_inputs, read_units
from zhaoshang.cli.script import run
from zhaoshang.output.table import TableWriter


def main(model: Path, article: Path, output: Path) -> None:
    """Write the facts table of ARTICLE by MODEL to OUTPUT, an SVG file."""
    writer = TableWriter(None)
    for record in extract_records(read_units(find_inputs([str(article)])), spacy.load(model)):
        writer.write(record)
    console = Console(record=True, width=104, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(f"$ zhaoshang extract {article}", style="bold")
    console.print(writer.table)
    output.parent.mkdir(parents=True, exist_ok=True)
    svg = console.export_svg(title="zhaoshang")
    # Rich names a font to download; the reader's own will do.
    output.write_text(re.sub(r"@font-face \{.*?\}", "", svg, flags=re.S), "utf8")


if __name__ == "__main__":
    run(main)
