"""The regex baseline: what an afternoon gives. Sums, company and park suffixes, the nearest company.

It writes an annotated copy of each article as records, so that the same
evaluation scores it.
"""

from __future__ import annotations

import re
from pathlib import Path

from spacy.tokens import DocBin, Span
from spacy.vocab import Vocab

from zhaoshang.cli.script import run
from zhaoshang.components.company_names import company_names
from zhaoshang.components.stage_triggers import StageTriggers
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article, Mention, Relation, Trigger
from zhaoshang.corpus.docs import to_article, to_doc
from zhaoshang.schema import STAGE_WORDS, STAGES_KEY

_HAN = r"[\u4e00-\u9fffA-Za-z0-9（）()·]"
_PATTERNS = {
    "AMOUNT": re.compile(
        r"\d[\d,.]*\s*(?:余|多)?\s*(?:万亿|萬億|亿|億|万|萬|百万|千万)\s*(?:元|美元|欧元|歐元|港元|日元)?"
    ),
    "COMPANY": re.compile(
        rf"{_HAN}{{2,20}}?(?:有限责任公司|股份有限公司|有限公司|集团|集團|公司|股份|银行|銀行|科技)"
    ),
    "PARK": re.compile(
        r"[\u4e00-\u9fff]{2,10}?(?:高新技术产业开发区|经济技术开发区|高新区|经开区|开发区|工业园区|工业园|产业园|科技园|物流园|保税区|科學園區|園區)"
    ),
    "INDUSTRY_CHAIN": re.compile(r"[\u4e00-\u9fff]{2,6}(?:产业|產業)(?!园|園|链|集群|基地)"),
}
_FILLERS = re.compile(r"^(?:在|由|与|和|及|为|对|到|将|位于|落户|入驻|投资|建设|推动|依托|发展)+")
_INVEST = re.compile(r"投资|投資|出资|投入")
_PLANNED = re.compile(r"将|將|预计|預計|力争|计划|計劃|有望|拟|明年|年底前")


def annotate(article: Article) -> Article:
    """A copy of the article with the baseline's marks in place of its own."""
    found = Article(id=article.id, text=article.text)
    taken = [False] * len(article.text)
    for label, pattern in _PATTERNS.items():
        for match in pattern.finditer(article.text):
            start = match.start() + len(_lead(match[0]))
            if start < match.end() and not any(taken[start : match.end()]):
                taken[start : match.end()] = [True] * (match.end() - start)
                found.entities.append(Mention(start, match.end(), label))
    found.entities.sort()
    doc = to_doc(found, Vocab())
    words = {label: list(entries) for label, entries in STAGE_WORDS.items()}
    triggers: list[Span] = list(StageTriggers("stages", words)(doc).spans[STAGES_KEY])
    _relate(found, triggers)
    company_names(doc)
    found.businesses = to_article(doc).businesses
    return found


def _lead(text: str) -> str:
    match = _FILLERS.match(text)
    return match[0] if match else ""


def _relate(found: Article, triggers: list[Span]) -> None:
    companies = [e for e in found.entities if e.label == "COMPANY"]
    tails = [(e.start, e.end, "INVESTMENT") for e in found.entities if e.label == "AMOUNT"]
    for start, end, label in tails + [(t.start, t.end, t.label_) for t in triggers]:
        sentence = max(found.text.rfind("。", 0, start), found.text.rfind("\n", 0, start)) + 1
        left = found.text[sentence:start]
        if label != "INVESTMENT":
            status = "planned" if _PLANNED.search(left) else "actual"
            found.triggers.append(Trigger(start, end, label, status))
        elif not _INVEST.search(left[-12:]):
            continue
        near = [c for c in companies if c.start >= sentence and abs(c.start - start) < 100]
        if near:
            head = min(near, key=lambda c: abs(c.start - start))
            found.relations.append(Relation((head.start, head.end), label, (start, end)))


def main(source: Path, output: Path) -> None:
    """Annotate the marked articles of SOURCE by the baseline into the DocBin OUTPUT."""
    docs = DocBin(store_user_data=True)
    for article in marked.read_dir(source):
        docs.add(to_doc(annotate(article), Vocab()))
    output.parent.mkdir(parents=True, exist_ok=True)
    docs.to_disk(output)
    print(f"{output}: {len(docs)} articles")


if __name__ == "__main__":
    run(main)
