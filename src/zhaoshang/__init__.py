"""zhaoshang: facts from Chinese investment-promotion news.

>>> import zhaoshang
>>> nlp = zhaoshang.load()
>>> record = zhaoshang.extract("海蓝精密投资5亿元的项目今日开工。", nlp)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .loading import DEFAULT_MODEL, ModelError, extract, load

if TYPE_CHECKING:
    from .facts import Fact
    from .record import Record, to_record

__all__ = ["DEFAULT_MODEL", "Fact", "ModelError", "Record", "extract", "load", "to_record"]
__version__ = "0.1.0"

#: Names whose modules import spaCy, which takes longer than a command that needs none of it.
_LATER = {"Fact": "facts", "Record": "record", "to_record": "record"}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(f".{_LATER[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
