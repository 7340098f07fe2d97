"""The API explorer."""

import re

import pytest

from causeloop_desktop.engine.api.explorer import explorer_folder
from tests.support.engines import RunningEngine

pytestmark = pytest.mark.anyio


async def test_the_page_needs_nothing_from_elsewhere(engine: RunningEngine) -> None:
    page = await engine.client.get("/docs")
    assert page.status_code == 200
    needed = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(needed) == 4
    for path in needed:
        assert (await engine.client.get(path)).status_code == 200


async def test_its_policy_lets_it_run_its_own_scripts_only(engine: RunningEngine) -> None:
    policy = (await engine.client.get("/docs")).headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "script-src" not in policy


def test_licences_lie_beside_what_they_cover() -> None:
    names = {path.name for path in explorer_folder().iterdir()}
    assert {"LICENSE.swagger-ui.txt", "NOTICE.swagger-ui.txt"} <= names
