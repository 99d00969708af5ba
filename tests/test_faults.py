"""Faults of the machine: each ends in one clear line, and what was finished is on disk and readable.

Killed processes are in test_workers.py and test_resume.py, Ctrl-C, a reader that goes away and a full standard
output in test_cli.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy.language import Language

from helpers import toys
from test_record import VALIDATOR
from zhaoshang import ModelError, __version__, load
from zhaoshang.cli.extracting import extract_records
from zhaoshang.cli.inputs import Unit
from zhaoshang.cli.sinks import convert
from zhaoshang.output import OutputError
from zhaoshang.output.jsonl import to_line

NEWS = toys()[0].text
COUNT = 48
linux = pytest.mark.skipif(sys.platform != "linux", reason="mounts and limits of Linux")

#: Runs the command with files of so many bytes at most, the way a full disk stops a write in its middle.
LIMITED = """
import resource, sys
from zhaoshang.cli.app import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Many short articles."""
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"text": NEWS, "id": str(n)}) + "\n" for n in range(COUNT)), "utf8")
    return path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 KiB, less than the records need."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("this user may not mount a tmpfs")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def broken_model(toy_model: Path, tmp_path: Path) -> Path:
    """A copy of the toy pipeline, to break."""
    return Path(shutil.copytree(toy_model, tmp_path / "model"))


def extract(model: Path, *arguments: object, limit: int | None = None) -> tuple[int, str]:
    """Exit status and standard error of a run."""
    program = ["-m", "zhaoshang"] if limit is None else ["-c", LIMITED, str(limit)]
    command = [sys.executable, *program, "extract", "-q", "-m", str(model), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode, done.stderr.decode()


def records(path: Path) -> list[str]:
    """The ids of a file of whole, valid records."""
    found = [json.loads(line) for line in path.read_bytes().decode().splitlines()]
    for record in found:
        VALIDATOR.validate(record)
    return [record["id"] for record in found]


def assert_first_ones(path: Path) -> None:
    found = records(path)
    assert 0 < len(found) < COUNT
    assert found == [str(n) for n in range(len(found))]


@linux
def test_disk_full(toy_model: Path, lines: Path, small_disk: Path) -> None:
    output = small_disk / "out.jsonl"
    assert extract(toy_model, lines, "-o", output) == (
        2,
        f"zhaoshang: {output}: No space left on device\n",
    )
    assert_first_ones(output)


@linux
def test_disk_full_and_resumed_on_a_larger_one(toy_model: Path, lines: Path, tmp_path: Path) -> None:
    output, whole = tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    assert extract(toy_model, lines, "-o", output, limit=16_000) == (
        2,
        f"zhaoshang: {output}: File too large\n",
    )
    assert_first_ones(output)
    assert extract(toy_model, lines, "-o", output, "--resume") == (0, "")
    extract(toy_model, lines, "-o", whole)
    assert output.read_bytes() == whole.read_bytes()


@linux
@pytest.mark.parametrize(
    ("suffix", "module"),
    [("csv", "csv"), ("xlsx", "xlsxwriter"), ("parquet", "pyarrow"), ("duckdb", "duckdb")],
)
def test_disk_full_in_the_last_step(
    suffix: str, module: str, toy_nlp: Language, small_disk: Path, tmp_path: Path
) -> None:
    pytest.importorskip(module)
    journal, output = tmp_path / "journal.jsonl", small_disk / f"out.{suffix}"
    units = [Unit(str(n), str(n), text=NEWS) for n in range(COUNT)]
    journal.write_text("".join(map(to_line, extract_records(units, toy_nlp))), "utf8")
    (small_disk / "other").write_bytes(bytes(3 * 4096))
    with pytest.raises(OutputError) as caught:
        convert(journal, suffix, output)
    assert str(caught.value).startswith(f"{output}: ")
    assert str(caught.value).endswith(f"; the records are in {journal}")
    assert "\n" not in str(caught.value)
    assert len(records(journal)) == COUNT
    assert [path.name for path in small_disk.iterdir()] == ["other"]


def run_until_it_has_written(model: Path, output: Path, written: Path) -> subprocess.Popen[bytes]:
    """A run that has finished some records and waits for more."""
    command = [sys.executable, "-m", "zhaoshang", "extract", "-", "--text-field", "text", "-q"]
    process = subprocess.Popen(
        [*command, "-m", str(model), "-o", str(output)], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write((json.dumps({"text": NEWS}) + "\n").encode() * 32)
    process.stdin.flush()
    while not written.exists() or written.read_bytes().count(b"\n") < 32:
        assert process.poll() is None
        time.sleep(0.05)
    return process


@linux
@pytest.mark.parametrize(
    ("name", "more"), [("out.jsonl", json.dumps({"text": NEWS}).encode()), ("out.csv", b"")]
)
def test_output_folder_vanishes(name: str, more: bytes, toy_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    written = folder / ("out.jsonl" if name == "out.jsonl" else f"{name}.partial.jsonl")
    process = run_until_it_has_written(toy_model, folder / name, written)
    shutil.rmtree(folder)
    said = process.communicate(more)[1].decode()
    assert process.returncode == 2
    assert said.startswith(f"zhaoshang: {written}: it was removed or moved while it was written; ")
    refuge = Path(said.removesuffix("\n").rpartition("the finished records are in ")[2])
    try:
        assert len(records(refuge)) == 32
    finally:
        refuge.unlink()


def test_output_folder_is_a_file(toy_model: Path, lines: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    output = tmp_path / "file" / "out.jsonl"
    assert extract(toy_model, lines, "-o", output) == (2, f"zhaoshang: {output}: Not a directory\n")


def test_no_home_to_write_to(toy_model: Path, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, os.devnull)
    assert extract(toy_model, lines, "-f", "csv") == (0, "")


BROKEN = [
    "config.cfg",
    "meta.json",
    "relation_extractor/model",
    "tok2vec/model",
    "vocab/strings.json",
]


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("damage", ["empty", "half", "noise", "gone"])
def test_corrupt_model_file(name: str, damage: str, broken_model: Path) -> None:
    path = broken_model / name
    data = path.read_bytes()
    path.unlink()
    if damage != "gone":
        changed = {"empty": b"", "half": data[: len(data) // 2], "noise": bytes(range(256)) * 4}
        path.write_bytes(changed[damage])
    with pytest.raises(ModelError, match="cannot load this model") as caught:
        load(broken_model)
    assert "\n" not in str(caught.value)
    assert str(broken_model) in str(caught.value)


def require(model: Path, *requirements: str) -> None:
    path = model / "meta.json"
    meta = json.loads(path.read_text("utf8"))
    path.write_text(json.dumps(meta | {"requirements": list(requirements)}), "utf8")


def test_model_of_another_version(broken_model: Path, lines: Path) -> None:
    require(broken_model, "spacy-pkuseg>=1.0", "zhaoshang>=99.0,<100.0")
    assert extract(broken_model, lines) == (
        2,
        f"zhaoshang: {broken_model}: this model needs zhaoshang>=99.0,<100.0, "
        f"and this is zhaoshang {__version__}\n",
    )


@pytest.mark.parametrize("requirement", [f"zhaoshang>={__version__},<99.0", "zhaoshang", "other>=99"])
def test_model_of_this_version(requirement: str, broken_model: Path) -> None:
    require(broken_model, requirement)
    assert "facts" in load(broken_model).pipe_names
