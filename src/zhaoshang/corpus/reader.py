"""The corpus reader of the configs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from spacy import registry
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example

from ..extensions import register

register()

Augmenter = Callable[[Language, Example], Iterator[Example]]


@registry.readers("zhaoshang.Corpus.v1")
def create_corpus(
    path: Path, limit: int = 0, augmenter: Augmenter | None = None
) -> Callable[[Language], Iterator[Example]]:
    """Read a DocBin once and give its examples anew each epoch.

    ``spacy.Corpus.v1`` decodes the file every time, and the relations in
    ``user_data`` make that slow.

    Args:
        path: a DocBin that ``scripts/corpus.py`` wrote.
        limit: how many Docs to read; 0 for all.
        augmenter: gives what stands in an example's place, one or more of them.

    Raises:
        OSError: when read, where there is no such file.
    """
    cache: list[Example] = []

    def read(nlp: Language) -> Iterator[Example]:
        if not cache:
            references = DocBin(store_user_data=True).from_disk(path).get_docs(nlp.vocab)
            for n, reference in enumerate(references):
                if limit and n >= limit:
                    break
                if len(reference):
                    cache.append(Example(nlp.make_doc(reference.text), reference))
        for known in cache:
            example = Example(known.predicted.copy(), known.reference)
            yield from augmenter(nlp, example) if augmenter else (example,)

    return read
