from __future__ import annotations

import sys
from pathlib import Path

import pytest

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked


def script(path: Path, times: int = 1) -> None:
    """Read a marked file."""
    for _ in range(times):
        print(marked.read(path).text)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch):
    def run_script(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["script.py", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            run(script)
        return int(caught.value.code or 0)

    return run_script


def test_parameters_are_options(call, tmp_path: Path, capsys) -> None:
    (tmp_path / "a.marked").write_text("---\n[[C:甲]]\n---\n", "utf8")
    assert call(tmp_path / "a.marked", "--times", 2) == 0
    assert capsys.readouterr().out == "甲\n甲\n"


@pytest.mark.parametrize(("content", "reason"), [("[[C:甲", "needs header"), (None, "No such file")])
def test_expected_failures_are_one_line(
    content: str | None, reason: str, call, tmp_path: Path, capsys
) -> None:
    if content is not None:
        (tmp_path / "a.marked").write_text(content, "utf8")
    assert call(tmp_path / "a.marked") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert reason in line


def test_wrong_usage(call, capsys) -> None:
    assert call("a", "--times", "many") == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_defect_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sys, "argv", ["script.py"])
    with pytest.raises(ZeroDivisionError):
        run(broken)
