"""Hypothesis strategies: texts, names, and whole annotated articles."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from zhaoshang.corpus.article import Article, Mention, Relation, Trigger
from zhaoshang.schema import STAGE_LABELS, STAGE_WORDS, STATUSES

#: Characters that news have, and some that break careless code.
_VISIBLE = "甲乙丙丁投資资億亿元签約约公司有限集团高新区產业Ａ１AbZ09.·&#（）()“”、：%€𠮷é"
_WHITE = " \n\u3000\t\u00a0"
_PUNCTUATION = "，。；！？、：[]-=+"

texts = st.text(alphabet=_VISIBLE + _WHITE + _PUNCTUATION, max_size=80)
any_text = st.text(max_size=60)
fillers = st.text(alphabet=_VISIBLE.replace("#", "") + _WHITE + _PUNCTUATION, max_size=12)


@st.composite
def names(draw: st.DrawFn) -> str:
    """A visible text that may hold layout white space within."""
    ends = st.sampled_from(_VISIBLE)
    return draw(ends) + draw(st.text(alphabet=_VISIBLE + _WHITE, max_size=4)) + draw(ends)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article with spans that share no character, relations between them, and businesses."""
    article = Article(id="random", text=draw(fillers))
    for kind in draw(st.lists(st.sampled_from("CCCPIAAS"), max_size=10)):
        if kind == "S":
            label = draw(st.sampled_from(STAGE_LABELS))
            text = draw(st.sampled_from(STAGE_WORDS[label]))
        else:
            text = draw(st.one_of(names(), st.just("3.5亿元"))) if kind == "A" else draw(names())
        start, end = len(article.text), len(article.text) + len(text)
        if kind == "S":
            article.triggers.append(Trigger(start, end, label, draw(st.sampled_from(STATUSES))))
        else:
            kinds = {"C": "COMPANY", "P": "PARK", "I": "INDUSTRY_CHAIN", "A": "AMOUNT"}
            article.entities.append(Mention(start, end, kinds[kind]))
        article.text += text + draw(fillers)
    assume("[[" not in article.text and "]]" not in article.text and "---" not in article.text)
    _relate(draw, article)
    _name(draw, article)
    keys, values = st.sampled_from(["kind", "source", "类"]), st.text(alphabet="江苏a:1", max_size=4)
    article.meta = draw(st.dictionaries(keys, values, max_size=2))
    return article


def _relate(draw: st.DrawFn, article: Article) -> None:
    heads = [(e.start, e.end) for e in article.entities if e.label == "COMPANY"]
    tails = [(e.start, e.end, "INVESTMENT") for e in article.entities if e.label == "AMOUNT"]
    tails += [(t.start, t.end, t.label) for t in article.triggers]
    for start, end, label in sorted(tails):
        if heads:
            for head in draw(st.lists(st.sampled_from(heads), unique=True, max_size=3)):
                article.relations.append(Relation(head, label, (start, end)))


def _name(draw: st.DrawFn, article: Article) -> None:
    known = {article.surface(e.start, e.end) for e in article.entities if e.label == "COMPANY"}
    order = draw(st.permutations(sorted(known)))
    cut = draw(st.integers(0, len(order)))
    article.businesses = [tuple(part) for part in (order[:cut], order[cut:]) if len(part) > 1]
