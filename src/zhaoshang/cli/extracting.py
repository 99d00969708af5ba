"""Sources through the pipeline, one record each, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from spacy.language import Language

from ..reading import Layout, ReadingError, Source, read_text, undo_layout
from ..record import Record, error_record, to_record

_BATCH = 16


def extract_records(sources: Iterable[Source], nlp: Language) -> Iterator[Record]:
    """A record a source; one that cannot be read gets a record with ``error``."""
    batch: list[tuple[Source, Layout | ReadingError]] = []
    for source in sources:
        batch.append((source, _try_read(source, nlp.max_length)))
        if len(batch) == _BATCH:
            yield from _records(batch, nlp)
            batch = []
    yield from _records(batch, nlp)


def progress(records: Iterable[Record], total: int) -> Iterator[Record]:
    """``records``, with a progress bar on standard error where that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from records
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield from bar.track(records, total=total, description="articles")


def _try_read(source: Source, most: int) -> Layout | ReadingError:
    if source.problem:
        return ReadingError(source.problem)
    try:
        text = read_text(source.path)
    except ReadingError as error:
        return error
    if len(text) > most:
        return ReadingError(f"too long: {len(text):,} characters, {most:,} at most")
    return undo_layout(text)


def _records(batch: list[tuple[Source, Layout | ReadingError]], nlp: Language) -> Iterator[Record]:
    docs = nlp.pipe(layout.text for _, layout in batch if isinstance(layout, Layout))
    for source, layout in batch:
        if isinstance(layout, ReadingError):
            yield error_record(source.id, str(source.path), str(layout))
        else:
            yield to_record(next(docs), source.id, str(source.path), layout)
