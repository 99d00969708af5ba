"""The page and the API under load: many clients at once, good requests and bad ones, for some seconds on loopback."""

from __future__ import annotations

import asyncio
import itertools
import os
import platform
import re
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx
import typer

from zhaoshang.cli.pages import put_block
from zhaoshang.cli.script import run
from zhaoshang.corpus import marked

_BAD: tuple[tuple[str, dict[str, str], bytes], ...] = (
    ("bad JSON", {"content-type": "application/json"}, b'{"text": '),
    ("bad UTF-8", {"content-type": "text/plain"}, b"\xff\xfe\xfd"),
    ("oversized", {"content-type": "text/plain"}, b"x" * 2_000_000),
    ("no text", {"content-type": "application/json"}, b"{}"),
    ("strange type", {"content-type": "application/pdf"}, b"%PDF"),
)
_PATHS = ("/", "/health", "/nowhere")
#: Sent as they are: a client of HTTP would tidy them up.
_TRICKS = (
    b"/../../etc/passwd",
    b"/static/..%2f..%2fetc/passwd",
    b"/%2e%2e/%2e%2e/etc/passwd",
    b"//etc/passwd",
    b"/a%00b",
)
#: How answers begin that a server must not give.
_BROKEN = ("broken off", "5", "leaked")
_HEAD = b"POST /extract HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/plain\r\n"
_SLOW = {"slow headers": _HEAD, "slow body": _HEAD + b"content-length: 1000\r\n\r\n"}


@dataclass
class Report:
    """Seconds of each request by its kind and answer, and the server's memory (MB) each second."""

    times: defaultdict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    memory: list[float] = field(default_factory=list)

    def as_markdown(self) -> str:
        """A line of totals, a table of answers by kind of request, and a line of memory."""
        lines = [
            f"{sum(map(len, self.times.values())):,} requests.",
            "",
            "| request | answer | requests | p50, s | p99, s |",
            "| --- | --- | ---: | ---: | ---: |",
        ]
        for (kind, answer), times in sorted(self.times.items()):
            p50, p99 = (sorted(times)[int(len(times) * part)] for part in (0.5, 0.99))
            lines.append(f"| {kind} | {answer} | {len(times):,} | {p50:.2f} | {p99:.2f} |")
        start, half, end = self.memory[0], self.half_time_memory, self.memory[-1]
        lines += [
            "",
            f"Memory of the server: {start:.0f} MB at the start, {half:.0f} MB at half time, "
            f"{max(self.memory):.0f} MB at most, {end:.0f} MB at the end.",
        ]
        return "\n".join(lines) + "\n"

    @property
    def half_time_memory(self) -> float:
        """The memory in the middle, when what is loaded or made room for with first requests is."""
        return self.memory[len(self.memory) // 2]

    @property
    def broken(self) -> int:
        """Requests that were broken off, answered with a 5xx, or with a file of the machine."""
        return sum(len(times) for (_, answer), times in self.times.items() if answer.startswith(_BROKEN))


def main(
    model: str,
    seconds: float = 60.0,
    clients: int = 50,
    articles: Path = Path("assets/articles/dev"),
    document: Path | None = typer.Option(
        None, help="A document to write the report into, between its markers."
    ),
) -> None:
    """Serve MODEL and load it.

    Of the clients one in ten sends too slowly and one in ten asks for paths that it should not; of the other
    requests three in four are articles, the rest bad bodies and pages. Exit status 1 where the server dies,
    says something, breaks a request off, answers with a 5xx, or grows by more than 5% in the second half.
    """
    texts = [article.text for article in marked.read_dir(articles)]
    command = [sys.executable, "-m", "zhaoshang", "serve", "--model", model, "--port", "0"]
    report = Report()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        try:
            assert server.stderr is not None
            pipeline = asyncio.run(
                _load(_address(server.stderr), server.pid, texts, seconds, clients, report)
            )
            alive = server.poll() is None
        finally:
            server.terminate()
        said = server.stderr.read()
    found = f"{pipeline}, Python {platform.python_version()}, {clients} clients, {seconds:g} s: {report.as_markdown()}"
    print(found)
    if document:
        put_block(document, "load", found)
    faults = [
        *(["the server died"] if not alive else []),
        *([f"the server said: {said}"] if said else []),
        *([f"{report.broken:,} requests broke"] if report.broken else []),
        *(["its memory grows"] if report.memory[-1] > 1.05 * report.half_time_memory else []),
    ]
    if faults:
        raise SystemExit("\n".join(faults))


def _address(lines: IO[str]) -> str:
    """Where a server listens, by its first line."""
    line = lines.readline()
    address = re.search(r"http://\S+", line)
    if address is None:
        raise SystemExit(line.strip())
    return address[0]


async def _load(url: str, pid: int, texts: list[str], seconds: float, clients: int, report: Report) -> str:
    """Put the load on; the name of the pipeline that is served."""
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=90) as client:
        await _post(client, max(texts, key=len))  # what is loaded with the first text
        end = time.monotonic() + seconds
        watch = asyncio.create_task(_watch(pid, report))
        work = []
        for k in range(clients):
            if k % 10 == 0:
                work.append(_slow_client(client.base_url, k, end, report))
            elif k % 10 == 1:
                work.append(_tricky_client(client.base_url, k, end, report))
            else:
                work.append(_client(client, k, texts, end, report))
        await asyncio.gather(*work)
        await _wait_until_idle(client)
        watch.cancel()
        report.memory.append(_memory(pid))
        return str((await client.get("/health")).json()["model"])


async def _watch(pid: int, report: Report) -> None:
    while True:
        report.memory.append(_memory(pid))
        await asyncio.sleep(1)


async def _client(client: httpx.AsyncClient, k: int, texts: list[str], end: float, report: Report) -> None:
    """Articles, broken bodies and pages, one after the other; after a 429 a short wait."""
    for n in itertools.count(k):
        if time.monotonic() >= end:
            return
        began = time.monotonic()
        if n % 4:
            kind, request = "article", _post(client, texts[n % len(texts)])
        elif n % 8:
            kind, headers, body = _BAD[n // 8 % len(_BAD)]
            request = client.post("/extract", content=body, headers=headers)
        else:
            path = _PATHS[n // 8 % len(_PATHS)]
            kind, request = f"GET {path}", client.get(path)
        try:
            status = str((await request).status_code)
        except httpx.HTTPError as error:
            status = f"{_BROKEN[0]}, {type(error).__name__}"
        report.times[kind, status].append(time.monotonic() - began)
        if status == "429":
            await asyncio.sleep(0.2)


async def _tricky_client(url: httpx.URL, k: int, end: float, report: Report) -> None:
    """Paths that lead out of what is served; the answer must hold nothing of the machine's files."""
    for n in itertools.count(k):
        if time.monotonic() >= end:
            return
        path = _TRICKS[n % len(_TRICKS)]
        head = b"GET " + path + b" HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n"
        began = time.monotonic()
        answer = await _exchange(url, head)
        status = "leaked: a file of the machine" if b"root:" in answer else _status(answer)
        report.times[f"GET {path.decode()}", status].append(time.monotonic() - began)
        await asyncio.sleep(0.1)


async def _slow_client(url: httpx.URL, k: int, end: float, report: Report) -> None:
    """Headers, or a body, of which a byte comes each half second."""
    for n in itertools.count(k // 10):
        if time.monotonic() >= end:
            return
        kind = sorted(_SLOW)[n % len(_SLOW)]
        began = time.monotonic()
        answer = await _exchange(url, _SLOW[kind], drip=b"x")
        report.times[kind, _status(answer)].append(time.monotonic() - began)


async def _exchange(url: httpx.URL, head: bytes, drip: bytes = b"") -> bytes:
    """All that the server answers to some bytes; ``drip`` is sent each half second until it closes."""
    reader, writer = await asyncio.open_connection(url.host, url.port)
    answer = asyncio.create_task(reader.read())
    try:
        writer.write(head)
        while drip and not answer.done():
            writer.write(drip)
            await asyncio.wait([answer], timeout=0.5)
        return await answer
    except ConnectionError:
        return await answer if answer.done() and not answer.exception() else b""
    finally:
        answer.cancel()
        writer.close()


def _status(answer: bytes) -> str:
    return answer.split(b" ", 2)[1].decode("ascii", "replace") if answer.startswith(b"HTTP/") else _BROKEN[0]


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
