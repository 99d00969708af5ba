"""Agreement of two readers: F of entities, triggers, relations and facts, as a Markdown table."""

from __future__ import annotations

from pathlib import Path

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.corpus.agreement import agreement
from zhaoshang.scoring.article import entity_set, fact_sets, trigger_set
from zhaoshang.scoring.counts import Counts


def main(first: Path, second: Path, differences: bool = False) -> None:
    """Compare the marked files of the folders FIRST and SECOND; --differences lists what only one of them has."""
    one, other = marked.read_dir(first), marked.read_dir(second)
    print("| | both | only first | only second | F |\n| --- | ---: | ---: | ---: | ---: |")
    for kind, labels in agreement(one, other).items():
        rows = [*labels.items(), (f"**{kind}**", sum(labels.values(), Counts()))]
        for label, c in rows:
            print(f"| {label} | {c.tp} | {c.fn} | {c.fp} | {c.f:.3f} |")
    if differences:
        _print_differences(one, other)


def _print_differences(one: list, other: list) -> None:
    for a, b in zip(one, other, strict=True):
        for name, sets in (("entity", entity_set), ("trigger", trigger_set)):
            left, right = sets(a), sets(b)
            for mark, spans in (("first ", left - right), ("second", right - left)):
                for start, end, label in sorted(spans):
                    around = a.text[max(0, start - 12) : end + 12].replace("\n", "⏎")
                    print(f"{a.id} {name} only {mark} {label} {a.text[start:end]!r} in {around!r}")
        left, right = fact_sets(a).keys, fact_sets(b, a).keys
        for mark, keys in (("first ", left - right), ("second", right - left)):
            for key in sorted(keys, key=str):
                print(f"{a.id} fact only {mark} {key}")


if __name__ == "__main__":
    run(main)
