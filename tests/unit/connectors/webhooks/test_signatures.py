"""Signatures as the vendors describe them, with the values that their documents publish."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from causeloop_desktop.connectors.catalog.github.webhook import WEBHOOK as GITHUB
from causeloop_desktop.connectors.catalog.jira.webhook import WEBHOOK as JIRA
from causeloop_desktop.connectors.catalog.linear.webhook import WEBHOOK as LINEAR
from causeloop_desktop.connectors.catalog.pagerduty.webhook import WEBHOOK as PAGERDUTY
from causeloop_desktop.connectors.catalog.slack.webhook import WEBHOOK as SLACK
from causeloop_desktop.connectors.catalog.zendesk.webhook import WEBHOOK as ZENDESK
from causeloop_desktop.connectors.webhooks.signatures import OWN, Signature, Verdict

NOW = 1_750_000_000.0
KEY = "the key of a test"
BODY = b'{"name": "Z\xc3\xbcrich"}'
HEX = hmac.new(KEY.encode(), BODY, hashlib.sha256).hexdigest()

DOCUMENTED = [
    (
        GITHUB.signature,
        "It's a Secret to Everybody",
        "Hello, World!",
        {
            "x-hub-signature-256": "sha256="
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        },
        NOW,
    ),
    (
        JIRA.signature,
        "It's a Secret to Everybody",
        "Hello World!",
        {
            "x-hub-signature": "sha256="
            "a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
        },
        NOW,
    ),
    (
        SLACK.signature,
        "8f742231b10e8888abcd99yyyzzz85a5",
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id="
        "G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-"
        "collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F"
        "397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
        "803a0bc887a14d10d2c447fce8b6703c",
        {
            "x-slack-request-timestamp": "1531420618",
            "x-slack-signature": "v0="
            "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        },
        1_531_420_618.0,
    ),
]


@pytest.mark.parametrize(("scheme", "secret", "body", "headers", "now"), DOCUMENTED)
def test_a_documented_signature_is_believed_and_nothing_near_it(
    scheme: Signature, secret: str, body: str, headers: dict[str, str], now: float
) -> None:
    assert scheme.matches(secret, headers, body.encode(), now)
    assert not scheme.matches(secret, headers, body.encode() + b" ", now)
    assert not scheme.matches(secret + "x", headers, body.encode(), now)
    assert not scheme.matches(secret, {}, body.encode(), now)
    assert not scheme.matches(secret, {scheme.header: "é,"}, body.encode(), now)


def test_one_of_several_signatures_is_enough() -> None:
    both = {"x-pagerduty-signature": f"v1={'0' * 64},v1={HEX}"}
    assert PAGERDUTY.signature.matches(KEY, both, BODY, NOW)
    assert not PAGERDUTY.signature.matches(KEY, {"x-pagerduty-signature": HEX}, BODY, NOW)


def test_ours_is_made_over_the_bytes_as_they_came() -> None:
    headers = {"x-causeloop-signature": f"sha256={HEX}"}
    assert OWN.matches(KEY, headers, BODY, NOW)
    assert not OWN.matches(KEY, headers, json.dumps(json.loads(BODY)).encode(), NOW)


@pytest.mark.parametrize(("age", "believed"), [(0, True), (59, True), (61, False), (-61, False)])
def test_linear_is_believed_for_a_minute(age: float, believed: bool) -> None:
    body = json.dumps({"webhookTimestamp": (NOW - age) * 1_000}).encode()
    digest = hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
    assert LINEAR.signature.matches(KEY, {"linear-signature": digest}, body, NOW) is believed


@pytest.mark.parametrize(
    ("time", "believed"),
    [
        ("2025-06-15T15:06:40Z", True),
        ("2025-06-15T15:01:41Z", True),
        ("2025-06-15T15:01:39Z", False),
        ("yesterday", False),
    ],
)
def test_zendesk_signs_its_time_with_the_body(time: str, believed: bool) -> None:
    digest = hmac.new(KEY.encode(), time.encode() + BODY, hashlib.sha256).digest()
    headers = {
        "x-zendesk-webhook-signature": base64.b64encode(digest).decode(),
        "x-zendesk-webhook-signature-timestamp": time,
    }
    assert ZENDESK.signature.matches(KEY, headers, BODY, NOW) is believed
    late = {**headers, "x-zendesk-webhook-signature-timestamp": "2025-06-15T15:06:41Z"}
    assert not ZENDESK.signature.matches(KEY, late, BODY, NOW)


def test_what_slack_sent_long_ago_is_not_believed_again() -> None:
    scheme, secret, body, headers, now = DOCUMENTED[2]
    assert not scheme.matches(secret, headers, body.encode(), now + 301)
    assert replace(scheme, window=timedelta(minutes=6)).matches(
        secret, headers, body.encode(), now + 301
    )


@pytest.mark.parametrize("sent", [10**400, "nan", None, "Infinity"])
def test_a_time_that_is_none_is_not_believed(sent: object) -> None:
    body = json.dumps({"webhookTimestamp": sent}).encode()
    digest = hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
    verdict = LINEAR.signature.judge(KEY, {"linear-signature": digest}, body, NOW)
    assert verdict is Verdict.STALE


def test_nothing_of_a_stranger_is_read() -> None:
    deep = b"[" * 100_000
    for headers in ({}, {"linear-signature": HEX}):
        assert not LINEAR.signature.matches(KEY, headers, deep, NOW)
    assert LINEAR.signature.judge(KEY, {"linear-signature": HEX}, deep, NOW) is Verdict.WRONG
    signed = {"linear-signature": hmac.new(KEY.encode(), deep, hashlib.sha256).hexdigest()}
    assert LINEAR.signature.judge(KEY, signed, deep, NOW) is Verdict.STALE


@pytest.mark.parametrize("time", ["9" * 400, "0001-01-01", "9999-12-31T23:59:59-23:59", "\u0663"])
def test_a_time_beyond_all_calendars_is_too_far_from_now(time: str) -> None:
    scheme = replace(ZENDESK.signature, before="")
    digest = hmac.new(KEY.encode(), BODY, hashlib.sha256).digest()
    headers = {scheme.header: base64.b64encode(digest).decode(), scheme.time_header: time}
    assert scheme.judge(KEY, headers, BODY, NOW) is Verdict.STALE
