"""Counts of hits and misses, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass
class Counts:
    """True positives, false positives, false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, gold: set, predicted: set) -> None:
        """Count two sets of the same kind against each other."""
        self.tp += len(gold & predicted)
        self.fp += len(predicted - gold)
        self.fn += len(gold - predicted)

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def gold(self) -> int:
        """How many there are to find."""
        return self.tp + self.fn

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 0 where there is nothing."""
        return self.tp / self.gold if self.gold else 0.0

    @property
    def f(self) -> float:
        """F1: the harmonic mean of precision and recall."""
        both = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / both if both else 0.0

    def as_dict(self) -> dict[str, float | int]:
        """P, R, F and the counts, for JSON."""
        return {
            "p": round(self.precision, 4),
            "r": round(self.recall, 4),
            "f": round(self.f, 4),
            "gold": self.gold,
            "tp": self.tp,
            "fp": self.fp,
            "fn": self.fn,
        }


def count_by_label(wanted: set, had: set, labels: Iterable[str], at: int) -> dict[str, Counts]:
    """Count two sets of tuples against each other, a label apiece; it stands at place ``at``."""
    counts = {label: Counts() for label in labels}
    for label, own in counts.items():
        own.add({key for key in wanted if key[at] == label}, {key for key in had if key[at] == label})
    return counts
