"""``char_encoder``: a vector for each character by the pretrained encoder, run with ONNX Runtime."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import srsly
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import minibatch

from ..encoder import checkpoint, windows
from ..encoder.tokenizer import Ints, Pieces, Tokenizer
from ..encoder.weights import Floats
from ..extensions import register

if TYPE_CHECKING:
    from ..encoder.onnx_export import Matrices
    from ..encoder.onnx_model import OnnxEncoder

register()


class CharEncoder(Pipe):
    """Sets ``doc._.char_vectors``; graph and tokenizer are part of the pipeline."""

    def __init__(
        self, name: str, *, window: int = 254, context: int = 24, threads: int = 1, cache: int = 0
    ) -> None:
        """
        Args:
            window: the most pieces that the encoder sees at once, ``context`` with them.
            context: how many pieces on either side of those kept are seen with them.
            threads: the threads of ONNX Runtime.
            cache: how many texts' vectors to keep while the pipeline is being trained,
                the first ones that come.
        """
        self.name = name
        self.window = window
        self.context = context
        self._threads = threads
        self._tokenizer: Tokenizer | None = None
        self._graph = b""
        self._model: OnnxEncoder | None = None
        self._cache_size = cache
        #: Vectors of pieces by the digest of their ids: float16 (pieces, width). None outside training.
        self._cache: dict[bytes, np.ndarray] | None = None

    @property
    def threads(self) -> int:
        """The threads of ONNX Runtime."""
        return self._threads

    @threads.setter
    def threads(self, value: int) -> None:
        self._threads, self._model = value, None

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.char_vectors``. Raises ValueError before an encoder is there."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Set ``doc._.char_vectors`` of each Doc, ``batch_size`` of them at once."""
        for docs in minibatch(stream, batch_size):
            for doc, vectors in zip(docs, self.encode([doc.text for doc in docs]), strict=True):
                doc._.char_vectors = vectors
                yield doc

    def encode(self, texts: list[str]) -> list[Floats]:
        """The vectors of the characters of each text: float32 (len(text), width).

        White space has zeros. Raises ValueError before an encoder is there.
        """
        if self._tokenizer is None:
            raise ValueError("char_encoder: no encoder; initialize the pipeline or load a trained one")
        pieces = self._tokenizer.batch(texts)
        if self._cache is None:
            return self._character_vectors(texts, pieces, self._tokenizer)
        vectors = self._piece_vectors(texts, pieces, self._tokenizer, self._cache)
        return [windows.spread(rows, own.owners) for rows, own in zip(vectors, pieces, strict=True)]

    def _character_vectors(
        self, texts: list[str], pieces: list[Pieces], tokenizer: Tokenizer
    ) -> list[Floats]:
        """The vectors of the characters of each text, none of the pieces' beside them."""
        cuts, framed = self._windows(texts, pieces, tokenizer)
        places = [(k, window) for k, cut in enumerate(cuts) for window in cut]
        spreading = [windows.Spreading(own.owners) for own in pieces]
        for at, states in self._open(tokenizer).stream(framed):
            k, window = places[at]
            spreading[k].add(window, states)
        return [each.vectors for each in spreading]

    def _piece_vectors(
        self, texts: list[str], pieces: list[Pieces], tokenizer: Tokenizer, cache: dict[bytes, np.ndarray]
    ) -> list[Floats]:
        """The vectors of the pieces of each text, from the cache or for it: float32 (pieces, width)."""
        # By pieces, not by text: in another script or width, or wrapped, a text has the same ones.
        keys = [hashlib.blake2b(own.ids.tobytes()).digest() for own in pieces]
        new = [k for k, key in enumerate(keys) if key not in cache]
        found = self._run([texts[k] for k in new], [pieces[k] for k in new], tokenizer)
        fresh = dict(zip(new, found, strict=True))
        for k, rows in fresh.items():
            if len(cache) < self._cache_size:
                cache[keys[k]] = rows.astype(np.float16)
        return [fresh[k] if k in fresh else cache[key].astype(np.float32) for k, key in enumerate(keys)]

    def _run(self, texts: list[str], pieces: list[Pieces], tokenizer: Tokenizer) -> list[Floats]:
        """The vectors of the pieces of each text: float32 (pieces, width)."""
        if not texts:
            return []
        cuts, framed = self._windows(texts, pieces, tokenizer)
        states = iter(self._open(tokenizer)(framed))
        return [windows.merge(cut, [next(states) for _ in cut]) for cut in cuts]

    def _windows(
        self, texts: list[str], pieces: list[Pieces], tokenizer: Tokenizer
    ) -> tuple[list[list[windows.Window]], list[Ints]]:
        """The windows of each text, and the pieces of all of them, framed."""
        cuts = [
            windows.cut(own, text, self.window, self.context) for text, own in zip(texts, pieces, strict=True)
        ]
        framed = [
            windows.framed(window, own, tokenizer)
            for own, cut in zip(pieces, cuts, strict=True)
            for window in cut
        ]
        return cuts, framed

    def initialize(  # type: ignore[override]
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language,
        path: Path,
        layers: int | None = None,
        matrices: str = "int8",
        threads: int | None = None,
    ) -> None:
        """Take the graph in the folder ``path``, or make that of the checkpoint there.

        ``layers`` (the lowest ones; all if None) and ``matrices`` (``float32``, ``int8`` or
        ``blocks4``, see ``encoder.onnx_export``) say how it is made, which needs the package onnx.
        ``threads`` are those of ONNX Runtime while the pipeline is trained.
        Raises OSError where there is neither.
        """
        if (Path(path) / checkpoint.GRAPH).is_file():
            self.from_disk(Path(path))
        else:
            from ..encoder.onnx_export import export

            source = checkpoint.read(Path(path), layers)
            graph = export(source, layers, cast("Matrices", matrices))
            self._set(graph.SerializeToString(), source.tokenizer)
        self._cache = {} if self._cache_size else None
        if threads is not None:
            self.threads = threads

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Graph and tokenizer as msgpack."""
        return srsly.msgpack_dumps({"graph": self._graph, "tokenizer": self._tokenizer_json()})

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "CharEncoder":
        """Restore graph and tokenizer."""
        found = srsly.msgpack_loads(data)
        return self._take(found["graph"], Tokenizer.from_json(json.loads(found["tokenizer"])))

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write graph and tokenizer into the folder ``path``."""
        if self._tokenizer is None:
            raise ValueError("char_encoder: no encoder to save")
        checkpoint.write_graph(path, self._graph, self._tokenizer)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "CharEncoder":
        """Read graph and tokenizer from the folder ``path``."""
        return self._take((path / checkpoint.GRAPH).read_bytes(), checkpoint.read_tokenizer(path))

    def __reduce__(self) -> tuple[Any, ...]:
        """Without the session, for processes that are not forked."""
        settings = {"window": self.window, "context": self.context, "threads": self._threads}
        return _restore, (self.name, settings, self._graph, self._tokenizer)

    def _open(self, tokenizer: Tokenizer) -> "OnnxEncoder":
        if self._model is None:
            from ..encoder.onnx_model import OnnxEncoder

            self._model = OnnxEncoder(self._graph, tokenizer.pad, self._threads)
        return self._model

    def _take(self, graph: bytes, tokenizer: Tokenizer) -> "CharEncoder":
        """Take what was saved; a broken graph is found here, not with the first text."""
        self._set(graph, tokenizer)
        self._open(tokenizer)
        return self

    def _set(self, graph: bytes, tokenizer: Tokenizer) -> None:
        self._graph, self._tokenizer, self._model, self._cache = graph, tokenizer, None, None

    def _tokenizer_json(self) -> str:
        if self._tokenizer is None:
            raise ValueError("char_encoder: no encoder to save")
        return json.dumps(self._tokenizer.to_json(), ensure_ascii=False)


def _restore(name: str, settings: dict[str, int], graph: bytes, tokenizer: Tokenizer | None) -> CharEncoder:
    encoder = CharEncoder(name, **settings)
    if tokenizer is not None:
        encoder._set(graph, tokenizer)
    return encoder


@Language.factory(
    "char_encoder",
    assigns=["doc._.char_vectors"],
    default_config={"window": 254, "context": 24, "threads": 1, "cache": 0},
)
def create_char_encoder(
    nlp: Language, name: str, window: int, context: int, threads: int, cache: int
) -> CharEncoder:
    """The factory; the encoder comes with ``[initialize.components.char_encoder]``."""
    return CharEncoder(name, window=window, context=context, threads=threads, cache=cache)
