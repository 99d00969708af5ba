"""Gold Docs with the stage words that a pipeline proposes: most words that look like a stage are none."""

from __future__ import annotations

from spacy.tokens import Doc, Span

from ..schema import STAGES_KEY


def with_proposals(gold: Doc, predicted: Doc) -> Doc:
    """A copy of a gold Doc whose triggers are its own and those proposed in ``predicted``.

    Args:
        gold: a Doc with ``ents``, ``spans["stages"]`` and ``_.businesses``.
        predicted: a Doc of the same tokens; its ``spans["stages"]`` are the proposals. One that
            overlaps an entity or a trigger of ``gold`` is left out.

    Returns:
        A Doc with ``ents``, ``spans["stages"]`` in text order and ``_.businesses``.
    """
    copy = Doc(gold.vocab, words=[t.text for t in gold], spaces=[bool(t.whitespace_) for t in gold])
    copy.set_ents([Span(copy, e.start, e.end, e.label_) for e in gold.ents])
    copy._.businesses = gold._.businesses
    own = [(s.start, s.end, s.label_) for s in gold.spans.get(STAGES_KEY, [])]
    taken = {i for e in gold.ents for i in range(e.start, e.end)}
    taken.update(i for start, end, _ in own for i in range(start, end))
    proposed = [(s.start, s.end, s.label_) for s in predicted.spans.get(STAGES_KEY, [])]
    free = [span for span in proposed if not taken.intersection(range(span[0], span[1]))]
    copy.spans[STAGES_KEY] = [Span(copy, *span) for span in sorted([*own, *free])]
    return copy
