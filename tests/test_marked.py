from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from helpers import article
from strategies import articles
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article, Mention, Relation, StatedFacts, Trigger
from zhaoshang.corpus.marked import MarkedError

FILE = """\
#kind: 签约消息, 江苏太仓: 2022
#source: a.txt
not a header
---
[[C:舍弗勒]]在[[P:太仓
高新区]]为[[I:汽车产业]]投资[[A:2.3亿欧元>舍弗勒]]，
[[START?:动工>舍弗勒（太仓）有限公司]]，[[SIGN:签约]]。
---
{"company": ["舍弗勒（太仓）有限公司", "舍弗勒"], "investment": ["2.3 亿欧元"], "stages": [["START", "planned"]]}

{"company": ["乙公司"]}
"""


def test_parse() -> None:
    found = marked.parse(FILE, "a")
    text = "舍弗勒在太仓\n高新区为汽车产业投资2.3亿欧元，\n动工，签约。"
    assert found == Article(
        id="a",
        text=text,
        meta={"kind": "签约消息, 江苏太仓: 2022", "source": "a.txt"},
        entities=[
            Mention(0, 3, "COMPANY"),
            Mention(4, 10, "PARK"),
            Mention(11, 15, "INDUSTRY_CHAIN"),
            Mention(17, 23, "AMOUNT"),
        ],
        triggers=[Trigger(25, 27, "START", "planned"), Trigger(28, 30, "SIGN", "actual")],
        relations=[
            Relation((0, 3), "INVESTMENT", (17, 23)),
            Relation((0, 3), "START", (25, 27)),
        ],
        businesses=[("舍弗勒（太仓）有限公司", "舍弗勒")],
        stated=[StatedFacts(("舍弗勒（太仓）有限公司", "舍弗勒"), ("2.3亿欧元",), (("START", "planned"),))],
    )


def test_several_heads() -> None:
    found = article("[[C:甲]]、[[C:乙]]、[[C:丙]][[SIGN:签约>丙|甲]]")
    assert [relation.head for relation in found.relations] == [(4, 5), (0, 1)]


def test_head_is_the_nearest_mention_of_the_business() -> None:
    found = article("[[C:甲公司]]来。[[C:甲]]说，今日[[START:开工>甲公司]]。[[C:甲公司]]", ("甲公司", "甲"))
    assert found.relations[0].head == (5, 6)


@pytest.mark.parametrize(("head", "start"), [("甲", 5), ("甲#1", 0), ("甲#2", 5), ("甲#3", 10)])
def test_ordinals(head: str, start: int) -> None:
    found = article(f"[[C:甲]]来了。\n[[C:甲]][[START:开工>{head}]]。\n[[C:甲]]")
    assert found.relations[0].head == (start, start + 1)


def test_spaces_in_the_name_of_a_head_do_not_matter() -> None:
    assert article("[[C:国\n星]][[START:开工>国 星]]").relations


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("\n[[X:甲]]", "line 3: no such mark 'X'"),
        ("甲\n\n[[C?:甲]]", "line 4: only stage triggers are planned"),
        ("[[C:甲>乙]]", "line 2: only sums and triggers have a company"),
        ("[[C:甲]]\n[[A:5亿元>乙]]", "line 3: no company mention of '乙'"),
        ("[[C:甲]][[A:5亿元>甲#2]]", "line 2: no company mention of '甲#2'"),
        ("[[C:甲", "stray mark"),
        ("甲]]乙", "stray mark"),
        ("[[C:甲[[P:乙]]]]", "stray mark"),
        ("[[C:]]", "stray mark"),
        ("[[c:甲]]", "stray mark"),
    ],
)
def test_errors_say_where(body: str, reason: str) -> None:
    with pytest.raises(MarkedError, match=reason.replace("?", r"\?")):
        article(body)


@pytest.mark.parametrize(
    "names", ["{", "[]", "{}", '{"company": 3}', '{"company": ["甲"], "stages": ["SIGN"]}', "甲"]
)
def test_broken_lines_of_names(names: str) -> None:
    with pytest.raises(MarkedError, match="no line of names"):
        marked.parse(f"---\n甲\n---\n{names}\n")


@pytest.mark.parametrize("content", ["", "甲公司", "---\n甲公司\n", "#a: b\n甲\n---\n"])
def test_parts_are_missing(content: str) -> None:
    with pytest.raises(MarkedError, match="set apart by two lines"):
        marked.parse(content)


def test_line_numbers_count_the_header() -> None:
    with pytest.raises(MarkedError, match="line 5: no such mark"):
        marked.parse("#a: b\n#c: d\n---\n甲\n[[Q:乙]]\n---\n")


def test_read_names_the_file(tmp_path: Path) -> None:
    broken, latin = tmp_path / "broken.marked", tmp_path / "latin.marked"
    broken.write_text("---\n[[C:甲\n---\n", "utf8")
    latin.write_bytes("---\n甲\n---\n".encode("gbk"))
    for file in (broken, latin):
        with pytest.raises(MarkedError, match=str(file)):
            marked.read(file)
    with pytest.raises(FileNotFoundError):
        marked.read(tmp_path / "none.marked")


def test_read_dir_reads_marked_files_by_name(tmp_path: Path) -> None:
    for name in ("b.marked", "a.marked", "c.txt"):
        (tmp_path / name).write_text("---\n甲\n---\n", "utf8")
    assert [a.id for a in marked.read_dir(tmp_path)] == ["a", "b"]


def test_render_writes_what_was_read() -> None:
    source = (
        "#kind: 消息\n---\n[[C:甲]]、[[C:乙]]\n[[SIGN?:签约>乙|甲]]，[[A:5亿元>甲]]。\n[[C:甲甲]]\n---\n"
        '{"company": ["甲甲", "甲"]}\n'
    )
    assert marked.render(marked.parse(source)) == source


def test_render_counts_mentions_only_where_it_must() -> None:
    found = article("[[C:甲]]来了。\n[[C:甲]][[START:开工>甲#1]][[SIGN:签约>甲#2]]")
    assert "开工>甲#1]]" in marked.render(found)
    assert "签约>甲]]" in marked.render(found)


@given(articles())
def test_render_and_parse_are_inverse(source: Article) -> None:
    assert marked.parse(marked.render(source), source.id) == source


def test_the_seed_articles_survive_rendering(root: Path) -> None:
    for source in marked.read_dir(root / "assets" / "seeds"):
        assert marked.parse(marked.render(source), source.id) == replace(source, stated=[])
