import time

from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.text.differences import (
    LONGEST,
    Run,
    compare,
    echoed,
    shortened,
)
from causeloop_desktop.engine.domain.text.masking import mask, variables

TEXTS = st.text(alphabet="ab 1.-\n/:<>é", max_size=60)


def joined(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def marked(runs: tuple[Run, ...], mark: str) -> list[str]:
    return [run.text.strip() for run in runs if run.mark == mark]


def test_words_that_only_one_side_has_are_marked() -> None:
    left, right = compare("Disk full on the node", "Disk nearly full on a node")
    assert marked(left, "different") == ["the"]
    assert marked(right, "different") == ["nearly", "a"]


def test_numbers_ids_and_times_vary_and_are_no_difference() -> None:
    left, right = compare(
        "Disk full on node-417 at 2024-01-02T10:00:00Z id=42",
        "Disk full on node-3 at 2024-05-09T11:22:33Z id=77",
    )
    assert marked(left, "different") == marked(right, "different") == []
    assert marked(left, "variable") == ["417", "2024-01-02T10:00:00Z", "42"]
    assert marked(right, "variable") == ["3", "2024-05-09T11:22:33Z", "77"]


def test_case_and_white_space_are_no_difference() -> None:
    left, right = compare("Disk  FULL", "disk full")
    assert marked(left, "different") == marked(right, "different") == []


@given(TEXTS, TEXTS)
def test_the_runs_of_a_side_are_its_text(left: str, right: str) -> None:
    found = compare(left, right)
    assert joined(found.left) == left
    assert joined(found.right) == right


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    found = compare(text, text)
    assert found.left == found.right
    assert not marked(found.left, "different")


@given(TEXTS)
def test_what_varies_is_what_masking_replaces(text: str) -> None:
    parts, after = [], 0
    for start, end, placeholder in variables(text):
        parts += [text[after:start], placeholder]
        after = end
    assert "".join([*parts, text[after:]]) == mask(text)


def test_long_traces_are_compared_by_lines_and_quickly() -> None:
    left = "".join(f"\tat com.acme.Job{n}.run(Job.java:{n})\n" for n in range(300))
    right = "".join(f"\tat com.acme.Job{n}.run(Job.java:{n * 7})\n" for n in range(40, 360))
    began = time.process_time()
    found = compare(left, right)
    assert time.process_time() - began < 2
    assert joined(found.left) == left
    assert joined(found.right) == right


def test_a_long_text_is_cut_where_a_line_ends() -> None:
    text = "a line of words\n" * 2000
    kept, gone = shortened(text)
    assert kept.endswith("words")
    assert len(kept) <= LONGEST
    assert len(kept) + gone == len(text)
    assert shortened("short") == ("short", 0)
    assert shortened("x" * (LONGEST + 5)) == ("x" * LONGEST, 5)


def test_words_that_stand_elsewhere_on_the_other_side_are_told_apart() -> None:
    left, _ = compare("Heap dump of the facet query", "Facet query loads everything")
    found = echoed(left, "Facet query loads everything into the heap")
    assert marked(found, "elsewhere") == ["Heap"]
    assert marked(found, "same") == ["facet query"]
    assert marked(found, "different") == ["dump of the"]
    assert joined(found) == "Heap dump of the facet query"
