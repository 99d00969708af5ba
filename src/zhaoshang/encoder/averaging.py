"""The mean of several tunings of one encoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .weights import State


def mean(states: Sequence[State]) -> State:
    """The mean of each weight, float32.

    Tunings that begin with the same weights end near each other, and what lies between them is mostly better
    than either, on text of another kind above all: Wortsman et al. 2022, "Model soups",
    https://arxiv.org/abs/2203.05482. The heads are new in each tuning; they begin alike with the same seed.

    Raises:
        ValueError: there are none, or they have other weights or shapes than the first.
    """
    if not states:
        raise ValueError("there is no tuning to take the mean of")
    shapes = [{name: values.shape for name, values in state.items()} for state in states]
    if any(other != shapes[0] for other in shapes):
        raise ValueError("the tunings have different weights")
    return {name: np.mean([state[name] for state in states], axis=0, dtype=np.float32) for name in shapes[0]}
