"""A file of failures as a person would export it: four that recur, two of them the same."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GATEWAY = "Payment gateway timed out after {n} s while charging card"
LOGIN = "Login page answers 500 to customers with single sign-on, request {n}"
LABELS = "Label printer in warehouse {n} prints empty labels"
PRINTER = "Blank stickers come out of the printing station, bay {n}"
KINDS = (GATEWAY, LOGIN, LABELS, PRINTER)
EACH = 6


def write_failures(file: Path, prefix: str = "T") -> int:
    """Write a CSV of failures over the last weeks and give the number of its rows."""
    now = datetime.now(UTC).replace(microsecond=0)
    numbers = range(len(KINDS) * EACH)
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["Key", "Summary", "Priority", "Created"])
        for number in numbers:
            title = KINDS[number % len(KINDS)].format(n=number)
            created = now - timedelta(days=2 * number, hours=5)
            rows.writerow([f"{prefix}-{number}", title, "high", created.isoformat()])
    return len(numbers)
