"""Hosts: where the program has asked, how often, and why; never a path, never a secret."""

from enum import StrEnum

from causeloop_desktop.contract.base import Instant, Model


class HostPurpose(StrEnum):
    """Why a host was contacted."""

    SYNC = "sync"
    TEST = "test"
    CHOICES = "choices"
    ESTIMATE = "estimate"
    AUTHORISATION = "authorisation"


class HostUse(Model):
    """For what a host was contacted: the purpose, and the type of the source that was asked."""

    purpose: str
    source: str
    title: str = ""
    requests: int
    first_at: Instant
    last_at: Instant


class Host(Model):
    """A host that was contacted, by anything that was done for the workspace."""

    host: str
    requests: int
    first_at: Instant
    last_at: Instant
    uses: tuple[HostUse, ...] = ()
