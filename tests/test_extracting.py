from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from helpers import toys
from zhaoshang.cli.extracting import BATCH, extract_batch, extract_records, in_batches
from zhaoshang.cli.inputs import Unit, find_inputs, read_units
from zhaoshang.cli.messages import Messages
from zhaoshang.cli.progress import progress
from zhaoshang.output import ArticleRecord
from zhaoshang.output.records import excerpt
from zhaoshang.reading import Layout, SourceArticle


def records_of(path: Path, nlp: Language) -> list[ArticleRecord]:
    return list(extract_records(read_units(find_inputs([str(path)])), nlp))


def test_a_record_a_source_in_their_order(toy_nlp: Language, tmp_path: Path) -> None:
    # More than a batch, with sources that fail first, last and in between.
    for n in range(40):
        text = "" if n in (0, 7, 15, 16, 39) else toys()[n % 3].text
        (tmp_path / f"{n:02}.txt").write_text(text, "utf8")
    records = records_of(tmp_path, toy_nlp)
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
    long, right = records_of(tmp_path, toy_nlp)
    assert str(long["error"]).startswith("too long: ")
    assert right["error"] is None
    assert right["facts"]


def test_records_are_lazy(toy_nlp: Language) -> None:
    units = (Unit(str(n), str(n), text="甲公司") for n in range(10**9))
    assert next(extract_records(units, toy_nlp))["id"] == "0"


def test_no_source(toy_nlp: Language) -> None:
    assert list(extract_records([], toy_nlp)) == []


def test_a_record_has_its_article(toy_nlp: Language) -> None:
    text = "甲公司投资5亿元的项目今日开工。"
    unit = Unit("a.jsonl:1", "one", text=text, title="题", meta={"date": "2024-05-01"})
    ((record,),) = extract_batch([unit], toy_nlp)
    assert (record["id"], record["source"]) == ("one", "a.jsonl:1")
    assert (record["title"], record["text"], record["span"]) == ("题", text, [0, len(text)])
    assert record["meta"] == {"date": "2024-05-01"}


def test_a_file_of_several_articles(toy_nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "甲公司投资5亿元的项目今日开工。\n丙公司明年将投产。"
    cut = source.index("丙")

    def two(path: object, *, name: str | None = None) -> list[SourceArticle]:
        second = Layout(source, source[cut:], range(cut, len(source)))
        first = Layout(source, source[:cut], range(cut))
        return [SourceArticle(first, "一", 0, cut), SourceArticle(second, "二", cut, len(source))]

    monkeypatch.setattr("zhaoshang.cli.extracting.read_articles", two)
    (records, (after,)) = extract_batch(
        [Unit("a.txt", "a", path=Path("a.txt")), Unit("b", "b", text="丁公司")], toy_nlp
    )
    assert [record["id"] for record in records] == ["a#1", "a#2"]
    assert {record["source"] for record in records} == {"a.txt"}
    assert [record["title"] for record in records] == ["一", "二"]
    for record in records:
        assert record["text"] == source[slice(*record["span"])]
        assert record["entities"]
        for entity in record["entities"]:
            assert source[entity["start"] : entity["end"]] == entity["text"]
            assert excerpt(record, entity["start"], entity["end"]) == entity["text"]
    assert after["id"] == "b"


def test_a_text_that_the_pipeline_cannot_bear(toy_nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    make_doc = toy_nlp.make_doc

    def fails(text: str) -> Doc:
        if "乙" in text:
            raise ZeroDivisionError("by zero\nand more")
        return make_doc(text)

    monkeypatch.setattr(toy_nlp, "make_doc", fails)
    units = [Unit(name, name, text=f"{name}公司") for name in "甲乙丙"]
    before, bad, after = (records[0] for records in extract_batch(units, toy_nlp))
    assert bad["error"] == "the pipeline fails on it: ZeroDivisionError: by zero and more"
    assert [before["error"], after["error"]] == [None, None]
    assert before["entities"]
    assert after["entities"]


def test_batches_keep_the_order() -> None:
    units = [Unit(str(n), str(n), text="甲") for n in range(2 * BATCH + 1)]
    batches = list(in_batches(units))
    assert [len(batch) for batch in batches] == [BATCH, BATCH, 1]
    assert [unit for batch in batches for unit in batch] == units


def test_no_progress_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(Messages(), 3) as advance:
        advance(3)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("total", [3, None])
def test_progress_on_a_terminal(
    total: int | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes it for a terminal
    with progress(Messages(), total, done=1) as advance:
        advance(1)
        advance(1)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "articles" in shown.err
    with progress(Messages(quiet=True), total) as advance:
        advance(1)
    assert capsys.readouterr() == ("", "")
