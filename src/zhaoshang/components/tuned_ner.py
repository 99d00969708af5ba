"""``tuned_ner``: entities by the head that the encoder was tuned with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span
from spacy.training import Example

from ..encoder import head
from ..encoder.examples import features
from ..extensions import register

register()


class TunedNER(Pipe):
    """Sets ``doc.ents`` from ``doc._.char_vectors``; the head is part of the pipeline."""

    def __init__(self, name: str, *, scorer: Callable | None) -> None:
        self.name = name
        self.scorer = scorer
        self._head: head.Head | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents``. Raises ValueError before there is a head, or where no vectors are."""
        if self._head is None:
            raise ValueError("tuned_ner: no head; initialize the pipeline or load a trained one")
        vectors = doc._.char_vectors
        if vectors is None:
            raise ValueError("tuned_ner: no vectors; char_encoder must stand before it")
        # White space has no vector, and was no character in tuning.
        visible = np.flatnonzero(vectors.any(axis=1))
        found = self._head.spans(vectors[visible], features(doc.text, visible))
        doc.set_ents([Span(doc, int(visible[s]), int(visible[e - 1]) + 1, label) for s, e, label in found])
        return doc

    def initialize(  # type: ignore[override]
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, path: Path
    ) -> None:
        """Take the head of the tuned checkpoint ``path``. Raises OSError where there is none."""
        self._head = head.Head.from_bytes((Path(path) / head.FILE).read_bytes())

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The head as safetensors."""
        if self._head is None:
            raise ValueError("tuned_ner: no head to save")
        return self._head.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> TunedNER:
        """Restore the head."""
        self._head = head.Head.from_bytes(data)
        return self

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the head into the folder ``path``."""
        path.mkdir(parents=True, exist_ok=True)
        (path / head.FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> TunedNER:
        """Read the head from the folder ``path``."""
        return self.from_bytes((path / head.FILE).read_bytes())


@Language.factory(
    "tuned_ner",
    requires=["doc._.char_vectors"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={"scorer": {"@scorers": "spacy.ner_scorer.v1"}},
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def create_tuned_ner(nlp: Language, name: str, scorer: Callable | None) -> TunedNER:
    """The factory; the head comes with ``[initialize.components.<name>]``."""
    return TunedNER(name, scorer=scorer)
