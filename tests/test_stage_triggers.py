from __future__ import annotations

import opencc
import pytest
import spacy
from hypothesis import given

from helpers import blank_doc, gold_doc
from strategies import texts
from zhaoshang.components.stage_triggers import StageTriggers
from zhaoshang.language.characters import normalize
from zhaoshang.schema import STAGE_WORDS, STAGES_KEY

FINDER = StageTriggers("stage_triggers", {k: list(words) for k, words in STAGE_WORDS.items()})
WORDS = [(word, label) for label, words in STAGE_WORDS.items() for word in words if word != "签"]


def found(text: str) -> list[tuple[str, str]]:
    doc = FINDER(blank_doc(text))
    return [(span.text, span.label_) for span in doc.spans[STAGES_KEY]]


@pytest.mark.parametrize(("word", "label"), WORDS)
def test_every_word_in_every_shape(word: str, label: str) -> None:
    traditional = opencc.OpenCC("s2t").convert(word)
    broken = f"{word[0]}\n{word[1:]}"
    for shape in (word, traditional, broken):
        assert found(f"项目{shape}。") == [(shape, label)]


def test_words_in_a_row_are_marks_of_their_own() -> None:
    assert found("破土动工") == [("破土", "START"), ("动工", "START")]
    assert found("投产达产") == [("投产", "PRODUCTION"), ("达产", "PRODUCTION")]
    assert found("开工建设") == [("开工", "START")]
    assert found("试投产") == [("试投产", "PRODUCTION")]


@pytest.mark.parametrize(
    "text",
    [
        "签约额",
        "签约率",
        "签约数量",
        "签约金额",
        "签约总额",
        "簽約額",
        "签约\n额",
        "签 约额达5亿元",
        "签约 额",
        "开工率",
        "开\n工率",
    ],
)
def test_counts_are_no_stage(text: str) -> None:
    assert found(f"全年{text}协议") == []


@pytest.mark.parametrize(
    "text", ["签了投资协议", "签了20亿元的合同", "簽投資協議", "签 合同", "昨日签下协议", "续签战略合作协议"]
)
def test_sign_alone_before_an_agreement(text: str) -> None:
    assert [label for _, label in found(text)] == ["SIGN"]


@pytest.mark.parametrize(
    "text",
    [
        "标签",
        "签名墙上的协议",
        "签到处，协议",
        "签证合同",
        "签收合同",
        "书签",
        "签\n证投资",
        "签发投资",
    ],
)
def test_sign_alone_elsewhere(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["落户", "竣工", "封顶", "复工", "啟用", "引进", ""])
def test_words_that_are_not_marked(text: str) -> None:
    assert found(text) == []


def test_no_trigger_inside_an_entity() -> None:
    doc = FINDER(gold_doc("[[C:甲开工公司]]今日开工，[[I:签]]约"))
    assert [(span.start, span.text) for span in doc.spans[STAGES_KEY]] == [(7, "开工")]


def test_it_takes_the_place_of_what_was_there() -> None:
    doc = FINDER(gold_doc("[[SIGN?:签约]]、开工"))
    assert [(s.text, s._.status) for s in doc.spans[STAGES_KEY]] == [("签约", "planned"), ("开工", "actual")]
    assert len(FINDER(doc).spans[STAGES_KEY]) == 2


def test_words_of_the_config() -> None:
    nlp = spacy.blank("zh")
    finder = nlp.add_pipe("stage_triggers", config={"words": {"SIGN": ["敲定"], "START": []}})
    doc = finder(blank_doc("敲定开工，签了协议"))
    assert [span.text for span in doc.spans[STAGES_KEY]] == ["敲定"]


@given(texts)
def test_triggers_are_words_of_the_list(text: str) -> None:
    for word, label in found(text):
        assert "".join(normalize(word).split()) in STAGE_WORDS[label]
