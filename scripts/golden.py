"""Hold the records of articles against golden ones: what came, what went, what changed, and what made both."""

from __future__ import annotations

import json
from pathlib import Path

import typer

import zhaoshang
from zhaoshang.cli.extracting import extract_records
from zhaoshang.cli.inputs import find_inputs, read_units
from zhaoshang.cli.script import run
from zhaoshang.provenance import Description, describe
from zhaoshang.scoring.golden import GoldenError, Row, differences, read_rows, rows_of, write_rows

_MADE_BY = "made-by.json"


def main(
    model: str = typer.Argument(..., help="A pipeline's package name or folder."),
    articles: Path = typer.Argument(..., help="A folder of articles."),
    golden: Path = typer.Argument(..., help="The folder of golden files, one an article's file."),
    update: bool = typer.Option(False, "--update", help="Write what MODEL finds as the golden files."),
) -> None:
    """Compare what MODEL finds in ARTICLES with GOLDEN; exit status 1 where anything differs."""
    try:
        found = _extract(model, articles)
        known = {path.stem: read_rows(path) for path in sorted(golden.glob("*.jsonl"))}
        made_by = describe(model)
    except (zhaoshang.ModelError, GoldenError) as error:
        raise typer.BadParameter(str(error)) from error
    if not known and not update:
        raise typer.BadParameter(f"{golden}: no golden file here; --update writes them")
    changed = _print_changes(known, found)
    if changed:
        _print_why(golden / _MADE_BY, made_by)
    if update:
        _write(golden, found, made_by)
    raise SystemExit(bool(changed) and not update)


def _extract(model: str, articles: Path) -> dict[str, list[Row]]:
    """The rows of each file by its stem."""
    found: dict[str, list[Row]] = {}
    for record in extract_records(read_units(find_inputs([str(articles)])), zhaoshang.load(model)):
        if record["error"]:
            raise typer.BadParameter(f"{record['source']}: {record['error']}")
        found.setdefault(Path(record["source"]).stem, []).extend(rows_of(record))
    return found


def _print_changes(known: dict[str, list[Row]], found: dict[str, list[Row]]) -> int:
    """Print every difference and their number; the number."""
    counts = {"added": 0, "lost": 0, "changed": 0}
    for name in sorted({*known, *found}):
        lines = []
        for difference in differences(known.get(name, []), found.get(name, [])):
            counts[difference.change] += 1
            lines.append(f"  {difference}")
        if lines:
            print("\n".join([name, *lines]))
    kept = sum(map(len, found.values())) - counts["added"] - counts["changed"]
    print(", ".join(f"{n:,} {change}" for change, n in {"the same": kept, **counts}.items()))
    return sum(counts.values())


def _print_why(path: Path, made_by: Description) -> None:
    """Print what made the pipeline of the golden files, where it is not what made this one."""
    if not path.exists():
        return
    before, after = (_flat(value) for value in (json.loads(path.read_text("utf8")), made_by))
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            print(f"  {key}: {before.get(key, '-')} → {after.get(key, '-')}")


def _flat(made_by: Description) -> dict[str, object]:
    provenance = made_by["provenance"]
    flat: dict[str, object] = {
        "pipeline": f"{made_by['name']} {made_by['version']}",
        "config": made_by["config"],
    }
    if provenance:
        flat |= {f"{name}, read by the training": value for name, value in provenance["sources"].items()}
        flat |= {f"{name}, at training": value for name, value in provenance["versions"].items()}
    return flat | {f"{name}, here": value for name, value in made_by["versions_here"].items()}


def _write(golden: Path, found: dict[str, list[Row]], made_by: Description) -> None:
    golden.mkdir(parents=True, exist_ok=True)
    for path in golden.glob("*.jsonl"):
        if path.stem not in found:
            path.unlink()
    for name, rows in found.items():
        write_rows(golden / f"{name}.jsonl", rows)
    (golden / _MADE_BY).write_text(json.dumps(made_by, ensure_ascii=False, indent=2) + "\n", "utf8")
    print(f"written: {golden}, {len(found)} files")


if __name__ == "__main__":
    run(main)
