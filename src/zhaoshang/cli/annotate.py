"""``zhaoshang annotate``."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import ModelError, load
from ..annotation import FORMATS, AnnotationError, read_articles, tool_labels, write_articles, write_marked
from .messages import Messages

if TYPE_CHECKING:
    from ..corpus.article import Article

Format = Enum("Format", {name: name for name in FORMATS}, type=str)  # type: ignore[misc]

app = typer.Typer(
    no_args_is_help=True, help="Marked articles to and from Prodigy, doccano, Label Studio and brat."
)

_FORMAT = typer.Option("--format", "-f", help="The tool's format.", show_default=False)


@app.command("export")
def export_articles(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="INPUT", help="Marked files, other texts, or folders.", show_default=False),
    ],
    format: Annotated[Format, _FORMAT],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file to write, for brat the folder.", show_default=False),
    ],
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            "-m",
            help="A pipeline's package name or folder: its marks go into texts that have none.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write articles for an annotation tool.

    Exit status: 0 all were written; 1 some were not, each has an error line; 2 nothing was done.
    """
    from ..annotation.sources import articles_of

    messages, errors = Messages(), 0
    count = 0

    def good(found: Iterator[Article | AnnotationError]) -> Iterator[Article]:
        nonlocal errors, count
        for article in found:
            if isinstance(article, AnnotationError):
                errors += 1
                messages.error(str(article))
            else:
                count += 1
                yield article

    try:
        nlp = load(model) if model else None
        for error in write_articles(good(articles_of(paths, nlp)), output, format.value):
            errors, count = errors + 1, count - 1
            messages.error(str(error))
    except (ModelError, OSError) as error:
        messages.error(_reason(error))
        raise typer.Exit(2) from error
    typer.echo(f"{output}: {_articles(count)}")
    raise typer.Exit(1 if errors else 0)


@app.command("import")
def import_articles(
    path: Annotated[
        Path,
        typer.Argument(metavar="INPUT", help="The tool's file, for brat its folder.", show_default=False),
    ],
    format: Annotated[Format, _FORMAT],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder for the marked files.", show_default=False)
    ],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace marked files that are there already.")
    ] = False,
) -> None:
    """Write an annotation tool's articles as marked files.

    Articles that the annotator rejected or did not open are left out. Exit status: 0 all were
    written; 1 some were not, each has an error line; 2 nothing was done.
    """
    messages = Messages()
    count = errors = left_out = 0
    ids: set[str] = set()
    try:
        output.mkdir(parents=True, exist_ok=True)
        for article in read_articles(path, format.value):
            if article is None:
                left_out += 1
                continue
            try:
                _write(article, output, overwrite, ids)
                count += 1
            except AnnotationError as error:
                errors += 1
                messages.error(str(error))
    except (AnnotationError, OSError) as error:
        messages.error(_reason(error))
        raise typer.Exit(2) from error
    typer.echo(f"{output}: {_articles(count)}" + (f", {left_out} left out" if left_out else ""))
    raise typer.Exit(1 if errors else 0)


@app.command()
def labels(format: Annotated[Format, _FORMAT]) -> None:
    """Print the labels as the tool takes them: its configuration, or its options."""
    typer.echo(tool_labels(format.value), nl=False)


def _write(article: Article | AnnotationError, folder: Path, overwrite: bool, ids: set[str]) -> None:
    if isinstance(article, AnnotationError):
        raise article
    if article.id in ids:
        raise AnnotationError(f"{article.id}: a second article of this id")
    try:
        write_marked(article, folder, overwrite)
    except AnnotationError as error:
        raise AnnotationError(f"{article.id}: {error}") from error
    ids.add(article.id)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _articles(count: int) -> str:
    return f"{count:,} article" if count == 1 else f"{count:,} articles"
