"""The pipeline behind a bounded queue: one thread works, so that the pipeline is never in two places."""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor

from spacy.language import Language

from ..output import ArticleRecord
from ..reading import undo_layout
from ..record import to_record
from .errors import RequestError


class Engine:
    """Extracts records one after the other.

    An article whose time is over is not begun any more; one that is in work then is finished unseen, and
    counts as waiting until it is.
    """

    def __init__(self, nlp: Language, queue: int, seconds: float) -> None:
        self.waiting = 0
        self._nlp = nlp
        self._queue = queue
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pipeline")

    async def extract(self, text: str, id: str = "") -> ArticleRecord:
        """The record of a text.

        Raises:
            RequestError: 413 the text is too long for the pipeline, 429 too many are waiting, 504 its time
                is over, 500 the pipeline fails on it.
        """
        if len(text) > self._nlp.max_length:
            raise RequestError(
                413, "too_large", f"{len(text):,} characters, {self._nlp.max_length:,} at most"
            )
        if self.waiting >= self._queue:
            raise RequestError(429, "busy", f"{self.waiting} articles are waiting; try again later")
        future = self._submit(text, id)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)
        except asyncio.TimeoutError as error:  # in Python 3.10 not the built-in
            raise RequestError(504, "timeout", f"not done within {self._seconds:g} seconds") from error
        except (CancelledError, asyncio.CancelledError):
            raise
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise RequestError(500, "failed", f"the pipeline fails on it: {reason}") from error

    def close(self) -> None:
        """Begin nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _submit(self, text: str, id: str) -> Future[ArticleRecord]:
        loop = asyncio.get_running_loop()

        def done(_: object) -> None:
            self.waiting -= 1

        def tell(_: object) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(done, None)

        self.waiting += 1
        future = self._thread.submit(self._extract, text, id)
        future.add_done_callback(tell)
        return future

    def _extract(self, text: str, id: str) -> ArticleRecord:
        layout = undo_layout(text)
        # What the texts add to the vocabulary must not stay, or memory would grow with them.
        with self._nlp.memory_zone():
            record = to_record(self._nlp(layout.text), id, "", layout)
        return {**record, "title": None, "span": [0, len(text)], "meta": {}, "text": text}
