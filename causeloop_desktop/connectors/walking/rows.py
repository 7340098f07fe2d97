"""Rows become records; one that cannot be read is skipped alone."""

from collections.abc import Sequence

from causeloop_desktop.connectors.asking.messages import Row
from causeloop_desktop.connectors.asking.places import Place
from causeloop_desktop.connectors.description.pages import Skipped, Taken
from causeloop_desktop.connectors.description.streams import Stream
from causeloop_desktop.connectors.errors import SkipRowError

_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What a row function raises at a row of another shape, or one nested beyond measure."""


def read_rows(
    stream: Stream, place: Place, rows: Sequence[Row]
) -> tuple[list[Taken], list[Skipped]]:
    """Read rows in their order; those that are none of ours are left out."""
    taken: list[Taken] = []
    skipped: list[Skipped] = []
    for row in rows:
        try:
            one = take_row(stream, place, row)
        except SkipRowError as error:
            skipped.append(Skipped(row, error.sentence))
            continue
        if one is not None:
            taken.append(one)
    return taken, skipped


def take_row(stream: Stream, place: Place, row: Row) -> Taken | None:
    """Read a row; ``None`` is given for one that is none of ours.

    Raises:
        SkipRowError: Its shape is unknown; the others can still be read.
    """
    try:
        record = stream.to_record(row, place)
        if record is None:
            return None
        return Taken(row, stream.key_at(row, place), stream.origin(row, place), record)
    except _UNREADABLE as error:
        message = f"The row has an unknown shape: {type(error).__name__}: {error}"
        raise SkipRowError(message) from error
