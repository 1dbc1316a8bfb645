"""What the trainer sees: the scan, the cache, the batches, the augmented exposures."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dce_studio.core.errors import TrainingError
from dce_studio.core.geometry import Size
from dce_studio.training import augment, data
from dce_studio.training.cache import Cache, shape
from dce_studio.training.config import Config, preset
from dce_studio.training.scan import TrainingPhotos, look, scan, warnings

from .conftest import write_photo

Make = Callable[..., Config]


def looked(config: Config) -> TrainingPhotos:
    stream = look(config)
    while True:
        try:
            next(stream)
        except StopIteration as end:
            return end.value


def test_scan_counts_duplicates_and_unreadable(config: Make, photos: Path) -> None:
    shutil.copy(photos / "0.png", photos / "below" / "again.png")
    (photos / "broken.jpg").write_bytes(b"no photo")
    (photos / ".hidden.png").write_bytes(b"")
    found = looked(config())
    assert len(found.photos) == 9 and [p.name for p in found.duplicates] == ["again.png"]
    assert [p.name for p in found.unreadable] == ["broken.jpg"]
    event = found.event()
    assert sum(event.brightness) == 9 and 0.2 < event.mean < 0.6


def test_fingerprint_is_of_the_contents(config: Make, photos: Path, tmp_path: Path) -> None:
    before = looked(config()).fingerprint
    shutil.move(photos, tmp_path / "elsewhere")
    assert looked(config(folders=(tmp_path / "elsewhere",))).fingerprint == before
    write_photo(tmp_path / "elsewhere" / "0.png", 99)
    assert looked(config(folders=(tmp_path / "elsewhere",))).fingerprint != before


def test_hundred_unreadable_files(config: Make, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    for k in range(100):
        (folder / f"{k}.jpg").write_bytes(bytes([k]) * k)
    with pytest.raises(TrainingError, match="no readable photo"):
        looked(config(folders=(folder,)))
    write_photo(folder / "good.png", 1)
    found = looked(config(folders=(folder,)))
    assert len(found.photos) == 1 and len(found.unreadable) == 100
    assert "100 of the files" in warnings(found, config().recipe)[0]


def test_missing_folder(config: Make, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no folder"):
        looked(config(folders=(tmp_path / "nowhere",)))


@pytest.mark.parametrize(
    ("brightness", "recipe", "word"),
    [(0.1, {}, "dark"), (0.85, {"augment": 0.0}, "bright"), (0.4, {"augment": 0.0}, "equally bright")],
)
def test_warnings_of_exposure(
    config: Make, tmp_path: Path, brightness: float, recipe: dict[str, float], word: str
) -> None:
    for k in range(3):
        write_photo(tmp_path / "set" / f"{k}.png", k, brightness)
    made = config(folders=(tmp_path / "set",), **recipe)
    told = warnings(looked(made), made.recipe)
    assert "Only 3 photos" in told[0] and word in told[1]


def test_warning_of_one_colour(config: Make, tmp_path: Path) -> None:
    (tmp_path / "red").mkdir()
    for k in range(3):
        pixels = np.random.default_rng(k).integers(0, 255, (20, 20, 3)) * [1.0, 0.3, 0.3]
        Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "red" / f"{k}.png")
    made = config(folders=(tmp_path / "red",))
    assert any("lean to red" in text and "too cyan" in text for text in warnings(looked(made), made.recipe))


def test_shapes() -> None:
    whole = preset("studio", size=256)
    assert shape(whole, Size(6000, 4000)) == (512, 352) and shape(whole, Size(100, 200)) == (256, 512)
    plain = preset("studio", size=256, references="photo")
    assert shape(plain, Size(6000, 4000)) == (256, 176) and shape(plain, Size(100, 200)) == (128, 256)
    assert shape(preset("published"), Size(6000, 4000)) == (256, 256)
    assert shape(preset("studio", framing="crop", size=128, references="photo"), Size(6000, 1000)) == (
        768,
        128,
    )


def test_cache_is_used_and_mended(photos: Path, tmp_path: Path) -> None:
    cache = Cache(preset("studio", size=32), tmp_path / "kept")
    path = photos / "0.png"
    first = cache.load(path)
    (file,) = (tmp_path / "kept").iterdir()
    stamp = file.stat().st_mtime_ns
    again = Cache(cache.recipe, tmp_path / "kept").load(path)
    assert np.array_equal(first.pixels, again.pixels) and file.stat().st_mtime_ns == stamp
    file.write_bytes(b"damaged")
    assert np.array_equal(Cache(cache.recipe, tmp_path / "kept").load(path).pixels, first.pixels)
    path.unlink()
    assert np.array_equal(cache.load(path).pixels, first.pixels)  # seen before, so the original may go


def test_unwritable_cache_is_done_without(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = Cache(preset("studio", size=32), tmp_path / "file")
    assert cache.load(photos / "0.png").pixels.shape[1] == 64 and "cannot be written" in cache.trouble


def test_cache_prunes_the_oldest(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(preset("studio", size=32), tmp_path / "kept")
    for _ in scan(sorted(photos.glob("*.png")), cache):
        pass
    monkeypatch.setattr("dce_studio.training.cache.LARGEST", 0)
    cache.prune()
    assert not list((tmp_path / "kept").iterdir())


def test_16_bit_grey_and_rotated_photos(tmp_path: Path) -> None:
    Image.fromarray(np.full((20, 30), 40_000, np.uint16)).save(tmp_path / "grey.png")
    upright = Image.fromarray(np.zeros((20, 30, 3), np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6
    upright.save(tmp_path / "turned.jpg", exif=exif)
    cache = Cache(preset("studio", size=32), tmp_path / "kept")
    grey = cache.load(tmp_path / "grey.png").pixels
    assert grey.dtype == np.uint8 and abs(int(grey.mean()) - 156) <= 1 and grey.shape[2] == 3
    assert cache.load(tmp_path / "turned.jpg").pixels.shape[:2] == (64, 32)


def make_photos(folder: Path, cache: Cache) -> data.Photos:
    return data.Photos(sorted(folder.glob("*.png")), cache)


def test_batches_depend_on_seed_and_step_alone(photos: Path, tmp_path: Path) -> None:
    recipe = preset("studio", size=32, batch=4)
    stock = make_photos(photos, Cache(recipe, tmp_path / "kept"))
    whole = list(data.batches(stock, recipe, 0, 5))
    later = list(data.batches(stock, recipe, 3, 5, threads=3))
    halves = [list(data.batches(stock, recipe, 0, 5, rank, 2)) for rank in (0, 1)]
    for a, b in zip(whole[3:], later, strict=True):
        assert all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))
    for k, batch in enumerate(whole):
        mixed = [halves[0][k][0], halves[1][k][0], halves[0][k][1], halves[1][k][1]]
        assert all(np.array_equal(x, y) for x, y in zip(batch, mixed, strict=True))


def test_a_pass_shows_each_photo_once(photos: Path, tmp_path: Path) -> None:
    recipe = preset("published", size=32, batch=7)
    stock = make_photos(photos, Cache(recipe, tmp_path / "kept"))
    (batch,) = data.batches(stock, recipe, 0, 1)
    assert len({photo.tobytes() for photo in batch}) == 7 == len(stock)


def test_lost_photo_is_replaced_and_told(photos: Path, tmp_path: Path) -> None:
    recipe = preset("published", size=32)
    stock = make_photos(photos, Cache(recipe, tmp_path / "kept"))
    (photos / "0.png").unlink()
    assert np.array_equal(stock[0], stock[1]) and "0.png" in next(iter(stock.lost.values()))


def test_stacks_of_one_shape(photos: Path) -> None:
    import torch

    wide, tall = np.zeros((16, 32, 3), np.uint8), np.full((32, 16, 3), 255, np.uint8)
    stacks = data.tensors([wide, tall, wide, wide], 2, torch.device("cpu"))
    assert [tuple(s.shape) for s in stacks] == [(2, 3, 16, 32), (1, 3, 16, 32), (1, 3, 32, 16)]
    assert stacks[0].is_contiguous(memory_format=torch.channels_last) and float(stacks[2].min()) == 1.0


def test_exposure_moves_as_light_does() -> None:
    pixels = np.full((8, 8, 3), 100, np.uint8)
    balance = np.ones(3, np.float32)
    darker = augment.expose(pixels, -2.0, balance, 0.0, np.random.default_rng(0))
    light = augment.to_linear(np.array(100 / 255, np.float32)) / 4
    assert abs(int(darker[0, 0, 0]) - round(float(augment.to_encoded(light)) * 255)) <= 1
    same = augment.expose(pixels, 0.0, balance, 0.0, np.random.default_rng(0))
    assert np.array_equal(same, pixels)
    noisy = augment.expose(pixels, 0.0, balance, 1e-3, np.random.default_rng(0))
    assert 0.5 < noisy.std() < 20


def test_brightness_spreads_evenly() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    means = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        stops = augment.stops_for(pixels, share, -5.0, 1.5)
        out = augment.expose(pixels, stops, np.ones(3, np.float32), 0.0, np.random.default_rng(0))
        means.append(out.mean())
    assert np.diff(means).std() < 0.06 * (means[-1] - means[0])


def test_no_augmentation_is_none(photos: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8, 3), np.uint8)
    assert augment.augmented(pixels, preset("published"), np.random.default_rng(1)) is pixels
