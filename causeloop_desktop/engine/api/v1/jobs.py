"""``/v1/jobs``: long work, how it goes, and how to stop it."""

from functools import partial

from fastapi import Response

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.jobs import Job
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.lists import Listed
from causeloop_desktop.engine.api.v1.routing import noun_router

router = noun_router("jobs", "/jobs")


@router.get("", response_model=Page[Job])
async def list_jobs(engine: Engine, ws: Ws, asked: Listed) -> Page[Job] | Response:
    """The workspace's jobs, newest first; pushes are asked for under ``/ingest/status``."""
    ws.require(Scope.JOBS_READ)
    return await asked.answer(Job, partial(engine.jobs.list, ws.key))


@router.get("/{job_id}")
async def get_job(engine: Engine, ws: Ws, job_id: str) -> Job:
    """One job as it stands."""
    ws.require(Scope.JOBS_READ)
    return await engine.jobs.get(ws.key, job_id)


@router.post("/{job_id}/cancel")
async def cancel_job(engine: Engine, ws: Ws, job_id: str) -> Job:
    """Ask a job to stop; what it has committed stays, and one that ended stays as it is."""
    ws.require(Scope.JOBS_WRITE)
    return await engine.jobs.cancel(ws.key, job_id)
