"""Training on light: files of light are read, views rendered, photos taken of them, exposures fused."""

from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from dce_studio.core.errors import PhotoError
from dce_studio.training import augment, data, light, scenes
from dce_studio.training.cache import Cache
from dce_studio.training.config import Recipe, preset
from dce_studio.training.fusion import fused, fused_light
from dce_studio.training.reading import readable
from dce_studio.training.scan import find, scan


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def write_sphere(path: Path, width: int = 64) -> np.ndarray:
    """A dim room with a lamp, as a whole sphere in Radiance's format."""
    sphere = np.full((width // 2, width, 3), 0.01, np.float32)
    sphere[:, : width // 2] *= np.linspace(1, 20, width // 2, dtype=np.float32)[None, :, None]
    sphere[width // 8 : width // 6, 3:8] = (900.0, 500.0, 100.0)
    path.write_bytes(imagecodecs.rgbe_encode(sphere))
    return sphere


class TestFusion:
    def test_one_exposure_comes_back_as_it_is(self) -> None:
        picture = rng().random((1, 33, 47, 3), np.float32)
        np.testing.assert_allclose(fused(picture), picture[0], atol=1e-5)

    def test_equal_exposures_too(self) -> None:
        picture = np.repeat(rng().random((1, 20, 20, 3), np.float32), 3, 0)
        np.testing.assert_allclose(fused(picture), picture[0], atol=1e-5)

    def test_shadows_are_lifted_and_lamps_held(self) -> None:
        scene = np.full((64, 64, 3), 0.004, np.float32)
        scene += 0.002 * rng().random(scene.shape, np.float32)
        scene[20:40, 20:40] = 4.0 + rng().random((20, 20, 3), np.float32)
        plain = augment.to_encoded(scene.clip(0, 1))
        result = fused_light(scene, (-3.0, 0.0, 3.0))
        assert result[:10].mean() > 2 * plain[:10].mean()
        assert plain[25:35, 25:35].min() > 0.999 and result[25:35, 25:35].mean() < 0.97


class TestReading:
    def test_radiance_and_its_kept_form(self, tmp_path: Path) -> None:
        sphere = write_sphere(tmp_path / "room.hdr")
        read = light.read_light(tmp_path / "room.hdr")
        np.testing.assert_allclose(read, sphere, rtol=0.02)
        assert light.is_light(tmp_path / "room.hdr") and light.is_sphere(read)
        np.testing.assert_allclose(light.unkept(light.kept(read)), read, rtol=0.01, atol=2e-6)

    def test_a_broken_file_is_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "bad.hdr").write_bytes(b"#?RADIANCE\nnothing")
        with pytest.raises(PhotoError, match=r"bad\.hdr cannot be read as light"):
            light.read_light(tmp_path / "bad.hdr")

    def test_a_folder_of_light_is_found_scanned_and_cached(self, tmp_path: Path) -> None:
        write_sphere(tmp_path / "photos.hdr")
        cache = Cache(preset("studio", size=32), tmp_path / "cache")
        *_, found = scan(find([tmp_path], readable()), cache)
        assert [seen.path.name for seen in found.photos] == ["photos.hdr"]
        assert 0.05 < found.photos[0].grey < 0.95
        assert cache.load(tmp_path / "photos.hdr").pixels.dtype == np.float16


class TestViews:
    def test_a_view_looks_where_it_should(self) -> None:
        """A sphere whose light is its height above the horizon: any view's rises from bottom to top."""
        height = np.linspace(1, 0, 64, dtype=np.float32)
        sphere = np.broadcast_to(height[:, None, None], (64, 128, 3)).copy()
        for seed in range(5):
            seen = light.view(sphere, (24, 32), np.random.default_rng(seed))
            assert seen.shape == (24, 32, 3)
            assert (np.diff(seen[:, 16, 0]) < 0).all()

    def test_a_well_exposed_view_has_a_photos_mean(self) -> None:
        scene = light.exposed_well(rng().random((20, 20, 3), np.float32) * 1000)
        assert np.exp(np.log(scene.mean(2)).mean()) == pytest.approx(light.KEY, rel=1e-3)


class TestScenes:
    recipe = preset("studio", size=32)

    def test_a_bright_photo_comes_back_to_itself(self) -> None:
        pixels = np.full((48, 64, 3), 130, np.uint8)
        shown = scenes.photographed_scene(pixels, Recipe(size=32, ev_low=0), rng(), varied=False)
        assert shown.shape == (32, 32, 6) and shown.dtype == np.float32
        np.testing.assert_allclose(shown[..., 3:], 130 / 255, atol=1e-5)

    def test_one_taken_far_too_dark_comes_back_to_the_usual_brightness(self) -> None:
        bright = np.full((48, 64, 3), 160, np.uint8)
        means = [
            scenes.photographed_scene(bright, self.recipe, np.random.default_rng(k), varied=False)[
                ..., 3:
            ].mean()
            for k in range(8)
        ]
        assert max(means) <= 160 / 255 + 1e-5 and min(means) < 0.55 and min(means) > scenes.USUAL

    def test_a_dark_photo_comes_back_lifted(self) -> None:
        pixels = rng().integers(2, 30, (48, 64, 3), np.uint8)
        shown = scenes.photographed_scene(pixels, self.recipe, rng(), varied=False)
        assert shown[..., 3:].mean() > 2 * pixels.mean() / 255

    def test_light_is_shown_dark_and_comes_back_bright(self, tmp_path: Path) -> None:
        kept = light.kept(write_sphere(tmp_path / "room.hdr", 128))
        darker = 0
        for seed in range(8):
            shown = scenes.photographed_scene(kept, self.recipe, np.random.default_rng(seed), varied=True)
            assert np.isfinite(shown).all() and shown.min() >= 0 and shown.max() <= 1
            darker += bool(shown[..., :3].mean() < shown[..., 3:].mean())
        assert darker >= 5

    def test_what_is_drawn_depends_on_seed_and_position_alone(self, tmp_path: Path) -> None:
        write_sphere(tmp_path / "a.hdr")
        write_sphere(tmp_path / "b.hdr", 96)
        paths = data.repeated(sorted(tmp_path.glob("*.hdr")), self.recipe)
        assert len(paths) == 2 * data.VIEWS
        photos = data.Photos(paths, Cache(self.recipe, tmp_path / "cache"))
        first, again = (data.sample(photos, self.recipe, 3) for _ in range(2))
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, data.sample(photos, self.recipe, 4))

    def test_no_augmentation_shows_the_photo(self) -> None:
        pixels = rng().integers(0, 256, (64, 64, 3), np.uint8)
        shown = scenes.photographed_scene(pixels, Recipe(size=32, augment=0), rng(), varied=False)
        wanted = pixels.reshape(32, 2, 32, 2, 3).mean((1, 3)) / 255
        np.testing.assert_allclose(shown[..., :3], wanted, atol=0.004)


def test_vignetting_noise_and_jpeg_leave_a_photo() -> None:
    scene = np.full((40, 56, 3), 0.2, np.float32)
    taken = [augment.photographed(scene, -1.0, Recipe(), np.random.default_rng(k)) for k in range(12)]
    assert all(t.dtype == np.uint8 and t.shape == (40, 56, 3) for t in taken)
    corners = [t[:6, :6].mean() / t[17:23, 25:31].mean() for t in taken]
    assert min(corners) < 0.97 and max(corners) > 0.97  # some with vignetting, some without
