"""What jobs say of themselves."""

from datetime import UTC, datetime

from causeloop_desktop.contract.jobs import Job, JobKind, JobStatus
from causeloop_desktop.desktop.views.words import job_detail


def test_a_count_is_said_once() -> None:
    job = Job(
        id="job_1",
        kind=JobKind.IMPORT,
        status=JobStatus.RUNNING,
        title="Import of issues.csv",
        message="7,000 rows",
        done=7000,
        rate=1293,
        created_at=datetime(2026, 5, 4, tzinfo=UTC),
    )
    assert job_detail(job) == "7,000 rows · 1,293 a second"
    reading = job.model_copy(update={"message": "Reading issues"})
    assert job_detail(reading) == "7,000 · Reading issues · 1,293 a second"
