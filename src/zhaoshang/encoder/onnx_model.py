"""The encoder in ONNX Runtime, to run it; the only file that imports onnxruntime."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import onnxruntime

from .batches import Ints, batches
from .weights import Floats


class OnnxEncoder:
    """A graph of ``onnx_export``, loaded."""

    def __init__(self, model: bytes, pad: int, threads: int = 1, most: int = 256):
        """
        Args:
            model: the graph.
            pad: the padding piece.
            threads: the threads of ONNX Runtime.
            most: pieces of a batch, unless one text has more. One full window fills the processor;
                several take the memory of several, and no less time a piece.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # More than basic would bring SkipLayerNormalization back, which is slow.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._pad = pad
        self._most = most

    def __call__(self, texts: Sequence[Ints]) -> list[Floats]:
        """The hidden states of each text: float32 (pieces, width).

        texts: int32 (pieces,) each, with <s> and </s>, of any lengths.
        """
        states: list[Floats] = [np.zeros((0, 0), dtype=np.float32)] * len(texts)
        for k, rows in self.stream(texts):
            states[k] = rows
        return states

    def stream(self, texts: Sequence[Ints]) -> Iterator[tuple[int, Floats]]:
        """The number and the hidden states of each text, as soon as they are there, shortest texts first."""
        for batch in batches(texts, self._pad, self._most):
            inputs = {"ids": batch.ids, "mask": batch.mask.astype(np.int32)}
            (hidden,) = self._session.run(None, inputs)
            for row, k in enumerate(batch.members):
                yield k, hidden[row, : len(texts[k])]
