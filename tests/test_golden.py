"""Golden records: what came, what went, what changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from helpers import extracted, toys
from strategies import articles
from test_record import finished
from zhaoshang.corpus.article import Article
from zhaoshang.record import to_record
from zhaoshang.scoring.golden import GoldenError, Row, differences, read_rows, rows_of, write_rows


def rows(body: str, *businesses: tuple[str, ...]) -> list[Row]:
    return rows_of(to_record(extracted(body, *businesses), "a", "a.txt"))


def changes(before: str, after: str) -> list[str]:
    return [str(difference) for difference in differences(rows(before), rows(after))]


BODY = "[[C:甲公司]]投资[[A:5亿元>甲公司]]，今日[[START:开工>甲公司]]。[[P:江南园区]]。"


def test_rows_have_no_scores() -> None:
    found = rows(BODY)
    assert [row["kind"] for row in found] == ["entity"] * 3 + ["fact"] * 2
    assert all("score" not in row and row["article"] == "a" for row in found)


def test_nothing_changed() -> None:
    assert changes(BODY, BODY) == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BODY.replace("[[P:江南园区]]", "江南园区"), ["- entity PARK 江南园区 [14:18]"]),
        (BODY.replace("[[P:江南园区]]", "江南[[P:园区]]"), [
            "~ entity PARK 江南园区 [14:18] (start 14 → 16; text 江南园区 → 园区; norm 江南园区 → 园区)"
        ]),
        (BODY.replace("P:", "I:"), ["~ entity PARK 江南园区 [14:18] (label PARK → INDUSTRY_CHAIN)"]),
        (BODY.replace("START:开工>甲公司", "START:开工"), ["- fact 甲公司 START 开工 [0:14]"]),
        (BODY.replace("START:", "START?:"), ["~ fact 甲公司 START 开工 [0:14] (status actual → planned)"]),
        (BODY.replace("5亿元", "6亿元"), [
            "~ entity AMOUNT 5亿元 [5:8] (text 5亿元 → 6亿元; norm 5亿元 → 6亿元; value 500000000 → 600000000; "
            "high 500000000 → 600000000)",
            "~ fact 甲公司 INVESTMENT 5亿元 [0:14] (text 5亿元 → 6亿元; value 500000000 → 600000000; "
            "high 500000000 → 600000000)",
        ]),
    ],
)  # fmt: skip
def test_what_changed(after: str, expected: list[str]) -> None:
    assert changes(BODY, after) == expected


def test_what_is_lost_one_way_is_added_the_other() -> None:
    less = BODY.replace("[[P:江南园区]]", "江南园区").replace("START:开工>甲公司", "START:开工")
    lost, added = changes(BODY, less), changes(less, BODY)
    assert len(lost) == 2
    assert sorted(line.replace("-", "+", 1) for line in lost) == sorted(added)


@given(articles(), articles())
def test_the_differences_lead_from_one_to_the_other(one: Article, other: Article) -> None:
    before, after = (rows_of(to_record(finished(article), "a")) for article in (one, other))
    found = differences(before, after)
    assert all(d.before != d.after for d in found)
    kept = list(before)
    for difference in found:
        if difference.before is not None:
            kept.remove(difference.before)
    new = [difference.after for difference in found if difference.after is not None]
    assert sorted(map(repr, kept + new)) == sorted(map(repr, after))


@given(articles())
def test_rows_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, article: Article
) -> None:
    path = tmp_path_factory.mktemp("golden") / "a.jsonl"
    found = rows_of(to_record(finished(article), "a"))
    write_rows(path, found)
    assert read_rows(path) == found


@pytest.mark.parametrize(
    "line", ["", "x", "[]", "{}", '{"kind": "fact"}', '{"kind": "entity", "label": "PARK"}']
)
def test_a_file_that_is_none(line: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line + "\n", "utf8")
    with pytest.raises(GoldenError, match=r"a\.jsonl:1: no entity or fact"):
        read_rows(path)


def test_the_script(root: Path, toy_model: Path, tmp_path: Path) -> None:
    model, news, golden = (tmp_path / name for name in ("model", "news", "golden"))
    shutil.copytree(toy_model, model)
    news.mkdir()
    for toy in toys():
        (news / f"{toy.id}.txt").write_text(toy.text, "utf8")

    def golden_py(*options: str) -> tuple[int, str, str]:
        command = [sys.executable, str(root / "scripts" / "golden.py"), *map(str, (model, news, golden))]
        done = subprocess.run([*command, *options], capture_output=True, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    status, _, said = golden_py()
    assert status == 2
    assert "--update writes them" in " ".join(said.split())
    assert golden_py("--update")[0] == 0
    status, shown, _ = golden_py()
    assert (status, shown.count("\n")) == (0, 1)
    assert shown.endswith(" the same, 0 added, 0 lost, 0 changed\n")
    (news / "toy-0.txt").write_text(toys()[0].text.replace("5亿元", "6亿元"), "utf8")
    meta = (model / "meta.json").read_text("utf8").replace('"version":"0.0.0"', '"version":"0.0.1"')
    (model / "meta.json").write_text(meta, "utf8")
    status, shown, _ = golden_py()
    assert status == 1
    assert "toy-0\n  ~ entity AMOUNT 5亿元" in shown
    assert "0 added, 0 lost, 2 changed\n  pipeline: zh_pipeline 0.0.0 → zh_pipeline 0.0.1\n" in shown
    assert golden_py("--update")[0] == 0
    assert golden_py()[0] == 0
