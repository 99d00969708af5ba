"""Several processes give what one gives, whatever becomes of them."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy.language import Language

from helpers import toys
from zhaoshang import ModelError
from zhaoshang.cli import workers
from zhaoshang.cli.extracting import extract_records, in_batches
from zhaoshang.cli.inputs import Unit
from zhaoshang.cli.workers import Batch, Engine, Result, Workers, open_engine
from zhaoshang.output import ArticleRecord

UNITS = [Unit(str(n), str(n), text=toys()[n % 3].text, meta={"n": str(n)}) for n in range(100)]


def deadly(batch: Batch) -> Result:
    """Extract a batch in a worker, which some of the units kill."""
    if any(unit.source in ("18", "19", "70") for unit in batch):
        os.kill(os.getpid(), signal.SIGKILL)
    return workers.extract_batch(batch, workers._nlp)


def records_of(engine: Engine, units: list[Unit]) -> Iterator[ArticleRecord]:
    for batch, result in engine.extract(in_batches(units)):
        assert len(batch) == len(result)
        for records in result:
            yield from records


@pytest.fixture(scope="module")
def expected(toy_nlp: Language) -> list[ArticleRecord]:
    return list(extract_records(UNITS, toy_nlp))


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_records_in_the_same_order(
    jobs: int, toy_model: Path, expected: list[ArticleRecord]
) -> None:
    with open_engine(str(toy_model), jobs, pytest.fail) as engine:
        assert list(records_of(engine, UNITS)) == expected
        assert list(records_of(engine, [])) == []
    assert not multiprocessing.active_children()


def test_a_model_that_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load this model"):
        open_engine(str(tmp_path), 2, pytest.fail)
    assert not multiprocessing.active_children()


def test_killed_workers_lose_nothing(toy_model: Path, expected: list[ArticleRecord]) -> None:
    warnings: list[str] = []
    with Workers(str(toy_model), 2, warnings.append) as engine:
        records = records_of(engine, UNITS)
        found = [next(records)]
        for child in multiprocessing.active_children():
            child.kill()
        found += records
    assert warnings == ["a worker process was killed; what it worked on is done again"]
    assert [record["source"] for record in found] == [unit.source for unit in UNITS]
    assert [record["facts"] for record in found] == [record["facts"] for record in expected]


def test_the_unit_that_kills_its_worker_is_found(
    toy_model: Path, expected: list[ArticleRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_extract", deadly)
    warnings: list[str] = []
    with Workers(str(toy_model), 2, warnings.append) as engine:
        found = list(records_of(engine, UNITS))
    assert [record["source"] for record in found] == [unit.source for unit in UNITS]
    failed = {record["source"]: record["error"] for record in found if record["error"]}
    assert set(failed) == {"18", "19", "70"}
    assert "was killed" in str(failed["18"])
    assert 1 <= len(warnings) <= 2
    assert all(a["facts"] == b["facts"] for a, b in zip(found, expected, strict=True) if not a["error"])


def test_ending_early_ends_the_workers(toy_model: Path) -> None:
    def interrupted() -> None:
        with Workers(str(toy_model), 2, pytest.fail) as engine:
            next(records_of(engine, UNITS))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not multiprocessing.active_children()


def test_a_run_that_is_killed_says_nothing(toy_model: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "zhaoshang", "extract", "-", "--text-field", "text", "--jobs", "2"]
    process = subprocess.Popen(
        [*command, "--model", str(toy_model), "--output", str(output)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stderr is not None
    # More than may wait for two workers, so that there are records while the run lasts.
    process.stdin.write((json.dumps({"text": toys()[0].text}) + "\n").encode() * 16 * 8)
    process.stdin.flush()
    while not (output.exists() and output.stat().st_size):
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    # It ends when the workers and the process that tracks their semaphores have ended, too.
    assert process.stderr.read().decode() == ""
    process.stderr.close()
    process.stdin.close()
    assert process.wait() == -signal.SIGKILL
