"""What the tests share: a tiny segmenter, a toy pipeline, and calm settings."""

from __future__ import annotations

import os

# Small matrices on a shared machine: threads would wait for each other.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, settings
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed

from helpers import small_tok2vec, toys
from zhaoshang.corpus.docs import to_doc
from zhaoshang.language import segmentation

settings.register_profile(
    "zhaoshang",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("zhaoshang")

_SEGMENTED = """
甲 公司 在 太仓 投资 五亿元
乙 公司 今日 开工 ， 总 投资 三亿元
江苏 太仓 高新区 引进 项目
中国 经济 发展 很 好
"""


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def segmenter_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pkuseg model of four lines."""
    path = tmp_path_factory.mktemp("segmenter") / "model"
    lines = [line.split() for line in _SEGMENTED.split("\n") if line] * 20
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segmentation, "peoples_daily", lambda: list(lines))
        segmentation.train(path, lines=76, iterations=5, held_out=4)
    return path


@pytest.fixture(scope="session")
def new_nlp() -> Callable[[], Language]:
    """Makes pipelines of the two trainable components that the toys are learnt by."""
    return _new_nlp


@pytest.fixture(scope="session")
def toy_nlp() -> Language:
    """A pipeline that knows the toy articles; entities come from a list. Not to be changed."""
    fix_random_seed(0)
    nlp = _new_nlp()
    examples = [Example(nlp.make_doc(a.text), to_doc(a, nlp.vocab)) for a in toys()]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.01
    for _ in range(60):
        nlp.update(examples, sgd=optimizer, drop=0.1)
    ruler = nlp.add_pipe("entity_ruler", name="ner", first=True)
    number = {"TEXT": {"REGEX": r"^\d$"}, "OP": "+"}
    ruler.add_patterns(
        [
            *({"label": "COMPANY", "pattern": f"{name}公司"} for name in "甲乙丙丁"),
            {"label": "AMOUNT", "pattern": [number, {"TEXT": "亿"}, {"TEXT": "元"}]},
        ]
    )
    nlp.add_pipe("stage_triggers", after="ner")
    nlp.add_pipe("company_names", after="stage_triggers")
    nlp.add_pipe("amounts")
    nlp.add_pipe("facts")
    return nlp


@pytest.fixture(scope="session")
def toy_model(toy_nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy pipeline's folder."""
    path = tmp_path_factory.mktemp("toy") / "model"
    toy_nlp.to_disk(path)
    return path


def _new_nlp() -> Language:
    tokenizer = {"@tokenizers": "zhaoshang.CharTokenizer.v1"}
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}})
    nlp.add_pipe("tok2vec", config={"model": small_tok2vec()})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 16, "upstream": "*"}
    scorer = {
        "@architectures": "zhaoshang.PairScorer.v1",
        "tok2vec": listener,
        "hidden_width": 16,
        "feature_width": 16,
        "feature_rows": 500,
        "dropout": 0.1,
    }
    nlp.add_pipe("relation_extractor", config={"model": scorer})
    return nlp
