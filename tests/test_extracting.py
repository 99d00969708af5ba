from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from helpers import toys
from zhaoshang.cli.extracting import extract_records, progress
from zhaoshang.reading import Source, find_sources


def test_a_record_a_source_in_their_order(toy_nlp: Language, tmp_path: Path) -> None:
    # More than a batch, with sources that fail first, last and in between.
    for n in range(40):
        text = "" if n in (0, 7, 15, 16, 39) else toys()[n % 3].text
        (tmp_path / f"{n:02}.txt").write_text(text, "utf8")
    records = list(extract_records(find_sources([tmp_path]), toy_nlp))
    assert [record["id"] for record in records] == [f"{n:02}" for n in range(40)]
    failed = [n for n, record in enumerate(records) if record["error"]]
    assert failed == [0, 7, 15, 16, 39]
    assert {
        record["facts"][0]["company"] for n, record in enumerate(records) if n % 3 == 1 and n not in failed
    } == {"丙公司"}
    assert records[1]["source"] == str(tmp_path / "01.txt")


def test_a_text_that_is_too_long_does_not_stop_the_others(toy_nlp: Language, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("长" * (toy_nlp.max_length + 1), "utf8")
    (tmp_path / "b.txt").write_text(toys()[0].text, "utf8")
    long, right = extract_records(find_sources([tmp_path]), toy_nlp)
    assert long["error"] == "too long: 1,000,001 characters, 1,000,000 at most"
    assert right["error"] is None
    assert right["facts"]


def test_records_are_lazy(toy_nlp: Language, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲公司", "utf8")
    sources = (Source(str(n), tmp_path / "a.txt") for n in range(10**9))
    assert next(extract_records(sources, toy_nlp))["id"] == "0"


def test_no_source(toy_nlp: Language) -> None:
    assert list(extract_records([], toy_nlp)) == []


def test_progress_hands_everything_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress(iter([1, 2, 3]), 3)) == [1, 2, 3]
    assert capsys.readouterr() == ("", "")


def test_progress_on_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes it for a terminal
    assert list(progress(iter([1, 2, 3]), 3)) == [1, 2, 3]
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "articles" in shown.err
