"""Replays: what matching would have said of each issue of a file, had they come one by one."""

from causeloop_desktop.contract.base import JobId, Model


class ReplayStarted(Model):
    """The job that feeds the file to an empty workspace."""

    job_id: JobId


class ReplayRow(Model):
    """What was said of an issue before any later one was seen.

    ``ranked`` are the ten earlier issues most like it, best first. ``attached_to`` is the earlier
    issue, the most alike of its pattern, that it was put with; null where it stayed alone.
    """

    external_id: str
    ranked: tuple[str, ...] = ()
    attached_to: str | None = None


class ReplayResult(Model):
    """What a replay went through.

    ``refused`` rows cannot be imported; ``repeated`` ones speak of an issue that stood further up.
    """

    issues: int = 0
    attached: int = 0
    refused: int = 0
    repeated: int = 0
    detections: int = 0
    seconds: float = 0.0
