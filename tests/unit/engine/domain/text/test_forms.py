"""The form of a line: which parts vary, and how many, tells no statements apart."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.text.forms import form_of, line_of
from causeloop_desktop.engine.domain.text.masking import template_of


def read(line: str) -> str:
    return form_of(template_of(line))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("page fault at 0x1f00", "page fault at 4711"),
        ("register 0000af3c, mask 1b", "register 00000000, mask 1c"),
        ("lease for 10.0.0.7 ended", "lease for pay-1.prod.local ended"),
        ("evicted key_1", "evicted key_1 key_2 key_3"),
        ("open ports [1]", "open ports [1, 2, 3]"),
        ("bad parts (1) at 0x1f, end 12", "bad parts (1) at 0x1f, end 12 (2) at 12, end 0x1f"),
        ("attempt_17_m_3 ended", "attempt_18_r_0001 ended"),
        ("slot R02-M1-N0-J7 is empty", "slot R02-M1-N0-I12 is empty"),
        ("retried with force=true", "retried with force=False"),
        ("cannot load lib/net/tls.so", "cannot load plugins/auth/ldap.so"),
        ("found 1 error in cart", "found 12 errors in cart"),
    ],
)
def test_lines_of_one_statement_have_one_form(one: str, other: str) -> None:
    assert read(one) == read(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("order 5 accepted", "order 5 refused"),
        ("read/write error", "read error"),
        ("retry the retry", "retry"),
        ("cache 3 of 4 in use", "cache 3 in use"),
        ("answer is true", "answer is wanted"),
    ],
)
def test_lines_in_other_words_have_other_forms(one: str, other: str) -> None:
    assert read(one) != read(other)


def test_what_only_looks_like_a_placeholder_stays() -> None:
    assert form_of("no <form> in <body>") == "no <form> in <body>"


def test_a_line_that_is_too_long_for_a_title_is_a_line() -> None:
    line = "lost " + ", ".join(f"part_{number}" for number in range(60))
    assert line_of(line[:300].rstrip(), f"{line}\n\n") == line
    assert line_of("Lost parts", "") == line_of("Lost parts", " Lost parts ") == "Lost parts"


@pytest.mark.parametrize(
    ("title", "body"),
    [("Lost", "Lost again"), ("x" * 300, f"{'x' * 300}\nand more"), ("x" * 300, "y" * 400)],
)
def test_what_says_more_than_its_title_is_no_line(title: str, body: str) -> None:
    assert line_of(title, body) is None


@pytest.mark.parametrize("part", ["-", "~.", "a/", "=true", "<num>a", "<num>a-b", "<num> b "])
def test_made_up_lines_are_read_in_no_time(part: str) -> None:
    line = part * (6_000 // len(part))
    began = time.process_time()
    form_of(f"{line}!")
    assert time.process_time() - began < 0.2


@given(st.text(max_size=300))
def test_a_form_of_any_text_is_never_longer(text: str) -> None:
    template = template_of(text)
    assert len(form_of(template).split(" ")) <= len(template.split(" "))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_a_list_has_the_form_of_its_entry(numbers: list[int]) -> None:
    listed = ", ".join(f"part_{number}" for number in numbers)
    assert read(f"lost {listed} of it") == "lost part_<*> of it"
