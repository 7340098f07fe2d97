"""CSV as every list, report and saved table writes it, and as imports read it back.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, whoever
wrote it. An apostrophe before a text of that kind keeps it a text (OWASP, "CSV Injection"). A text
that begins with apostrophes and then like a formula gets one more, so that taking one away gives
back every text as it was. Numbers are not marked: they cannot be formulas.
"""

import csv
import io
import json
from collections.abc import Iterable

MARK = "'"
LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula begins with; some languages take the wide forms for the narrow ones."""


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Write rows of values as lines of CSV."""
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows([to_cell(value) for value in row] for row in rows)
    return lines.getvalue()


def to_cell(value: object) -> object:
    """Write a value as a spreadsheet expects it: nothing for null, JSON for what is nested."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _marked(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _marked("; ".join(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def from_cell(text: str) -> str:
    """Give back the text that a cell was written of."""
    is_marked = text.startswith(MARK) and text.lstrip(MARK).startswith(LEADS)
    return text[len(MARK) :] if is_marked else text


def _marked(text: str) -> str:
    return MARK + text if text.lstrip(MARK).startswith(LEADS) else text
