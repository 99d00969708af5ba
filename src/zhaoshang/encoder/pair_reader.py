"""The candidate relations of marked articles: the encoder is tuned on them beside the tags.

Vectors that know whose a sum is serve the relation extractor, which reads nothing else of the encoder
(several tasks on one encoder: Caruana 1997, https://doi.org/10.1023/A:1007379606734).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from spacy.vocab import Vocab

from ..candidates import candidates, context_bounds
from ..components.relation_extractor import target_rows
from ..components.stage_triggers import StageTriggers
from ..corpus.article import Article
from ..corpus.docs import to_doc
from ..language.tokenizer import CharTokenizer
from ..relations.proposals import with_proposals
from ..schema import STAGE_WORDS
from .pairs import NO_PAIRS, Pairs


@dataclass(frozen=True)
class PairReader:
    """Finds the candidates of articles as the relation extractor does, given their entities."""

    vocab: Vocab
    stage_triggers: StageTriggers

    @classmethod
    def new(cls) -> PairReader:
        """One with the stage words of the pipelines."""
        words = {label: list(words) for label, words in STAGE_WORDS.items()}
        return cls(Vocab(), StageTriggers("stage_triggers", words))

    def __call__(self, article: Article) -> Pairs:
        """The candidates of an article; none of one that only its names are learnt from."""
        if not article.teaches_relations:
            return NO_PAIRS
        gold = to_doc(article, self.vocab)
        proposed = self.stage_triggers(CharTokenizer(self.vocab)(article.text))
        found = candidates(with_proposals(gold, proposed))
        return Pairs(
            context_bounds(found.spans, len(article.text)),
            target_rows(found, gold),
            found.bags(np.arange(len(found))),
        )
