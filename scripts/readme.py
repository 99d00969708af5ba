"""Write scores into the README, between its two markers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import srsly

from zhaoshang.cli.pages import put_block
from zhaoshang.cli.script import run

_ROWS = (
    ("entities", "all"),
    ("entities", "COMPANY"),
    ("entities", "PARK"),
    ("entities", "AMOUNT"),
    ("entities", "INDUSTRY_CHAIN"),
    ("entities, overlap", "all"),
    ("relations", "all"),
    ("relations, gold entities", "all"),
    ("facts", "all"),
    ("facts", "INVESTMENT"),
    ("facts", "SIGN"),
    ("facts", "START"),
    ("facts", "PRODUCTION"),
)


def main(seeds: Path, passages: Path, dev: Path, baseline: Path, readme: Path = Path("README.md")) -> None:
    """Put the F scores of SEEDS, PASSAGES of real news, DEV and the BASELINE on the seeds into README."""
    tables = [srsly.read_json(path)["scores"] for path in (seeds, passages, dev, baseline)]
    lines = [
        "| F | seed articles | passages of real news | dev | regex baseline, seeds |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for kind, label in _ROWS:
        cells = (_cell(table, kind, label) for table in tables)
        lines.append(f"| {kind}{'' if label == 'all' else f', {label}'} | {' | '.join(cells)} |")
    put_block(readme, "scores", "\n".join(lines) + "\n")


def _cell(table: dict[str, Any], kind: str, label: str) -> str:
    row = table.get(kind, {}).get(label)
    if row is None:
        return "–"
    low, high = row["interval"]
    return f"{row['f']:.3f} ({low:.2f}–{high:.2f})"


if __name__ == "__main__":
    run(main)
