"""Marked articles: text files that a person can read and edit.

A file has three parts, set apart by lines of ``---``: header lines
``#key: value``; the text with inline marks; one JSON object a line. The marks:

``[[C:name]]``
    an entity: ``C`` COMPANY, ``P`` PARK, ``A`` AMOUNT, ``I`` INDUSTRY_CHAIN
``[[A:5亿元>甲公司]]``
    a sum that 甲公司 invests; ``>甲公司|乙公司`` for several companies
``[[SIGN:签约>甲公司]]``, ``[[START:动工]]``, ``[[PRODUCTION?:投产>甲公司]]``
    a stage trigger, with its companies if it has any; ``?`` says planned

The name behind ``>`` names the business; which of its mentions is the head
follows from the scheme: the one in the same clause, failing that the nearest
before in the paragraph, then the nearest after it. ``甲公司#2`` names the
second mention of exactly that name where the rule gives another one.

A JSON line ``{"company": ["full name", "short name"]}`` brings together the
names of one business. It may also list ``investment`` (sums as written) and
``stages`` (pairs of stage and status); they are then checked against the marks.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from ..language.characters import squeeze
from ..language.text_zones import HeadRule
from ..schema import STAGE_LABELS
from .article import Article, Mention, Relation, StatedFacts, Trigger

SUFFIX = ".marked"

_LETTERS = {"C": "COMPANY", "P": "PARK", "A": "AMOUNT", "I": "INDUSTRY_CHAIN"}
_LETTER_OF = {label: letter for letter, label in _LETTERS.items()}
_MARK = re.compile(r"\[\[(?P<kind>[A-Z]+)(?P<planned>\?)?:(?P<text>[^\[\]>]+)(?:>(?P<heads>[^\[\]]+))?\]\]")
_ORDINAL = re.compile(r"^(?P<name>.+)#(?P<n>[1-9]\d*)$")
_RULE = re.compile(r"^---[ \t]*$\n?", re.M)


class MarkedError(ValueError):
    """A marked file that cannot be read; the message says where and why."""


class _Pending(NamedTuple):
    label: str
    tail: tuple[int, int]
    heads: list[str]
    line: int


def read(path: Path) -> Article:
    """Read one marked file.

    Raises:
        MarkedError: the file is no marked article; names the file, line and reason.
        OSError: the file cannot be opened.
    """
    try:
        content = path.read_text("utf8")
    except UnicodeDecodeError as error:
        raise MarkedError(f"{path}: not UTF-8 ({error.reason})") from error
    try:
        return parse(content, path.stem)
    except MarkedError as error:
        raise MarkedError(f"{path}: {error}") from error


def read_dir(path: Path) -> list[Article]:
    """All marked files of a folder, sorted by name; see :func:`read`."""
    return [read(file) for file in sorted(path.glob(f"*{SUFFIX}"))]


def parse(content: str, id: str = "") -> Article:
    """Parse the content of a marked file; raises :class:`MarkedError`."""
    parts = _RULE.split(content, maxsplit=2)
    if len(parts) != 3:
        raise MarkedError("needs header, text and names, set apart by two lines '---'")
    head, body, tail = parts
    article = Article(id=id, text="", meta=_parse_header(head))
    pending = _parse_body(body.removesuffix("\n"), article, first_line=head.count("\n") + 2)
    _parse_names(tail, article)
    _link(pending, article)
    return article


def _parse_header(head: str) -> dict[str, str]:
    pairs = (line[1:].split(":", 1) for line in head.splitlines() if line.startswith("#"))
    return {pair[0].strip(): pair[1].strip() for pair in pairs if len(pair) == 2}


def _parse_body(body: str, article: Article, first_line: int) -> list[_Pending]:
    pending: list[_Pending] = []
    pieces: list[str] = []
    length = done = 0
    for mark in _MARK.finditer(body):
        pieces.append(body[done : mark.start()])
        length += len(pieces[-1])
        start, end = length, length + len(mark["text"])
        pieces.append(mark["text"])
        length, done = end, mark.end()
        line = first_line + body.count("\n", 0, mark.start())
        label = _add_mark(mark, start, end, article, line)
        if mark["heads"]:
            pending.append(_Pending(label, (start, end), mark["heads"].split("|"), line))
    pieces.append(body[done:])
    article.text = "".join(pieces)
    stray = re.search(r"\[\[|\]\]", article.text)
    if stray:
        at = article.text[max(0, stray.start() - 5) : stray.end() + 15]
        raise MarkedError(f"stray mark near {at!r}")
    return pending


def _add_mark(mark: re.Match[str], start: int, end: int, article: Article, line: int) -> str:
    kind, planned = mark["kind"], bool(mark["planned"])
    if kind in STAGE_LABELS:
        status = "planned" if planned else "actual"
        article.triggers.append(Trigger(start, end, kind, status))
        return kind
    if kind not in _LETTERS:
        raise MarkedError(f"line {line}: no such mark {kind!r} in {mark[0]!r}")
    if planned:
        raise MarkedError(f"line {line}: only stage triggers are planned: {mark[0]!r}")
    if mark["heads"] and kind != "A":
        raise MarkedError(f"line {line}: only sums and triggers have a company: {mark[0]!r}")
    article.entities.append(Mention(start, end, _LETTERS[kind]))
    return "INVESTMENT"


def _parse_names(tail: str, article: Article) -> None:
    for line in filter(str.strip, tail.splitlines()):
        try:
            entry = json.loads(line)
            names = tuple(squeeze(name) for name in entry["company"])
            sums = tuple(squeeze(text) for text in entry.get("investment", ()))
            stages = tuple((stage, status) for stage, status in entry.get("stages", ()))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MarkedError(f"no line of names: {line!r}") from error
        if len(names) > 1:
            article.businesses.append(names)
        if "investment" in entry or "stages" in entry:
            article.stated.append(StatedFacts(names, sums, stages))


def _link(pending: list[_Pending], article: Article) -> None:
    for label, tail, heads, line in pending:
        for name in heads:
            mention = find_head(article, squeeze(name), tail)
            if mention is None:
                raise MarkedError(f"line {line}: no company mention of {name!r}")
            article.relations.append(Relation((mention.start, mention.end), label, tail))


def find_head(article: Article, name: str, tail: tuple[int, int]) -> Mention | None:
    """The mention that is the head of ``tail`` when ``name`` names the business.

    ``name#2`` is the second mention of exactly this name. None where the
    article has no such mention.
    """
    companies = [e for e in article.entities if e.label == "COMPANY"]
    exact = _ORDINAL.match(name)
    if exact:
        same = [m for m in companies if article.surface(m.start, m.end) == exact["name"]]
        n = int(exact["n"])
        return same[n - 1] if n <= len(same) else None
    names = article.business_of(name)
    mentions = [m for m in companies if article.surface(m.start, m.end) in names]
    if not mentions:
        return None
    spans = [(m.start, m.end) for m in mentions]
    return mentions[HeadRule(article.text).choose(spans, tail)]


def render(article: Article) -> str:
    """The article as a marked file; ``parse(render(a)) == a`` but for ``stated``."""
    inserts: list[tuple[int, int, str, str]] = []
    for start, end, label in article.entities:
        inserts.append((start, end, _LETTER_OF[label], _render_heads(article, (start, end))))
    for start, end, label, status in article.triggers:
        kind = label + ("?" if status == "planned" else "")
        inserts.append((start, end, kind, _render_heads(article, (start, end))))
    pieces: list[str] = []
    done = 0
    for start, end, kind, heads in sorted(inserts):
        pieces += [article.text[done:start], f"[[{kind}:{article.text[start:end]}{heads}]]"]
        done = end
    pieces.append(article.text[done:])
    header = "".join(f"#{key}: {value}\n" for key, value in article.meta.items())
    names = "".join(
        json.dumps({"company": list(names)}, ensure_ascii=False) + "\n" for names in article.businesses
    )
    return f"{header}---\n{''.join(pieces)}\n---\n{names}"


def _render_heads(article: Article, tail: tuple[int, int]) -> str:
    names = [
        _head_name(article, relation.head, tail) for relation in article.relations if relation.tail == tail
    ]
    return ">" + "|".join(names) if names else ""


def _head_name(article: Article, head: tuple[int, int], tail: tuple[int, int]) -> str:
    name = article.surface(*head)
    found = find_head(article, name, tail)
    if found is not None and (found.start, found.end) == head:
        return name
    same = [m for m in article.entities if m.label == "COMPANY" and article.surface(m.start, m.end) == name]
    return f"{name}#{[(m.start, m.end) for m in same].index(head) + 1}"
