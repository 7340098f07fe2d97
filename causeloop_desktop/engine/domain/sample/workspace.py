"""Half a year of issues of an invented shop, the same for the same seed and day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from causeloop_desktop.engine.domain.sample.dice import Blanks, Dice, release_at
from causeloop_desktop.engine.domain.sample.failures import (
    emerging,
    fulfilment,
    identity,
    mobile,
    payments,
    platform,
    search,
)
from causeloop_desktop.engine.domain.sample.oneoffs import customers, engineering, operations
from causeloop_desktop.engine.domain.sample.rhythms import DAYS
from causeloop_desktop.engine.domain.sample.tracker import Trackers, address, own_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from causeloop_desktop.engine.domain.sample.stories import Story, Voice

STORIES: tuple[Story, ...] = (
    *payments.STORIES,
    *search.STORIES,
    *identity.STORIES,
    *platform.STORIES,
    *mobile.STORIES,
    *fulfilment.STORIES,
    *emerging.STORIES,
)
ONEOFFS: tuple[Voice, ...] = (*customers.ONEOFFS, *engineering.ONEOFFS, *operations.ONEOFFS)

SEED = 6
"""The seed of the sample that everybody sees."""

_SHORT_LIVED = frozenset({"pagerduty", "opsgenie", "database", "custom_api", "slack"})
_LEFT_OPEN = 0.15
_LINK_FIELDS = {
    "jira": "linked_incident",
    "servicenow": "parent_incident",
    "linear": "attachment",
    "github": "reported_in",
    "zendesk": "problem",
    "slack": "thread_of",
}
_LINK_EVERY = 4
"""One of so many tickets is made without a link."""


@dataclass(frozen=True, slots=True)
class SampleIssue:
    """One issue as a source would hand it to ingest."""

    external_id: str
    source: str
    title: str
    body: str
    severity: str
    team: str
    service: str
    external_url: str | None
    source_created_at: datetime
    source_updated_at: datetime
    status: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample's issues, oldest first, and apart from them what is true.

    Attributes:
        issues: What a person sees.
        truth: External id to the name of the failure behind it; what happened once is absent.
    """

    issues: tuple[SampleIssue, ...]
    truth: Mapping[str, str]


def generate(seed: int, now: datetime) -> Sample:
    """Tell the last 180 days before ``now`` (aware, in UTC)."""
    dice = Dice(seed)
    told = [scene for story in STORIES for scene in _scenes(story, dice, now)]
    told += [_oneoff(voice, dice, now) for voice in ONEOFFS]
    told.sort(key=lambda scene: scene.at)
    trackers, references = Trackers(dice), _References()
    issues = tuple(references.linked(_issue(scene, trackers, now), scene.start) for scene in told)
    pairs = zip(issues, told, strict=True)
    return Sample(issues, {issue.external_id: scene.truth for issue, scene in pairs if scene.truth})


@dataclass(frozen=True, slots=True)
class _Scene:
    """One issue before its tracker has given it a number."""

    at: datetime
    voice: Voice
    team: str
    service: str
    severity: str
    truth: str | None
    start: tuple[str, datetime] | None = None


class _References:
    """Lets tickets name the issue that told of the same occurrence first, as the tools do."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, datetime], SampleIssue] = {}

    def linked(self, issue: SampleIssue, start: tuple[str, datetime] | None) -> SampleIssue:
        """Give the issue with a link, if it is one of several and somebody would have set one.

        No dice are thrown, so that everything else stays as it is.
        """
        if start is None:
            return issue
        first = self._first.setdefault(start, issue)
        field = _LINK_FIELDS.get(issue.source)
        usual = crc32(issue.external_id.encode()) % _LINK_EVERY != 0
        if field is None or not usual or first.source == issue.source:
            return issue
        return replace(issue, metadata={**issue.metadata, field: first.external_id})


def _scenes(story: Story, dice: Dice, now: datetime) -> Iterator[_Scene]:
    for start in sorted(story.rhythm(dice, now)):
        at = start.replace(microsecond=0)
        for voice in _cast(story, dice):
            if at <= now:
                yield _Scene(
                    at=at,
                    voice=voice,
                    team=voice.settings.get("team", story.team),
                    service=voice.settings.get("service", story.service),
                    severity=_severity(voice.settings.get("severity", story.severity), dice),
                    truth=story.name,
                    start=(story.name, start),
                )
            at += timedelta(seconds=20 + int(60 * dice.expovariate(1 / story.minutes)))


def _cast(story: Story, dice: Dice) -> list[Voice]:
    """Who tells of one occurrence: mostly each source once, the first to notice first."""
    count = dice.randint(*story.issues)
    cast = dice.sample(story.voices, min(count, len(story.voices)))
    cast.sort(key=story.voices.index)
    return cast + dice.choices(story.voices, k=count - len(cast))


def _oneoff(voice: Voice, dice: Dice, now: datetime) -> _Scene:
    settings = voice.settings
    return _Scene(
        at=_working_hour(now - timedelta(days=dice.uniform(0.1, DAYS)), dice, now),
        voice=voice,
        team=settings["team"],
        service=settings["service"],
        severity=_severity(settings["severity"], dice),
        truth=None,
    )


def _working_hour(at: datetime, dice: Dice, now: datetime) -> datetime:
    """Move a moment of the night into the day, where people would have noticed."""
    moved = at.replace(hour=dice.randint(6, 19)) if dice.random() < 0.8 else at
    return min(moved, now).replace(microsecond=0)


def _severity(choices: str, dice: Dice) -> str:
    return dice.choice(choices.split(","))


def _issue(scene: _Scene, trackers: Trackers, now: datetime) -> SampleIssue:
    dice, voice = trackers.dice, scene.voice
    blanks = Blanks(dice, scene.service, scene.at)
    external_id = trackers.identify(voice.source, scene.team, scene.service, scene.at)
    status, updated = _progress(voice.source, scene.at, now, dice)
    return SampleIssue(
        external_id=external_id,
        source=voice.source,
        title=dice.choice(voice.titles).format_map(blanks),
        body=dice.choice(voice.bodies).format_map(blanks),
        severity=scene.severity,
        team=scene.team,
        service=scene.service,
        external_url=address(voice.source, external_id),
        source_created_at=scene.at,
        source_updated_at=updated,
        status=status,
        metadata={
            "region": "{region}".format_map(blanks),
            "version": release_at(scene.at),
            **own_fields(voice.source, scene.team, scene.service, dice),
        },
    )


def _progress(source: str, at: datetime, now: datetime, dice: Dice) -> tuple[str, datetime]:
    """Alerts clear within hours, tickets within days or weeks, and some stay open."""
    lasting = source not in _SHORT_LIVED
    took = timedelta(days=dice.lognormvariate(0.0, 0.9) * (6.0 if lasting else 0.2))
    left_open = dice.random() < _LEFT_OPEN and lasting
    if at + took < now and not left_open:
        return dice.choices(("resolved", "closed"), (3, 1))[0], (at + took).replace(microsecond=0)
    started = dice.random() < 0.5
    touched = at + (now - at) * dice.uniform(0.05, 0.6) if started else at
    return ("in_progress" if started else "open"), touched.replace(microsecond=0)
