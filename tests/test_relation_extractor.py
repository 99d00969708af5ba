from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab

from helpers import article, relations, toys, with_entities
from zhaoshang.candidates import candidates
from zhaoshang.components.relation_extractor import RelationExtractor, target_rows
from zhaoshang.corpus.article import NAMES_ALONE, Article
from zhaoshang.corpus.docs import to_article, to_doc
from zhaoshang.schema import STAGES_KEY


def related(nlp: Language, source: Article) -> Doc:
    """The Doc of an article, with its own entities and the pipeline's relations."""
    doc = with_entities(nlp, source)
    for name in ("tok2vec", "relation_extractor"):
        doc = nlp.get_pipe(name)(doc)
    return doc


def examples_of(nlp: Language, sources: list[Article]) -> list[Example]:
    return [Example(nlp.make_doc(a.text), to_doc(a, nlp.vocab)) for a in sources]


def parameters(nlp: Language) -> list[np.ndarray]:
    """Copies of the relation extractor's weights."""
    model = nlp.get_pipe("relation_extractor").model
    return [node.get_param(name).copy() for node in model.walk() for name in node.param_names]


@pytest.fixture
def extractor(toy_nlp: Language) -> RelationExtractor:
    return toy_nlp.get_pipe("relation_extractor")


def test_the_toys_are_learnt_by_heart(toy_nlp: Language) -> None:
    for source in toys():
        found = to_article(related(toy_nlp, source))
        assert set(found.relations) == set(source.relations)
        assert found.triggers == source.triggers


def test_relations_carry_their_scores(toy_nlp: Language) -> None:
    doc = related(toy_nlp, toys()[0])
    assert relations(doc) == {("甲公司", "INVESTMENT", "5亿元"), ("甲公司", "START", "开工")}
    assert all(0.5 <= score <= 1.0 for *_, score in doc._.relations)


@pytest.mark.parametrize(("threshold", "all_or_none"), [(0.0, True), (1.01, False)])
def test_threshold(
    threshold: float, all_or_none: bool, toy_nlp: Language, extractor: RelationExtractor
) -> None:
    usual, extractor.threshold = extractor.threshold, threshold
    try:
        doc = related(toy_nlp, toys()[0])
    finally:
        extractor.threshold = usual
    assert len(doc._.relations) == (6 if all_or_none else 0)


def test_docs_without_candidates(toy_nlp: Language, extractor: RelationExtractor) -> None:
    empty, plain = toy_nlp(""), toy_nlp("今日天晴，开工。")
    assert empty._.relations == plain._.relations == []
    assert plain.spans[STAGES_KEY][0]._.status == "actual"
    groups, scores = extractor.predict([toy_nlp.make_doc("今日"), toy_nlp.make_doc("")])
    assert [list(group) for group in groups] == [[], []]
    assert scores.shape == (0, 2)
    assert extractor.predict([])[0] == []
    extractor.set_annotations([], extractor.predict([]))


def test_a_batch_gives_what_its_docs_give_alone(toy_nlp: Language) -> None:
    texts = [source.text for source in toys()]
    mixed = ["", texts[0], "今日天晴", texts[1], texts[2]]
    together = [doc._.relations for doc in toy_nlp.pipe(mixed)]
    for text, found in zip(mixed, together, strict=True):
        alone = toy_nlp(text)._.relations
        assert [r[:5] for r in alone] == [r[:5] for r in found]
        np.testing.assert_allclose([r[5] for r in alone], [r[5] for r in found], rtol=1e-4)


@pytest.mark.parametrize("way", ["disk", "bytes"])
def test_scores_survive_serialization(
    way: str, toy_nlp: Language, new_nlp: Callable[[], Language], tmp_path: Path
) -> None:
    if way == "disk":
        toy_nlp.to_disk(tmp_path / "nlp")
        again = spacy.load(tmp_path / "nlp")
    else:
        again = new_nlp()
        again.initialize(lambda: examples_of(again, toys()))
        again.from_bytes(toy_nlp.to_bytes())
    for source in toys():
        assert related(again, source)._.relations == related(toy_nlp, source)._.relations


def test_threshold_is_stored(toy_model: Path, tmp_path: Path) -> None:
    nlp = spacy.load(toy_model)
    nlp.get_pipe("relation_extractor").threshold = 0.7
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp").get_pipe("relation_extractor")
    assert again.threshold == pytest.approx(0.7)


def test_prefer_bounds_the_threshold(extractor: RelationExtractor) -> None:
    cutoffs = {}
    try:
        for extractor.prefer in ("balance", "precision", "recall"):
            for extractor.threshold in (0.1, 0.5, 0.9):
                cutoffs[extractor.prefer, extractor.threshold] = extractor.cutoff
        with pytest.raises(ValueError, match="precison"):
            extractor.prefer = "precison"
    finally:
        extractor.prefer, extractor.threshold = "balance", 0.5
    assert [cutoffs["balance", t] for t in (0.1, 0.5, 0.9)] == [0.1, 0.5, 0.9]
    assert [cutoffs["precision", t] for t in (0.1, 0.5, 0.9)] == [0.75, 0.75, 0.9]
    assert [cutoffs["recall", t] for t in (0.1, 0.5, 0.9)] == [0.1, 0.2, 0.2]


def test_copies_with_slips_are_learnt_from_too(new_nlp: Callable[[], Language]) -> None:
    nlp = new_nlp()
    examples = examples_of(nlp, toys())
    nlp.initialize(lambda: examples)
    component = nlp.get_pipe("relation_extractor")
    usual = len(component._batch(examples)[2])
    component.cfg["slips"] = 0.2
    groups, rows, weights = component._batch(examples)
    assert len(rows) == len(weights) == sum(map(len, groups)) > usual
    assert set(weights.tolist()) == {1.0, 0.5}


def test_training_on_a_batch_without_candidates_changes_nothing(
    new_nlp: Callable[[], Language],
) -> None:
    nlp = new_nlp()
    nlp.initialize(lambda: examples_of(nlp, toys()))
    before = parameters(nlp)
    sgd = nlp.create_optimizer()
    losses = nlp.update(examples_of(nlp, [article("没有公司"), article("[[C:甲公司]]")]), sgd=sgd)
    assert losses["relation_extractor"] == 0.0
    assert [p.tolist() for p in parameters(nlp)] == [p.tolist() for p in before]


def test_articles_for_names_alone_are_passed_over(new_nlp: Callable[[], Language]) -> None:
    nlp = new_nlp()
    nlp.initialize(lambda: examples_of(nlp, toys()))
    component = nlp.get_pipe("relation_extractor")
    known, other = toys()[:2]
    other.meta["learn"] = NAMES_ALONE
    groups, rows, weights = component._batch(examples_of(nlp, [other, known]))
    assert [len(group) > 0 for group in groups] == [False, True]
    assert len(rows) == len(weights) == len(groups[1])
    before = parameters(nlp)
    losses = nlp.update(examples_of(nlp, [other]), sgd=nlp.create_optimizer())
    assert losses["relation_extractor"] == 0.0
    assert [p.tolist() for p in parameters(nlp)] == [p.tolist() for p in before]
    assert nlp.update(examples_of(nlp, [other, known]), sgd=nlp.create_optimizer())["relation_extractor"] > 0


def test_a_loss_falls(new_nlp: Callable[[], Language]) -> None:
    nlp = new_nlp()
    examples = examples_of(nlp, toys())
    sgd = nlp.initialize(lambda: examples)
    losses = [nlp.update(examples, sgd=sgd)["relation_extractor"] for _ in range(12)]
    assert losses[-1] < losses[0]


def test_predicted_entities_are_learnt_from_too(new_nlp: Callable[[], Language]) -> None:
    nlp = new_nlp()
    examples = examples_of(nlp, toys())
    nlp.initialize(lambda: examples)
    component = nlp.get_pipe("relation_extractor")
    for example in examples:
        example.predicted.set_ents([example.predicted[0:2]])  # a slip, but something
    groups, rows, weights = component._batch(examples)
    assert len(rows) == len(weights) == sum(map(len, groups))
    assert set(weights.tolist()) == {1.0}  # no triggers or sums, no candidates
    predicted, reference = examples[0].predicted, examples[0].reference
    predicted.set_ents([Span(predicted, e.start, e.end, e.label_) for e in reference.ents])
    _, rows, weights = component._batch(examples)
    assert weights.tolist().count(0.5) == 4  # two sums, two companies
    assert rows.shape == (len(weights), 2)


def test_initialize_needs_a_candidate(new_nlp: Callable[[], Language]) -> None:
    nlp = new_nlp()
    with pytest.raises(ValueError, match="relation_extractor"):
        nlp.initialize(lambda: examples_of(nlp, [article("没有公司")]))


def test_targets() -> None:
    source = article("[[C:甲]]、[[C:乙]]投[[A:5亿元>甲]]，[[START?:开工>甲]]、[[SIGN:签约>乙]]")
    doc = to_doc(source, Vocab())
    found = {
        (doc[slice(*c.head)].text, c.label): row.tolist()
        for c, row in zip(candidates(doc), target_rows(candidates(doc), doc), strict=True)
    }
    unknown = pytest.approx([0.0, float("nan")], nan_ok=True)
    assert found == {
        ("甲", "INVESTMENT"): pytest.approx([1.0, float("nan")], nan_ok=True),
        ("乙", "INVESTMENT"): unknown,
        ("甲", "START"): [1.0, 1.0],
        ("乙", "START"): unknown,
        ("甲", "SIGN"): unknown,
        ("乙", "SIGN"): [1.0, 0.0],
    }


def test_get_loss_has_the_gradient_of_cross_entropy(extractor: RelationExtractor) -> None:
    logits = np.array([[2.0, -1.0], [0.5, 3.0], [-1.0, 0.0]], dtype="f")
    targets = np.array([[1.0, 0.0], [0.0, np.nan], [1.0, np.nan]], dtype="f")
    weights = np.array([1.0, 0.5, 1.0], dtype="f")
    _, gradient = extractor.get_loss(logits, targets, weights)
    assert gradient[1, 1] == gradient[2, 1] == 0
    step = 1e-2
    for row, column in ((0, 0), (0, 1), (1, 0), (2, 0)):
        up, down = logits.copy(), logits.copy()
        up[row, column] += step
        down[row, column] -= step
        rise = extractor.get_loss(up, targets, weights)[0]
        rise -= extractor.get_loss(down, targets, weights)[0]
        # The gradient is that of the loss, scaled alike in every cell.
        assert gradient[row, column] * 3**0.5 == pytest.approx(rise / (2 * step), rel=1e-2)
