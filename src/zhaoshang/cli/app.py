"""``zhaoshang``: the command line."""

from __future__ import annotations

import typer

from .threads import limit_threads

limit_threads()  # NumPy, which the commands import, looks once

from . import annotate  # noqa: E402
from .extract import extract  # noqa: E402
from .info import info  # noqa: E402
from .report import report  # noqa: E402
from .serve import serve  # noqa: E402

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
