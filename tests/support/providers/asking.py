"""Read a stream of a fake provider without a network: the walk asks, the fake answers."""

import base64
from collections.abc import Callable, Iterator

from causeloop_desktop.connectors.asking.messages import Answer, Ask
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.walking.walk import Walk
from tests.support.providers.server import Asked, Respond


def pages_of(
    connector: Connector,
    place: Place,
    span: Span,
    respond: Callable[[Ask], Answer],
    *,
    stream: int = 0,
    bookmark: Bookmark | None = None,
) -> Iterator[Page]:
    """Give every page of a walk through one stream."""
    walk = Walk(connector.streams[stream], place, span, bookmark or Bookmark())
    while walk.ask is not None:
        yield walk.take(respond(walk.ask))


def asking(respond: Respond, authorization: str) -> Callable[[Ask], Answer]:
    """Let a fake answer what a walk asks; an answer that is no success fails the test."""

    def answer(ask: Ask) -> Answer:
        params = {
            name: value if isinstance(value, str) else ",".join(value)
            for name, value in ask.params.items()
        }
        headers = {"authorization": authorization}
        told = respond(Asked(ask.method, ask.path, params, headers, ask.json_body))
        assert told.status == 200, told.body
        return Answer(told.status, dict(told.headers), told.body)

    return answer


def basic(name: str, secret: str) -> str:
    """Write a name and a secret as HTTP's basic scheme does."""
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()
