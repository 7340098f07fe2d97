"""What is kept of a source is read again in the window: first looked through, then written."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, cast

from causeloop_desktop.contract.remaps import RemapChange, RemapResult
from causeloop_desktop.desktop.views.integrations.connection.remap import (
    RemapDialog,
    change_text,
    remap_text,
)
from tests.support.waiting import until
from tests.ui.views.test_integrations import address, connected, github, page_of, synced

if TYPE_CHECKING:
    from causeloop_desktop.contract.connectors import Connector
    from causeloop_desktop.desktop.views.integrations.view import IntegrationsView
    from tests.ui.conftest import Opened

__all__ = ["address", "github"]


FIND = """
SELECT row FROM raw_rows
WHERE row_key = '2' AND connector_key = (SELECT key FROM connectors WHERE id = ?)
"""
CHANGE = """
UPDATE raw_rows SET row = ?
WHERE row_key = '2' AND connector_key = (SELECT key FROM connectors WHERE id = ?)
"""


def _retitle(file: str, connector: Connector, title: str) -> None:
    """Let a kept row say something else, as if it were read differently today."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        packed = database.execute(FIND, (connector.id,)).fetchone()[0]
        row = json.loads(zlib.decompress(packed)) | {"title": title}
        database.execute(CHANGE, (zlib.compress(json.dumps(row).encode()), connector.id))


async def _dialog(view: IntegrationsView) -> RemapDialog:
    view.page.show_tab("settings")
    view.page.settings.remap.click()
    await until(lambda: view.findChildren(RemapDialog))
    (dialog,) = cast("list[RemapDialog]", view.findChildren(RemapDialog))
    await until(lambda: not dialog.told.endswith("…"))
    return dialog


async def test_kept_rows_are_looked_through_and_read_again(opened: Opened, address: str) -> None:
    connector = await connected(opened, address)
    await synced(opened, connector)
    view = await page_of(opened, connector)
    dialog = await _dialog(view)
    assert dialog.told == "Nothing would change in 5 issues."
    assert not dialog.confirm.isEnabled()
    dialog.reject()
    await until(lambda: not view.findChildren(RemapDialog))

    engine = await opened.client.engine.info()
    _retitle(f"{engine.data_dir}/causeloop.db", connector, "It is the bank")
    dialog = await _dialog(view)
    assert dialog.told.startswith("Reading again would give 1 changed, 0 new and 4 unchanged")
    dialog.confirm.click()

    async def titles() -> set[str]:
        return {issue.title for issue in (await opened.client.issues.list()).data}

    await until(lambda: not view.tasks.names)
    assert "It is the bank" in await titles()


def test_what_reading_again_gives_is_said_in_plain_words() -> None:
    done = RemapResult(preview=False, changed=1_200, new=3, same=40, skipped=2)
    assert remap_text(done) == (
        "Read again: 1,200 changed, 3 new and 40 unchanged issues. "
        "Rows that cannot be read today either: 2."
    )
    change = RemapChange(external_id="1", title="T", field="status", before="", after="x" * 90)
    assert change_text(change) == f"Status: nothing becomes “{'x' * 60}…”"
