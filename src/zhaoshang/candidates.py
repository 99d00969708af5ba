"""Candidate relations: which businesses are in reach of a sum or a trigger, and how they stand.

A candidate pairs one tail with the mention of one business that the head rule
(:class:`zhaoshang.language.text_zones.HeadRule`) picks. Its features are words
about the pair; the model hashes them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc

from .extensions import register
from .language.characters import normalize, squeeze
from .language.text_zones import HeadRule, sentences
from .schema import STAGES_KEY

register()

Span = tuple[int, int]


class Tail(NamedTuple):
    """A sum or a stage trigger."""

    start: int
    end: int
    label: str


@dataclass
class Candidate:
    """A possible relation: spans of head and tail, the relation's label, features."""

    head: Span
    tail: Span
    label: str
    features: list[str] = field(default_factory=list)


_CUES = re.compile(
    r"计划总投资|总投资|固定资产投资|完成投资|累计投资|已投资|年度投资|增资|投资额|投资|出资|投入|投建|斥资|耗资|追加|砸|拟投|注资|"
    r"注册资本|注册资金|资本金|产值|营业收入|营收|收入|销售额|销售|利润|净利|税收|纳税|利税|市值|估值|价格|单价|售价|每吨|每股|每|"
    r"贷款|授信|融资|募集|募资|发行|债券|可转债|定增|基金|补贴|奖励|资助|补助|扶持|收购|并购|作价|转让|采购|订单|合同额|合同|中标|成交|"
    r"出口|进口|交易额|产量|产能|负债|亏损|成本|罚款|捐赠|赞助|规模|总额|共计|合计|累计|其中|一期|二期|三期|首期|分别|各|"
    r"将|拟|预计|计划|力争|有望|即将|争取|确保|明年|年底前|年内|年底|规划|准备|尚未|未能|未|没有|暂缓|推迟|延期|终止|取消|搁置|叫停|"
    r"已|已经|正式|目前|去年|今年|此前|近日|日前|顺利|建成|完成|后|等|及|和|与|在|由|为|旗下|子公司|控股|合资|共同|联合|双方|"
    r"协议|合同|仪式|项目|工厂|基地|生产线|政府|管委会|银行|客户|供应商|供货|竞争"
)
#: What stands between two members of a list: 、 or a word for and, with the project's words before it.
_ENUMERATED = re.compile(r"[^，。；：、\n]{0,16}?\s*(?:、|和|及|以及|与|,)\s*[^，。；：、\n]{0,3}")
_NEAR = 12
_MOST_BEFORE = 10
_MOST_AFTER = 24
_LISTED = 40


def candidates(doc: Doc) -> list[Candidate]:
    """All candidates of a Doc with ``ents``, ``spans["stages"]`` and ``_.businesses``."""
    article = _View(doc)
    return [candidate for tail in article.tails for candidate in article.pairs(tail)]


class _View:
    """What the features of all pairs of one Doc share."""

    def __init__(self, doc: Doc) -> None:
        text = doc.text
        self.text = normalize(text)
        self.companies = [(e.start, e.end) for e in doc.ents if e.label_ == "COMPANY"]
        self.sums = [(e.start, e.end) for e in doc.ents if e.label_ == "AMOUNT"]
        triggers = [Tail(s.start, s.end, s.label_) for s in doc.spans.get(STAGES_KEY, [])]
        self.triggers = [(t.start, t.end) for t in triggers]
        self.tails = sorted([Tail(*span, "INVESTMENT") for span in self.sums] + triggers)
        self.rule = HeadRule(text)
        self.clauses, self.paragraphs = self.rule.clauses, self.rule.paragraphs
        self.sentences = sentences(text)
        self.mentions = self._by_business(doc, text)
        self.places = _places(self.companies, self.text) | _places(self.sums, self.text)

    def _by_business(self, doc: Doc, text: str) -> dict[str, list[Span]]:
        first = {name: names[0] for names in doc._.businesses for name in names}
        mentions: dict[str, list[Span]] = defaultdict(list)
        for start, end in self.companies:
            name = squeeze(text[start:end])
            mentions[first.get(name, name)].append((start, end))
        return mentions

    def pairs(self, tail: Tail) -> Iterator[Candidate]:
        span = (tail.start, tail.end)
        shared = self._tail_features(tail)
        heads = self._heads(span)
        sentence = self.sentences.index(tail.start)
        here = sum(self.sentences.index(start) == sentence for start, _ in heads)
        for order, head in enumerate(heads):
            own = self._pair_features(head, tail, order, here)
            label = tail.label
            features = shared + own + [f"{label}|{feature}" for feature in own]
            yield Candidate(head, span, label, features)

    def _heads(self, tail: Span) -> list[Span]:
        """One mention of each business in reach, the nearest first."""
        paragraph, sentence = self.paragraphs.index(tail[0]), self.sentences.index(tail[0])
        same, before, after, title = [], [], [], []
        for spans in self.mentions.values():
            head = spans[self.rule.choose(spans, tail)]
            if self.sentences.index(head[0]) == sentence:
                same.append(head)
            elif self.paragraphs.index(head[0]) == 0:
                title.append(head)
            elif head[1] <= tail[0]:
                before.append(head)
            elif self.paragraphs.index(head[0]) - paragraph <= 8:
                after.append(head)

        def near(head: Span) -> int:
            return _gap(head, tail)

        return sorted(
            [
                *sorted(same, key=near)[:_LISTED],
                *sorted(before, key=near)[:_MOST_BEFORE],
                *sorted(after, key=near)[:_MOST_AFTER],
                *sorted(title, key=near)[:_MOST_BEFORE],
            ],
            key=near,
        )

    def _tail_features(self, tail: Tail) -> list[str]:
        clause = self.clauses.range(tail.start)
        left, right = self.text[clause[0] : tail.start], self.text[tail.end : clause[1]]
        features = [f"label={tail.label}"]
        features += [f"{tail.label} left={cue}" for cue in set(_CUES.findall(left[-30:]))]
        features += [f"{tail.label} right={cue}" for cue in set(_CUES.findall(right[:20]))]
        near_left, near_right = squeeze(left[-_NEAR:]), squeeze(right[:_NEAR])
        features += [f"{tail.label} l{n}={near_left[-n:]}" for n in (1, 2, 3, 4)]
        features += [f"{tail.label} r{n}={near_right[:n]}" for n in (1, 2, 3)]
        sentence = self.sentences.range(tail.start)
        wide = self.text[sentence[0] : sentence[1]]
        features += [f"{tail.label} sentence={cue}" for cue in set(_CUES.findall(wide[:200]))]
        if tail.label != "INVESTMENT":
            features.append(f"word={squeeze(self.text[tail.start : tail.end])}")
        return features

    def _pair_features(self, head: Span, tail: Tail, order: int, here: int) -> list[str]:
        span = (tail.start, tail.end)
        before = head[1] <= tail.start
        low, high = (head[1], tail.start) if before else (tail.end, head[0])
        between = self.text[low:high]
        side = "<" if before else ">"
        same_clause = self.clauses.index(head[0]) == self.clauses.index(tail.start)
        same_sentence = self.sentences.index(head[0]) == self.sentences.index(tail.start)
        sentences_apart = self.sentences.index(tail.start) - self.sentences.index(head[0])
        paragraphs_apart = self.paragraphs.index(tail.start) - self.paragraphs.index(head[0])
        companies = _inside(self.companies, low, high)
        sums = _inside(self.sums, low, high)
        triggers = _inside(self.triggers, low, high)
        nearest = self._nearer(head, span)
        zone = "clause" if same_clause else "sentence" if same_sentence else "far"
        features = [
            f"{side}{zone}",
            f"gap={side}{_bucket(high - low)}",
            f"order={side}{min(order, 6)}",
            f"rank={side}{zone}{min(nearest, 5)}",
            f"sentences={_clip(sentences_apart, 4)}",
            f"paragraphs={_clip(paragraphs_apart, 3)}",
            f"companies={side}{min(companies, 5)}",
            f"sums={side}{min(sums, 4)}",
            f"triggers={side}{min(triggers, 4)}",
            f"companies,sums={side}{min(companies, 3)},{min(sums, 3)}",
            f"here={_bucket(here)}",
            f"commas={side}{min(between.count('，'), 5)}",
            f"enum={side}{min(between.count('、'), 4)}",
            f"stops={min(between.count('。') + between.count('；') + between.count(';'), 4)}",
            f"first={side}{self._is_first(head)}",
            f"title={self.paragraphs.index(head[0]) == 0}",
            f"mentions={min(len(self._spans_of(head)), 5)}",
        ]
        features += self._list_features(head, span, between, side)
        features += [f"between={side}{cue}" for cue in set(_CUES.findall(between[-60:]))]
        close = squeeze(between)
        if len(close) <= _NEAR:
            features.append(f"all between={side}{close}")
        features += [f"after head={side}{squeeze(self.text[head[1] : head[1] + 6])[:n]}" for n in (1, 2, 3)]
        left = squeeze(self.text[max(0, head[0] - 6) : head[0]])
        features += [f"before head={side}{left[-n:]}" for n in (1, 2, 3) if left]
        name = normalize(self.text[head[0] : head[1]])
        features += [f"head end={name[-n:]}" for n in (1, 2)]
        if sums and not companies:
            features.append(f"its second sum={side}")
        return features

    def _list_features(self, head: Span, tail: Span, between: str, side: str) -> list[str]:
        """Where head and tail stand in their lists: 甲、乙、丙分别投资1亿元、2亿元、3亿元."""
        place, length = self.places[head]
        features = [
            f"list={side}{_bucket(length)}",
            f"list place={side}{'last' if place == length - 1 else place == 0}",
        ]
        if tail in self.places:
            other, others = self.places[tail]
            paired = length == others > 1
            features.append(f"sums list={side}{min(others, 4)}")
            features.append(f"pairs={side}{paired}{place == other}{'分别' in between}")
        return features

    def _nearer(self, head: Span, tail: Span) -> int:
        """How many other companies stand nearer to the tail on the head's side."""
        before = head[1] <= tail[0]
        gap = _gap(head, tail)
        return sum(
            1
            for company in self.companies
            if company != head and (company[1] <= tail[0]) == before and _gap(company, tail) < gap
        )

    def _is_first(self, head: Span) -> bool:
        """Whether no company stands before the head in its sentence."""
        start, _ = self.sentences.range(head[0])
        return not any(start <= company[0] < head[0] for company in self.companies)

    def _spans_of(self, head: Span) -> list[Span]:
        return next(spans for spans in self.mentions.values() if head in spans)


def _places(spans: list[Span], text: str) -> dict[Span, tuple[int, int]]:
    """Each span's place in its enumeration, and the enumeration's length."""
    runs: list[list[Span]] = []
    for span in spans:
        if runs and _ENUMERATED.fullmatch(text[runs[-1][-1][1] : span[0]]):
            runs[-1].append(span)
        else:
            runs.append([span])
    return {span: (k, len(run)) for run in runs for k, span in enumerate(run)}


def _gap(head: Span, tail: Span) -> int:
    return tail[0] - head[1] if head[1] <= tail[0] else head[0] - tail[1]


def _inside(spans: list[Span], low: int, high: int) -> int:
    return sum(low <= start < high for start, _ in spans)


def _bucket(n: int) -> int:
    """0, 1, 2, 3, 4, then powers of two."""
    return n if n < 5 else 1 << (n - 1).bit_length()


def _clip(n: int, limit: int) -> int:
    return max(-limit, min(limit, n))
