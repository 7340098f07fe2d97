"""Files that detections leave may be damaged or stem from elsewhere; work goes on without them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from causeloop_desktop.contract.jobs import JobStatus
from causeloop_desktop.engine.domain.archives import digest_of
from causeloop_desktop.engine.domain.matching.matcher import Matcher
from causeloop_desktop.engine.domain.scoring.derived import Derived
from causeloop_desktop.engine.services.matching.matchers import Matchers
from causeloop_desktop.engine.store.patterns.memberships import POOL
from tests.support.databases import add_workspace
from tests.support.patterns import DISK, LOGIN, Failure, Workshop

pytestmark = pytest.mark.anyio

KEYED = Failure("Job {} was seen", fingerprint="nightly-export")
INDEX = ".index.npz"
MAIL = Failure("Mail to customer {} bounced by their relay")


def _zeroed(whole: bytes) -> bytes:
    return bytes(len(whole))


def _halved(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def _emptied(_whole: bytes) -> bytes:
    return b""


def _listed(_whole: bytes) -> bytes:
    return b"[1]"


def _packed_otherwise(whole: bytes) -> bytes:
    """Change the compression that the archive's directory names for its first entry."""
    at = max(whole.rfind(b"PK\x01\x02"), 0) + 10
    return whole[:at] + b"\x63" + whole[at + 1 :]


@pytest.fixture
async def settled(workshop: Workshop) -> Workshop:
    await workshop.push((DISK, [1, 20, 40]), (KEYED, [2, 30]))
    await workshop.detect()
    await workshop.push((DISK, [5]), (KEYED, [6]))
    return workshop


async def fresh_matcher(workshop: Workshop) -> Matcher:
    """Load what an engine that has just begun loads."""
    return await Matchers(workshop.database, workshop.models).get(workshop.key)


def left(workshop: Workshop, ending: str) -> Path:
    """Find the file of the one run that ends so."""
    files = workshop.models.glob("*/*")
    (file,) = (one for one in files if one.name == f"{one.name.partition('.')[0]}{ending}")
    return file


@pytest.mark.parametrize("ending", [".npz", ".state.npz", ".json"])
@pytest.mark.parametrize("damage", [_zeroed, _halved, _emptied, _listed, _packed_otherwise])
async def test_damage_costs_neither_matching_nor_the_next_detection(
    settled: Workshop, ending: str, damage: Callable[[bytes], bytes]
) -> None:
    file = left(settled, ending)
    file.write_bytes(damage(file.read_bytes()))

    matched = await settled.match()
    detected = await settled.detect()

    assert (matched.status, matched.result["issues"]) == (JobStatus.SUCCEEDED, 2)
    assert detected.result["incremental"] is False
    assert len({pattern for pattern in (await settled.places()).values() if pattern != POOL}) == 2


@pytest.fixture
async def stranger(settled: Workshop, tmp_path: Path) -> Workshop:
    """Another workspace in which the same key stands for another pattern."""
    other = Workshop(settled.database, add_workspace(settled.database), settled.clock, tmp_path)
    await other.push((KEYED, [1, 20, 40]), (LOGIN, [2, 30]))
    await other.detect()
    return other


async def test_files_of_another_workspace_put_no_issue_into_its_patterns(
    settled: Workshop, stranger: Workshop
) -> None:
    theirs = {*(await stranger.places()).values()}
    _put_under_the_name_of_mine(settled.models)

    await settled.match()
    assert not theirs & {*(await settled.places()).values()} - {POOL}

    await settled.push((MAIL, [7, 8]))
    found = await settled.detect()
    assert found.result["incremental"] is False
    assert found.result["issues"] == 9
    assert not theirs & {*(await settled.places()).values()} - {POOL}


def _put_under_the_name_of_mine(models: Path) -> None:
    mine, theirs = sorted(models.iterdir(), key=lambda folder: folder.stat().st_ctime_ns)
    run = next(mine.glob("*.json")).stem
    for file in theirs.iterdir():
        (mine / f"{run}.{file.name.partition('.')[2]}").write_bytes(file.read_bytes())


async def test_what_was_derived_from_a_model_is_kept_and_read_again(settled: Workshop) -> None:
    left(settled, INDEX).unlink()
    matcher, again = await fresh_matcher(settled), await fresh_matcher(settled)

    derived = Derived.read(left(settled, INDEX), digest_of(left(settled, ".npz")))
    assert len(derived.lengths) == len(matcher.model.rows.issues) > 0
    for one in (derived, again.derived):
        assert np.array_equal(one.places, matcher.derived.places)
        assert np.array_equal(one.lengths, matcher.derived.lengths)


@pytest.mark.parametrize("damage", [_zeroed, _halved, _emptied, _listed, _packed_otherwise])
async def test_an_index_that_is_damaged_is_derived_anew(
    settled: Workshop, damage: Callable[[bytes], bytes]
) -> None:
    await fresh_matcher(settled)
    whole = left(settled, INDEX).read_bytes()
    left(settled, INDEX).write_bytes(damage(whole))

    matched = await settled.match()

    assert (matched.result["issues"], matched.result["linked"]) == (2, 2)
    assert Derived.read(left(settled, INDEX), digest_of(left(settled, ".npz"))).words is not None


async def test_an_index_of_another_model_is_derived_anew(
    settled: Workshop, stranger: Workshop
) -> None:
    await fresh_matcher(settled)
    await fresh_matcher(stranger)
    mine, theirs = (one for one in settled.models.glob(f"*/*{INDEX}"))
    theirs.write_bytes(mine.read_bytes())
    before = await fresh_matcher(settled), await fresh_matcher(stranger)

    assert [len(one.derived.lengths) for one in before] == [
        len(one.model.rows.issues) for one in before
    ]


async def test_where_nothing_can_be_kept_matching_goes_on(settled: Workshop) -> None:
    index = left(settled, INDEX)
    index.unlink()
    index.mkdir()

    matched = await settled.match()

    assert matched.result["linked"] == 2
    assert not [*settled.models.glob("*/*.new")]
