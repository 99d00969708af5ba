from __future__ import annotations

import contextlib
import csv
import io
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

pytest.importorskip("fastapi")
pytest.importorskip("httpx")
import httpx
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from helpers import toys
from live_server import serve
from test_record import assert_valid
from zhaoshang import extract
from zhaoshang.cli.app import app as cli
from zhaoshang.serving import Limits
from zhaoshang.serving.app import create_app

TEXT = toys()[0].text
BASE = "http://127.0.0.1:8000"
PLAIN = {"content-type": "text/plain; charset=utf-8"}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(toy_nlp: Language) -> Iterator[TestClient]:
    with TestClient(create_app(toy_nlp, Limits(max_bytes=20_000)), BASE) as client:
        yield client


def assert_problem(response: Any, status: int, code: str) -> None:
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert "\n" not in response.json()["error"]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "options", [{"json": {"text": TEXT, "id": "甲"}}, {"content": TEXT.encode(), "headers": PLAIN}]
)
def test_extract(client: TestClient, toy_nlp: Language, options: dict[str, Any]) -> None:
    response = client.post("/extract", **options)
    assert response.status_code == 200
    record = response.json()
    assert_valid(record, TEXT)
    assert record["facts"] == extract(TEXT, toy_nlp)["facts"]
    assert record["facts"]
    assert record["text"] == TEXT
    assert record["id"] == ("甲" if "json" in options else "")


def test_offsets_are_those_of_the_text_as_it_was_sent(client: TestClient) -> None:
    text = "\r\n𠮷" + TEXT + "\r\n"
    record = client.post("/extract", json={"text": text}).json()
    assert_valid(record, text)
    assert record["text"] == text


def test_csv(client: TestClient) -> None:
    response = client.post("/extract?format=csv", json={"text": TEXT, "id": "=1+1"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["company"], row["fact"], row["id"]) for row in rows] == [
        ("甲公司", "INVESTMENT", "'=1+1"),
        ("甲公司", "START", "'=1+1"),
    ]


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{", JSON, 400, "json"),
        (b"", JSON, 400, "json"),
        (b"[" * 10_000, JSON, 400, "json"),
        (b'{"text": ' + b"1" * 9_000 + b"}", JSON, 400, "json"),
        ("甲公司".encode("gbk"), PLAIN, 400, "utf8"),
        (b'{"text": "\xff"}', JSON, 400, "utf8"),
        (b"[]", JSON, 422, "fields"),
        (b"{}", JSON, 422, "fields"),
        (b'{"text": 3}', JSON, 422, "fields"),
        (b'{"text": "\xe7\x94\xb2", "id": []}', JSON, 422, "fields"),
        (b'{"text": "\\ud800"}', JSON, 422, "fields"),
        (b'{"text": " \\n"}', JSON, 422, "empty"),
        (b" \n", PLAIN, 422, "empty"),
        (b"x" * 20_001, PLAIN, 413, "too_large"),
        (b"x", {"content-type": "text/html"}, 415, "type"),
        (b"x", {}, 415, "type"),
        (b"x", {"content-type": "text/plain; charset=gbk"}, 415, "type"),
        (b"x", {**PLAIN, "content-encoding": "gzip"}, 415, "type"),
        (b"x", {**PLAIN, "origin": "http://evil.example"}, 403, "origin"),
        (b"x", {**PLAIN, "origin": "null"}, 403, "origin"),
        (b"x", {**PLAIN, "host": "evil.example"}, 421, "host"),
        (b"x", {**PLAIN, "host": "evil.example:8000"}, 421, "host"),
    ],
)
def test_bad_requests(
    client: TestClient, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    assert_problem(client.post("/extract", content=content, headers=headers), status, code)


def test_a_body_without_a_length_is_counted(client: TestClient) -> None:
    chunks = (b"x" * 1_000 for _ in range(30))
    assert_problem(client.post("/extract", content=chunks, headers=PLAIN), 413, "too_large")


def test_a_text_that_is_too_long_for_the_pipeline(
    client: TestClient, toy_nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy_nlp, "max_length", 100)
    assert_problem(client.post("/extract", json={"text": "甲" * 101}), 413, "too_large")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "[::1]:8000", "[::1]", "127.0.0.1"])
def test_its_own_hosts(client: TestClient, host: str) -> None:
    assert client.get("/health", headers={"host": host}).status_code == 200


def test_its_own_origin(client: TestClient) -> None:
    response = client.post("/extract", json={"text": TEXT}, headers={"origin": BASE})
    assert response.status_code == 200


def test_any_host_where_it_listens_at_any_address(toy_nlp: Language) -> None:
    with TestClient(create_app(toy_nlp, hosts=None), "http://news.example") as client:
        assert client.get("/health").json() == {"model": "zh_pipeline", "waiting": 0}


def test_other_paths_and_methods(client: TestClient) -> None:
    for path in (
        "/nothing",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/page.js/..%2fpage.css",
        "//etc/passwd",
    ):
        assert_problem(client.get(path), 404, "path")
    assert_problem(client.get("/extract"), 405, "method")
    assert_problem(client.post("/extract?format=xml", json={"text": TEXT}), 422, "fields")


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/page.css", "/page.js", "/labels.js", "/docs.js", "/openapi.json", "/health"]
)
def test_pages_and_headers(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-frame-options"] == "DENY"
    if path != "/openapi.json":
        assert not re.search("https?://", response.text)  # nothing from the net


def test_openapi(client: TestClient) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/extract"]["post"]
    assert {"200", "400", "408", "413", "415", "422", "429", "500", "504"} <= operation["responses"].keys()
    assert set(operation["requestBody"]["content"]) == {"application/json", "text/plain"}
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "ArticleRecord"
    )


def test_no_script_sets_markup() -> None:
    folder = Path(str(__import__("zhaoshang.serving").serving.__file__)).parent / "static"
    for script in folder.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script.read_text("utf8")
        )


@given(st.binary(max_size=200), st.sampled_from([PLAIN, JSON]))
def test_any_body_gets_an_answer(client: TestClient, content: bytes, headers: dict[str, str]) -> None:
    response = client.post("/extract", content=content, headers=headers)
    assert response.status_code in (200, 400, 422)
    if response.status_code == 200:
        assert_valid(response.json(), response.json()["text"])


class Slow:
    """A pipeline that waits for a signal."""

    def __init__(self, nlp: Language) -> None:
        self.go = threading.Event()
        self.texts: list[str] = []
        self._nlp = nlp
        self.max_length, self.meta, self.memory_zone = nlp.max_length, nlp.meta, nlp.memory_zone

    def __call__(self, text: str) -> Doc:
        self.texts.append(text)
        assert self.go.wait(20)
        if "坏" in text:
            raise RuntimeError("two\nlines")
        return self._nlp(text)


def post_all(client: TestClient, texts: list[str]) -> list[Any]:
    responses: list[Any] = [None] * len(texts)

    def post(k: int) -> None:
        responses[k] = client.post("/extract", json={"text": texts[k]})

    threads = [threading.Thread(target=post, args=[k]) for k in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return responses


def wait_until_idle(client: TestClient) -> None:
    for _ in range(500):
        if client.get("/health").json()["waiting"] == 0:
            return
        time.sleep(0.02)
    raise AssertionError("still waiting")


def test_the_queue_is_bounded(toy_nlp: Language) -> None:
    slow = Slow(toy_nlp)
    with TestClient(create_app(slow, Limits(queue=2)), BASE) as client:  # type: ignore[arg-type]
        threading.Timer(1.0, slow.go.set).start()
        responses = post_all(client, [TEXT] * 5)
        assert sorted(response.status_code for response in responses) == [200, 200, 429, 429, 429]
        busy = next(response for response in responses if response.status_code == 429)
        assert_problem(busy, 429, "busy")
        assert busy.headers["retry-after"]
        wait_until_idle(client)
        assert client.post("/extract", json={"text": TEXT}).status_code == 200


def test_time_is_limited(toy_nlp: Language) -> None:
    slow = Slow(toy_nlp)
    with TestClient(create_app(slow, Limits(extract_seconds=0.3, queue=3)), BASE) as client:  # type: ignore[arg-type]
        responses = post_all(client, ["甲公司一", "甲公司二", "甲公司三"])
        assert [response.status_code for response in responses] == [504, 504, 504]
        assert_problem(responses[0], 504, "timeout")
        slow.go.set()
        wait_until_idle(client)
        assert len(slow.texts) == 1  # those whose time was over were not begun
        assert client.post("/extract", json={"text": TEXT}).status_code == 200


def test_a_failing_pipeline(toy_nlp: Language) -> None:
    slow = Slow(toy_nlp)
    slow.go.set()
    with TestClient(create_app(slow), BASE) as client:  # type: ignore[arg-type]
        assert_problem(client.post("/extract", json={"text": "坏"}), 500, "failed")
        assert client.post("/extract", json={"text": TEXT}).status_code == 200


def answer_to(port: int, *parts: bytes, then: float = 0.0) -> bytes:
    """What a server says to bytes that come in parts."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(then)
        found = b""
        while chunk := connection.recv(65536):
            found += chunk
        return found


def test_a_refused_body_is_read_before_the_answer(toy_nlp: Language) -> None:
    limits = Limits()
    head = b"POST /extract HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/pdf\r\ncontent-length: 4\r\n\r\n"
    following = b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    with serve(create_app(toy_nlp, limits), limits) as port:
        found = answer_to(port, head, b"%PDF", following, then=0.2)
    assert re.findall(rb"HTTP/1.1 (\d+)", found) == [b"415", b"200"]


def test_slow_senders(toy_nlp: Language) -> None:
    limits = Limits(head_seconds=0.4, body_seconds=0.4)
    head = b"POST /extract HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n"
    with serve(create_app(toy_nlp, limits), limits) as port:
        assert answer_to(port).startswith(b"HTTP/1.1 408")
        assert answer_to(port, head).startswith(b"HTTP/1.1 408")
        slow_body = answer_to(port, head + b"content-length: 9\r\n\r\n", b"abc")
        assert slow_body.startswith(b"HTTP/1.1 408")
        assert b'"code":"slow"' in slow_body
        good = head + b"content-length: 9\r\nconnection: close\r\n\r\n"
        assert answer_to(port, good, "甲公司".encode(), then=0.2).startswith(b"HTTP/1.1 200")
        # A second request over the same connection has its own time.
        two = b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n"
        found = answer_to(port, two, two, two, b"GET /hea", then=0.3)
        assert found.count(b"HTTP/1.1 200") == 3
        assert found.count(b"HTTP/1.1 408") == 1


def test_broken_http(toy_nlp: Language) -> None:
    limits = Limits()
    with serve(create_app(toy_nlp, limits), limits) as port:
        assert answer_to(port, b"\x16\x03\x01\x00\xff\r\n\r\n").startswith(b"HTTP/1.1 400")
        long = b"GET / HTTP/1.1\r\nhost: localhost\r\nx: " + b"y" * 200_000
        with contextlib.suppress(ConnectionError):  # closed while it was still sending
            assert answer_to(port, long).startswith(b"HTTP/1.1 400")
        assert answer_to(
            port, b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
        ).startswith(b"HTTP/1.1 200")


def test_memory_of_the_vocabulary_does_not_grow(client: TestClient, toy_nlp: Language) -> None:
    client.post("/extract", json={"text": TEXT})
    before = len(toy_nlp.vocab.strings), sum(1 for _ in toy_nlp.vocab)
    for k in range(20):
        assert client.post("/extract", json={"text": chr(0x4E00 + 37 * k) * 3 + TEXT}).status_code == 200
    assert (len(toy_nlp.vocab.strings), sum(1 for _ in toy_nlp.vocab)) == before


def test_bodies_that_are_far_too_large(toy_nlp: Language) -> None:
    limits = Limits(max_bytes=1_000)
    head = (
        b"POST /extract HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n"
    )
    with serve(create_app(toy_nlp, limits), limits) as port:
        assert answer_to(port, head % 5_000 + b"x" * 5_000).startswith(b"HTTP/1.1 413")
        # It does not wait for what would never end.
        assert answer_to(port, head % 10**12 + b"x" * 10_001).startswith(b"HTTP/1.1 413")


def test_the_command(toy_model: Path) -> None:
    command = [sys.executable, "-m", "zhaoshang", "serve", "--model", str(toy_model), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf8") as server:
        assert server.stderr is not None
        url = server.stderr.readline().split()[1]
        assert url.startswith("http://127.0.0.1:")
        assert len(httpx.post(f"{url}extract", json={"text": TEXT}, timeout=60).json()["facts"]) == 2
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
        assert server.stderr.read() == ""


def test_an_address_that_is_taken(toy_model: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(cli, ["serve", "--model", str(toy_model), "--port", str(port)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"zhaoshang: cannot listen at 127.0.0.1:{port}")
    assert result.stderr.count("\n") == 1


def test_a_model_that_is_none(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["serve", "--model", str(tmp_path), "--port", "0"])
    assert result.exit_code == 2
    assert "cannot load this model" in result.stderr
