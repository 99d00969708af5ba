"""What made a pipeline, in its meta.json and in ``zhaoshang info``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.training import Example
from spacy.util import registry
from typer.testing import CliRunner

from helpers import toys
from zhaoshang import ModelError, __version__
from zhaoshang.cli.app import app
from zhaoshang.corpus.docs import to_doc
from zhaoshang.provenance import KEY, PACKAGES, describe, hash_config, hash_path, unmet_requirement


@pytest.fixture
def trained(new_nlp: Callable[[], Language], tmp_path: Path) -> Path:
    """An initialized pipeline whose config names the callback."""
    corpus = tmp_path / "train.spacy"
    corpus.write_bytes(b"corpus")
    nlp = new_nlp()
    nlp.config["training"]["seed"] = 7
    callback = {"@callbacks": "zhaoshang.provenance.v1", "sources": {"train": str(corpus)}}
    nlp.config["initialize"]["after_init"] = callback
    nlp.initialize(lambda: [Example(nlp.make_doc(a.text), to_doc(a, nlp.vocab)) for a in toys()])
    nlp.meta["performance"] = {
        "ents_f": 0.9,
        "ner_loss": 12.0,
        "speed": 900.0,
        "ents_per_type": {},
        "x": None,
    }
    nlp.to_disk(tmp_path / "model")
    return tmp_path / "model"


def info(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["info", *map(str, arguments)])


def test_what_the_training_keeps(trained: Path) -> None:
    found = describe(trained)
    made_by = found["provenance"]
    assert made_by is not None
    assert made_by["sources"] == {"train": hash_path(trained.parent / "train.spacy")}
    assert made_by["config"] == found["config"] == hash_config((trained / "config.cfg").read_text("utf8"))
    assert made_by["seed"] == 7
    assert made_by["versions"] == found["versions_here"]
    assert set(made_by["versions"]) == {*PACKAGES, "python"}
    assert made_by["versions"]["zhaoshang"] == __version__
    assert made_by["versions"]["spacy"] == spacy.__version__
    assert found["scores"] == {"ents_f": 0.9}


def test_it_stays_when_the_pipeline_is_saved_again(trained: Path, tmp_path: Path) -> None:
    spacy.load(trained).to_disk(tmp_path / "again")
    assert describe(tmp_path / "again") == describe(trained)


def test_a_source_that_is_not_there(new_nlp: Callable[[], Language], tmp_path: Path) -> None:
    write = registry.callbacks.get("zhaoshang.provenance.v1")({"train": str(tmp_path / "none")})
    with pytest.raises(FileNotFoundError):
        write(new_nlp())


def test_info(trained: Path) -> None:
    result = info(trained)
    assert result.exit_code == 0
    shown = [line.split() for line in result.stdout.splitlines()]
    found = describe(trained)
    assert found["provenance"] is not None
    assert ["config", found["config"]] in shown
    assert ["seed", "7"] in shown
    assert ["train", found["provenance"]["sources"]["train"]] in shown
    assert ["zhaoshang", __version__, __version__] in shown
    assert ["ents_f", "0.9000"] in shown
    assert "changed since" not in result.stdout
    assert json.loads(info(trained, "--json").stdout) == found


def test_info_of_a_config_that_was_changed(trained: Path) -> None:
    with (trained / "config.cfg").open("a", encoding="utf8") as file:
        file.write("\n[more]\n")
    assert f"config.cfg was changed since: {describe(trained)['config']}" in info(trained).stdout


def test_info_of_a_pipeline_without(toy_model: Path) -> None:
    result = info(toy_model)
    assert result.exit_code == 0
    assert result.stdout.count("not recorded") == 4


@pytest.mark.parametrize(
    "meta",
    [
        "",
        "[]",
        "{}",
        '{"pipeline": 5}',
        '{"pipeline": [5]}',
        '{"pipeline": ["ner"], "requirements": "zhaoshang"}',
    ],
)
def test_a_meta_that_is_none(meta: str, toy_model: Path, tmp_path: Path) -> None:
    model = Path(shutil.copytree(toy_model, tmp_path / "model"))
    (model / "meta.json").write_text(meta, "utf8")
    result = info(model)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"zhaoshang: {model}: cannot read this model: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "provenance", ["x", {}, {"config": 5}, {"config": "a", "sources": 5, "versions": []}]
)
def test_a_provenance_that_is_none(provenance: object, toy_model: Path, tmp_path: Path) -> None:
    model = Path(shutil.copytree(toy_model, tmp_path / "model"))
    meta = json.loads((model / "meta.json").read_text("utf8"))
    (model / "meta.json").write_text(json.dumps(meta | {KEY: provenance, "performance": 5}), "utf8")
    assert info(model).exit_code == 0


def test_info_of_a_package(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "zh_toy_of_the_tests"
    shutil.copytree(trained, package / f"{package.name}-0.1.0")
    shutil.copy(trained / "meta.json", package)
    (package / "__init__.py").write_text("raise AssertionError('it was run')", "utf8")
    monkeypatch.syspath_prepend(tmp_path)
    assert describe(package.name) == describe(trained)


def test_no_such_model(tmp_path: Path) -> None:
    for model in (tmp_path / "none", "zh_none_such", ""):
        with pytest.raises(ModelError, match="cannot read this model"):
            describe(model)
    assert "no such package is installed" in info("zh_none_such").stderr


@given(st.dictionaries(st.text(alphabet="ab", min_size=1, max_size=3), st.binary(max_size=4), max_size=3))
def test_the_hash_of_a_folder(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    folders = [tmp_path_factory.mktemp("folder") for _ in range(2)]
    for folder, names in zip(folders, (list(files), list(files)[::-1]), strict=True):
        for name in names:
            (folder / name).write_bytes(files[name])
    assert hash_path(folders[0]) == hash_path(folders[1])
    (folders[1] / "more").touch()
    assert hash_path(folders[0]) != hash_path(folders[1])


@pytest.mark.parametrize(
    ("requirements", "unmet"),
    [
        ([], None),
        (["zhaoshang"], None),
        (["zhaoshang>=0.0.1", "spacy>=99"], None),
        (["spacy>=3", "zhaoshang>=99.0.0,<100.0.0"], "zhaoshang>=99.0.0,<100.0.0"),
        (["zhaoshang<0.0.1"], "zhaoshang<0.0.1"),
    ],
)
def test_unmet_requirements(requirements: list[str], unmet: str | None) -> None:
    assert unmet_requirement({"requirements": requirements}) == unmet
