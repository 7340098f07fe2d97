"""Names that a person would write."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.patterns.naming import LONGEST, is_chat, pattern_name, readable
from causeloop_desktop.engine.domain.text.masking import template_of


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("payment <num> timed out after <num>", "Payment … timed out after …"),
        ("connection from <ip> refused", "Connection from [address] refused"),
        ("[PROD] RE: disk full on web-<num>.", "Disk full on web-…"),
        ("#incidents: checkout slow again", "Checkout slow again"),
        ("iOS app crashes", "iOS app crashes"),
    ],
)
def test_templates_are_written_readably(template: str, name: str) -> None:
    assert readable(template) == name


def test_a_shared_template_names_the_pattern() -> None:
    templates = {"Order <num> is lost": 4, "order <num> is lost": 3, "where is my parcel": 2}
    assert pattern_name(templates, "where is my parcel") == "Order … is lost"


def test_without_a_shared_template_the_medoid_names_it() -> None:
    templates = {"cart is empty": 1, "basket lost after login": 1}
    assert pattern_name(templates, "basket lost after login 17") == "Basket lost after login …"


def named(*titles: str) -> str:
    """Name a pattern of these members, the first being the most typical."""
    return pattern_name(Counter(map(template_of, titles)), titles[0], titles)


def test_digits_of_a_product_are_kept_and_those_of_a_machine_are_not() -> None:
    assert named("HiveServer2 leaks 4 sessions", "HiveServer2 leaks 17 sessions") == (
        "HiveServer2 leaks … sessions"
    )
    assert named("Disk full on node7", "Disk full on node9") == "Disk full on node…"
    assert named("HiveServer2 hangs", "LDAP login fails with HiveServer2") == "HiveServer2 hangs"
    lone = named("worker7 hangs at start", "no more tasks for the scheduler")
    assert lone == "worker… hangs at start"


def test_what_never_varies_is_written_out() -> None:
    titles = [f"Port 8080 of web refused call {number}" for number in (17, 23, 42)]
    assert named(*titles) == "Port 8080 of web refused call …"
    daily = [f"Export of 2024-01-05 failed at step {number}" for number in (1, 2)]
    assert named(*daily) == "Export of [time] failed at step …"


def test_titles_that_differ_in_a_few_words_share_the_others() -> None:
    titles = [f"Checkout fails for {who} with gateway timeout" for who in ("guests", "Anna", "all")]
    assert named(*titles) == "Checkout fails for … with gateway timeout"


def test_no_name_begins_with_a_blank_that_nobody_can_fill() -> None:
    lost = [f"{what} of the topology's random choice" for what in ("Typo", "Speed", "Javadoc")]
    assert named(*lost) == "Typo of the topology's random choice"
    slow = [f"{who}: checkout spins before payment" for who in ("Maria", "Jon", "Ines")]
    assert named(*slow) == "Checkout spins before payment"


@given(st.lists(st.text(max_size=60), min_size=1, max_size=12))
def test_a_name_from_members_is_never_empty_nor_long(titles: list[str]) -> None:
    assert 1 <= len(named(*titles)) <= LONGEST


def test_terms_name_a_pattern_without_words() -> None:
    assert pattern_name({"<num>": 3}, "42", terms=("disk", "full")) == "Disk, full"
    assert pattern_name({"<num>": 3}, "42") == "Issues without words"


@given(st.dictionaries(st.text(max_size=200), st.integers(1, 9), max_size=5), st.text(max_size=300))
def test_a_name_is_never_empty_nor_long(templates: dict[str, int], medoid: str) -> None:
    assert 1 <= len(pattern_name(templates, medoid)) <= LONGEST


def test_a_question_to_colleagues_names_nothing_where_tickets_say_what_failed() -> None:
    asked = "Anyone else seeing gateway timeouts?"
    tickets = ["Gateway timeout on POST /pay", "Payment gateway timeouts since 9:40"]
    titles = [asked, "#ops: is checkout down?", "hey, pay page spins", *tickets]
    templates = Counter(template_of(title) for title in titles)

    name = pattern_name(templates, asked, titles)

    assert "gateway timeout" in name.lower()
    assert "?" not in name
    assert not is_chat(name)


def test_where_nobody_says_more_a_question_is_the_name() -> None:
    asked = "Is checkout down?"
    assert pattern_name({asked: 4}, asked, [asked] * 4) == "Is checkout down?"


def test_one_stray_ticket_does_not_name_what_many_ask() -> None:
    asked = "Why is the search empty again?"
    titles = [asked] * 9 + ["Printer on floor two is jammed"]
    name = pattern_name(Counter(titles), asked, titles)
    assert name == asked


@pytest.mark.parametrize(
    "title", ["HelloWorld fails to start", "Allocator runs out of memory", "Whois lookup times out"]
)
def test_words_that_only_begin_like_chat_are_no_chat(title: str) -> None:
    assert not is_chat(title)


def test_a_label_of_an_alarm_gives_way_to_a_title_that_says_what_failed() -> None:
    alarm = "AcquirerTimeoutRate checkout-payments eu-north-1"
    told = ["Acquirer slow again, checkouts pile up", "Checkout fails: acquirer slow again"]
    name = pattern_name({"a": 2, "b": 1, "c": 1}, alarm, [alarm, alarm, *told])
    assert name == "Checkout fails: acquirer slow again"


def test_labels_name_a_pattern_where_hardly_anybody_says_more() -> None:
    alarm = "AcquirerTimeoutRate checkout-payments"
    titles = [alarm, *["OtherRate checkout-payments"] * 5, "Acquirer slow again, checkouts pile up"]
    assert pattern_name({"a": 1, "b": 5, "c": 1}, alarm, titles).startswith("AcquirerTimeoutRate")
