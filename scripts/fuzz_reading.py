"""Read broken files and see that each gives articles or one line of error, in time and within memory.

The files are made from marked articles in every kind and then cut, flipped, doubled, mixed in encoding or
blown up; beside them stand hostile ones: deep HTML, huge lines, ZIP bombs, PDFs whose pages go in circles.
"""

from __future__ import annotations

import io
import random
import resource
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.corpus.typeset import VARIANTS, traditional
from zhaoshang.reading import ReadingError, read_articles

Bytes = Callable[[random.Random, bytes], bytes]


def main(
    articles: Path = typer.Argument(..., help="A folder of marked articles."),
    count: int = typer.Option(2000, help="How many files."),
    seed: int = typer.Option(0),
    slow: float = typer.Option(10.0, help="Seconds that a file may take."),
) -> None:
    """Read COUNT broken files; exit status 1 where one gives a traceback or takes too long."""
    rng = random.Random(seed)
    sound = list(_sound_files(articles, rng))
    hostile = list(_hostile_files())
    outcomes: Counter[str] = Counter()
    times: list[tuple[float, str]] = []
    failures: list[str] = []
    for number in range(count):
        what, data = hostile[number] if number < len(hostile) else _broken(rng, sound)
        start = time.monotonic()
        try:
            found = read_articles(data, name=f"fuzz.{what.split(':')[0]}")
            outcomes["articles" if found else "nothing"] += 1
        except ReadingError as error:
            outcomes[f"error: {str(error)[:40]}"] += 1
            if "\n" in str(error):
                failures.append(f"{what}: an error of several lines")
        except Exception as error:
            failures.append(f"{what}: {type(error).__name__}: {error}")
        if time.monotonic() - start > slow / 3:
            print(f"{what}: {time.monotonic() - start:.1f} s", flush=True)
        times.append((time.monotonic() - start, what))
    failures += [f"{what}: {seconds:.1f} s" for seconds, what in times if seconds > slow]
    for outcome, n in outcomes.most_common(25):
        print(f"{n:6} {outcome}")
    print(
        "slowest:", ", ".join(f"{what} {seconds:.2f} s" for seconds, what in sorted(times, reverse=True)[:8])
    )
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(
        f"{count} files in {sum(t for t, _ in times):.0f} s; memory at most {own >> 10} MB, its children {child >> 10} MB"
    )
    print("\n".join(failures) or "no failure")
    raise SystemExit(bool(failures))


def _sound_files(articles: Path, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    texts = [article.text for article in marked.read_dir(articles)]
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
