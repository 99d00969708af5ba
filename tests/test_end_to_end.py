"""A tiny pipeline from the project's own config and articles, and all that users do with it."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config
from spacy.vocab import Vocab

import zhaoshang
from test_record import assert_valid
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_doc
from zhaoshang.reading import read_text, undo_layout
from zhaoshang.record import Record, to_record
from zhaoshang.scoring.compare import compare
from zhaoshang.scoring.counts import Counts
from zhaoshang.scoring.pipeline import annotate, annotate_given_entities

_PLACES = "江苏 浙江 四川 苏州 太仓 乐山 杭州 上海 北京 成都 重庆 厦门 湖北 广东"
_INDUSTRIES = "电子信息 生物医药 新材料 新能源 半导体 装备制造 数字经济"
_NAMES = {
    "companies": "华光科技 东岭集团 北方电子",
    "brands-invented": "辰曜 禾渡 澜启",
    "regions": "江苏 苏州 成都",
    "trades": "新材料 机械 生物科技",
}


@pytest.fixture(scope="session")
def training_articles(root: Path) -> list[Article]:
    files = sorted((root / "assets" / "articles" / "train").glob("*.marked"))[:25]
    return [marked.read(file) for file in files]


@pytest.fixture(scope="session")
def model(
    root: Path,
    training_articles: list[Article],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A pipeline of configs/sm.cfg, small and hardly trained."""
    folder = tmp_path_factory.mktemp("training")
    (folder / "places.txt").write_text("\n".join(_PLACES.split()), "utf8")
    (folder / "industries.txt").write_text("\n".join(_INDUSTRIES.split()), "utf8")
    for name, words in _NAMES.items():
        (folder / f"{name}.txt").write_text("\n".join(words.split()), "utf8")
    docs = [to_doc(article, Vocab()) for article in training_articles]
    DocBin(docs=docs, store_user_data=True).to_disk(folder / "corpus.spacy")
    lists = {"place": [str(folder / "places.txt")], "industry": [str(folder / "industries.txt")]}
    overrides = {
        "paths.train": str(folder / "corpus.spacy"),
        "paths.dev": str(folder / "corpus.spacy"),
        "paths.lexicons": str(folder),
        "corpora.dev.limit": 3,
        "components.tok2vec.model.embed.width": 32,
        "components.tok2vec.model.encode.width": 32,
        "components.tok2vec.model.encode.depth": 2,
        "components.relation_extractor.model.feature_rows": 2000,
        "training.max_epochs": 0,
        "training.max_steps": 160,
        "training.eval_frequency": 160,
        "training.batcher.size": 800,
        # At 0.01 the training sometimes does not settle.
        "training.optimizer.learn_rate": 0.004,
        "initialize.components.lexicon.words.jieba": False,
        "initialize.components.lexicon.words.paths": lists,
    }
    config = load_config(root / "configs" / "sm.cfg", overrides=overrides, interpolate=False)
    (folder / "out").mkdir()
    train(init_nlp(config), folder / "out")
    return folder / "out" / "model-last"


@pytest.fixture(scope="session")
def nlp(model: Path) -> Language:
    return zhaoshang.load(model)


@pytest.fixture(scope="session")
def seeds(root: Path) -> dict[str, str]:
    """The texts of the seed articles by the ids of their records."""
    files = sorted((root / "assets" / "seeds").glob("*.txt"))
    return {file.stem: read_text(file) for file in files}


@pytest.fixture(scope="session")
def records(nlp: Language, seeds: dict[str, str]) -> dict[str, Record]:
    return {id: zhaoshang.extract(text, nlp) for id, text in seeds.items()}


def assert_same(found: Record, wanted: Record) -> None:
    """The same but for where it comes from, and for one in the last place of scores, which batches can move."""
    for kind in ("entities", "stages", "relations", "facts"):
        pair = [[dict(entry) for entry in record[kind]] for record in (found, wanted)]
        scores = [[entry.pop("score", 0.0) for entry in entries] for entries in pair]
        assert pair[0] == pair[1]
        assert scores[0] == pytest.approx(scores[1], abs=0.00011)


def test_it_finds_something(records: dict[str, Record]) -> None:
    for kind in ("entities", "stages", "relations", "facts"):
        assert any(record[kind] for record in records.values()), kind


def test_it_has_learnt_something(nlp: Language, training_articles: list[Article]) -> None:
    few = training_articles[:5]
    found = zip(few, annotate(nlp, few), annotate_given_entities(nlp, few), strict=True)
    counts = [compare(gold, own, given).counts for gold, own, given in found]
    for kind in ("entities", "relations, gold entities"):
        assert sum((c for each in counts for c in each[kind].values()), Counts()).f > 0.2


def test_records_are_valid(records: dict[str, Record], seeds: dict[str, str]) -> None:
    for id, record in records.items():
        assert_valid(record, seeds[id])


def test_the_command_line(model: Path, root: Path, seeds: dict[str, str], records: dict[str, Record]) -> None:
    command = [sys.executable, "-m", "zhaoshang", "extract", "assets/seeds"]
    command += ["--model", str(model), "--format", "jsonl", "--quiet"]
    result = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    found = [json.loads(line) for line in result.stdout.decode("utf8").splitlines()]
    assert list(dict.fromkeys(record["id"].split("#")[0] for record in found)) == list(seeds)
    for record in found:
        id = record["id"].split("#")[0]
        assert_valid(record, seeds[id])
        assert record["source"] == f"assets/seeds/{id}.txt"
        # A file of several articles gives a record each; the others are what the pipeline gives.
        if record["id"] == id:
            assert_same(record, records[id])
    assert sum("#" in record["id"] for record in found) == 6


def test_disk(nlp: Language, seeds: dict[str, str], records: dict[str, Record], tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    again = zhaoshang.load(tmp_path / "model")
    for id, text in seeds.items():
        assert zhaoshang.extract(text, again) == records[id]


def test_two_processes_give_what_one_gives(
    nlp: Language, seeds: dict[str, str], records: dict[str, Record]
) -> None:
    layouts = [undo_layout(text) for text in seeds.values()]
    docs = nlp.pipe((layout.text for layout in layouts), n_process=2, batch_size=2)
    found = [to_record(doc, layout=layout) for doc, layout in zip(docs, layouts, strict=True)]
    for record, wanted in zip(found, records.values(), strict=True):
        assert_same(record, wanted)


def test_components_can_be_pickled(nlp: Language, seeds: dict[str, str]) -> None:
    # Where processes are not forked, n_process > 1 pickles them.
    doc = nlp.make_doc(seeds["004_eb2ebf795ddf756b"])
    for _, component in nlp.pipeline:
        doc = pickle.loads(pickle.dumps(component))(doc)
    assert to_record(doc) == to_record(nlp(doc.text))


def test_texts_of_little(nlp: Language) -> None:
    for text in ("", "\n", "甲", "公司投资5亿元", "\0", "𠮷" * 300):
        assert_valid(zhaoshang.extract(text, nlp), text)


def test_spacy_scores_it(nlp: Language, training_articles: list[Article]) -> None:
    examples = [
        spacy.training.Example(nlp.make_doc(a.text), to_doc(a, nlp.vocab)) for a in training_articles[:3]
    ]
    scores = nlp.evaluate(examples)
    assert scores["ents_f"] > 0
    assert scores["rel_micro_f"] is not None
    assert scores["facts_f"] is not None
