from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from causeloop_desktop.desktop.backends import (
    FILE_NAME,
    ProfileError,
    Profiles,
    check_address,
    check_name,
)
from causeloop_desktop.vault import MASTER_KEY_VARIABLE, Vault

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = SecretStr("clp_" + "y" * 40)


async def never_asked(_is_new: bool) -> str | None:
    raise AssertionError("a passphrase was asked for")


def make_profiles(folder: Path) -> Profiles:
    environment = {MASTER_KEY_VARIABLE: "the key of these tests"}
    return Profiles(folder, Vault(folder, environment, lambda: None, never_asked))


def test_a_profile_is_there_at_the_next_start_and_its_token_is_not_readable(
    tmp_path: Path,
) -> None:
    asyncio.run(make_profiles(tmp_path).add("Staging", "https://api.example.com/v1/", TOKEN))
    profiles = make_profiles(tmp_path)
    (profile,) = profiles.all
    assert (profile.name, profile.base_url) == ("Staging", "https://api.example.com")
    assert TOKEN.get_secret_value() not in (tmp_path / FILE_NAME).read_text()
    backend = asyncio.run(profiles.backend(profile))
    assert backend.credential == TOKEN
    assert backend.workspace is None


def test_a_removed_profile_is_gone(tmp_path: Path) -> None:
    asyncio.run(make_profiles(tmp_path).add("Staging", "https://api.example.com", TOKEN))
    asyncio.run(make_profiles(tmp_path).remove("Staging"))
    assert make_profiles(tmp_path).all == ()


@pytest.mark.parametrize("name", ["", "  ", "Local", "local"])
def test_names_that_would_confuse_are_refused(name: str) -> None:
    with pytest.raises(ProfileError):
        check_name(name)


@pytest.mark.parametrize(
    "address", ["", "example.com", "ftp://example.com", "http://example.com", "https://["]
)
def test_addresses_that_would_show_the_token_are_refused(address: str) -> None:
    with pytest.raises(ProfileError):
        check_address(address)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://api.example.com/", "https://api.example.com"),
        ("https://api.example.com/v1", "https://api.example.com"),
        ("http://localhost:4000", "http://localhost:4000"),
        (" http://127.0.0.1:4000/v1/ ", "http://127.0.0.1:4000"),
    ],
)
def test_addresses_are_kept_without_what_the_client_adds(given: str, kept: str) -> None:
    assert check_address(given) == kept


@pytest.mark.parametrize("damaged", ["", "{", '{"name": "a"}', '["a"]', '[{"name": "a"}]', "[1]"])
def test_a_damaged_file_leaves_no_profile_and_no_trouble(tmp_path: Path, damaged: str) -> None:
    (tmp_path / FILE_NAME).write_text(damaged, "utf-8")
    assert make_profiles(tmp_path).all == ()
