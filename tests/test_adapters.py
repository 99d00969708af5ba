"""The benchmark's adapters: offsets of sentences and words, and tools that fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

_ROOT = Path(__file__).parents[1]
sys.path.append(str(_ROOT / "benchmarks"))

from adapters.foolnltk import viterbi_decode  # noqa: E402
from adapters.process import running  # noqa: E402
from adapters.serving import Span, by_sentence, companies  # noqa: E402

_TEXTS = st.lists(st.text(alphabet="甲乙 。！\n", max_size=30), max_size=5)


@given(_TEXTS, st.integers(1, 4))
def test_sentences_keep_their_places(texts: list[str], batch: int) -> None:
    seen: list[str] = []

    def whole(sentences: list[str]) -> list[list[Span]]:
        assert len(sentences) <= batch
        seen.extend(sentences)
        return [[(0, len(sentence), "X")] for sentence in sentences]

    found = by_sentence(whole, batch)(texts)
    slices = [text[start:end] for text, spans in zip(texts, found, strict=True) for start, end, _ in spans]
    assert slices == seen
    assert "".join(seen).count("甲") == "".join(texts).count("甲")


def test_companies_of_words() -> None:
    words = [("昨日，", "t"), (" 甲银行", "ORG"), ("乙公司 ", "ORG"), ("签约", "v")]
    assert companies("昨日， 甲银行乙公司 签约", words, "ORG") == [(4, 7, "COMPANY"), (7, 10, "COMPANY")]
    with pytest.raises(ValueError, match="do not make up"):
        companies("昨日甲银行", words, "ORG")


def test_viterbi_weighs_transitions() -> None:
    numpy = pytest.importorskip("numpy")
    scores = numpy.array([[2.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    assert viterbi_decode(scores, numpy.zeros((2, 2))) == ([0, 0, 1], 4.0)
    assert viterbi_decode(scores, numpy.array([[0.0, -5.0], [0.0, 0.0]])) == ([0, 0, 0], 3.0)


def test_an_adapter_answers_and_a_failing_one_says_why(tmp_path: Path) -> None:
    from adapters.environments import ToolError

    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    (tmp_path / "bin" / "python").chmod(0o755)
    with running("baseline", tmp_path) as process:
        assert process.ask(["投资5亿元"]).spans == [[(2, 5, "AMOUNT")]]
    with running("nothing", tmp_path) as process, pytest.raises(ToolError, match="No module named"):
        process.ask(["投资5亿元" * 100_000])  # more than a pipe holds
