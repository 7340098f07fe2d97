"""A walk takes every row, whatever moves meanwhile and wherever it is interrupted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.connectors.asking.messages import Answer, Ask, Row
from causeloop_desktop.connectors.asking.paging import Offset
from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.description.pages import Bookmark, Page
from causeloop_desktop.connectors.description.streams import Order, Stream
from causeloop_desktop.connectors.errors import EndlessListError, UnreadableAnswerError
from causeloop_desktop.connectors.walking.walk import Walk
from causeloop_desktop.contract.ingest import IngestEvent

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
PLACE = Place()
SIZE = 3


def _minute(number: int) -> datetime:
    return BEGIN + timedelta(minutes=number)


def _ask(span: Span, _place: Place) -> Ask:
    until = "" if span.until is None else span.until.isoformat()
    return Ask(path="/rows", params={"since": span.since.isoformat(), "until": until})


def _record(row: Row, _place: Place) -> IngestEvent:
    return IngestEvent(external_id=row["id"], title=row["title"])


def _changed(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"])


STREAM = Stream(
    name="rows",
    title="Rows",
    ask=_ask,
    to_record=_record,
    changed=_changed,
    pager=Offset(SIZE),
)


class Server:
    """A list of rows that pages by number, as simple providers do."""

    def __init__(self, minutes: list[int], order: Order = Order.OLDEST_FIRST) -> None:
        self.rows = {f"r{number}": minute for number, minute in enumerate(minutes)}
        self.order = order

    def answer(self, ask: Ask) -> Answer:
        since, until = str(ask.params["since"]), str(ask.params["until"])
        rows = [
            {"id": key, "title": key, "at": _minute(minute).isoformat()}
            for key, minute in self.rows.items()
            if _minute(minute).isoformat() >= since
            and (not until or _minute(minute).isoformat() < until)
        ]
        rows.sort(key=lambda row: (row["at"], row["id"]), reverse=self.order is Order.NEWEST_FIRST)
        skipped = int(str(ask.params.get("offset", "0")))
        return Answer(200, {}, rows[skipped : skipped + SIZE])


def _walk(
    stream: Stream, server: Server, bookmark: Bookmark, until: datetime | None = None
) -> tuple[set[str], list[Bookmark]]:
    walk = Walk(stream, PLACE, Span(BEGIN, until), bookmark)
    seen: set[str] = set()
    bookmarks = []
    while walk.ask is not None:
        page = walk.take(server.answer(walk.ask))
        seen |= _keys(page)
        bookmarks.append(page.bookmark)
    return seen, bookmarks


def _keys(page: Page) -> set[str]:
    return {str(taken.record.external_id) for taken in page.taken}


STREAMS = {
    "oldest first": STREAM,
    "moving": replace(STREAM, moves=True),
    "newest first": replace(STREAM, order=Order.NEWEST_FIRST),
    "sliced": replace(STREAM, longest_span=timedelta(minutes=7)),
}


@pytest.mark.parametrize("kind", STREAMS)
@given(minutes=st.lists(st.integers(0, 40), max_size=25))
def test_every_row_is_taken_and_resuming_after_any_page_takes_the_rest(
    kind: str, minutes: list[int]
) -> None:
    stream = STREAMS[kind]
    server = Server(minutes, stream.order)
    until = _minute(60) if stream.longest_span else None
    seen, bookmarks = _walk(stream, server, Bookmark(), until)
    assert seen == set(server.rows)
    for stop in range(len(bookmarks)):
        walk = Walk(stream, PLACE, Span(BEGIN, until), Bookmark())
        before: set[str] = set()
        kept = Bookmark()
        for _ in range(stop + 1):
            assert walk.ask is not None
            page = walk.take(server.answer(walk.ask))
            before |= _keys(page)
            kept = Bookmark.model_validate_json(page.bookmark.model_dump_json())
        after = set() if kept.ask is None else _walk(stream, server, kept, until)[0]
        assert before | after == set(server.rows)


@given(
    minutes=st.lists(st.integers(0, 40), min_size=1, max_size=25),
    moved=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 24)), max_size=6),
)
def test_a_row_that_changes_while_pages_are_read_hides_no_other(
    minutes: list[int], moved: list[tuple[int, int]]
) -> None:
    server = Server(minutes)
    walk = Walk(STREAMS["moving"], PLACE, Span(BEGIN), Bookmark())
    seen: set[str] = set()
    pages = 0
    while walk.ask is not None:
        for page, row in moved:
            key = f"r{row}"
            if page == pages and key in server.rows:
                server.rows[key] = 50 + page
        seen |= _keys(walk.take(server.answer(walk.ask)))
        pages += 1
        assert pages < 100
    assert seen == set(server.rows)


def test_a_crowded_moment_is_looked_at_again_until_two_looks_agree() -> None:
    server = Server([5] * 8)
    walk = Walk(STREAMS["moving"], PLACE, Span(_minute(5)), Bookmark())
    seen: set[str] = set()
    for number in range(100):
        if walk.ask is None:
            break
        seen |= _keys(walk.take(server.answer(walk.ask)))
        if number == 0:
            server.rows["r0"] = 50  # draws the first row of the second page onto the first
    assert "r3" in seen
    assert seen == set(server.rows)


def test_a_walk_that_has_an_end_stops_there() -> None:
    server = Server(list(range(30)))
    open_ended = replace(STREAM, ask=lambda span, place: _ask(Span(span.since), place))
    seen, bookmarks = _walk(open_ended, server, Bookmark(), _minute(7))
    assert {f"r{number}" for number in range(7)} <= seen
    assert len(bookmarks) == 3


def test_the_watermark_of_a_newest_first_list_waits_for_its_last_page() -> None:
    stream = STREAMS["newest first"]
    server = Server(list(range(8)), stream.order)
    _, bookmarks = _walk(stream, server, Bookmark())
    assert [one.watermark for one in bookmarks[:-1]] == [None] * (len(bookmarks) - 1)
    assert bookmarks[-1].watermark == _minute(7)


def test_a_ceiling_is_passed_by_beginning_again_at_the_last_row() -> None:
    stream = replace(STREAM, pager=Offset(SIZE, ceiling=6))
    server = Server(list(range(20)))
    assert _walk(stream, server, Bookmark())[0] == set(server.rows)


def test_a_ceiling_in_a_newest_first_list_is_passed_by_smaller_slices() -> None:
    stream = replace(
        STREAM,
        pager=Offset(SIZE, ceiling=6),
        order=Order.NEWEST_FIRST,
        longest_span=timedelta(minutes=64),
    )
    server = Server(list(range(40)), stream.order)
    assert _walk(stream, server, Bookmark(), _minute(60))[0] == set(server.rows)


def test_empty_pages_with_a_next_one_are_not_the_end() -> None:
    stream = replace(STREAM, pager=Offset(SIZE, more=lambda answer, _count: answer.status == 200))
    walk = Walk(stream, PLACE, Span(BEGIN), Bookmark())
    walk.take(Answer(200, {}, []))
    assert walk.ask is not None
    page = walk.take(Answer(206, {}, [{"id": "a", "title": "a", "at": BEGIN.isoformat()}]))
    assert _keys(page) == {"a"}
    assert walk.ask is None


def _same(_ask: Ask) -> Answer:
    return Answer(200, {}, [{"id": "a", "title": "a", "at": BEGIN.isoformat()}])


def _nothing(_ask: Ask) -> Answer:
    return Answer(200, {}, [])


def _take_many(walk: Walk, answer: Callable[[Ask], Answer]) -> None:
    for _ in range(2_000):
        assert walk.ask is not None
        walk.take(answer(walk.ask))


@pytest.mark.parametrize("answer", [_same, _nothing])
def test_a_list_that_repeats_itself_is_stopped(answer: Callable[[Ask], Answer]) -> None:
    stream = replace(STREAM, pager=Offset(SIZE, more=lambda _answer, _count: True))
    walk = Walk(stream, PLACE, Span(BEGIN), Bookmark())
    with pytest.raises(EndlessListError):
        _take_many(walk, answer)


def test_an_answer_without_a_list_is_not_an_empty_page() -> None:
    walk = Walk(STREAM, PLACE, Span(BEGIN), Bookmark())
    with pytest.raises(UnreadableAnswerError):
        walk.take(Answer(200, {}, {"message": "try later"}))


def test_a_row_of_an_unknown_shape_is_skipped_with_its_reason() -> None:
    walk = Walk(STREAM, PLACE, Span(BEGIN), Bookmark())
    good = {"id": "a", "title": "a", "at": BEGIN.isoformat()}
    page = walk.take(Answer(200, {}, [{"id": "b"}, good]))
    assert _keys(page) == {"a"}
    assert page.skipped[0].row == {"id": "b"}
    assert "title" in page.skipped[0].reason
