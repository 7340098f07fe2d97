"""What must not leave the house is nowhere in what is redacted, and what reading needs stays."""

import base64
import json
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.connectors.cassettes.redacting import (
    HIDDEN,
    PERSON_DOMAIN,
    Redactor,
    is_secret_name,
)

SECRET = "s3cr3t/of+a=test é"
REDACTOR = Redactor([SECRET, "abc"], "salt")
FORMS = (
    SECRET,
    quote(SECRET, safe=""),
    json.dumps(SECRET)[1:-1],
    base64.b64encode(SECRET.encode()).decode(),
)

PLANTED = (
    "ghp_0123456789abcdefABCDEF0123456789abcd",
    "github_pat_11ABCDEFG0123456789_abcdefghij",
    "xoxb-123456789012-abcdefghijkl",
    "lin_api_0123456789abcdef0123",
    "whsec_abcdefghijklmnop",
    "ATATT3xFfGF0123456789",
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN",
    "Bearer 0123456789abcdef0123",
    "GenieKey 0123456789abcdef0123",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_credential_is_hidden_in_every_form_in_which_it_may_come_back(form: str) -> None:
    found = REDACTOR.value({"message": f"the key {form} is wrong", form: [form, {"a": form}]})
    assert form not in json.dumps(found, ensure_ascii=False)
    assert SECRET not in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize("planted", PLANTED)
def test_what_looks_like_a_credential_is_hidden_wherever_it_stands(planted: str) -> None:
    text = f"curl -H 'X: {planted}' failed\nsee above"
    assert planted.split()[-1] not in REDACTOR.text(text)
    assert planted.split()[-1] not in json.dumps(REDACTOR.value({"rows": [{"body": text}]}))


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "api_key",
        "apiKey",
        "accessToken",
        "refresh_token",
        "Authorization",
        "set-cookie",
        "client_secret",
        "privateKey",
        "token",
        "sessionId",
    ],
)
def test_what_is_named_like_a_credential_is_hidden_whatever_it_is(name: str) -> None:
    assert is_secret_name(name)
    assert REDACTOR.value({name: "plain"}) == {name: HIDDEN}
    assert REDACTOR.value({name: ["plain", 7]}) == {name: [HIDDEN, HIDDEN]}


@pytest.mark.parametrize(
    "name", ["nextPageToken", "next_cursor", "endCursor", "key", "author", "passed", "description"]
)
def test_what_pages_a_list_or_says_something_else_stays(name: str) -> None:
    assert REDACTOR.value({name: "AbC-12"}) == {name: "AbC-12"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://x.test/a?token=abc1&page=2", f"https://x.test/a?token={HIDDEN}&page=2"),
        ("https://x.test/a?nextPageToken=abc1", "https://x.test/a?nextPageToken=abc1"),
        ("postgresql://bob:hunter22@db/shop", f"postgresql://{HIDDEN}@db/shop"),
        ("it says password: hunter22, twice", f"it says password: {HIDDEN}, twice"),
        ("Basic authentication fails", "Basic authentication fails"),
    ],
)
def test_addresses_and_sentences_lose_only_the_secret(text: str, expected: str) -> None:
    assert REDACTOR.text(text) == expected


def test_a_person_keeps_one_name_within_a_cassette_and_has_another_in_the_next() -> None:
    first = REDACTOR.text("Ada <ada@acme.example>")
    assert "ada@acme.example" not in first
    assert PERSON_DOMAIN in first
    assert REDACTOR.text("cc ADA@acme.example") == f"cc {first.removeprefix('Ada <')[:-1]}"
    assert Redactor([], "other").text("Ada <ada@acme.example>") != first


def test_of_the_headers_only_what_reading_needs_is_kept() -> None:
    headers = {
        "set-cookie": "session=1",
        "x-request-id": "7",
        "x-ratelimit-remaining": "3",
        "link": '<https://x.test/a?page=2&access_token=k>; rel="next"',
    }
    assert REDACTOR.headers(headers) == {
        "x-ratelimit-remaining": "3",
        "link": f'<https://x.test/a?page=2&access_token={HIDDEN}>; rel="next"',
    }


def test_a_long_text_costs_no_more_a_character_than_a_short_one() -> None:
    for piece in (
        "a",
        "eyJ",
        "eyJaaaaaaaa-",
        "@",
        "%40",
        "a.",
        "://:",
        "token=",
        "?a",
        "-----BEGIN KEY-----",
    ):
        text = piece * (200_000 // len(piece))
        began = time.process_time()
        REDACTOR.text(text)
        assert time.process_time() - began < 2, piece


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON, st.sampled_from([*FORMS, *PLANTED, "ada@acme.example", "?token=abc"]))
def test_redacting_again_changes_nothing(value: object, planted: str) -> None:
    once = REDACTOR.value({"value": value, "planted": f"x {planted}"})
    assert REDACTOR.value(once) == once
    assert Redactor([], "").value(once) == once


@pytest.mark.parametrize("form", FORMS)
def test_the_beginning_of_a_secret_at_which_a_text_was_cut_is_hidden(form: str) -> None:
    for length in range(8, len(form)):
        assert form[:length] not in REDACTOR.text(f"refused: {form[:length]}")


def test_a_short_value_is_no_secret_as_it_would_be_found_everywhere() -> None:
    assert REDACTOR.text("abc of abc") == "abc of abc"
