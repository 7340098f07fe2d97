"""Ids that people see."""

import re

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.store.ids import new_id, new_ids

MOMENTS = st.integers(min_value=0, max_value=4_000_000_000_000_000)


@given(MOMENTS, MOMENTS)
def test_later_ids_sort_later(first_us: int, second_us: int) -> None:
    early, late = sorted((first_us, second_us))
    if late // 1000 > early // 1000:
        assert new_id("iss", early) < new_id("iss", late)


def test_an_id_is_its_prefix_and_a_ulid() -> None:
    assert re.fullmatch(r"ing_job_[0-9a-hjkmnp-tv-z]{26}", new_id("ing_job", 1_750_000_000_000_000))


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id("job", 1) for _ in range(1000)}) == 1000


def test_many_ids_at_once_keep_their_order() -> None:
    ids = new_ids("iss", 1_750_000_000_000_000, 1000)
    assert ids == sorted(set(ids))
