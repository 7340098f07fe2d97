"""Names that a person would write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.naming import LONGEST, pattern_name, readable


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


def test_terms_name_a_pattern_without_words() -> None:
    assert pattern_name({"<num>": 3}, "42", ("disk", "full")) == "Disk, full"
    assert pattern_name({"<num>": 3}, "42") == "Issues without words"


@given(st.dictionaries(st.text(max_size=200), st.integers(1, 9), max_size=5), st.text(max_size=300))
def test_a_name_is_never_empty_nor_long(templates: dict[str, int], medoid: str) -> None:
    assert 1 <= len(pattern_name(templates, medoid)) <= LONGEST
