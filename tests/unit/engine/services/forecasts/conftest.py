import pytest

from tests.support.keeping import Keeping
from tests.support.patterns import Workshop


@pytest.fixture
def keeping(workshop: Workshop) -> Keeping:
    return Keeping(workshop)
