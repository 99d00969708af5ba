"""The page in a real browser: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from chromium import chromium, watched_page
from helpers import toys
from live_server import serve

pytest.importorskip("fastapi")
from zhaoshang.serving import Limits
from zhaoshang.serving.app import create_app

TEXT = toys()[0].text
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>𠮷" + TEXT


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def url(toy_nlp: Language) -> Iterator[str]:
    limits = Limits(max_bytes=5_000)
    with serve(create_app(toy_nlp, limits), limits) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(params=[1400, 400], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, browser: Any, url: str) -> Iterator[Any]:
    """The open page; it must ask nobody else for anything and leave the console empty."""
    with watched_page(browser, request.param, url, (url, f"blob:{url}", "data:")) as (page, said):
        yield page
    # Chromium itself writes a line for every answer that is an error.
    assert [line for line in said if "the server responded with a status of 4" not in line] == []


def wait_for_status(page: Any, begin: str) -> None:
    page.locator("#status", has_text=re.compile(f"^{begin}")).wait_for()


def extract(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.click("#extract")
    wait_for_status(page, "完成")


def cells(page: Any, table: str) -> list[list[str]]:
    rows = page.locator(f"#{table} tbody tr").all()
    return [row.locator("td").all_inner_texts() for row in rows]


def test_paste_and_see(page: Any) -> None:
    extract(page, TEXT)
    facts = cells(page, "facts")
    assert [row[:3] for row in facts] == [["甲公司", "投资", "5亿元"], ["甲公司", "开工", "已发生"]]
    assert "甲公司投资5亿元" in facts[0][4]
    assert [row[:3] for row in cells(page, "relations")] == [
        ["甲公司", "投资", "5亿元"],
        ["甲公司", "开工", "开工 (已发生)"],
    ]
    marks = page.locator("#marked mark").all_inner_texts()
    assert [" ".join(mark.split()) for mark in marks] == [
        "甲公司企业",
        "5亿元金额",
        "开工开工",
        "乙公司企业",
        "3亿元金额",
    ]
    assert page.locator("#marked mark.START").count() == 1


def test_a_paste_extracts_at_once(page: Any) -> None:
    page.evaluate(
        "text => { document.getElementById('text').value = text; "
        "document.getElementById('text').dispatchEvent(new ClipboardEvent('paste')); }",
        TEXT,
    )
    page.wait_for_selector("#facts td.evidence")


def test_a_click_on_a_fact_shows_where_it_stands(page: Any) -> None:
    extract(page, "甲公司来了。\n" + TEXT)
    page.locator("#relations tbody tr").first.click()
    assert page.locator("#marked mark.lit").count() == 2
    assert page.locator("#marked mark").first.evaluate("e => e.classList.contains('lit')") is False


def test_labels_in_two_languages(page: Any) -> None:
    extract(page, TEXT)
    page.click("#language")
    assert page.locator("html").get_attribute("lang") == "en"
    assert [row[:3] for row in cells(page, "facts")] == [
        ["甲公司", "investment", "5亿元"],
        ["甲公司", "under construction", "done"],
    ]
    assert page.locator("#status").inner_text().startswith("Done")
    page.reload()  # the choice is remembered
    page.wait_for_selector("html[data-ready=true]")
    assert page.locator("#extract").inner_text() == "Extract"
    page.click("#language")
    assert page.locator("#extract").inner_text() == "提取"


def test_both_languages_say_everything(page: Any) -> None:
    keys = "import('/labels.js').then(({labels}) => Object.values(labels).map(l => [...Object.keys(l), ...Object.keys(l.errors)]))"
    chinese, english = page.evaluate(keys)
    assert chinese == english


def test_downloads(page: Any, tmp_path: Path) -> None:
    extract(page, EVIL)
    for name in ("jsonl", "csv"):
        with page.expect_download() as download:
            page.click(f"#{name}")
        download.value.save_as(tmp_path / name)
        assert download.value.suggested_filename == f"zhaoshang.{name}"
    record = json.loads((tmp_path / "jsonl").read_text("utf8"))
    assert record["text"] == EVIL
    assert len(record["facts"]) == 2
    table = (tmp_path / "csv").read_bytes().decode("utf-8-sig")
    assert table.count("\r\n") == 3
    assert "甲公司,INVESTMENT,5亿元" in table


def test_markup_is_text(page: Any) -> None:
    extract(page, EVIL)
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>𠮷" in page.locator("#marked").inner_text()
    assert page.locator("#result img, #result script").count() == 0
    # 𠮷 is two units of a JavaScript string and one character.
    assert page.locator("#marked mark").first.inner_text().startswith("甲公司")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_files_of_usual_encodings(page: Any, encoding: str) -> None:
    page.set_input_files(
        "#file", {"name": "a.txt", "mimeType": "text/plain", "buffer": TEXT.encode(encoding)}
    )
    page.wait_for_selector("#facts td.evidence")
    assert page.input_value("#text") == TEXT


def test_a_dropped_file(page: Any) -> None:
    page.evaluate(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'a.txt')); "
        "document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true })); }",
        TEXT,
    )
    page.wait_for_selector("#facts td.evidence")
    assert len(cells(page, "facts")) == 2


def test_what_goes_wrong_is_said(page: Any) -> None:
    status = page.locator("#status")
    page.click("#extract")
    assert status.inner_text() == "请先粘贴或打开一篇文章"
    page.set_input_files("#file", {"name": "a.bin", "mimeType": "text/plain", "buffer": b"\0\1\xff"})
    wait_for_status(page, "不是文本文件")
    page.fill("#text", "甲" * 5_000)
    page.click("#extract")
    wait_for_status(page, "文章太长")
    page.click("#language")
    assert status.inner_text().startswith("The article is too long")
    assert status.get_attribute("class") == "error"
    page.click("#language")
    extract(page, TEXT)
    page.click("#clear")
    assert not page.locator("#result").is_visible()
    assert page.input_value("#text") == ""


def test_nothing_found(page: Any) -> None:
    extract(page, "今天天气很好。")
    assert cells(page, "facts") == [["没有找到"]]
    page.locator("#facts td").click()


def test_the_page_is_not_wider_than_the_window(page: Any) -> None:
    extract(page, EVIL * 3 + "x" * 300)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_the_page_of_the_api(page: Any, url: str) -> None:
    page.goto(url + "docs")
    page.wait_for_selector("html[data-ready=true]")
    shown = page.locator("main").inner_text()
    for part in ("POST /extract", "429", "ArticleRecord", "evidence", "?format: json | csv"):
        assert part in shown
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
