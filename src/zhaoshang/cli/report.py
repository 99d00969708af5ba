"""``zhaoshang report``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ..output import OutputError
from .messages import Messages


class Language(str, Enum):
    """The languages of a report."""

    zh = "zh"
    en = "en"


def report(
    records: Annotated[
        Path,
        typer.Argument(
            metavar="RECORDS", help="Records that zhaoshang extract wrote as jsonl.", show_default=False
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The HTML file. (default: that of the records, with .html)",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="The heading. (default: the file's name)", show_default=False)
    ] = None,
    language: Annotated[
        Language, typer.Option("--language", "-l", help="The labels at first; the page can change them.")
    ] = Language.zh,
    articles: Annotated[
        int, typer.Option(min=0, help="Draw so many articles at most; the table has the facts of all.")
    ] = 300,
) -> None:
    """Make one HTML file of records: facts to sort and filter, charts, articles with their relations.

    The file needs no network. Exit status: 0 it is written; 2 it is not, one line says why.
    """
    messages = Messages()
    try:
        from ..report import ReportError, write_report

        path = output or records.with_suffix(".html")
        write_report(records, path, title or records.stem, language.value, articles)
    except (ReportError, OutputError) as error:
        messages.error(str(error))
        raise typer.Exit(2) from error
    typer.echo(path)
