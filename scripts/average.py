"""Take the mean of tuned encoders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import srsly
import typer

from zhaoshang.cli.script import run
from zhaoshang.encoder import checkpoint, head, pairs
from zhaoshang.encoder.averaging import mean


def main(
    output: Path = typer.Argument(..., help="The folder that gets the mean, as scripts/tune.py writes one."),
    tuned: list[Path] = typer.Argument(..., help="Two or more folders of scripts/tune.py."),
) -> None:
    """Write the mean of the weights of tunings that began alike: same source, layers and seed."""
    found = [checkpoint.read(folder) for folder in tuned]
    try:
        state = mean([one.state for one in found])
        heads = {
            name: mean([checkpoint.from_safetensors((folder / name).read_bytes()) for folder in tuned])
            for name in (head.FILE, pairs.FILE)
        }
    except ValueError as error:
        raise SystemExit(f"error: {error}") from error
    checkpoint.write(output, replace(found[0], state=state))
    for name, values in heads.items():
        (output / name).write_bytes(checkpoint.to_safetensors(values))
    origins = [srsly.read_json(folder / checkpoint.ORIGIN) for folder in tuned]
    srsly.write_json(output / checkpoint.ORIGIN, {"mean_of": origins})


if __name__ == "__main__":
    run(main)
