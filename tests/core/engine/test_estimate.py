"""The engine against the plain whole-image implementation: sizes, tiles, networks, precisions, devices."""

import dataclasses
import threading

import numpy as np
import pytest
import torch

from dce_studio.core.edit import PAPER, Edit
from dce_studio.core.engine import estimate as engine
from dce_studio.core.engine import infer, tiled
from dce_studio.core.engine.architecture import ARCHITECTURES
from dce_studio.core.engine.device import CPU, Device, has_bfloat16
from dce_studio.core.engine.estimate import enhance, estimate, estimate_region, exact_of
from dce_studio.core.engine.models import Model
from dce_studio.core.errors import CancelledError, DeviceError
from dce_studio.core.geometry import Box, Size
from dce_studio.core.local.values import Linear, Local, Radial
from dce_studio.core.photo import WHITE, Photo
from dce_studio.core.render import rendering
from dce_studio.core.render.shape import shaped, shaped_part
from tests import plain
from tests.core import make

SIZES = [(1, 1), (7, 1), (1, 7), (3, 5), (13, 17), (97, 64), (211, 150)]


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch):
    """Tiles of 64 px, so that small photos have many."""
    monkeypatch.setattr(tiled, "tile_edge", lambda *_: 64)


def expected_maps(architecture: str, photo: Photo) -> np.ndarray:
    net = make.weights(architecture).net
    return plain.maps(net.state_dict(), make.unit(photo), net.pool)


def expected(architecture: str, photo: Photo) -> np.ndarray:
    return plain.curve(make.unit(photo), expected_maps(architecture, photo))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_paper_is_exact_in_float32(architecture, size):
    photo, model = make.photo(*size), make.model(architecture)
    edit = Edit(keep_colour=0, detail=PAPER)
    result = enhance(photo, model, edit, precision="float32", dtype=np.float32)
    assert result.shape == photo.pixels.shape
    np.testing.assert_allclose(result, expected(architecture, photo), atol=1e-5)
    maps = estimate(photo, model, PAPER, precision="float32")
    np.testing.assert_allclose(maps.alpha, expected_maps(architecture, photo), atol=1e-5)
    assert (maps.size, maps.box, maps.gain) == (photo.size, Box.whole(photo.size), None)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_fast_default_is_within_a_level(architecture, size):
    photo = make.photo(*size)
    result = enhance(photo, make.model(architecture), Edit(keep_colour=0, detail=PAPER))
    rounded = np.floor(expected(architecture, photo) * 255 + 0.5)
    assert np.abs(result.astype(int) - rounded).max() <= 1


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("out", ["uint8", "uint16", "float32"])
def test_every_kind_of_pixels(dtype, out):
    photo = make.photo(80, 70, dtype)
    result = enhance(
        photo, make.model("dce"), Edit(keep_colour=0, detail=PAPER), precision="float32", dtype=out
    )
    white = WHITE[np.dtype(out)]
    wanted = expected("dce", photo)
    assert result.dtype == out
    tolerance = 1e-5 if white == 1 else 0.5 / white + 1e-5
    np.testing.assert_allclose(result / white, wanted, atol=tolerance)


@pytest.mark.parametrize("edge", [20, 33, 100, 1000])
def test_result_is_independent_of_the_tiles(monkeypatch, edge):
    photo, model = make.photo(130, 90), make.model("dce-slim")
    whole = expected_maps("dce-slim", photo)
    monkeypatch.setattr(tiled, "tile_edge", lambda *_: edge)
    maps = estimate(photo, model, PAPER, precision="float32")
    np.testing.assert_allclose(maps.alpha, whole, atol=1e-5)


@pytest.mark.parametrize(
    "box", [Box(0, 0, 10, 10), Box(50, 40, 100, 60), Box(199, 140, 12, 10), Box(3, 3, 1, 1)]
)
def test_a_region_is_that_part_of_the_whole(box):
    photo = make.photo(211, 150)
    maps = estimate_region(photo, make.model("dce"), box, precision="float32")
    part = expected_maps("dce", photo)[:, :, box.y : box.y + box.height, box.x : box.x + box.width]
    np.testing.assert_allclose(maps.alpha, part, atol=1e-5)
    assert (maps.box, maps.photo_size) == (box, photo.size)


def test_large_paper_maps_are_area_averages(monkeypatch):
    monkeypatch.setattr(engine, "STORED", 40 * 30)
    photo = make.photo(160, 120)
    maps = estimate(photo, make.model("dce"), PAPER, precision="float32")
    assert maps.size == Size(40, 30)
    averages = expected_maps("dce", photo).reshape(8, 3, 30, 4, 40, 4).mean((3, 5))
    np.testing.assert_allclose(maps.alpha, averages, atol=1e-5)


@pytest.mark.parametrize("edit", [Edit(detail=PAPER), Edit(detail=PAPER, coupling=0.3, smoothing=0.6)])
def test_averages_give_the_exact_maps_that_an_export_uses(monkeypatch, edit):
    photo, model = make.photo(160, 120), make.model("dce")
    assert exact_of(photo, shaped(photo, estimate(photo, model, PAPER), edit), model) is None
    monkeypatch.setattr(engine, "STORED", 80 * 60)
    exact = exact_of(photo, shaped(photo, estimate(photo, model, PAPER), edit), model)
    assert exact is not None
    found = np.full((8, 3, 120, 160), np.nan, np.float32)

    def use(box, alpha):
        found[:, :, box.y : box.y + box.height, box.x : box.x + box.width] = alpha

    exact(use, lambda done: None)
    result = rendering.develop(rendering.Sampled(photo.pixels, found), edit)
    np.testing.assert_array_equal(result, enhance(photo, model, edit))


@pytest.mark.parametrize("noise", [0, 0.5])
def test_streamed_tiles_have_the_local_strengths_of_the_whole(noise):
    photo, model = make.photo(160, 120), make.model("dce")
    places = (
        Local(Radial((80.0, 60.0), (50.0, 40.0)), 0.7),
        Local(Linear((0.0, 20.0), (0.0, 100.0)), -0.9),
    )
    edit = Edit(detail=PAPER, noise=noise).with_locals(*places)
    maps = estimate(photo, model, PAPER)
    whole = rendering.render(photo, shaped(photo, maps, edit), edit)
    assert np.abs(enhance(photo, model, edit).astype(int) - whole).max() <= 1
    box = Box(40, 30, 64, 64)
    assert np.abs(enhance(photo, model, edit, box=box).astype(int) - whole[30:94, 40:104]).max() <= 1
    part = shaped_part(photo, estimate_region(photo, model, box), shaped(photo, maps, edit))
    shown = rendering.develop(rendering.sample(photo, part, box), edit)
    assert np.abs(shown.astype(int) - whole[30:94, 40:104]).max() <= 1


def test_area_averages_of_uneven_cells_keep_the_mean(monkeypatch):
    monkeypatch.setattr(engine, "STORED", 37 * 29)
    photo = make.photo(161, 123)
    maps = estimate(photo, make.model("dce"), PAPER, precision="float32")
    assert max(maps.size) < 50
    np.testing.assert_allclose(maps.alpha.mean((2, 3)), expected_maps("dce", photo).mean((2, 3)), atol=1e-4)


def test_reduced_estimate_is_guided_and_near_the_reduced_network():
    photo = make.photo(300, 200)
    maps = estimate(photo, make.model("dce"), 100, precision="float32")
    assert maps.size == Size(100, 67)
    assert maps.gain is not None
    assert maps.offset is not None
    assert np.abs(maps.alpha).max() <= 1
    assert (maps.detail, maps.weights) == (100, "random-dce")
    result = enhance(photo, make.model("dce"), Edit(detail=100), precision="float32", dtype=np.float32)
    assert np.abs(result - expected("dce", photo)).mean() < 0.05


def test_dce_pp_shares_its_maps():
    assert estimate(make.photo(90, 70), make.model("dce-pp"), 64).steps == 1


@pytest.mark.parametrize("detail", [48, PAPER])
def test_grey_stays_grey(detail):
    photo = dataclasses.replace(make.photo(100, 80, grey=True), grey=True)
    result = enhance(photo, make.model("dce"), Edit(detail=detail))
    assert (result == result[..., :1]).all()


def test_what_is_no_number_does_not_spread():
    pixels = make.photo(64, 48, "float32").pixels.copy()
    pixels[20, 20] = np.nan
    pixels[30, 30] = np.inf
    photo = Photo(make.photo(1, 1).path, pixels)
    cleaned = pixels.copy()
    cleaned[20, 20], cleaned[30, 30] = 0, 1
    maps = estimate(photo, make.model("dce"), PAPER, precision="float32")
    assert np.isfinite(maps.alpha).all()
    state = make.weights("dce").net.state_dict()
    np.testing.assert_allclose(maps.alpha, plain.maps(state, cleaned), atol=1e-5)


def test_zero_iterations_give_the_photo():
    photo = make.photo(100, 80)
    for detail in (48, PAPER):
        result = enhance(photo, make.model("dce"), Edit(iterations=0, detail=detail))
        np.testing.assert_array_equal(result, photo.pixels)


def test_torch_threads_are_given_back():
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        estimate(make.photo(200, 150), make.model("dce"), PAPER)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("detail", [48, PAPER])
def test_cancelling(detail):
    def tick(fraction: float) -> None:
        assert 0 <= fraction <= 1
        raise CancelledError

    with pytest.raises(CancelledError):
        enhance(make.photo(300, 200), make.model("dce"), Edit(detail=detail), tick=tick)


def test_progress_rises_to_one():
    seen: list[float] = []
    enhance(make.photo(300, 200), make.model("dce-pp"), Edit(detail=100), tick=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1


# Devices that fail


class Failing(infer.Engine):
    """An engine that has memory for windows up to `limit` px, and counts what it was asked."""

    limit = 0
    error: type[Exception] = torch.OutOfMemoryError
    calls: list[tuple[int, int]] = []  # noqa: RUF012 — shared on purpose, reset by the fixture

    def alpha(self, pixels, tile=None):
        Failing.calls.append(pixels.shape[:2])
        if max(pixels.shape[:2]) > Failing.limit:
            raise Failing.error("out of memory" if Failing.error is torch.OutOfMemoryError else "fault")
        return super().alpha(pixels, tile)


@pytest.fixture
def failing(monkeypatch):
    """Engines of a device "cuda:0" that runs on the CPU and fails as told."""
    Failing.limit, Failing.error, Failing.calls = 0, torch.OutOfMemoryError, []
    model = Model(make.weights("dce"))
    plain_engine = model.engine("cpu", "float32")

    class Fake(Device):
        torch = torch.device("cpu")

    fake = Failing(Fake("cuda:0", "Fake GPU"), torch.float32, plain_engine.net, plain_engine.halo)
    model._engines["cuda:0", "float32"] = fake
    monkeypatch.setattr(tiled, "free_memory", lambda device: None)
    monkeypatch.setattr(tiled, "tile_edge", lambda *_: 300)
    return model


@pytest.mark.parametrize("limit", [300, 200, 80])
def test_tiles_are_halved_when_memory_runs_out(failing, limit):
    Failing.limit = limit
    photo = make.photo(290, 210)
    maps = estimate(photo, failing, PAPER, device="cuda:0", precision="float32")
    np.testing.assert_allclose(maps.alpha, expected_maps("dce", photo), atol=1e-5)
    assert maps.device == "Fake GPU, float32"


@pytest.mark.parametrize(("error", "said"), [
    (torch.OutOfMemoryError, "Fake GPU ran out of memory"), (RuntimeError, "Fake GPU failed"),
])  # fmt: skip
def test_the_cpu_is_the_last_resort_and_said(failing, error, said):
    Failing.error = error
    photo = make.photo(290, 210)
    maps = estimate(photo, failing, PAPER, device="cuda:0", precision="float32")
    np.testing.assert_allclose(maps.alpha, expected_maps("dce", photo), atol=1e-5)
    assert maps.device == f"CPU, float32 ({said})"


def test_a_lost_device_gives_way_before_the_first_tile(failing, monkeypatch):
    def lost(device):
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(tiled, "free_memory", lost)
    photo = make.photo(290, 210)
    maps = estimate(photo, failing, PAPER, device="cuda:0", precision="float32")
    np.testing.assert_allclose(maps.alpha, expected_maps("dce", photo), atol=1e-5)
    assert maps.device == "CPU, float32 (Fake GPU failed)" and not Failing.calls


def test_a_device_that_cannot_hold_the_network_is_told(monkeypatch):
    real = infer._engine

    def full(weights, device, dtype):
        if device != CPU:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(weights, device, dtype)

    monkeypatch.setattr(infer, "_engine", full)
    engine = infer.trusted(make.weights("dce"), Device("cuda:0", "Fake GPU"), "float32")
    assert engine.text == "CPU, float32 (Fake GPU failed its check)"


def test_a_cpu_without_memory_says_so(monkeypatch):
    def full(*_):
        raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: not enough memory")

    monkeypatch.setattr(infer.Engine, "alpha", full)
    model = Model(make.weights("dce"))
    with pytest.raises(DeviceError, match="memory"):
        estimate(make.photo(200, 150), model, PAPER, precision="float32")


def test_low_precision_is_used_only_where_it_agrees(monkeypatch):
    weights = make.weights("dce")
    monkeypatch.setattr(infer, "_low_precision", lambda device: torch.bfloat16)
    assert Model(weights).engine("cpu").dtype == torch.bfloat16
    monkeypatch.setattr(infer, "LOW_TOLERANCE", 0.0)
    assert Model(weights).engine("cpu").dtype == torch.float32
    assert Model(weights).engine("cpu", "float32").dtype == torch.float32


def test_bfloat16_is_taken_where_it_is_in_hardware():
    if not has_bfloat16(CPU):
        pytest.skip("this CPU has no bfloat16")
    assert make.model("dce").engine("cpu").text == "CPU, bfloat16"


def test_estimates_may_run_side_by_side():
    photo, model = make.photo(150, 100), make.model("dce")
    results: list[np.ndarray] = []
    threads = [
        threading.Thread(target=lambda: results.append(estimate(photo, model, PAPER).alpha)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 3
    assert all((result == results[0]).all() for result in results)
