"""Wrong characters in the place of right ones: typos by sound and by shape.

Only common characters are put in, those of the first level of GB 2312: rare ones are no typos that an input
method or a scanner makes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

from .article import Article
from .lookalikes import lookalikes
from .rewrite import rewrite

#: Gives the characters that one may be mistaken for, in one string; empty where there are none.
Mistakes = Callable[[str], str]


def mistype(article: Article, rng: random.Random, share: float, mistakes: Mistakes) -> Article:
    """The article with wrong characters in it, inside the marks too; every mark keeps its place.

    Args:
        share: of all visible characters, how many are wrong; fewer where ``mistakes`` knows fewer.
    """
    text = list(article.text)
    open_to = [at for at, char in enumerate(text) if mistakes(char)]
    wanted = round(share * sum(not char.isspace() for char in text))
    for at in rng.sample(open_to, min(wanted, len(open_to))):
        text[at] = rng.choice(mistakes(text[at]))
    return respell(article, "".join(text))


def by_sound(char: str) -> str:
    """The common characters of the same pinyin, whatever the tone: what an input method offers in its place."""
    sound = _sounds().get(char)
    return _homophones()[sound].replace(char, "") if sound else ""


def by_shape(char: str) -> str:
    """The characters that look alike in print."""
    return lookalikes().get(char, "")


def respell(article: Article, text: str) -> Article:
    """The article with ``text``, which has a character for each of its own, in the place of its text.

    A company that is spelt in more ways then has them all as its names.

    Raises:
        ValueError: the texts differ in length.
    """
    if len(text) != len(article.text):
        raise ValueError(f"a text of {len(article.text)} characters cannot become one of {len(text)}")
    changed = rewrite(article, [])
    changed.text = text
    spellings: dict[str, dict[str, None]] = {}
    for start, end, label in article.entities:
        if label == "COMPANY":
            spellings.setdefault(article.surface(start, end), {})[changed.surface(start, end)] = None
    grouped = {name for names in article.businesses for name in names}
    alone = [(name,) for name in spellings if name not in grouped]
    respelt = [
        tuple(dict.fromkeys(new for name in names for new in spellings.get(name, (name,))))
        for names in (*article.businesses, *alone)
    ]
    changed.businesses = [names for names in respelt if len(names) > 1]
    return changed


@cache
def common_characters() -> str:
    """The 3,755 characters of the first level of GB 2312."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return b"".join(codes).decode("gb2312", "ignore")


@cache
def _sounds() -> dict[str, str]:
    """The most usual pinyin of each common character, without its tone."""
    from pypinyin import lazy_pinyin

    return {char: lazy_pinyin(char)[0] for char in common_characters()}


@cache
def _homophones() -> dict[str, str]:
    found: dict[str, str] = {}
    for char, sound in _sounds().items():
        found[sound] = found.get(sound, "") + char
    return found
