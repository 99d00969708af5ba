"""Changes of a marked article's text that leave its marks true: to see what a pipeline makes of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..corpus.article import Article, Mention, Trigger
from ..corpus.augment import Variant, other_figures, other_names, to_traditional, wrap_lines
from ..corpus.names import Renamer
from ..corpus.rewrite import Replacement, rewrite
from ..corpus.typos import Mistakes, by_shape, by_sound, mistype, respell

#: What is scored; where the order of the sentences goes, only the entities are still right.
ALL_KINDS = ("entities", "relations", "facts")

_HAN = r"\u4e00-\u9fff"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum()}
_NARROW_MARKS = str.maketrans("，。：；！？（）“”‘’", ",.:;!?()\"\"''")
_SPACED_MARKS = str.maketrans(dict.fromkeys("，。、：；！？“”‘’《》", " "))
_SENTENCE_END = re.compile(r"[。！？；!?;]+[”’」』）)]*\n*|\n+")
_DATE_UNITS = "年月日号时点分"
_LEGAL_FORM = re.compile(r"(股份有限公司|有限责任公司|集团有限公司|有限公司|集团|公司|股份)$")
_TYPO_SHARES = (0.01, 0.02, 0.05)


@dataclass(frozen=True)
class Perturbation:
    """A change, its name in the table, and which scores still say something after it."""

    name: str
    change: Variant
    random: bool = True
    kinds: tuple[str, ...] = ALL_KINDS


def perturbations(renamer: Renamer) -> list[Perturbation]:
    """The whole suite; ``renamer`` gives the companies their other names."""
    suite = [
        Perturbation("traditional script", lambda article, rng: to_traditional(article), random=False),
        Perturbation("both scripts, by sentence", mixed_scripts),
        Perturbation("full-width digits and letters", lambda article, rng: full_width(article), random=False),
        Perturbation("half-width punctuation", lambda article, rng: narrow_marks(article), random=False),
        Perturbation("punctuation to spaces", lambda article, rng: spaces_for_marks(article), random=False),
        Perturbation("spaces beside figures", lambda article, rng: spaced_figures(article), random=False),
        Perturbation("stray spaces, at 2% of characters", stray_spaces),
        Perturbation("lines of 16 to 30 characters", wrap_lines),
        Perturbation("all in one line", lambda article, rng: one_line(article), random=False),
    ]
    for kind, mistakes in (("homophones", by_sound), ("look-alikes", by_shape)):
        suite += [
            Perturbation(f"{kind}, {share:.0%} of characters", _typos(share, mistakes))
            for share in _TYPO_SHARES
        ]
    return [
        *suite,
        Perturbation("unseen company names", lambda article, rng: other_names(article, rng, renamer)),
        Perturbation("other figures", other_figures_but_dates),
        Perturbation("sentences shuffled", shuffled_sentences, kinds=("entities",)),
    ]


def _typos(share: float, mistakes: Mistakes) -> Variant:
    return lambda article, rng: mistype(article, rng, share, mistakes)


def mixed_scripts(article: Article, rng: random.Random) -> Article:
    """About every second sentence in traditional script."""
    other = to_traditional(article).text
    parts = [(other if rng.random() < 0.5 else article.text)[s.start : s.end] for s in _sentences(article)]
    return respell(article, "".join(parts))


def full_width(article: Article) -> Article:
    """ASCII digits and letters in full width."""
    return respell(article, article.text.translate(_WIDE))


def narrow_marks(article: Article) -> Article:
    """Chinese punctuation as the keys of a Latin keyboard give it, in the names too."""
    return respell(article, article.text.translate(_NARROW_MARKS))


def spaces_for_marks(article: Article) -> Article:
    """A space in the place of every punctuation mark that stands in no entity."""
    inside = _inside(article)
    spaced = article.text.translate(_SPACED_MARKS)
    chars = (
        old if at in inside else new for at, (old, new) in enumerate(zip(article.text, spaced, strict=True))
    )
    return respell(article, "".join(chars))


def spaced_figures(article: Article) -> Article:
    """A space between figures and the Chinese characters beside them."""
    gaps = re.finditer(rf"(?<=\d)(?=[{_HAN}])|(?<=[{_HAN}])(?=\d)", article.text)
    return rewrite(article, [Replacement(gap.start(), gap.start(), " ") for gap in gaps])


def stray_spaces(article: Article, rng: random.Random, share: float = 0.02) -> Article:
    """Spaces between Chinese characters, in the names too, as text out of a PDF has them."""
    gaps = [gap.start() for gap in re.finditer(rf"(?<=[{_HAN}])(?=[{_HAN}])", article.text)]
    chosen = rng.sample(gaps, min(len(gaps), round(share * len(article.text))))
    return rewrite(article, [Replacement(at, at, rng.choice(" \u3000\u00a0")) for at in chosen])


def one_line(article: Article) -> Article:
    """No line breaks: a space in the place of each run of them."""
    breaks = re.finditer(r"\s*\n\s*", article.text)
    return rewrite(article, [Replacement(b.start(), b.end(), " ") for b in breaks])


def other_figures_but_dates(article: Article, rng: random.Random) -> Article:
    """Other digits in all figures but those of dates and times; what was the same figure stays the same."""
    known: dict[str, str] = {}
    replacements = []
    for match in re.finditer(rf"\d[\d.]*(?![\d.{_DATE_UNITS}])", article.text, re.A):
        new = known.setdefault(match[0], other_figures(match[0], rng))
        replacements.append(Replacement(match.start(), match.end(), new))
    return rewrite(article, replacements)


def shuffled_sentences(article: Article, rng: random.Random) -> Article:
    """The sentences in another order, all but the first; with no relations, as they may no longer hold."""
    first, *rest = _sentences(article)
    rng.shuffle(rest)
    shuffled = Article(article.id, "", article.meta, businesses=list(article.businesses))
    for sentence in (first, *rest):
        moved = len(shuffled.text) - sentence.start
        shuffled.text += article.text[sentence.start : sentence.end]
        for start, end, label in article.entities:
            if sentence.start <= start < sentence.end:
                shuffled.entities.append(Mention(start + moved, end + moved, label))
        for start, end, label, status in article.triggers:
            if sentence.start <= start < sentence.end:
                shuffled.triggers.append(Trigger(start + moved, end + moved, label, status))
    return shuffled


class _Sentence(NamedTuple):
    start: int
    end: int


def _sentences(article: Article) -> list[_Sentence]:
    """What the text consists of, punctuation and line breaks with the sentence before; no mark is cut."""
    inside = _inside(article)
    cuts = [match.end() for match in _SENTENCE_END.finditer(article.text)]
    ends = [cut for cut in cuts if cut < len(article.text) and not {cut - 1, cut} <= inside]
    edges = [0, *ends, len(article.text)]
    return [_Sentence(start, end) for start, end in zip(edges, edges[1:], strict=False)]


def _inside(article: Article) -> set[int]:
    return {at for span in article.spans() for at in range(*span)}


class UnseenNames:
    """Other names for companies: in the brand's place characters that stand together in no known text."""

    def __init__(self, known: str, regions: Iterable[str], trades: Iterable[str], brands: Iterable[str]):
        """``brands`` give the characters of the new ones; ``regions`` and ``trades`` stay in a name."""
        self._known = known
        self._regions = sorted(set(regions), key=len, reverse=True)
        self._trades = sorted(set(trades), key=len, reverse=True)
        self._characters = sorted({char for brand in brands for char in brand if _is_han(char)})

    @classmethod
    def of(cls, lexicons: Path, articles: Iterable[Article]) -> UnseenNames:
        """Names unknown to the word lists of a folder and to the training articles."""
        lists = {path.stem: path.read_text("utf8") for path in sorted(lexicons.glob("*.txt"))}
        known = "\n".join([*lists.values(), *(article.text for article in articles)])
        regions, trades, brands = (lists[name].split() for name in ("regions", "trades", "brands-invented"))
        return cls(known, regions, trades, brands)

    def rename(self, business: tuple[str, ...], rng: random.Random) -> dict[str, str]:
        """Another name for each name of a business; empty where none of them holds a Chinese brand."""
        brand = self._brand(min(business, key=len))
        if not brand:
            return {}
        new = self._new(len(brand), rng)
        return {name: name.replace(brand, new, 1) for name in business if brand in name}

    def _brand(self, name: str) -> str:
        """What sets the name apart: without region in front, trade and legal form behind."""
        rest = _LEGAL_FORM.sub("", name)
        trade = next((t for t in self._trades if rest.endswith(t) and len(rest) - len(t) >= 2), "")
        rest = rest.removesuffix(trade)
        region = next((r for r in self._regions if rest.startswith(r) and len(rest) - len(r) >= 2), "")
        rest = rest.removeprefix(region)
        return rest if len(rest) >= 2 and all(map(_is_han, rest)) else ""

    def _new(self, length: int, rng: random.Random) -> str:
        while True:
            new = "".join(rng.choices(self._characters, k=min(length, 4)))
            if new not in self._known:
                return new


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
