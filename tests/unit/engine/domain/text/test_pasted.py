"""Pasted texts, read as the issue that a source would have made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.text.pasted import LONGEST_TITLE, document_of, normalised
from causeloop_desktop.engine.domain.text.tokens import Shape, terms_of

JAVA = """java.lang.IllegalStateException: pool 7 is closed
\tat com.shop.db.Pool.take(Pool.java:88)
\tat com.shop.db.Session.open(Session.java:41)
\tat com.shop.cart.CartStore.load(CartStore.java:17)
"""
PYTHON = """Traceback (most recent call last):
  File "/srv/app/cart.py", line 12, in load
  File "/srv/app/store.py", line 40, in read
  File "/srv/app/rows.py", line 7, in find
ValueError: no cart 4711
"""


@pytest.mark.parametrize(
    ("text", "title", "shape"),
    [
        (
            "ERROR [42] connection to 10.0.0.7 refused\n",
            "ERROR [42] connection to 10.0.0.7 refused",
            "line",
        ),
        (JAVA, "java.lang.IllegalStateException: pool 7 is closed", "trace"),
        (PYTHON, "ValueError: no cart 4711", "trace"),
        ("Subject: Charged twice\n\nHello, order 88 was charged twice.", "Charged twice", "prose"),
        ("## Checkout hangs\nThe spinner never ends.", "Checkout hangs", "prose"),
    ],
)
def test_title_and_shape_follow_from_the_text(text: str, title: str, shape: Shape) -> None:
    document = document_of(text)

    assert document.title == title
    assert terms_of(document).shape == shape


def test_a_given_title_leaves_the_text_as_body() -> None:
    document = document_of("It hangs.", " Checkout ", fields={"service": "cart"})

    assert (document.title, document.body) == ("Checkout", "It hangs.")
    assert document.fields == {"service": "cart"}


def test_the_normalised_text_has_no_variable_parts_and_no_frames() -> None:
    assert normalised(document_of(JAVA)) == "java.lang.IllegalStateException: pool <num> is closed"
    letter = document_of("Order 88 is lost\nIt left 10.0.0.7 at 12:30.\n\n\nThanks")
    assert normalised(letter).splitlines() == [
        "Order <num> is lost",
        "It left <ip> at <time>.",
        "Thanks",
    ]


@given(st.text(max_size=500))
def test_every_text_can_be_tried(text: str) -> None:
    document = document_of(text)

    assert len(document.title) <= LONGEST_TITLE
    assert isinstance(normalised(document), str)
    terms_of(document)
