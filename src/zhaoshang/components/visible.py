"""Spans among the characters that are no white space, and in the Doc."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc, Span

from ..tagging import tags

Places = npt.NDArray[np.int64]


def visible_places(doc: Doc) -> Places:
    """Where the characters stand that are no white space: int64 (n,)."""
    return np.array([at for at, char in enumerate(doc.text) if not char.isspace()], dtype=np.int64)


def set_entities(doc: Doc, places: Places, spans: Iterable[tags.Span]) -> None:
    """Set ``doc.ents`` to ``spans`` of visible characters; an entity runs over the white space in it."""
    doc.set_ents(
        [Span(doc, int(places[start]), int(places[end - 1]) + 1, label) for start, end, label in spans]
    )


def among_visible(spans: Iterable[Span], places: Places) -> list[tags.Span]:
    """``spans`` of the Doc as spans of visible characters; those of white space alone are left out."""
    return tags.among(((span.start, span.end, span.label_) for span in spans), places)
