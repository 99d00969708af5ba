"""``zhaoshang serve``."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import DEFAULT_MODEL, ModelError
from .messages import Messages


def serve(
    model: Annotated[
        str, typer.Option("--model", "-m", help="A pipeline's package name or folder.")
    ] = DEFAULT_MODEL,
    host: Annotated[
        str,
        typer.Option(
            help="The address to listen at; other machines reach this one where it is not loopback."
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="0 is any free one.")] = 8000,
    max_bytes: Annotated[
        int, typer.Option(min=1, help="Bytes of a request's body at most; more is answered with 413.")
    ] = 1_000_000,
    time_limit: Annotated[
        float, typer.Option(min=0.1, help="Seconds from the body's end to the answer; then it is 504.")
    ] = 30.0,
    queue: Annotated[
        int, typer.Option(min=1, help="Articles in work or waiting at most; one more is answered with 429.")
    ] = 16,
) -> None:
    """Serve a page to paste or drop articles into, and a JSON API, POST /extract, described at /docs.

    Exit status: 0 it was ended (Ctrl-C); 2 it could not start, one line says why.
    """
    messages = Messages()
    try:
        from ..serving import Limits, ServingError, run

        limits = Limits(max_bytes=max_bytes, extract_seconds=time_limit, queue=queue)
        run(model, host, port, limits, lambda url: messages.warn(f"{url} (Ctrl-C ends it)"))
    except (ModelError, ServingError) as error:
        messages.error(str(error))
        raise typer.Exit(2) from error
