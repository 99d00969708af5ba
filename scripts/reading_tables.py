"""Write what was measured of reading and of broken texts into a page of the docs, each table between its two markers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import srsly
import typer

from zhaoshang.cli.pages import put_block
from zhaoshang.cli.script import run


def main(
    page: Path = typer.Argument(..., help="The page with the markers."),
    layouts: Path | None = typer.Option(None, help="What scripts/layouts.py wrote."),
    raw_files: Path | None = typer.Option(None, help="What scripts/raw_files.py wrote."),
    fuzz_reading: Path | None = typer.Option(None, help="What scripts/fuzz_reading.py wrote."),
    fuzz: list[Path] = typer.Option([], help="What scripts/fuzz.py wrote; may be repeated."),
) -> None:
    """Put the tables that are named into PAGE; the others stay."""
    if layouts is not None:
        _put(page, "layouts", _layouts(srsly.read_json(layouts)))
    if raw_files is not None:
        _put(page, "raw files", _raw_files(srsly.read_json(raw_files)))
    if fuzz_reading is not None:
        _put(page, "fuzz-reading", _fuzz_reading(srsly.read_json(fuzz_reading)))
    if fuzz:
        _put(page, "fuzz", _fuzz({path.parent.name: srsly.read_json(path) for path in fuzz}))


def _put(page: Path, name: str, lines: list[str]) -> None:
    put_block(page, name, "\n".join(lines) + "\n")


def _layouts(scores: dict[str, dict[str, float]]) -> list[str]:
    """F in points, and the difference to the text as marked."""
    kinds = list(scores["as marked"])
    lines = [
        f"| layout | {' | '.join(f'{kind} F | ±' for kind in kinds)} |",
        f"| --- |{' ---: | ---: |' * len(kinds)}",
    ]
    for name, row in scores.items():
        cells = [_points(row[kind], scores["as marked"][kind]) for kind in kinds]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _raw_files(rows: list[dict[str, Any]]) -> list[str]:
    """Articles and titles found, and F in points beside that on articles split by hand."""
    lines = [
        "| file | articles | found | with their title | entities F, split by hand | raw | ± | facts F, split by hand | raw | ± |",
        "| --- |" + " ---: |" * 9,
    ]
    for row in rows:
        cells = [
            f"{100 * row[kind]['split by hand']:.1f} | {_points(row[kind]['raw'], row[kind]['split by hand'])}"
            for kind in ("entities", "facts")
        ]
        name = row["file"].split("_")[0]
        lines.append(
            f"| {name} | {row['articles']} | {row['found']} | {row['titles']} | {' | '.join(cells)} |"
        )
    return lines


def _points(value: float, against: float) -> str:
    return f"{100 * value:.1f} | {100 * (value - against):+.1f}"


def _fuzz_reading(result: dict[str, Any]) -> list[str]:
    (what, seconds, records), *_ = result["slowest"]
    rows = {
        "files": f"{result['files']:,}",
        **{f"files with {outcome}": f"{count:,}" for outcome, count in sorted(result["outcomes"].items())},
        "records": f"{result['records']:,}",
        "longest file": f"{seconds:.1f} s, {records:,} records ({what})",
        **{f"most memory, {process}": f"{mb:,} MB" for process, mb in result["memory_mb"].items()},
        "failures": f"{len(result['failures']):,}",
        "pipeline": result["pipeline"],
    }
    return ["| | |", "| --- | --- |", *(f"| {key} | {value} |" for key, value in rows.items())]


def _fuzz(results: dict[str, dict[str, Any]]) -> list[str]:
    """A row for each pipeline, which is called by the folder of its result."""
    lines = [
        "| pipeline | texts | characters at most | with entities | with facts | most memory | failures |",
        "| --- |" + " ---: |" * 6,
    ]
    for name, result in results.items():
        seen = result["outcomes"]
        lines.append(
            f"| {name} | {result['texts']:,} | {result['longest']:,} | {seen.get('with entities', 0):,} "
            f"| {seen.get('with facts', 0):,} | {result['memory_mb']:,} MB | {len(result['failures']):,} |"
        )
    return lines


if __name__ == "__main__":
    run(main)
