from __future__ import annotations

import zlib

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from zhaoshang.rounding import create_rounded_weights, rounded

_VALUES = arrays(np.float32, st.integers(0, 20), elements=st.floats(-1e6, 1e6, width=32))


@given(_VALUES, st.integers(1, 24))
def test_rounding_is_near_and_settles(values: np.ndarray, bits: int) -> None:
    once = rounded(values, bits)
    assert once.dtype == np.float32
    normal = np.abs(values) > 1e-30
    assert (np.abs(once - values)[normal] <= np.abs(values)[normal] * 2.0**-bits).all()
    assert (rounded(once, bits) == once).all()


@given(_VALUES)
def test_all_bits_change_nothing(values: np.ndarray) -> None:
    assert (rounded(values, 24) == values).all()


def test_the_weights_of_a_pipeline_pack_better() -> None:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "zhaoshang.CharTokenizer.v1"}}})
    nlp.add_pipe("tok2vec")
    nlp.initialize()
    before = len(zlib.compress(nlp.get_pipe("tok2vec").model.to_bytes()))
    assert create_rounded_weights(8)(nlp) is nlp
    assert len(zlib.compress(nlp.get_pipe("tok2vec").model.to_bytes())) < 0.7 * before


@pytest.mark.parametrize("bits", [0, 25])
def test_other_numbers_of_bits_are_an_error(bits: int) -> None:
    with pytest.raises(ValueError, match="mantissa"):
        create_rounded_weights(bits)
