"""A Doc as the candidate relations see it: companies, sums and triggers as arrays, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from spacy.tokens import Doc, Span

from ..amounts import parse
from ..language.characters import normalize, squeeze
from ..language.text_zones import HeadRule, sentences
from ..schema import STAGES_KEY
from .counting import count_kind
from .cues import Cues

#: What stands between two members of a list: 、 or a word for and, with the project's words before it.
_ENUMERATED = re.compile(r"[^,。;:、\n]{0,16}?\s*(?:、|和|及|以及|与)\s*[^,。;:、\n]{0,3}")

#: In units of its currency; the least that the articles give as an investment is ten times as much.
_LEAST_INVESTMENT = 10_000


class PairView:
    """What all candidates of one Doc share.

    ``mentions`` and ``tails`` are the spans of the companies, and of the sums and
    triggers: int64 arrays of shape (n, 2), in text order. ``mention_zones`` and
    ``tail_zones`` number the clause, sentence and paragraph of each, shape (n, 3).
    ``business`` numbers the business of each mention, shape (n_mentions,).
    ``mention_lists`` and ``sum_lists`` give the enumeration that a company, or a sum,
    stands in: its first member, the place in it and its length, shape (n, 3).
    ``counts`` says how a stage word counts projects, see :func:`count_kind`: int64 of shape (n_tails,).
    """

    def __init__(self, doc: Doc) -> None:
        text = doc.text
        self.text = normalize(text)
        self.mentions = _spans(e for e in doc.ents if e.label_ == "COMPANY")
        sums = [
            (e.start, e.end, "INVESTMENT")
            for e in doc.ents
            if e.label_ == "AMOUNT" and _may_be_invested(e.text)
        ]
        triggers = [(s.start, s.end, s.label_) for s in doc.spans.get(STAGES_KEY, [])]
        tails = sorted(sums + triggers)
        self.tails = np.array([tail[:2] for tail in tails], dtype=np.int64).reshape(-1, 2)
        self.labels = [tail[2] for tail in tails]
        self.is_sum = np.array([label == "INVESTMENT" for label in self.labels], dtype=bool)
        rule = HeadRule(text)
        self.clauses, self.paragraphs, self.sentences = rule.clauses, rule.paragraphs, sentences(text)
        self.business = self._businesses(doc, text)
        self.mention_zones, self.tail_zones = self._zones(self.mentions), self._zones(self.tails)
        self.mention_lists = _lists(self.mentions, self.text)
        self.sum_lists = _lists(self.tails[self.is_sum], self.text)
        self.counts = self._counts()
        self.cues = Cues(self.text)

    def _businesses(self, doc: Doc, text: str) -> np.ndarray:
        first = {name: names[0] for names in doc._.businesses for name in names}
        names = [squeeze(text[start:end]) for start, end in self.mentions.tolist()]
        numbers: dict[str, int] = {}
        own = [numbers.setdefault(first.get(name, name), len(numbers)) for name in names]
        return np.array(own, dtype=np.int64)

    def _counts(self) -> np.ndarray:
        kinds = [
            0 if is_sum else count_kind(self.text, start, end, self.sentences.range(start))
            for (start, end), is_sum in zip(self.tails.tolist(), self.is_sum.tolist(), strict=True)
        ]
        return np.array(kinds, dtype=np.int64)

    def _zones(self, spans: np.ndarray) -> np.ndarray:
        zones = (self.clauses, self.sentences, self.paragraphs)
        rows = [[zone.index(start) for zone in zones] for start in spans[:, 0].tolist()]
        return np.array(rows, dtype=np.int64).reshape(-1, 3)

    def find(self, word: str) -> np.ndarray:
        """Where a word or mark (in normal form) stands: int64 array of its starts."""
        starts = [match.start() for match in re.finditer(re.escape(word), self.text)]
        return np.array(starts, dtype=np.int64)


def _may_be_invested(amount: str) -> bool:
    """Whether a sum is no price: of a share, a kilogram, a ticket."""
    parsed = parse(amount)
    return parsed is None or parsed.high >= _LEAST_INVESTMENT


def _spans(found: Iterable[Span]) -> np.ndarray:
    return np.array([(span.start, span.end) for span in found], dtype=np.int64).reshape(-1, 2)


def _lists(spans: np.ndarray, text: str) -> np.ndarray:
    runs: list[list[int]] = []
    for k, (start, _) in enumerate(spans.tolist()):
        if runs and _ENUMERATED.fullmatch(text[spans[k - 1, 1] : start]):
            runs[-1].append(k)
        else:
            runs.append([k])
    rows = [(run[0], place, len(run)) for run in runs for place in range(len(run))]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)
