"""``tuned_ner``: the entities of the best path through the tags of ``char_tagger``."""

from collections.abc import Callable

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

from ..extensions import register
from ..tagging.paths import Floats, best_spans
from .visible import set_entities, visible_places

register()


class TunedNER(Pipe):
    """Sets ``doc.ents`` from ``doc._.tag_scores``; has no parameters."""

    def __init__(self, name: str, *, scorer: Callable | None) -> None:
        self.name = name
        self.scorer = scorer

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents``. Raises ValueError where no scores are."""
        places = visible_places(doc)
        set_entities(doc, places, best_spans([scores_of(doc, self.name)[places]])[0])
        return doc


def scores_of(doc: Doc, name: str) -> Floats:
    """``doc._.tag_scores``, float32 (len(doc), N_TAGS). Raises ValueError, which says ``name``, where none are."""
    if doc._.tag_scores is None:
        raise ValueError(f"{name}: no scores of tags; char_tagger must stand before it")
    return doc._.tag_scores


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
