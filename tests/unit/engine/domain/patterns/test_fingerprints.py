"""What a pattern's members say about domain, cause, service and error."""

import pytest

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.patterns.fingerprints import (
    Attribute,
    attributes_of,
    error_type_of,
    facts_of,
    summary_of,
)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("java.io.IOException: broken", "IOException"),
        ("provider answers HTTP 504", "HTTP 504"),
        ("ORA-00942: table missing", "ORA-00942"),
        ("connect ECONNREFUSED", "ECONNREFUSED"),
        ("Gateway Timeout at noon", "gateway timeout"),
        ("the page is blue", None),
        ("ERROR while saving", None),
    ],
)
def test_errors_are_named(text: str, error: str | None) -> None:
    assert error_type_of(text) == error


@pytest.mark.parametrize(
    ("title", "cause"),
    [
        ("Payment provider timed out", "third_party_timeout"),
        ("OutOfMemoryError in worker", "resource_exhaustion"),
        ("TLS certificate has expired", "certificate_expiry"),
        ("Deadlock in orders", "concurrency"),
        ("Login failed: invalid token", "authentication"),
        ("NullPointerException in cart", "null_reference"),
        ("Connection refused by search", "network"),
        ("Request timed out", "timeout"),
    ],
)
def test_causes_are_told_by_their_words(title: str, cause: str) -> None:
    assert dict(facts_of(Document(1, title)))["root_cause"] == cause


def test_fields_beat_the_text() -> None:
    document = Document(1, "cart-service is down", fields={"service": "basket"})
    assert dict(facts_of(document))["service"] == "basket"


def test_services_are_read_from_the_text() -> None:
    assert dict(facts_of(Document(1, "cart-service is down")))["service"] == "cart-service"


def test_values_carry_how_many_members_say_so() -> None:
    documents = [Document(n, "Payment declined: gateway timeout") for n in range(13)]
    documents.append(Document(13, "Payment page is blue"))
    attributes = attributes_of(documents)
    assert Attribute("error_type", "gateway timeout", 13, 14) in attributes
    assert Attribute("domain", "payments", 14, 14) in attributes


def test_what_few_say_is_left_out() -> None:
    documents = [Document(n, f"Blue page {'HTTP 500' if n == 0 else ''}") for n in range(10)]
    assert attributes_of(documents) == ()


def test_the_summary_is_counted_evidence() -> None:
    attributes = (
        Attribute("root_cause", "third_party_timeout", 12, 14),
        Attribute("service", "payments", 14, 14),
        Attribute("error_type", "gateway timeout", 13, 14),
    )
    assert summary_of(attributes) == (
        "13 of 14 issues name 'gateway timeout'; 12 of 14 point to third party timeout; "
        "14 of 14 come from payments."
    )
    assert summary_of(()) == ""


def test_a_service_alone_makes_a_sentence() -> None:
    assert summary_of([Attribute("service", "cart", 3, 3)]) == "3 of 3 issues come from cart."
