"""Photos of a store: fetched whole, put whole, told by their address."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dce_studio.core.batch import generator, planning
from dce_studio.core.batch.events import Batch, Failed, Item, Written
from dce_studio.core.edit import Edit
from dce_studio.core.errors import ExistsError, PhotoError
from dce_studio.core.files import read_photo, stores
from dce_studio.core.files.place import Place, place

fsspec = pytest.importorskip("fsspec", reason="fsspec is missing: pip install dce-studio[cluster]")


@pytest.fixture(params=["memory", "slow"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The scheme of an empty store: one in which files appear whole, and one where they are renamed."""
    if request.param == "slow":
        monkeypatch.setattr(stores, "_WHOLE", set())
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]
    yield "memory://"
    memory.store.clear()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "night.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 60, (24, 32, 3), np.uint8)).save(path)
    return path


def test_an_address_is_a_path(tmp_path: Path) -> None:
    found = place("s3://bucket/deep/a.b.JPG")
    assert isinstance(found, Place) and str(found) == "s3://bucket/deep/a.b.JPG"
    assert (found.stem, found.suffix, str(found.parent)) == ("a.b", ".JPG", "s3://bucket/deep")
    assert str(found.with_name("c.png")) == "s3://bucket/deep/c.png" and str(found.parent / "x") != str(found)
    assert found == place("s3://bucket/deep/a.b.JPG") and place("a/b.jpg") == Path("a/b.jpg")
    assert isinstance(place("C:/a.jpg"), Path) and isinstance(place(str(tmp_path)), Path)


def test_a_batch_in_a_store_is_that_of_a_folder(store: str, photo: Path, tmp_path: Path) -> None:
    for name in ("a.png", "deep/b.png", "deep/.hidden.png", "notes.txt"):
        stores.put(photo, place(f"{store}/in/{name}"))  # type: ignore[arg-type]
    fsspec.filesystem("memory").pipe_file("/in/broken.jpg", b"\xff\xd8\xff no more")
    source, out = place(f"{store}in"), place(f"{store}out")
    items, missing = planning.plan([source, place(f"{store}none.png")], out, "{name}", Edit(), "dce", True)
    assert [str(item.source) for item in items] == [
        f"{store}in/{n}" for n in ("a.png", "broken.jpg", "deep/b.png")
    ]
    assert [str(path) for path in missing] == [f"{store}none.png"]
    events = list(generator.run(Batch(items, checksum=True)))
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert failed.reason.startswith(f"{store}in/broken.jpg cannot be read as JPEG")
    assert "/tmp" not in failed.reason and failed.reason.count("broken.jpg") == 1
    written = {event.item.source.name: event for event in events if isinstance(event, Written)}
    assert sorted(stores.listed(out)) == ["a.png", "deep"] and stores.listed(out / "deep") == {"b.png"}
    local = generator.run(Batch([Item(photo, tmp_path / "o.png")], checksum=True))
    (here,) = [event for event in local if isinstance(event, Written)]
    assert {event.sha256 for event in written.values()} == {here.sha256}
    stores.fetch(out / "a.png", tmp_path / "a.png")  # type: ignore[arg-type]
    assert np.array_equal(read_photo(tmp_path / "a.png").pixels, read_photo(tmp_path / "o.png").pixels)


def test_what_is_there_stays_and_the_original_always(store: str, photo: Path) -> None:
    one, other = place(f"{store}/in/a.png"), place(f"{store}/in/b.png")
    for path in (one, other):
        stores.put(photo, path)  # type: ignore[arg-type]
    run = generator.run(Batch([Item(one, other), Item(one, one, overwrite=True)]))
    failed = [event for event in run if isinstance(event, Failed)]
    assert failed[0].exists == other and "is the original" in failed[1].reason
    with pytest.raises(ExistsError):
        stores.write(read_photo(photo), other, None, overwrite=False, checksum=False)
    stores.write(read_photo(photo), other, None, overwrite=True, checksum=False)


def test_a_store_that_refuses_leaves_nothing_and_is_told(
    store: str, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = fsspec.filesystem("memory")

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("503 slow down")

    monkeypatch.setattr(type(memory), "put_file", refuse)
    with pytest.raises(PhotoError, match=r"memory://out/a.png could not be saved: 503 slow down\."):
        stores.write(read_photo(photo), place(f"{store}out/a.png"), None, overwrite=False, checksum=False)
    assert stores.listed(place(f"{store}out")) == frozenset()


def test_a_folder_that_another_process_makes_at_once_is_no_failure(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = fsspec.filesystem("memory")
    made: list[str] = []

    def looks_then_makes(self: object, path: str, exist_ok: bool = False) -> None:
        folders = [path[:at] for at in range(1, len(path) + 1) if path[at : at + 1] in ("/", "")]
        for folder in folders:
            if folder not in made:
                made.append(folder)
                raise OSError("Failure")

    monkeypatch.setattr(stores, "_WHOLE", set())
    monkeypatch.setattr(type(memory), "makedirs", looks_then_makes)
    stores.write(read_photo(photo), place("memory://race/deep/a.png"), None, overwrite=False, checksum=False)
    assert stores.listed(place("memory://race/deep")) == {"a.png"}
    memory.store.clear()


def test_a_store_that_nothing_opens_is_told() -> None:
    with pytest.raises(PhotoError, match=r"nowhere://a cannot be looked for: .*nowhere"):
        stores.is_there(place("nowhere://a"))
