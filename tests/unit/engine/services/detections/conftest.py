from pathlib import Path

import pytest

from causeloop_desktop.engine.services.detections.service import DetectionService
from causeloop_desktop.engine.services.foundation.cursors import Cursors
from causeloop_desktop.engine.services.jobs.service import JobService
from causeloop_desktop.engine.services.jobs.workers import Workers
from causeloop_desktop.engine.services.stream.hub import Hub
from tests.support.patterns import Workshop


@pytest.fixture
def detections(workshop: Workshop, tmp_path: Path) -> DetectionService:
    """Queues jobs that nobody runs."""
    cursors = Cursors(b"key")
    workers = Workers([], tmp_path / "worker.log")
    jobs = JobService(workshop.database, Hub(), cursors, workers, owner="test", exclusive=True)
    return DetectionService(
        workshop.database, jobs, workshop.operations, cursors, workshop.clock, workshop.models
    )
