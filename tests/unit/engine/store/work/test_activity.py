"""What was done lately, read up to a moment."""

from causeloop_desktop.contract.detections import DetectionResult, RunStatus
from causeloop_desktop.contract.jobs import JobKind, JobStatus
from causeloop_desktop.engine.store.database import Database, Read, WriteTransaction
from causeloop_desktop.engine.store.detections.runs import RunStore
from causeloop_desktop.engine.store.work.activity import ActivityStore
from causeloop_desktop.engine.store.work.jobs import Ending, JobStore
from causeloop_desktop.engine.store.work.operations import Act, OperationStore
from tests.support.databases import add_workspace

MOST = 10


def _do_things(write: WriteTransaction, workspace: int) -> None:
    """At 100 an import fails, at 200 one succeeds, at 300 a detection, at 400 a person acts."""
    jobs = JobStore(write.connection, workspace)
    for number, ending in enumerate(
        (
            Ending(JobStatus.FAILED, "Halfway.", error="The disk is full."),
            Ending(JobStatus.SUCCEEDED, "2 rows: 2 new."),
        ),
        start=1,
    ):
        job = jobs.add(number, JobKind.IMPORT, f"Import of {number}.csv", {})
        jobs.finish(job.key, number * 100, ending)
    jobs.add(5, JobKind.IMPORT, "Import that runs", {})
    jobs.finish(jobs.add(5, JobKind.INGEST, "Push", {}).key, 6, Ending(JobStatus.SUCCEEDED))
    runs = RunStore(write.connection, workspace)
    result = DetectionResult(run_id="run_1", patterns=3)
    runs.finish(runs.add(7, "1", {}).key, 300, RunStatus.CURRENT, result)
    runs.finish(runs.add(8, "1", {}).key, 310, RunStatus.CANCELLED)
    OperationStore(write.connection, workspace).record(400, Act("you", "issue.patch", "Moved"))


def test_ended_imports_and_visible_runs_and_deeds_are_told(
    database: Database, workspace: int
) -> None:
    database.submit(lambda write: _do_things(write, workspace)).result()

    def look(read: Read) -> None:
        store = ActivityStore(read, workspace, 1_000)
        assert [(one.title, one.outcome) for one in store.imports(MOST)] == [
            ("Import of 2.csv", "2 rows: 2 new."),
            ("Import of 1.csv", "The disk is full."),
        ]
        assert [(one.finished_us, one.result.patterns) for one in store.runs(MOST)] == [(300, 3)]
        assert [(one.actor, one.summary, one.undone) for one in store.deeds(MOST)] == [
            ("you", "Moved", False)
        ]
        assert len(store.imports(1)) == 1

    database.read_now(look)


def test_nothing_later_and_nothing_of_others_is_seen(database: Database, workspace: int) -> None:
    other = add_workspace(database)
    database.submit(lambda write: _do_things(write, other)).result()

    def look(read: Read) -> None:
        early, mine = ActivityStore(read, other, 199), ActivityStore(read, workspace, 1_000)
        assert [one.title for one in early.imports(MOST)] == ["Import of 1.csv"]
        assert (early.runs(MOST), early.deeds(MOST)) == ([], [])
        assert (mine.imports(MOST), mine.runs(MOST), mine.deeds(MOST)) == ([], [], [])

    database.read_now(look)
