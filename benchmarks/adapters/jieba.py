"""jieba's part-of-speech tags: nt, an organisation."""

from __future__ import annotations

from .serving import Find, Span, companies, serve


def load() -> Find:
    """The tagger, its dictionary loaded."""
    import jieba.posseg

    jieba.initialize()

    def find(texts: list[str]) -> list[list[Span]]:
        return [companies(text, map(tuple, jieba.posseg.cut(text)), "nt") for text in texts]

    return find


if __name__ == "__main__":
    serve(load)
