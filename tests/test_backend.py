from __future__ import annotations

from collections.abc import Iterator

import pytest
import spacy
from thinc.api import NumpyOps, Ops, get_current_ops, set_current_ops

from zhaoshang.backend import restore_ops, use_numpy_gemm


@pytest.fixture
def usual() -> Iterator[Ops]:
    before = get_current_ops()
    ops = NumpyOps(use_blis=True)
    set_current_ops(ops)
    yield ops
    set_current_ops(before)


def test_models_are_built_on_numpy_and_the_process_is_left_as_it_was(usual: Ops) -> None:
    nlp = spacy.blank("zh")
    assert use_numpy_gemm()(type(nlp)) is type(nlp)
    inside = get_current_ops()
    assert isinstance(inside, NumpyOps)
    assert not inside.use_blis
    assert restore_ops()(nlp) is nlp
    assert get_current_ops() is usual


def test_pipelines_may_be_built_within_each_other(usual: Ops) -> None:
    nlp = spacy.blank("zh")
    for _ in range(2):
        use_numpy_gemm()(type(nlp))
    for _ in range(2):
        restore_ops()(nlp)
    assert get_current_ops() is usual


def test_restoring_alone_does_nothing(usual: Ops) -> None:
    restore_ops()(spacy.blank("zh"))
    assert get_current_ops() is usual
