"""Golden records: entities and facts as plain rows, kept to see what another pipeline would change.

Scores are left out: they move in the last place with what is in a batch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..record import Record
from ..schema import STAGE_LABELS

#: An entity or a fact of a record, with the ``article`` it is of and its ``kind``, "entity" or "fact".
Row = dict[str, Any]
Change = Literal["added", "lost", "changed"]

_SIGNS: dict[Change, str] = {"added": "+", "lost": "-", "changed": "~"}


@dataclass(frozen=True)
class Difference:
    """A row that is there once only, or that became another; ``before`` or ``after`` is None where there is none."""

    before: Row | None
    after: Row | None

    @property
    def change(self) -> Change:
        """What became of it."""
        if self.before is None:
            return "added"
        return "lost" if self.after is None else "changed"

    def __str__(self) -> str:
        """One line: ``~ fact 甲公司 INVESTMENT 5亿元 (value 500000000 → 50000000)``."""
        row = self.before or self.after or {}
        line = f"{_SIGNS[self.change]} {_shown(row)}"
        if self.before is not None and self.after is not None:
            line += f" ({'; '.join(_changed_keys(self.before, self.after))})"
        return line


class GoldenError(ValueError):
    """A golden file that cannot be read."""


def rows_of(record: Record) -> list[Row]:
    """The entities and facts of a record, without scores."""
    entities = [{"article": record["id"], "kind": "entity", **entity} for entity in record["entities"]]
    facts = [{"article": record["id"], "kind": "fact", **fact} for fact in record["facts"]]
    for fact in facts:
        fact.pop("score", None)
    return [*entities, *facts]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as JSON lines, so that a change of one is a change of one line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf8")


def read_rows(path: Path) -> list[Row]:
    """The rows of a file.

    Raises:
        GoldenError: a line is no row.
        OSError: the file cannot be read.
    """
    rows = []
    for number, line in enumerate(path.read_text("utf8").splitlines(), 1):
        try:
            row = json.loads(line)
            _key(row)
            row["article"], row["label"], row["text"], _span(row)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise GoldenError(f"{path}:{number}: no entity or fact") from error
        rows.append(row)
    return rows


def differences(before: list[Row], after: list[Row]) -> list[Difference]:
    """What changed, in the order of the rows as they are now, those that are lost last.

    Rows are the same entity where label and offsets are, the same fact where company and sum or stage
    are. Of the rest, those of an article that overlap and share a label or a text are one that changed.
    """
    found: list[Difference] = []
    lost, added = list(before), list(after)
    for same in (_same_key, _same_place):
        for old, new in _pair(lost, added, same):
            lost.remove(old)
            added.remove(new)
            if old != new:
                found.append(Difference(old, new))
    found += [Difference(None, row) for row in added]
    order = {id(row): k for k, row in enumerate(after)}
    found.sort(key=lambda difference: order[id(difference.after)])
    return found + [Difference(row, None) for row in lost]


def _pair(before: list[Row], after: list[Row], same: Callable[[Row, Row], bool]) -> Iterator[tuple[Row, Row]]:
    """Each row with the first of the other side that is the same and has no partner yet."""
    left = list(after)
    for old in list(before):
        new = next((row for row in left if same(old, row)), None)
        if new is not None:
            left = [row for row in left if row is not new]
            yield old, new


def _same_key(old: Row, new: Row) -> bool:
    return _key(old) == _key(new)


def _key(row: Row) -> tuple[object, ...]:
    if row["kind"] == "entity":
        return (row["article"], "entity", row["label"], row["start"], row["end"])
    detail = row["status"] if row["label"] in STAGE_LABELS else _money(row)
    return (row["article"], "fact", row["company"], row["label"], detail)


def _money(row: Row) -> object:
    return [row["value"], row["high"], row["currency"]] if "value" in row else row["text"]


def _same_place(old: Row, new: Row) -> bool:
    if (old["article"], old["kind"]) != (new["article"], new["kind"]) or not _overlap(old, new):
        return False
    if old["kind"] == "entity":
        return True
    return bool(
        old["label"] == new["label"] and (old["company"] == new["company"] or old["text"] == new["text"])
    )


def _overlap(old: Row, new: Row) -> bool:
    (a, b), (c, d) = _span(old), _span(new)
    return a < d and c < b


def _span(row: Row) -> tuple[int, int]:
    if row["kind"] == "entity":
        return row["start"], row["end"]
    return row["evidence"][0][0], row["evidence"][-1][1]


def _shown(row: Row) -> str:
    start, end = _span(row)
    text = "".join(row["text"].split())
    if row["kind"] == "entity":
        return f"entity {row['label']} {text} [{start}:{end}]"
    status = " planned" if row.get("status") == "planned" else ""
    return f"fact {row['company']} {row['label']}{status} {text} [{start}:{end}]"


def _changed_keys(before: Row, after: Row) -> list[str]:
    return [
        f"{key} {_value(before.get(key))} → {_value(after.get(key))}"
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
