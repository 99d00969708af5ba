"""How often the hard cases of the annotation scheme stand in marked articles.

Counted from the marks and from words around them; a case that can be told by its wording alone (a parent
that invests, a purchase that is signed) is counted by its usual words, so these numbers are estimates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from ..amounts import Amount, parse
from ..language.characters import normalize
from ..language.text_zones import is_wrapped, sentences
from ..schema import STAGE_WORDS
from .article import Article, Mention, Relation

_USES = {
    "output": "产值|增加值",
    "sales": "销售|营收|营业收入|主营",
    "tax": "税",
    "price": "价|每吨|每股|每亩|每平方米|租金",
    "contract or order": "合同|订单|采购|中标",
    "subsidy": "补贴|奖励|补助|资助|扶持",
    "loan": "贷款|授信|借款|债",
    "capital": "注册资|资本金|实收资本",
}
_STAGE = "|".join(
    sorted({word for words in STAGE_WORDS.values() for word in words if len(word) > 1}, key=len)
)
_BEFORE_OWNER = 14
_DENIED = re.compile(
    "未能|尚未|未|没有|没能|暂缓|推迟|延期|延后|搁浅|搁置|终止|取消|叫停|放弃|原定|原计划|本应|遥遥无期|无法|迟迟"
)
_SEVERAL = re.compile(r"(?:[\d一二两三四五六七八九十百]+|几|多)(?:余|多)?(?:个|项|家)[^。]{0,16}$")
_BOUND = re.compile("(?:约|近|超|超过|不低于|不少于|逾|达到?)$")
_PLANT = re.compile(r"^[^，。、；\n]{0,12}?(?:产业基地|生产基地|基地|工厂|总部|研发中心)")
_GENERIC = re.compile("高新区|园区|开发区|工业园|产业园|经开区")
_CASE = tuple[str, int]


class _Reading:
    """An article with what several cases look at."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = normalize(article.text)
        self.sentences = sentences(article.text)
        self.sums = [e for e in article.entities if e.label == "AMOUNT"]
        self.companies = sorted(e for e in article.entities if e.label == "COMPANY")
        self.owners: dict[tuple[int, int], list[Relation]] = {}
        for relation in article.relations:
            self.owners.setdefault(relation.tail, []).append(relation)
        self.owned = [e for e in self.sums if (e.start, e.end) in self.owners]
        self.free = [e for e in self.sums if (e.start, e.end) not in self.owners]

    @cached_property
    def marked(self) -> set[int]:
        """The characters within marks."""
        return {at for start, end in self.article.spans() for at in range(start, end)}

    def before(self, mention: Mention, length: int) -> str:
        """What stands in front of a mention, within its sentence."""
        first = self.sentences.range(mention.start)[0]
        return self.text[max(first, mention.start - length) : mention.start]

    def unmarked(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches that no mark touches."""
        return (m for m in pattern.finditer(self.text) if not self.marked.intersection(range(*m.span())))

    def sentence(self, at: int) -> str:
        """The sentence that holds a character."""
        return self.text[slice(*self.sentences.range(at))]


def count(articles: Iterable[Article]) -> dict[str, int]:
    """How often each hard case stands in the articles."""
    totals: Counter[str] = Counter()
    for article in articles:
        reading = _Reading(article)
        for cases in _CASES:
            for name, number in cases(reading):
                totals[name] += number
    return dict(totals)


def _totals(r: _Reading) -> Iterator[_CASE]:
    several = sum(bool(_SEVERAL.search(r.before(e, 40))) for e in r.free)
    yield "sum of several projects or companies", several
    yield "the same beside single sums", several if len(r.owned) > 1 else 0


def _uses(r: _Reading) -> Iterator[_CASE]:
    for name, words in _USES.items():
        found = sum(bool(re.search(words, r.before(e, 12))) for e in r.free)
        yield f"beside an investment: {name}", found if r.owned else 0


def _parts(r: _Reading) -> Iterator[_CASE]:
    yield "first phase", sum(bool(re.search("一期|首期", r.before(e, _BEFORE_OWNER))) for e in r.owned)
    heads = {(e.start, e.end): len(r.owners[e.start, e.end]) for e in r.owned}
    yield "one sum of several investors", sum(number > 1 for number in heads.values())
    yield "two currencies in an article", len({a.currency for e in r.sums if (a := _parsed(r, e))}) > 1
    yield "range", sum(a.value != a.high for e in r.sums if (a := _parsed(r, e)))


def _parsed(r: _Reading, mention: Mention) -> Amount | None:
    return parse(r.article.surface(mention.start, mention.end))


def _stages(r: _Reading) -> Iterator[_CASE]:
    states = {t.status for t in r.article.triggers}
    yield "planned beside done", len(states) > 1
    denied = [
        m
        for m in r.unmarked(re.compile(_STAGE))
        if _DENIED.search(r.text[max(0, m.start() - 15) : m.end() + 15])
    ]
    yield "stage denied, delayed or cancelled", len(denied)
    triggers = [(t.start, t.end) for t in r.article.triggers]
    heads = [len(r.owners.get(trigger, ())) for trigger in triggers]
    yield "one trigger for three companies or more", sum(number > 2 for number in heads)
    yield "stage of no company", sum(number == 0 for number in heads)
    signed = [t for t in r.article.triggers if t.label == "SIGN"]
    yield (
        "government or park signs",
        sum(bool(re.search("政府|管委会|招商局", r.sentence(t.start))) for t in signed),
    )
    signs = re.compile("签约|签订|签署|签下")
    yield (
        "purchase, loan or takeover signed",
        sum(
            bool(re.search("采购|供货|销售|贷款|订单|收购|购买|授信", r.sentence(m.start())))
            for m in r.unmarked(signs)
        ),
    )


def _places(r: _Reading) -> Iterator[_CASE]:
    pairs = [relation for e in r.owned for relation in r.owners[e.start, e.end]]
    yield "company in front of its sum", sum(head[0] < tail[0] for head, _, tail in pairs)
    yield "company behind its sum", sum(head[0] > tail[0] for head, _, tail in pairs)
    apart = sum(r.sentences.index(head[0]) != r.sentences.index(tail[0]) for head, _, tail in pairs)
    yield "company and sum in different sentences", apart


def _names(r: _Reading) -> Iterator[_CASE]:
    yield (
        "subsidiary of a company named",
        len(re.findall("子公司|全资|控股", r.text)) if len(r.owners) > 1 else 0,
    )
    yield "short name in front of the full one", sum(_short_first(r, names) for names in r.article.businesses)
    yield "以下简称", len(re.findall("简称", r.text))
    names = [r.article.surface(e.start, e.end) for e in r.companies]
    yield (
        "company name with digits",
        sum(bool(re.search(r"\d|[〇零一二三四五六七八九十]{2}", name)) for name in names),
    )
    yield "company name with Latin letters", sum(bool(re.search("[A-Za-z]", name)) for name in names)
    industries = set(r.article.names("INDUSTRY_CHAIN"))
    parks = r.article.names("PARK")
    yield "industry word inside a name", sum(any(i in name for i in industries) for name in [*names, *parks])


def _short_first(r: _Reading, names: tuple[str, ...]) -> bool:
    places = [
        (e.start, len(r.article.surface(e.start, e.end)))
        for e in r.companies
        if r.article.surface(e.start, e.end) in names
    ]
    return bool(places) and min(places)[1] < max(length for _, length in places)


def _written(r: _Reading) -> Iterator[_CASE]:
    surfaces = [r.article.text[e.start : e.end] for e in r.sums]
    yield (
        "sum with white space or a line break inside",
        sum(bool(re.search(r"\s", text)) for text in surfaces),
    )
    yield "full-width digits in a sum", sum(bool(re.search("[０-９]", text)) for text in surfaces)
    yield (
        "sum in Chinese numerals",
        sum(bool(re.match("[一二两三四五六七八九十百千壹贰叁伍]", text)) for text in surfaces),
    )
    yield "余, 多 or 来 inside", sum(bool(re.search("[余餘多来來]", text)) for text in surfaces)
    around = sum(bool(_BOUND.search(r.before(e, 4))) or r.text[e.end : e.end + 2] == "以上" for e in r.sums)
    yield "约, 近, 超, 以上 around a sum", around


def _parks(r: _Reading) -> Iterator[_CASE]:
    starts = {e.start for e in r.article.entities if e.label == "PARK"}
    yield "company directly in front of a park", sum(e.end in starts for e in r.companies)
    plants = (_PLANT.match(r.text[e.end : e.end + 20]) for e in r.companies)
    yield "company's plant that is no park", sum(match is not None for match in plants)
    yield "generic 高新区, 园区 unmarked", sum(1 for _ in r.unmarked(_GENERIC))


def _industries(r: _Reading) -> Iterator[_CASE]:
    marks = sorted(e for e in r.article.entities if e.label == "INDUSTRY_CHAIN")
    listed = sum(r.text[a.end : b.start] == "、" for a, b in zip(marks, marks[1:], strict=False))
    yield "industries in a list", listed


def _texts(r: _Reading) -> Iterator[_CASE]:
    yield "article in traditional script", len(set(r.article.text) & set("億萬園區產業簽約開")) > 3
    yield "article with hard-wrapped lines", is_wrapped(r.article.text)
    yield "article of up to 150 characters", len(r.article.text) <= 150
    yield "article with no fact", not r.article.relations
    yield (
        "article with sums or companies and no fact",
        not r.article.relations and bool(r.sums or r.companies),
    )


_CASES: tuple[Callable[[_Reading], Iterator[_CASE]], ...] = (
    _totals,
    _uses,
    _parts,
    _stages,
    _places,
    _names,
    _written,
    _parks,
    _industries,
    _texts,
)
