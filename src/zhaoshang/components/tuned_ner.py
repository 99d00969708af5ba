"""``tuned_ner``: the entities of the best path through the tags of ``char_tagger``."""

from collections.abc import Callable

import numpy as np
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span

from ..encoder import tags
from ..encoder.weights import Floats
from ..extensions import register

register()


class TunedNER(Pipe):
    """Sets ``doc.ents`` from ``doc._.tag_scores``; has no parameters."""

    def __init__(self, name: str, *, scorer: Callable | None) -> None:
        self.name = name
        self.scorer = scorer

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents``. Raises ValueError where no scores are."""
        return set_entities(doc, self.name, lambda scores, visible: tags.decode(scores))


def set_entities(doc: Doc, name: str, decode: Callable[[Floats, np.ndarray], list[tags.Span]]) -> Doc:
    """Set ``doc.ents`` to what ``decode`` finds among the visible characters.

    ``decode`` is given the scores of the visible characters, float32 (n, N_TAGS), and their places, int64 (n,);
    its spans count visible characters. Raises ValueError, which says ``name``, where no scores are.
    """
    scores = doc._.tag_scores
    if scores is None:
        raise ValueError(f"{name}: no scores of tags; char_tagger must stand before it")
    # An entity runs over the white space in it.
    visible = np.array([at for at, token in enumerate(doc) if not token.is_space], dtype=np.int64)
    found = decode(scores[visible], visible)
    doc.set_ents([Span(doc, int(visible[s]), int(visible[e - 1]) + 1, label) for s, e, label in found])
    return doc


@Language.factory(
    "tuned_ner",
    requires=["doc._.tag_scores"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={"scorer": {"@scorers": "spacy.ner_scorer.v1"}},
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def create_tuned_ner(nlp: Language, name: str, scorer: Callable | None) -> TunedNER:
    """The factory."""
    return TunedNER(name, scorer=scorer)
