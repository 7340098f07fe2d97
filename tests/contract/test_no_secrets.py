"""A whole life of connections, and then a search for every credential: in files, answers, exports.

The providers of this test are hostile: they repeat what they were sent wherever they can.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from causeloop_desktop.vault import MASTER_KEY_VARIABLE
from tests.support.engines import ChildEngine, child_engine
from tests.support.providers import jira as jira_fake
from tests.support.providers.github import GitHub
from tests.support.providers.jira import EMAIL, Jira
from tests.support.providers.server import Asked, Told, serving
from tests.support.waiting import until_answered

pytestmark = pytest.mark.anyio

SHOP = "acme/shop"
MASTER = "the-master-key-of-this-test-only"
GOOD = "planted-9f3c-good-key/with+signs"
WRONG = "planted-71aa-wrong-key"
WORSE = "planted-22bd-rotated-key"
SIGNING = "planted-5e0d-signing-secret"
APP = "planted-c41f-client-secret"
SECRETS = (GOOD, WRONG, WORSE, SIGNING, APP, MASTER, jira_fake.TOKEN)
PARAMETER = re.compile(r"\{(\w+)\}")


def forms(secret: str) -> set[str]:
    """Give a secret in the forms in which it may have been kept."""
    encoded = base64.b64encode(secret.encode()).decode()
    basic = base64.b64encode(f"{EMAIL}:{secret}".encode()).decode()
    return {secret, quote(secret, safe=""), encoded.rstrip("="), basic}


FORMS = {form.encode() for secret in SECRETS for form in forms(secret)}


def echoing(asked: Asked, status: int) -> Told:
    """Refuse, and repeat everything that came."""
    sent = asked.headers.get("authorization", "")
    encoded = base64.b64encode(sent.rpartition(" ")[2].encode()).decode()
    long = "x" * 470  # what is shown of an answer ends within the credentials
    return Told(
        {"message": f"{sent} is refused", "you_sent": {"authorization": sent}, "cut": long + sent},
        status,
        {"Set-Cookie": f"session={encoded}", "X-Debug": sent, "WWW-Authenticate": sent},
    )


class Life:
    """An engine as a process of its own, and everything that it ever answered."""

    def __init__(self, engine: ChildEngine) -> None:
        self.answers: list[tuple[str, bytes]] = []
        self.client = httpx.AsyncClient(
            base_url=engine.ready.base_url, headers=engine.headers, timeout=120
        )

    async def ask(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        """Ask and keep the answer."""
        try:
            answer = await self.client.request(method, path, json=body, **more)
        except httpx.HTTPError as error:
            error.add_note(f"{method} {path} {more}")
            raise
        self.answers.append((f"{method} {path} {answer.status_code}", answer.content))
        kind = answer.headers.get("content-type", "")
        return answer.json() if kind.startswith("application/json") else answer.text

    async def ended(self, job_id: str) -> None:
        """Wait for the end of a job."""

        async def is_over() -> bool:
            job = await self.ask("GET", f"/v1/jobs/{job_id}")
            return job["status"] not in ("pending", "running")

        await until_answered(is_over)

    async def synced(self, id_: str) -> str:
        """Sync a connection and wait; give the id of its run."""
        started = await self.ask("POST", f"/v1/connectors/{id_}/sync")
        await self.ended(started["job_id"])
        return str(started["sync_run_id"])


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(MASTER_KEY_VARIABLE, MASTER)
    return tmp_path / "data"


@pytest.fixture
async def life(data: Path) -> AsyncIterator[Life]:
    with child_engine(data) as engine:
        life = Life(engine)
        yield life
        await life.client.aclose()


@pytest.fixture
def github() -> GitHub:
    provider = GitHub(token=GOOD, per_page=3)
    provider.fill(SHOP, 7, datetime.now(UTC) - timedelta(days=2))
    return provider


@pytest.fixture
def github_address(github: GitHub) -> Iterator[str]:
    def respond(asked: Asked) -> Told:
        told = github.respond(asked)
        return echoing(asked, told.status) if told.status >= 400 else told

    with serving(respond) as address:
        yield address


@pytest.fixture
def jira_address() -> Iterator[str]:
    provider = Jira()
    provider.fill(3, datetime.now(UTC) - timedelta(hours=3))

    def respond(asked: Asked) -> Told:
        told = provider.respond(asked)
        is_known = asked.path.endswith("/myself") and told.status == 200
        return told if is_known else echoing(asked, 403)

    with serving(respond) as address:
        yield address


async def test_no_credential_is_found_after_a_whole_life_of_connections(
    life: Life, data: Path, github: GitHub, github_address: str, jira_address: str
) -> None:
    known = await _live(life, github, github_address, jira_address)
    await _read_everything(life, known)
    statuses = [what for what, _ in life.answers]
    assert len([one for one in statuses if one.endswith(" 200")]) > 40
    assert not [one for one in statuses if one[-3:] >= "500"]
    leaks = [what for what, said in life.answers for form in FORMS if form in said]
    assert leaks == []
    assert _files_with_secrets(data) == []


async def _live(
    life: Life, github: GitHub, github_address: str, jira_address: str
) -> dict[str, str]:
    """Connect, fail, sync, be told, record, play, remap, rotate; give the ids that came up."""
    hub = await life.ask(
        "POST",
        "/v1/connectors",
        {
            "type": "github",
            "credentials": {"api_key": WRONG},
            "settings": {"base_url": github_address, "repositories": [SHOP], "client_id": "app"},
            "hold": True,
        },
    )
    assert hub["status"] == "pending"
    path = f"/v1/connectors/{hub['id']}"
    await life.ask("POST", f"{path}/test")
    good = {"credentials": {"api_key": GOOD, "client_secret": APP}}
    assert (await life.ask("PATCH", path, good))["status"] == "connected"
    run = await life.synced(hub["id"])
    await life.ask("PATCH", path, {"credentials": {"api_key": WORSE}})
    await life.ask("POST", f"{path}/oauth/start")
    await _be_told(life, hub["id"], github)
    github.token = "revoked-meanwhile"
    failed = await life.synced(hub["id"])
    github.token = GOOD
    recorded = await life.ask("POST", f"{path}/recordings", {})
    await life.ended(recorded["job_id"])
    played = await _play(life, path, recorded["sync_run_id"])
    remapped = await life.ask("POST", f"{path}/remap", {"preview": True})
    await life.ended(remapped["job_id"])
    desk = await life.ask(
        "POST",
        "/v1/connectors",
        {
            "type": "jira",
            "credentials": {"email": EMAIL, "api_key": jira_fake.TOKEN},
            "settings": {"base_url": jira_address, "site": "acme", "projects": ["PAY"]},
            "hold": True,
        },
    )
    await life.ask("GET", f"/v1/connectors/{desk['id']}/scopes")
    refused = await life.synced(desk["id"])
    for id_, number in ((hub["id"], failed), (desk["id"], refused)):
        await life.ask("GET", f"/v1/connectors/{id_}/sync-runs/{number}")
    return {"connector_id": hub["id"], "run_id": run, "job_id": played}


async def _be_told(life: Life, id_: str, github: GitHub) -> None:
    """Let the provider tell, once rightly and once wrongly signed."""
    made = await life.ask("POST", "/v1/webhooks", {"connector_id": id_, "secret": SIGNING})
    issue = {**github.issues[SHOP][1], "title": "Told by itself"}
    body = json.dumps(
        {"action": "edited", "issue": issue, "repository": {"full_name": SHOP}}
    ).encode()
    digest = hmac.new(SIGNING.encode(), body, hashlib.sha256).hexdigest()
    for signature in (f"sha256={digest}", SIGNING):
        headers = {"X-Hub-Signature-256": signature, "X-GitHub-Event": "issues"}
        await life.ask("POST", made["path"], headers=headers, content=body)


async def _play(life: Life, path: str, run_id: str) -> str:
    """Save the recording, and play it; give the job."""
    tape = await life.ask("GET", f"{path}/sync-runs/{run_id}/cassette")
    assert '"line":"head"' in tape
    played = await life.ask("POST", "/v1/cassettes/replays", content=tape.encode())
    await life.ended(played["job_id"])
    rows = await life.ask("GET", f"/v1/cassettes/replays/{played['job_id']}/rows")
    assert rows["data"]
    return str(played["job_id"])


async def _read_everything(life: Life, known: dict[str, str]) -> None:
    """Ask every address that only reads, in every form that it is exported in."""
    described = await life.ask("GET", "/openapi.json")
    issues = await life.ask("GET", "/v1/issues")
    known["issue_id"] = issues["data"][0]["id"]
    for path, verbs in described["paths"].items():
        names = PARAMETER.findall(path)
        if "get" not in verbs or not set(names) <= set(known) or "callback" in path:
            continue
        filled = PARAMETER.sub(lambda found: known[found[1]], path)
        for accept in ("application/json", "text/csv", "application/x-ndjson"):
            await life.ask("GET", filled, headers={"Accept": accept})


def _files_with_secrets(data: Path) -> list[str]:
    files = [file for file in data.rglob("*") if file.is_file()]
    assert len(files) > 5
    return [
        f"{file.relative_to(data)}: {form[:12]!r}"
        for file in files
        for form in FORMS
        if form in file.read_bytes()
    ]
