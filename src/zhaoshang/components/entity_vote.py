"""``entity_vote``: entities by the recogniser and by the head that the encoder was tuned with, together.

Both read the same vectors and err at different places. The tags of the entities in ``doc.ents`` are added to
the log probabilities that ``char_tagger`` gives, and the best path that is allowed decides.
"""

import numpy as np
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

from ..encoder import tags
from ..encoder.weights import Floats
from ..extensions import register
from .tuned_ner import set_entities

register()

#: Outside for both with this log probability: a path through it is hardly ever the better one.
_SURE = -1e-3


class EntityVote(Pipe):
    """Sets ``doc.ents`` anew from ``doc.ents`` and ``doc._.tag_scores``; has no parameters."""

    def __init__(self, name: str, *, weight: float) -> None:
        self.name = name
        self.weight = weight

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents``. Raises ValueError where no scores of tags are."""

        def vote(scores: Floats, visible: np.ndarray) -> list[tags.Span]:
            return decode(scores, tags.encode(_among(doc, visible), len(visible)), self.weight)

        return set_entities(doc, self.name, vote)


def decode(scores: Floats, given: tags.Tags, weight: float) -> list[tags.Span]:
    """The spans of the best path.

    Args:
        scores: log odds of the tags, float32 (characters, N_TAGS).
        given: the recogniser's tags, int64 (characters,).
        weight: what a tag of the recogniser adds to its log probability.
    """
    if not len(scores):
        return []
    odds = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    sure = (odds[:, tags.OUTSIDE] > _SURE) & (given == tags.OUTSIDE)
    odds[np.arange(len(given)), given] += weight
    spans = []
    for start, end in _runs(~sure):
        spans += [(start + s, start + e, label) for s, e, label in tags.decode(odds[start:end])]
    return spans


def _among(doc: Doc, visible: np.ndarray) -> list[tags.Span]:
    """The entities as places among the visible characters."""
    firsts = np.searchsorted(visible, [ent.start for ent in doc.ents])
    ends = np.searchsorted(visible, [ent.end for ent in doc.ents])
    spans = zip(firsts.tolist(), ends.tolist(), doc.ents, strict=True)
    return [(start, end, ent.label_) for start, end, ent in spans if start < end]


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """Where ``mask`` holds without a gap: starts and ends."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


@Language.factory(
    "entity_vote",
    requires=["doc.ents", "doc._.tag_scores"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={"weight": 2.0},
)
def create_entity_vote(nlp: Language, name: str, weight: float) -> EntityVote:
    """The factory.

    Args:
        weight: what a tag of the recogniser adds to the log probability of the head's: with 0 the head
            decides alone, with a large one the recogniser does.
    """
    return EntityVote(name, weight=weight)
