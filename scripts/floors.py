"""Compare scores with their floors."""

from __future__ import annotations

import sys
from pathlib import Path

import srsly

from zhaoshang.cli.script import run


def main(metrics: Path, floors: Path) -> None:
    """Exit 1 where a score below METRICS is under its floor; FLOORS maps ``set/kind/label`` to F."""
    failed = 0
    for key, floor in srsly.read_json(floors).items():
        name, kind, label = key.split("/")
        score = srsly.read_json(metrics / name / "scores.json")["scores"][kind][label]["f"]
        below = score < floor
        print(f"{key}: {score:.3f}, floor {floor:.3f}{'  BELOW' if below else ''}")
        failed += below
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    run(main)
