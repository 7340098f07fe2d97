"""The lock of stored credentials, where a passphrase opens it."""

from pydantic import Field, SecretStr

from causeloop_desktop.contract.base import Model, Request


class VaultState(Model):
    """Whether credentials can be stored and read.

    ``asks`` says that a passphrase would open it, ``is_new`` that it would be the first one.
    """

    is_open: bool
    asks: bool = False
    is_new: bool = False
    message: str = ""


class VaultUnlock(Request):
    """A passphrase; it is never stored."""

    passphrase: SecretStr = Field(min_length=8, max_length=1_000)
