"""Rows of a delimited file: quoted line breaks, ragged rows, and quotes that never close."""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

from causeloop_desktop.contract.cells import from_cell
from causeloop_desktop.engine.domain.importing.rows import Row, Rows, Values, bad_row

DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f", "\x01", ":")
"""The delimiters that are tried, the likeliest first."""

MAX_FIELD = 1024 * 1024
LONGEST_LINE = 64 * MAX_FIELD
"""The longest value, in characters; a quote that never closes shows by passing it."""

_SAMPLE_ROWS = 60


def guess_delimiter(text: str) -> str:
    """Guess the delimiter: the one that cuts most rows into as many values as the header."""
    if text.startswith("sep=") and len(text) > 4:
        return text[4]
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def read_delimited(lines: Iterable[str], delimiter: str) -> Rows:
    """Yield the rows below the header, each with the line it starts on.

    A row with too few values is taken as if the rest were empty; one with too many is refused,
    and so is the one line where a quote opens and never closes. A text that was marked lest it be
    taken for a formula loses its mark.
    """
    csv.field_size_limit(MAX_FIELD)
    source = _Lines(lines)
    columns: list[str] = []
    for cells in _Cells(source, delimiter):
        if isinstance(cells, str):
            yield bad_row(source.start, cells, source.text())
        elif not any(cells) or (not columns and cells[0].startswith("sep=")):
            continue
        elif not columns:
            columns = name_columns(cells)
        elif any(cells[len(columns) :]):
            reason = f"It has {len(cells)} values where the header names {len(columns)} columns."
            yield bad_row(source.start, reason, source.text())
        else:
            values: Values = dict(zip(columns, map(from_cell, cells), strict=False))
            yield Row(source.start, values)


def bounded_lines(text: io.TextIOBase, longest: int = LONGEST_LINE) -> Iterator[str]:
    """Give the lines of a file; of one beyond all measure only its beginning, which is refused.

    A few megabytes that are packed can hold a line that fills the memory.
    """
    while line := text.readline(longest):
        yield line
        while len(line) == longest and line[-1] not in "\r\n":
            line = text.readline(longest)


def name_columns(cells: Sequence[str]) -> list[str]:
    """Give every column a name of its own: empty ones by number, repeated ones counted."""
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(cells, start=1):
        name = cell.strip().lstrip("\ufeff") or f"column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


class _Lines:
    """Lines that can be handed out again, because a broken row took too many of them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.start = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._taken.append(line)
        return line

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.start += len(self._taken)
        self._taken.clear()

    def return_rest(self) -> str:
        """Keep only the first line of the row; hand the others out again."""
        self._again.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]
        return self._taken[0]

    def text(self) -> str:
        """Give the row as it stands in the file."""
        return "".join(self._taken)


class _Cells:
    """The values of each row, or the reason why a row has none."""

    def __init__(self, source: _Lines, delimiter: str) -> None:
        self._source = source
        self._delimiter = delimiter
        self._reader = self._make_reader(source)

    def __iter__(self) -> Iterator[list[str] | str]:
        while True:
            self._source.begin_row()
            try:
                yield next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._mend(str(error))

    def _make_reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self._delimiter, strict=True)

    def _mend(self, reason: str) -> list[str] | str:
        """Read the row's first line alone and loosely; a quote in it may just be text."""
        line = self._source.return_rest()
        self._reader = self._make_reader(self._source)
        if "field limit" in reason and '"' not in line:
            return f"A value is longer than {MAX_FIELD:,} characters."
        if "end of data" in reason or "field limit" in reason:
            return "A quote opens here and never closes."
        return next(csv.reader([line], delimiter=self._delimiter))


def _fit(text: str, delimiter: str) -> tuple[float, int, int]:
    counts = _count_cells(text, delimiter)
    if not counts or counts[0] < 2:
        return (0.0, 0, -DELIMITERS.index(delimiter))
    regular = sum(count == counts[0] for count in counts) / len(counts)
    return (round(regular, 1), counts[0], -DELIMITERS.index(delimiter))


def _count_cells(text: str, delimiter: str) -> list[int]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    counts: list[int] = []
    try:
        for cells in reader:
            if cells:
                counts.append(len(cells))
            if len(counts) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return counts
    return counts
