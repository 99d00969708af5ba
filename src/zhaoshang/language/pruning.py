"""A pkuseg model made smaller: features that hardly weigh anything left out, weights rounded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import srsly

#: Rounded to this step, weights take a byte or two in a compressed archive.
_STEP = 1 / 64


def prune(folder: Path, least: float) -> int:
    """Rewrite the model in ``folder`` without the features whose weights are all under ``least``.

    Weights are rounded to 1/64. The pairs of words that only training looks at are left out, too.
    Returns the number of features that stay. Raises OSError where there is no model.
    """
    features = srsly.read_msgpack(folder / "features.msgpack")
    with np.load(folder / "weights.npz") as stored:
        n_tags, n_features = stored["sizes"].tolist()
        weights = stored["w"]
    nodes = weights[: n_tags * n_features].reshape(n_features, n_tags)
    kept = np.abs(nodes).max(axis=1) >= least
    kept[0] = True  # pkuseg gives the first feature to every character
    numbers = np.cumsum(kept) - 1
    features["feature_to_idx"] = {
        name: int(numbers[number]) for name, number in features["feature_to_idx"].items() if kept[number]
    }
    features["bigram"] = []
    rounded = np.rint(nodes[kept] / _STEP) * _STEP
    edges = weights[n_tags * n_features :]
    srsly.write_msgpack(folder / "features.msgpack", features)
    np.savez_compressed(
        folder / "weights.npz",
        sizes=np.array([n_tags, int(kept.sum())]),
        w=np.concatenate([rounded.reshape(-1), edges]),
    )
    return int(kept.sum())
