"""Tuning and what it learns on."""

from __future__ import annotations

import random
import unicodedata

import numpy as np
import pytest
from tiny import tiny_checkpoint

from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article
from zhaoshang.encoder.augment import ArticleNames, Augmenter
from zhaoshang.encoder.examples import ROLES, examples
from zhaoshang.tagging.tags import encode

MARKED = """#kind: test
---
[[SIGN:签约>甲公司]]仪式在郑州举行，[[C:甲公司]]投资[[A:5亿
元>甲公司]]建厂。
[[C:乙集团]] 的项目落户[[P:高新区]]，明年[[PRODUCTION?:投产>乙集团]]。
---
"""
OTHER = """---
[[C:辛公司]]和[[C:壬癸集团]]
---
"""


@pytest.fixture
def article() -> Article:
    """About the text that the tiny tokenizer is made of."""
    return marked.parse(MARKED, "tiny")


def test_examples_pass_over_white_space(article: Article) -> None:
    tokenizer = tiny_checkpoint().tokenizer
    ((_, example),) = examples([article], tokenizer)
    visible = [char for char in article.text if not char.isspace()]
    assert [article.text[at] for at in example.places] == visible
    assert len(example.tags) == len(example.owners) == len(example.features) == len(visible)
    start = visible.index("5")
    assert np.array_equal(example.tags[start : start + 3], encode([(0, 3, "AMOUNT")], 3))
    assert example.roles[start, ROLES.index("sum or trigger with a company")] == 1
    assert example.features[start + 2, 3] == 2  # 元 after a line break
    assert example.features[visible.index("的"), 3] == 1


def test_windows_keep_each_character_once(article: Article) -> None:
    tokenizer = tiny_checkpoint().tokenizer
    found = [example for _, example in examples([article], tokenizer, size=16, context=4)]
    kept = [example.places[slice(*example.kept)] for example in found]
    assert len(found) > 1
    assert np.concatenate(kept).tolist() == [at for at, char in enumerate(article.text) if not char.isspace()]


def test_variants_keep_their_marks(article: Article) -> None:
    renamer = ArticleNames([article, marked.parse(OTHER)], share=1.0)
    augmenter = Augmenter([renamer], 1.0, 1.0, 1.0, 1.0)
    for seed in range(20):
        variant = augmenter(article, random.Random(seed))
        first, amount, second, park = [variant.surface(e.start, e.end) for e in variant.entities]
        assert first in ("甲公司", "辛公司")
        assert second in ("乙集团", "壬癸集团")
        assert park == "高新区"
        assert unicodedata.normalize("NFKC", amount).endswith("亿元")
        assert [variant.surface(t.start, t.end) for t in variant.triggers] == ["签约", "投产"]
        assert [variant.surface(*r.head) for r in variant.relations].count(first) == 2


def test_half_of_the_windows_are_the_longest() -> None:
    pytest.importorskip("torch")
    from zhaoshang.encoder.tuning import window_size

    rng = random.Random(0)
    sizes = [window_size(254, rng) for _ in range(2000)]
    assert min(sizes) >= 84
    assert max(sizes) == 254
    assert 0.45 < sizes.count(254) / len(sizes) < 0.55


def test_tuning_learns(article: Article) -> None:
    pytest.importorskip("torch")
    from zhaoshang.encoder.tuning import Options, score, tune
    from zhaoshang.encoder.tuning import predict as find

    options = Options(frozen=0, epochs=20, head_rate=1e-2, dropout=0.0, threads=1)
    lines: list[str] = []
    before = tiny_checkpoint()
    tuned, tagger, scores = tune(before, [article] * 2, [article], options, None, lines.append)
    assert scores["all"][2] == 1.0
    assert score([article], find(tagger, [article], tuned, options))["all"][2] == 1.0
    assert len([line for line in lines if line.startswith("epoch")]) == 20
    name = "encoder.layer.1.output.dense.weight"
    assert not np.allclose(tuned.state[name], before.state[name])
    words = "embeddings.word_embeddings.weight"
    assert np.array_equal(tuned.state[words], before.state[words])
    again = tune(before, [article] * 2, [article], options, None, lines.append).checkpoint
    assert np.array_equal(again.state[name], tuned.state[name])


def test_the_head_is_the_same_without_torch(article: Article) -> None:
    torch = pytest.importorskip("torch")
    from zhaoshang.encoder.head import Head
    from zhaoshang.encoder.torch_model import Encoder
    from zhaoshang.encoder.torch_tagger import Tagger
    from zhaoshang.encoder.tuning import head_of

    torch.manual_seed(0)
    before = tiny_checkpoint()
    tagger = Tagger(Encoder.from_checkpoint(before)).eval()
    ((_, example),) = examples([article], before.tokenizer)
    vectors = np.random.default_rng(0).normal(size=(len(example.tags), 32)).astype(np.float32)
    with torch.inference_mode():
        inputs = torch.from_numpy(vectors)[None], torch.from_numpy(example.features)[None]
        expected = tagger.head(*inputs)[0][0].log_softmax(dim=-1).numpy()
    head = head_of(tagger)
    np.testing.assert_allclose(head(vectors, example.features), expected, atol=1e-4)
    again = Head.from_bytes(head.to_bytes())
    np.testing.assert_allclose(again(vectors, example.features), expected, atol=1e-2)


def test_the_device_is_the_one_that_there_is() -> None:
    torch = pytest.importorskip("torch")
    from zhaoshang.encoder.tuning import device_of

    assert device_of("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert device_of("cpu") == torch.device("cpu")
    for name in ("nothing", "cuda:99"):
        with pytest.raises(ValueError, match=f"device {name}: torch does not have it") as caught:
            device_of(name)
        assert "\n" not in str(caught.value)
