"""How well company names are brought together: B³ and MUC over gold mentions.

B³ (Bagga and Baldwin 1998) asks of each mention which share of its found cluster
belongs there, and which share of its gold cluster was found; MUC (Vilain et al. 1995)
counts the links that a clustering needs.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from ..corpus.article import Article


@dataclass
class Shares:
    """Sums of which precision, recall and F are made."""

    right_found: float = 0.0
    found: float = 0.0
    right_gold: float = 0.0
    gold: float = 0.0

    def __add__(self, other: Shares) -> Shares:
        return Shares(
            self.right_found + other.right_found,
            self.found + other.found,
            self.right_gold + other.right_gold,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """Share of what was joined that belongs together; 1 where nothing was joined."""
        return self.right_found / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what belongs together that was joined; 1 where nothing does."""
        return self.right_gold / self.gold if self.gold else 1.0

    @property
    def f(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def b_cubed(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Shares:
    """B³ of two clusterings of the same mentions, each given by a cluster a mention."""
    wanted, had = _clusters(gold), _clusters(found)
    common = [len(wanted[g] & had[f]) for g, f in zip(gold, found, strict=True)]
    return Shares(
        sum(c / len(had[f]) for c, f in zip(common, found, strict=True)),
        len(found),
        sum(c / len(wanted[g]) for c, g in zip(common, gold, strict=True)),
        len(gold),
    )


def muc(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Shares:
    """MUC of two clusterings of the same mentions, each given by a cluster a mention."""
    wanted, had = _clusters(gold).values(), _clusters(found).values()
    return Shares(*_links(had, gold), *_links(wanted, found))


def name_scores(gold: Article, found: Article) -> tuple[Shares, Shares]:
    """B³ and MUC of the businesses of ``found`` over the company mentions of ``gold``."""
    names = gold.names("COMPANY")
    groups = [*gold.businesses, *(stated.names for stated in gold.stated)]
    wanted, had = _assign(names, groups), _assign(names, found.businesses)
    return b_cubed(wanted, had), muc(wanted, had)


def _assign(names: Iterable[str], groups: Iterable[tuple[str, ...]]) -> list[str]:
    first: dict[str, str] = {}
    for group in groups:
        for name in group:
            first.setdefault(name, group[0])
    return [first.get(name, name) for name in names]


def _clusters(keys: Sequence[Hashable]) -> dict[Hashable, set[int]]:
    clusters: dict[Hashable, set[int]] = {}
    for k, key in enumerate(keys):
        clusters.setdefault(key, set()).add(k)
    return clusters


def _links(clusters: Iterable[set[int]], others: Sequence[Hashable]) -> tuple[float, float]:
    """The links within the clusters that the other clustering has too, and all of them."""
    right = total = 0
    for cluster in clusters:
        total += len(cluster) - 1
        right += len(cluster) - len({others[k] for k in cluster})
    return right, total
