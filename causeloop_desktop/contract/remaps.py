"""Remaps: rows that are kept from a source, read again as they are understood today."""

from causeloop_desktop.contract.base import JobId, Model, Request


class RemapRequest(Request):
    """Read the kept rows of a connection again; with ``preview`` nothing is written."""

    preview: bool = False


class RemapStarted(Model):
    """The job that reads them."""

    job_id: JobId


class RemapChange(Model):
    """What becomes different of one issue: a field, as it is and as it would be."""

    external_id: str
    title: str
    field: str
    before: str = ""
    after: str = ""


class RemapResult(Model):
    """What came of it: issues that are ``new``, ``changed``, and the ``same`` as before.

    ``skipped`` rows cannot be read today either. ``examples`` are the first changes found.
    """

    preview: bool = False
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    skipped: int = 0
    examples: tuple[RemapChange, ...] = ()
