"""Rows that a connection brings become records as the store keeps them."""

from causeloop_desktop.contract.ingest import IngestEvent
from causeloop_desktop.engine.domain.records.normalise import (
    MAX_TITLE,
    Record,
    Refusal,
    Rules,
    TitleRule,
    normalise,
)


def to_fetched(event: IngestEvent, source: str, origin: str, connector_id: str) -> Record | Refusal:
    """Give the record of a row, or why it cannot be taken.

    A title that is too long is cut; the whole of it stays as the first line of the body.
    """
    raw = event.model_dump(mode="json", exclude_none=True)
    raw["connector_id"] = connector_id
    title = str(raw.get("title") or "")
    if len(title) > MAX_TITLE:
        raw |= {"title": title[:MAX_TITLE], "body": f"{title}\n\n{raw.get('body', '')}"}
    return normalise(raw, Rules(TitleRule.FALLBACK, default_source=source, origin=origin or None))
