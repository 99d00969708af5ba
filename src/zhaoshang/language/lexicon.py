"""Words known from lists, as features of characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import resources
from pathlib import Path

import numpy as np
from spacy import registry

from .characters import normalize

#: The kinds of words; a word may be of several.
KINDS = ("word", "place", "organisation", "person", "industry", "trade", "park")
#: Columns of ``Doc._.lexicon_tags``: the word lengths, then one for each kind behind the first.
N_COLUMNS = len(KINDS)

_LONGEST = 12
_FLAGS = {kind: 1 << k for k, kind in enumerate(KINDS)}
_JIEBA_KINDS = {"ns": "place", "nt": "organisation", "nz": "organisation", "nr": "person"}


class Lexicon:
    """Looks up every word of a text that the lists hold, overlapping ones too."""

    def __init__(self, words: dict[str, int]) -> None:
        """``words`` maps words in normal form to bits of their kinds."""
        self.words = words
        self._starts = {word[:2] for word in words}

    def tags(self, text: str) -> np.ndarray:
        """Lexicon matches a character: uint8 array of shape (len(text), N_COLUMNS).

        Column 0 is 16 times the length of the longest word that begins at the
        character plus that of the longest word that ends there; the columns
        behind it say of each kind whether the character begins (1), continues
        (2) or ends (4) a word of that kind.
        """
        plain = normalize(text)
        tags = np.zeros((len(text), N_COLUMNS), dtype=np.uint8)
        begins, ends = [0] * len(plain), [0] * len(plain)
        for start in range(len(plain) - 1):
            if plain[start : start + 2] not in self._starts:
                continue
            for length in range(2, _LONGEST + 1):
                kinds = self.words.get(plain[start : start + length])
                if kinds is None:
                    continue
                last = start + length - 1
                if last >= len(plain):
                    break
                begins[start] = length
                ends[last] = max(ends[last], length)
                if kinds > 1:
                    _flag(tags, start, last, kinds)
        tags[:, 0] = np.array(begins, dtype=np.uint8) * 16 + np.array(ends, dtype=np.uint8)
        return tags


def _flag(tags: np.ndarray, start: int, last: int, kinds: int) -> None:
    for column in range(1, N_COLUMNS):
        if kinds >> column & 1:
            tags[start, column] |= 1
            tags[start + 1 : last, column] |= 2
            tags[last, column] |= 4


@registry.misc("zhaoshang.Lexicon.v1")
def create_words(paths: dict[str, list[Path]], jieba: bool = True) -> Callable[[], dict[str, int]]:
    """The words of ``[initialize.components.lexicon]``.

    ``paths`` maps kinds to text files with one word a line; ``jieba`` adds the
    dictionary of the package jieba (MIT), whose part-of-speech tags give kinds.
    """

    def load() -> dict[str, int]:
        words: dict[str, int] = {}
        if jieba:
            for word, kind in _jieba_words():
                words[word] = words.get(word, 0) | _FLAGS[kind] | _FLAGS["word"]
        for kind, path in ((kind, path) for kind, files in paths.items() for path in files):
            for word in _read_list(path):
                words[word] = words.get(word, 0) | _FLAGS[kind] | _FLAGS["word"]
        return words

    return load


def _jieba_words() -> Iterable[tuple[str, str]]:
    content = resources.files("jieba").joinpath("dict.txt").read_text("utf8")
    for line in content.splitlines():
        word, _, tag = line.split(" ")
        if 2 <= len(word) <= _LONGEST:
            yield normalize(word), _JIEBA_KINDS.get(tag[:2], "word")


def _read_list(path: Path) -> Iterable[str]:
    for line in Path(path).read_text("utf8").splitlines():
        word = normalize(line.strip())
        if 2 <= len(word) <= _LONGEST and not word.startswith("#"):
            yield word
