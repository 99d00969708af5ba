"""Tune the encoder."""

from __future__ import annotations

from pathlib import Path

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.encoder import checkpoint
from zhaoshang.encoder.tuning import Options, pack_head, tune


def main(
    source: Path,
    train: Path,
    dev: Path,
    output: Path,
    layers: int = 12,
    frozen: int = 4,
    epochs: int = 4,
    seed: int = 0,
    threads: int = 2,
) -> None:
    """Tune the lowest LAYERS layers of the checkpoint SOURCE on the marked articles of TRAIN."""
    options = Options(layers=layers, frozen=frozen, epochs=epochs, seed=seed, threads=threads)
    tuned, tagger = tune(
        checkpoint.read(source, layers),
        marked.read_dir(train),
        marked.read_dir(dev),
        options,
        lambda line: print(line, flush=True),
    )
    checkpoint.write(output, tuned)
    (output / "head.safetensors").write_bytes(pack_head(tagger))


if __name__ == "__main__":
    run(main)
