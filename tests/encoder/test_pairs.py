"""The candidate relations that the encoder is tuned on."""

from __future__ import annotations

import numpy as np
import pytest
from tiny import tiny_checkpoint

from zhaoshang.corpus import marked
from zhaoshang.corpus.article import NAMES_ALONE, Article
from zhaoshang.encoder.examples import examples
from zhaoshang.encoder.pair_reader import PairReader
from zhaoshang.encoder.pairs import NO_PAIRS
from zhaoshang.relations.features import Bags

MARKED = """#kind: test
---
[[C:甲公司]]投资[[A:5亿
元>甲公司]]建厂，[[C:乙集团]]是它的邻居，未签约。
[[C:乙集团]] 的项目明年[[PRODUCTION?:投产>乙集团]]。
---
"""


@pytest.fixture
def article() -> Article:
    return marked.parse(MARKED, "tiny")


def test_bags_can_be_taken_several_times() -> None:
    bags = Bags(np.array([1, 2, 3, 4, 5, 6], dtype=np.uint64), np.array([2, 0, 3, 1], dtype=np.int32))
    taken = bags.take(np.array([3, 0, 1, 0]))
    assert taken.lengths.tolist() == [1, 2, 0, 2]
    assert taken.ids.tolist() == [6, 1, 2, 1, 2]
    assert not len(bags.take(np.array([], dtype=np.int64)).ids)


def test_what_holds_and_what_does_not(article: Article) -> None:
    pairs = PairReader.new()(article)
    text = article.text
    told = {
        (text[head[0] : head[1]], text[tail[0] : tail[1]]): target.tolist()
        for (head, tail, *_), target in zip(pairs.bounds.tolist(), pairs.targets, strict=True)
    }
    assert told["甲公司", "5亿\n元"][0] == 1
    assert told["乙集团", "5亿\n元"][0] == 0
    assert told["乙集团", "投产"] == [1, 1]
    # A proposed trigger that is none.
    assert told["甲公司", "签约"][0] == 0
    assert all(len(bags.lengths) == len(pairs.targets) for bags in pairs.words)


def test_an_article_for_names_alone_has_none(article: Article) -> None:
    article.meta["learn"] = NAMES_ALONE
    assert PairReader.new()(article) is NO_PAIRS


def test_windows_hold_the_pairs_that_lie_in_them(article: Article) -> None:
    tokenizer = tiny_checkpoint().tokenizer
    read = PairReader.new()
    ((_, whole),) = examples([article], tokenizer, read_pairs=read)
    visible = [char for char in article.text if not char.isspace()]
    texts = {"".join(visible[a:b]) for a, b in whole.pairs.bounds[:, :2].reshape(-1, 2).tolist()}
    assert texts == {"甲公司", "乙集团", "5亿元", "签约", "投产"}
    assert len(whole.pairs.targets) == len(read(article).targets)
    parts = [example for _, example in examples([article], tokenizer, size=16, read_pairs=read)]
    assert len(parts) > 1
    assert 0 < sum(len(part.pairs.targets) for part in parts) < len(whole.pairs.targets)
    for part in parts:
        assert part.pairs.bounds.max(initial=0) <= len(part.tags)
    ((_, without),) = examples([article], tokenizer)
    assert not len(without.pairs.targets)


def test_each_pair_is_read_in_its_own_window(article: Article) -> None:
    torch = pytest.importorskip("torch")
    from zhaoshang.encoder.torch_pairs import PairHead, collate_pairs

    torch.manual_seed(0)
    ((_, example),) = examples([article], tiny_checkpoint().tokenizer, read_pairs=PairReader.new())
    pairs = example.pairs
    head = PairHead(6).eval()
    # The features' embeddings start as noise; what is told apart here is the windows.
    vectors = torch.randn(3, len(example.tags), 6)
    with torch.inference_mode():
        alone = head(vectors[2:], collate_pairs([pairs]))
        together = head(vectors, collate_pairs([pairs, NO_PAIRS, pairs]))
        none = head(vectors, collate_pairs([NO_PAIRS] * 3))
    count = len(pairs.targets)
    assert together.shape == (2 * count, 2)
    assert none.shape == (0, 2)
    np.testing.assert_allclose(together[count:], alone, atol=1e-5)
    assert not np.allclose(together[:count], alone, atol=1e-3)


def test_pairs_are_learnt(article: Article) -> None:
    pytest.importorskip("torch")
    from zhaoshang.encoder.tuning import Options, tune

    lines: list[str] = []
    options = Options(frozen=0, epochs=20, head_rate=1e-2, dropout=0.0, threads=1)
    tune(tiny_checkpoint(), [article] * 2, [article], options, None, lines.append)
    told = [line for line in lines if "pairs given entities" in line]
    assert len(told) == 20
    assert told[-1].endswith("P/R/F 1.000/1.000/1.000")
    lines.clear()
    tune(
        tiny_checkpoint(),
        [article] * 2,
        [article],
        Options(epochs=1, threads=1, pairs=0.0),
        None,
        lines.append,
    )
    assert not any("pairs" in line for line in lines)


def test_the_head_is_the_same_without_torch(article: Article) -> None:
    torch = pytest.importorskip("torch")
    from zhaoshang.encoder.pair_head import PARAMETERS, PairHead
    from zhaoshang.encoder.torch_pairs import PairHead as TorchHead
    from zhaoshang.encoder.torch_pairs import collate_pairs

    torch.manual_seed(0)
    ((_, example),) = examples([article], tiny_checkpoint().tokenizer, read_pairs=PairReader.new())
    learnt = TorchHead(6).eval()
    vectors = torch.randn(1, len(example.tags), 6)
    with torch.inference_mode():
        expected = learnt(vectors, collate_pairs([example.pairs])).numpy()
    state = {name: values.numpy() for name, values in learnt.state_dict().items()}
    assert set(state) == set(PARAMETERS)
    head = PairHead(state)
    found = head(vectors[0].numpy(), example.pairs.bounds, example.pairs.words)
    np.testing.assert_allclose(found, expected, atol=1e-3)
    assert head(vectors[0].numpy(), NO_PAIRS.bounds, NO_PAIRS.words).shape == (0, 2)
