"""Export a tuned encoder."""

from __future__ import annotations

import shutil
from pathlib import Path

from zhaoshang.cli.script import run
from zhaoshang.encoder import checkpoint, head, pairs
from zhaoshang.encoder.onnx_export import export


def main(source: Path, output: Path) -> None:
    """Write the tuned checkpoint SOURCE into the folder OUTPUT as it runs: an ONNX graph in int8, and the head."""
    tuned = checkpoint.read(source)
    graph = export(tuned, matrices="int8").SerializeToString()
    checkpoint.write_graph(output, graph, tuned.tokenizer)
    for name in (head.FILE, pairs.FILE, checkpoint.ORIGIN):
        shutil.copy(source / name, output / name)


if __name__ == "__main__":
    run(main)
