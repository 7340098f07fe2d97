"""PagerDuty: windows, its ceiling, and what happens to old incidents."""

from datetime import UTC, datetime, timedelta

from causeloop_desktop.connectors.asking.places import Place, Span
from causeloop_desktop.connectors.catalog.pagerduty import CONNECTOR
from causeloop_desktop.connectors.description.pages import Page
from causeloop_desktop.connectors.walking.spans import span_after
from tests.support.providers.asking import asking, pages_of
from tests.support.providers.pagerduty import TOKEN, PagerDuty

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
INCIDENTS, CHANGES = 0, 1


def _read(pagerduty: PagerDuty, since: datetime, stream: int, **settings: object) -> list[Page]:
    place = Place(settings, base_url="https://api.pagerduty.com")
    answer = asking(pagerduty.respond, f"Token token={TOKEN}")
    span = Span(since, pagerduty.now)
    return list(pages_of(CONNECTOR, place, span, answer, stream=stream))


def _numbers(pages: list[Page]) -> set[str]:
    return {str(taken.record.external_id) for page in pages for taken in page.taken}


def test_a_year_is_asked_for_in_parts_that_the_api_allows() -> None:
    pagerduty = PagerDuty(NOW)
    begin = NOW - timedelta(days=365)
    pagerduty.fill(12, begin, timedelta(days=30))
    assert len(_numbers(_read(pagerduty, begin, INCIDENTS))) == 12


def test_more_than_the_ceiling_is_read_whole() -> None:
    pagerduty = PagerDuty(NOW)
    begin = NOW - timedelta(days=100)
    pagerduty.fill(10_150, begin, timedelta(minutes=10))
    assert len(_numbers(_read(pagerduty, begin, INCIDENTS))) == 10_150


def test_more_changes_than_the_ceiling_in_a_day_are_read_in_smaller_slices() -> None:
    pagerduty = PagerDuty(NOW)
    begin = NOW - timedelta(hours=23)
    pagerduty.fill(10_150, begin, timedelta(seconds=8))
    assert len(_numbers(_read(pagerduty, begin, CHANGES))) == 10_150


def test_what_happens_to_an_old_incident_is_seen_in_its_log() -> None:
    pagerduty = PagerDuty(NOW)
    pagerduty.trigger(1, NOW - timedelta(days=300))
    pagerduty.change(1, NOW - timedelta(minutes=5), status="resolved")
    [taken] = [
        taken
        for page in _read(pagerduty, NOW - timedelta(hours=1), CHANGES)
        for taken in page.taken
    ]
    assert taken.record.status == "resolved"
    assert taken.origin == "acme.pagerduty.com"


def test_only_chosen_services_are_asked_for() -> None:
    pagerduty = PagerDuty(NOW)
    pagerduty.trigger(1, NOW - timedelta(hours=2))
    pagerduty.trigger(2, NOW - timedelta(hours=1), service={"id": "POTHER", "summary": "Other"})
    pages = _read(pagerduty, NOW - timedelta(days=1), INCIDENTS, services=["POTHER"])
    assert _numbers(pages) == {"Q00002"}
    changed = _read(pagerduty, NOW - timedelta(days=1), CHANGES, services=["POTHER"])
    assert _numbers(changed) == {"Q00002"}


def test_what_happens_after_a_run_that_saw_no_change_is_read_by_the_next() -> None:
    pagerduty = PagerDuty(NOW)
    pagerduty.trigger(1, NOW - timedelta(days=300))
    first = _read(pagerduty, NOW - timedelta(minutes=2), CHANGES)
    pagerduty.change(1, NOW + timedelta(minutes=5), status="resolved")
    stream, now = CONNECTOR.streams[CHANGES], NOW + timedelta(minutes=30)
    span = span_after(stream, first[-1].bookmark, now)
    assert span.since <= NOW
    pagerduty.now = now
    [taken] = [taken for page in _read(pagerduty, span.since, CHANGES) for taken in page.taken]
    assert taken.record.status == "resolved"
