"""``/v1/imports``: files of any length, streamed in; the rows that were refused, streamed out."""

from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import ValidationError

from causeloop_desktop.contract.auth import Scope
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.imports import (
    ImportOptions,
    ImportPreview,
    ImportStarted,
    RowRejection,
)
from causeloop_desktop.engine.api.v1.dependencies import Engine, Ws
from causeloop_desktop.engine.api.v1.lists import Listed
from causeloop_desktop.engine.api.v1.routing import noun_router
from causeloop_desktop.engine.services.errors import InvalidError
from causeloop_desktop.engine.services.foundation.spool import Upload

router = noun_router("imports", "/imports")

FILE_BODY = {
    "requestBody": {
        "description": "The file as it is, gzipped or not",
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

Options = Annotated[str | None, Query(description="How to read the file: ImportOptions as JSON")]


@router.post("/preview", openapi_extra=FILE_BODY)
async def preview_import(
    request: Request, engine: Engine, ws: Ws, options: Options = None
) -> ImportPreview:
    """How the file would be read; its first 256 KiB are enough, and nothing is written."""
    ws.require(Scope.INGEST_WRITE)
    return await engine.imports.preview(request.stream(), read_options(options))


@router.post("", status_code=202, openapi_extra=FILE_BODY)
async def start_import(
    request: Request, engine: Engine, ws: Ws, options: Options = None
) -> ImportStarted:
    """Take the file; a job turns its rows into issues."""
    ws.require(Scope.INGEST_WRITE)
    return await engine.imports.start(ws.workspace, upload_of(request), read_options(options))


@router.get("/{job_id}/rejections", response_model=Page[RowRejection])
async def list_rejections(
    engine: Engine, ws: Ws, job_id: str, asked: Listed
) -> Page[RowRejection] | Response:
    """The rows that an import refused, in the order of its file."""
    ws.require(Scope.JOBS_READ)
    return await asked.answer(RowRejection, partial(engine.imports.rejections, ws.key, job_id))


def upload_of(request: Request) -> Upload:
    """Give the body of a request as a file on its way in."""
    length = request.headers.get("content-length", "")
    return Upload(request.stream(), int(length) if length.isdecimal() else None)


def read_options(options: str | None) -> ImportOptions:
    """Read how a file is to be read.

    Raises:
        InvalidError: They are no ``ImportOptions``.
    """
    try:
        return ImportOptions.model_validate_json(options or "{}")
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "options"
        message = f"options: {name}: {first['msg']}"
        raise InvalidError(message, {name: first["msg"]}) from error
