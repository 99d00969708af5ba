"""Which matrix multiplication the models use.

Thinc multiplies by BLIS, whose wheel has one kernel for all of x86; NumPy's
OpenBLAS picks the machine's own and was five to seven times as fast where it
was measured. A model keeps the ops object that was current when it was made,
so the callbacks set it for the time in which a pipeline is built.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from spacy import registry
from spacy.language import Language
from thinc.api import NumpyOps, Ops, get_current_ops, set_current_ops

T = TypeVar("T")

_before: list[Ops] = []


@registry.callbacks("zhaoshang.use_numpy_gemm.v1")
def use_numpy_gemm() -> Callable[[type[Language]], type[Language]]:
    """For ``[nlp.before_creation]``: build the models on NumPy's matrix multiplication."""

    def set_ops(language: type[Language]) -> type[Language]:
        current = get_current_ops()
        _before.append(current)
        if isinstance(current, NumpyOps):
            set_current_ops(NumpyOps(use_blis=False))
        return language

    return set_ops


@registry.callbacks("zhaoshang.restore_ops.v1")
def restore_ops() -> Callable[[Language], Language]:
    """For ``[nlp.after_pipeline_creation]``: leave the process as it was."""

    def restore(nlp: Language) -> Language:
        if _before:
            set_current_ops(_before.pop())
        return nlp

    return restore
