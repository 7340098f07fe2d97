"""Reading documents into numbers."""

import pytest

from causeloop_desktop.engine.domain.detection.reading.corpus import SHAPES, read_corpus
from causeloop_desktop.engine.domain.detection.values import DetectionCancelledError
from causeloop_desktop.engine.domain.documents import Document


def test_rows_stand_in_the_order_of_keys_and_equal_things_are_kept_once() -> None:
    corpus = read_corpus(
        [Document(9, "Job 9 failed"), Document(3, "Job 3 failed"), Document(5, "Red", "Blue sky")],
        lambda: False,
    )
    assert corpus.keys.tolist() == [3, 5, 9]
    assert corpus.template_names == ("Job <num> failed", "Red")
    assert corpus.exact.tolist() == [0, -1, 0]
    assert [SHAPES[shape] for shape in corpus.shapes] == ["line", "prose", "line"]
    assert len(corpus) == 3


def test_reading_can_be_cancelled() -> None:
    with pytest.raises(DetectionCancelledError):
        read_corpus([Document(1, "x")], lambda: True)
