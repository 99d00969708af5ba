"""The commands of docs/annotate.md, run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import srsly

from helpers import toys
from zhaoshang.corpus import marked


@pytest.fixture(scope="module")
def blocks(root: Path) -> list[str]:
    """The shell commands of the guide, a block each."""
    return re.findall(r"```bash\n(.*?)```", (root / "docs" / "annotate.md").read_text("utf8"), re.S)


@pytest.fixture
def checkout(root: Path, toy_model: Path, tmp_path: Path) -> Path:
    """A folder like a checkout of the project, with a pipeline and ten articles in ``news``."""
    for name in ("scripts", "configs"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "training" / "trf").mkdir(parents=True)
    (tmp_path / "training" / "trf" / "model-best").symlink_to(toy_model)
    (tmp_path / "news").mkdir()
    for n in range(10):
        (tmp_path / "news" / f"a{n}.txt").write_text(toys()[n % 3].text, "utf8")
    return tmp_path


def run(block: str, folder: Path) -> None:
    commands = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=folder, env=environment, check=True)


def test_from_ten_articles_to_scores(blocks: list[str], checkout: Path) -> None:
    out, back, set_aside, measure, _ = blocks
    run(out, checkout)
    # Somebody marks; the toy pipeline was right already.
    (checkout / "to-mark.jsonl").rename(checkout / "marked.jsonl")
    run(back, checkout)
    run(set_aside, checkout)
    run(measure, checkout)
    assert [path.name for path in (checkout / "own" / "dev").iterdir()] == ["a0.marked"]
    articles = marked.read_dir(checkout / "own" / "train")
    assert [article.id for article in articles] == [f"a{n}" for n in range(1, 10)]
    assert articles[0].facts() == toys()[1].facts()
    assert (checkout / "metrics" / "own-before" / "errors.txt").exists()


def test_the_commands_of_retraining_are_the_projects(blocks: list[str], root: Path) -> None:
    project = srsly.read_yaml(root / "project.yml")
    known = {command["name"] for command in project["commands"]}
    named = re.findall(r"project run (\S+)", blocks[-1])
    assert named == ["corpus", "train", "evaluate", "package"]
    assert known.issuperset(named)
