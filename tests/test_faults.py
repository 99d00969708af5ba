"""Faults of the machine: each ends in one clear line, and what was finished is on disk and readable.

=========================  =====================================================================
fault                      tests
=========================  =====================================================================
disk full                  test_disk_full…, and of standard output in test_cli.py
output folder vanishing    test_output_folder…
worker killed (OOM)        test_worker_killed, test_only_process_killed, more in test_workers.py
Ctrl-C                     test_ctrl_c, of one process in test_cli.py
wheel of another version   test_model_of_another_version, test_wheel_of_another_version
corrupt model file         test_corrupt_model_file, test_corrupt_file_of_the_encoder
read-only home             test_read_only_home, test_no_home_to_write_to
=========================  =====================================================================
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A tmpfs at a new folder; the test is skipped where this user may mount none."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        pytest.skip("this user may not mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 KiB, less than the records need."""
    with mounted(tmp_path / "disk", "size=16k") as folder:
        yield folder


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder in which not even root may write."""
    with mounted(tmp_path / "read-only", "ro") as folder:
        yield folder


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


#: What a run of so many processes has been sent, and what it has written, when it waits for more: several
#: read six batches of 16 ahead.
SENT_AND_WRITTEN = {1: (32, 32), 2: (128, 48)}


def run_until_it_has_written(
    model: Path, output: Path, written: Path, jobs: int = 1
) -> subprocess.Popen[bytes]:
    """A run that has finished some records and waits for more."""
    send, wait_for = SENT_AND_WRITTEN[jobs]
    command = [sys.executable, "-m", "zhaoshang", "extract", "-", "--text-field", "text", "-q"]
    process = subprocess.Popen(
        [*command, "-m", str(model), "-o", str(output), "--jobs", str(jobs)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A job in the background of a script does not hear Ctrl-C, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None
    process.stdin.write((json.dumps({"text": NEWS}) + "\n").encode() * send)
    process.stdin.flush()
    while not written.exists() or written.read_bytes().count(b"\n") < wait_for:
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


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """The workers of a run; multiprocessing's own helper is none."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
    return [int(child) for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@linux
def test_worker_killed(toy_model: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    process = run_until_it_has_written(toy_model, output, output, jobs=2)
    workers = children(process)
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    said = process.communicate((json.dumps({"text": NEWS}) + "\n").encode() * 32)[1].decode()
    assert process.returncode == 0
    assert said == "zhaoshang: a worker process was killed; what it worked on is done again\n"
    assert len(records(output)) == 128 + 32


@linux
@pytest.mark.parametrize("jobs", [1, 2])
def test_only_process_killed(jobs: int, toy_model: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    process = run_until_it_has_written(toy_model, output, output, jobs)
    process.kill()
    process.communicate()
    assert len(records(output)) == SENT_AND_WRITTEN[jobs][1]


@linux
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c(jobs: int, toy_model: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    process = run_until_it_has_written(toy_model, output, output, jobs)
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1].decode()
    assert process.returncode == 130
    written = SENT_AND_WRITTEN[jobs][1]
    assert said.splitlines() == [
        f"zhaoshang: interrupted; {written} finished records are in {output}, --resume goes on from there"
    ]
    assert len(records(output)) == written


def test_output_folder_is_a_file(toy_model: Path, lines: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    output = tmp_path / "file" / "out.jsonl"
    assert extract(toy_model, lines, "-o", output) == (2, f"zhaoshang: {output}: Not a directory\n")


def test_no_home_to_write_to(toy_model: Path, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, os.devnull)
    assert extract(toy_model, lines, "-f", "csv") == (0, "")


@linux
def test_read_only_home(
    toy_model: Path, lines: Path, read_only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(read_only))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert extract(toy_model, lines, "-o", tmp_path / "out.csv") == (0, "")
    assert extract(toy_model, lines, "-o", read_only / "out.jsonl") == (
        2,
        f"zhaoshang: {read_only / 'out.jsonl'}: Read-only file system\n",
    )


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


def test_wheel_of_another_version(
    broken_model: Path, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installed package, as its wheel leaves it; one of a missing package is another line."""
    require(broken_model, "zhaoshang>=0.0.1,<0.0.2")
    meta = json.loads((broken_model / "meta.json").read_text("utf8"))
    (broken_model / "meta.json").write_text(json.dumps(meta | {"name": "toy", "version": "0.0.1"}), "utf8")
    package = tmp_path / "site" / "zh_toy"
    folder = shutil.copytree(broken_model, package / "zh_toy-0.0.1")
    shutil.copy(folder / "meta.json", package)
    (package / "__init__.py").write_text(
        "from pathlib import Path\n"
        "from spacy.util import load_model_from_init_py, get_model_meta\n"
        "__version__ = get_model_meta(Path(__file__).parent)['version']\n"
        "def load(**overrides): return load_model_from_init_py(__file__, **overrides)\n"
    )
    info = tmp_path / "site" / "zh_toy-0.0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zh_toy\nVersion: 0.0.1\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    assert extract(Path("zh_toy"), lines) == (
        2,
        f"zhaoshang: zh_toy: this model needs zhaoshang>=0.0.1,<0.0.2, and this is zhaoshang {__version__}\n",
    )
    require(package, "zhaoshang>=0.1")
    require(folder, "zhaoshang>=0.1")
    assert extract(Path("zh_toy"), lines, "-f", "csv") == (0, "")


@pytest.mark.parametrize("requirement", [f"zhaoshang>={__version__},<99.0", "zhaoshang", "other>=99"])
def test_model_of_this_version(requirement: str, broken_model: Path) -> None:
    require(broken_model, requirement)
    assert "facts" in load(broken_model).pipe_names
