"""What the arrays of a detection hold."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Integers: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float32]
Doubles: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Columns: TypeAlias = npt.NDArray[np.int32]
Features: TypeAlias = npt.NDArray[np.uint32]
