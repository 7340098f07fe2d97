"""The stages of an issue: their numbers in the store, and what the words of other tools mean."""

from __future__ import annotations

import re

from causeloop_desktop.contract.issues import STATUS_OF_STAGE, Stage, Status

STAGES: tuple[Stage, ...] = tuple(Stage)
"""A stage's number in the store is its place here."""

NUMBER_OF_STAGE: dict[Stage, int] = {stage: number for number, stage in enumerate(STAGES)}

CLOSED: frozenset[int] = frozenset(
    number
    for stage, number in NUMBER_OF_STAGE.items()
    if STATUS_OF_STAGE[stage] in (Status.RESOLVED, Status.CLOSED)
)
"""The stages in which nothing is left to do."""

_WORDS: dict[Stage, str] = {
    Stage.NEW: "open opened new todo backlog triage triggered active firing alerting reopened "
    "unassigned created submitted untriaged unconfirmed registered alarm",
    Stage.ANALYZING: "inprogress started acknowledged acked assigned accepted investigating "
    "indevelopment inreview review pending waiting onhold hold blocked snoozed confirmed "
    "identified monitoring workinprogress wip testing selectedfordevelopment patchavailable",
    Stage.RESOLVED: "resolved done fixed closed complete completed solved ok recovered "
    "autoresolved mitigated released verified finished cleared",
    Stage.WONT_FIX: "wontfix wontdo willnotfix cancelled canceled duplicate rejected invalid "
    "notabug declined dismissed suppressed worksforme cannotreproduce notreproducible abandoned "
    "deferred ignored bydesign spam deleted",
}
_STAGE_OF_WORD = {word: stage for stage, words in _WORDS.items() for word in words.split()}
_LETTERS = re.compile(r"[^a-z]+")


def stage_of_status(status: str | None) -> int | None:
    """Give the number of the stage that a tool's status means, ``None`` where nobody knows."""
    if not status:
        return None
    stage = _STAGE_OF_WORD.get(_LETTERS.sub("", status.lower().replace("'", "")))
    return None if stage is None else NUMBER_OF_STAGE[stage]


def moved_stage(stage: int, before: str | None, after: str | None) -> int:
    """Give the stage after the source's status went from ``before`` to ``after``.

    It moves only when the status means something else than it did: what a person or detection
    said in between stands. Being open in other words does not undo a pattern that was found.

    Args:
        stage: Where the issue stands now.
        before: The status last seen, if any.
        after: The status seen now.
    """
    meant, means = stage_of_status(before), stage_of_status(after)
    if means is None or means == meant:
        return stage
    if means in CLOSED or stage in CLOSED:
        return means
    advanced = stage > NUMBER_OF_STAGE[Stage.ANALYZING]
    return stage if advanced else means
