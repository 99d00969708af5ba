"""Put hostile texts through a pipeline and see that each gives a valid record, twice the same.

The texts are marked articles that were mutated, Unicode at random, and bytes read as files are; every one
goes through ``nlp`` and through ``zhaoshang.extract``.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import jsonschema
import srsly
import typer

import zhaoshang
from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.reading import ReadingError, read_articles
from zhaoshang.record import to_record
from zhaoshang.scoring.validity import faults

_SCHEMA = Path(__file__).parents[1] / "tests" / "data" / "record.schema.json"

Mutation = Callable[[random.Random, str], str]


def main(
    model: str = typer.Argument(..., help="A pipeline's package name or folder."),
    articles: Path = typer.Argument(..., help="A folder of marked articles."),
    count: int = typer.Option(1000, help="How many texts."),
    seed: int = typer.Option(0, help="The same seed gives the same texts."),
    longest: int = typer.Option(1500, help="Characters of a text at most."),
    output: Path | None = typer.Option(None, help="A JSON file for the result."),
) -> None:
    """Put COUNT texts through MODEL; exit status 1 where one gives an exception or an invalid record."""
    nlp = zhaoshang.load(model)
    schema = jsonschema.Draft202012Validator(json.loads(_SCHEMA.read_text("utf8")))
    rng = random.Random(seed)
    sound = [article.text for article in marked.read_dir(articles)]
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    began = time.monotonic()
    for number in range(count):
        kind, text = _hostile(rng, sound, longest)
        outcomes[kind] += 1
        try:
            record = zhaoshang.extract(text, nlp)
            doc = nlp(text)
            problems = ["doc.text is not the text"] if doc.text != text else []
            for found in (record, to_record(doc)):
                problems += [error.message[:200] for error in schema.iter_errors(found)] + faults(found, text)
            outcomes["with facts"] += bool(record["facts"])
            outcomes["with entities"] += bool(record["entities"])
        except Exception as error:
            problems = [f"{type(error).__name__}: {error}"]
        failures += [f"text {number} ({kind}) {text[:80]!r}: {problem}" for problem in problems]
    for outcome, n in outcomes.most_common():
        print(f"{n:7,} {outcome}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    memory >>= 20 if sys.platform == "darwin" else 10
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        pipeline = f"{nlp.meta['name']}: {', '.join(nlp.pipe_names)}"
        result = {"pipeline": pipeline, "texts": count, "longest": longest, "seed": seed, "memory_mb": memory}
        srsly.write_json(output, {**result, "outcomes": dict(outcomes), "failures": failures})
    print(f"{count:,} texts in {time.monotonic() - began:.0f} s, memory at most {memory:,} MB")
    print("\n".join(failures) or "no failure")
    raise SystemExit(bool(failures))


def _hostile(rng: random.Random, sound: list[str], longest: int) -> tuple[str, str]:
    """A kind of text, and one of it."""
    draw = rng.random()
    if draw < 0.2:
        return "Unicode", _unicode(rng, rng.choice((1, 10, 200)))[:longest]
    if draw < 0.35:
        return "bytes", _from_bytes(rng, sound)[:longest]
    text = _part(rng, rng.choice(sound), longest)
    for _ in range(rng.randint(1, 6)):
        text = rng.choice(_MUTATIONS)(rng, text)
    return "mutated", text[:longest]


def _unicode(rng: random.Random, length: int) -> str:
    """Characters of any plane, without surrogates, which no file gives."""
    top = rng.choice((0x80, 0x3000, 0xD800, 0x110000))
    codes = (rng.randrange(top) for _ in range(rng.randint(0, length)))
    return "".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000)


def _from_bytes(rng: random.Random, sound: list[str]) -> str:
    """What reading makes of broken bytes; the bytes as Latin-1 where it refuses them."""
    data = bytearray(rng.choice(sound).encode(rng.choice(("utf-8", "gb18030", "utf-16"))))
    if rng.random() < 0.3:
        data = bytearray(rng.randbytes(rng.randint(0, 400)))
    for _ in range(rng.choice((0, 1, 20))):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    try:
        return read_articles(bytes(data), name="fuzz")[0].text
    except ReadingError:
        return data.decode("latin-1")


def _part(rng: random.Random, text: str, longest: int) -> str:
    start = rng.randint(0, max(0, len(text) - longest))
    return text[start : start + rng.randint(1, longest)]


def _delete(rng: random.Random, text: str) -> str:
    start = rng.randint(0, len(text))
    return text[:start] + text[start + rng.choice((1, 3, 40)) :]


def _insert(rng: random.Random, text: str) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + rng.choice(_INSERTIONS) + text[at:]


def _insert_unicode(rng: random.Random, text: str) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + _unicode(rng, 12) + text[at:]


def _repeat(rng: random.Random, text: str) -> str:
    start = rng.randint(0, len(text))
    part = text[start : start + rng.choice((1, 5, 30))]
    return text[:start] + part * rng.choice((2, 20)) + text[start:]


def _swap(rng: random.Random, text: str) -> str:
    a, b = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    return text[b:] + text[a:b] + text[:a]


def _digits(rng: random.Random, text: str) -> str:
    digits = rng.choice(
        ("０１２３４５６７８９", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "٠١٢٣٤٥٦٧٨٩", "9" * 10)
    )
    return text.translate(str.maketrans("0123456789", digits))


def _break_lines(rng: random.Random, text: str) -> str:
    width = rng.randint(1, 30)
    end = rng.choice(("\n", "\r\n", "\r", "\u2028", "\n\u3000\u3000", " "))
    return end.join(text[k : k + width] for k in range(0, len(text), width))


#: What has broken code that counts characters, digits, brackets or lines.
_INSERTIONS = (
    "\0", "\ufeff", "\u200b", "\u202e", "\u0301" * 20, "𠮷", "👩‍👩‍👧‍👦", "\ufffd", "\x1b[31m", "\U0010ffff", "\r", "\v", "\x85",
    "亿", "万亿亿元", "1" * 60 + "亿元", "0.0.0亿", "-5亿元", "1,2,,3万元", "1e400元", "①⑩亿元", "½亿元", "²亿元", "，" * 30,
    "（" * 30, "）" * 30, "《》“”[[C:", "]]", "<script>alert(1)</script>", "=1+1", "签约" * 20, "公司" * 20, "集团" * 9, " " * 40,
    "\n" * 9, "……", "亿元至", "3至5至7亿元", "超过约近", "以下简称", "（以下简称“”）", "％",
)  # fmt: skip

_MUTATIONS: tuple[Mutation, ...] = (
    _delete, _insert, _insert, _insert_unicode, _repeat, _swap, _digits, _break_lines,
)  # fmt: skip


if __name__ == "__main__":
    run(main)
