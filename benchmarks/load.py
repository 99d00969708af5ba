"""The page and the API under load: many clients at once, good requests and bad ones, for some seconds on loopback."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path

import httpx

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked

_BAD: tuple[tuple[str, dict[str, str], bytes], ...] = (
    ("bad JSON", {"content-type": "application/json"}, b'{"text": '),
    ("bad UTF-8", {"content-type": "text/plain"}, b"\xff\xfe\xfd"),
    ("oversized", {"content-type": "text/plain"}, b"x" * 2_000_000),
    ("no text", {"content-type": "application/json"}, b"{}"),
    ("strange type", {"content-type": "application/pdf"}, b"%PDF"),
)
_PATHS = ("/", "/health", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd")


def main(
    model: str, seconds: float = 60.0, clients: int = 50, articles: Path = Path("assets/articles/dev")
) -> None:
    """Serve MODEL and load it: three requests in four are articles, the rest are bad bodies and odd paths."""
    texts = [article.text for article in marked.read_dir(articles)]
    command = [sys.executable, "-m", "zhaoshang", "serve", "--model", model, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        try:
            assert server.stderr is not None
            url = server.stderr.readline().split()[1]
            asyncio.run(_load(url, server.pid, texts, seconds, clients))
        finally:
            server.terminate()


async def _load(url: str, pid: int, texts: list[str], seconds: float, clients: int) -> None:
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:
        await _post(client, texts[0])  # what is loaded with the first text
        answers: Counter[str] = Counter()
        times: list[float] = []
        before, end = _memory(pid), time.monotonic() + seconds
        work = (_client(client, k, texts, end, answers, times) for k in range(clients))
        await asyncio.gather(*work)
        await _wait_until_idle(client)
        after = _memory(pid)
    times.sort()
    print(f"{clients} clients, {seconds:g} s: {sum(answers.values()):,} requests")
    for answer, count in sorted(answers.items()):
        print(f"  {answer}: {count:,}")
    if times:
        p50, p99 = (times[int(len(times) * part)] for part in (0.5, 0.99))
        print(f"articles answered with 200: {len(times):,}, p50 {p50:.2f} s, p99 {p99:.2f} s")
    print(f"memory of the server: {before:.0f} MB at the start, {after:.0f} MB at the end")


async def _client(
    client: httpx.AsyncClient, k: int, texts: list[str], end: float, answers: Counter[str], times: list[float]
) -> None:
    for n in itertools.count(k):
        if time.monotonic() >= end:
            return
        began = time.monotonic()
        kind, request = _request(client, n, texts)
        try:
            status = str((await request).status_code)
        except httpx.HTTPError as error:
            status = f"broken off, {type(error).__name__}"
        answers[f"{kind}: {status}"] += 1
        if (kind, status) == ("article", "200"):
            times.append(time.monotonic() - began)
        if status == "429":
            await asyncio.sleep(0.2)


def _request(
    client: httpx.AsyncClient, n: int, texts: list[str]
) -> tuple[str, Coroutine[object, object, httpx.Response]]:
    """The n-th request, its kind first."""
    if n % 4:
        return "article", _post(client, texts[n % len(texts)])
    if n % 8:
        kind, headers, body = _BAD[n // 8 % len(_BAD)]
        return kind, client.post("/extract", content=body, headers=headers)
    path = _PATHS[n // 8 % len(_PATHS)]
    return f"GET {path}", client.get(path)


async def _post(client: httpx.AsyncClient, text: str) -> httpx.Response:
    return await client.post("/extract", json={"text": text})


async def _wait_until_idle(client: httpx.AsyncClient) -> None:
    while (await client.get("/health")).json()["waiting"]:
        await asyncio.sleep(0.1)


def _memory(pid: int) -> float:
    """The resident memory of a process in MB (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    run(main)
