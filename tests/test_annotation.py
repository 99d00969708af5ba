from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from helpers import article, toys
from strategies import articles
from zhaoshang.annotation import (
    FORMATS,
    AnnotationError,
    brat,
    doccano,
    label_studio,
    prodigy,
    read_articles,
    write_articles,
)
from zhaoshang.annotation.graph import Graph, Link, Mark, to_article, to_graph
from zhaoshang.annotation.marked_files import to_marked
from zhaoshang.cli.app import app
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article, StatedFacts

FULL = article(
    "[[C:甲集团公司]]在[[P:乙\n高新区]]投[[A:5亿元>甲集团公司]]做[[I:𠮷光伏]]，[[PRODUCTION?:投产>甲集团公司|丙公司]]。"
    "[[C:甲集团]]、[[C:丙公司]][[SIGN:签约]]。",
    ("甲集团公司", "甲集团"),
    ("丙公司", "丙厂"),
    id="全",
)
FULL.meta = {"kind": "消息", "日期": "2024"}
FULL.stated = [StatedFacts(("甲集团公司", "甲集团"), ("5亿元",), (("PRODUCTION", "planned"),))]


_MODULES: dict[str, Any] = {"prodigy": prodigy, "doccano": doccano, "labelstudio": label_studio}


def through(source: Article, format: str) -> Article:
    """An article through the values of a format."""
    graph = to_graph(source)
    if format == "brat":
        again: Graph | None = brat.from_standoff(brat.to_standoff(graph), source.id)
    else:
        module = _MODULES[format]
        again = module.from_value(json.loads(json.dumps(module.to_value(graph))))
    assert again is not None
    return to_article(again, "unnamed")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["annotate", *map(str, arguments)])


@pytest.mark.parametrize("format", FORMATS)
def test_everything_comes_back(format: str) -> None:
    assert through(FULL, format) == FULL


@pytest.mark.parametrize("format", FORMATS)
@given(source=articles())
def test_any_article_comes_back(format: str, source: Article) -> None:
    assert through(source, format) == source


@pytest.mark.parametrize("format", FORMATS)
def test_the_dev_articles_come_back_from_files(format: str, root: Path, tmp_path: Path) -> None:
    folder = root / "assets" / "articles" / "dev"
    out = tmp_path / "out"
    assert run("export", folder, "--format", format, "--output", out).exit_code == 0
    assert run("import", out, "--format", format, "--output", tmp_path / "marked").exit_code == 0
    assert marked.read_dir(tmp_path / "marked") == marked.read_dir(folder)


@given(source=articles(), data=st.data())
def test_marked_files_say_stated_facts_too(source: Article, data: st.DataObject) -> None:
    alone = [(name,) for name in source.names("COMPANY") if source.business_of(name) == (name,)]
    companies = data.draw(st.lists(st.sampled_from([*source.businesses, *alone] or [("甲",)]), max_size=3))
    order = {names: k for k, names in enumerate(source.businesses)}
    companies = sorted(set(companies), key=lambda names: order.get(names, -1))
    source.stated = [StatedFacts(names, ("5亿元",), (("SIGN", "actual"),)) for names in companies]
    source.businesses = [*source.businesses]
    assert marked.parse(to_marked(source), source.id) == source


def test_the_marked_articles_of_training_are_written_as_they_are(root: Path) -> None:
    for source in marked.read_dir(root / "assets" / "articles" / "train")[::10]:
        assert marked.parse(to_marked(source), source.id) == source


def test_prodigy_task() -> None:
    task = prodigy.to_value(to_graph(toys()[0]))
    assert "".join(token["text"] for token in task["tokens"]) == task["text"]
    span = task["spans"][0]
    assert (span["start"], span["end"], span["token_start"], span["token_end"]) == (0, 3, 0, 2)
    assert [(x["head"], x["child"], x["label"]) for x in task["relations"]] == [
        (2, 7, "INVESTMENT"),
        (2, 14, "STAGE"),
    ]


def test_prodigy_relations_of_tokens_alone() -> None:
    task = prodigy.to_value(to_graph(toys()[0]))
    for relation in task["relations"]:
        del relation["head_span"], relation["child_span"]
    graph = prodigy.from_value(task)
    assert graph is not None
    assert to_article(graph, "") == toys()[0]


@pytest.mark.parametrize("answer", ["reject", "ignore"])
def test_prodigy_tasks_that_were_not_accepted(answer: str) -> None:
    assert prodigy.from_value({"text": "甲", "answer": answer}) is None


def test_label_studio_takes_the_last_annotation_that_counts() -> None:
    task = label_studio.to_value(to_graph(toys()[0]))
    old = {"result": []}
    cancelled = {"result": [], "was_cancelled": True}
    graph = label_studio.from_value({**task, "annotations": [old, *task["annotations"], cancelled]})
    assert graph is not None
    assert to_article(graph, "") == toys()[0]
    assert label_studio.from_value({**task, "annotations": [cancelled]}) is None


def test_label_studio_offsets_in_utf16() -> None:
    task = label_studio.to_value(to_graph(article("𠮷𠮷[[C:𠮷公司]]投资")))
    value = task["annotations"][0]["result"][0]["value"]
    assert (value["start"], value["end"]) == (2, 5)
    value.update({"start": 4, "end": 8})
    graph = label_studio.from_value(task)
    assert graph is not None
    assert graph.marks == [Mark(2, 5, "COMPANY")]


def test_label_studio_relation_to_the_left() -> None:
    task = label_studio.to_value(to_graph(toys()[0]))
    relation = task["annotations"][0]["result"][-1]
    relation.update({"direction": "left", "from_id": relation["to_id"], "to_id": relation["from_id"]})
    graph = label_studio.from_value(task)
    assert graph is not None
    assert to_article(graph, "") == toys()[0]


def test_brat_writes_fragments_over_a_line_break() -> None:
    files = brat.to_standoff(to_graph(FULL))
    assert "T2\tPARK 6 7;8 11\t乙 高新区" in files.annotations
    assert "A1\tPlanned T5\n" in files.annotations
    assert "R2\tSTAGE Arg1:T6 Arg2:T5" in files.annotations
    assert "ALIAS Arg1:T6 Arg2:T1" in files.annotations


def test_brat_passes_over_notes() -> None:
    ann = "T1\tCOMPANY 0 1\t甲\n#1\tAnnotatorNotes T1\t问\nN1\tReference T1 Wikipedia:1\t甲\n"
    assert brat.from_standoff(brat.Standoff("甲", ann, ""), "a").marks == [Mark(0, 1, "COMPANY")]


@pytest.mark.parametrize(
    ("ann", "reason"),
    [
        ("T1\tCOMPANY 0\t甲", "line 1: no offsets"),
        ("T1\tCOMPANY 0 9\t甲", "in a text of 4 characters"),
        ("T1\tCOMPANY 0 1;2 3\t甲 丙", "line 1: fragments with text between"),
        ("T1\tFIRM 0 1\t甲", "no such label: 'FIRM'"),
        ("\nE1\tSIGN:T1", "line 2: no annotation of this scheme"),
        ("R1\tALIAS Arg1:T1 Arg2:T2", "no text-bound annotation T1"),
        ("R1\tALIAS Arg1:T1", "no relation of two arguments"),
        ("A1\tHedge T1", "no such attribute"),
        ("A1\tPlanned T1", "no text-bound annotation T1"),
        ("T1\tCOMPANY 0 2\t甲乙\nT2\tPARK 1 3\t乙丙", "share '乙' at 1"),
        ("T1\tPARK 0 1\t甲\nA1\tPlanned T1", "no such label: 'PARK?'"),
        (
            "T1\tPARK 0 1\t甲\nT2\tAMOUNT 1 2\t乙\nR1\tINVESTMENT Arg1:T1 Arg2:T2",
            "from PARK '甲' to AMOUNT '乙'",
        ),
    ],
)
def test_broken_standoff_says_where(ann: str, reason: str) -> None:
    with pytest.raises(AnnotationError, match=reason.replace("?", r"\?")):
        to_article(brat.from_standoff(brat.Standoff("甲乙丙丁", ann, ""), "a"), "a")


_KEYS = [
    "text",
    "spans",
    "start",
    "end",
    "label",
    "relations",
    "head",
    "child",
    "entities",
    "id",
    "data",
    "annotations",
    "result",
    "type",
    "value",
    "labels",
    "article",
    "from_id",
    "businesses",
    "meta",
    "stated",
    "start_offset",
    "end_offset",
]
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
    max_leaves=20,
)


def reason_against(format: str, value: dict[str, Any]) -> str:
    """Why a value cannot be read; empty where it can be."""
    try:
        graph = _MODULES[format].from_value(value)
        if graph is not None:
            to_article(graph, "a")
    except AnnotationError as error:
        return str(error)
    return ""


@given(st.dictionaries(st.sampled_from(_KEYS), _VALUES))
def test_any_json_is_read_or_refused_in_one_line(value: dict[str, Any]) -> None:
    for format in _MODULES:
        assert "\n" not in reason_against(format, value)


def linked(*links: tuple[int, int]) -> list[tuple[str, ...]]:
    """The businesses of the names 甲, 甲公司, 甲集团公司, 甲厂 with these links between them."""
    text = "甲，甲公司，甲集团公司，甲厂"
    starts = {"甲": 0, "甲公司": 2, "甲集团公司": 6, "甲厂": 12}
    marks = [Mark(start, start + len(name), "COMPANY") for name, start in starts.items()]
    return to_article(Graph(text, marks, [Link(a, b, "ALIAS") for a, b in links]), "a").businesses


def test_aliases_join_to_businesses() -> None:
    assert linked((0, 2), (1, 2)) == [("甲集团公司", "甲", "甲公司")]
    assert linked((0, 1), (1, 2)) == [("甲集团公司", "甲公司", "甲")]
    assert linked((0, 1), (3, 2)) == [("甲公司", "甲"), ("甲集团公司", "甲厂")]
    assert linked((0, 1), (3, 2), (1, 2)) == [("甲集团公司", "甲公司", "甲", "甲厂")]
    assert linked((0, 1), (1, 0)) == [("甲公司", "甲")]  # the longest, where no link tells
    assert linked((0, 0)) == []


def test_export_of_texts_with_the_marks_of_a_pipeline(toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "一.txt").write_text(toys()[0].text, "utf8")
    bare, own = tmp_path / "bare.jsonl", tmp_path / "own.jsonl"
    assert run("export", tmp_path / "news", "-f", "doccano", "-o", bare).exit_code == 0
    assert run("export", tmp_path / "news", "-f", "doccano", "-o", own, "--model", toy_model).exit_code == 0
    (article_bare,), (article_own,) = ([*read_articles(path, "doccano")] for path in (bare, own))
    assert article_bare == Article("一", toys()[0].text)
    assert isinstance(article_own, Article)
    assert replace(article_own, id="toy-0") == toys()[0]


def test_import_keeps_what_is_there(tmp_path: Path) -> None:
    assert write_articles(toys(), tmp_path / "a.jsonl", "prodigy") == []
    again = ["import", tmp_path / "a.jsonl", "-f", "prodigy", "-o", tmp_path / "marked"]
    assert run(*again).exit_code == 0
    second = run(*again)
    assert second.exit_code == 1
    assert second.stderr.count("exists already") == 3
    assert run(*again, "--overwrite").exit_code == 0


def test_import_reads_on_behind_what_is_broken(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    write_articles(toys(), file, "doccano")
    good = file.read_text("utf8").splitlines()
    evil = {**json.loads(good[1]), "article": {"id": "../../evil"}}
    lines = [good[0], "{", "[]", '{"text": 3, "entities": []}', json.dumps(evil), good[0], good[2]]
    file.write_text("\n".join(lines), "utf8")
    result = run("import", file, "-f", "doccano", "-o", tmp_path / "marked")
    assert result.exit_code == 1
    assert [path.stem for path in sorted(tmp_path.rglob("*.marked"))] == ["toy-0", "toy-2"]
    said = result.stderr.splitlines()
    assert [
        reason in line
        for reason, line in zip(
            [
                "a.jsonl:2: no JSON",
                "a.jsonl:3: no JSON object",
                'a.jsonl:4: no text in "text"',
                "no file name",
                "a second article",
            ],
            said,
            strict=True,
        )
    ] == [True] * 5


@pytest.mark.parametrize("text", ["甲[[乙", "甲\n---\n乙", "甲\r\n乙"])
def test_texts_that_no_marked_file_can_hold(text: str) -> None:
    with pytest.raises(AnnotationError):
        to_marked(Article("a", text))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.jsonl", None, "No such file"),
        ("latin.jsonl", "甲".encode("gbk"), "not UTF-8"),
        ("a.json", b"[{", "no JSON"),
    ],
)
def test_files_that_cannot_be_read(name: str, content: bytes | None, reason: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run("import", tmp_path / name, "-f", "labelstudio", "-o", tmp_path / "marked")
    assert result.exit_code == 2
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1


def test_export_names_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "a.marked").write_text("---\n[[C:甲\n---\n", "utf8")
    (tmp_path / "b.marked").write_text("---\n[[C:甲]]\n---\n", "utf8")
    result = run("export", tmp_path, "-f", "brat", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "a.marked: stray mark" in result.stderr
    assert (tmp_path / "out" / "b.ann").read_text("utf8") == "T1\tCOMPANY 0 1\t甲\n"
    assert "INVESTMENT\tArg1:COMPANY, Arg2:AMOUNT" in (tmp_path / "out" / "annotation.conf").read_text("utf8")


@pytest.mark.parametrize("format", FORMATS)
def test_labels_name_all(format: str) -> None:
    shown = run("labels", "--format", format).stdout
    for label in (
        "COMPANY",
        "PARK",
        "AMOUNT",
        "INDUSTRY_CHAIN",
        "SIGN",
        "START",
        "PRODUCTION",
        "INVESTMENT",
        "STAGE",
        "ALIAS",
    ):
        assert label in shown
