"""What the command line says on standard error: lines to read, or JSON for scripts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from rich.console import Console


@dataclass
class Summary:
    """What a run did; ``seconds`` and ``characters`` are those of this run, the rest counts resumed records too."""

    articles: int = 0
    facts: int = 0
    errors: int = 0
    resumed: int = 0
    characters: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        rate = self.characters / self.seconds if self.seconds else 0.0
        resumed = f" ({self.resumed:,} from before)" if self.resumed else ""
        return (
            f"{_count(self.articles, 'article')}{resumed}, {_count(self.facts, 'fact')}, "
            f"{_count(self.errors, 'error')} in {self.seconds:.1f} s, {rate:,.0f} characters a second"
        )


class Messages:
    """Lines on standard error; a progress bar that is drawn there stays below them."""

    def __init__(self, as_json: bool = False, quiet: bool = False) -> None:
        self.console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)
        self.quiet = quiet
        self._as_json = as_json

    def error(self, reason: str, source: str | None = None) -> None:
        """Say what went wrong, and with which source."""
        if self._as_json:
            self._say_json({"error": reason} if source is None else {"source": source, "error": reason})
        else:
            self._say(": ".join(part for part in ("zhaoshang", source, reason) if part))

    def warn(self, reason: str) -> None:
        """Say what went wrong and was put right."""
        if self._as_json:
            self._say_json({"warning": reason})
        else:
            self._say(f"zhaoshang: {reason}")

    def summary(self, summary: Summary) -> None:
        """Say what the run did, unless it is to be quiet."""
        if self.quiet:
            return
        if self._as_json:
            self._say_json({"summary": {**asdict(summary), "seconds": round(summary.seconds, 2)}})
        else:
            self._say(f"zhaoshang: {summary}")

    def _say_json(self, value: dict[str, object]) -> None:
        self._say(json.dumps(value, ensure_ascii=False))

    def _say(self, line: str) -> None:
        # Rich would style and wrap; control characters of a file name must not reach the terminal.
        self.console.out("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line), highlight=False)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
