"""``zhaoshang extract``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from .. import DEFAULT_MODEL, ModelError
from ..output import FORMATS, STREAMS, MissingExtraError, OutputError, format_of, require
from .messages import Messages, Summary

if TYPE_CHECKING:
    from .inputs import Input

Format = Enum("Format", {name: name for name in FORMATS}, type=str)  # type: ignore[misc]


class _Options(NamedTuple):
    model: str
    format: str
    output: Path | None
    jobs: int
    resume: bool
    text_field: str | None
    text: bool


def extract(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files, folders, quoted patterns ('news/**/*.txt'), JSONL files, or - for standard input.",
            show_default=False,
        ),
    ],
    model: Annotated[
        str, typer.Option("--model", "-m", help="A pipeline's package name or folder.")
    ] = DEFAULT_MODEL,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="table to read, full records as jsonl or parquet, facts as csv or xlsx, tables as duckdb. "
            "(default: by the suffix of the output, else table)",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write to this file, not to standard output.", show_default=False
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, help="Processes to work in; each loads the pipeline once.")
    ] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an interrupted run with the same output stopped.")
    ] = False,
    text_field: Annotated[
        str | None,
        typer.Option(
            help="The field of JSONL input that holds the text; with it, standard input is JSONL. (default: text)",
            show_default=False,
        ),
    ] = None,
    text: Annotated[
        bool,
        typer.Option("--text/--no-text", help="Keep each article's text in its record; report needs it."),
    ] = True,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar and no summary; errors and warnings only.")
    ] = False,
    json_errors: Annotated[
        bool, typer.Option("--json-errors", help="Errors and summary on standard error as JSON lines.")
    ] = False,
) -> None:
    """Extract the facts of articles.

    Exit status: 0 all articles were read; 1 some were not, each has an error line; 2 the run could not be
    done (usage, model, output); 130 it was interrupted. What was finished stays, and --resume goes on from there.
    """
    messages = Messages(json_errors, quiet)
    chosen = format.value if format else format_of(output)
    options = _Options(model, chosen, output, jobs, resume, text_field, text)
    try:
        status = _extract(paths, options, messages)
    except (ModelError, OutputError, MissingExtraError) as error:
        messages.error(str(error))
        status = 2
    except KeyboardInterrupt:
        messages.error("interrupted")
        status = 130
    raise typer.Exit(status)


def _extract(paths: list[str], options: _Options, messages: Messages) -> int:
    """The run; its exit status."""
    from .inputs import find_inputs
    from .running import run
    from .sinks import open_sink
    from .workers import open_engine

    _check(options)
    inputs = find_inputs(paths, options.text_field)
    _check_output(options.output, inputs)
    summary = Summary()
    with open_engine(options.model, options.jobs, messages.warn) as engine:
        sink = open_sink(options.format, options.output, options.resume, options.text)
        try:
            with sink:
                run(inputs, engine, sink, messages, summary, options.text_field)
        except KeyboardInterrupt:
            messages.error(_interrupted(sink.kept(), summary.articles))
            return 130
    messages.summary(summary)
    return 1 if summary.errors else 0


def _check(options: _Options) -> None:
    require(options.format)
    if options.output is None and options.format not in STREAMS:
        raise OutputError(f"{options.format} needs a file: --output FILE")
    if options.output is None and options.resume:
        raise OutputError("--resume needs the file to go on with: --output FILE")


def _check_output(output: Path | None, inputs: list[Input]) -> None:
    if output is not None and output.resolve() in {item.source.path.resolve() for item in inputs}:
        raise OutputError(f"{output}: is one of the articles")


def _interrupted(kept: str | None, articles: int) -> str:
    if kept is None:
        return "interrupted"
    return f"interrupted; {articles:,} finished records are in {kept}, --resume goes on from there"
