"""The best path through scores of tags."""

from __future__ import annotations

import numpy as np
import pytest
from chains import all_paths, worth
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from zhaoshang.tagging import paths
from zhaoshang.tagging.paths import SURE, Floats, best_path, best_spans
from zhaoshang.tagging.tags import N_TAGS, OUTSIDE, allowed, decode, encode

_SCORE = st.floats(-20, 20, width=32)
_TRANSITIONS = arrays(np.float32, (N_TAGS, N_TAGS), elements=st.floats(-2, 2, width=32))


def _scores(longest: int) -> st.SearchStrategy[Floats]:
    return st.integers(0, longest).flatmap(lambda n: arrays(np.float32, (n, N_TAGS), elements=_SCORE))


def _exact(scores: Floats, transitions: Floats) -> np.ndarray:
    return best_path(scores, np.array([len(scores)]), transitions, sure=np.inf)


@given(_scores(3), _TRANSITIONS)
def test_no_path_is_worth_more(scores: Floats, transitions: Floats) -> None:
    if len(scores):
        best = max(worth(scores, path, transitions) for path in all_paths(len(scores)))
        assert worth(scores, _exact(scores, transitions), transitions) == pytest.approx(best, abs=1e-3)


@given(st.lists(_scores(12), max_size=4), _TRANSITIONS)
def test_texts_side_by_side_are_as_each_alone(texts: list[Floats], transitions: Floats) -> None:
    assert best_spans(texts, transitions) == [best_spans([text], transitions)[0] for text in texts]


def test_runs_of_many_lengths_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    texts = [rng.normal(scale=5, size=(n, N_TAGS)).astype("f") for n in (300, 1, 7, 40, 2, 90, 3)]
    found = best_spans(texts)
    monkeypatch.setattr(paths, "_MOST_CELLS", 50)
    assert best_spans(texts) == found
    assert [part.stop - part.start for part in paths._groups(np.array([300, 90, 40, 7, 3]))] == [1, 1, 1, 2]


@given(_scores(30), _TRANSITIONS)
def test_between_sure_places_the_best_path_is_taken(scores: Floats, transitions: Floats) -> None:
    if not len(scores):
        return
    path = best_path(scores, np.array([len(scores)]), transitions)
    sure = scores[:, OUTSIDE] >= np.delete(scores, OUTSIDE, axis=1).max(axis=1) + np.float32(SURE)
    assert (path[sure] == OUTSIDE).all()
    forced = scores.copy()
    forced[sure, OUTSIDE] += 1e5
    assert worth(scores, path, transitions) == pytest.approx(
        worth(scores, _exact(forced, transitions), transitions), abs=0.1
    )


@given(_scores(30))
def test_a_path_is_allowed_and_comes_back(scores: Floats) -> None:
    spans = best_spans([scores])[0]
    path = encode(spans, len(scores))
    follows, _, _ = allowed()
    assert follows[path[:-1], path[1:]].all()
    assert decode(path) == spans


def test_a_lone_end_is_completed() -> None:
    scores = np.log(np.eye(N_TAGS, dtype=np.float32)[encode([(2, 6, "PARK")], 8)] * 0.9 + 0.005)
    scores[2] = np.log(1 / N_TAGS)
    assert best_spans([scores])[0][0][1:] == (6, "PARK")


def test_transitions_decide_where_scores_do_not() -> None:
    whole, parts = encode([(0, 4, "PARK")], 4), encode([(0, 2, "PARK"), (2, 4, "PARK")], 4)
    scores = np.zeros((4, N_TAGS), dtype=np.float32)
    scores[np.arange(4), whole] = scores[np.arange(4), parts] = 9.0
    transitions = np.zeros((N_TAGS, N_TAGS), dtype=np.float32)
    transitions[parts[1], parts[2]] = 1.0
    assert best_spans([scores], transitions) == [decode(parts)]
    assert best_spans([scores], -transitions) == [decode(whole)]
