"""A run of ``zhaoshang extract``: from inputs to a sink."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from .extracting import in_batches
from .inputs import Input, Unit, count_units, read_units
from .messages import Messages, Summary
from .progress import progress
from .sinks import Sink
from .workers import Batch, Engine


def run(
    inputs: list[Input],
    engine: Engine,
    sink: Sink,
    messages: Messages,
    summary: Summary,
    text_field: str | None,
) -> None:
    """Write the records of all inputs that the sink does not have yet, and count them in ``summary``."""
    began = time.monotonic()
    done = {earlier.source for earlier in sink.earlier}
    _count_earlier(sink, summary)
    units = read_units(inputs, text_field)
    with progress(messages, count_units(inputs), len(done)) as advance:
        for batch, result in engine.extract(_left(in_batches(units), done)):
            for unit, records in zip(batch, result, strict=True):
                if unit.source in done:
                    continue
                for record in records:
                    sink.write(record)
                    summary.articles += 1
                    summary.facts += len(record["facts"])
                    summary.characters += len(record.get("text", ""))
                    if record["error"]:
                        summary.errors += 1
                        messages.error(record["error"], record["source"])
                advance(1)
                summary.seconds = time.monotonic() - began


def _left(batches: Iterable[Batch], done: set[str]) -> Iterator[Batch]:
    """The batches with anything left to do, whole: scores depend on what is in a batch."""
    return (batch for batch in batches if not _all_done(batch, done))


def _all_done(batch: list[Unit], done: set[str]) -> bool:
    return all(unit.source in done for unit in batch)


def _count_earlier(sink: Sink, summary: Summary) -> None:
    summary.resumed = summary.articles = len(sink.earlier)
    summary.facts = sum(earlier.facts for earlier in sink.earlier)
    summary.errors = sum(earlier.failed for earlier in sink.earlier)
