"""Detections that begin where an earlier one ended."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.detection.found import Detection
from causeloop_desktop.engine.domain.detection.likeness.bonds import trust_of
from causeloop_desktop.engine.domain.detection.run import detect
from causeloop_desktop.engine.domain.detection.state import State
from causeloop_desktop.engine.domain.detection.update import Earlier, News, StateUnfitError, update
from causeloop_desktop.engine.domain.detection.values import (
    DetectionCancelledError,
    DetectionSettings,
)
from causeloop_desktop.engine.domain.documents import Constraints, Document
from tests.benchmarks.failures import failures
from tests.support.groupings import disagreement, earlier, places, previous, updated

MOST = 0.01
"""Share of the issues that may be elsewhere than from scratch."""

STORIES = (
    ("Payment provider timed out for order {n}", "Card payments fail, the gateway gives up."),
    ("Search index is behind the catalogue by {n} hours", "New articles cannot be found."),
    ("Customers are sent back to the login page", "The session cookie of {n} users is dropped."),
    ("Report worker has no space left", "Temporary exports fill the volume since {n}."),
)


def told(n: int) -> Document:
    title, body = STORIES[n % 4]
    return Document(n, title.format(n=n), body.format(n=n))


def shop(size: int) -> list[Document]:
    return [told(n) for n in range(1, size + 1)]


def home(detection: Detection, issue: int) -> int:
    return places(detection).get(issue, 0)


def test_nothing_new_changes_nothing() -> None:
    before = earlier(detect(shop(40)))
    after = updated(before, shop(40))
    assert after.patterns == ()
    assert after.released == ()
    assert after.carried == frozenset(previous(before).values())
    assert after.incremental
    assert np.array_equal(after.state.patterns, before.state.patterns)
    assert updated(earlier(after)).model.to_bytes() == after.model.to_bytes()


def test_an_issue_that_came_joins_its_like() -> None:
    before = earlier(detect(shop(40)))
    after = updated(before, [told(44)])
    (pattern,) = after.patterns
    assert pattern.key == home(after, 40) == home(after, 44)
    assert pattern.change == "kept"
    assert pattern.members == tuple(range(4, 45, 4))
    assert len(after.carried) == 3


def test_a_failure_that_is_new_becomes_a_pattern() -> None:
    fresh = [
        Document(n, f"Kafka consumer lags on partition {n}", "It rebalances.") for n in (98, 99)
    ]
    after = updated(earlier(detect(shop(40))), fresh)
    (pattern,) = after.patterns
    assert (pattern.key, pattern.members, pattern.change) == (-1, (98, 99), "new")


def test_an_issue_that_fits_nowhere_is_told() -> None:
    stranger = Document(99, "Blue kangaroo jumps", "Nobody knows why.")
    after = updated(earlier(detect(shop(40))), [stranger])
    assert (after.patterns, after.released, after.pool) == ((), (99,), 1)


def test_an_issue_that_changed_goes_where_it_now_belongs() -> None:
    before = earlier(detect(shop(40)))
    moved = replace(told(5), key=8)
    after = updated(before, [moved])
    assert home(after, 8) == home(after, 5) != home(after, 4)
    assert after.moved == 1
    assert {pattern.key for pattern in after.patterns} == {home(after, 4), home(after, 5)}


def test_a_pattern_whose_issues_are_gone_vanishes() -> None:
    before = earlier(detect(shop(8)))
    gone = home_of(before, 1)
    after = updated(before, gone=frozenset({1, 5}))
    assert after.vanished == (gone,)
    assert len(after.state.corpus) == 6


def home_of(kept: Earlier, issue: int) -> int:
    return previous(kept)[issue]


def test_lines_that_turn_out_to_vary_are_one_pattern() -> None:
    lines = [Document(n, f"Disk full on report volume {name}") for n, name in enumerate("ab", 1)]
    before = earlier(detect([*lines, *(replace(one, key=one.key + 50) for one in shop(20))]))
    after = updated(before, [Document(99, "Disk full on report volume c")])
    assert home(after, 1) == home(after, 2) == home(after, 99) != 0
    assert after.state.forms["disk full on report volume c"] == "disk full on report volume <any>"
    again = updated(earlier(after), [Document(100, "Disk full on report volume d")])
    assert home(again, 100) == home(again, 1)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1_000), st.sampled_from(("last", "any")))
def test_what_comes_out_is_nearly_what_comes_from_scratch(seed: int, which: str) -> None:
    documents = list(failures(400, seed))
    some = range(396, 400) if which == "last" else range(seed % 100, 400, 100)
    fresh = {documents[at].key for at in some}
    before = earlier(detect([one for one in documents if one.key not in fresh]))
    after = updated(before, [one for one in documents if one.key in fresh])
    scratch = detect(documents, previous=previous(before))
    assert disagreement(places(after), places(scratch)) <= MOST


def test_where_the_scorer_is_listened_to_an_update_stays_near_a_run_from_scratch() -> None:
    documents = list(failures(2_000, 1))
    before = earlier(detect(documents[:1_980]))
    assert trust_of(before.state.basis.crowd) > 0.3
    assert before.state.basis.chance > 0
    after = updated(before, documents[1_980:])
    scratch = detect(documents, previous=previous(before))
    assert disagreement(places(after), places(scratch)) <= MOST


def test_ten_small_steps_stay_near_what_comes_from_scratch() -> None:
    documents = list(failures(500, 3))
    kept = earlier(detect(documents[:400]))
    for start in range(400, 500, 10):
        kept = earlier(updated(kept, documents[start : start + 10]))
    found = dict(zip(kept.state.corpus.keys.tolist(), kept.state.patterns.tolist(), strict=True))
    assert disagreement(found, places(detect(documents))) <= 0.03


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_within_a_batch_changes_nothing(dice: random.Random) -> None:
    documents = list(failures(300, 5))
    before = earlier(detect(documents[:280]))
    shuffled = documents[280:]
    dice.shuffle(shuffled)
    one, other = updated(before, documents[280:]), updated(before, shuffled)
    assert one.patterns == other.patterns
    assert one.model.to_bytes() == other.model.to_bytes()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 26), st.integers(1, 26)), max_size=4),
    st.lists(st.tuples(st.integers(1, 26), st.integers(1, 26)), max_size=6),
    st.dictionaries(st.integers(1, 26), st.integers(1, 3), max_size=6),
    st.sets(st.tuples(st.integers(1, 26), st.integers(1, 3)), max_size=4),
)
def test_no_update_violates_a_constraint_unless_it_says_so(
    must: list[tuple[int, int]],
    cannot: list[tuple[int, int]],
    pins: dict[int, int],
    bans: set[tuple[int, int]],
) -> None:
    wishes = Constraints(tuple(must), tuple(cannot), pins, frozenset(bans))
    before = earlier(detect(shop(24)))
    try:
        after = updated(before, [told(25), told(26)], wishes)
    except StateUnfitError:
        return  # the caller looks at everything instead
    if after.conflicts:
        return
    at = places(after)
    assert all(at[a] == at[b] for a, b in must if a != b)
    assert all(at[a] != at[b] for a, b in cannot if at[a])
    assert all(at[issue] != pattern for issue, pattern in bans)
    assert all(at[issue] in (pattern, 0) for issue, pattern in pins.items())


def test_what_people_take_back_is_forgotten() -> None:
    apart = Constraints(cannot_link=((4, 8),))
    before = earlier(detect(shop(40), apart))
    assert home_of(before, 4) != previous(before).get(8)
    after = updated(before)
    assert home(after, 4) == home(after, 8)


def test_an_update_says_where_a_cap_held_a_pattern_back() -> None:
    words = ("alpha", "beta", "gamma", "delta", "omega", "sigma", "kappa", "theta")
    documents = [
        Document(n, f"Payment provider gateway timed out {word}", f"Card payments fail {word}")
        for n, word in enumerate(words, 1)
    ]
    full = detect(documents, settings=DetectionSettings(largest=3))
    assert full.capped > 0
    further = Document(20, "Payment provider gateway timed out eta", "Card payments fail eta")
    after = updated(earlier(full), [further])
    atoms = after.state.of_row
    groups = after.state.tree.roots()
    assert np.bincount(groups).max() <= 3
    assert after.capped > 0
    assert len(atoms) == 9


def test_an_update_can_be_cancelled() -> None:
    kept = earlier(detect(shop(40)))
    news = News([told(44)], (), Constraints(), previous(kept))
    with pytest.raises(DetectionCancelledError):
        update(kept, news, lambda *_: None, lambda: True)


def test_a_state_is_kept_and_read_again(tmp_path: Path) -> None:
    wishes = Constraints(((1, 5),), ((1, 2),), {3: 7}, frozenset({(4, 9)}))
    state = detect([*shop(20), Document(90, "", "")], wishes).state
    state.write(tmp_path / "run.state.npz")
    kept = State.read(tmp_path / "run.state.npz")
    assert (kept.constraints, kept.basis, kept.forms) == (wishes, state.basis, state.forms)
    assert (kept.corpus.titles, kept.corpus.exact_keys) == (
        state.corpus.titles,
        state.corpus.exact_keys,
    )
    before = detect([*shop(20), Document(90, "", "")], wishes)
    named = earlier(before)
    again = updated(Earlier(kept.renamed(_keys(before)), named.model), [told(21)], wishes)
    assert again.patterns == updated(named, [told(21)], wishes).patterns


def _keys(detection: Detection) -> dict[int, int]:
    was, now = detection.state.patterns.tolist(), earlier(detection).state.patterns.tolist()
    return dict(zip(was, now, strict=True))


@pytest.mark.parametrize("damage", [b"", b"no archive", None])
def test_a_damaged_state_is_refused(tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "run.state.npz"
    detect(shop(20)).state.write(path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes((whole[middle] ^ 0xFF,)) + whole[middle + 1 :]
    path.write_bytes(flipped if damage is None else damage)
    with pytest.raises(ValueError, match="no state"):
        State.read(path)
