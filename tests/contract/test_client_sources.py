"""Jira and PagerDuty as they behave, read by a real worker of the real application."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from causeloop_desktop.contract.connectors import (
    ConnectorCreate,
    ConnectorStatus,
    SyncAdvice,
    SyncStatus,
)
from tests.support.connections import client_of, synced
from tests.support.engines import running_engine
from tests.support.providers.jira import EMAIL, Jira
from tests.support.providers.jira import TOKEN as JIRA_TOKEN
from tests.support.providers.pagerduty import TOKEN, PagerDuty
from tests.support.providers.server import Told, serving

pytestmark = pytest.mark.anyio


def _jira(address: str) -> ConnectorCreate:
    return ConnectorCreate(
        type="jira",
        credentials={"email": EMAIL, "api_key": JIRA_TOKEN},
        settings={"base_url": address, "site": "acme", "projects": ["PAY"]},
    )


def _pagerduty(address: str) -> ConnectorCreate:
    return ConnectorCreate(
        type="pagerduty", credentials={"api_key": TOKEN}, settings={"base_url": address}
    )


async def test_jira_is_read_in_the_zone_of_its_account_and_again_only_what_changed(
    tmp_path: Path,
) -> None:
    jira = Jira("America/St_Johns", per_page=3)
    now = datetime.now(UTC)
    jira.fill(7, now - timedelta(hours=1))
    jira.add(8, now - timedelta(hours=1), project="OTHER")
    with serving(jira.respond) as address:
        async with running_engine(tmp_path) as engine, client_of(engine) as client:
            connector = await client.connectors.create(_jira(address))
            assert (connector.status, connector.account) == (ConnectorStatus.CONNECTED, "Ada")
            choices = await client.connectors.scopes(connector.id)
            assert [choice.value for choice in choices.data] == ["OTHER", "PAY"]
            first = await synced(client, connector)
            assert (first.status, first.new) == (SyncStatus.SUCCESS, 7)
            issue = (await client.issues.list()).data[0]
            assert (await client.issues.get(issue.id)).external_url is not None

            done = {"name": "Erledigt", "statusCategory": {"key": "done"}}
            jira.add(1, now, status=done)
            jira.failures.append(Told({}, 429, {"Retry-After": "0"}))
            second = await synced(client, connector)
            assert (second.status, second.new, second.updated) == (SyncStatus.SUCCESS, 0, 1)


async def test_a_jira_token_that_was_revoked_asks_for_a_new_one(tmp_path: Path) -> None:
    jira = Jira()
    jira.fill(2, datetime.now(UTC) - timedelta(hours=1))
    with serving(jira.respond) as address:
        async with running_engine(tmp_path) as engine, client_of(engine) as client:
            connector = await client.connectors.create(_jira(address))
            await synced(client, connector)
            jira.token = "another"
            run = await synced(client, connector)
            assert run.details is not None
            assert run.details.advice is SyncAdvice.ASK_OPERATOR
            after = await client.connectors.get(connector.id)
            assert after.status is ConnectorStatus.ERROR
            assert (await client.issues.list()).page.total == 2


async def test_what_happens_to_an_incident_is_taken_and_its_text_stays(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    pagerduty = PagerDuty(now + timedelta(minutes=1))
    pagerduty.fill(3, now - timedelta(days=2), timedelta(hours=1))
    with serving(pagerduty.respond) as address:
        async with running_engine(tmp_path) as engine, client_of(engine) as client:
            connector = await client.connectors.create(_pagerduty(address))
            first = await synced(client, connector)
            assert (first.status, first.new) == (SyncStatus.SUCCESS, 3)

            pagerduty.change(2, now, status="resolved")
            second = await synced(client, connector)
            assert (second.status, second.new, second.updated) == (SyncStatus.SUCCESS, 0, 1)
            [resolved] = [
                issue for issue in (await client.issues.list()).data if issue.status == "resolved"
            ]
            assert "orders of Q00002" in (await client.issues.get(resolved.id)).body
            third = await synced(client, connector)
            assert (third.new, third.updated) == (0, 0)
