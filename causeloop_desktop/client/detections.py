"""Detections over the API."""

from causeloop_desktop.client.query import to_params
from causeloop_desktop.client.transport import Transport
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.detections import DetectionRequest, DetectionRun, DetectionStarted


class DetectionsClient:
    """``/v1/detections``."""

    path = "/v1/detections"

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def start(self, request: DetectionRequest | None = None) -> DetectionStarted:
        """Ask for a full detection; a second call joins the one that waits."""
        body = request or DetectionRequest()
        return await self._transport.send("POST", self.path, DetectionStarted, body)

    async def list(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[DetectionRun]:
        """Read a page of the runs, newest first."""
        params = to_params(limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[DetectionRun], params)
