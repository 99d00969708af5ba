from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.corpus import marked
from zhaoshang.corpus.typeset import wrapped
from zhaoshang.reading import read_articles
from zhaoshang.reading.bylines import has_dateline, is_byline, is_signed
from zhaoshang.reading.splitting import LONGEST_ARTICLE, cut, split

BODY = "甲公司总投资五亿元的项目昨日在经开区开工，预计明年投产。园区负责人说，下半年还有三个项目落地。"
FILE = f"""经开区首季三个项目开工
——招商一线见闻

2023-04-05 08:30 来源：某某日报 作者：王伟 李小明

{BODY}

靠服务留人

{BODY}（记者 王伟）

高新区签下大单

本报讯 （记者 陈芳）{BODY}

怎么招

{BODY}

新城区里机器响

本报记者　赵 强

{BODY}
责任编辑：孙丽
"""


def test_a_file_is_split_at_its_headlines_and_not_at_its_headings() -> None:
    articles = read_articles(FILE.encode())
    assert [a.title for a in articles] == [
        "经开区首季三个项目开工——招商一线见闻",
        "高新区签下大单",
        "新城区里机器响",
    ]
    assert [a.text for a in articles] == [FILE] * 3
    assert articles[0].start == 0
    assert articles[-1].end == len(FILE)
    assert [FILE[a.start : a.end].split("\n")[0] for a in articles[1:]] == [
        "高新区签下大单",
        "新城区里机器响",
    ]
    assert all(a.end == b.start for a, b in zip(articles, articles[1:], strict=False))


def test_meta_of_usual_forms() -> None:
    first, second, third = (article.meta for article in read_articles(FILE.encode()))
    assert first == {"date": "2023-04-05", "outlet": "某某日报", "author": "王伟 李小明"}
    assert second == {"outlet": "本报", "author": "陈芳"}
    assert third == {"author": "赵强"}


@pytest.mark.parametrize(
    ("begin", "meta"),
    [
        ("新华社成都12月4日电 ", {"outlet": "新华社", "region": "成都"}),
        ("四川在线泸州消息(袁玉华 陈沁)", {"outlet": "四川在线", "region": "泸州"}),
        ("【記者林亞蓁／新竹報導】", {"region": "新竹", "author": "林亞蓁"}),
        ("", {}),
    ],
)
def test_meta_of_datelines(begin: str, meta: dict[str, str]) -> None:
    (article,) = read_articles(f"园区又添新项目\n\n{begin}{BODY}".encode())
    assert article.meta == meta


def test_wrapped_files_are_split_too() -> None:
    titles = [article.title for article in read_articles(wrapped(FILE, 24).encode())]
    assert titles == ["经开区首季三个项目开工——招商一线见闻", "高新区签下大单", "新城区里机器响"]


def test_headings_of_the_first_rank_are_articles() -> None:
    text = f"# 第一件事办成了\n\n{BODY}\n\n## 小标题\n\n{BODY}\n\n# 第二件事在路上\n\n{BODY}\n"
    assert [a.title for a in read_articles(text.encode())] == ["第一件事办成了", "第二件事在路上"]


def test_comments_and_links_below_are_furniture() -> None:
    below = "网友评论\n\n张三：为家乡点赞，希望多招几家这样的企业！\n\n李四：顶\n"
    text = f"园区又添新项目\n\n{BODY}\n\n{below}"
    (article,) = read_articles(text.encode())
    assert article.layout.text.rstrip().endswith(BODY)
    assert article.layout.furniture == ((text.index("网友"), len(text.rstrip())),)
    assert article.end == len(text)
    links = f"园区又添新项目\n\n{BODY}\n\n相关阅读\n\n{BODY * 2}"
    (article,) = read_articles(links.encode())
    assert article.layout.text == links  # a text, and no list of links


def test_the_seed_file_of_six_articles(root: Path) -> None:
    seeds = root / "assets" / "seeds"
    gold = [article for article in marked.read_dir(seeds) if article.id.startswith("002-")]
    found = read_articles(next(seeds.glob("002_*.txt")))
    assert [a.title for a in found] == [a.meta["title"] for a in gold]
    assert [a.start for a in found] == [int(a.meta["start"]) for a in gold]
    assert [a.text[a.start : a.end].strip() for a in found] == [a.text.strip() for a in gold]
    assert [a.meta.get("author") for a in found] == [a.meta.get("author") for a in gold]


def test_other_seed_files_are_one_article_each(root: Path) -> None:
    seeds = root / "assets" / "seeds"
    for file in seeds.glob("*.txt"):
        if not file.name.startswith("002"):
            (article,) = read_articles(file)
            assert (article.start, article.end) == (0, len(article.text))


def test_articles_of_their_own_are_not_split(root: Path) -> None:
    for article in marked.read_dir(root / "assets" / "articles" / "dev"):
        assert len(read_articles(article.text.encode())) == 1, article.id


@pytest.mark.parametrize(
    "line",
    [
        "本报记者 何丽娟", "□ 本报记者　沈红武　徐从飞", "■记者 朱  林　摄影 庄  毅", "记者 林映汝／嘉義報導",
        "2020-12-08 11:45:04来源:四川在线编辑:魏杰", "责任编辑：马颖", "（来源：某某网）", "▶ 本报记者 叶伟 特约通讯员 刘倩",
    ],
)  # fmt: skip
def test_bylines(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "记者在现场看到机器轰鸣",
        "企业来了，记者走了。",
        "5月19日，项目开工",
        "招商引资怎么招",
        "记者调查：谁在投资",
        "",
    ],
)
def test_no_bylines(line: str) -> None:
    assert not is_byline(line)


def test_datelines_and_signatures() -> None:
    for begin in (
        "本报讯 昨日",
        "（记者 汤晓宁 通讯员 查文俊）昨日",
        "【台北訊】裕隆",
        "江城日报讯（记者张颖）",
        "財聯社5月20日電 ",
    ):
        assert has_dateline(begin), begin
    for begin in (
        "电力公司昨日开工",
        "消息传来，众人欢呼",
        "昨日，甲公司通讯设备项目开工",
        "本报的一位读者说",
    ):
        assert not has_dateline(begin), begin
    assert is_signed("项目今年投产。(张鹏)")
    assert is_signed("项目今年投产。徐珊 李茹")
    assert not is_signed("项目今年投产(一期)")
    assert not is_signed("项目今年投产。")


@given(
    st.lists(
        st.sampled_from(
            [
                BODY,
                "园区又添新项目",
                "本报讯 " + BODY,
                "（记者 王伟）",
                "---",
                "# 标题一二",
                "",
                "网友评论",
                "甲",
            ]
        )
    )
)
def test_parts_are_the_whole_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    parts = split(text)
    assert parts[0].start == 0
    assert parts[-1].end == len(text)
    for part, following in zip(parts, parts[1:], strict=False):
        assert part.start < part.end == following.start
    for part in parts:
        assert part.below is None or part.start < part.below[0] < part.below[1] <= part.end


@given(st.text(alphabet="甲乙。\n", max_size=60), st.integers(1, 20))
def test_cuts_are_the_whole_text(text: str, most: int) -> None:
    spans = cut(text, most)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= most for start, end in spans[:-1])
    assert 0 <= spans[-1][1] - spans[-1][0] <= most


def test_cuts_come_after_paragraphs_and_failing_that_sentences() -> None:
    assert cut("甲甲\n乙。乙\n丙丙", 5) == [(0, 3), (3, 7), (7, 9)]
    assert cut("甲甲。乙乙乙", 5) == [(0, 3), (3, 6)]
    assert cut("甲甲甲甲甲甲", 5) == [(0, 5), (5, 6)]


@pytest.mark.parametrize("before", ["", FILE])
def test_a_text_too_long_for_an_article_comes_in_parts(before: str) -> None:
    text = before + "本报讯 园区又添新项目，情况如下\n\n" + (BODY + "\n") * 1000 + "\n网友评论\n\n李四：顶\n"
    articles = read_articles(text.encode())
    assert all(len(a.layout.text) <= LONGEST_ARTICLE for a in articles)
    assert len(articles) > 2
    assert [a.start for a in articles] == [0, *(a.end for a in articles[:-1])]
    assert articles[-1].end == len(text)
    shown = "".join("".join(a.layout.text.split()) for a in articles)
    assert shown == "".join(text.split()).replace("网友评论李四：顶", "")
    for a in articles:
        assert all(a.start <= k < a.end for k in a.layout.positions)
