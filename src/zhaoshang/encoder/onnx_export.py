"""The encoder as an ONNX graph, built from a state dict; needs neither torch nor a file.

The graph uses operators of ONNX Runtime's own. Its matrices are stored

- ``"float32"``: as they are;
- ``"int8"``: a scale for each output; the input is quantised while running,
  with a scale for each piece. ``quantize_dynamic`` has one scale for the whole
  batch, which a few large values spoil: it left a cosine of 0.977 with the
  hidden states of layer 6 where this leaves 0.999, and a piece's vector would
  change with its batch;
- ``"blocks4"``: a scale for each 32 weights of a row, the format that the
  pretrained weights come in. It loses nothing of them, but of tuned ones, and
  is the smallest and slowest.

Word embeddings are 4-bit blocks where they came as such and stayed frozen, so
that nothing of them is lost; else, and beside ``"float32"``, fp16.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from .checkpoint import Checkpoint
from .weights import Config, Floats, State

Matrices: TypeAlias = Literal["float32", "int8", "blocks4"]

IDS, MASK, HIDDEN = "ids", "mask", "hidden"
_OWN = "com.microsoft"
_BLOCK = 32
#: Signed weights of seven bits: with eight, sums of two products overflow
#: int16 on processors without VNNI.
_MOST = 64


def export(
    checkpoint: Checkpoint, layers: int | None = None, matrices: Matrices = "float32"
) -> onnx.ModelProto:
    """The graph of the lowest ``layers`` layers (all if None).

    Inputs: ``ids`` int32 (texts, pieces), with <s> and </s>; ``mask`` int32
    (texts, pieces), 1 for what is no padding. Output: ``hidden`` float32
    (texts, pieces, width), the states of the highest of these layers.
    """
    config = checkpoint.config
    layers = config.layers if layers is None else layers
    graph = Graph(matrices)
    x = _embeddings(graph, checkpoint.state, config)
    for layer in range(layers):
        x = _layer(graph, checkpoint.state, config, f"encoder.layer.{layer}.", x)
    graph.add("Identity", [x], output=HIDDEN)
    texts: list[str | int] = ["texts", "pieces"]
    return graph.model(
        [(IDS, TensorProto.INT32, texts), (MASK, TensorProto.INT32, texts)],
        [(HIDDEN, TensorProto.FLOAT, [*texts, config.width])],
    )


class Graph:
    """Nodes and initialisers under construction; heads may be added the same way."""

    def __init__(self, matrices: Matrices = "float32"):
        self.matrices = matrices
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def add(
        self,
        operator: str,
        inputs: list[str],
        *,
        output: str | None = None,
        domain: str = "",
        **attributes: Any,
    ) -> str:
        """Add a node with one output; gives the output's name."""
        output = output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def split(self, x: str, outputs: list[str]) -> None:
        """Split the last axis of ``x`` into equal parts of the given names."""
        self._nodes.append(helper.make_node("Split", [x], outputs, axis=-1))

    def constant(self, values: npt.NDArray[np.generic]) -> str:
        """Add an initialiser; gives its name."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def matmul(self, x: str, weight: Floats) -> str:
        """``x @ weight.T`` for ``weight`` of shape (out, in), without a bias."""
        match self.matrices:
            case "float32":
                return self.add("MatMul", [x, self.constant(weight.T)])
            case "int8":
                scales = np.maximum(np.abs(weight).max(axis=1) / _MOST, 1e-12).astype(np.float32)
                rounded = np.rint(weight / scales[:, None]).astype(np.int8)
                tops = self.add("ReduceMax", [self.add("Abs", [x])], axes=[-1], keepdims=1)
                tops = self.add("Max", [tops, self.constant(np.array(1e-6, np.float32))])
                scale = self.constant(np.array(1 / 127, np.float32))
                zero = self.constant(np.array(128, np.uint8))
                whole = self.add("QuantizeLinear", [self.add("Div", [x, tops]), scale, zero])
                inputs = [whole, self.constant(rounded.T), scale, self.constant(scales), zero]
                product = self.add("MatMulIntegerToFloat", inputs, domain=_OWN)
                return self.add("Mul", [product, tops])
            case "blocks4":
                values, scales = _blocks(weight)
                inputs = [self.constant(values), self.constant(scales.reshape(-1))]
                sizes = {"K": weight.shape[1], "N": weight.shape[0], "bits": 4}
                return self.add(
                    "MatMulNBits",
                    [x, *inputs],
                    domain=_OWN,
                    block_size=_BLOCK,
                    accuracy_level=4,
                    **sizes,
                )

    def rows(self, table: Floats, ids: str) -> str:
        """The rows ``ids`` of ``table`` of shape (rows, width), as float32."""
        if self.matrices == "float32" or not _came_in_blocks(table):
            chosen = self.add("Gather", [self.constant(table.astype(np.float16)), ids])
            return self.add("Cast", [chosen], to=TensorProto.FLOAT)
        values, scales = _blocks(table)
        inputs = [self.constant(values.reshape(len(table), -1)), ids, self.constant(scales)]
        return self.add(
            "GatherBlockQuantized", inputs, domain=_OWN, bits=4, block_size=_BLOCK, quantize_axis=1
        )

    def model(
        self,
        inputs: list[tuple[str, int, list[str | int]]],
        outputs: list[tuple[str, int, list[str | int]]],
    ) -> onnx.ModelProto:
        """The whole as a model; inputs and outputs as (name, type, shape)."""
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info(*value) for value in inputs],
            [helper.make_tensor_value_info(*value) for value in outputs],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_OWN, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def _embeddings(graph: Graph, state: State, config: Config) -> str:
    part = "embeddings."
    words = graph.rows(state[f"{part}word_embeddings.weight"], IDS)
    places = state[f"{part}position_embeddings.weight"] + state[f"{part}token_type_embeddings.weight"][0]
    length = graph.add("Shape", [IDS], start=1, end=2)
    zero = graph.constant(np.array([0]))
    axis = graph.constant(np.array([1]))
    here = graph.add("Slice", [graph.constant(places[None]), zero, length, axis])
    summed = graph.add("Add", [words, here])
    return _norm(graph, state, f"{part}LayerNorm", config, summed)


def _layer(graph: Graph, state: State, config: Config, part: str, x: str) -> str:
    attention = f"{part}attention."
    names = [f"{attention}self.{name}" for name in ("query", "key", "value")]
    weight = np.concatenate([state[f"{name}.weight"] for name in names])
    bias = np.concatenate([state[f"{name}.bias"] for name in names])
    mixed = graph.add("Add", [graph.matmul(x, weight), graph.constant(bias)])
    parts = [f"{part}{name}" for name in ("query", "key", "value")]
    graph.split(mixed, parts)
    seen = graph.add("MultiHeadAttention", [*parts, "", MASK], domain=_OWN, num_heads=config.heads)
    x = _residual(graph, state, f"{attention}output", config, seen, x)
    wide = graph.add(
        "BiasGelu",
        [
            graph.matmul(x, state[f"{part}intermediate.dense.weight"]),
            graph.constant(state[f"{part}intermediate.dense.bias"]),
        ],
        domain=_OWN,
    )
    return _residual(graph, state, f"{part}output", config, wide, x)


def _residual(graph: Graph, state: State, part: str, config: Config, x: str, before: str) -> str:
    # Not SkipLayerNormalization: it takes three times as long as these.
    bias = graph.constant(state[f"{part}.dense.bias"])
    x = graph.add("Add", [graph.matmul(x, state[f"{part}.dense.weight"]), bias])
    x = graph.add("Add", [x, before])
    return _norm(graph, state, f"{part}.LayerNorm", config, x)


def _norm(graph: Graph, state: State, part: str, config: Config, x: str) -> str:
    inputs = [x, graph.constant(state[f"{part}.weight"]), graph.constant(state[f"{part}.bias"])]
    return graph.add("LayerNormalization", inputs, epsilon=config.eps, axis=-1)


def _came_in_blocks(table: Floats) -> bool:
    """Whether most rows of ``table`` lose nothing in 4-bit blocks but what fp16 rounds off."""
    if table.shape[1] % _BLOCK:
        return False
    values, scales = _blocks(table)
    whole = np.stack([values & 15, values >> 4], axis=-1).reshape(*scales.shape, _BLOCK)
    again = ((whole.astype(np.float32) - 8) * scales[:, :, None]).reshape(table.shape)
    # Not all rows: those of compounds are means of several.
    kept = np.isclose(again, table, rtol=2e-3, atol=1e-6).all(axis=1)
    return bool(kept.mean() > 0.5)


def _blocks(weight: Floats) -> tuple[npt.NDArray[np.uint8], Floats]:
    """The Q4_0 blocks of each row, and their scales.

    weight: (rows, columns). Gives uint8 (rows, blocks, 16), even values in the
    low halves, each plus 8, and float32 (rows, blocks). Raises ValueError where
    columns do not make whole blocks.
    """
    if weight.shape[1] % _BLOCK:
        raise ValueError(f"{weight.shape[1]} columns do not make whole blocks of {_BLOCK}")
    blocks = weight.reshape(len(weight), -1, _BLOCK)
    # The value furthest from zero becomes the lowest number, so a weight that
    # was quantised so before comes back as it was.
    furthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[:, :, None], axis=2)
    scales = (furthest / -8).astype(np.float32)
    safe = np.where(scales == 0, 1, scales)
    values = np.clip(np.rint(blocks / safe) + 8, 0, 15).astype(np.uint8)
    return values[:, :, 0::2] | values[:, :, 1::2] << 4, scales[:, :, 0]
