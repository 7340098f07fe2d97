"""Deploys among the issues: which they are, of which service, and when they happened."""

import pytest

from causeloop_desktop.engine.domain.records.normalise import Record, Rules, normalise
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.intake.ingest import UpsertResult, upsert
from causeloop_desktop.engine.store.issues.deploys import DeployStore, KnownDeploys
from causeloop_desktop.engine.store.issues.documents import DocumentStore
from tests.support.databases import NOON_US, add_workspace

HOUR_US = 3_600_000_000

DEPLOY = Record(
    source="custom_api",
    origin="ci",
    external_id="deploy-1",
    title="Deploy of Checkout 4.2",
    service="Checkout",
    metadata='{"kind":"deploy","version":"4.2"}',
    created_us=NOON_US - 9 * HOUR_US,
)


def write(database: Database, workspace: int, *records: Record) -> UpsertResult:
    return database.submit(lambda opened: upsert(opened, workspace, records)).result()


def newer(database: Database, workspace: int, known: KnownDeploys) -> KnownDeploys | None:
    return database.read_now(lambda read: DeployStore(read, workspace).newer(known))


def test_only_issues_of_their_kind_are_deploys(database: Database, workspace: int) -> None:
    nested = DEPLOY._replace(external_id="b", metadata='{"cause":{"kind":"deploy"}}')
    failure = DEPLOY._replace(external_id="c", metadata='{"kind":"incident"}')
    made = write(database, workspace, DEPLOY, nested, failure)
    keys = database.read_now(lambda read: DeployStore(read, workspace).keys())
    assert keys == {made.keys[0]}


@pytest.mark.parametrize("said", [{"kind": "deploy"}, {"metadata": {"by": "ci", "kind": "deploy"}}])
def test_an_event_that_is_pushed_says_so_itself(
    database: Database, workspace: int, said: dict[str, object]
) -> None:
    event = {"title": "Checkout 4.2 is out", "service": "checkout", "time": 1, **said}
    record = normalise(event, Rules(default_source="custom_api", spare_id="evt-1"))
    assert isinstance(record, Record)
    made = write(database, workspace, record)
    assert database.read_now(lambda read: DeployStore(read, workspace).keys()) == {made.keys[0]}


def test_the_log_knows_services_and_what_came_again(database: Database, workspace: int) -> None:
    everywhere = DEPLOY._replace(external_id="deploy-2", service=None)
    write(database, workspace, DEPLOY, everywhere)
    again_us = NOON_US - HOUR_US
    write(database, workspace, DEPLOY._replace(again_us=again_us))
    log = database.read_now(lambda read: DeployStore(read, workspace).log())
    began_us = NOON_US - 9 * HOUR_US
    assert log.by_service == {"": (began_us,), "checkout": (began_us, again_us)}


def test_deploys_are_read_again_only_where_there_are_others(
    database: Database, workspace: int
) -> None:
    assert newer(database, workspace, KnownDeploys()) is None
    write(database, workspace, DEPLOY)
    known = newer(database, workspace, KnownDeploys())
    assert known is not None
    assert newer(database, workspace, known) is None
    write(database, workspace, DEPLOY._replace(external_id="deploy-2"))
    assert newer(database, workspace, known) is not None


def test_another_workspace_has_none_of_them(database: Database, workspace: int) -> None:
    write(database, workspace, DEPLOY)
    assert newer(database, add_workspace(database), KnownDeploys()) is None


def test_the_document_of_a_deploy_is_like_no_other(database: Database, workspace: int) -> None:
    made = write(database, workspace, DEPLOY, DEPLOY._replace(external_id="x", metadata="{}"))
    told, failure = database.read_now(lambda read: DocumentStore(read, workspace).find(made.keys))
    assert (told.title, told.fields, told.fingerprint) == ("", {}, f"deploy {made.keys[0]}")
    assert failure.title == DEPLOY.title
