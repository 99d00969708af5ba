"""What made a trained pipeline, kept in its ``meta.json``: hashes of config and sources, versions, seed."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict

from . import __version__
from .loading import NOT_THERE, ModelError

if TYPE_CHECKING:
    from spacy.language import Language

#: The key of ``meta.json`` under which it stands.
KEY = "provenance"
#: The packages that decide what a pipeline does.
PACKAGES = ("spacy", "thinc", "numpy", "onnxruntime", "zhaoshang")

_DIGEST_BYTES = 16
_CHUNK_BYTES = 1 << 20


class Provenance(TypedDict):
    """What made a pipeline.

    ``config`` is the hash of its ``config.cfg``, ``sources`` those of what the
    training read, by name; ``versions`` are those of :data:`PACKAGES` and of
    Python, None where one is not installed.
    """

    config: str
    sources: dict[str, str]
    seed: int | None
    versions: dict[str, str | None]


class Description(TypedDict):
    """What ``zhaoshang info`` shows of a pipeline.

    ``config`` is the hash of ``config.cfg`` as it is now; ``provenance`` is None
    where the training kept none; ``scores`` are those on dev, 0 to 1.
    """

    name: str
    version: str
    components: list[str]
    config: str
    requirements: list[str]
    provenance: Provenance | None
    scores: dict[str, float]
    versions_here: dict[str, str | None]


def create_provenance(sources: dict[str, str]) -> Callable[[Language], None]:
    """For ``[initialize.after_init]``: write what makes the pipeline into ``nlp.meta``.

    Registered as ``zhaoshang.provenance.v1``. It runs when the data were read
    and before the first step, so the hashes are those of what was trained on.

    Args:
        sources: files and folders by name; ``train`` is the corpus.

    Raises:
        OSError: when called, where a source is not there.
    """

    def write(nlp: Language) -> None:
        made_by: Provenance = {
            "config": hash_config(nlp.config.to_str()),
            "sources": {name: hash_path(Path(path)) for name, path in sources.items()},
            "seed": nlp.config.interpolate()["training"].get("seed"),
            "versions": versions(),
        }
        nlp.meta[KEY] = made_by

    return write


def hash_path(path: Path) -> str:
    """BLAKE2b of a file's bytes, or of a folder's file names and bytes in the order of the names; 32 hex digits.

    Raises:
        OSError: there is no such file or folder, or it cannot be read.
    """
    if not path.is_dir():
        return _hash_file(path)
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    files = {file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()}
    for name in sorted(files):
        digest.update(f"{name}\0{_hash_file(files[name])}\n".encode())
    return digest.hexdigest()


def hash_config(text: str) -> str:
    """BLAKE2b of a ``config.cfg``, white space at its ends aside; 32 hex digits."""
    return hashlib.blake2b(text.strip().encode(), digest_size=_DIGEST_BYTES).hexdigest()


def versions() -> dict[str, str | None]:
    """The versions of :data:`PACKAGES` that are installed here, and of Python."""
    return {**{name: _version(name) for name in PACKAGES}, "python": platform.python_version()}


def describe(model: str | Path) -> Description:
    """What a trained or packaged pipeline is and what made it; nothing of it is loaded.

    Raises:
        ModelError: it is not there, or its ``meta.json`` cannot be read.
    """
    try:
        meta = read_meta(model)
        config = hash_config((find_model(model) / "config.cfg").read_text("utf8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else " ".join(str(error).split())
        if not os.path.exists(find_model(model)):
            reason = NOT_THERE
        raise ModelError(f"{model}: cannot read this model: {reason}") from error
    return {
        "name": f"{meta.get('lang', '')}_{meta.get('name', '')}",
        "version": str(meta.get("version", "")),
        "components": meta["pipeline"],
        "config": config,
        "requirements": meta.get("requirements", []),
        "provenance": _provenance(meta.get(KEY)),
        "scores": _scores(meta.get("performance")),
        "versions_here": versions(),
    }


def unmet_requirement(meta: dict[str, Any]) -> str | None:
    """What a packaged pipeline asks of zhaoshang, such as ``zhaoshang>=0.2.0,<0.3.0``, where this version is another."""
    from spacy.util import is_compatible_version, split_requirement

    for requirement in meta.get("requirements", []):
        name, wanted = split_requirement(requirement)
        if name == "zhaoshang" and wanted and is_compatible_version(__version__, wanted) is False:
            return str(requirement)
    return None


def find_model(model: str | Path) -> Path:
    """The folder of a pipeline's ``meta.json`` and ``config.cfg``, by the name of its package or by its folder.

    Nothing of the package is run. The folder need not be there.
    """
    if not (isinstance(model, str) and model.isidentifier() and (spec := find_spec(model)) and spec.origin):
        return Path(model)
    package = Path(spec.origin).parent
    # spacy package puts the pipeline into a folder of its name and version.
    return next(iter(sorted(path.parent for path in package.glob(f"{model}-*/meta.json"))), package)


def read_meta(model: str | Path) -> dict[str, Any]:
    """A pipeline's ``meta.json``, by the name of its package or by its folder.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no meta.json of a pipeline.
    """
    path = find_model(model) / "meta.json"
    meta = json.loads(path.read_text("utf8"))
    if not isinstance(meta, dict) or not all(_is_list(meta, key) for key in ("pipeline", "requirements")):
        raise ValueError("meta.json describes no pipeline")
    return meta


def _is_list(meta: dict[str, Any], key: str) -> bool:
    """Whether ``key`` stands for a list of str; it may be missing where it is not ``pipeline``."""
    value = meta.get(key, None if key == "pipeline" else [])
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _hash_file(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _provenance(value: object) -> Provenance | None:
    """What :func:`create_provenance` wrote; None where it is not that."""
    if not isinstance(value, dict) or not isinstance(value.get("config"), str):
        return None
    sources, trained_with = value.get("sources"), value.get("versions")
    return {
        "config": value["config"],
        "sources": sources if isinstance(sources, dict) else {},
        "seed": value.get("seed"),
        "versions": trained_with if isinstance(trained_with, dict) else {},
    }


def _scores(performance: object) -> dict[str, float]:
    """The numbers of ``meta.json`` that are scores, not losses or speed."""
    if not isinstance(performance, dict):
        return {}
    return {
        name: score
        for name, score in performance.items()
        if isinstance(score, (int, float)) and not name.endswith(("_loss", "speed"))
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
