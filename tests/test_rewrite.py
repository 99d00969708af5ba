from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpers import article
from strategies import articles
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.rewrite import Replacement, rewrite

BODY = "据悉[[C:甲公司]]投资[[A:5亿元>甲公司]]，[[SIGN?:签约>甲公司]]。[[C:甲]]"
SOURCE = article(BODY, ("甲公司", "甲"))


def shape(source: Article) -> list:
    """What an annotation says, by numbers of spans in place of offsets."""
    at = {(e.start, e.end): k for k, e in enumerate(source.entities)}
    at |= {(t.start, t.end): -1 - k for k, t in enumerate(source.triggers)}
    return [
        [e.label for e in source.entities],
        [(t.label, t.status) for t in source.triggers],
        [(at[r.head], r.label, at[r.tail]) for r in source.relations],
    ]


def visible(source: Article) -> list[str]:
    """The words of all spans without any white space."""
    spans = [*source.entities, *source.triggers]
    return ["".join(source.text[s.start : s.end].split()) for s in spans]


def test_a_mark_replaced_whole() -> None:
    found = rewrite(
        SOURCE, [Replacement(2, 5, "乙丙集团"), Replacement(14, 15, "乙")], {"甲公司": "乙丙集团", "甲": "乙"}
    )
    again = article(BODY.replace("甲公司", "乙丙集团").replace("C:甲]", "C:乙]"), ("乙丙集团", "乙"))
    assert found == again


def test_within_between_and_beside_marks() -> None:
    replacements = [
        Replacement(0, 2, ""),
        Replacement(5, 5, "（本市）"),
        Replacement(7, 8, "30"),
        Replacement(10, 11, "；"),
        Replacement(13, 13, "了"),
    ]
    found = rewrite(SOURCE, replacements)
    assert found.text == "甲公司（本市）投资30亿元；签约了。甲"
    assert visible(found) == ["甲公司", "30亿元", "甲", "签约"]
    assert shape(found) == shape(SOURCE)


def test_insertions_at_the_edges_stay_outside() -> None:
    found = rewrite(SOURCE, [Replacement(k, k, "\n") for k in (2, 5, 7, 10)])
    assert found.text == "据悉\n甲公司\n投资\n5亿元\n，签约。甲"
    assert [found.text[e.start : e.end] for e in found.entities] == ["甲公司", "5亿元", "甲"]


def test_the_original_is_left_as_it_is() -> None:
    before = article(BODY, ("甲公司", "甲"))
    rewrite(SOURCE, [Replacement(0, 15, "")])
    assert before == SOURCE
    assert rewrite(SOURCE, []) == SOURCE


@given(articles(), st.lists(st.tuples(st.integers(0, 200), st.sampled_from([" ", "\n", "\n　"])), max_size=8))
def test_white_space_anywhere_changes_no_annotation(source: Article, breaks: list[tuple[int, str]]) -> None:
    places = {at: text for at, text in breaks if at <= len(source.text)}
    found = rewrite(source, [Replacement(at, at, text) for at, text in places.items()])
    assert visible(found) == visible(source)
    assert shape(found) == shape(source)
    assert "".join(found.text.split()) == "".join(source.text.split())
    for span in [*found.entities, *found.triggers]:
        assert found.text[span.start : span.end].strip() == found.text[span.start : span.end]
