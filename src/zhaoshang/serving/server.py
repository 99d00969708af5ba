"""The server: a pipeline, an address, and uvicorn."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .errors import ServingError
from .limits import Limits

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

_PACKAGES = ("fastapi", "uvicorn")
#: Addresses that stand for all of a machine's, by whatever name it is called.
_ANY = ("0.0.0.0", "::", "")


def run(model: str, host: str, port: int, limits: Limits, started: Callable[[str], None]) -> None:
    """Serve a pipeline until interrupted; ``started`` is told the page's address.

    Raises:
        ServingError: packages are missing, or the address cannot be had.
        ModelError: the pipeline cannot be loaded.
    """
    missing = [package for package in _PACKAGES if find_spec(package) is None]
    if missing:
        raise ServingError(
            f"serve needs {' and '.join(missing)}, which the extra serve installs: pip install 'zhaoshang[serve]'"
        )
    import uvicorn

    from .. import load
    from .app import create_app
    from .guard import LOOPBACK

    listening = _listen(host, port)
    name = f"[{host}]" if ":" in host else host
    with listening:
        nlp = load(model)
        app = create_app(nlp, limits, None if host in _ANY else (*LOOPBACK, name))
        started(f"http://{name}:{listening.getsockname()[1]}/")
        with suppress(KeyboardInterrupt):  # uvicorn passes it on when it has shut down
            uvicorn.Server(config_of(app, limits)).run(sockets=[listening])


def config_of(app: FastAPI, limits: Limits) -> uvicorn.Config:
    """How uvicorn serves an application within limits."""
    import uvicorn

    from .protocol import timed_protocol

    return uvicorn.Config(
        app,
        log_level="warning",
        http=timed_protocol(limits.head_seconds),
        ws="none",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=limits.connections,
        timeout_graceful_shutdown=3,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServingError(f"cannot listen at {host}:{port}: {error.strerror or error}") from error
