from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import spacy
from typer.testing import CliRunner, Result

from helpers import toys
from test_record import VALIDATOR
from zhaoshang.cli.app import app

NEWS = toys()[0].text


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
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("zhaoshang: ")
    assert reason in lines[0]


def test_help() -> None:
    assert run("--help").exit_code == 0
    shown = run("extract", "--help")
    assert shown.exit_code == 0
    assert "--model" in shown.output
    assert run().exit_code == 2
    assert "Usage" in run().output


def test_table(toy_model: Path, news: Path) -> None:
    result = extract(toy_model, news)
    assert result.exit_code == 0
    assert result.stderr == ""
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
        ("empty", "no .txt or .md file in this folder"),
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
    assert_one_line(extract(news / "good.txt", news), "cannot load this model", 2)
    spacy.blank("zh").to_disk(tmp_path / "other")
    assert_one_line(extract(tmp_path / "other", news), "it lacks ner", 2)


def test_outputs_that_cannot_be_written(toy_model: Path, news: Path) -> None:
    result = extract(toy_model, news, "-o", news / "none" / "out")
    assert_one_line(result, "No such file or directory", 2)
    assert_one_line(extract(toy_model, news, "-o", news), "Is a directory", 2)
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
    lines = result.stderr.splitlines()
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
    arguments = ("extract", "bad.txt", "good.txt", "-m", toy_model, "-f", "jsonl")
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
        result = subprocess_run("extract", news, "-m", toy_model, stdout=full, stderr=subprocess.PIPE)
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
