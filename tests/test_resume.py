"""An interrupted run goes on where it stopped: its output is that of an unbroken run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import toys
from zhaoshang.cli.inputs import find_inputs
from zhaoshang.cli.messages import Messages, Summary
from zhaoshang.cli.running import run
from zhaoshang.cli.sinks import open_sink
from zhaoshang.cli.workers import Batch, InProcess, Result
from zhaoshang.output import ArticleRecord, OutputError
from zhaoshang.record import error_record

FACT = {
    "company": "甲",
    "names": ["甲"],
    "label": "SIGN",
    "text": "签",
    "score": 0.5,
    "evidence": [],
    "status": "actual",
}


class Fake(InProcess):
    """An engine without a pipeline; scores depend on the batch, every third unit holds three articles."""

    def __init__(self, stops_after: int = 10**9) -> None:
        self.left = stops_after

    def extract(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Result]]:
        for batch in batches:
            yield batch, [self._records(unit.source, int(unit.text or "0"), len(batch)) for unit in batch]

    def _records(self, source: str, number: int, size: int) -> list[ArticleRecord]:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        if number % 5 == 4:
            return [{**error_record(f"{number}", source, "empty file")}]
        record = error_record(f"{number}", source, "")
        facts = [FACT | {"score": size / 16}]
        return [{**record, "error": None, "facts": facts, "text": f"甲{number}"}] * (
            3 if number % 3 == 0 else 1
        )  # type: ignore[typeddict-item]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lines") / "in.jsonl"
    path.write_text("".join(f'{{"text": "{n}"}}\n' for n in range(53)), "utf8")
    return path


def extract(
    lines: Path, format: str, output: Path, resume: bool = False, stops_after: int = 10**9
) -> Summary:
    summary = Summary()
    with open_sink(format, output, resume) as sink:
        run(find_inputs([str(lines)]), Fake(stops_after), sink, Messages(quiet=True), summary, None)
    return summary


@pytest.fixture(scope="module")
def unbroken(lines: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Summary]:
    """The output of a run that nothing stopped, and its summary."""
    path = tmp_path_factory.mktemp("whole") / "out.jsonl"
    summary = extract(lines, "jsonl", path)
    return path.read_bytes(), summary


@given(st.data())
@settings(max_examples=80)
def test_cut_anywhere(
    lines: Path,
    unbroken: tuple[bytes, Summary],
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    whole, counts = unbroken
    path = tmp_path_factory.mktemp("cut") / "out.jsonl"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    summary = extract(lines, "jsonl", path, resume=True)
    assert path.read_bytes() == whole
    assert (summary.articles, summary.facts, summary.errors) == (counts.articles, counts.facts, counts.errors)


@given(stops=st.lists(st.integers(0, 30), max_size=4))
@settings(max_examples=20)
@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_stopped_several_times(
    lines: Path, tmp_path_factory: pytest.TempPathFactory, format: str, stops: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("stopped")
    extract(lines, format, folder / "whole")
    for stop in stops:
        try:
            extract(lines, format, folder / "out", resume=True, stops_after=stop)
        except KeyboardInterrupt:
            assert format == "jsonl" or not (folder / "out").exists()
    extract(lines, format, folder / "out", resume=True)
    assert (folder / "out").read_bytes() == (folder / "whole").read_bytes()
    assert {path.name for path in folder.iterdir()} == {"out", "whole"}


def test_new_articles_are_added(lines: Path, unbroken: tuple[bytes, Summary], tmp_path: Path) -> None:
    grown = tmp_path / "in.jsonl"
    few = lines.read_text("utf8").splitlines(keepends=True)[:20]
    grown.write_text("".join(few), "utf8")
    extract(grown, "jsonl", tmp_path / "out.jsonl")
    grown.write_bytes(lines.read_bytes())
    summary = extract(grown, "jsonl", tmp_path / "out.jsonl", resume=True)
    assert summary.resumed > 0
    ids = [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text("utf8").splitlines()]
    assert ids == [json.loads(line)["id"] for line in unbroken[0].decode().splitlines()]


@pytest.mark.parametrize("line", ["nothing", "[]", "1", '{"id": "a"}', "null"])
def test_what_is_no_output_is_not_resumed(line: str, lines: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(f"{line}\n", "utf8")
    with pytest.raises(OutputError, match=r"out\.jsonl:1: no record of an earlier run"):
        extract(lines, "jsonl", path, resume=True)
    assert path.read_text("utf8") == f"{line}\n"


def test_without_resume_it_begins_anew(lines: Path, unbroken: tuple[bytes, Summary], tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(unbroken[0][:5000])
    assert extract(lines, "jsonl", path).resumed == 0
    assert path.read_bytes() == unbroken[0]


def test_an_old_output_stays_until_the_new_one_is_whole(lines: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old", "utf8")
    with pytest.raises(KeyboardInterrupt):
        extract(lines, "csv", path, stops_after=20)
    assert path.read_text("utf8") == "old"
    extract(lines, "csv", path, resume=True)
    assert path.read_text("utf-8-sig").startswith("source,")


def test_a_format_that_fails_keeps_the_records(
    lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("xlsxwriter")
    monkeypatch.setattr("zhaoshang.output.xlsx.MOST_ROWS", 10)
    with pytest.raises(
        OutputError, match=r"out\.xlsx: more articles .* the records are in .*\.partial\.jsonl"
    ):
        extract(lines, "xlsx", tmp_path / "out.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["out.xlsx.partial.jsonl"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_while_it_works(jobs: int, toy_model: Path, tmp_path: Path) -> None:
    texts = [toy.text * 20 for toy in toys()]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": texts[n % 3]}) + "\n" for n in range(200)))
    command = [sys.executable, "-m", "zhaoshang", "extract", "in.jsonl", "-m", str(toy_model), "-q"]
    subprocess.run([*command, "-o", "whole.jsonl"], cwd=tmp_path, check=True)
    command += ["-o", "out.jsonl", "--jobs", str(jobs), "--resume"]
    process = subprocess.Popen(command, cwd=tmp_path)
    output = tmp_path / "out.jsonl"
    while not output.exists() or not output.stat().st_size:
        assert process.poll() is None
        time.sleep(0.01)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.send_signal(signal.SIGKILL)
    process.wait()
    with output.open("ab") as file:
        file.write(b'{"id": "half a li')
    subprocess.run(command, cwd=tmp_path, check=True)
    assert output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert len(children) >= (0 if jobs == 1 else 2)
    assert not any(_is_running(int(child)) for child in children)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"
