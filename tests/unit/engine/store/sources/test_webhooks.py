"""Webhooks as rows: what an older database had of them comes along."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, text

from causeloop_desktop.engine.store.database import Database, sqlite_url
from causeloop_desktop.engine.store.migrate import VERSION, migrate
from causeloop_desktop.engine.store.migrations import REVISIONS, upgrades
from causeloop_desktop.engine.store.sources.webhooks import addressed
from tests.support.databases import Clock

BEFORE = "0007"
TOLD, SILENT = "con_01aaaaaaaaaaaaaaaaaaaaaaaa", "con_01bbbbbbbbbbbbbbbbbbbbbbbb"


def _fill(connection: Connection) -> None:
    """Make the tables as they were, with a connection that was told and one that was not."""
    upgrade = upgrades()
    with Operations.context(MigrationContext.configure(connection)):
        for revision in REVISIONS[: REVISIONS.index(BEFORE) + 1]:
            upgrade[revision]()
    VERSION.create(connection)
    connection.execute(VERSION.insert().values(version_num=BEFORE))
    connection.execute(
        text(
            "INSERT INTO organizations (key, id, slug, name, created_us)"
            " VALUES (1, 'org_1', 'own', 'Own', 0)"
        )
    )
    connection.execute(
        text(
            "INSERT INTO workspaces (key, id, organization_key, slug, name, created_us)"
            " VALUES (1, 'ws_1', 1, 'own', 'Own', 0)"
        )
    )
    for id_, secret in ((TOLD, "sealed"), (SILENT, None)):
        connection.execute(
            text(
                "INSERT INTO connectors (id, workspace_key, type, display_name, status, cron,"
                " signing_secret, created_us)"
                " VALUES (:id, 1, 'github', 'Shop', 'connected', '* * * * *', :secret, 7)"
            ),
            {"id": id_, "secret": secret},
        )


def test_secrets_of_before_become_webhooks(tmp_path: Path) -> None:
    file = tmp_path / "causeloop.db"
    drawn = create_engine(f"sqlite:///{file}")
    with drawn.begin() as connection:
        _fill(connection)
    drawn.dispose()

    database = Database(sqlite_url(file), Clock())
    assert migrate(database) is not None
    found = database.read_now(lambda read: addressed(read, TOLD))
    silent = database.read_now(lambda read: addressed(read, SILENT))
    database.close()

    assert silent is None
    assert found is not None
    webhook, connector = found
    assert webhook.id == TOLD.replace("con_", "whk_")
    assert (webhook.secret, webhook.by_provider, webhook.created_us) == ("sealed", False, 7)
    assert (webhook.deliveries, webhook.delivery, webhook.refusal) == (0, None, None)
    assert connector.id == TOLD
