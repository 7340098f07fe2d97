"""What Slack tells by itself: the only way in which late edits and deletions show."""

from collections.abc import Iterator

from causeloop_desktop.connectors import Headers, Heard, Message, Signature, Webhook


def heard(_headers: Headers, message: Message) -> Iterator[Heard]:
    """Read an event of a message."""
    event = message.get("event") or {}
    if event.get("type") != "message":
        return
    row = event
    if event.get("subtype") == "message_changed":
        row = event["message"]
    elif event.get("subtype") == "message_deleted":
        before = event.get("previous_message") or {}
        ended = {"ts": event["event_ts"]}
        row = {**before, "ts": event["deleted_ts"], "edited": ended, "is_deleted": True}
    yield Heard("messages", row, event["channel"], {"team_id": message.get("team_id") or ""})


WEBHOOK = Webhook(
    signature=Signature(
        "x-slack-signature",
        prefix="v0=",
        time_header="x-slack-request-timestamp",
        before="v0:{time}:",
    ),
    read=heard,
    challenge=lambda message: message.get("challenge"),
    where="api.slack.com/apps, your app: enter its signing secret (Basic Information) here, "
    "then Event Subscriptions.",
    events=("message.channels", "message.groups"),
    makes_secret=True,
)
