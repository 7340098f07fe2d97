"""Masking: what varies goes, what names a failure stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.text.masking import mask, template_of


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("took 3000 ms", "took <num>"),
        ("balance -12.50 is wrong", "balance <num> is wrong"),
        ("at 0xDEADBEEF", "at <hex>"),
        ("commit 9fceb02d0ae598e9", "commit <hex>"),
        ("order 3f2504e0-4f89-11d3-9a0c-0305e82c3301 lost", "order <id> lost"),
        ("at 2026-11-21T03:47:49.123Z today", "at <time> today"),
        ("at 2026-11-21 03:47:49 today", "at <time> today"),
        ("at Sun Jul 17 15:09:16 2005", "at <time>"),
        ("from 10.250.7.244:50010 to db", "from <ip> to db"),
        ("mail anna.b@shop.example.com bounced", "mail <email> bounced"),
        ("GET https://shop.example/cart?id=7 failed", "GET <url> failed"),
        ("cannot reach pay-1.prod.local:8443", "cannot reach <host>"),
        ("open /var/lib/app/db.sqlite failed", "open <path> failed"),
        (r"open C:\data\x.txt failed", "open <path> failed"),
        ("worker7 died", "worker<num> died"),
        ("article V20C-881 is gone", "article <id> is gone"),
        ("kept 5MB free", "kept <num> free"),
    ],
)
def test_what_varies_becomes_a_placeholder(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "HTTP 504 from provider",
        "ORA-00942 raised",
        "error 503",
        "upload to s3 and log4j",
        "3DS page blank",
        "plain",
    ],
)
def test_codes_and_technical_words_stay(text: str) -> None:
    assert mask(text) == text


def test_two_occurrences_of_one_failure_have_one_template() -> None:
    first = template_of("Payment 'ab12'  for order 4711 timed out after 30 s (10.0.0.1)")
    second = template_of("Payment 'zz99' for order 9 timed out after 45 s (10.0.0.77)")
    assert first == second == "Payment <str> for order <num> timed out after <num> (<ip>)"


def test_chains_of_placeholders_are_one() -> None:
    assert template_of("task attempt_1445_0020_m") == "task attempt_<num>_m"


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_never_tell_templates_apart(one: int, other: int) -> None:
    assert template_of(f"job {one} failed") == template_of(f"job {other} failed")


@given(st.text(max_size=300))
def test_any_text_can_be_masked_and_a_template_is_stable(text: str) -> None:
    once = template_of(text)
    assert template_of(once) == once or any(letter.isdigit() for letter in text)
