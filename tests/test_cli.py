from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
import spacy
from typer.testing import CliRunner, Result

from helpers import toys
from test_record import VALIDATOR
from zhaoshang.cli.app import app

NEWS = toys()[0].text
SUMMARY = r"zhaoshang: {}, {}, {} in [\d.]+ s, [\d,]+ characters a second\n?"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with one good article."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text(NEWS, "utf8")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def extract(model: Path, *arguments: object) -> Result:
    return run("extract", "--model", model, *arguments)


def subprocess_run(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "zhaoshang", *map(str, arguments)]
    return subprocess.run(command, capture_output="stdout" not in options, check=False, **options)


def assert_one_line(result: Result, reason: str, status: int) -> None:
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit)  # and no error of another kind
    lines = [
        line for line in result.stderr.splitlines() if not re.fullmatch(SUMMARY.format(*[".*"] * 3), line)
    ]
    assert len(lines) == 1
    assert lines[0].startswith("zhaoshang: ")
    assert reason in lines[0]


def test_help() -> None:
    assert run("--help").exit_code == 0
    shown = run("extract", "--help")
    assert shown.exit_code == 0
    for option in ("--model", "--jobs", "--resume", "--text-field", "--json-errors", "--quiet"):
        assert option in shown.output
    assert "--language" in run("report", "--help").output
    assert run().exit_code == 2
    assert "Usage" in run().output


def test_table(toy_model: Path, news: Path) -> None:
    result = extract(toy_model, news)
    assert result.exit_code == 0
    assert re.fullmatch(SUMMARY.format("1 article", "2 facts", "0 errors"), result.stderr)
    assert "甲公司" in result.stdout
    assert "500,000,000 CNY" in result.stdout


def test_jsonl(toy_model: Path, news: Path, tmp_path: Path) -> None:
    shown = extract(toy_model, news, "--format", "jsonl")
    record = json.loads(shown.stdout)
    VALIDATOR.validate(record)
    assert record["id"] == "good"
    assert record["source"] == str(news / "good.txt")
    saved = extract(toy_model, news, "-f", "jsonl", "-o", tmp_path / "out.jsonl")
    assert saved.stdout == ""
    assert (tmp_path / "out.jsonl").read_text("utf8") == shown.stdout


def test_csv(toy_model: Path, news: Path) -> None:
    lines = extract(toy_model, news, "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("source,company,fact,text,value")
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("none.txt", "no such file or folder"),
        ("empty", "in this folder"),
        ("none*.txt", "no such file or folder"),
        ("今日甲公司" * 60, "File name too long"),
    ],
)
def test_paths_that_give_nothing(path: str, reason: str, toy_model: Path, news: Path) -> None:
    (news / "empty").mkdir()
    result = extract(toy_model, news / "good.txt", news / path, "--format", "jsonl")
    assert_one_line(result, reason, 1)
    good, bad = map(json.loads, result.stdout.splitlines())
    assert good["error"] is None
    assert reason in bad["error"]


def test_models_that_cannot_be_used(news: Path, tmp_path: Path) -> None:
    assert_one_line(extract(tmp_path / "none", news), "cannot load this model", 2)
    assert_one_line(extract(tmp_path, news), "cannot load this model", 2)
    assert_one_line(extract(Path("zh_none_such"), news), "cannot load this model", 2)
    assert_one_line(extract(Path("zh_none_such"), news), "install the wheel of a pipeline with pip", 2)
    assert_one_line(extract(Path("zh_none_such"), news, "--jobs", 2), "--model", 2)
    assert_one_line(extract(news / "good.txt", news), "cannot load this model", 2)
    spacy.blank("zh").to_disk(tmp_path / "other")
    assert_one_line(extract(tmp_path / "other", news), "it lacks ner", 2)


def test_outputs_that_cannot_be_written(toy_model: Path, news: Path) -> None:
    result = extract(toy_model, news, "-o", news / "none" / "out")
    assert_one_line(result, "No such file or directory", 2)
    assert_one_line(extract(toy_model, news, "-o", news), "Is a directory", 2)
    assert_one_line(extract(toy_model, news, "-f", "xlsx"), "xlsx needs a file", 2)
    assert_one_line(extract(toy_model, news, "--resume"), "--resume needs the file", 2)
    if Path("/dev/full").exists():
        assert_one_line(extract(toy_model, news, "-o", "/dev/full"), "No space left", 2)


def test_an_article_is_not_written_over(toy_model: Path, news: Path) -> None:
    article = news / "good.txt"
    result = extract(toy_model, news, "-o", news / ".." / "news" / "good.txt")
    assert_one_line(result, "is one of the articles", 2)
    assert article.read_text("utf8") == NEWS


@pytest.mark.parametrize(
    "arguments", [["extract"], ["extract", "a", "--format", "xml"], ["extract", "a", "--none"], ["none"]]
)
def test_wrong_usage(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error" in result.stderr
    assert "Traceback" not in result.output


BAD = {
    "bad-binary.txt": (bytes(range(256)) * 4, "not a text file"),
    "bad-bytes.txt": (bytes(range(128, 256)) * 4, "unknown encoding"),
    "bad-empty.txt": (b"", "empty file"),
    "bad-long.txt": ("长".encode() * 1_000_001, "too long"),
    "bad-mark.txt": (b"\xff\xfe\x00", "broken utf-16"),
    "bad-white.txt": (b" \n\n", "empty file"),
}


def test_articles_that_cannot_be_read_do_not_stop_the_others(toy_model: Path, news: Path) -> None:
    for name, (data, _) in BAD.items():
        (news / name).write_bytes(data)
    (news / "z-gbk.txt").write_bytes((NEWS * 3).encode("gbk"))
    result = extract(toy_model, news, "--format", "jsonl")
    assert result.exit_code == 1
    records = [json.loads(line) for line in result.stdout.splitlines()]
    for record in records:
        VALIDATOR.validate(record)
    assert [r["id"] for r in records if r["error"]] == [name.removesuffix(".txt") for name in BAD]
    assert [r["id"] for r in records if r["facts"]] == ["good", "z-gbk"]
    *lines, summary = result.stderr.splitlines()
    assert re.fullmatch(SUMMARY.format("8 articles", ".*", "6 errors"), summary)
    assert len(lines) == len(BAD)
    for line, (name, (_, reason)) in zip(lines, BAD.items(), strict=True):
        assert line.startswith(f"zhaoshang: {news / name}: {reason}")


@pytest.mark.parametrize("format", ["table", "csv"])
def test_when_no_article_can_be_read(format: str, toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = extract(toy_model, tmp_path / "empty.txt", "--format", format)
    assert_one_line(result, "empty file", 1)
    assert len(result.stdout.splitlines()) == 1


def test_as_a_process(toy_model: Path, news: Path) -> None:
    (news / "bad.txt").write_bytes(b"\0")
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    arguments = ("extract", "bad.txt", "good.txt", "-m", toy_model, "-f", "jsonl", "-q")
    result = subprocess_run(*arguments, cwd=news, env=environment)
    assert result.returncode == 1
    assert result.stderr.decode() == "zhaoshang: bad.txt: not a text file\n"
    records = [json.loads(line) for line in result.stdout.decode("utf8").splitlines()]
    assert [record["source"] for record in records] == ["bad.txt", "good.txt"]
    jsonschema.validate(records[1], VALIDATOR.schema)


def test_a_reader_that_goes_away(toy_model: Path, news: Path) -> None:
    command = [sys.executable, "-m", "zhaoshang", "extract", str(news), "-m", str(toy_model), "-f", "jsonl"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() in (1, 2)
    assert said.splitlines() == ["zhaoshang: standard output: Broken pipe"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_standard_output_on_a_full_disk(toy_model: Path, news: Path) -> None:
    with open("/dev/full", "wb") as full:
        result = subprocess_run("extract", news, "-m", toy_model, "-q", stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 2
    assert result.stderr.decode() == "zhaoshang: standard output: No space left on device\n"


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
def test_a_file_name_of_another_encoding(toy_model: Path, news: Path, tmp_path: Path) -> None:
    name = os.fsencode(news) + b"/" + "新闻.txt".encode("gbk")
    with open(name, "wb") as file:
        file.write(NEWS.encode())
    result = extract(toy_model, news, "-f", "jsonl", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert len((tmp_path / "out").read_text("utf8").splitlines()) == 2


def test_many_inputs_in_one_run(toy_model: Path, news: Path, tmp_path: Path) -> None:
    lines = [{"text": NEWS, "id": 7, "date": "2024-05-01"}, {"body": NEWS}]
    (tmp_path / "more.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf8")
    result = CliRunner().invoke(
        app,
        [
            "extract",
            "-m",
            str(toy_model),
            f"{news}/*.txt",
            str(news),
            str(tmp_path / "more.jsonl"),
            "-",
            "-qf",
            "jsonl",
        ],
        input=NEWS.encode(),
    )
    assert result.exit_code == 1
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["id"] for record in records] == ["good", "7", "more:2", "-"]
    assert records[1]["facts"] == records[3]["facts"] == records[0]["facts"] != []
    assert records[1]["meta"] == {"date": "2024-05-01"}
    assert result.stderr == f'zhaoshang: {tmp_path}/more.jsonl:2: no text in the field "text"\n'


def test_json_lines_on_standard_input(toy_model: Path) -> None:
    lines = json.dumps({"body": NEWS}) + "\n\nnothing\n"
    arguments = ["extract", "-", "-m", str(toy_model), "--text-field", "body", "-f", "jsonl", "--json-errors"]
    result = CliRunner().invoke(app, arguments, input=lines.encode())
    good, bad = (json.loads(line) for line in result.stdout.splitlines())
    assert (good["source"], bad["source"]) == ("-:1", "-:3")
    error, summary = (json.loads(line) for line in result.stderr.splitlines())
    assert error["source"] == "-:3"
    assert error["error"].startswith("no JSON")
    assert summary["summary"]["articles"] == 2
    assert summary["summary"]["errors"] == 1
    assert summary["summary"]["characters"] == len(NEWS)


def test_json_errors_of_a_run_that_cannot_be(news: Path, tmp_path: Path) -> None:
    result = extract(tmp_path / "none", news, "--json-errors")
    assert result.exit_code == 2
    assert "cannot load this model" in json.loads(result.stderr)["error"]


def test_without_text(toy_model: Path, news: Path) -> None:
    full = json.loads(extract(toy_model, news, "-f", "jsonl").stdout)
    bare = json.loads(extract(toy_model, news, "-f", "jsonl", "--no-text").stdout)
    assert full.pop("text") == NEWS
    assert bare == full


def test_the_suffix_of_the_output_is_its_format(toy_model: Path, news: Path, tmp_path: Path) -> None:
    assert extract(toy_model, news, "-o", tmp_path / "out.csv").exit_code == 0
    assert (tmp_path / "out.csv").read_text("utf-8-sig").startswith("source,company")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news", "out.csv"]


def test_ctrl_c_keeps_what_is_finished(toy_model: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "zhaoshang", "extract", "-", "--text-field", "text", "-o", "out.xlsx"]
    process = subprocess.Popen(
        [*command, "-m", str(toy_model)],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A job in the background of a script does not hear Ctrl-C, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None
    assert process.stderr is not None
    # Two batches; the run then waits for more.
    process.stdin.write((json.dumps({"text": NEWS}) + "\n").encode() * 32)
    process.stdin.flush()
    journal = tmp_path / "out.xlsx.partial.jsonl"
    while not journal.exists() or journal.read_bytes().count(b"\n") < 32:
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said = process.stderr.read().decode()
    process.stdin.close()
    process.stderr.close()
    assert process.wait() == 130
    assert said == (
        "zhaoshang: interrupted; 32 finished records are in out.xlsx.partial.jsonl, --resume goes on from there\n"
    )
    assert [json.loads(line)["error"] for line in journal.read_text("utf8").splitlines()] == [None] * 32
