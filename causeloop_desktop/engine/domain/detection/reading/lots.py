"""Draw some issues by lots that hang on each issue alone.

What is measured on such a sample (what words mean, what strangers share) hardly changes when a few
issues come or go; a sample that hung on their number would be another one.
"""

import numpy as np
import numpy.typing as npt

from causeloop_desktop.engine.domain.detection.arrays import Integers

Numbers = npt.NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIXING = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))


def mixed(numbers: Numbers) -> Numbers:
    """Numbers that look like chance, always the same for the same ones.

    The mixing is that of splitmix64 (Steele, Lea and Flood, 2014).
    """
    found = numbers * _STEP
    for shift, factor in _MIXING:
        found = (found ^ np.right_shift(found, shift, dtype=np.uint64)) * np.uint64(factor)
    return found


def drawn(keys: Integers, most: int) -> Integers:
    """Places of at most ``most`` of the issues ``keys``, in the order of their lots."""
    return np.argsort(mixed(keys.astype(np.uint64)), kind="stable")[:most]
