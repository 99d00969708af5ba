"""The regex baseline of this project, ``scripts/baseline.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from .serving import Find, Span, serve


def load() -> Find:
    """The baseline: entities, relations and facts."""
    sys.path.append(str(Path(__file__).parents[2] / "scripts"))
    from baseline import annotate
    from zhaoshang.corpus.article import Article

    def find(texts: list[str]) -> list[list[Span]]:
        return [[tuple(entity) for entity in annotate(Article("", text)).entities] for text in texts]

    return find


if __name__ == "__main__":
    serve(load)
