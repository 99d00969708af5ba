"""``lexicon``: matches of word lists, as features for the embedding."""

from collections.abc import Callable, Iterable
from pathlib import Path

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from ..extensions import register
from ..language.lexicon import Lexicon

register()


class LexiconTagger(Pipe):
    """Sets ``doc._.lexicon_tags``; the words are part of the pipeline."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lexicon = Lexicon({})

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.lexicon_tags``, see :meth:`zhaoshang.language.lexicon.Lexicon.tags`."""
        doc._.lexicon_tags = self._lexicon.tags(doc.text)
        return doc

    def initialize(  # type: ignore[override]
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language,
        words: Callable[[], dict[str, int]],
    ) -> None:
        """Take the words that ``words()`` gives."""
        self._lexicon = Lexicon(words())

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The words as msgpack."""
        return self._lexicon.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "LexiconTagger":
        """Restore the words."""
        self._lexicon = Lexicon.from_bytes(data)
        return self

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the words to ``path/words.msgpack``."""
        path.mkdir(parents=True, exist_ok=True)
        (path / "words.msgpack").write_bytes(self.to_bytes())

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "LexiconTagger":
        """Read the words from ``path/words.msgpack``."""
        return self.from_bytes((path / "words.msgpack").read_bytes())


@Language.factory("lexicon", assigns=["doc._.lexicon_tags"])
def create_lexicon(nlp: Language, name: str) -> LexiconTagger:
    """The factory; the words come with ``[initialize.components.lexicon]``."""
    return LexiconTagger(name)
