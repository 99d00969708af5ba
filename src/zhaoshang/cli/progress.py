"""A progress bar with rate and remaining time, where standard error is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .messages import Messages


@contextmanager
def progress(messages: Messages, total: int | None, done: int = 0) -> Iterator[Callable[[int], None]]:
    """A function to be told of how many more units are done, with a bar that shows it."""
    if messages.quiet or not messages.console.is_terminal:
        yield lambda more: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text("" if task.speed is None else f"{task.speed:.1f}/s")

    columns = (
        TextColumn("articles"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn() if total is None else TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages.console, transient=True) as bar:
        task = bar.add_task("articles", total=total, completed=done)
        yield lambda more: bar.update(task, advance=more)
