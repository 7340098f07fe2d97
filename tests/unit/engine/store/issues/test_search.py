from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.records.normalise import Record
from causeloop_desktop.engine.store.database import Database
from causeloop_desktop.engine.store.intake.ingest import upsert
from causeloop_desktop.engine.store.issues import search
from tests.support.databases import add_workspace, open_database

TEXTS = (
    "Connection refused by payments-db:5432",
    "Zahlungsübersicht lädt nicht",
    "java.lang.NullPointerException at CartService",
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = open_database(tmp_path_factory.mktemp("search"))
    workspace = add_workspace(database)
    records = [Record("jira", "", str(number), text) for number, text in enumerate(TEXTS)]
    database.submit(lambda write: upsert(write, workspace, records)).result()
    yield database
    database.close()


def _found(database: Database, wanted: str) -> list[int]:
    keys = database.read_now(lambda read: search.find(read, wanted))
    return [int(key) for key in keys.split(",") if key]


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ("connection", [1]),
        ("CONN", [1]),
        ("co", []),
        ("payments-db", [1]),
        ("refused connection", [1]),
        ("connection lädt", []),
        ("zahlungsubersicht", [2]),
        ("nullpointerex", [3]),
        ("", []),
        ("-- ;", []),
    ],
)
def test_words_are_found_in_any_order(filled: Database, wanted: str, keys: list[int]) -> None:
    assert _found(filled, wanted) == keys


@pytest.mark.parametrize(
    "wanted",
    ['"', 'a"b', "NEAR(a b)", "title:x", "a OR", "NOT", "(*", "a AND AND", "^x", "{", "x\0y"],
)
def test_operators_are_only_words(filled: Database, wanted: str) -> None:
    assert isinstance(_found(filled, wanted), list)


@settings(deadline=None)
@given(wanted=st.text(max_size=60))
def test_whatever_is_typed_is_answered(filled: Database, wanted: str) -> None:
    assert set(_found(filled, wanted)) <= {1, 2, 3}


def test_any_of_some_words_is_enough(filled: Database) -> None:
    found = filled.read_now(lambda read: search.find_any(read, ["refused", "lädt", "x-y"], 10))
    assert sorted(found) == [1, 2]
