"""A pipeline of this project, by its folder: all of it, down to the facts."""

from __future__ import annotations

import sys

from .serving import Find, Span, serve


def load() -> Find:
    """The pipeline named on the command line, on one thread."""
    from zhaoshang import load as load_pipeline

    nlp = load_pipeline(sys.argv[1])
    for _, component in nlp.pipeline:
        if hasattr(component, "threads"):
            component.threads = 1

    def find(texts: list[str]) -> list[list[Span]]:
        return [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]

    return find


if __name__ == "__main__":
    serve(load)
