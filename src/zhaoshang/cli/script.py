"""How the project's scripts run: an expected failure is one line and exit status 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from ..corpus.marked import MarkedError


def run(main: Callable[..., Any]) -> None:
    """Run ``main`` as a command whose options are its parameters.

    A marked file that cannot be read, a missing file or a wrong value ends in
    its message; anything else is a defect of the script and keeps its traceback.
    """
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    try:
        app()
    except (MarkedError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(1) from error
