"""What is counted of a pair, against its definition."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.scoring.features import EVIDENCE, Question
from causeloop_desktop.engine.domain.scoring.index import Index
from causeloop_desktop.engine.domain.scoring.latent import DIMENSIONS, Latent
from causeloop_desktop.engine.domain.text.tokens import View, terms_of
from causeloop_desktop.engine.domain.text.vectors import Rarity, Vector, vector_of

WORDS = ("payment", "gateway", "timeout", "cart", "login", "search", "disk", "full", "provider")
TEXT = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
RARITY = Rarity(np.zeros(0, np.uint32), np.zeros(0, np.float32), 2.0)
NOWHERE = np.zeros(DIMENSIONS, np.float32)
DAY_US = 86_400_000_000


def vector(document: Document) -> Vector:
    return vector_of(terms_of(document), RARITY)


def index_of(documents: list[Document]) -> Index:
    none = np.zeros(0, np.uint32), np.zeros(0, np.float32)
    index = Index(Latent.empty(), np.zeros(1, np.int64), *none)
    for document in documents:
        index.add(vector(document), NOWHERE)
    return index


def counted(one: Document, other: Document) -> dict[str, float]:
    question = Question(vector(one), RARITY, NOWHERE)
    evidence = question.evidence(index_of([other]).rows(np.array([0])))
    return dict(zip(EVIDENCE, evidence[0].tolist(), strict=True))


def test_an_issue_is_wholly_like_itself() -> None:
    one = Document(1, "Payment gateway timeout", "Cart is full", None, {"service": "pay"}, DAY_US)
    found = counted(one, one)
    wholly = ("title", "text", "nearness", "fields")
    assert [found[name] for name in wholly] == pytest.approx([1, 1, 1, 1], abs=1e-6)
    assert found["rarest"] == 1


def test_a_title_is_found_in_the_other_issue_s_text() -> None:
    one, other = Document(1, "Payment timeout"), Document(2, "Cart", "Payment timeout at last")
    assert counted(one, other)["title"] == 0
    assert counted(one, other)["title_in_text"] > counted(one, other)["text_in_title"] == 0
    assert counted(other, one)["text_in_title"] > 0


def test_what_one_of_them_does_not_say_is_unknown() -> None:
    one, other = Document(1, "Payment"), Document(2, "Payment", "", None, {"service": "pay"}, 5)
    unknown = ("meaning", "nearness", "fields")
    assert np.isnan([counted(one, other)[name] for name in unknown]).all()


def test_nearness_falls_with_the_days_between() -> None:
    at = 20_000 * DAY_US
    one = Document(1, "Payment", occurred_us=at)
    gaps = (0, 1, 3, 20, 200, 2_000)
    others = [Document(2, "Payment", occurred_us=at - gap * DAY_US) for gap in gaps]
    found = [counted(one, other)["nearness"] for other in others]
    assert found == sorted(found, reverse=True)
    assert (found[0], found[-1]) == pytest.approx((1, 0))


@given(TEXT, TEXT, TEXT, TEXT)
def test_likeness_is_the_product_of_the_vectors(a: str, b: str, c: str, d: str) -> None:
    one, other = vector(Document(1, a, b)), vector(Document(2, c, d))
    theirs = dict(zip(other.ids.tolist(), other.weights.tolist(), strict=True))
    pairs = zip(one.ids.tolist(), one.weights.tolist(), strict=True)
    product = sum(weight * theirs.get(number, 0.0) for number, weight in pairs)
    question = Question(one, RARITY, NOWHERE)
    rows = index_of([Document(2, c, d)]).rows(np.array([0]))
    assert question.likeness(rows)[0] == pytest.approx(product, abs=1e-5)


def weights_of(document: Document) -> dict[View, dict[str, float]]:
    found: dict[View, dict[str, float]] = {view: {} for view in View}
    seen = vector(document)
    for (view, term), weight in zip(seen.terms, seen.weights.tolist(), strict=True):
        found[view][term] = weight
    return found


def plainly(one: Document, other: Document) -> dict[str, float]:
    """The evidence that words give, term by term and with no arrays of numbers."""
    mine, theirs = weights_of(one), weights_of(other)
    as_text = dict.fromkeys(set(mine[View.TITLE]) & set(mine[View.TEXT]), 1.0)
    shared = {view: set(mine[view]) & set(theirs[view]) for view in View}
    return {
        "title": cosine(mine[View.TITLE], theirs[View.TITLE]),
        "text": cosine(mine[View.TEXT], theirs[View.TEXT]),
        "title_in_text": cosine(as_text, theirs[View.TEXT]),
        "text_in_title": cosine(mine[View.TEXT], theirs[View.TITLE]),
        "rarest": float(bool(shared[View.TEXT])),
        "likeness": sum(mine[view][t] * theirs[view][t] for view in View for t in shared[view]),
    }


def cosine(one: dict[str, float], other: dict[str, float]) -> float:
    product = sum(one[term] * other[term] for term in one.keys() & other.keys())
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return product / lengths if lengths else 0.0


SAYINGS = st.builds(lambda title, body: Document(1, title, body), TEXT, TEXT)


@given(SAYINGS, st.lists(SAYINGS, min_size=1, max_size=4))
def test_what_words_tell_is_what_plain_counting_tells(
    one: Document, others: list[Document]
) -> None:
    agree(one, others)


def test_terms_that_share_a_place_in_the_table_are_told_apart() -> None:
    dice = np.random.default_rng(3)
    many = ["".join(dice.choice(list("abcdefghijklmnop"), 5)) for _ in range(900)]
    one = Document(1, " ".join(many[:200]), " ".join(many))
    agree(one, [Document(2, " ".join(many[at::7]), " ".join(many[at::3])) for at in range(5)])


def agree(one: Document, others: list[Document]) -> None:
    rows = index_of(others).rows(np.arange(len(others)))
    evidence, likeness = Question(vector(one), RARITY, NOWHERE).compare(rows)
    for at, other in enumerate(others):
        wanted = plainly(one, other)
        found = dict(zip(EVIDENCE, evidence[at].tolist(), strict=True)) | {"likeness": likeness[at]}
        assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=1e-6)
