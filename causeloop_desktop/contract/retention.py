"""Retention: how long what is kept beside the issues stays."""

from pydantic import Field

from causeloop_desktop.contract.base import Changes, Model, OperationId, Request

RAW_ROW_DAYS = 180
"""How long rows are kept as sources sent them, where nobody chose otherwise."""


class Retention(Model):
    """What a workspace chose, and what is kept at present.

    ``raw_row_days`` counts from when a row was last seen; its issue stays. A better reading of old
    rows is possible only as long as they are kept.
    """

    raw_row_days: int = RAW_ROW_DAYS
    default_raw_row_days: int = RAW_ROW_DAYS
    raw_rows: int = 0
    raw_row_bytes: int = 0


class RetentionPatch(Request):
    """What is changed; absent fields stay."""

    raw_row_days: int | None = Field(default=None, ge=1, le=3650)


class RetentionChanged(Model):
    """What holds now, and the operation that takes it back."""

    retention: Retention
    operation_id: OperationId | None = None
    changes: Changes = Changes()
