"""Tune the encoder."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

# Threads that wait in a loop take the machine from each other; torch reads this once.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import srsly

from zhaoshang.cli.script import run
from zhaoshang.corpus import passages as real_news
from zhaoshang.corpus import sources
from zhaoshang.corpus.plain import plain_articles
from zhaoshang.encoder import checkpoint, head, pairs

try:
    from zhaoshang.encoder.tuning import Options, device_of, head_of, pair_head_of, tune
except ImportError as error:
    raise SystemExit(f"error: {error}; tuning needs pip install -e '.[tune]'") from error


def main(
    source: Path,
    train: Path,
    dev: Path,
    output: Path,
    passages: Path | None = None,
    lexicons: Path | None = None,
    plain: int = 0,
    layers: int = 12,
    frozen: int = 4,
    epochs: int = 4,
    seed: int = 0,
    threads: int = 2,
    device: str = "auto",
    encoder_rate: float = 1e-4,
) -> None:
    """Tune the lowest LAYERS layers of the checkpoint SOURCE on the marked articles of TRAIN.

    PASSAGES is a file of passages of real news to learn from as well.
    PLAIN texts without an entity are learnt from as well; LEXICONS is the folder with word lists
    that other names are made of. OUTPUT gets the tuned checkpoint, its head, and what made it.
    DEVICE is one of torch; auto is the GPU if torch has one. ENCODER_RATE is the encoder's
    highest learning rate.
    """
    options = Options(
        layers=layers,
        frozen=frozen,
        epochs=epochs,
        encoder_rate=encoder_rate,
        seed=seed,
        threads=threads,
        device=device,
    )
    try:
        pretrained = checkpoint.read(source, layers)
        device_of(device)
    except ValueError as error:
        raise SystemExit(f"error: {error}") from error
    articles = [*sources.read(train), *(real_news.to_learn_from(passages) if passages else ())]
    tuned = tune(
        pretrained,
        [*articles, *plain_articles(plain)],
        sources.read(dev),
        options,
        lexicons,
        lambda line: print(line, flush=True),
    )
    checkpoint.write(output, tuned.checkpoint)
    (output / head.FILE).write_bytes(head_of(tuned.tagger).to_bytes())
    (output / pairs.FILE).write_bytes(checkpoint.to_safetensors(pair_head_of(tuned.tagger)))
    origin = {
        "source": pretrained.source,
        "articles": len(articles),
        "plain": plain,
        **asdict(options),
        "dev": tuned.scores,
    }
    srsly.write_json(output / checkpoint.ORIGIN, origin)


if __name__ == "__main__":
    run(main)
