from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from spacy.tokens import Doc
from spacy.vocab import Vocab

from helpers import extracted
from strategies import articles, texts
from test_text_zones import WRAPPED
from zhaoshang.components.amounts import amounts
from zhaoshang.components.company_names import company_names
from zhaoshang.components.facts import facts
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_doc
from zhaoshang.reading import undo_layout
from zhaoshang.record import Record, error_record, to_record

SCHEMA = json.loads((Path(__file__).parent / "data" / "record.schema.json").read_text("utf8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def assert_valid(record: Record, text: str) -> None:
    """A record keeps to the schema, and its offsets and indexes to the text and itself."""
    VALIDATOR.validate(record)
    assert json.loads(json.dumps(record, ensure_ascii=False)) == record
    starts = [entity["start"] for entity in record["entities"]]
    assert starts == sorted(starts)
    for span in [*record["entities"], *record["stages"]]:
        assert text[span["start"] : span["end"]] == span["text"]
    for relation in record["relations"]:
        assert record["entities"][relation["head"]]["label"] == "COMPANY"
        if relation["label"] == "INVESTMENT":
            assert record["entities"][relation["tail"]]["label"] == "AMOUNT"
        else:
            assert record["stages"][relation["stage"]]["label"] == relation["label"]
    for fact in record["facts"]:
        assert fact["company"] == fact["names"][0]
        assert all(0 <= start < end <= len(text) for start, end in fact["evidence"])


def finished(source: Article) -> Doc:
    """The Doc of an article as the pipeline would leave it, were it always right."""
    return facts(amounts(company_names(to_doc(source, Vocab()))))


def test_the_whole_record() -> None:
    doc = extracted(
        "[[C:尚纬 股份]]投资约[[A:1.5>尚纬]]至。[[C:尚纬]][[A:3至5亿美元>尚纬]]，[[P:园 区一]]，[[SIGN?:簽約>尚纬]]",
        ("尚纬股份", "尚纬"),
    )
    record = to_record(doc, "a", "in/a.txt")
    names = ["尚纬股份", "尚纬"]
    money = {"value": 300000000, "high": 500000000, "currency": "USD", "bound": "exact"}
    assert record == {
        "id": "a",
        "source": "in/a.txt",
        "error": None,
        "entities": [
            {"start": 0, "end": 5, "label": "COMPANY", "text": "尚纬 股份", "norm": "尚纬股份"},
            {
                "start": 8,
                "end": 11,
                "label": "AMOUNT",
                "text": "1.5",
                "norm": "1.5",
                **{"value": 1.5, "high": 1.5, "currency": "CNY", "bound": "about"},
            },
            {"start": 13, "end": 15, "label": "COMPANY", "text": "尚纬", "norm": "尚纬股份"},
            {"start": 15, "end": 21, "label": "AMOUNT", "text": "3至5亿美元", "norm": "3至5亿美元"} | money,
            {"start": 22, "end": 26, "label": "PARK", "text": "园 区一", "norm": "园区一"},
        ],
        "stages": [{"start": 27, "end": 29, "label": "SIGN", "text": "簽約", "status": "planned"}],
        "relations": [
            {"label": "INVESTMENT", "head": 0, "tail": 1, "score": 1.0},
            {"label": "INVESTMENT", "head": 2, "tail": 3, "score": 1.0},
            {"label": "SIGN", "head": 2, "stage": 0, "score": 1.0},
        ],
        "facts": [
            {
                "company": "尚纬股份",
                "names": names,
                "label": "INVESTMENT",
                "text": "1.5",
                "score": 1.0,
                "evidence": [[0, 13]],
                **{"value": 1.5, "high": 1.5, "currency": "CNY", "bound": "about"},
            },
            {
                "company": "尚纬股份",
                "names": names,
                "label": "INVESTMENT",
                "text": "3至5亿美元",
                "score": 1.0,
                "evidence": [[13, 29]],
                **money,
            },
            {
                "company": "尚纬股份",
                "names": names,
                "label": "SIGN",
                "text": "簽約",
                "score": 1.0,
                "evidence": [[13, 29]],
                "status": "planned",
            },
        ],
    }
    assert_valid(record, doc.text)


def test_a_sum_that_was_not_parsed_has_no_value() -> None:
    record = to_record(extracted("[[C:甲公司]]投[[A:某数>甲公司]]"))
    assert set(record["entities"][1]) == {"start", "end", "label", "text", "norm"}
    assert "value" not in record["facts"][0]
    assert_valid(record, "甲公司投某数")


def test_an_empty_article() -> None:
    record = to_record(extracted(""))
    assert record["entities"] == record["stages"] == record["relations"] == record["facts"] == []
    assert_valid(record, "")


def test_an_error_is_one_line() -> None:
    record = error_record("a", "a.txt", "broken\n  file\r\n")
    assert record["error"] == "broken file"
    assert_valid(record, "")


def test_offsets_lead_back_through_the_layout() -> None:
    layout = undo_layout(WRAPPED)
    marks = layout.text.replace("甲公司半导体", "[[C:甲公司]]半导体")
    marks = marks.replace("总投资二十亿元", "总投资[[A:二十亿元>甲公司]]")
    marks = marks.replace("建成投产", "建成[[PRODUCTION?:投产>甲公司]]")
    doc = extracted(marks)
    assert doc.text == layout.text
    record = to_record(doc, layout=layout)
    assert_valid(record, WRAPPED)
    assert record["stages"][0]["text"] == "投\n产"
    assert record["facts"][1]["text"] == "投产"


@given(articles())
def test_the_record_of_any_article(source: Article) -> None:
    assert_valid(to_record(finished(source), "a", "a.txt"), source.text)


@given(articles(), texts)
def test_the_record_of_any_article_in_columns(source: Article, text: str) -> None:
    received = f"{WRAPPED}\n{source.text}\r\n{text}\n{WRAPPED}"
    layout = undo_layout(received)
    at = layout.text.find(source.text)
    if at < 0:
        return
    moved = Article("a", layout.text)
    for kind in ("entities", "triggers"):
        spans = getattr(source, kind)
        setattr(moved, kind, [s._replace(start=s.start + at, end=s.end + at) for s in spans])
    assert_valid(to_record(finished(moved), layout=layout), received)


def test_the_records_of_the_seed_articles(root: Path) -> None:
    for source in marked.read_dir(root / "assets" / "seeds"):
        assert_valid(to_record(finished(source)), source.text)


_STAGE = {"start": 0, "end": 2, "label": "SIGN", "text": "签约", "status": "actual"}
_FACT = {"company": "甲", "names": ["甲"], "text": "签约", "score": 1.0, "evidence": [[0, 2]]}
_PARK = {"start": 0, "end": 2, "label": "PARK", "text": "园区", "norm": "园区"}


@pytest.mark.parametrize(
    "slip",
    [
        {"error": "a\nb"},
        {"error": "not read", "stages": [_STAGE]},
        {"stages": [_STAGE | {"status": "maybe"}]},
        {"stages": [_STAGE | {"start": -1}]},
        {"entities": [_PARK | {"value": 5}]},
        {"entities": [_PARK | {"label": "AMOUNT", "value": 5}]},
        {"relations": [{"label": "INVESTMENT", "head": 0, "stage": 0, "score": 1}]},
        {"relations": [{"label": "SIGN", "head": 0, "stage": 0, "score": 1.2}]},
        {"facts": [_FACT | {"label": "SIGN"}]},
        {"facts": [_FACT | {"label": "INVESTMENT", "status": "actual"}]},
        {"facts": [_FACT | {"label": "SIGN", "status": "actual", "evidence": []}]},
    ],
)
def test_the_schema_refuses(slip: dict[str, Any]) -> None:
    right = error_record("a", "a.txt", "x") | {"error": None}
    VALIDATOR.validate(right)
    assert not VALIDATOR.is_valid(right | slip)
