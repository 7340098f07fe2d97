"""Addresses of sources: which are none, and which are another one in disguise."""

import pytest

from causeloop_desktop.connectors.description.addresses import address_of, destination_of
from causeloop_desktop.connectors.errors import AskOperatorError, SettingMissingError
from causeloop_desktop.connectors.registry import connectors

GITHUB, ZENDESK, EMAIL = (connectors()[name] for name in ("github", "zendesk", "email"))


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://git.acme.example",
        "git.acme.example",
        "https://",
        "https://[::1",
        "https://git.acme.example:port",
        "https://git.acme.example/?page=",
        "https://git.acme.example/#",
        "https://name:password@git.acme.example",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://2852039166/",
        "http://0xA9.0xFE.0xA9.0xFE/",
    ],
)
def test_what_is_no_address_of_a_source_is_refused(address: str) -> None:
    with pytest.raises(AskOperatorError):
        address_of(GITHUB, {"base_url": address})


@pytest.mark.parametrize(
    "address", ["https://git.acme.example/api/v3", "http://localhost:8080", "http://10.0.0.7"]
)
def test_an_instance_of_ones_own_is_asked(address: str) -> None:
    assert address_of(GITHUB, {"base_url": f" {address}/ "}) == address


@pytest.mark.parametrize(
    "name", ["evil.example/", "evil.example#", "a?", "a@evil.example", "a:1", "https://acme", "."]
)
def test_a_name_with_an_address_in_it_is_not_filled_in(name: str) -> None:
    with pytest.raises(AskOperatorError, match="no subdomain"):
        address_of(ZENDESK, {"subdomain": name})


def test_a_name_that_is_missing_can_be_filled_in_later() -> None:
    with pytest.raises(SettingMissingError, match="subdomain"):
        address_of(ZENDESK, {"subdomain": " "})


def test_credentials_are_for_one_scheme_machine_and_port() -> None:
    before = destination_of(GITHUB, {"base_url": "https://git.acme.example/api"})

    assert before == destination_of(GITHUB, {"base_url": "https://GIT.acme.example/api/v3/"})
    others = ("https://git.acme.example:8443/api", "http://git.acme.example/api", "")
    assert before not in {destination_of(GITHUB, {"base_url": other}) for other in others}
    assert destination_of(EMAIL, {"host": "imap.acme.example"}) == "imap.acme.example"
    assert destination_of(ZENDESK, {}) == ""
