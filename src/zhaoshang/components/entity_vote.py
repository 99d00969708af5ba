"""``entity_vote``: entities by the recogniser and by the head that the encoder was tuned with, together.

Both read the same vectors and err at different places. The tags of the entities in ``doc.ents`` are added to
the log probabilities that ``char_tagger`` gives, and the best path that is allowed decides.
"""

import numpy as np
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

from ..extensions import register
from ..tagging import tags
from ..tagging.paths import SURE, Floats, best_spans
from .tuned_ner import scores_of
from .visible import among_visible, set_entities, visible_places

register()


class EntityVote(Pipe):
    """Sets ``doc.ents`` anew from ``doc.ents`` and ``doc._.tag_scores``; has no parameters."""

    def __init__(self, name: str, *, weight: float) -> None:
        self.name = name
        self.weight = weight

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents``. Raises ValueError where no scores of tags are."""
        places = visible_places(doc)
        scores = scores_of(doc, self.name)[places]
        given = tags.encode(among_visible(doc.ents, places), len(places))
        set_entities(doc, places, decode(scores, given, self.weight))
        return doc


def decode(scores: Floats, given: tags.Tags, weight: float) -> list[tags.Span]:
    """The spans of the best path.

    Args:
        scores: log odds of the tags, float32 (characters, N_TAGS).
        given: the recogniser's tags, int64 (characters,).
        weight: what a tag of the recogniser adds to its log probability.
    """
    odds = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    odds[np.arange(len(given)), given] += weight
    # The head must be sure by itself: a vote for outside takes no place from the search.
    return best_spans([odds], sure=SURE + weight)[0]


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
