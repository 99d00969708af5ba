"""README.md, docs/quickstart.md, docs/faq.md and examples/facts.py, run as they stand.

The pipeline that they run with has learnt their sentences by heart, and is installed as the default one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed, import_file

import zhaoshang
from helpers import article
from test_record import assert_valid
from zhaoshang.corpus.docs import to_doc

_MARKED = (
    "12月4日，[[C:伟创机电]]与[[P:江津工业园]][[SIGN:签约>伟创机电]]，总投资[[A:6.2亿元>伟创机电]]的智能装备项目"
    "预计明年6月[[PRODUCTION?:投产>伟创机电]]。",
    "昨日，总投资[[A:8亿元>海蓝精密]]的[[C:海蓝精密]]新能源电池项目在[[P:常熟高新区]][[START:开工>海蓝精密]]。",
    "本报讯　总投资[[A:8亿元>海蓝精密]]的[[C:海蓝精密]]新能源电池项目昨日在[[P:常熟高新区]][[START:开工>海蓝精密]]，"
    "项目由[[C:海蓝精密]]投资建设。",
)
_INIT = "from spacy.util import load_model_from_init_py\n\n\ndef load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n"
_METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"


class Block(NamedTuple):
    """A block of code, and what the page says that it prints, if it does."""

    page: str
    code: str
    output: str | None


def blocks(page: str, language: str) -> list[Block]:
    """The blocks of code of a page; the output is the block without a language that follows at once."""
    text = (Path(__file__).parents[1] / page).read_text("utf8")
    pattern = rf"```{language}\n(?P<code>.*?)```\n(?:\n```\n(?P<output>.*?)```\n)?"
    return [Block(page, match["code"], match["output"]) for match in re.finditer(pattern, text, re.S)]


PYTHON = [
    block for page in ("README.md", "docs/quickstart.md", "docs/faq.md") for block in blocks(page, "python")
]
COMMANDS = [block for block in blocks("docs/quickstart.md", "bash") if block.code.startswith("zhaoshang")]


@pytest.fixture(scope="module")
def site(new_nlp: Callable[[], Language], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with a pipeline that knows the sentences, as the default one."""
    name, version = zhaoshang.DEFAULT_MODEL, "0.0.0"
    folder = tmp_path_factory.mktemp("site")
    data = folder / name / f"{name}-{version}"
    nlp = _by_heart(new_nlp)
    nlp.meta.update({"name": name.removeprefix("zh_"), "version": version})
    data.parent.mkdir()
    nlp.to_disk(data)
    shutil.copy(data / "meta.json", data.parent)
    (data.parent / "__init__.py").write_text(_INIT, "utf8")
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(_METADATA.format(name=name, version=version), "utf8")
    return folder


def _by_heart(new_nlp: Callable[[], Language]) -> Language:
    fix_random_seed(0)
    nlp = new_nlp()
    articles = [article(body, id=f"guide-{n}") for n, body in enumerate(_MARKED)]
    examples = [Example(nlp.make_doc(a.text), to_doc(a, nlp.vocab)) for a in articles]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.01
    for _ in range(60):
        nlp.update(examples, sgd=optimizer, drop=0.1)
    ruler = nlp.add_pipe("entity_ruler", name="ner", first=True)
    names = {(label, a.text[start:end]) for a in articles for start, end, label in a.entities}
    ruler.add_patterns([{"label": label, "pattern": text} for label, text in sorted(names)])
    nlp.add_pipe("stage_triggers", after="ner")
    nlp.add_pipe("company_names", after="stage_triggers")
    nlp.add_pipe("amounts")
    nlp.add_pipe("facts")
    return nlp


@pytest.fixture
def here(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder to run in, with articles; the pipeline is installed for it and for what it starts."""
    (tmp_path / "news").mkdir()
    for name, body in zip(("article.txt", "news/a.txt", "news/b.txt"), _MARKED, strict=True):
        (tmp_path / name).write_text(article(body).text, "utf8")
    commands = Path(sys.executable).parent
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    sys.modules.pop(zhaoshang.DEFAULT_MODEL, None)
    yield tmp_path
    sys.modules.pop(zhaoshang.DEFAULT_MODEL, None)


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.page)
def test_python(block: Block, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block.code, block.page, "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    if block.output is not None:
        assert printed == block.output
    elif "print(" in block.code:
        assert printed.strip("[]\n") != ""


def test_there_are_blocks_of_every_page() -> None:
    assert {block.page for block in PYTHON} == {"README.md", "docs/quickstart.md", "docs/faq.md"}
    assert sum(block.output is not None for block in [*PYTHON, *COMMANDS]) == 2


def test_commands(here: Path) -> None:
    for block in COMMANDS:
        command = ["bash", "-euo", "pipefail", "-c", block.code]
        result = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf8")
        if block.output is not None:
            assert _without_scores(result.stdout) == _without_scores(block.output)
    assert len((here / "facts.csv").read_text("utf-8-sig").splitlines()) == 5
    records = [json.loads(line) for line in (here / "records.jsonl").read_text("utf8").splitlines()]
    assert [len(record["facts"]) for record in records] == [2, 2]
    assert "海蓝精密" in (here / "report.html").read_text("utf8")


def test_the_record_of_the_page() -> None:
    (block,) = blocks("docs/record.md", "json")
    record = {"entities": [], "relations": [], **json.loads(block.code)}
    assert_valid(record, record["text"])
    assert record["span"] == [0, len(record["text"])]


def _without_scores(table: str) -> list[list[str]]:
    """The cells of a table, those of the last column left out."""
    return [line.split()[:-1] for line in table.splitlines()]


@pytest.fixture
def example(root: Path) -> ModuleType:
    return import_file("facts_example", root / "examples" / "facts.py")


def test_the_example(example: ModuleType, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example.main()
    records = [json.loads(line) for line in (here / "records.jsonl").read_text("utf8").splitlines()]
    assert [record["id"] for record in records] == ["jiangjin", "changshu"]
    for record, (text, _) in zip(records, example.ARTICLES, strict=True):
        assert_valid(record, text)
    facts = [(fact["company"], fact["label"]) for record in records for fact in record["facts"]]
    assert facts == [
        ("伟创机电", "SIGN"),
        ("伟创机电", "INVESTMENT"),
        ("伟创机电", "PRODUCTION"),
        ("海蓝精密", "INVESTMENT"),
        ("海蓝精密", "START"),
    ]
    printed = capsys.readouterr().out
    assert "AMOUNT 6.2亿元 620000000\n" in printed
    assert "PRODUCTION 投产 planned\n" in printed
    page, arcs = (here / "entities.html").read_text("utf8"), (here / "relations.svg").read_text("utf8")
    assert page.count("<mark") == 5
    assert arcs.count('class="displacy-arrow"') == 3
    assert [name in page and name in arcs for name in ("伟创机电", "6.2亿元", "投产")] == [True] * 3


def test_the_example_changes_what_is_wanted_and_back(example: ModuleType, here: Path) -> None:
    nlp = zhaoshang.load()
    extractor = nlp.get_pipe("relation_extractor")
    before = (extractor.threshold, extractor.prefer)
    counts = example.count_by_threshold(nlp, example.ARTICLES[0][0])
    assert counts["precision"] <= counts["balance"] <= counts["recall"]
    assert counts["balance"] == 3
    assert (extractor.threshold, extractor.prefer) == before


def test_the_example_sets_threads(example: ModuleType) -> None:
    nlp = Language()
    encoder = nlp.add_pipe("char_encoder")
    example.use_threads(nlp, 2)
    assert encoder.threads == 2
