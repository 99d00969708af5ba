"""The report of records: what is in the page, and that nothing of a record becomes markup."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from helpers import extracted
from zhaoshang.cli.app import app
from zhaoshang.output import ArticleRecord
from zhaoshang.record import error_record, to_record
from zhaoshang.report.drawing import draw_entities, draw_relations
from zhaoshang.report.labels import LABELS
from zhaoshang.report.rows import rows_of

BODY = "[[C:甲公司]]在[[P:某园]]投资[[A:5亿元>甲公司]]的[[I:光伏]]项目[[START:开工>甲公司]]，明年[[PRODUCTION?:投产>甲公司]]。"
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&\"'"


def article(body: str, id: str = "a", **more: object) -> ArticleRecord:
    doc = extracted(body)
    record = {**to_record(doc, id, f"{id}.txt"), "title": None, "span": [0, len(doc.text)], "meta": {}}
    return {**record, "text": doc.text, **more}  # type: ignore[typeddict-item, return-value]


def save(path: Path, *records: ArticleRecord) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf8")
    return path


def report(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def embedded(page: str, id: str) -> object:
    found = re.search(rf'<script type="application/json" id="{id}">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found[1])


class Tags(HTMLParser):
    """The tags and attributes of a page; the text outside scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_labels_of_both_languages() -> None:
    assert LABELS["zh"].keys() == LABELS["en"].keys()


def test_rows() -> None:
    invested, started, produced = rows_of(article(BODY, meta={"date": "2024-05-01"}), "a1")
    assert (invested["fact"], invested["value"], invested["currency"]) == ("INVESTMENT", 500_000_000, "CNY")
    assert (invested["stage"], invested["status"]) == (
        "START",
        "actual",
    )  # what it has reached, not what is planned
    assert (invested["park"], invested["chain"], invested["date"]) == ("某园", "光伏", "2024-05-01")
    assert (started["stage"], started["value"]) == ("START", None)
    assert (produced["stage"], produced["status"]) == ("PRODUCTION", "planned")
    assert started["evidence"] == "甲公司在某园投资5亿元的光伏项目开工，明年投产。"


def test_the_park_beside_a_fact() -> None:
    body = "[[P:东园]]很远，[[C:乙公司]]在[[P:西园]]、[[C:甲公司]][[SIGN:签约>甲公司]]。"
    assert [row["park"] for row in rows_of(article(body), "")] == ["西园"]
    body = "[[P:东园]]。[[P:西园]]。[[C:甲公司]][[SIGN:签约>甲公司]]。"
    assert [row["park"] for row in rows_of(article(body), "")] == [""]
    body = "[[P:东园]]。[[P:东园]]。[[C:甲公司]][[SIGN:签约>甲公司]]。"
    assert [row["park"] for row in rows_of(article(body), "")] == ["东园"]


def test_entities_in_colour() -> None:
    shown = Tags(draw_entities(article(BODY)))
    assert shown.tags.count("mark") == 6
    assert re.sub(r"[A-Z_?]+", "", shown.text).strip() == article(BODY)["text"]
    assert "PRODUCTION?" in shown.text


def test_relations_as_arcs() -> None:
    (drawing,) = draw_relations(article(BODY), "a1")
    shown = Tags(drawing)
    assert ("class", "displacy-arrow") in shown.attributes
    labels = re.findall(r'class="displacy-label"[^>]*>(\w+)<', drawing)
    assert sorted(labels) == ["INVESTMENT", "PRODUCTION", "START"]
    words = re.findall(r'class="displacy-word"[^>]*>([^<]+)<', drawing)
    assert words == ["甲公司", "在某园投资", "5亿元", "的光伏项目", "开工", "，明年", "投产"]


def test_relations_that_do_not_meet_are_drawn_apart() -> None:
    body = "[[C:甲公司]][[SIGN:签约>甲公司]]。[[C:乙公司]]和[[C:丙公司]][[START:开工>乙公司|丙公司]]。"
    drawings = draw_relations(article(body), "a1")
    assert [drawing.count('displacy-arrow"') for drawing in drawings] == [1, 2]


def test_an_article_within_a_file() -> None:
    record = article(BODY)
    for entry in [*record["entities"], *record["stages"]]:
        entry["start"] += 100
        entry["end"] += 100
    for fact in record["facts"]:
        fact["evidence"] = [[start + 100, end + 100] for start, end in fact["evidence"]]
    record["span"] = [100, 100 + len(record["text"])]
    assert draw_entities(record) == draw_entities(article(BODY))
    assert draw_relations(record, "a") == draw_relations(article(BODY), "a")
    assert rows_of(record, "a") == rows_of(article(BODY), "a")


def test_the_page(tmp_path: Path) -> None:
    pytest.importorskip("itables")
    failed: ArticleRecord = {**error_record("b", "b.txt", "empty file")}
    records = save(tmp_path / "out.jsonl", article(BODY, title="标题"), failed)
    result = report(records)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == str(tmp_path / "out.html")
    page = (tmp_path / "out.html").read_text("utf8")
    assert embedded(page, "rows") == rows_of(article(BODY, title="标题"), "a1")
    assert '<html lang="zh">' in page
    assert "<li>b.txt: empty file</li>" in page
    without_library = re.sub(r'<script type="text/plain".*?</script>', "", page, flags=re.S)
    assert not re.search(r'(src|href)="(https?:)?//', without_library)
    assert report(records, "-l", "en", "-o", tmp_path / "en.html").exit_code == 0
    assert '<html lang="en">' in (tmp_path / "en.html").read_text("utf8")


def test_how_many_articles_are_drawn(tmp_path: Path) -> None:
    pytest.importorskip("itables")
    records = [article("没有事实。", id="x"), *(article(BODY, id=str(n)) for n in range(4))]
    path = save(tmp_path / "out.jsonl", *records)
    for most, drawn in ((0, 0), (2, 2), (4, 4), (9, 5)):
        assert report(path, "--articles", most).exit_code == 0
        page = (tmp_path / "out.html").read_text("utf8")
        assert page.count("<details") == drawn
        assert (">没有事实。<" in page) == (most == 9)
        assert len(embedded(page, "rows")) == 12  # type: ignore[arg-type]


def test_records_without_text(tmp_path: Path) -> None:
    pytest.importorskip("itables")
    record = article(BODY)
    del record["text"], record["span"], record["meta"], record["title"]
    assert report(save(tmp_path / "out.jsonl", record)).exit_code == 0
    page = (tmp_path / "out.html").read_text("utf8")
    assert LABELS["zh"]["no_text"] in page
    assert "<details" not in page


@pytest.mark.parametrize(
    "key", ["id", "source", "title", "text", "error", "label", "status", "company", "date"]
)
def test_nothing_of_a_record_becomes_markup(key: str, tmp_path: Path) -> None:
    pytest.importorskip("itables")
    record: dict = dict(article(BODY, title="题", meta={"date": "2024"}))  # type: ignore[type-arg]
    if key in ("id", "source", "title"):
        record[key] = EVIL
    elif key == "text":
        record["text"] = EVIL + record["text"] + EVIL
    elif key == "error":
        record = {**error_record("b", "b.txt", EVIL)}
    elif key == "date":
        record["meta"]["date"] = EVIL
    elif key == "company":
        record["facts"][0]["company"] = EVIL
    elif key == "label":
        record["entities"][0]["label"] = record["relations"][0]["label"] = EVIL
    else:
        record["stages"][0]["status"] = record["facts"][1]["status"] = EVIL
    plain = save(tmp_path / "plain.jsonl", article(BODY, title="题"), {**error_record("b", "b", "x")})
    evil = save(tmp_path / "evil.jsonl", record, {**error_record("b", "b", "x")})  # type: ignore[arg-type]
    pages = []
    for path in (plain, evil):
        assert report(path, "--title", "t").exit_code == 0
        pages.append(Tags(path.with_suffix(".html").read_text("utf8")))
    assert pages[1].tags.count("script") == pages[0].tags.count("script")
    assert "img" not in pages[1].tags
    assert not [name for name, _ in pages[1].attributes if name.startswith("on")]


@given(st.text(max_size=20), st.integers(-5, 60), st.integers(-5, 60))
@settings(max_examples=40)
def test_any_text_and_offsets_can_be_drawn(text: str, start: int, end: int) -> None:
    record = article(BODY, text=text)
    record["entities"][0].update({"start": start, "end": end})
    for drawing in (draw_entities(record), *draw_relations(record, "a")):
        assert set(Tags(drawing).tags) <= {
            "div",
            "mark",
            "span",
            "br",
            "svg",
            "g",
            "path",
            "text",
            "tspan",
            "textpath",
        }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("nothing", "out.jsonl:1: no JSON"),
        ("[]", "out.jsonl:1: no record"),
        ('{"id": "a"}', "out.jsonl:1: no record"),
        ('\n{"id": 1, "source": 2, "error": null, "entities": 3, "facts": 4}', "out.jsonl:2: no record"),
        (b"\xff\xfe\x00", "no UTF-8"),
        (None, "No such file"),
    ],
)
def test_what_is_no_file_of_records(content: str | bytes | None, reason: str, tmp_path: Path) -> None:
    pytest.importorskip("itables")
    path = tmp_path / "out.jsonl"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = report(path)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("zhaoshang: ")
    assert reason in line
    assert not (tmp_path / "out.html").exists()


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    pytest.importorskip("itables")
    records = save(tmp_path / "out.jsonl", article(BODY))
    before = records.read_bytes()
    for output, reason in (
        ("none/out.html", "No such file"),
        (".", "Is a directory"),
        ("out.jsonl", "is the file"),
    ):
        result = report(records, "-o", tmp_path / output)
        assert result.exit_code == 2
        assert reason in result.stderr
    assert records.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_without_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhaoshang.report.page.find_spec", lambda name: None)
    result = report(save(tmp_path / "out.jsonl", article(BODY)))
    assert result.exit_code == 2
    assert "pip install 'zhaoshang[report]'" in result.stderr
