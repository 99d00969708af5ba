"""Rows of a long Doc a block at a time: what a layer makes on its way is never there for all of them at once.

Thinc's layers keep all that they compute until the last of them is done, several kilobytes a character. In
prediction nothing of it is needed again, and the rows of a block stay in the processor's cache. The layers
here have the same parts in the same order as Thinc's, so that they take each other's weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from thinc.api import Model, with_array
from thinc.layers.with_array import forward as all_rows

#: Thinc's array types do not meet NumPy's in mypy; shapes stand in the docstrings.
Array = Any

#: Rows of a block.
BLOCK = 1024


def with_blocks(layer: Model[Array, Array]) -> Model[list[Array], list[Array]]:
    """Thinc's ``with_array``, in prediction a block at a time, for a ``layer`` that looks at each row alone."""
    model: Model[list[Array], list[Array]] = with_array(layer)
    dims = {name: model.maybe_get_dim(name) for name in model.dim_names}
    return Model(
        model.name, _forward, init=model.init, layers=model.layers, attrs=dict(model.attrs), dims=dims
    )


def _forward(
    model: Model[list[Array], list[Array]], arrays: list[Array], is_train: bool
) -> tuple[list[Array], Callable]:
    if is_train:
        return all_rows(model, arrays, True)
    return [in_blocks(model.layers[0].predict, array) for array in arrays], no_backward


def in_blocks(function: Callable[[Array], Array], rows: Array, reach: int = 0) -> Array:
    """``function(rows)``, a block of the rows at a time, each with ``reach`` more on either side."""
    count = len(rows)
    if count <= BLOCK:
        return function(rows)
    result = None
    for first, end in blocks(count):
        low = max(0, first - reach)
        found = function(rows[low : end + reach])[first - low : end - low]
        if result is None:
            result = np.empty((count, *found.shape[1:]), dtype=found.dtype)
        result[first:end] = found
    return result


def blocks(count: int) -> Iterator[tuple[int, int]]:
    """The first and the end of each block of ``count`` rows."""
    for first in range(0, count, BLOCK):
        yield first, min(count, first + BLOCK)


def no_backward(d_output: Any) -> Any:
    """In place of the gradient of a prediction. Raises ValueError."""
    raise ValueError("nothing was kept for the gradient of a prediction")
