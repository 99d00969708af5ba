"""``relation_extractor``: links companies to the sums they invest and to the stages they reach.

A trainable component. Candidates come from :mod:`zhaoshang.candidates`; the
model scores each for holding and, where the tail is a stage trigger, for being
planned. It trains on the gold entities, on copies of them with slips such as a
recogniser makes and, where an entity recogniser stands before it among the
annotating components, on the predicted ones as well. Where ``stage_triggers`` is
one of these, words that it proposes and that are no trigger are learnt from, too. An article
whose ``meta`` says so (``corpus.article.NAMES_ALONE``) is passed over.
"""

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from spacy.errors import Errors
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example, validate_examples, validate_get_examples
from spacy.vocab import Vocab
from thinc.api import Config, Model, Optimizer, set_dropout_rate

from ..architectures.encoded_pairs import take
from ..architectures.pair_scorer import Array, Pairs
from ..candidates import Candidates, candidates, joined
from ..corpus.article import teaches_relations
from ..extensions import register
from ..relations.noise import with_slips
from ..relations.proposals import with_proposals
from ..schema import STAGES_KEY
from .company_names import company_names

register()

_DEFAULT_MODEL = """
[model]
@architectures = "zhaoshang.PairScorer.v1"
hidden_width = 128
feature_width = 96
feature_rows = 20000
dropout = 0.2
feature_dropout = 0.3

[model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96
upstream = "*"
"""
#: How the threshold is bounded where one side is preferred.
_CUTOFFS: dict[str, tuple[Callable[..., float], float]] = {"precision": (max, 0.75), "recall": (min, 0.2)}
DEFAULT_MODEL = Config().from_str(_DEFAULT_MODEL)["model"]


class RelationExtractor(TrainablePipe):
    """Sets ``doc._.relations`` and the status of the stage triggers."""

    def __init__(
        self,
        vocab: Vocab,
        model: Model[Pairs, Array],
        name: str,
        *,
        threshold: float,
        predicted_share: float,
        scorer: Callable | None,
        prefer: str = "balance",
        slips: float = 0.0,
    ) -> None:
        """
        Args:
            threshold: the score from which a relation is set.
            predicted_share: the weight of candidates of predicted entities, and of
                entities with slips, in training.
            prefer: ``balance`` takes the threshold as it is, ``precision`` and
                ``recall`` raise or lower it.
            slips: the share of companies that slip in the copies to train on; none are
                made where it is 0.

        Raises ValueError for another ``prefer``.
        """
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {
            "threshold": threshold,
            "predicted_share": predicted_share,
            "slips": slips,
        }
        self.prefer = prefer
        self.scorer = scorer

    @property
    def threshold(self) -> float:
        """The score from which a relation is set."""
        return self.cfg["threshold"]

    @threshold.setter
    def threshold(self, value: float) -> None:
        self.cfg["threshold"] = value

    @property
    def prefer(self) -> str:
        """``balance``, ``precision`` or ``recall``."""
        return self.cfg["prefer"]

    @prefer.setter
    def prefer(self, value: str) -> None:
        if value != "balance" and value not in _CUTOFFS:
            raise ValueError(f"prefer is balance, {' or '.join(_CUTOFFS)}, not {value!r}")
        self.cfg["prefer"] = value

    @property
    def cutoff(self) -> float:
        """The score from which a relation is set, ``prefer`` considered."""
        choose, bound = _CUTOFFS.get(self.prefer, (max, self.threshold))
        return choose(self.threshold, bound)

    def predict(self, docs: Iterable[Doc]) -> tuple[list[Candidates], np.ndarray]:
        """The candidates of each Doc, and probabilities: float32 of shape (n_candidates, 2)."""
        docs = list(docs)
        groups = [candidates(doc) for doc in docs]
        if not any(map(len, groups)):
            return groups, np.zeros((0, 2), dtype="f")
        return groups, _sigmoid(self.model.predict((docs, groups)))

    def set_annotations(self, docs: Iterable[Doc], predictions: tuple[list[Candidates], np.ndarray]) -> None:
        """Set ``doc._.relations`` and ``span._.status`` of the triggers."""
        groups, scores = predictions
        if not groups:
            return
        ends = np.cumsum([len(group) for group in groups])
        for doc, group, own in zip(docs, groups, np.split(scores, ends[:-1]), strict=True):
            doc._.relations = [
                (*group.spans[k, 0].tolist(), group.labels[k], *group.spans[k, 1].tolist(), float(own[k, 0]))
                for k in np.flatnonzero(own[:, 0] >= self.cutoff).tolist()
            ]
            _set_status(doc, group, own)

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
        validate_examples(examples, "RelationExtractor.update")
        docs = [example.predicted for example in examples]
        groups, targets, weights = self._batch(examples)
        set_dropout_rate(self.model, drop)
        if not any(map(len, groups)):
            self._skip(docs)
            return losses
        scores, backprop = self.model.begin_update((docs, groups))
        loss, d_scores = self.get_loss(scores, targets, weights)
        backprop(d_scores)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def _skip(self, docs: list[Doc]) -> None:
        """Hand a zero gradient on: the shared tok2vec waits for all of its listeners."""
        vectors, backprop = self.model.get_ref("tok2vec").begin_update(docs)
        backprop([vector * 0 for vector in vectors])

    def _batch(self, examples: list[Example]) -> tuple[list[Candidates], np.ndarray, np.ndarray]:
        groups, targets, weights = [], [], []
        for example in examples:
            parts = self._parts(example)
            groups.append(joined([part for part, _ in parts]))
            for part, weight in parts:
                targets.append(target_rows(part, example.reference))
                weights.append(np.full(len(part), weight, dtype="f"))
        return groups, np.concatenate(targets), np.concatenate(weights)

    def _parts(self, example: Example) -> list[tuple[Candidates, float]]:
        """The candidates to learn from, of each annotation of the text, and the weight of each."""
        if not teaches_relations(example.reference.user_data.get("meta", {})):
            return [(candidates(Doc(self.vocab)), 0.0)]
        gold = with_proposals(example.reference, example.predicted)
        parts = [(candidates(gold), 1.0)]
        if example.predicted.ents:
            parts.append((candidates(example.predicted), self.cfg["predicted_share"]))
        if self.cfg["slips"]:
            copy = company_names(with_slips(gold, self.cfg["slips"], random))
            parts.append((candidates(copy), self.cfg["predicted_share"]))
        return parts

    def get_loss(self, scores: Array, targets: np.ndarray, weights: np.ndarray) -> tuple[float, Array]:
        """Cross-entropy and its gradient; ``targets`` is NaN where nothing is to be learnt."""
        known = ~np.isnan(targets)
        probabilities = _sigmoid(scores)
        difference = np.where(known, probabilities - np.nan_to_num(targets), 0.0)
        d_scores = (difference * weights[:, None]).astype("f") / max(1, len(targets)) ** 0.5
        p = np.clip(np.where(np.nan_to_num(targets) > 0.5, probabilities, 1 - probabilities), 1e-7, 1)
        return float(-(np.log(p) * known * weights[:, None]).sum()), self.model.ops.asarray2f(d_scores)

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        path: Path | None = None,
    ) -> None:
        """Infer the shapes from some examples.

        ``path`` is the folder of a tuned encoder, whose head becomes the model's second opinion.
        Raises ValueError where no example has a candidate, OSError where the folder has no such head.
        """
        validate_get_examples(get_examples, "RelationExtractor.initialize")
        docs, groups = [], []
        for example in get_examples():
            found = candidates(example.reference)
            if len(found):
                docs.append(example.reference)
                groups.append(found)
            if len(docs) == 5:
                break
        if not docs:
            raise ValueError(Errors.E143.format(name=self.name))
        self.model.initialize(X=(docs, groups))
        if path is not None:
            take(self.model.get_ref("opinion"), Path(path))


def target_rows(group: Candidates, gold: Doc) -> np.ndarray:
    """What each candidate should score: float32 of shape (n, 2), NaN where unknown."""
    held = {((r[0], r[1]), r[2], (r[3], r[4])) for r in gold._.relations}
    heads: dict[tuple[str, tuple[int, int]], list[tuple[int, int]]] = {
        (label, tail): [] for _, label, tail in held
    }
    for head, label, tail in held:
        heads[label, tail].append(head)
    status = {(s.start, s.end): s._.status for s in gold.spans.get(STAGES_KEY, [])}
    targets = np.full((len(group), 2), np.nan, dtype="f")
    for row, candidate in zip(targets, group, strict=True):
        owners = heads.get((candidate.label, candidate.tail), ())
        holds = any(_overlap(candidate.head, owner) for owner in owners)
        row[0] = holds
        if holds and candidate.label != "INVESTMENT":
            row[1] = status[candidate.tail] == "planned"
    return targets


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _set_status(doc: Doc, group: Candidates, scores: np.ndarray) -> None:
    """Each trigger takes the status that its surest candidate gives it."""
    order = np.argsort(-scores[:, 0], kind="stable")
    _, first = np.unique(group.members[order, 1], return_index=True)
    surest = order[first]
    tails = map(tuple, group.spans[surest, 1].tolist())
    planned = dict(zip(tails, (scores[surest, 1] >= 0.5).tolist(), strict=True))
    for span in doc.spans.get(STAGES_KEY, []):
        span._.status = "planned" if planned.get((span.start, span.end)) else "actual"


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))


@Language.factory(
    "relation_extractor",
    requires=["doc.ents", "doc.spans", "doc._.businesses"],
    assigns=["doc._.relations"],
    default_config={
        "model": DEFAULT_MODEL,
        "threshold": 0.5,
        "predicted_share": 0.5,
        "prefer": "balance",
        "slips": 0.0,
        "scorer": {"@scorers": "zhaoshang.relation_scorer.v1"},
    },
    default_score_weights={
        "rel_micro_f": 0.5,
        "facts_f": 0.5,
        "rel_micro_p": 0.0,
        "rel_micro_r": 0.0,
    },
)
def create_relation_extractor(
    nlp: Language,
    name: str,
    model: Model[Pairs, Array],
    threshold: float,
    predicted_share: float,
    prefer: str,
    slips: float,
    scorer: Callable | None,
) -> RelationExtractor:
    """The factory.

    Args:
        model: the pair scorer.
        threshold: the score, 0 to 1, from which a relation is set.
        predicted_share: the weight of candidates of predicted entities, and of entities with
            slips, in training.
        prefer: ``balance``, ``precision`` (the threshold is at least 0.75) or ``recall`` (at most 0.2).
        slips: the share of companies that slip in the copies to train on.
        scorer: the scoring method.
    """
    return RelationExtractor(
        nlp.vocab,
        model,
        name,
        threshold=threshold,
        predicted_share=predicted_share,
        prefer=prefer,
        slips=slips,
        scorer=scorer,
    )
