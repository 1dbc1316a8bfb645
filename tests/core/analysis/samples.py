"""Photos, maps and edits at random, for the inspector's tests."""

from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import WHITE, Photo

SMALL = Size(6, 5)
DTYPES = (np.uint8, np.uint16, np.float32)


def make_photo(
    seed: int = 0, width: int = 31, height: int = 17, dtype: type = np.uint8, grey: bool = False
) -> Photo:
    """Random pixels, dark ones more often."""
    random = np.random.default_rng(seed)
    values = random.random((height, width, 1 if grey else 3)) ** 2
    values = np.broadcast_to(values, (height, width, 3))
    white = WHITE[np.dtype(dtype)]
    return Photo(Path("night photo.png"), (values * white).astype(dtype), grey=grey)


def make_maps(
    photo: Photo, seed: int = 0, steps: int = 8, size: Size = SMALL, guided: bool = False
) -> CurveMaps:
    """Random maps, mostly brightening; guided ones have gain and offset."""
    random = np.random.default_rng(seed + 1)

    def values(low: float, high: float) -> np.ndarray:
        return random.uniform(low, high, (steps, 3, size.height, size.width)).astype(np.float32)

    gain, offset = (values(-0.5, 0.5), values(-0.6, 0.9)) if guided else (None, None)
    return CurveMaps(
        values(-0.7, 1), Box.whole(photo.size), photo.size, gain, offset, weights="random", detail=64
    )


photos = st.builds(
    make_photo,
    st.integers(0, 99),
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from(DTYPES),
    st.booleans(),
)
edits = st.builds(
    Edit,
    iterations=st.floats(0, 16),
    strength=st.floats(0, 2),
    gamma=st.floats(0.2, 5),
    red=st.floats(0, 2),
    green=st.floats(0, 2),
    blue=st.floats(0, 2),
    keep_colour=st.just(0.0) | st.floats(0, 1),
    black=st.just(0.0) | st.floats(0, 0.3),
    temperature=st.just(0.0) | st.floats(-100, 100),
    tint=st.just(0.0) | st.floats(-100, 100),
    coupling=st.just(0.0) | st.floats(0, 1),
    smoothing=st.just(0.0) | st.floats(0, 1),
)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Photo, CurveMaps]:
    """A photo of any kind with maps of any network, guided or not."""
    photo = draw(photos)
    size = Size(draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    return photo, make_maps(
        photo, draw(st.integers(0, 99)), draw(st.sampled_from((1, 8))), size, draw(st.booleans())
    )
