"""Debian's chromium, for tests that need a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser of Playwright's; skips the test where Playwright or chromium is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs chromium: apt-get install chromium fonts-noto-cjk")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@contextmanager
def watched_page(
    browser: Any, width: int, url: str, allowed: tuple[str, ...]
) -> Iterator[tuple[Any, list[str]]]:
    """The page at ``url`` when it is ready, and what it writes to the console or asks of others than ``allowed``."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(15_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
    page.on("request", lambda r: r.url.startswith(allowed) or said.append(r.url))
    page.goto(url)
    page.wait_for_selector("html[data-ready=true]")
    yield page, said
    page.close()
