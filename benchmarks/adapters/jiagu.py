"""jiagu: words, and the label ORG on them."""

from __future__ import annotations

from itertools import groupby

from .serving import Find, Span, by_sentence, companies, serve


def load() -> Find:
    """The tagger on sentences; words side by side that are inside an organisation are one name."""
    import jiagu

    jiagu.init()

    def find_in_one(text: str) -> list[Span]:
        words = jiagu.seg(text)
        tagged = zip(words, jiagu.ner(words) if words else [], strict=True)
        groups = groupby(tagged, key=lambda pair: pair[1].endswith("ORG"))
        names = [("".join(word for word, _ in group), "ORG" if inside else "O") for inside, group in groups]
        return companies(text, names, "ORG")

    return by_sentence(lambda texts: [find_in_one(text) for text in texts])


if __name__ == "__main__":
    serve(load)
