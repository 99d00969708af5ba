"""``segmenter``: word boundaries by pkuseg, as features for the embedding."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import srsly
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from ..extensions import register
from ..language.segmentation import Segmenter

register()

_FILES = ("features.msgpack", "weights.npz")


class WordSegmenter(Pipe):
    """Sets ``doc._.word_tags``; the pkuseg model is part of the pipeline."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._segmenter: Segmenter | None = None
        self._path: Path | None = None
        # Where a model that came as bytes lies: pkuseg loads from a folder only.
        self._folder: TemporaryDirectory[str] | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.word_tags``. Raises ValueError before a model is there."""
        if self._segmenter is None:
            raise ValueError("segmenter: no model; initialize the pipeline or load a trained one")
        doc._.word_tags = self._segmenter.tags(doc.text)
        return doc

    def initialize(  # type: ignore[override]
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, path: Path
    ) -> None:
        """Load the pkuseg model folder ``path``. Raises OSError where there is none."""
        self._load(Path(path))

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Copy the model into the pipeline's folder."""
        if self._path is not None and self._path.resolve() != path.resolve():
            path.mkdir(parents=True, exist_ok=True)
            for file in _FILES:
                shutil.copyfile(self._path / file, path / file)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "WordSegmenter":
        """Load the model from the pipeline's folder."""
        self._load(path)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The model's files as msgpack."""
        files = {} if self._path is None else {name: (self._path / name).read_bytes() for name in _FILES}
        return srsly.msgpack_dumps(files)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "WordSegmenter":
        """Restore the model from what :meth:`to_bytes` gave."""
        files = srsly.msgpack_loads(data)
        if files:
            self._folder = TemporaryDirectory(prefix="zhaoshang-")
            for name in _FILES:
                (Path(self._folder.name) / name).write_bytes(files[name])
            self._load(Path(self._folder.name))
        return self

    def _load(self, path: Path) -> None:
        self._segmenter, self._path = Segmenter(path), path


@Language.factory("segmenter", assigns=["doc._.word_tags"])
def create_segmenter(nlp: Language, name: str) -> WordSegmenter:
    """The factory; the model comes with ``[initialize.components.segmenter]``."""
    return WordSegmenter(name)
