"""How many threads the matrix multiplication takes: one a process, unless the user says otherwise."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

#: What OpenBLAS, MKL and Accelerate ask when NumPy loads them, once.
_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
#: Said for all of them at once, it is the user's word.
_FOR_ALL = "OMP_NUM_THREADS"


def limit_threads(environment: MutableMapping[str, str] = os.environ) -> None:
    """Ask for one thread, for this process and those that it starts; to be called before NumPy is imported.

    The matrices of a pipeline are small: several threads wait for each other longer than they work, and those
    of several processes for a core. What the user has set stays.
    """
    if _FOR_ALL not in environment:
        for variable in _VARIABLES:
            environment.setdefault(variable, "1")
