"""Small makers of articles and Docs that many tests share."""

from __future__ import annotations

import json

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from zhaoshang.components.amounts import amounts
from zhaoshang.components.facts import facts
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_doc
from zhaoshang.language.tokenizer import CharTokenizer
from zhaoshang.schema import STAGES_KEY

TOYS = (
    "[[C:甲公司]]投资[[A:5亿元>甲公司]]的项目今日[[START:开工>甲公司]]。[[C:乙公司]]注册资本[[A:3亿元]]。",
    "[[C:丙公司]]产值[[A:20亿元]]，明年将[[PRODUCTION?:投产>丙公司]]。[[C:甲公司]]在场。",
    "昨日[[C:乙公司]]、[[C:丁公司]][[SIGN:签约>乙公司|丁公司]]。[[C:乙公司]]投资[[A:8亿元>乙公司]]。",
)


def small_tok2vec(architecture: str = "spacy.Tok2Vec.v2") -> dict[str, object]:
    """The config of a small model of character vectors, 16 wide."""
    embed = {
        "@architectures": "zhaoshang.CharEmbed.v1",
        "width": 16,
        "word_tags": False,
        "lexicon": False,
        "small_width": 4,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 16,
        "window_size": 1,
        "maxout_pieces": 2,
        "depth": 1,
    }
    return {"@architectures": architecture, "embed": embed, "encode": encode}


def article(body: str, *businesses: tuple[str, ...], id: str = "toy") -> Article:
    """The article of a marked text."""
    names = "".join(json.dumps({"company": names}, ensure_ascii=False) + "\n" for names in businesses)
    return marked.parse(f"---\n{body}\n---\n{names}", id)


def toys() -> list[Article]:
    """Three articles that a small model learns by heart."""
    return [article(body, id=f"toy-{n}") for n, body in enumerate(TOYS)]


def blank_doc(text: str) -> Doc:
    """A Doc of characters without annotation."""
    return CharTokenizer(Vocab())(text)


def gold_doc(body: str, *businesses: tuple[str, ...]) -> Doc:
    """The gold Doc of a marked text."""
    return to_doc(article(body, *businesses), Vocab())


def extracted(body: str, *businesses: tuple[str, ...]) -> Doc:
    """A marked text's Doc as the whole pipeline would leave it, were it always right."""
    return facts(amounts(gold_doc(body, *businesses)))


def with_entities(nlp: Language, source: Article) -> Doc:
    """A Doc with the entities, triggers and businesses of an article, and no relation yet."""
    doc = to_doc(source, nlp.vocab)
    doc._.relations = []
    for span in doc.spans[STAGES_KEY]:
        span._.status = "actual"
    return doc


def relations(doc: Doc) -> set[tuple[str, str, str]]:
    """The relations of a Doc as (head, label, tail) texts."""
    return {(doc[a:b].text, label, doc[c:d].text) for a, b, label, c, d, _ in doc._.relations}
