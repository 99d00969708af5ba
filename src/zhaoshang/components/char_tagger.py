"""``char_tagger``: log odds of entity tags by the head that the encoder was tuned with."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from ..encoder import head
from ..encoder.examples import features
from ..extensions import register
from ..tagging.tags import N_TAGS, OUTSIDE

register()

#: Of what white space is not.
_NEVER = -30.0


class CharTagger(Pipe):
    """Sets ``doc._.tag_scores`` from ``doc._.char_vectors``; the head is part of the pipeline.

    It is not trained with the pipeline: ``encoder.tuning`` trains it together with the encoder.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._head: head.Head | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.tag_scores``. Raises ValueError before there is a head, or where no vectors are."""
        if self._head is None:
            raise ValueError("char_tagger: no head; initialize the pipeline or load a trained one")
        vectors = doc._.char_vectors
        if vectors is None:
            raise ValueError("char_tagger: no vectors; char_encoder must stand before it")
        # White space has no vector, and was no character in tuning.
        visible = np.flatnonzero(vectors.any(axis=1))
        scores = np.full((len(doc), N_TAGS), _NEVER, dtype=np.float32)
        scores[:, OUTSIDE] = 0.0
        if len(visible):
            scores[visible] = self._head(vectors, features(doc.text, visible), visible)
        doc._.tag_scores = scores
        return doc

    def initialize(  # type: ignore[override]
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, path: Path
    ) -> None:
        """Take the head in the folder ``path``. Raises OSError where there is none."""
        self.from_disk(Path(path))

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The head as safetensors."""
        if self._head is None:
            raise ValueError("char_tagger: no head to save")
        return self._head.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "CharTagger":
        """Restore the head."""
        self._head = head.Head.from_bytes(data)
        return self

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the head into the folder ``path``."""
        path.mkdir(parents=True, exist_ok=True)
        (path / head.FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "CharTagger":
        """Read the head from the folder ``path``."""
        return self.from_bytes((path / head.FILE).read_bytes())


@Language.factory("char_tagger", requires=["doc._.char_vectors"], assigns=["doc._.tag_scores"])
def create_char_tagger(nlp: Language, name: str) -> CharTagger:
    """The factory; the head comes with ``[initialize.components.<name>]``."""
    return CharTagger(name)
