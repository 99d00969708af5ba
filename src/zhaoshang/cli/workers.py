"""Batches through pipelines: one in this process, or one in each of several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Protocol

from spacy.language import Language

from .. import ModelError, load
from ..output import ArticleRecord
from ..record import error_record
from .extracting import extract_batch
from .inputs import Unit

Batch = list[Unit]
Result = list[list[ArticleRecord]]

#: Batches that wait for each process: enough that none is idle, few enough to be done again.
_AHEAD = 3
#: What Python's resource tracker, a process of its own, says of a run that was killed: that it frees the semaphores.
_TRACKER_WARNINGS = "ignore::UserWarning:multiprocessing.resource_tracker"
_KILLED = "the process that worked on it was killed, for want of memory perhaps"


class Engine(Protocol):
    """What turns batches into their records, in their order."""

    def extract(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Result]]:
        """Each batch with the records of its units."""

    def __enter__(self) -> Engine: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_engine(model: str, jobs: int, warn: Callable[[str], None]) -> Engine:
    """The engine for so many processes, its pipelines loaded; ``warn`` is told of what goes wrong.

    Raises:
        ModelError: the pipeline cannot be loaded.
    """
    return InProcess(model) if jobs == 1 else Workers(model, jobs, warn)


class InProcess:
    """Extraction in this process."""

    def __init__(self, model: str) -> None:
        self._nlp = load(model)

    def extract(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Result]]:
        """Each batch with the records of its units."""
        for batch in batches:
            yield batch, extract_batch(batch, self._nlp)

    def __enter__(self) -> InProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Workers:
    """Extraction in several processes, each of which loads the pipeline once.

    A process that is killed takes its batch with it. The batches under way are then done again, unit by
    unit, so that the unit that kills its process is found and gets a record with ``error``.
    """

    def __init__(self, model: str, jobs: int, warn: Callable[[str], None]) -> None:
        self._model = model
        self._jobs = jobs
        self._warn = warn
        self._pool = self._start()

    def extract(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Result]]:
        """Each batch with the records of its units, in order."""
        coming = iter(batches)
        under_way: deque[tuple[Batch, Future[Result]]] = deque()
        self._fill(under_way, coming)
        while under_way:
            batch, future = under_way[0]
            try:
                result = future.result()
            except BrokenProcessPool:
                self._warn("a worker process was killed; what it worked on is done again")
                waiting = [batch for batch, _ in under_way]
                under_way.clear()
                self._restart()
                for batch in waiting:
                    yield batch, [self._alone(unit) for unit in batch]
            else:
                under_way.popleft()
                yield batch, result
            self._fill(under_way, coming)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._end()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _fill(self, under_way: deque[tuple[Batch, Future[Result]]], coming: Iterator[Batch]) -> None:
        while len(under_way) < _AHEAD * self._jobs and (batch := next(coming, None)) is not None:
            try:
                under_way.append((batch, self._pool.submit(_extract, batch)))
            except BrokenProcessPool as error:
                failed: Future[Result] = Future()
                failed.set_exception(error)
                under_way.append((batch, failed))
                return

    def _alone(self, unit: Unit) -> list[ArticleRecord]:
        try:
            return self._pool.submit(_extract, [unit]).result()[0]
        except BrokenProcessPool:
            self._restart()
            return [{**error_record(unit.id, unit.source, _KILLED)}]

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        _start_tracker()
        before = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(self._jobs, context, _set_up, (self._model,))
        try:
            # A pool starts a process a task until it has all.
            with _interrupts_held():
                ready = [pool.submit(_problem) for _ in range(self._jobs)]
            self._children = set(multiprocessing.active_children()) - before
            problems = [future.result() for future in ready]
        except BrokenProcessPool as error:
            raise ModelError(
                f"{self._model}: a worker process was killed while it loaded this model"
            ) from error
        except BaseException:
            self._end()
            raise
        if problems[0] is not None:
            pool.shutdown()
            raise ModelError(problems[0])
        return pool

    def _restart(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._start()

    def _end(self) -> None:
        """End the processes at once, whatever they do."""
        for child in self._children:
            child.terminate()


_nlp: Language
_loading_problem: str | None = None


def _set_up(model: str) -> None:
    """In a worker: load the pipeline, and end when the parent does, however it ends."""
    global _nlp, _loading_problem
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        _nlp = load(model)
    except ModelError as error:
        _loading_problem = str(error)


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _problem() -> str | None:
    """In a worker: why the pipeline could not be loaded."""
    return _loading_problem


def _extract(batch: Batch) -> Result:
    return extract_batch(batch, _nlp)


def _start_tracker() -> None:
    """Start the resource tracker, if it does not run, without its warnings."""
    variable = "PYTHONWARNINGS"
    before = os.environ.get(variable)
    os.environ[variable] = f"{before},{_TRACKER_WARNINGS}" if before else _TRACKER_WARNINGS
    try:
        resource_tracker.ensure_running()
    finally:
        del os.environ[variable]
        if before is not None:
            os.environ[variable] = before


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start processes that a Ctrl-C does not reach: it is the parent that ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
