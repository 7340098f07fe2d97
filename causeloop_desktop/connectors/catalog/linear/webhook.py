"""What Linear tells by itself."""

import json
from collections.abc import Iterator
from datetime import timedelta

from causeloop_desktop.connectors import Headers, Heard, Message, Signature, Webhook


def heard(_headers: Headers, message: Message) -> Iterator[Heard]:
    """Read an event of an issue; its labels stand there as a plain list."""
    if message.get("type") != "Issue":
        return
    row = dict(message["data"])
    if "labels" in row:
        row["labels"] = {"nodes": row["labels"]}
    if message.get("url"):
        row["url"] = message["url"]
    if message.get("action") == "remove":
        row |= {"trashed": True, "updatedAt": message["createdAt"]}
    yield Heard("issues", row, (row.get("team") or {}).get("key") or "")


def _sent_at(body: bytes) -> float:
    return float(json.loads(body)["webhookTimestamp"]) / 1_000


WEBHOOK = Webhook(
    signature=Signature("linear-signature", time_in=_sent_at, window=timedelta(minutes=1)),
    read=heard,
    where="Linear, Settings, API, New webhook; its signing secret is shown there, enter it here.",
    events=("Issues",),
    makes_secret=True,
)
