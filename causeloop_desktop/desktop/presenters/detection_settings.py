"""What a workspace chose for its patterns: tried before it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from causeloop_desktop.contract.detections import (
    DetectionPreview,
    DetectionRequest,
    DetectionSettings,
    DetectionSettingsPatch,
    PreviewRequest,
)
from causeloop_desktop.contract.jobs import FINISHED, Job, JobStatus
from causeloop_desktop.desktop.presenters.base import Presenter

if TYPE_CHECKING:
    from causeloop_desktop.contract.detections import DetectionSettingsChanged
    from causeloop_desktop.desktop.presenters.session import Session

QUICK_SECONDS = 4.0
"""Where a preview takes no longer, the next one begins by itself after a change."""

GROUPING = ("minimum_size", "sensitivity")
"""What decides how issues are grouped; the gap only decides how occurrences are counted."""


@dataclass(frozen=True)
class DetectionSettingsState:
    """The settings that hold, those that are being chosen, and what they would do.

    Attributes:
        kept: What holds; ``None`` until it is known.
        chosen: What the controls show.
        job: The preview while it runs.
        preview: The last one; it may be of other settings than those chosen now.
        failure: Why the last one did not end.
    """

    kept: DetectionSettings | None = None
    chosen: DetectionSettings = field(default_factory=DetectionSettings)
    job: Job | None = None
    preview: DetectionPreview | None = None
    failure: str = ""

    @property
    def changed(self) -> bool:
        """Whether something was chosen that does not hold yet."""
        return self.kept is not None and self.chosen != self.kept

    @property
    def regroups(self) -> bool:
        """Whether what was chosen groups issues in another way."""
        return self.kept is not None and _grouping(self.chosen) != _grouping(self.kept)

    @property
    def fits(self) -> bool:
        """Whether the preview is of what is chosen now."""
        shown = self.preview
        return shown is not None and _grouping(shown.settings) == _grouping(self.chosen)

    @property
    def is_quick(self) -> bool:
        """Whether a preview takes so little that it may begin by itself."""
        return self.preview is not None and self.preview.changes.seconds <= QUICK_SECONDS


class DetectionSettingsPresenter(Presenter[DetectionSettingsState]):
    """Reads and writes the settings, and has their effect worked out."""

    def __init__(self, session: Session) -> None:
        super().__init__(DetectionSettingsState())
        self._session = session

    @property
    def is_there(self) -> bool:
        """Whether the server has such settings."""
        return self._session.can("GET", "/v1/detections/settings")

    async def load(self) -> None:
        """Read what holds; what is being chosen stays."""
        if not self.is_there:
            self._change(kept=None)
            return
        kept, state = await self._session.client.detections.settings(), self.state
        self._change(kept=kept, chosen=state.chosen if state.changed else kept)

    def choose(
        self,
        *,
        minimum_size: int | None = None,
        sensitivity: float | None = None,
        gap_hours: float | None = None,
    ) -> None:
        """Choose otherwise; nothing is kept yet."""
        chosen = {
            "minimum_size": minimum_size,
            "sensitivity": sensitivity,
            "gap_hours": gap_hours,
        }
        given = {name: value for name, value in chosen.items() if value is not None}
        self._change(chosen=self.state.chosen.model_copy(update=given))

    def revert(self) -> None:
        """Choose what holds."""
        if self.state.kept is not None:
            self._change(chosen=self.state.kept, failure="")

    def forget(self) -> None:
        """Start over: another workspace is looked at."""
        self._change(**vars(DetectionSettingsState()))

    async def preview(self) -> None:
        """Have the effect of what is chosen worked out, instead of what is under way."""
        await self.cancel()
        client, chosen = self._session.client, self.state.chosen
        request = PreviewRequest(minimum_size=chosen.minimum_size, sensitivity=chosen.sensitivity)
        started = await client.detections.preview(request)
        self._change(failure="", job=await client.jobs.get(started.job_id))
        job = await client.jobs.wait(started.job_id, lambda job: self._change(job=job))
        self._change(job=None)
        if job.status is JobStatus.SUCCEEDED:
            self._change(preview=DetectionPreview.model_validate(job.result))
        elif job.status is JobStatus.FAILED:
            self._change(failure=job.error or job.message)

    async def cancel(self) -> None:
        """End the preview that runs."""
        job = self.state.job
        if job is not None and job.status not in FINISHED:
            await self._session.client.jobs.cancel(job.id)
        self._change(job=None)

    async def save(self) -> DetectionSettingsChanged:
        """Keep what is chosen, and detect anew where that groups issues in another way."""
        regroups, chosen = self.state.regroups, self.state.chosen
        changed = await self._session.client.detections.change_settings(
            DetectionSettingsPatch(**chosen.model_dump())
        )
        self._change(kept=changed.settings, chosen=changed.settings)
        if regroups:
            request = DetectionRequest(reason="the settings changed")
            await self._session.client.detections.start(request)
        return changed


def _grouping(settings: DetectionSettings) -> tuple[object, ...]:
    return tuple(getattr(settings, name) for name in GROUPING)
