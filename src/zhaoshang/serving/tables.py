"""Facts as CSV, as ``zhaoshang extract`` writes them."""

from __future__ import annotations

import csv
import io

from ..output import ArticleRecord
from ..output.csv_rows import safe_cell
from ..output.rows import FactRow, fact_rows


def to_csv(record: ArticleRecord) -> str:
    """The facts of a record, one a line; it begins with a byte order mark, for Excel."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(FactRow._fields)
    for row in fact_rows(record):
        rows.writerow([safe_cell(cell) for cell in row])
    return "\ufeff" + file.getvalue()
