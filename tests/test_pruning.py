from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import srsly

from zhaoshang.language.pruning import prune


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three features with two tags; the first weighs nothing, the second little."""
    features = {"unigram": ["开工"], "bigram": ["甲*乙"], "feature_to_idx": {"$$": 0, "c.甲": 1, "c.乙": 2}}
    srsly.write_msgpack(tmp_path / "features.msgpack", features)
    nodes = [0.0, 0.0, 0.01, -0.02, 0.5, -0.26]
    np.savez(tmp_path / "weights.npz", sizes=np.array([2, 3]), w=np.array([*nodes, 1.0, 2.0, 3.0, 4.1]))
    return tmp_path


def test_light_features_go_and_the_others_are_numbered_anew(folder: Path) -> None:
    assert prune(folder, 0.05) == 2
    features = srsly.read_msgpack(folder / "features.msgpack")
    assert features["feature_to_idx"] == {"$$": 0, "c.乙": 1}
    assert features["unigram"] == ["开工"]
    weights = np.load(folder / "weights.npz")
    assert weights["sizes"].tolist() == [2, 2]
    assert weights["w"].tolist() == [0.0, 0.0, 0.5, -0.265625, 1.0, 2.0, 3.0, 4.1]


def test_nothing_goes_where_the_least_is_nothing(folder: Path) -> None:
    assert prune(folder, 0.0) == 3
