"""Marked passages of real news to files that a person can read and correct, and back."""

from __future__ import annotations

from pathlib import Path

import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import passages


def main(
    path: Path = typer.Argument(..., help="A file of assets/passages."),
    folder: Path = typer.Argument(..., help="Where its passages are as marked files."),
    pack: bool = typer.Option(False, help="Take the marks of the folder back into the file."),
) -> None:
    """Write the passages of PATH into FOLDER as marked files; with --pack the other way."""
    if pack:
        passages.pack(folder, path)
    else:
        passages.unpack(path, folder)
    print(f"{path if pack else folder}: {len(passages.read(path))} passages")


if __name__ == "__main__":
    run(main)
