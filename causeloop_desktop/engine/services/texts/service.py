"""Tries texts: reads what they need, and has them taken apart in a thread."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from causeloop_desktop.engine.domain.text.pasted import document_of
from causeloop_desktop.engine.services.matching import alike
from causeloop_desktop.engine.services.texts.answers import answer
from causeloop_desktop.engine.services.texts.thinking import think
from causeloop_desktop.engine.store.patterns.memberships import POOL, MembershipStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causeloop_desktop.contract.texts import TextTried, TextTry
    from causeloop_desktop.engine.domain.documents import Document
    from causeloop_desktop.engine.services.matching.matchers import Matchers
    from causeloop_desktop.engine.services.patterns.service import PatternService
    from causeloop_desktop.engine.store.database import Database, Read

FIELDS = ("service", "team", "component")


class TextService:
    """Takes texts apart as detection and matching do.

    Args:
        database: Where issues are.
        patterns: Names patterns.
        matchers: Hold the models of the last detections.
    """

    def __init__(self, database: Database, patterns: PatternService, matchers: Matchers) -> None:
        self._database = database
        self._patterns = patterns
        self._matchers = matchers

    async def try_text(self, workspace_key: int, wanted: TextTry) -> TextTried:
        """Say what would become of an issue with this text, and why."""
        matcher = await self._matchers.get(workspace_key)
        document = await asyncio.to_thread(_read, wanted)
        others = await self._database.read(partial(alike.others, workspace_key, document, POOL))
        places = await self._database.read(partial(_places, workspace_key, others))
        thought = await asyncio.to_thread(think, document, matcher, others, places)
        heads = await self._database.read(
            partial(alike.heads, workspace_key, list(thought.similar))
        )
        patterns = {one.pattern for one in thought.candidates} | {
            head.pattern for head in heads.values()
        }
        patterns |= {thought.decided, thought.key_pattern}
        refs = await self._patterns.refs(workspace_key, patterns)
        return answer(replace(thought, heads=heads), refs)


def _read(wanted: TextTry) -> Document:
    fields = {name: value for name in FIELDS if (value := getattr(wanted, name))}
    return document_of(wanted.text, wanted.title, fields=fields, fingerprint=wanted.fingerprint)


def _places(workspace_key: int, others: Sequence[Document], read: Read) -> dict[int, int]:
    return MembershipStore(read, workspace_key).pattern_of([other.key for other in others])
