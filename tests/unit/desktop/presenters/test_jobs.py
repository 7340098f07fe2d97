from __future__ import annotations

from datetime import UTC, datetime, timedelta

from causeloop_desktop.contract.base import JobId
from causeloop_desktop.contract.jobs import Job, JobKind, JobStatus
from causeloop_desktop.desktop.presenters.jobs import JobsPresenter
from causeloop_desktop.desktop.presenters.session import Session
from causeloop_desktop.desktop.tasks import TaskGroup

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def make_job(
    number: int, status: JobStatus = JobStatus.RUNNING, kind: JobKind = JobKind.IMPORT
) -> Job:
    return Job(
        id=JobId(f"job_{number}"),
        kind=kind,
        status=status,
        title=f"Job {number}",
        created_at=NOW + timedelta(minutes=number),
    )


def make_presenter() -> tuple[JobsPresenter, Session]:
    session = Session(TaskGroup(lambda _: None))
    return JobsPresenter(session), session


def test_a_job_moves_from_active_to_history_and_its_end_is_told_once() -> None:
    presenter, session = make_presenter()
    ended: list[Job] = []
    presenter.finished.subscribe(ended.append)
    session.job_updated.emit(make_job(1))
    assert [job.id for job in presenter.state.active] == ["job_1"]
    done = make_job(1, JobStatus.SUCCEEDED)
    session.job_updated.emit(done)
    session.job_updated.emit(done)
    assert presenter.state.active == ()
    assert presenter.state.history == (done,)
    assert ended == [done]


def test_news_that_come_late_do_not_bring_a_job_back_to_life() -> None:
    presenter, _ = make_presenter()
    presenter.take(make_job(1))
    presenter.take(make_job(1, JobStatus.CANCELLED))
    presenter.take(make_job(1, JobStatus.RUNNING))
    assert presenter.state.active == ()


def test_a_job_that_was_over_before_is_not_told() -> None:
    presenter, _ = make_presenter()
    ended: list[Job] = []
    presenter.finished.subscribe(ended.append)
    presenter.take(make_job(1, JobStatus.SUCCEEDED))
    assert ended == []
    assert len(presenter.state.history) == 1


def test_what_runs_comes_before_what_waits() -> None:
    presenter, _ = make_presenter()
    running, waiting = make_job(1), make_job(2, JobStatus.PENDING)
    presenter.take(running)
    presenter.take(waiting)
    assert presenter.state.active == (waiting, running)
    assert presenter.state.foremost == running


def test_matching_is_not_shown() -> None:
    presenter, _ = make_presenter()
    presenter.take(make_job(1, kind=JobKind.MATCHING))
    assert presenter.state.active == ()
    assert presenter.state.foremost is None


def test_what_people_wait_for_is_shown() -> None:
    presenter, _ = make_presenter()
    looking_back = make_job(1, kind=JobKind.BACKTEST)
    presenter.take(looking_back)
    assert presenter.state.foremost == looking_back
