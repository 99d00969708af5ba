"""Slips of an entity recogniser, made on purpose: copies of gold Docs to train relations on."""

from __future__ import annotations

import random
from types import ModuleType

from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from ..schema import STAGES_KEY

#: A generator of its own, or the module's, which spaCy's seed sets.
Draws = random.Random | ModuleType

_WIDEST_SHIFT = 3
_LONGEST_FALSE = 5


def with_slips(doc: Doc, rate: float, rng: Draws) -> Doc:
    """A copy of a Doc with some companies lost, cut wrongly, or found where none is.

    Args:
        doc: a Doc with ``ents`` and ``spans["stages"]``; its text and triggers are kept.
        rate: the share of companies that slip; half as many are invented.
        rng: draws the slips.

    Returns:
        A Doc with ``ents`` and ``spans["stages"]``; a slip never overlaps another entity or a trigger.
    """
    copy = Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
    taken = {i for s in doc.spans.get(STAGES_KEY, []) for i in range(s.start, s.end)}
    others = [(e.start, e.end, e.label_) for e in doc.ents if e.label_ != "COMPANY"]
    taken.update(i for start, end, _ in others for i in range(start, end))
    companies = [(e.start, e.end) for e in doc.ents if e.label_ == "COMPANY"]
    found: list[tuple[int, int]] = []
    for start, end in companies:
        draw = rng.random()
        if draw >= rate:
            found.append((start, end))
        elif draw >= rate / 3:
            found.append(_shifted(start, end, len(doc), rng))
        if rng.random() < rate / 2 and len(doc) > _LONGEST_FALSE:
            false = rng.randrange(len(doc) - _LONGEST_FALSE)
            found.append((false, false + rng.randint(2, _LONGEST_FALSE)))
    free = [span for span in found if not taken.intersection(range(*span))]
    spans = [Span(copy, *span, label="COMPANY") for span in free]
    copy.set_ents(filter_spans([*spans, *(Span(copy, *other) for other in others)]))
    copy.spans[STAGES_KEY] = [Span(copy, s.start, s.end, s.label) for s in doc.spans.get(STAGES_KEY, [])]
    return copy


def _shifted(start: int, end: int, length: int, rng: Draws) -> tuple[int, int]:
    """The span with one of its ends moved; never empty."""
    by = rng.choice([k for k in range(-_WIDEST_SHIFT, _WIDEST_SHIFT + 1) if k])
    if rng.random() < 0.5:
        return max(0, min(start + by, end - 1)), end
    return start, min(length, max(end + by, start + 1))
