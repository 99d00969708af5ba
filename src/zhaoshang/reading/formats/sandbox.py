"""Readers of HTML, PDF and DOCX in a child process, with limits on its time and memory.

Parsers of such files can hang, crash or fill the memory on a broken or hostile file. The child is started
at the first such file and serves the following ones; one that hangs or dies is replaced at the next.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ..errors import ReadingError
from .document import Document
from .kinds import Kind

#: Seconds that a file may take, and that the child's start may take.
TIME_LIMIT, START_LIMIT = 8.0, 60.0
#: Bytes of address space that the child may use.
MEMORY_LIMIT = 512 * 2**20

_PACKAGE = Path(__file__).resolve().parents[2]
#: The child imports the readers without the packages around them, which would load spaCy.
_BOOT = """
import sys, types
from pathlib import Path
package = Path(sys.argv[1])
for name, path in (("zhaoshang", package), ("zhaoshang.reading", package / "reading")):
    module = sys.modules[name] = types.ModuleType(name)
    module.__path__ = [str(path)]
    if "." not in name:
        continue
from zhaoshang.reading.formats.worker import main
main(int(sys.argv[2]))
"""


class _Child:
    """A child process: a request is a line of JSON and the file's bytes, an answer a line of JSON."""

    def __init__(self) -> None:
        self.parent = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _BOOT, str(_PACKAGE), str(MEMORY_LIMIT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        self._answer(START_LIMIT)

    def read(self, kind: Kind, data: bytes) -> dict[str, Any]:
        """The answer to a request. Raises TimeoutError or EOFError where there is none."""
        with self._killed_after(TIME_LIMIT) as watch:
            try:
                self._requests.write(json.dumps({"kind": kind.value, "size": len(data)}).encode() + b"\n")
                self._requests.write(data)
                self._requests.flush()
            except OSError as error:
                raise watch.reason() from error
            return self._line(watch)

    def _answer(self, seconds: float) -> dict[str, Any]:
        with self._killed_after(seconds) as watch:
            return self._line(watch)

    def _line(self, watch: _Watch) -> dict[str, Any]:
        line = self._answers.readline()
        if not line.endswith(b"\n"):
            raise watch.reason()
        return json.loads(line)

    def _killed_after(self, seconds: float) -> _Watch:
        return _Watch(self._process, seconds)

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._answers.close()
        with suppress(OSError):  # what was not yet sent
            self._requests.close()


class _Watch:
    """Kills a process when the time is over; a context manager."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._over = threading.Event()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def _end(self) -> None:
        self._over.set()
        self._process.kill()

    def reason(self) -> Exception:
        """Why the process does not answer."""
        return TimeoutError() if self._over.is_set() else EOFError()

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


_lock = threading.Lock()
_child: _Child | None = None


def read_in_child(kind: Kind, data: bytes) -> Document:
    """Read a file of ``kind`` in the child process.

    Raises:
        ReadingError: the file is broken or protected, takes too long or too much memory, or the
            libraries for it are not installed.
    """
    global _child
    with _lock:
        try:
            if _child is None or _child.parent != os.getpid():  # a fork's child is its parent's
                _child = _Child()
            answer = _child.read(kind, data)
        except (TimeoutError, EOFError) as error:
            stop()
            reason = (
                f"takes more than {TIME_LIMIT:.0f} seconds to read"
                if isinstance(error, TimeoutError)
                else "the reader fails on it"
            )
            raise ReadingError(f"broken {kind.value}: {reason}") from error
        except OSError as error:
            raise ReadingError(f"cannot start the reader of {kind.value}: {error.strerror}") from error
    if "error" in answer:
        raise ReadingError(str(answer["error"]))
    return Document(**answer)


def stop() -> None:
    """End the child process, if there is one; the next file starts another."""
    global _child
    child, _child = _child, None
    if child is not None and child.parent == os.getpid():
        child.stop()


atexit.register(stop)
