"""What Jira tells by itself."""

from collections.abc import Iterator

from causeloop_desktop.connectors import Headers, Heard, Message, Signature, Webhook, from_millis

TOLD = frozenset({"jira:issue_created", "jira:issue_updated", "jira:issue_deleted"})


def heard(_headers: Headers, message: Message) -> Iterator[Heard]:
    """Read an event of an issue; a search never shows that one is gone."""
    event = message.get("webhookEvent")
    if event not in TOLD:
        return
    issue = message["issue"]
    fields = dict(issue["fields"])
    if event == "jira:issue_deleted":
        fields["status"] = {"name": "deleted"}
        fields["updated"] = from_millis(message["timestamp"]).isoformat()
    scope = (fields.get("project") or {}).get("key") or ""
    yield Heard("issues", {**issue, "fields": fields}, scope)


WEBHOOK = Webhook(
    signature=Signature("x-hub-signature", prefix="sha256="),
    read=heard,
    where="Jira settings, System, WebHooks, Create a WebHook: it asks for the secret.",
    events=("Issue: created", "Issue: updated", "Issue: deleted"),
)
