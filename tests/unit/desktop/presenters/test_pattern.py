from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from causeloop_desktop.client.patterns import PatternsClient
from causeloop_desktop.contract.issues import PatternRef
from causeloop_desktop.contract.patterns import Counting, PatternStatus
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.pattern import PatternPresenter
from causeloop_desktop.desktop.presenters.saving import save_csv
from tests.support.recurring import DISK, PAYMENT, SEARCH
from tests.support.sessions import session_over
from tests.unit.desktop.presenters.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from causeloop_desktop.contract.base import PatternId
    from causeloop_desktop.contract.patterns import Pattern
    from causeloop_desktop.desktop.presenters.session import Session


async def ids(session: Session) -> dict[str, PatternId]:
    page = await session.client.patterns.list()
    return {
        failure.title: row.id
        for failure in (PAYMENT, SEARCH, DISK)
        for row in page.data
        if row.name.startswith(failure.title)
    }


def test_a_pattern_comes_with_its_chart_and_its_issues(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PatternPresenter(session)
            await presenter.open((await ids(session))[PAYMENT.title])
            state = presenter.state
            assert state.pattern is not None
            assert state.frequency is not None
            assert state.member_total == len(PAYMENT.days_ago) == state.pattern.issue_count
            assert sum(point.count for point in state.frequency.history) == 6
            await presenter.show_window(7)
            await presenter.count(Counting.ISSUES)
            state = presenter.state
            assert state.frequency is not None
            assert state.frequency.counting is Counting.ISSUES
            assert sum(point.count for point in state.frequency.history) == 2
            await presenter.explain(state.members[0])
            assert presenter.state.why is not None
            assert presenter.state.why.because

    asyncio.run(story())


def test_an_answer_that_comes_late_does_not_replace_what_was_opened_since(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            known, opened = await ids(session), asyncio.Event()
            real = PatternsClient.get

            async def late(client: PatternsClient, id_: PatternId, **rest: Any) -> Pattern:
                if id_ == known[PAYMENT.title]:
                    await opened.wait()
                return await real(client, id_, **rest)

            monkeypatch.setattr(PatternsClient, "get", late)
            presenter = PatternPresenter(session)
            first = asyncio.get_running_loop().create_task(presenter.open(known[PAYMENT.title]))
            await asyncio.sleep(0)
            await presenter.open(known[SEARCH.title])
            opened.set()
            await first
            assert presenter.state.pattern is not None
            assert presenter.state.pattern.id == known[SEARCH.title]

    asyncio.run(story())


def test_a_merge_is_previewed_done_and_can_be_taken_back(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            known = await ids(session)
            presenter = PatternPresenter(session)
            await presenter.open(known[PAYMENT.title])
            preview = await presenter.preview_merge(known[SEARCH.title])
            assert (preview.moved, preview.pattern.issue_count) == (4, 10)
            assert presenter.state.member_total == 6
            changed = await presenter.merge(known[SEARCH.title])
            assert presenter.state.member_total == 10
            assert changed.moved == 4
            assert changed.operation_id is not None
            await session.client.operations.undo(changed.operation_id)
            await presenter.load()
            assert presenter.state.member_total == 6

    asyncio.run(story())


def test_a_pattern_that_was_merged_away_leads_to_what_it_became(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            known = await ids(session)
            away, presenter = PatternPresenter(session), PatternPresenter(session)
            await away.open(known[SEARCH.title])
            await presenter.open(known[PAYMENT.title])
            await presenter.merge(known[SEARCH.title])
            await away.load()
            assert away.state.pattern == presenter.state.pattern

    asyncio.run(story())


def test_before_its_first_issue_a_pattern_is_not_there(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PatternPresenter(session)
            await presenter.open((await ids(session))[DISK.title])
            session.set_as_of(NOON - timedelta(days=300))
            await presenter.load()
            assert presenter.state.phase is Phase.FAILED
            assert presenter.state.pattern is None
            assert presenter.state.problem is not None
            assert presenter.state.problem.status == 404

    asyncio.run(story())


def test_issues_are_split_off_by_place_and_name_and_status_are_kept(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PatternPresenter(session)
            await presenter.open((await ids(session))[PAYMENT.title])
            chosen = await presenter.ids_at([range(1, 3), range(5, 6)])
            assert chosen == tuple(presenter.state.members[place].id for place in (1, 2, 5))
            assert (await presenter.preview_split(chosen)).moved == 3
            assert (await presenter.split(chosen)).new_pattern_id is not None
            assert presenter.state.member_total == 3
            await presenter.rename("Gateway slow")
            await presenter.set_status(PatternStatus.WATCHING)
            assert presenter.state.pattern is not None
            assert presenter.state.pattern.name == "Gateway slow"
            assert presenter.state.pattern.status is PatternStatus.WATCHING

    asyncio.run(story())


def test_its_issues_are_saved(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter = PatternPresenter(session)
            await presenter.open((await ids(session))[DISK.title])
            file = folder / "issues.csv"
            assert await save_csv(presenter.export(), file, lambda _: None) == 3
            text = await asyncio.to_thread(file.read_text)
            assert all(row.title in text for row in presenter.state.members)

    asyncio.run(story())


def test_a_server_without_charts_and_members_still_shows_the_pattern(folder: Path) -> None:
    async def story() -> None:
        lacking = ("/v1/patterns/{pattern_id}/members", "/v1/patterns/{pattern_id}/frequency")
        async with session_over(folder, lacking) as session:
            presenter = PatternPresenter(session)
            await presenter.open((await ids(session))[DISK.title])
            state = presenter.state
            assert state.phase is Phase.READY
            assert state.pattern is not None
            assert state.frequency is None
            assert not state.members

    asyncio.run(story())


def test_the_most_alike_is_known_before_a_merge(folder: Path) -> None:
    async def story() -> None:
        async with session_over(folder) as session:
            presenter, known = PatternPresenter(session), await ids(session)
            await presenter.open(known[PAYMENT.title])
            assert await presenter.nearest() is None
            told = presenter.state.together
            assert told is not None
            search = PatternRef(id=known[SEARCH.title], name=SEARCH.title, risk_score=1)
            presenter._change(together=told.model_copy(update={"nearest_other": search}))
            nearest = await presenter.nearest()
            assert nearest is not None
            assert nearest.id == search.id

    asyncio.run(story())
