"""Put broken files through extraction and see that each gives a record or one line of error, in time and memory.

The files are made from marked articles in every kind and then cut, flipped, doubled, mixed in encoding or
blown up; beside them stand hostile ones: deep HTML, huge lines, ZIP bombs, PDFs whose pages go in circles.
They are written by one process and go through a run of ``zhaoshang extract`` in another, whose memory is measured.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import shutil
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import srsly
import typer

import zhaoshang
from zhaoshang.cli.extracting import extract_batch
from zhaoshang.cli.inputs import find_inputs
from zhaoshang.cli.messages import Messages, Summary
from zhaoshang.cli.running import run as run_extract
from zhaoshang.cli.script import run
from zhaoshang.cli.sinks import open_sink
from zhaoshang.cli.workers import Batch, InProcess, Result
from zhaoshang.corpus import marked
from zhaoshang.corpus.typeset import VARIANTS, traditional
from zhaoshang.reading.formats import sandbox

Bytes = Callable[[random.Random, bytes], bytes]


def main(
    model: str = typer.Argument(..., help="A pipeline's package name or folder."),
    articles: Path = typer.Argument(..., help="A folder of marked articles."),
    count: int = typer.Option(2000, help="How many files."),
    seed: int = typer.Option(0, help="The same seed gives the same files."),
    longest: int = typer.Option(400, help="Characters of an article that a file is made from, at most."),
    hostile: bool = typer.Option(True, help="Whether the hostile files are the first of them."),
    slow: float = typer.Option(10.0, help="Seconds that an article of a file may take."),
    most: int = typer.Option(1000, help="MB of memory that extraction may take."),
    output: Path | None = typer.Option(None, help="A JSON file for the result."),
) -> None:
    """Extract from COUNT broken files; exit status 1 where one gives a traceback, nothing, or takes too much."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        _in_process(_write_files, folder, articles, count, seed, longest, hostile)
        _in_process(_extract, folder, model)
        result = _judge(folder, slow, most)
    finally:
        shutil.rmtree(folder)
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(output, result)
    for key, value in result.items():
        print(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    raise SystemExit(bool(result["failures"]))


def _in_process(work: Callable[..., None], *args: object) -> None:
    """Do the work in a process of its own, whose memory is that of the work alone."""
    process = get_context("spawn").Process(target=work, args=args)
    process.start()
    process.join()


def _write_files(folder: Path, articles: Path, count: int, seed: int, longest: int, hostile: bool) -> None:
    rng = random.Random(seed)
    sound = list(_sound_files(articles, rng, longest))
    first = _hostile_files() if hostile else iter(())
    names: dict[str, str] = {}
    (folder / "files").mkdir()
    for number in range(count):
        what, data = next(first, None) or _broken(rng, sound)
        path = folder / "files" / f"{number:06}{_SUFFIXES.get(what[:3], '.txt')}"
        path.write_bytes(data)
        names[str(path)] = what
    srsly.write_json(folder / "names.json", names)


_SUFFIXES = {"htm": ".html", "pdf": ".pdf", "doc": ".docx", "zip": ".docx"}


class _Timed(InProcess):
    """Extraction that takes down the seconds of every file."""

    def __init__(self, model: str) -> None:
        self._nlp = zhaoshang.load(model)
        self.pipeline = f"{self._nlp.meta['name']}: {', '.join(self._nlp.pipe_names)}"
        self.seconds: dict[str, float] = {}

    def extract(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Result]]:
        for batch in batches:
            result: Result = []
            for unit in batch:
                start = time.monotonic()
                result += extract_batch([unit], self._nlp)
                self.seconds[unit.source] = time.monotonic() - start
            yield batch, result


def _extract(folder: Path, model: str) -> None:
    """The run of ``zhaoshang extract FOLDER --output records.jsonl --json-errors``, and what it took."""
    with (folder / "errors.txt").open("wb") as errors:
        os.dup2(errors.fileno(), 2)
    engine = _Timed(model)
    with open_sink("jsonl", folder / "records.jsonl", keep_text=False) as sink:
        inputs = find_inputs([str(folder / "files")])
        run_extract(inputs, engine, sink, Messages(as_json=True, quiet=True), Summary(), None)
    sandbox.stop()  # the memory of a process counts when it has ended
    memory = {
        "extraction": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "its reader of HTML, PDF and DOCX": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10,
    }
    srsly.write_json(
        folder / "run.json", {"pipeline": engine.pipeline, "seconds": engine.seconds, "memory_mb": memory}
    )


def _judge(folder: Path, slow: float, most: int) -> dict[str, Any]:
    """What came of every file, and what should not have."""
    names = srsly.read_json(folder / "names.json")
    lines = (folder / "errors.txt").read_text("utf8", "replace").splitlines()
    if not (folder / "run.json").exists():
        return {"files": len(names), "failures": ["the run ended early", *lines[-20:]]}
    ran = srsly.read_json(folder / "run.json")
    told = Counter(_source(line) for line in lines)
    records: dict[str, list[dict[str, Any]]] = {}
    for record in srsly.read_jsonl(folder / "records.jsonl"):
        records.setdefault(record["source"], []).append(record)
    failures = [f"on standard error: {line}" for line in lines if _source(line) not in names]
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for path, what in names.items():
        found = records.get(path, [])
        errors = [record["error"] for record in found if record["error"]]
        outcomes["an error line" if errors else "records" if found else "nothing"] += 1
        reasons.update(error.split(":")[0][:60] for error in errors)
        seconds = ran["seconds"].get(path, 0.0)
        if not found or told[path] != len(errors):
            failures.append(
                f"{what}: {len(found)} records, {len(errors)} of errors, {told[path]} error lines"
            )
        if any("the pipeline fails on it" in error for error in errors):
            failures.append(f"{what}: {errors[0]}")
        if seconds > slow * max(1, len(found)):
            failures.append(f"{what}: {seconds:.1f} s for {len(found)} records")
    failures += [f"{what} took {mb} MB" for what, mb in ran["memory_mb"].items() if mb > most]
    slowest = sorted(ran["seconds"].items(), key=lambda item: -item[1])[:8]
    return {
        "pipeline": ran["pipeline"],
        "files": len(names),
        "outcomes": dict(outcomes),
        "records": sum(map(len, records.values())),
        "reasons": dict(reasons.most_common(30)),
        "slowest": [
            [names[path], round(seconds, 1), len(records.get(path, []))] for path, seconds in slowest
        ],
        "memory_mb": ran["memory_mb"],
        "failures": failures,
    }


def _source(line: str) -> str | None:
    """The file that an error line speaks of; None of any other line."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message.get("source") if isinstance(message, dict) else None


def _sound_files(articles: Path, rng: random.Random, longest: int) -> Iterator[tuple[str, bytes]]:
    texts = [article.text[:longest] for article in marked.read_dir(articles)]
    for name, write in VARIANTS.items():
        for text in rng.sample(texts, min(5, len(texts))):
            yield f"{name.split(',')[0].split()[0].lower()}: {name}", write(text)
    for encoding in ("gb18030", "utf-16", "utf-16-le"):
        yield f"txt: {encoding}", texts[0].encode(encoding)
    yield "txt: big5", traditional(texts[0]).encode("big5", "ignore")


def _broken(rng: random.Random, sound: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    what, data = rng.choice(sound)
    for _ in range(rng.randint(1, 3)):
        name, breakage = rng.choice(_BREAKAGES)
        data = breakage(rng, data)
        what += f" {name}"
    if rng.random() < 0.15:
        data += rng.choice(sound)[1]
        what += " +another"
    return what, data


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randint(0, len(data))]


def _flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 10, 300))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _drop(rng: random.Random, data: bytes) -> bytes:
    start = rng.randint(0, len(data))
    return data[:start] + data[start + rng.choice((1, 7, 900)) :]


def _repeat(rng: random.Random, data: bytes) -> bytes:
    start = rng.randint(0, len(data))
    part = data[start : start + rng.choice((1, 40, 2000))]
    return data[:start] + part * rng.choice((2, 50, 500)) + data[start:]


def _mix(rng: random.Random, data: bytes) -> bytes:
    middle = len(data) // 2
    other = (
        data[middle:].decode("utf-8", "ignore").encode(rng.choice(("gb18030", "utf-16-le", "big5")), "ignore")
    )
    return data[:middle] + other


def _unline(rng: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", rng.choice((b"", b"\r", b"\0", b" " * 200)))


_BREAKAGES: list[tuple[str, Bytes]] = [
    ("cut", _cut), ("flipped", _flip), ("dropped", _drop), ("repeated", _repeat), ("mixed", _mix), ("unlined", _unline),
]  # fmt: skip


def _hostile_files() -> Iterator[tuple[str, bytes]]:
    han = "招商引资项目签约".encode()
    yield "txt: one line of 6 MB", han * 250_000
    yield "txt: a million empty lines", b"\n" * 1_000_000
    yield "txt: 500,000 lines of two characters", "招商\n".encode() * 500_000
    yield "txt: spaces", b"\xe6\x8b\x9b" + b" " * 1_500_000 + b"\xe5\x95\x86"
    yield "txt: wrapped, long", ("总投资二十亿元的项目今日在园区正式开工，\n" * 80_000).encode()
    yield "txt: doubled line", "甲".encode() * 80 + b"\n" + "甲乙".encode() * 39
    yield "txt: doubled lines", ("甲甲乙乙丙丙丁丁" * 9 + "\n").encode() * 20_000
    yield "txt: headlines", "园区招商引资项目集中签约\n".encode() * 80_000
    yield "txt: page numbers", "— 12 —\n总投资二十亿元的项目开工\n".encode() * 60_000
    yield "txt: brackets", "（".encode() * 300_000
    yield "txt: dateline", ("本报讯" + " " * 200_000).encode()
    yield "html: deep", b"<html><body>" + b"<div>" * 100_000 + han
    yield "html: deep tables", b"<html><body>" + b"<table><tr><td>" * 20_000 + han
    yield "html: wide", b"<html><body>" + b"<p>" * 300_000 + han
    yield "html: entities", b"<html><body><p>" + b"&lt;" * 500_000
    yield "html: attribute", b"<html><body a='" + b"x" * 3_000_000 + b"'><p>" + han
    yield "html: meta", b"<html><meta " * 100_000
    yield "docx: bomb", _zip({"word/document.xml": b"<w>" + b" " * 200_000_000})
    yield "docx: entities", _zip({"word/document.xml": _billion_laughs(), "[Content_Types].xml": b"<Types/>"})
    yield "docx: nothing in it", _zip({"word/document.xml": b""})
    yield "zip: nested", _zip({"a.zip": _zip({"b": b"0" * 10_000_000})})
    yield "pdf: pages in a circle", _pdf(b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>")
    yield "pdf: many pages", _pdf(b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>")
    yield "pdf: deep", _pdf(b"[" * 100_000)
    yield "pdf: form in itself", _pdf(b"<</Type/Pages/Count 1/Kids[3 0 R]>>", content=b"/X Do " * 100)
    yield (
        "pdf: bomb",
        _pdf(b"<</Type/Pages/Count 1/Kids[3 0 R]>>", content=b"BT /F 1 Tf (a) Tj ET\n" * 4_000_000),
    )
    yield (
        "pdf: many characters",
        _pdf(b"<</Type/Pages/Count 1/Kids[3 0 R]>>", content=b"BT /F 9 Tf (" + b"a" * 3_000_000 + b") Tj ET"),
    )


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{k} "{f"&e{k - 1};" * 10}">' for k in range(1, 12))
    return f'<!DOCTYPE w [<!ENTITY e0 "ha">{entities}]><w>&e11;</w>'.encode()


def _pdf(pages: bytes, content: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>/Font<</F 6 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 5>>stream\n/X Do\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (k, data) for k, data in enumerate(objects, 1))
    return b"%PDF-1.5\n" + body + b"trailer\n<</Root 1 0 R/Size 7>>\n%%EOF\n"


if __name__ == "__main__":
    run(main)
