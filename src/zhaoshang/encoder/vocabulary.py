"""The cut of XLM-R's 250,002 pieces to what Chinese news needs.

What stays: special pieces, Chinese, digits, punctuation and symbols, single
letters, and the most frequent short pieces of plain Latin letters. A piece
that normalisation makes unreachable (traditional script, full width) goes.
Characters that normalisation would make several (… ㎡ ℃ ⑩) become pieces of
their own, their embedding the mean of the pieces that they stood for, so that
one character always stays one character.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import opencc

from .unigram import SPACE, SPECIAL, UNKNOWN_PENALTY, UnigramTokenizer
from .weights import Floats, Pretrained, State

_LATIN = frozenset(string.ascii_letters)
_TABLE_SIZE = 0x30000  # the planes of Unicode that hold Chinese
_SURROGATES = range(0xD800, 0xE000)
#: Marks without width; the file makes spaces of them, which would cut words.
_WIDTHLESS = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_KANA = (range(0x3041, 0x3100), range(0x31F0, 0x3200))
_CJK = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, _TABLE_SIZE))
#: Code points whose punctuation, digits and symbols stay.
_NEUTRAL = (range(0x0370), range(0x2000, 0x2E80), range(0x3000, 0x3400), range(0xFE10, 0x10000))
_GREEK = range(0x0370, 0x0400)
_COMPOUND = (range(0x00A0, 0x0100), range(0x2000, 0x2500), range(0x3200, 0x3400))
_MAX_LATIN = 4
#: By how much (in log-probability) capitals count more: Chinese text has LED, GDP.
_CAPITALS = 3.0


@dataclass(frozen=True)
class Cut:
    """What stays: a tokenizer and the rows of the full table that it needs."""

    tokenizer: UnigramTokenizer
    #: For each piece of the tokenizer, the ids in the full vocabulary whose
    #: mean is its embedding (one id but for the compounds).
    rows: list[tuple[int, ...]]


def cut(pretrained: Pretrained, size: int = 22_000) -> Cut:
    """The vocabulary of at most ``size`` pieces, Latin filling what is left."""
    normal, spaces, dropped = _normalisation(pretrained)
    reachable = _Reachable(normal, spaces | dropped)
    special = [pretrained.pieces.index(piece) for piece in SPECIAL]
    kept = list(special)
    latin = []
    for row, piece in enumerate(pretrained.pieces):
        if row in special or not reachable(piece):
            continue
        match _kind(piece):
            case "keep":
                kept.append(row)
            case "latin":
                latin.append(row)
    scores = pretrained.scores
    compounds = _compounds(pretrained)
    latin.sort(key=lambda row: -scores[row] - _CAPITALS * pretrained.pieces[row].isupper())
    kept += latin[: max(0, size - len(kept) - len(compounds))]
    kept[len(SPECIAL) :] = sorted(kept[len(SPECIAL) :])
    rows: list[tuple[int, ...]] = [(row,) for row in kept]
    rows += compounds.values()
    pieces = [pretrained.pieces[row] for row in kept] + list(compounds)
    values = [float(sum(scores[row] for row in group)) for group in rows]
    unknown = float(scores.min()) - UNKNOWN_PENALTY
    return Cut(UnigramTokenizer(pieces, values, normal, spaces, dropped, unknown), rows)


def embeddings(pretrained: Pretrained, rows: list[tuple[int, ...]]) -> Floats:
    """The word embeddings of a cut: float32 of shape (pieces, width)."""
    flat = pretrained.embeddings(np.array([row for group in rows for row in group]))
    lengths = np.array([len(group) for group in rows])
    firsts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    sums = np.add.reduceat(flat, firsts, axis=0)
    return np.asarray(sums / lengths[:, None], dtype=np.float32)


def state(pretrained: Pretrained, chosen: Cut, layers: int | None = None) -> State:
    """The state dict of a BertModel with ``layers`` layers over the cut pieces."""
    weights = pretrained.state(layers)
    return {"embeddings.word_embeddings.weight": embeddings(pretrained, chosen.rows), **weights}


# -- what a character becomes -------------------------------------------------


def _normalisation(pretrained: Pretrained) -> tuple[dict[str, str], set[str], set[str]]:
    """What a character becomes, which characters are space, which are nothing."""
    theirs = pretrained.normal
    spaces = {char for char, to in theirs.items() if to == " "} - _WIDTHLESS | {" "}
    dropped = {char for char, to in theirs.items() if not to} | set(_WIDTHLESS)
    singles = {piece for piece in pretrained.pieces if len(piece) == 1}
    simple, variants = simplified(), _variants()
    normal = {}
    for code in range(_TABLE_SIZE):
        char = chr(code)
        if char in spaces or char in dropped or code in _SURROGATES:
            continue
        folded = theirs.get(char, char)
        if len(folded) != 1:
            continue
        to = simple.get(folded, folded)
        if to not in singles:
            to = next((c for c in (folded, *variants.get(to, ())) if c in singles), to)
        if to != char and to in singles:
            normal[char] = to
    return normal, spaces, dropped


@cache
def simplified() -> dict[str, str]:
    """The simplified character of each traditional one (OpenCC's table, phrases ignored)."""
    chars = [chr(code) for part in _CJK for code in part]
    to = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    pairs = zip(chars, to, strict=True)
    return {char: simple for char, simple in pairs if char != simple and len(simple) == 1}


@cache
def _variants() -> dict[str, list[str]]:
    variants: dict[str, list[str]] = {}
    for char, simple in simplified().items():
        variants.setdefault(simple, []).append(char)
    return variants


# -- which pieces stay --------------------------------------------------------


class _Reachable:
    def __init__(self, normal: dict[str, str], gone: set[str]):
        self.never = set(normal) | gone

    def __call__(self, piece: str) -> bool:
        """Whether normalised text can hold ``piece`` (▁ only as its first)."""
        return self.never.isdisjoint(piece[piece.startswith(SPACE) :])


def _kind(piece: str) -> str:
    body = piece.removeprefix(SPACE)
    if any(_within(char, _CJK) for char in body):
        foreign = (not _within(char, _CJK) and not _neutral(char) for char in body)
        return "drop" if any(foreign) else "keep"
    if all(map(_neutral, body)):
        return "keep"
    if len(body) == 1:
        known = _within(body, (range(0x250), _GREEK, *_KANA, *_NEUTRAL))
        return "keep" if known else "drop"
    return "latin" if len(body) <= _MAX_LATIN and _LATIN.issuperset(body) else "drop"


def _neutral(char: str) -> bool:
    return unicodedata.category(char)[0] in "NPSZ" and _within(char, _NEUTRAL)


def _within(char: str, parts: Iterable[range]) -> bool:
    return any(ord(char) in part for part in parts)


def _compounds(pretrained: Pretrained) -> dict[str, tuple[int, ...]]:
    """Characters that stand for several, with the pieces they stood for.

    ``……``, the Chinese ellipsis, is one piece as it was before.
    """
    allowed = (*_NEUTRAL, _GREEK, *_CJK)
    longs = {
        char: long
        for char, long in pretrained.normal.items()
        if len(long) > 1
        and _within(char, _COMPOUND)
        and all(c != " " and _within(c, allowed) and not _within(c, _KANA) for c in long)
    }
    longs["……"] = "......"
    chars = {char for long in longs.values() for char in long}
    rows = [
        row
        for row, piece in enumerate(pretrained.pieces)
        if piece in SPECIAL or piece == SPACE or chars.issuperset(piece)
    ]
    cutter = UnigramTokenizer(
        [pretrained.pieces[row] for row in rows],
        [float(pretrained.scores[row]) for row in rows],
        normal={},
        spaces=set(),
        dropped=set(),
    )
    found = {}
    for short, long in longs.items():
        ids = cutter.bare_ids(long)
        if cutter.unknown not in ids and (len(short) == 1 or len(ids) == 1):
            found[short] = tuple(rows[k] for k in ids)
    return found
