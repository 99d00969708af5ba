from __future__ import annotations

import json

import pytest

from zhaoshang.scoring.compare import Comparison
from zhaoshang.scoring.counts import Counts
from zhaoshang.scoring.report import articles_as_markdown, as_markdown, errors_as_text, summarize


def comparison(id: str, companies: Counts, sums: Counts) -> Comparison:
    counts = {
        "entities": {"COMPANY": companies, "AMOUNT": sums},
        "facts": {"SIGN": sums},
        "status": {"right": companies},
    }
    return Comparison(id, counts, [f"missed {id}"])


ARTICLES = [comparison(f"a{n}", Counts(n, 1, 3), Counts(4, n % 3, 1)) for n in range(8)]


def test_totals_are_those_of_all_articles_together() -> None:
    summary = summarize(ARTICLES)
    assert summary["articles"] == 8
    entities = summary["scores"]["entities"]
    assert entities["COMPANY"] | {"interval": 0} == Counts(28, 8, 24).as_dict() | {"interval": 0}
    assert entities["all"]["tp"] == 28 + 32
    assert summary["scores"]["facts"].keys() == {"SIGN"}
    assert summary["scores"]["status"].keys() == {"right"}
    assert summary["per_article"]["a2"]["entities"] == Counts(6, 3, 4).as_dict()


def test_the_interval_holds_the_score() -> None:
    for kind, rows in summarize(ARTICLES)["scores"].items():
        for row in rows.values():
            low, high = row["interval"]
            score = row["r"] if kind == "status" else row["f"]
            assert 0 <= low < score < high <= 1


def test_articles_that_are_alike_have_no_interval() -> None:
    alike = [comparison(f"b{n}", Counts(1, 1, 1), Counts(2, 0, 0)) for n in range(5)]
    rows = summarize(alike)["scores"]["entities"]
    assert rows["COMPANY"]["interval"] == [0.5, 0.5]
    assert rows["AMOUNT"]["interval"] == [1.0, 1.0]


def test_the_interval_narrows_with_more_articles() -> None:
    def width(articles: list[Comparison]) -> float:
        low, high = summarize(articles)["scores"]["entities"]["COMPANY"]["interval"]
        return high - low

    assert width(ARTICLES * 8) < width(ARTICLES)


def test_the_draw_is_repeatable() -> None:
    assert summarize(ARTICLES) == summarize(ARTICLES)
    assert summarize(ARTICLES, seed=1) != summarize(ARTICLES)


def test_a_kind_that_only_some_articles_have() -> None:
    other = Comparison("c", {"entities": {}, "facts": {}, "relations": {"SIGN": Counts(1, 0, 0)}})
    summary = summarize([*ARTICLES, other])
    assert summary["scores"]["relations"]["SIGN"]["tp"] == 1


def test_nothing_to_summarize() -> None:
    summary = summarize([])
    assert summary == {"articles": 0, "scores": {}, "per_article": {}}
    assert as_markdown(summary).count("\n") == 2


def test_tables() -> None:
    summary = summarize(ARTICLES)
    lines = as_markdown(summary).splitlines()
    low, high = summary["scores"]["entities"]["COMPANY"]["interval"]
    assert f"| COMPANY | 0.778 | 0.538 | 0.636 | {low:.3f}–{high:.3f} | 52 |" in lines
    (right,) = (line for line in lines if line.startswith("| right |"))
    assert right.startswith("| right | | 0.538 | | ")
    columns = {line.count("|") for line in lines}
    assert columns == {7}
    rows = articles_as_markdown(summary).splitlines()
    assert "| a0 | 0.615 | 8 | 0.889 | 5 |" in rows
    json.dumps(summary)


def test_errors() -> None:
    assert errors_as_text(ARTICLES[:2]) == "a0\tmissed a0\na1\tmissed a1\n"


@pytest.mark.parametrize("samples", [1, 2, 40])
def test_few_samples(samples: int) -> None:
    summarize(ARTICLES, samples=samples)
