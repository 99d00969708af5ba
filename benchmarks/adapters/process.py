"""An adapter at work in a process of its own, on one thread."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from .environments import ToolError, reason
from .serving import Span

_PACKAGE = Path(__file__).parent
_SINGLE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    ),
    "1",
)


class Reply(NamedTuple):
    """An answer of an adapter, see ``serving.py``."""

    spans: list[list[Span]]
    seconds: float
    memory: int


class Process:
    """An adapter at work."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self._process = process
        self._errors = errors

    def ask(self, texts: Sequence[str]) -> Reply:
        """What it finds in the texts; raises :class:`ToolError` where it gives up."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps(texts) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:  # why, its last words say
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._errors.seek(0)
            raise ToolError(f"does not run: {reason(self._errors.read())}")
        reply = json.loads(line)
        spans = [[(start, end, label) for start, end, label in of_text] for of_text in reply["spans"]]
        return Reply(spans, reply["seconds"], reply["memory"])


@contextmanager
def running(adapter: str, environment: Path, *arguments: str) -> Iterator[Process]:
    """The adapter of that name, in that environment, until the end of the block."""
    command = [str(environment / "bin" / "python"), "-m", f"{_PACKAGE.name}.{adapter}", *arguments]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
        subprocess.Popen(
            command,
            cwd=_PACKAGE.parent,
            env=os.environ | _SINGLE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as process,
    ):
        yield Process(process, errors)
