"""What the load test makes of answers: which are faults, and the table of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("httpx")
sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
from load import Report


@pytest.mark.parametrize(
    ("answer", "broken"),
    [
        ("200", 0),
        ("408", 0),
        ("415", 0),
        ("429", 0),
        ("500", 2),
        ("504", 2),
        ("broken off", 2),
        ("broken off, ReadError", 2),
        ("leaked: a file of the machine", 2),
    ],
)
def test_which_answers_are_faults(answer: str, broken: int) -> None:
    report = Report()
    report.times["article", answer] += [0.1, 0.2]
    report.times["article", "200"].append(0.1)
    assert report.broken == broken


def test_table() -> None:
    report = Report(memory=[100.0, 120.0, 130.0, 125.0])
    report.times["article", "200"] += [0.01 * n for n in range(100)]
    report.times["article", "429"].append(0.001)
    assert report.half_time_memory == 130.0
    assert report.as_markdown().splitlines() == [
        "101 requests.",
        "",
        "| request | answer | requests | p50, s | p99, s |",
        "| --- | --- | ---: | ---: | ---: |",
        "| article | 200 | 100 | 0.50 | 0.99 |",
        "| article | 429 | 1 | 0.00 | 0.00 |",
        "",
        "Memory of the server: 100 MB at the start, 130 MB at half time, 130 MB at most, 125 MB at the end.",
    ]
