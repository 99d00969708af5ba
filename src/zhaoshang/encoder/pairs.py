"""Candidate relations as arrays, of an article or of one window of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..relations.features import Bags

Numbers = npt.NDArray[np.int64]

FILE = "pairs.safetensors"
#: Of the table that features are looked up in.
FEATURE_ROWS = 20_000


class Pairs(NamedTuple):
    """Candidate relations with what is to be learnt of them."""

    #: The five spans of each, see ``candidates.context_bounds``: int64 (pairs, 5, 2).
    bounds: Numbers
    #: Whether it holds, and whether its stage is planned; NaN where unknown: float32 (pairs, 2).
    targets: npt.NDArray[np.float32]
    #: Features of the pair, of its tail and of its mention, one bag a pair each.
    words: tuple[Bags, Bags, Bags]

    def within(self, places: Numbers) -> Pairs:
        """Those whose head and tail stand among the characters ``places``, bounds in numbers of these.

        places: int64 (characters,), ascending.
        """
        first, end = places[0], places[-1] + 1
        inside = np.flatnonzero(
            (self.bounds[:, :2, 0].min(axis=1, initial=end) >= first)
            & (self.bounds[:, :2, 1].max(axis=1, initial=first) <= end)
        )
        words = tuple(bags.take(inside) for bags in self.words)
        bounds = np.searchsorted(places, self.bounds[inside])
        return Pairs(bounds, self.targets[inside], (words[0], words[1], words[2]))


NO_PAIRS = Pairs(
    np.zeros((0, 5, 2), dtype=np.int64),
    np.zeros((0, 2), dtype=np.float32),
    (Bags.of_words([]), Bags.of_words([]), Bags.of_words([])),
)
