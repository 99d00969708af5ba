from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from helpers import article
from zhaoshang.corpus.article import Article
from zhaoshang.scoring.compare import compare
from zhaoshang.scoring.raw_files import annotate_raw_files

FIRST = (
    "园区新添两个项目\n\n本报讯 [[C:甲公司]]投资[[A:5亿元>甲公司]]的项目今日在园区[[START:开工>甲公司]]，"
    "园区负责人、有关部门和企业代表来到现场，见证这一时刻。\n\n"
)
SECOND = (
    "高新区签下一笔大单\n\n本报讯 昨日[[C:乙公司]]、[[C:丁公司]]在高新区管委会[[SIGN:签约>乙公司|丁公司]]，"
    "双方的负责人、员工代表和来宾一起见证了签约的仪式。\n"
)


def write(folder: Path, *bodies: str) -> list[Article]:
    """A file of the articles, and the articles as they are marked, their texts without white space at the edges."""
    found = []
    text = ""
    for k, body in enumerate(bodies):
        marked = article(body.strip(), id=f"f-{k}")
        marked.meta |= {"source": "f.txt", "start": str(len(text)), "title": body.split("\n")[0]}
        text += article(body).text.rstrip() + "\n\n"
        found.append(marked)
    (folder / "f.txt").write_text(text, "utf8")
    return found


def test_each_article_of_a_file_gets_its_own(toy_nlp: Language, tmp_path: Path) -> None:
    gold = write(tmp_path, FIRST, SECOND)
    (file,) = annotate_raw_files(toy_nlp, gold, tmp_path)
    assert file.titles_found == len(file.headlines) == 2
    for wanted, had in zip(gold, file.found, strict=True):
        assert had.text == wanted.text
        assert had.entities == wanted.entities
        errors = compare(wanted, had).errors
        assert not [line for line in errors if not line.startswith(("missed fact", "wrong fact"))]
    names = [{name for group in article.businesses for name in group} for article in file.found]
    assert names == [{"甲公司"}, {"乙公司", "丁公司"}]


def test_a_title_counts_where_the_article_begins(toy_nlp: Language, tmp_path: Path) -> None:
    gold = write(tmp_path, FIRST, SECOND)
    gold[1].meta["title"] = "另一个标题"
    (file,) = annotate_raw_files(toy_nlp, gold, tmp_path)
    assert file.titles_found == 1


def test_an_article_that_is_not_in_its_file(toy_nlp: Language, tmp_path: Path) -> None:
    gold = write(tmp_path, FIRST)
    (tmp_path / "f.txt").write_text("别的文章，说的是别的事情。", "utf8")
    with pytest.raises(ValueError, match=r"f\.txt: f-0 is not in it"):
        list(annotate_raw_files(toy_nlp, gold, tmp_path))
