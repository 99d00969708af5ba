"""``zhaoshang``: the command line."""

from __future__ import annotations

import typer

from ..loading import without_collection
from .threads import limit_threads

limit_threads()  # NumPy, which the commands import, looks once

with without_collection():
    from . import annotate
    from .extract import extract
    from .info import info
    from .report import report
    from .serve import serve

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(extract)
app.command()(info)
app.command()(report)
app.command()(serve)
app.add_typer(annotate.app, name="annotate")


@app.callback()
def zhaoshang() -> None:
    """Facts from Chinese investment-promotion news."""


def main() -> None:
    """The entry point."""
    app()
