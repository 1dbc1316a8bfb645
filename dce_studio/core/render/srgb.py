"""The transfer of sRGB (IEC 61966-2-1): encoded values ↔ linear light, both in [0, 1]."""

from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

Values = TypeVar("Values", NDArray[np.float32], NDArray[np.float64])


def to_light(encoded: Values) -> Values:
    """The linear light of encoded values (…), in their own type."""
    return cast(Values, np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4))


def to_encoded(light: Values) -> Values:
    """The encoded values of linear light (…), in its own type."""
    curved = 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055  # the power of 0 is not asked for
    return cast(Values, np.where(light <= 0.0031308, light * 12.92, curved))
