"""``zhaoshang``: the command line."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from .. import DEFAULT_MODEL, ModelError, load
from ..reading import find_sources
from .extracting import extract_records, progress
from .output import WRITERS, OutputError, open_writer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


class Format(str, Enum):
    """The output formats."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


assert {f.value for f in Format} == set(WRITERS)


@app.callback()
def zhaoshang() -> None:
    """Facts from Chinese investment-promotion news."""


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(help="Text files, or folders of them.")],
    model: Annotated[
        str, typer.Option("--model", "-m", help="A pipeline's package name or folder.")
    ] = DEFAULT_MODEL,
    format: Annotated[
        Format,
        typer.Option("--format", "-f", help="A readable table, full records, or facts as CSV."),
    ] = Format.table,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to this file, not to standard output."),
    ] = None,
) -> None:
    """Extract the facts of articles.

    Exit status: 0 all articles were read; 1 some were not, each has an error line; 2 nothing was done.
    """
    try:
        sources = find_sources(paths)
        nlp = load(model)
        if output is not None and output.resolve() in {s.path.resolve() for s in sources}:
            raise OutputError(f"{output}: is one of the articles")
        writer = open_writer(format.value, output)
    except (ModelError, OutputError) as error:
        typer.echo(f"zhaoshang: {error}", err=True)
        raise typer.Exit(2) from error
    failed = 0
    try:
        with writer:
            for record in progress(extract_records(sources, nlp), len(sources)):
                writer.write(record)
                if record["error"]:
                    failed += 1
                    typer.echo(f"zhaoshang: {record['source']}: {record['error']}", err=True)
    except OutputError as error:
        typer.echo(f"zhaoshang: {error}", err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(1 if failed else 0)


def main() -> None:
    """The entry point."""
    app()
