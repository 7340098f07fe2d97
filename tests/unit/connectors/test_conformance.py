"""What every connector has to be: described, understood, resumable, and clear when it fails."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from string import Formatter
from typing import Any, TypeVar

import httpx
import pytest

from causeloop_desktop.connectors.asking.messages import Answer
from causeloop_desktop.connectors.description.connector import Connector
from causeloop_desktop.connectors.description.fields import Field
from causeloop_desktop.connectors.description.pages import Bookmark, Page, Taken
from causeloop_desktop.connectors.description.reader import Reader
from causeloop_desktop.connectors.errors import (
    ConnectorError,
    CredentialsRefusedError,
    EndlessListError,
    NotFoundError,
    OurFaultError,
    PermissionMissingError,
    UnreachableError,
)
from causeloop_desktop.connectors.readers.opening import opened
from causeloop_desktop.connectors.registry import connectors
from causeloop_desktop.connectors.transport.patience import Patience
from tests.unit.connectors.samples import Sample, folder_of, name_of, place_of, samples

EVERY = list(connectors().values())
SAMPLES = list(samples())
SECRET = "the-very-secret-value"
MOST_LINES = 300
T = TypeVar("T")

each_connector = pytest.mark.parametrize("connector", EVERY, ids=lambda one: str(one.type))
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
each_http = pytest.mark.parametrize(
    "connector", [one for one in EVERY if one.check], ids=lambda one: str(one.type)
)


def _fields(connector: Connector) -> tuple[Field, ...]:
    return (*connector.settings, *connector.credentials)


@each_connector
def test_the_description_is_complete(connector: Connector) -> None:
    assert connector.title
    assert connector.summary.endswith(".")
    assert connector.ingests
    assert all(field.label and field.help.endswith(".") for field in _fields(connector))
    names = [field.name for field in _fields(connector)]
    assert len(set(names)) == len(names)
    if connector.streams:
        assert any(field.secret for field in connector.credentials)
        assert connector.check or connector.reader
        assert connector.docs_url
    if connector.webhook:
        assert connector.webhook.where.endswith(".")
        assert connector.webhook.signature.header.islower()
    if connector.oauth:
        assert all(one.scope and one.reads.endswith(".") for one in connector.oauth.permissions)


@each_connector
def test_a_key_is_offered_as_the_api_names_it_with_where_it_is_found(connector: Connector) -> None:
    if connector.key_auth is None:
        assert connector.reader or not connector.streams
        return
    keys = {field.name: field for field in connector.credentials}
    assert keys["api_key"].secret
    assert keys["api_key"].required
    assert connector.key_auth.where.endswith(".")
    sent = {name for _, name, _, _ in Formatter().parse(connector.key_auth.template) if name}
    assert sent == {field.name for field in connector.credentials if field.required}


def test_whoever_connects_opsgenie_hears_when_it_ends_and_what_follows_it() -> None:
    notice = connectors()["opsgenie"].notice
    assert "April 2027" in notice
    assert "Jira Service Management" in notice


def test_the_catalog_has_every_source_that_is_promised() -> None:
    assert set(connectors()) == {
        *("jira", "github", "pagerduty", "servicenow", "linear", "opsgenie"),
        *("zendesk", "slack", "email", "database", "custom_api"),
    }


@each_connector
def test_an_address_is_made_of_settings_that_exist(connector: Connector) -> None:
    addresses = [connector.base_url]
    if connector.oauth:
        addresses += [connector.oauth.authorize_url, connector.oauth.exchange_url]
    known = {field.name for field in connector.settings}
    for address in addresses:
        assert {name for _, name, _, _ in Formatter().parse(address) if name} <= known


@each_connector
def test_no_secret_stands_among_the_settings(connector: Connector) -> None:
    assert not any(field.secret for field in connector.settings)


@each_connector
def test_a_folder_stays_small_and_has_a_picture(connector: Connector) -> None:
    folder = folder_of(connector)
    lines = sum(len(file.read_text().splitlines()) for file in folder.glob("*.py"))
    assert lines <= MOST_LINES
    assert "<svg" in (folder / "icon.svg").read_text()


@each_sample
def test_the_sample_pages_give_the_expected_records(sample: Sample) -> None:
    file = folder_of(sample.connector) / "samples" / f"{sample.stream.name}.records.json"
    pages = sample.read()
    assert [_plain(taken) for page in pages for taken in page.taken] == json.loads(
        file.read_text(encoding="utf-8")
    )
    assert not [skipped for page in pages for skipped in page.skipped]


def _plain(taken: Taken) -> dict[str, Any]:
    record = taken.record.model_dump(mode="json", exclude_none=True)
    return {"key": taken.key, "origin": taken.origin, "record": record}


@each_sample
def test_a_second_run_knows_every_row_again(sample: Sample) -> None:
    first, second = _identities(sample.read()), _identities(sample.read())
    assert first == second
    assert len(set(first)) == len(first)


def _identities(pages: list[Page]) -> list[tuple[str, str]]:
    return [(taken.origin, str(taken.record.external_id)) for page in pages for taken in page.taken]


@each_sample
def test_a_run_killed_after_any_page_goes_on_with_the_next(sample: Sample) -> None:
    whole = sample.read()
    for stop in range(1, len(whole)):
        kept = Bookmark.model_validate_json(whole[stop - 1].bookmark.model_dump_json())
        rest = sample.read(kept)
        assert _identities(whole[:stop]) + _identities(rest) == _identities(whole)
        assert rest[-1].bookmark == whole[-1].bookmark


@each_sample
def test_a_list_that_never_ends_is_stopped(sample: Sample) -> None:
    walk = sample.walk()
    first = sample.pages[0]
    answer = Answer(first["status"], first["headers"], first["body"])
    with pytest.raises(EndlessListError):
        _take_for_ever(walk.take, lambda: walk.ask is not None, answer)


def _take_for_ever(
    take: Callable[[Answer], Page], goes_on: Callable[[], bool], answer: Answer
) -> None:
    for _ in range(50):
        assert goes_on(), "the first page of a sample must have a next one"
        take(answer)


@each_sample
def test_a_row_of_another_shape_is_skipped_and_the_others_are_read(sample: Sample) -> None:
    strange = {"nothing": "that we know"}
    page = json.loads(json.dumps(sample.pages[0]))
    before = _identities([sample.walk().take(_answer(page))])
    _rows(sample, page).append(strange)
    taken = sample.walk().take(_answer(page))
    assert _identities([taken]) == before
    assert [one.row for one in taken.skipped] in ([strange], [])


def _answer(page: dict[str, Any]) -> Answer:
    return Answer(page["status"], page["headers"], page["body"])


def _rows(sample: Sample, page: dict[str, Any]) -> list[dict[str, Any]]:
    rows = sample.stream.rows(_answer(page))
    assert isinstance(rows, list)
    return rows


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def _ask(
    connector: Connector,
    respond: Callable[[httpx.Request], httpx.Response],
    work: Callable[[Reader], Awaitable[T]],
    clock: Clock,
) -> T:
    secrets = {field.name: SECRET for field in connector.credentials}
    patience = Patience(sleep=clock.sleep, monotonic=lambda: clock.now, chance=lambda: 0.5)

    async def run() -> T:
        inner = httpx.MockTransport(respond)
        async with opened(
            connector, place_of(connector), secrets, patience=patience, inner=inner
        ) as reader:
            return await work(reader)

    return asyncio.run(run())


def _check(
    connector: Connector,
    respond: Callable[[httpx.Request], httpx.Response],
    clock: Clock | None = None,
) -> str:
    return _ask(connector, respond, lambda reader: reader.check(), clock or Clock())


@each_http
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, CredentialsRefusedError),
        (403, PermissionMissingError),
        (404, NotFoundError),
        (410, NotFoundError),
        (400, OurFaultError),
        (429, ConnectorError),
        (500, UnreachableError),
        (503, UnreachableError),
    ],
)
def test_a_refusal_ends_as_it_should(
    connector: Connector, status: int, expected: type[ConnectorError]
) -> None:
    with pytest.raises(expected) as caught:
        _check(connector, lambda _request: httpx.Response(status, json={"message": "no"}))
    assert str(caught.value).endswith(".")
    assert SECRET not in f"{caught.value} {caught.value.upstream}"


@each_http
def test_a_limit_is_waited_out_for_as_long_as_the_provider_says(connector: Connector) -> None:
    clock = Clock()
    limited = iter([httpx.Response(429, headers={"retry-after": "41"})])
    with pytest.raises(CredentialsRefusedError):
        _check(connector, lambda _request: next(limited, httpx.Response(401)), clock)
    assert 41.0 in clock.slept


@each_http
@pytest.mark.parametrize("fault", [httpx.ReadTimeout("slow"), httpx.ConnectError("no route")])
def test_a_network_that_fails_is_told_from_a_refusal(
    connector: Connector, fault: Exception
) -> None:
    def respond(_request: httpx.Request) -> httpx.Response:
        raise fault

    with pytest.raises(UnreachableError):
        _check(connector, respond)


@each_http
@pytest.mark.parametrize("content", [b'{"data": [{"id": 1', b"<html>Sign in</html>"])
def test_an_answer_that_is_no_json_is_never_taken_for_nothing(
    connector: Connector, content: bytes
) -> None:
    headers = {"content-type": "application/json"}
    with pytest.raises(ConnectorError):
        _check(connector, lambda _request: httpx.Response(200, content=content, headers=headers))


@each_http
def test_credentials_that_nobody_knows_are_refused_though_the_answer_is_200(
    connector: Connector,
) -> None:
    with pytest.raises(ConnectorError):
        _check(connector, lambda _request: httpx.Response(200, json={}))
