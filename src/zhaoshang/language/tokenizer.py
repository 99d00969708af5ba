"""The tokenizer: one token a character.

No segmentation error can cut a name then, and ``doc[i]`` is ``text[i]``: token
offsets are character offsets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from spacy import registry
from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from .characters import normalize


class CharTokenizer(DummyTokenizer):
    """Splits a text into its characters, white space included."""

    def __init__(self, vocab: Vocab) -> None:
        """``vocab``'s NORM becomes the normal form of :mod:`.characters`."""
        self.vocab = vocab
        vocab.lex_attr_getters[NORM] = normalize  # type: ignore[attr-defined]

    def __call__(self, text: str) -> Doc:
        """A Doc with ``len(text)`` tokens and ``doc.text == text``."""
        return Doc(self.vocab, words=list(text), spaces=[False] * len(text))

    def pipe(self, texts: Iterable[str], **kwargs: object) -> Iterable[Doc]:
        """One Doc a text, lazily."""
        return map(self, texts)

    # DummyTokenizer's serialisation is empty, and there is nothing to store.
    def to_disk(self, path: str | Path, **kwargs: object) -> None:
        """Nothing to store."""

    def from_disk(self, path: str | Path, **kwargs: object) -> CharTokenizer:
        """Nothing to restore."""
        return self


@registry.tokenizers("zhaoshang.CharTokenizer.v1")
def create_char_tokenizer() -> Callable[[Language], CharTokenizer]:
    """The ``[nlp.tokenizer]`` block of the configs."""
    return lambda nlp: CharTokenizer(nlp.vocab)
