"""The child process: reads files one after the other, see :mod:`.sandbox`."""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import IO

from ..errors import ReadingError
from .document import Document

_READERS = {"HTML": "web", "PDF": "pdf", "DOCX": "word"}


def main(memory: int) -> None:
    """Answer requests on standard input until its end; ``memory`` is the limit in bytes."""
    _limit_memory(memory)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    requests = sys.stdin.buffer
    _send(answers, {})
    while line := requests.readline():
        request = json.loads(line)
        _send(answers, _answer(request["kind"], requests.read(request["size"])))


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _send(answers: IO[bytes], answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _answer(kind: str, data: bytes) -> dict[str, object]:
    try:
        document = _read(kind, data)
    except ReadingError as error:
        return {"error": str(error)}
    except ImportError as error:
        missing = (error.name or str(error)).split(".")[0]
        return {
            "error": f"{kind} needs the extra 'files' ({missing} is not installed): pip install 'zhaoshang[files]'"
        }
    except MemoryError:
        return {"error": f"broken {kind}: takes too much memory"}
    except Exception as error:  # whatever a parser meets in a broken file
        return {"error": f"broken {kind}: {error or type(error).__name__}"[:300]}
    return document._asdict()


def _read(kind: str, data: bytes) -> Document:
    reader = importlib.import_module(f".{_READERS[kind]}", __package__)
    document: Document = reader.read(data)
    # Half a surrogate pair, of a broken file, has no UTF-8.
    return document._replace(text=document.text.encode("utf-8", "replace").decode("utf-8"))
