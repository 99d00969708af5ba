"""The check over marked articles: slips that can be seen without reading on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ..language.characters import normalize
from ..schema import STAGE_LABELS, STAGE_WORDS
from .article import Article

_COUNT = re.compile(r"[0-9０-９〇○零一二三四五六七八九十百千两兩半壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]")
_EDGE = re.compile(r"^[，。、；：！？,;:!?”’」』）)\s]|[，。、；：！？,;:!?“‘「『（(\s]$")
_COMPANY_TAIL = re.compile(r"(管委会|管委會|政府|委员会|委員會|大学|大學|研究院|协会|協會)$")
_PARK_TAIL = re.compile(r"(管委会|管委會|项目|項目|[一二三]期)$")
_AMOUNT_HEAD = re.compile(r"^(约|約|近|超|超过|超過|不低于|不低於|逾|达|達)")
_AMOUNT_TAIL = re.compile(r"(以上|左右|余|餘|以内|以內)$")
_BARE_PARKS = frozenset(
    [
        "高新区",
        "高新區",
        "园区",
        "園區",
        "开发区",
        "開發區",
        "经开区",
        "經開區",
        "全区",
        "全區",
        "示范区",
        "示範區",
        "产业园",
        "產業園",
        "工业园",
        "工業園",
        "工业园区",
        "工業園區",
        "科技园",
        "科技園",
        "新区",
        "新區",
        "保税区",
        "保稅區",
        "产业基地",
        "產業基地",
    ]
)
_BARE_INDUSTRIES = frozenset(
    [
        "产业",
        "產業",
        "产业链",
        "產業鏈",
        "主导产业",
        "主導產業",
        "新兴产业",
        "新興產業",
        "工业",
        "工業",
        "制造业",
        "製造業",
        "行业",
        "行業",
        "支柱产业",
        "战略性新兴产业",
        "特色产业",
        "优势产业",
    ]
)


class Finding(NamedTuple):
    """A slip: its kind, the place (character of the text, from 0) and the words."""

    kind: str
    start: int
    message: str


def check(article: Article) -> list[Finding]:
    """Every slip that the rules of ``docs/annotation.md`` let a program see."""
    checks = (_edges, _overlaps, _labels, _bare_mentions, _relations, _triggers, _names, _stated)
    return sorted((f for c in checks for f in c(article)), key=lambda f: f.start)


def _edges(article: Article) -> Iterator[Finding]:
    spans = [(e.start, e.end, e.label) for e in article.entities]
    spans += [(t.start, t.end, t.label) for t in article.triggers]
    for start, end, label in spans:
        text = article.text[start:end]
        if not text.strip():
            yield Finding("edge", start, f"{label} without a visible character")
        elif _EDGE.search(text):
            yield Finding("edge", start, f"{label} begins or ends on punctuation: {text!r}")


def _overlaps(article: Article) -> Iterator[Finding]:
    for (_, end), (start, after) in pairwise(sorted(article.spans())):
        if start < end:
            yield Finding("overlap", start, f"two marks share {article.text[start : min(end, after)]!r}")


def _labels(article: Article) -> Iterator[Finding]:
    for start, end, label in article.entities:
        text = article.surface(start, end)
        if label == "AMOUNT":
            if not _COUNT.search(text) or re.match(r"[数數几幾]", text):
                yield Finding("amount", start, f"sum without a number: {text}")
            if _AMOUNT_HEAD.search(text) or _AMOUNT_TAIL.search(text):
                yield Finding("amount", start, f"约, 近, 超, 以上 are outside: {text}")
        elif label == "COMPANY" and _COMPANY_TAIL.search(text):
            yield Finding("company", start, f"no business: {text}")
        elif label == "PARK" and (text in _BARE_PARKS or _PARK_TAIL.search(text)):
            yield Finding("park", start, f"no name of a park: {text}")
        elif label == "INDUSTRY_CHAIN" and text in _BARE_INDUSTRIES:
            yield Finding("industry", start, f"no name of an industry: {text}")


def _bare_mentions(article: Article) -> Iterator[Finding]:
    """A name marked once and bare elsewhere."""
    names = {(name, label) for label in ("COMPANY", "PARK") for name in article.names(label)}
    covered = [False] * len(article.text)
    for start, end in article.spans():
        covered[start:end] = [True] * (end - start)
    for name, label in sorted(names):
        if len(name) < 3:
            continue
        for hit in re.finditer(r"\s*".join(map(re.escape, name)), article.text):
            if not any(covered[hit.start() : hit.end()]):
                yield Finding("bare", hit.start(), f"{label} {name} is marked elsewhere and bare here")


def _relations(article: Article) -> Iterator[Finding]:
    label_of = {(e.start, e.end): e.label for e in article.entities}
    label_of |= {(t.start, t.end): t.label for t in article.triggers}
    for head, label, tail in article.relations:
        if label_of.get(head) != "COMPANY":
            yield Finding("relation", head[0], f"head is no company: {article.text[slice(*head)]!r}")
        want = label if label in STAGE_LABELS else "AMOUNT"
        if label_of.get(tail) != want:
            yield Finding("relation", tail[0], f"{label} needs a {want}: {article.text[slice(*tail)]!r}")
    for relation, count in Counter(article.relations).items():
        if count > 1:
            yield Finding("relation", relation.tail[0], "the same relation twice")


def _triggers(article: Article) -> Iterator[Finding]:
    for start, end, label, _ in article.triggers:
        word = normalize(article.surface(start, end))
        if word not in STAGE_WORDS[label]:
            yield Finding("trigger", start, f"{word} is no {label} word")


def _names(article: Article) -> Iterator[Finding]:
    marked = set(article.names("COMPANY"))
    seen: Counter[str] = Counter()
    for names in article.businesses:
        seen.update(names)
        for name in names:
            if name not in marked:
                yield Finding("names", 0, f"name is not marked in the text: {name}")
    for name, count in seen.items():
        if count > 1:
            yield Finding("names", 0, f"name belongs to {count} businesses: {name}")


def _stated(article: Article) -> Iterator[Finding]:
    """The facts that a file lists must be those of its marks."""
    if not article.stated:
        return
    listed: set[tuple] = set()
    marked: set[tuple] = set()
    for facts, into in ((article.stated, listed), (article.facts(), marked)):
        for names, sums, stages in facts:
            company = tuple(sorted(article.business_of(names[0])))
            into.update((company, "INVESTMENT", text) for text in sums)
            into.update((company, *stage) for stage in stages)
    for company, *rest in sorted(listed - marked):
        yield Finding("facts", 0, f"listed, not marked: {company[0]} {' '.join(rest)}")
    for company, *rest in sorted(marked - listed):
        yield Finding("facts", 0, f"marked, not listed: {company[0]} {' '.join(rest)}")
