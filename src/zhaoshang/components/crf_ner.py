"""``crf_ner``: entities by a linear-chain conditional random field over the characters.

A trainable component in the place of spaCy's ``ner``: one tag a character (BIOES), white space passed over,
the best path that is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example, validate_examples, validate_get_examples
from spacy.vocab import Vocab
from thinc.api import Config, Model, Optimizer, set_dropout_rate

from ..architectures.blocks import Array
from ..schema import ENTITY_LABELS
from ..tagging import crf, paths, tags
from .visible import Places, among_visible, set_entities, visible_places

_DEFAULT_MODEL = """
[model]
@architectures = "zhaoshang.CRFTagger.v1"
hidden_width = 64
maxout_pieces = 2

[model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96
upstream = "*"
"""
DEFAULT_MODEL = Config().from_str(_DEFAULT_MODEL)["model"]


class CRFRecognizer(TrainablePipe):
    """Sets ``doc.ents``; entities that were there give way. Its labels are those of the annotation scheme."""

    def __init__(
        self, vocab: Vocab, model: Model[list[Doc], list[Array]], name: str, *, scorer: Callable | None
    ) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, object] = {}
        self.scorer = scorer

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the entities."""
        return ENTITY_LABELS

    @property
    def label_data(self) -> None:
        """Nothing: the labels are those of the annotation scheme."""
        return None

    def predict(self, docs: Iterable[Doc]) -> tuple[list[Places], list[list[tags.Span]]]:
        """The places of each Doc's visible characters, and the spans of the best path among them."""
        docs = list(docs)
        places = [visible_places(doc) for doc in docs]
        if not any(map(len, places)):
            return places, [[] for _ in docs]
        scores = [own[visible] for own, visible in zip(self.model.predict(docs), places, strict=True)]
        return places, paths.best_spans(scores, self._transitions)

    def set_annotations(
        self, docs: Iterable[Doc], predictions: tuple[list[Places], list[list[tags.Span]]]
    ) -> None:
        """Set ``doc.ents``."""
        for doc, places, spans in zip(docs, *predictions, strict=True):
            set_entities(doc, places, spans)

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from a batch; see ``TrainablePipe.update``."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        validate_examples(examples, "CRFRecognizer.update")
        if not any(len(example.predicted) for example in examples):
            return losses
        set_dropout_rate(self.model, drop)
        scores, backprop = self.model.begin_update([example.predicted for example in examples])
        value, d_scores, d_transitions = self.get_loss(examples, scores)
        self.model.get_ref("transitions").inc_grad("transitions", self.model.ops.asarray2f(d_transitions))
        backprop(d_scores)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += value
        return losses

    def get_loss(self, examples: Iterable[Example], scores: list[Array]) -> tuple[float, list[Array], Array]:
        """The negative log likelihood of the gold entities in nats, and its gradients.

        These are of ``scores``, float32 (characters, N_TAGS) each, and of the transitions, float32
        (N_TAGS, N_TAGS), divided by the square root of the number of visible characters. From a reference
        whose entities are not, or not all, annotated nothing is learnt. Raises ValueError for a label
        that is none of the annotation scheme's.
        """
        examples = list(examples)
        places = [_places_to_learn(example) for example in examples]
        gold = [
            tags.encode(among_visible(example.get_aligned_spans_y2x(example.reference.ents), own), len(own))
            for example, own in zip(examples, places, strict=True)
        ]
        visible = [own[kept] for own, kept in zip(scores, places, strict=True)]
        value, d_visible, d_transitions = crf.loss(visible, gold, self._transitions)
        share = max(1, sum(map(len, places))) ** -0.5
        d_scores = []
        for own, kept, gradient in zip(scores, places, d_visible, strict=True):
            d_own: Array = self.model.ops.alloc2f(*own.shape)
            d_own[kept] = gradient * share
            d_scores.append(d_own)
        return value, d_scores, d_transitions * share

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None
    ) -> None:
        """Infer the shapes from an example. Raises TypeError or ValueError where there is none."""
        validate_get_examples(get_examples, "CRFRecognizer.initialize")
        self.model.initialize(X=[next(iter(get_examples())).reference])

    @property
    def _transitions(self) -> Array:
        return self.model.get_ref("transitions").get_param("transitions")


def _places_to_learn(example: Example) -> Places:
    """The visible characters; none where the entities are not annotated."""
    if not example.reference.has_annotation("ENT_IOB", require_complete=True):
        return np.zeros(0, dtype=np.int64)
    return visible_places(example.predicted)


@Language.factory(
    "crf_ner",
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={"model": DEFAULT_MODEL, "scorer": {"@scorers": "spacy.ner_scorer.v1"}},
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def create_crf_ner(
    nlp: Language, name: str, model: Model[list[Doc], list[Array]], scorer: Callable | None
) -> CRFRecognizer:
    """The factory.

    Args:
        model: scores of the tags, such as ``zhaoshang.CRFTagger.v1``.
        scorer: the scoring method.
    """
    return CRFRecognizer(nlp.vocab, model, name, scorer=scorer)
