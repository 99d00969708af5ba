"""The table of Python versions, and what is read out of pytest's reports."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "scripts"))
from pythons import Result, as_markdown, read_report

_FACT = ("甲公司", "INVESTMENT", "5亿元", "done", "500000000", "[[0, 12]]")


def test_a_report_of_pytest(tmp_path: Path) -> None:
    path = tmp_path / "tests.xml"
    path.write_text(
        """<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" tests="5">
        <testcase classname="tests.test_a" name="test_good"/>
        <testcase classname="tests.test_a" name="test_bad"><failure message="x">x</failure></testcase>
        <testcase classname="tests.test_a" name="test_broken"><error message="x">x</error></testcase>
        <testcase classname="tests.test_b" name="test_left"><skipped message="x">x</skipped></testcase>
        <testcase classname="tests.test_b" name="test_good"/>
        </testsuite></testsuites>""",
        "utf8",
    )
    assert read_report(path) == (2, 1, ["tests.test_a::test_bad", "tests.test_a::test_broken"])


def test_table() -> None:
    results = [
        Result("3.10.13", 111, [_FACT], 1_200, 3, []),
        Result("3.13.0", 104, [_FACT], 1_199, 3, ["a::b"]),
    ]
    assert as_markdown(results).splitlines() == [
        "| Python | packages | facts of the article | tests passed | skipped | failed |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        "| 3.10.13 | 111 | 1 | 1,200 | 3 | 0 |",
        "| 3.13.0 | 104 | 1 | 1,199 | 3 | 1 |",
        "",
        "The facts are the same with all of them.",
    ]
    results.append(Result("3.14.0", 104, [], 1_200, 3, []))
    assert as_markdown(results).endswith("The facts are not the same.\n")
