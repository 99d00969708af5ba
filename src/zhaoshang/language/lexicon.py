"""Words known from lists, as features of characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from pathlib import Path

import numpy as np
import srsly
from spacy import registry

from .characters import code_points, normalize

#: The kinds of words; a word may be of several.
KINDS = ("word", "place", "organisation", "person", "industry", "trade", "park")
#: Columns of ``Doc._.lexicon_tags``: the word lengths, then one for each kind behind the first.
N_COLUMNS = len(KINDS)

_LONGEST = 12
_BETWEEN = "\n"
_FLAGS = {kind: 1 << k for k, kind in enumerate(KINDS)}
_JIEBA_KINDS = {"ns": "place", "nt": "organisation", "nz": "organisation", "nr": "person"}


class Lexicon:
    """Looks up every word of a text that the lists hold, overlapping ones too.

    The words are a trie in sorted arrays, ten bytes a word: a node is its number among those of its depth, and is
    found by its parent's number and its character, for all places of a text at once.
    """

    def __init__(self, words: dict[str, int]) -> None:
        """``words`` maps words in normal form to bits of their kinds."""
        # In order, so that the words below a node stand together and a trie is made without a sort.
        order = sorted(words)
        self._joined, self._kinds = _BETWEEN.join(order), bytes(map(words.__getitem__, order))
        self._build()

    def to_bytes(self) -> bytes:
        """The words as msgpack, which ``from_bytes`` reads in a third of the time that a dictionary takes."""
        return srsly.msgpack_dumps({"words": self._joined, "kinds": self._kinds})

    @classmethod
    def from_bytes(cls, data: bytes) -> Lexicon:
        """The lexicon that ``to_bytes`` wrote. Raises ValueError where its words are not in order."""
        found = srsly.msgpack_loads(data)
        lexicon = cls({})
        lexicon._joined, lexicon._kinds = found["words"], found["kinds"]
        lexicon._build()
        return lexicon

    def _build(self) -> None:
        #: From depth 2 on: the keys of the nodes, ascending uint64, and the kinds of their words, uint8, 0 for none.
        self._levels: list[tuple[np.ndarray, np.ndarray]] = []
        codes, kinds = _codes(self._joined + _BETWEEN), np.frombuffer(self._kinds, dtype=np.uint8)
        ends = np.flatnonzero(codes == ord(_BETWEEN))[: len(kinds)]
        starts = np.append(0, ends + 1)[: len(kinds)]
        lengths, nodes = ends - starts, codes[starts]
        for depth in range(2, min(_LONGEST, int(lengths.max(initial=0))) + 1):
            here = lengths >= depth
            lengths, kinds, starts, nodes = lengths[here], kinds[here], starts[here], nodes[here]
            keys, nodes = _runs(_keys(nodes, codes[starts + depth - 1]))
            values = np.zeros(len(keys), dtype=np.uint8)
            whole = lengths == depth
            values[nodes[whole]] = kinds[whole]
            self._levels.append((keys, values))

    def tags(self, text: str) -> np.ndarray:
        """Lexicon matches a character: uint8 array of shape (len(text), N_COLUMNS).

        Column 0 is 16 times the length of the longest word that begins at the
        character plus that of the longest word that ends there; the columns
        behind it say of each kind whether the character begins (1), continues
        (2) or ends (4) a word of that kind.
        """
        tags = np.zeros((len(text), N_COLUMNS), dtype=np.uint8)
        begins, ends = np.zeros((2, len(text)), dtype=np.uint8)
        # Longer words come later, and stay.
        for length, starts, kinds in self._matches(code_points(text).astype(np.uint64)):
            begins[starts] = ends[starts + length - 1] = length
            _flag(tags, starts, length, kinds)
        tags[:, 0] = begins * 16 + ends
        return tags

    def _matches(self, codes: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Of each length: where words of it start, and their kinds."""
        starts, nodes = np.arange(len(codes)), codes
        for length, (keys, values) in enumerate(self._levels, start=2):
            inside = starts + length <= len(codes)
            starts, nodes = starts[inside], nodes[inside]
            if not len(starts):
                return
            wanted = _keys(nodes, codes[starts + length - 1])
            nodes = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            found = keys[nodes] == wanted
            starts, nodes = starts[found], nodes[found]
            kinds = values[nodes]
            yield length, starts[kinds > 0], kinds[kinds > 0]


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)


def _keys(nodes: np.ndarray, codes: np.ndarray) -> np.ndarray:
    # Code points have 21 bits.
    return nodes.astype(np.uint64) << np.uint64(21) | codes


def _runs(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What ascending ``keys`` hold, each once, and the place of each of them in it."""
    if (keys[1:] < keys[:-1]).any():
        raise ValueError("the words of a lexicon are not in order")
    new = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    return keys[new], np.cumsum(new) - 1


def _flag(tags: np.ndarray, starts: np.ndarray, length: int, kinds: np.ndarray) -> None:
    """Mark the words of one length in the columns of their kinds."""
    own = starts[kinds > 1]
    if not len(own):
        return
    flags = kinds[kinds > 1, None] >> np.arange(1, N_COLUMNS, dtype=np.uint8) & 1
    for place in range(length):
        tags[own + place, 1:] |= flags * (1 if place == 0 else 4 if place == length - 1 else 2)


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
