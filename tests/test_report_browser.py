"""The report in a real browser: Debian's chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import chromium, watched_page
from test_html_report import BODY, EVIL, article, save
from zhaoshang.report import write_report

pytest.importorskip("itables")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of an evil article and of forty with dates, sums of 1 to 40 and one of 5 yi yuan."""
    evil = article("[[C:甲公司]][[SIGN:签约>甲公司]]。", id="evil", title=EVIL)
    evil["facts"][0].update({"company": EVIL, "evidence": [[0, 2 * len(EVIL)]]})
    evil["entities"].append({"start": 5, "end": 6, "label": "PARK", "text": EVIL, "norm": EVIL})
    evil["text"] = EVIL * 2
    records = [
        article(
            f"[[C:子{n:02}公司]]投资[[A:{n}亿元>子{n:02}公司]]。",
            id=f"n{n}",
            meta={"date": f"2024-0{n % 3 + 1}-01"},
        )
        for n in range(1, 41)
    ]
    path = save(tmp_path_factory.mktemp("page") / "out.jsonl", evil, article(BODY), *records)
    write_report(path, path.with_suffix(".html"), EVIL)
    return path.with_suffix(".html")


@pytest.fixture(params=[1400, 400], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, browser: Any, file: Path) -> Iterator[Any]:
    """The open report; it must ask the network for nothing and leave the console empty."""
    with watched_page(browser, request.param, file.as_uri(), ("file:", "blob:", "data:")) as (page, said):
        yield page
    assert said == []


def column(page: Any, name: str) -> list[str]:
    return page.locator(f"#table tbody td.{name}").all_inner_texts()


def search(page: Any, name: str, text: str) -> None:
    page.locator(f"#table thead tr:nth-child(2) .{name} input").first.fill(text)


def wait_for_rows(page: Any, count: int) -> None:
    page.wait_for_function("n => document.querySelectorAll('#table tbody tr').length === n", arg=count)


def test_facts_can_be_filtered(page: Any) -> None:
    assert len(column(page, "company")) == 25
    search(page, "company", "子07")
    wait_for_rows(page, 1)
    assert column(page, "sum") == ["7亿 CNY"]
    assert column(page, "fact") == ["投资"]
    assert page.locator("#by_park .bar").count() == 1
    assert "7亿" in page.locator("#by_park").text_content()
    search(page, "company", "")
    page.locator(".dt-search input").fill("光伏")
    wait_for_rows(page, 3)
    assert column(page, "stage") == ["开工", "开工", "投产"]
    assert column(page, "status") == ["已发生", "已发生", "计划中"]
    assert "光伏" in page.locator("#by_chain").text_content()


def test_facts_can_be_sorted_by_sum(page: Any) -> None:
    order = page.locator("#table thead tr:first-child .sum .dtcc-button_order")
    order.click()
    order.click()
    page.wait_for_function("document.querySelector('#table tbody td.sum').innerText === '40亿 CNY'")
    assert [text.removesuffix("亿 CNY") for text in column(page, "sum")[:4]] == ["40", "39", "38", "37"]


def test_charts(page: Any) -> None:
    assert page.locator("#over_time text").all_text_contents()[::2] == ["2024-01", "2024-02", "2024-03"]
    assert page.locator("#by_park text").all_text_contents() == [
        "未说明",
        "820亿",
        "某园",
        "5亿",
    ]  # 1 + … + 40
    assert page.locator("#by_stage text").all_text_contents() == ["未说明", "820亿", "开工", "5亿"]


def test_labels_in_two_languages(page: Any) -> None:
    assert "企业" in page.locator("#table thead").inner_text()
    page.locator(".dt-search input").fill("光伏")
    page.click("#language")
    wait_for_rows(page, 3)  # what was searched stays
    assert "company" in page.locator("#table thead").inner_text()
    assert column(page, "sum")[0] == "500m CNY"
    assert "Sums by park" in page.locator(".charts").text_content()
    page.click("#language")
    assert column(page, "sum")[0] == "5亿 CNY"


def test_an_article_opens_from_its_fact(page: Any) -> None:
    page.locator(".dt-search input").fill("光伏")
    wait_for_rows(page, 3)
    assert not page.locator("#a2 .entities").is_visible()
    page.locator("#table td.source a").first.click()
    page.wait_for_selector("#a2 .entities", state="visible")
    assert page.locator("#a2 mark.entity").count() == 6
    assert page.locator("#a2 svg .displacy-arrow").count() == 3


def test_markup_in_an_article_is_text(page: Any) -> None:
    assert page.locator("h1").inner_text() == EVIL
    assert page.title() == EVIL
    assert column(page, "company")[0] == EVIL
    assert "<img src=x" in column(page, "evidence")[0]
    page.locator("#a1 summary").click()
    assert page.locator("#a1 .entities").inner_text().count("alert(1)") == 4
    assert column(page, "park")[0] == EVIL
    page.locator("#table thead tr:first-child .park .dtcc-button").last.click()
    page.wait_for_selector(".dtcc-dropdown .dtcc-list")
    assert "<img src=x" in page.locator(".dtcc-dropdown .dtcc-list").inner_text()
    assert page.locator("img").count() == 0


def test_the_page_is_not_wider_than_the_window(page: Any) -> None:
    page.locator("#a1 summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
