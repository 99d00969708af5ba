"""One thread a process, unless the user says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from zhaoshang.cli.threads import limit_threads

_COUNT = (
    "import zhaoshang.cli.app, numpy, os; a = numpy.ones((800, 800), 'float32'); a @ a; "
    "print(len(os.listdir('/proc/self/task')))"
)


@pytest.mark.parametrize(
    ("set_by_user", "found"),
    [
        ({}, {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1"}),
        (
            {"OPENBLAS_NUM_THREADS": "4"},
            {"OPENBLAS_NUM_THREADS": "4", "MKL_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1"},
        ),
        ({"OMP_NUM_THREADS": "2"}, {"OMP_NUM_THREADS": "2"}),
    ],
)
def test_what_the_user_sets_stays(set_by_user: dict[str, str], found: dict[str, str]) -> None:
    environment = dict(set_by_user)
    limit_threads(environment)
    assert environment == found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs two cores")
def test_the_command_line_multiplies_in_one_thread() -> None:
    environment = {name: of for name, of in os.environ.items() if not name.endswith("_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", _COUNT], env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout == "1\n"
