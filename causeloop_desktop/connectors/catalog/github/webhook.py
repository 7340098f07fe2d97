"""What GitHub tells by itself."""

from collections.abc import Iterator

from causeloop_desktop.connectors import Headers, Heard, Message, Signature, Webhook

GONE = frozenset({"deleted", "transferred"})


def heard(headers: Headers, message: Message) -> Iterator[Heard]:
    """Read an event of an issue; a list never shows that one is gone."""
    if headers.get("x-github-event") != "issues":
        return
    gone = {"state": "deleted"} if message.get("action") in GONE else {}
    yield Heard("issues", {**message["issue"], **gone}, message["repository"]["full_name"])


WEBHOOK = Webhook(
    signature=Signature("x-hub-signature-256", prefix="sha256="),
    read=heard,
    where="The repository's Settings, Webhooks, Add webhook: content type application/json.",
    events=("Issues",),
)
