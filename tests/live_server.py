"""A server on loopback, in a thread of the test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from zhaoshang.serving import Limits


@contextmanager
def serve(app: FastAPI, limits: Limits) -> Iterator[int]:
    """The port at which an application is served meanwhile."""
    import uvicorn

    from zhaoshang.serving.server import config_of

    server = uvicorn.Server(config_of(app, limits))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)
