from __future__ import annotations

import numpy as np
import pytest

from zhaoshang.encoder.averaging import mean


def test_mean_of_each_weight() -> None:
    one = {"a": np.array([1.0, 3.0], dtype="f"), "b": np.zeros((2, 2), dtype="f")}
    other = {"a": np.array([3.0, 5.0], dtype="f"), "b": np.full((2, 2), 4, dtype="f")}
    found = mean([one, other])
    assert found["a"].tolist() == [2.0, 4.0]
    assert found["b"].tolist() == [[2.0, 2.0], [2.0, 2.0]]
    assert {values.dtype for values in found.values()} == {np.dtype("f")}


@pytest.mark.parametrize(
    "states",
    [
        [],
        [{"a": np.zeros(2, dtype="f")}, {"b": np.zeros(2, dtype="f")}],
        [{"a": np.zeros(2, dtype="f")}, {"a": np.zeros(3, dtype="f")}],
    ],
)
def test_other_weights_have_no_mean(states: list[dict[str, np.ndarray]]) -> None:
    with pytest.raises(ValueError, match="tuning"):
        mean(states)
