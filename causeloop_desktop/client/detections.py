"""Detections over the API."""

from causeloop_desktop.client.wire.query import to_params
from causeloop_desktop.client.wire.rows import RowStream
from causeloop_desktop.contract.base import Page
from causeloop_desktop.contract.detections import (
    DetectionRequest,
    DetectionRun,
    DetectionSettings,
    DetectionSettingsChanged,
    DetectionSettingsPatch,
    DetectionStarted,
    PreviewRequest,
    RunChange,
    RunChangeFilter,
    RunDecided,
    RunFilter,
    RunStatus,
)


class DetectionsClient(RowStream):
    """``/v1/detections``."""

    path = "/v1/detections"

    async def start(self, request: DetectionRequest | None = None) -> DetectionStarted:
        """Ask for a full detection; a second call joins the one that waits."""
        body = request or DetectionRequest()
        return await self._transport.send("POST", self.path, DetectionStarted, body)

    async def list(
        self,
        filter_: RunFilter | None = None,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[DetectionRun]:
        """Read a page of the runs, newest first."""
        params = to_params(filter_, limit=limit, cursor=cursor)
        return await self._transport.get(self.path, Page[DetectionRun], params)

    async def get(self, id_: str) -> DetectionRun:
        """Read one run."""
        return await self._transport.get(f"{self.path}/{id_}", DetectionRun)

    async def waiting(self) -> DetectionRun | None:
        """Read the run that waits for consent, if there is one."""
        page = await self.list(RunFilter(status=(RunStatus.PROPOSED,)), limit=1)
        return page.data[0] if page.data else None

    async def diff(
        self,
        id_: str,
        filter_: RunChangeFilter | None = None,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[RunChange]:
        """Read a page of what a run changed, or would change."""
        params = to_params(filter_, limit=limit, cursor=cursor)
        return await self._transport.get(f"{self.path}/{id_}/diff", Page[RunChange], params)

    async def accept(self, id_: str) -> RunDecided:
        """Show a run that waits for consent."""
        return await self._transport.send("POST", f"{self.path}/{id_}/accept", RunDecided)

    async def discard(self, id_: str) -> RunDecided:
        """Drop a run that waits for consent."""
        return await self._transport.send("POST", f"{self.path}/{id_}/discard", RunDecided)

    async def settings(self) -> DetectionSettings:
        """Read what the workspace chose for its patterns."""
        return await self._transport.get(f"{self.path}/settings", DetectionSettings)

    async def change_settings(self, patch: DetectionSettingsPatch) -> DetectionSettingsChanged:
        """Change what the workspace chose; patterns follow with the next detection."""
        path = f"{self.path}/settings"
        return await self._transport.send("PATCH", path, DetectionSettingsChanged, patch)

    async def preview(self, request: PreviewRequest) -> DetectionStarted:
        """Try other settings as a job that changes nothing."""
        return await self._transport.send(
            "POST", f"{self.path}/previews", DetectionStarted, request
        )
