"""Augmenters of the configs: other names, the other script, newspaper lines, other widths, typos.

Each takes an annotated article and gives a variant whose annotation is as
right as the original's. What share of the examples gets which is set in the
config; a variant stands in its example's place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import opencc
from spacy import registry
from spacy.language import Language
from spacy.training import Example

from ..language.characters import squeeze
from .article import Article
from .docs import to_article, to_doc
from .names import NameComposer, Renamer
from .rewrite import Replacement, rewrite
from .typos import by_shape, by_sound, mistype

Variant = Callable[[Article, random.Random], Article]


@registry.augmenters("zhaoshang.Augmenter.v1")
def create_augmenter(
    lexicons: Path,
    names: float = 0.0,
    traditional: float = 0.0,
    wrapped: float = 0.0,
    width: float = 0.0,
    seed: int = 0,
    typos: float = 0.0,
) -> Callable[[Language, Example], Iterator[Example]]:
    """Give each example one variant in place of itself, or itself.

    Args:
        lexicons: the folder with the word lists that other names come from.
        names: share of the examples whose companies and sums become others.
        traditional: share that is turned into traditional script.
        wrapped: share whose lines are broken as in newspaper columns.
        width: share whose digits become full width, or get spaces beside them.
        seed: of the random choices.
        typos: share with wrong characters, by sound or by shape; needs pypinyin (the extra ``train``).

    The shares are independent: an example may get several.
    """
    draw = random.Random(seed)
    steps: list[tuple[float, Variant | None]] = [
        (names, _other_names_from(Path(lexicons)) if names else None),
        *(
            [(typos, some_typos)] if typos else []
        ),  # without it, the others draw as they did before it was there
        (traditional, lambda article, rng: to_traditional(article)),
        (width, other_width),
        (wrapped, wrap_lines),
    ]

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        chosen = [variant for share, variant in steps if draw.random() < share and variant]
        if not chosen:
            yield example
            return
        article = to_article(example.reference)
        for variant in chosen:
            article = variant(article, draw)
        yield Example(nlp.make_doc(article.text), to_doc(article, nlp.vocab))

    return augment


def _other_names_from(lexicons: Path) -> Variant:
    composer = NameComposer(lexicons)
    return lambda article, rng: other_names(article, rng, composer)


def other_names(article: Article, rng: random.Random, renamer: Renamer) -> Article:
    """All mentions of each business under another name, and other digits in the sums."""
    renamed: dict[str, str] = {}
    for business in _businesses(article):
        renamed |= renamer.rename(business, rng)
    replacements = []
    for start, end, label in article.entities:
        if label == "COMPANY":
            name = renamed.get(article.surface(start, end))
            if name:
                replacements.append(Replacement(start, end, name))
        elif label == "AMOUNT":
            replacements.append(Replacement(start, end, other_figures(article.text[start:end], rng)))
    return rewrite(article, replacements, renamed)


def to_traditional(article: Article) -> Article:
    """The article in traditional script; the same one where a word changes its length."""
    text = _s2t().convert(article.text)
    if len(text) != len(article.text):
        text = "".join(_s2t().convert(char) for char in article.text)
    if len(text) != len(article.text):
        return article
    names = {}
    for start, end, label in article.entities:
        if label == "COMPANY":
            names[article.surface(start, end)] = squeeze(text[start:end])
    changed = rewrite(article, [], names)
    changed.text = text
    return changed


def wrap_lines(article: Article, rng: random.Random) -> Article:
    """The lines broken every 16 to 30 characters, whatever they cut."""
    width = rng.randint(16, 30)
    breaks, column = [], 0
    for position, char in enumerate(article.text):
        if char == "\n":
            column = 0
            continue
        if column >= width and not re.match(r"[，。、；：！？”’」』）)]", char):
            breaks.append(Replacement(position, position, "\n"))
            column = 0
        column += 1
    return rewrite(article, breaks)


def other_width(article: Article, rng: random.Random) -> Article:
    """Full-width digits, or spaces between figures and the Chinese characters beside them."""
    if rng.random() < 0.5:
        digits = re.finditer(r"\d|(?<=\d)\.(?=\d)", article.text)
        wide = (Replacement(m.start(), m.end(), chr(ord(m[0]) + 0xFEE0)) for m in digits if m[0].isascii())
        return rewrite(article, list(wide))
    gaps = re.finditer(r"(?<=\d)(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=\d)", article.text)
    return rewrite(article, [Replacement(m.start(), m.start(), " ") for m in gaps])


def other_figures(text: str, rng: random.Random) -> str:
    """The same form with other digits; the first stays no zero, years of digits keep their length."""

    def other(match: re.Match[str]) -> str:
        first = match.start() == 0 or not text[match.start() - 1].isdigit()
        return str(rng.randint(1 if first else 0, 9))

    return re.sub(r"[0-9]", other, text)


def some_typos(article: Article, rng: random.Random) -> Article:
    """Up to 4% of the characters mistyped, by sound or by shape."""
    return mistype(article, rng, rng.uniform(0.005, 0.04), rng.choice((by_sound, by_shape)))


def _businesses(article: Article) -> list[tuple[str, ...]]:
    grouped = {name for names in article.businesses for name in names}
    alone = dict.fromkeys(name for name in article.names("COMPANY") if name not in grouped)
    return [*article.businesses, *((name,) for name in alone)]


@cache
def _s2t() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")
