"""A pipeline by its name, and the record of one text; spaCy is imported when it is needed."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

    from .record import Record

#: The pipeline that is used where none is named.
DEFAULT_MODEL = "zh_zhaoshang_trf"

_REQUIRED = ("ner", "relation_extractor", "facts")

#: Why there is no pipeline of a name, and what to do.
NOT_THERE = (
    "no such package is installed, and there is no such folder: install the wheel of a pipeline with pip "
    "(spacy project run package builds it), or name a trained pipeline's folder"
)


class ModelError(ValueError):
    """A pipeline that cannot be loaded, or that extracts no facts."""


def load(model: str | Path = DEFAULT_MODEL) -> Language:
    """Load a pipeline by the name of its package or by its folder.

    Raises:
        ModelError: there is no such pipeline, it is broken, it was made for another version of
            zhaoshang, or it is another kind of pipeline.
    """
    with without_collection():
        return _load(model)


def _load(model: str | Path) -> Language:
    import spacy
    from spacy.util import is_package

    if not os.path.exists(model) and not is_package(str(model)):
        raise ModelError(f"{model}: cannot load this model: {NOT_THERE} (--model, or zhaoshang.load)")
    _check_version(model)
    try:
        nlp = spacy.load(model)
    except Exception as error:  # a broken model can fail in any way that its files can
        reason = " ".join(str(error).split())
        raise ModelError(f"{model}: cannot load this model: {reason}") from error
    missing = [name for name in _REQUIRED if name not in nlp.pipe_names]
    if missing:
        raise ModelError(f"{model}: no zhaoshang pipeline, it lacks {', '.join(missing)}")
    return nlp


def extract(text: str, nlp: Language | None = None) -> Record:
    """The record of one article; ``nlp`` is the default pipeline where None.

    The lines of newspaper columns are joined first; offsets are those of ``text``.

    Raises:
        ModelError: the default pipeline is not installed.
    """
    from .reading import undo_layout
    from .record import to_record

    layout = undo_layout(text)
    return to_record((nlp or _default())(layout.text), layout=layout)


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for garbage meanwhile: what imports and loading make stays, and is looked through time and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _check_version(model: str | Path) -> None:
    from . import __version__
    from .provenance import read_meta, unmet_requirement

    try:
        unmet = unmet_requirement(read_meta(model))
    except (OSError, ValueError, TypeError, AttributeError):
        return  # spaCy says what is wrong with it
    if unmet is not None:
        raise ModelError(f"{model}: this model needs {unmet}, and this is zhaoshang {__version__}")


@cache
def _default() -> Language:
    return load()
